"""A run's folder: private, removed at the end, and removed for an owner who could not do it."""

from __future__ import annotations

import errno
import os
import stat
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.language.errors import ProcessionError
from app.supervisor import folder as run_folder
from app.supervisor import proc
from app.supervisor.folder import AT_WORK, PREFIX, RunFolder
from tests.programs.harness import PROJECT


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Runs have their folders in a temporary folder of this test alone."""
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    yield tmp_path
    assert folders(tmp_path) == []


def folders(place: Path) -> list[str]:
    """What has the name of a run's folder, or of one that is being made or removed."""
    return [path.name for path in place.iterdir() if path.name.startswith((PREFIX, AT_WORK))]


@pytest.fixture
def owned() -> Iterator[RunFolder]:
    """A run's folder that is in use."""
    made = RunFolder()
    yield made
    made.remove()


def test_it_has_what_a_run_needs(owned: RunFolder, place: Path) -> None:
    assert owned.path.parent == place
    assert {path.name for path in owned.path.iterdir()} == {"log", "temporary", "memory", "alive", "lock"}
    assert stat.S_ISFIFO((owned.path / "alive").stat().st_mode)


def test_nobody_else_may_look_into_it(owned: RunFolder) -> None:
    assert stat.S_IMODE(owned.path.stat().st_mode) == 0o700


def test_removing_takes_everything_along_and_can_be_repeated(place: Path) -> None:
    made = RunFolder()
    (made.path / "work" / "deep").mkdir(parents=True)
    (made.path / "work" / "deep" / "file").write_text("x")
    made.remove()
    made.remove()
    assert list(place.iterdir()) == []


def test_a_folder_in_use_is_not_removed_by_the_next_start(owned: RunFolder) -> None:
    RunFolder().remove()
    assert (owned.path / "log").is_dir()


MAKE_AND_DIE = (
    "from app.supervisor.folder import RunFolder; import os; print(RunFolder().path, flush=True); os._exit(9)"
)


def test_what_a_killed_owner_left_is_removed_by_the_next_start(place: Path) -> None:
    out = subprocess.run(
        [sys.executable, "-c", MAKE_AND_DIE], capture_output=True, text=True, cwd=PROJECT
    ).stdout
    left = Path(out.strip())
    assert left.is_dir() and left.parent == place
    RunFolder().remove()
    assert not left.exists()


@pytest.mark.parametrize(
    "at_work",
    [
        "import shutil; shutil.rmtree = lambda *a, **k: os._exit(9); RunFolder().remove()",
        "os.mkfifo = lambda *a: os._exit(9); RunFolder()",
        "from app.supervisor import folder; folder._lock = lambda *a: os._exit(9); RunFolder()",
    ],
    ids=["while it removed it", "while it made it", "before it had locked it"],
)
def test_what_an_owner_left_who_was_killed_is_removed_by_the_next_start(at_work: str, place: Path) -> None:
    code = f"import os; from app.supervisor.folder import RunFolder; {at_work}"
    assert subprocess.run([sys.executable, "-c", code], cwd=PROJECT).returncode == 9
    assert len(folders(place)) == 1
    RunFolder().remove()
    assert folders(place) == []


def test_what_another_process_is_at_work_on_is_left_alone(place: Path) -> None:
    parent = os.getppid()
    began = proc.status(parent)
    assert began is not None
    worked_on = place / f"{AT_WORK}{parent}-{began.began_ticks}-abc"
    older_life = place / f"{AT_WORK}{parent}-{began.began_ticks - 1}-abc"
    for folder in (worked_on, older_life):
        folder.mkdir()
    run_folder.remove_stale()
    assert worked_on.is_dir()
    assert not older_life.exists(), "the pid has been given to another process since"
    worked_on.rmdir()


def test_a_folder_that_a_start_elsewhere_takes_away_is_made_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """In another container, which does not see our process."""
    original = run_folder._lock
    taken: list[Path] = []

    def lock(path: Path) -> int | None:
        if not taken:
            taken.append(path)
            path.rmdir()
        return original(path)

    monkeypatch.setattr(run_folder, "_lock", lock)
    made = RunFolder()
    assert taken and (made.path / "lock").is_file()
    made.remove()


def test_runs_that_start_at_the_same_time_do_not_take_each_others_folders(place: Path) -> None:
    """Twenty times fifty; each looks whether its folder is whole, and removes it."""
    command = [sys.executable, "-m", "tests.supervisor.starts", "20", "50"]
    done = subprocess.run(command, capture_output=True, text=True, cwd=PROJECT, timeout=120)
    assert (done.stdout, done.stderr) == ("1000 started\n", "")


