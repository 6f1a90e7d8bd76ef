"""A run's folder: private, removed at the end, and removed for an owner who could not do it."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.supervisor import folder as run_folder
from app.supervisor.folder import PREFIX, RunFolder
from tests.programs.harness import PROJECT


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Runs have their folders in a temporary folder of this test alone."""
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    yield tmp_path
    assert list(tmp_path.glob(PREFIX + "*")) == []


@pytest.fixture
def owned() -> Iterator[RunFolder]:
    """A run's folder that is in use."""
    made = RunFolder()
    yield made
    made.remove()


def test_it_has_what_a_run_needs(owned: RunFolder, place: Path) -> None:
    assert owned.path.parent == place
    assert {path.name for path in owned.path.iterdir()} == {"log", "work", "temporary", "alive", "lock"}
    assert stat.S_ISFIFO((owned.path / "alive").stat().st_mode)


def test_nobody_else_may_look_into_it(owned: RunFolder) -> None:
    assert stat.S_IMODE(owned.path.stat().st_mode) == 0o700


def test_removing_takes_everything_along_and_can_be_repeated(place: Path) -> None:
    made = RunFolder()
    (made.path / "work" / "deep").mkdir()
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
    no_lock = place / f"{PREFIX}no-lock"
    no_lock.mkdir()
    a_file = place / f"{PREFIX}file"
    a_file.write_text("x")
    a_link = place / f"{PREFIX}link"
    target = place / "target"
    target.mkdir()
    (target / "lock").write_text("")
    a_link.symlink_to(target)
    run_folder.remove_stale()
    assert no_lock.is_dir() and a_file.exists() and a_link.is_symlink() and (target / "lock").exists()
    no_lock.rmdir()
    a_file.unlink()
    a_link.unlink()


def test_noted_temporary_folders_of_multiprocessing_are_removed(owned: RunFolder, place: Path) -> None:
    ours, other = place / "pymp-abc", place / "precious"
    for folder in (ours, other):
        folder.mkdir()
        (folder / "socket").write_text("x")
        (owned.path / "temporary" / folder.name).symlink_to(folder)
    owned.remove()
    assert not ours.exists()
    assert (other / "socket").exists()


def test_a_link_in_the_working_folder_is_not_followed(owned: RunFolder, place: Path) -> None:
    precious = place / "precious"
    precious.mkdir()
    (precious / "file").write_text("x")
    (owned.path / "work" / "link").symlink_to(precious)
    owned.remove()
    assert (precious / "file").exists()


def test_odd_things_in_the_folder_do_not_stop_its_removal(owned: RunFolder) -> None:
    (owned.path / "temporary" / "no-link").write_text("x")
    (owned.path / "temporary" / "broken").symlink_to("/nowhere/pymp-x")
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
