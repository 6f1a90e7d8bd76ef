"""The command line in bad hands: whatever is given, one clear sentence and exit code 2, and no traceback."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from app.language.errors import ProcessionError
from app.targets import interpreter
from tests import leaks
from tests.programs.harness import PROJECT, environment

COMMAND = (sys.executable, "-m", "app")
NOBODY_READS = 141


def run(*words: str, variables: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*COMMAND, *words],
        cwd=PROJECT,
        env={**environment(), **(variables or {})},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        errors="replace",
        timeout=60,
        check=False,
    )


def shell(line: str) -> subprocess.CompletedProcess[str]:
    """Run a line of the shell, in which "$@" is the command."""
    return subprocess.run(
        ["sh", "-c", line, "sh", *COMMAND],
        cwd=PROJECT,
        env=environment(),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def assert_refused(done: subprocess.CompletedProcess[str], *words: str) -> None:
    """It ended with code 2, and its last line is the sentence, with these words in it."""
    assert (done.returncode, done.stdout) == (2, ""), done.stderr
    assert "Traceback" not in done.stderr
    last = done.stderr.splitlines()[-1]
    assert last.startswith("procession")
    for word in words:
        assert word in last


@pytest.fixture
def script(tmp_path: Path) -> Path:
    path = tmp_path / "script.py"
    path.write_text("print(1)\n", encoding="utf-8")
    return path


# --- nobody reads, or nothing is open ----------------------------------------------------


@pytest.mark.parametrize("words", ["list", "list --json", "--help", "run --help", "--version"])
def test_a_command_whose_reader_has_gone_ends_quietly(words: str) -> None:
    read, write = os.pipe()
    os.close(read)
    done = subprocess.run(
        [*COMMAND, *words.split()],
        cwd=PROJECT,
        env=environment(),
        stdout=write,
        stderr=subprocess.PIPE,
        text=True,
        timeout=60,
        check=False,
    )
    os.close(write)
    assert (done.returncode, done.stderr) == (NOBODY_READS, "")


@pytest.mark.parametrize("report", ["", "--report /dev/null"])
def test_a_run_whose_reader_has_gone_ends_quietly_with_all_its_processes(report: str, tmp_path: Path) -> None:
    script = tmp_path / "endless.py"
    script.write_text("import time\nwhile True: print('x', flush=True); time.sleep(0.01)\n", encoding="utf-8")
    done = shell(f"""{{ "$@" run {script} {report}; echo $? >&2; }} | head -1""")
    assert (done.stdout, done.stderr) == ("x\n", f"{NOBODY_READS}\n")


@pytest.mark.parametrize("words", ["list", "list --json", "--help"])
@pytest.mark.parametrize("closed", ["<&-", ">&-", "2>&-", "<&- >&- 2>&-"])
def test_a_command_does_without_what_is_closed(words: str, closed: str) -> None:
    done = shell(f'"$@" {words} {closed}')
    assert (done.returncode, done.stderr) == (0, "")


def test_a_sentence_for_a_closed_standard_error_is_not_printed_elsewhere() -> None:
    done = shell('"$@" run nothing 2>&-')
    assert (done.returncode, done.stdout) == (2, "")


@pytest.mark.parametrize("closed", ["<&-", ">&-", "<&- >&- 2>&-"])
def test_a_run_does_without_what_is_closed(closed: str, script: Path) -> None:
    report = script.with_name("report.json")
    script.write_text("import os\nprint(1)\nos._exit(3)\n", encoding="utf-8")
    done = shell(f'"$@" run {script} --report {report} {closed}')
    assert (done.returncode, done.stderr) == (3, "")
    assert '"exitcode": 3' in report.read_text(encoding="utf-8")


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="Linux has it")
@pytest.mark.parametrize("words", ["list", "list --json", "--help", "run memory"])
def test_a_full_disk_is_said(words: str) -> None:
    assert_refused(shell(f'"$@" {words} >/dev/full'), "output cannot be written", "space")


# --- words -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--set", "num=1", "--set", "num=2"], "num more than once"),
        (["--set", "num"], "NAME=VALUE"),
        (["--set", "=1"], "NAME=VALUE"),
        (["--set", "num="], "num cannot be ''"),
        (["--set", "num=nan"], "a whole number"),
        (["--set", "num=" + "9" * 5000], "a whole number"),
        (["--python", ""], "'' is not an executable file"),
        (["--report", ""], "''"),
        (["--timeout", "1e9"], "at most 31536000"),
        (["--timeout", "nan"], "greater than 0"),
        (["--timeout", "-1"], "greater than 0"),
        (["--timeout", "1e400"], "at most 31536000"),
    ],
    ids=lambda value: " ".join(value)[:30] if isinstance(value, list) else "",
)
def test_a_bad_option_is_refused_with_what_is_accepted(words: list[str], said: str) -> None:
    assert_refused(run("run", "memory", *words), said)


@pytest.mark.parametrize("words", [["--", "list"], ["list", "--", "foo"], ["open", "--", "a.py"]])
def test_arguments_for_a_script_without_a_run_are_refused(words: list[str]) -> None:
    assert_refused(run(*words), "procession run TARGET", words[-1])


def test_arguments_that_a_run_does_not_know_are_shown_their_place() -> None:
    assert_refused(run("run", "memory", "a", "--b"), "procession run memory -- a --b")


def test_a_file_that_is_not_there_is_all_that_is_said_when_it_is_to_be_opened(tmp_path: Path) -> None:
    done = run("open", str(tmp_path / "none.py"), variables={"DISPLAY": "", "WAYLAND_DISPLAY": ""})
    assert_refused(done, "does not exist")
    assert len(done.stderr.splitlines()) == 1


def test_a_file_runs_where_there_is_no_window(script: Path) -> None:
    variables = {"DISPLAY": "", "WAYLAND_DISPLAY": "", "QT_QPA_PLATFORM": ""}
    done = run("open", str(script), variables=variables)
    assert (done.returncode, done.stdout) == (0, "1\n")
    assert "the script runs here" in done.stderr


def test_a_working_folder_that_is_gone_is_said(script: Path, tmp_path: Path) -> None:
    (tmp_path / "gone").mkdir()
    line = f'export PYTHONPATH=$PWD; cd {tmp_path}/gone && rmdir {tmp_path}/gone && "$@" run {script}'
    assert_refused(shell(line), "does not exist any more")


# --- reports -----------------------------------------------------------------------------


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="Linux has it")
def test_a_report_that_could_not_be_written_is_no_success(script: Path) -> None:
    done = run("run", str(script), "--report", "/dev/full")
    assert (done.returncode, done.stdout) == (2, "1\n")
    assert done.stderr == "procession: the report could not be written: No space left on device\n"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no FIFO here")
def test_a_report_into_a_fifo_that_nobody_reads_is_refused(script: Path) -> None:
    fifo = script.with_name("fifo")
    os.mkfifo(fifo)
    assert_refused(run("run", str(script), "--report", str(fifo)), "report cannot be written")


@pytest.mark.skipif(not os.path.exists("/dev/fd"), reason="no /dev/fd here")
def test_a_report_goes_through_a_pipe(script: Path) -> None:
    done = shell(f'"$@" run {script} --report /dev/fd/3 3>&1 >/dev/null | tail -1')
    assert (done.stdout, done.stderr) == ("}\n", "")


# --- interpreters ------------------------------------------------------------------------


@pytest.mark.skipif(os.name != "posix", reason="a shell script is the program")
@pytest.mark.parametrize(
    "text", ["sleep 60 & sleep 61", "yes", "setsid sleep 62 & exit 0"], ids=["hangs", "floods", "daemon"]
)
def test_a_program_that_is_no_python_is_asked_for_a_bounded_time(
    text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / "python"
    program.write_text(f"#!/bin/sh\n{text}\n", encoding="utf-8")
    program.chmod(0o755)
    monkeypatch.setattr(interpreter, "_ASK_S", 0.5)
    monkeypatch.setattr(interpreter, "_END_S", 0.2)
    began = time.monotonic()
    with pytest.raises(ProcessionError, match="does not answer as a Python interpreter does"):
        interpreter.check_python(str(program))
    assert time.monotonic() - began < 10
    for process in leaks.children():
        with contextlib.suppress(psutil.ZombieProcess, psutil.NoSuchProcess):
            if process.cmdline() == ["sleep", "62"]:
                process.kill()  # a session of its own is out of reach; the leak check looks at the rest