def test_what_was_left_in_memory_is_removed_when_runs_have_their_folders_elsewhere(
    place: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else what fills the memory would keep every later run out of it, and stay."""
    memory = tmp_path_factory.mktemp("memory")
    subprocess.run(
        [sys.executable, "-c", MAKE_AND_DIE], cwd=PROJECT, env={**os.environ, "TMPDIR": str(memory)}
    )
    assert len(folders(memory)) == 1
    monkeypatch.setattr(run_folder, "_MEMORY", memory)
    made = RunFolder()
    assert (made.path.parent, folders(memory)) == (place, [])
    made.remove()


def test_a_child_that_was_forked_does_not_keep_the_lock(place: Path) -> None:
    """Descriptors are not inherited by what is exec'd, so an orphan cannot hold a dead owner's folder."""
    sleeping = (
        "import subprocess as s; print(s.Popen(['sleep', '20'], stdout=s.DEVNULL).pid, flush=True); os._exit"
    )
    code = MAKE_AND_DIE.replace("os._exit", sleeping)
    out = subprocess.run([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True, cwd=PROJECT).stdout
    folder, pid = out.split()
    try:
        run_folder.remove_stale()
        assert not Path(folder).exists()
    finally:
        os.kill(int(pid), 9)


def test_folders_of_others_are_left_alone(place: Path) -> None:
    no_lock, a_project = place / f"{PREFIX}no-lock", place / f"{PREFIX}project"
    for folder in (no_lock, a_project):
        folder.mkdir()
    (a_project / "lock").write_text("")
    a_file = place / f"{PREFIX}file"
    a_file.write_text("x")
    a_link = place / f"{PREFIX}link"
    target = place / "target"
    target.mkdir()
    (target / "lock").write_text("")
    a_link.symlink_to(target)
    run_folder.remove_stale()
    assert no_lock.is_dir() and a_file.exists() and a_link.is_symlink() and (target / "lock").exists()
    assert (a_project / "lock").exists()
    (a_project / "lock").unlink()
    a_project.rmdir()
    no_lock.rmdir()
    a_file.unlink()
    a_link.unlink()


def test_noted_temporary_folders_of_multiprocessing_are_removed(owned: RunFolder, place: Path) -> None:
    ours, other = [place / f"pymp-{number}" for number in range(4)], place / "precious"
    for folder in (*ours, other):
        folder.mkdir()
        (folder / "socket").write_text("x")
        (owned.path / "temporary" / folder.name).symlink_to(folder)
        (owned.path / "temporary" / f"{folder.name}-no-link").write_text("x")
    owned.remove()
    assert [folder.name for folder in ours if folder.exists()] == []
    assert (other / "socket").exists()


def test_a_link_in_the_working_folder_is_not_followed(owned: RunFolder, place: Path) -> None:
    precious = place / "precious"
    precious.mkdir()
    (precious / "file").write_text("x")
    (owned.path / "work").mkdir()
    (owned.path / "work" / "link").symlink_to(precious)
    owned.remove()
    assert (precious / "file").exists()


def test_odd_things_in_the_folder_do_not_stop_its_removal(owned: RunFolder) -> None:
    (owned.path / "temporary" / "no-link").write_text("x")
    (owned.path / "temporary" / "broken").symlink_to("/nowhere/pymp-x")
    (owned.path / "work").mkdir()
    os.mkfifo(owned.path / "work" / "fifo")
    owned.remove()
    assert not owned.path.exists()


def test_without_tmpdir_it_lies_in_memory_where_there_is_room(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TMPDIR")
    if not os.access("/dev/shm", os.W_OK):
        pytest.skip("there is no /dev/shm to write to")
    monkeypatch.setattr(run_folder, "_ROOM", 1)
    assert run_folder.base() == Path("/dev/shm")


def test_without_room_in_memory_it_lies_in_the_temporary_folder(
    monkeypatch: pytest.MonkeyPatch, place: Path
) -> None:
    monkeypatch.delenv("TMPDIR")
    monkeypatch.setattr(run_folder, "_ROOM", 1 << 62)
    assert run_folder.base() == place


# --- when none can be made ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("number", "advice"),
    [
        (errno.ENOSPC, "Free some space there"),
        (errno.EDQUOT, "Free some space there"),
        (errno.EACCES, "that you may write to"),
        (errno.EROFS, "that you may write to"),
        (errno.ENOENT, "Make that folder again"),
        (errno.EMFILE, "ulimit -n"),
        (errno.EIO, "Set TMPDIR to another folder"),
    ],
)
def test_the_advice_fits_the_cause(
    number: int, advice: str, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_args: object) -> int:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(run_folder, "_lock", refuse)
    with pytest.raises(ProcessionError) as refused:
        RunFolder()
    text = str(refused.value)
    assert advice in text and str(place) in text and os.strerror(number) in text
    assert advice == "Free some space there" or "Free" not in text


def test_a_temporary_folder_that_is_gone_is_said_to_be_gone(place: Path) -> None:
    place.rename(place.with_name("elsewhere"))
    with pytest.raises(ProcessionError, match=r"No such file or directory\. Make that folder again"):
        RunFolder()
    place.with_name("elsewhere").rename(place)


def test_without_any_place_to_write_to_the_sentence_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    def nowhere() -> str:
        raise FileNotFoundError(errno.ENOENT, "No usable temporary directory found in ['/tmp']")

    monkeypatch.setattr(tempfile, "gettempdir", nowhere)
    with pytest.raises(ProcessionError, match="there is no temporary folder that can be written to"):
        RunFolder()
