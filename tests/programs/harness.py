"""Runs a script through the command line, watched or bare, and gives what came of it.

Every wait here is bounded, and whatever a test leaves running is ended when its `Running` is left.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from textwrap import dedent
from typing import Any

import psutil

from tests import leaks
from tests.report_schema import check_report

PROJECT = Path(__file__).resolve().parents[2]
START_METHODS = ("fork", "spawn", "forkserver")
#: Long enough for a loaded machine; a run that hangs fails here and not at pytest's own limit.
TIMEOUT_S = 40.0


@dataclass(frozen=True)
class Result:
    """What a run has left: its end, its output, and its report when it was watched."""

    exitcode: int
    stdout: str
    stderr: str
    report: dict[str, Any] | None = None

    @property
    def processes(self) -> list[dict[str, Any]]:
        """The report's processes."""
        assert self.report is not None, f"no report was written; stderr: {self.stderr}"
        found: list[dict[str, Any]] = self.report["processes"]
        return found

    def process(self, name: str) -> dict[str, Any]:
        """The only process of this name."""
        (found,) = [process for process in self.processes if process["name"] == name]
        return found

    def outcomes(self) -> dict[str, str]:
        """How each process ended, by name."""
        return {process["name"]: process["outcome"] for process in self.processes}

    def object(self, kind: str, name: str | None = None) -> dict[str, Any]:
        """The only object of this kind (and name)."""
        assert self.report is not None
        known = [found for found in self.report["objects"] if found["kind"] == kind]
        (found,) = [found for found in known if name is None or found["name"] == name]
        return dict(found)

    @property
    def objects(self) -> dict[str, dict[str, Any]]:
        """The report's objects, by name."""
        assert self.report is not None
        return {known["name"]: known for known in self.report["objects"]}

    @property
    def probe_failures(self) -> list[str]:
        """What went wrong in the probe itself."""
        assert self.report is not None
        return list(self.report["probe_failures"])

    def printed(self, pid: int) -> str:
        """All that a process wrote, by the report."""
        assert self.report is not None
        return "".join(piece["text"] for piece in self.report["output"] if piece["pid"] == pid)


def write_script(folder: Path, text: str, name: str = "script.py") -> Path:
    """A script in a folder; its text may be indented."""
    path = folder / name
    path.write_text(dedent(text), encoding="utf-8")
    return path


def run_bare(
    script: Path, *arguments: str, stdin: str = "", cwd: Path | None = None, timeout_s: float = TIMEOUT_S
) -> Result:
    """Run a script with plain Python."""
    before = temporary_folders()
    try:
        return _run([sys.executable, str(script), *arguments], stdin, cwd, timeout_s, None)
    finally:
        for folder in temporary_folders() - before:  # plain Python leaves one behind after os._exit
            shutil.rmtree(folder)


def temporary_folders() -> set[Path]:
    """The folders that multiprocessing has made."""
    return set(Path(tempfile.gettempdir()).glob("pymp-*"))


def run_watched(
    script: str | Path,
    *options: str,
    arguments: tuple[str, ...] = (),
    stdin: str = "",
    cwd: Path | None = None,
    timeout_s: float = TIMEOUT_S,
) -> Result:
    """Run a script (its text, or its path) or a scenario (its id) with `procession run --report`."""
    with tempfile.TemporaryDirectory(prefix="watched-") as folder:
        target = script
        if isinstance(script, str) and "\n" in script:
            target = write_script(Path(folder), script)
        report = Path(folder) / "report.json"
        command = command_line(target, report, *options, arguments=arguments)
        return _run(command, stdin, cwd, timeout_s, report)


def command_line(
    target: str | Path, report: Path | None, *options: str, arguments: tuple[str, ...] = ()
) -> list[str]:
    """`procession run` as a list of words."""
    reporting = [] if report is None else ["--report", str(report)]
    script_arguments = ["--", *arguments] if arguments else []
    return [*_PROCESSION, "run", str(target), *options, *reporting, *script_arguments]


#: As `-m app`, but from any working folder, and with nothing added to the environment.
_START = (
    f"import sys; sys.path.insert(0, {str(PROJECT)!r}); from app.command.cli import main; sys.exit(main())"
)
_PROCESSION = (sys.executable, "-c", _START)


def _run(
    command: list[str], stdin: str, cwd: Path | None, timeout_s: float, report_file: Path | None
) -> Result:
    with subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=cwd,
        env=environment(),
    ) as process:
        try:
            stdout, stderr = process.communicate(stdin.encode(), timeout=timeout_s)
        except subprocess.TimeoutExpired:
            end_tree(process.pid)
            stdout, stderr = process.communicate(timeout=5)
            raise AssertionError(f"hangs: {command}; printed {stdout[-2000:]!r} {stderr[-2000:]!r}") from None
    return Result(process.returncode, _text(stdout), _text(stderr), read_report(report_file))


def environment() -> dict[str, str]:
    """The tests' own, without what changes how output is buffered or encoded."""
    unwanted = ("PYTHONUNBUFFERED", "PYTHONIOENCODING", "PYTHONUTF8", "PYTHONSTARTUP", "PYTHONPATH")
    kept = {name: value for name, value in os.environ.items() if name not in unwanted}
    return {**kept, "LC_ALL": "C.UTF-8"}


def read_report(path: Path | None) -> dict[str, Any] | None:
    """The report, if one was written; it has to be what its schema says."""
    if path is None or not path.exists() or not path.read_text(encoding="utf-8"):
        return None
    report: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    check_report(report)
    return report


def _text(data: bytes) -> str:
    return data.decode("utf-8", "replace")


# --- a run that goes on while the test does something to it ------------------------------


class Running:
    """A watched run that is on."""

    def __init__(self, process: subprocess.Popen[bytes], folder: Path) -> None:
        self.process = process
        self._folder = folder

    @property
    def report_path(self) -> Path:
        """Where the report will stand."""
        return self._folder / "report.json"

    @property
    def stdout(self) -> str:
        """What has been printed up to now."""
        return _text((self._folder / "stdout").read_bytes())

    @property
    def stderr(self) -> str:
        """What has been printed to stderr up to now."""
        return _text((self._folder / "stderr").read_bytes())

    def wait_for(self, *texts: str) -> str:
        """Wait until all texts have been printed; all that was printed."""
        wait_until(
            lambda: all(text in self.stdout for text in texts), f"{texts} in the output", self._state, 15
        )
        leaks.look_at_shared_memory()  # the script may be killed now
        return self.stdout

    def type(self, line: str) -> None:
        """Give the script a line on its standard input."""
        assert self.process.stdin is not None
        self.process.stdin.write(line.encode() + b"\n")
        self.process.stdin.flush()

    def supervisor(self) -> psutil.Process:
        """The supervisor: the only child of the command line."""
        (supervisor,) = psutil.Process(self.process.pid).children()
        return supervisor

    def main(self) -> psutil.Process:
        """The script's main process: the child of the supervisor that is no fork of it."""
        supervisor = self.supervisor()
        return next(child for child in supervisor.children() if child.cmdline() != supervisor.cmdline())

    def tree(self) -> list[psutil.Process]:
        """Every process of the run: the command line, the supervisor, the script's."""
        top = psutil.Process(self.process.pid)
        return [top, *top.children(recursive=True)]

    def result(self, timeout_s: float = TIMEOUT_S) -> Result:
        """Wait for the end."""
        try:
            exitcode = self.process.wait(timeout_s)
        except subprocess.TimeoutExpired:
            raise AssertionError(f"does not end; {self._state()}") from None
        return Result(exitcode, self.stdout, self.stderr, read_report(self.report_path))

    def _state(self) -> str:
        return f"stdout {self.stdout[-1000:]!r}, stderr {self.stderr[-1000:]!r}"


@contextlib.contextmanager
def watched(script: str | Path, *options: str, starter: Sequence[str] = ()) -> Iterator[Running]:
    """A watched run that is ended, if it still runs, when the block is left.

    `starter` is a command that does something and becomes the one that follows it.
    """
    with tempfile.TemporaryDirectory(prefix="watched-") as name:
        folder = Path(name)
        target = write_script(folder, script) if isinstance(script, str) and "\n" in script else script
        with open(folder / "stdout", "wb") as out, open(folder / "stderr", "wb") as err:
            process = subprocess.Popen(
                [*starter, *command_line(target, folder / "report.json", *options)],
                stdin=subprocess.PIPE,
                stdout=out,
                stderr=err,
                env=environment(),
            )
        try:
            yield Running(process, folder)
        finally:
            if process.poll() is None:
                end_tree(process.pid)
            process.wait(5)
            assert process.stdin is not None
            with contextlib.suppress(BrokenPipeError):
                process.stdin.close()


def end_tree(pid: int) -> None:
    """Kill a process and all that descends from it."""
    with contextlib.suppress(psutil.NoSuchProcess):
        top = psutil.Process(pid)
        for process in [*top.children(recursive=True), top]:
            with contextlib.suppress(psutil.NoSuchProcess):
                process.kill()


def wait_until(
    condition: Callable[[], bool],
    what: str,
    state: Callable[[], str] = lambda: "",
    timeout_s: float = TIMEOUT_S,
) -> None:
    """Wait for a condition; fails with what was waited for."""
    deadline = time.monotonic() + timeout_s
    while not condition():
        assert time.monotonic() < deadline, f"waited in vain for {what}; {state()}"
        time.sleep(0.005)


def is_gone(process: psutil.Process) -> bool:
    """Whether a process has ended (a zombie has)."""
    try:
        return process.status() == psutil.STATUS_ZOMBIE or not process.is_running()
    except psutil.NoSuchProcess:
        return True
