"""A script is started with the same things watched as bare: whatever a process can see of its inheritance.

One plain script (`tests/drivers/inheritance.py`) says all of it, of its main process and of a child under
each start method. It is run bare and watched, after its starter (`starting_with.py`) has made something of
itself. Nothing may differ but what stands in `REMAINING`, with its reason.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.programs.harness import PROJECT, START_METHODS, TIMEOUT_S, command_line, environment

DRIVERS = PROJECT / "tests" / "drivers"
SCRIPT = DRIVERS / "inheritance.py"
pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="it reads /proc")

#: Where the answer goes, and numbers of pipes in a command line: bare and watched another text for the same.
_CHANCE = re.compile(r"/(bare|watched)\b|(_fd|handle)=\d+")
Differences = dict[str, tuple[Any, Any]]  # by what differs: bare, watched

#: What differs in any case, and why.
REMAINING = {
    r"environment/PROCESSION_(RUN|OUTPUT)": "names the run for every process that is started in it",
    r"environment/PYTHONPATH": "brings the probe into every Python that the script starts",
    r"python modules": "the probe's own, and what it loads; a test below says which",
    r"python finders": "it patches a module after the script's own import of it",
    r"descriptors/2\d\d": "ties each process to the run; closed in a program that is started",
}
#: What differs where the output is captured, as it is unless it goes to a terminal.
CAPTURED = {
    r"descriptors/[12]/(kind|what|flags)": "a socket, on which the kernel names the writer of each piece",
    r"stream std(out|err)/seekable": "a socket is not",
    r"stream stdout/line_buffering": "output is shown when a line is complete, as on a terminal",
}

STARTS = {
    "as it is": "pass",
    "in the background of a shell": "ignore(signal.SIGINT, signal.SIGQUIT)",
    "by nohup": "ignore(signal.SIGHUP)",
    "with other signals ignored": "ignore(signal.SIGTERM, signal.SIGUSR1, signal.SIGRTMIN + 3)",
    "with the ends of children ignored": "ignore(signal.SIGCHLD)",
    "with signals blocked": "block(signal.SIGINT, signal.SIGTERM, signal.SIGUSR1, signal.SIGALRM)",
    "with another mask": "os.umask(0o077)",
    "with low priorities": "os.nice(5); set_io_priority(2, 6); set_scheduler(os.SCHED_BATCH)",
    "on one core": "os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})",
    "with limits": "limit('NOFILE', 240, 250); limit('CORE', 0, 0); limit('STACK', 2**22, 2**23)",
    "with attributes of Linux": (
        "write('/proc/self/oom_score_adj', '200'); write('/proc/self/coredump_filter', '0x11');"
        "prctl(TIMER_SLACK, 77777); prctl(NO_NEW_PRIVILEGES, 1); prctl(NO_HUGE_PAGES, 1);"
        "personality(0x40000)"
    ),
    "with further descriptors": "opened('/etc/passwd', 5); opened('/dev/null', 6); opened('/dev/null', 120)",
    "in a group of its own": "os.setpgid(0, 0)",
    "in a session of its own": "os.setsid()",
    "without standard input": "os.close(0)",
    "without standard output": "os.close(1)",
    "without any of the three": "os.close(0); os.close(1); os.close(2)",
    "with files for them": "opened('/etc/passwd', 0); opened('given-out', 1); opened('given-err', 2)",
    "where no language is set": "unset('LC_ALL'); os.environ['LANG'] = 'C'",
    "with another path": "os.environ['PYTHONPATH'] = ':of the user'",
    "with variables of Python": (
        "os.environ.update(PYTHONINSPECT='1', PYTHONHASHSEED='3', PYTHONSAFEPATH='1', PYTHONOPTIMIZE='1',"
        "PYTHONWARNINGS='error', PYTHONDEVMODE='1', PYTHONUTF8='1', PYTHONIOENCODING='latin1:replace',"
        "PYTHONUNBUFFERED='1')"
    ),
}


class Runner:
    """Runs the script bare and watched side by side, and compares what it says."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def differences(self, start: str, *methods: str, report: bool = False) -> Differences:
        """What the two say differently, except for what remains; both print the same besides."""
        answers = self._folder / "bare", self._folder / "watched"
        written = self._folder / "report.json" if report else None
        watched = command_line(SCRIPT, written, arguments=(str(answers[1]), *methods))
        processes = (
            self.start([sys.executable, str(SCRIPT), str(answers[0]), *methods], start),
            self.start(watched, start),
        )
        printed = [process.communicate(timeout=TIMEOUT_S) for process in processes]
        assert [process.returncode for process in processes] == [0, 0], printed
        assert printed[0] == printed[1]
        bare, seen = (json.loads(answer.read_text(encoding="utf-8")) for answer in answers)
        assert sorted(bare) == sorted(seen) == sorted(["main", *methods])
        return dict(compared(bare, seen))

    def start(self, command: list[str], start: str) -> subprocess.Popen[str]:
        """A process that first does what `start` says, then becomes the command."""
        return subprocess.Popen(
            [sys.executable, str(DRIVERS / "starting_with.py"), start, *command],
            cwd=self._folder,
            env=environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )


def compared(bare: Any, watched: Any, path: str = "") -> Iterator[tuple[str, tuple[Any, Any]]]:
    """Each place in which two answers differ."""
    if isinstance(bare, dict) and isinstance(watched, dict):
        for key in sorted({*bare, *watched}):
            where = f"{path}/{key}" if path else key
            yield from compared(bare.get(key, "nothing"), watched.get(key, "nothing"), where)
    elif _CHANCE.sub("", json.dumps(bare)) != _CHANCE.sub("", json.dumps(watched)):
        yield path, (bare, watched)


def unexplained(found: Differences, *explained: dict[str, str]) -> Differences:
    """The differences for which there is no reason."""
    reasons = re.compile("|".join(rf"[^/]*/{pattern}" for patterns in explained for pattern in patterns))
    return {where: both for where, both in found.items() if not reasons.fullmatch(where)}


@pytest.fixture
def runner(tmp_path: Path) -> Runner:
    return Runner(tmp_path)


@pytest.mark.parametrize("start", STARTS.values(), ids=list(STARTS))
def test_a_script_is_started_with_the_same(start: str, runner: Runner) -> None:
    found = runner.differences(start, *START_METHODS)
    assert unexplained(found, REMAINING, CAPTURED) == {}


@pytest.mark.parametrize("name", ["as it is", "with further descriptors", "without any of the three"])
def test_a_script_is_started_with_the_same_for_a_report(name: str, runner: Runner) -> None:
    found = runner.differences(STARTS[name], report=True)
    assert unexplained(found, REMAINING, CAPTURED) == {}


def test_what_remains_is_what_it_is_said_to_be(runner: Runner) -> None:
    found = runner.differences("pass", *START_METHODS)
    for place in ("main", *START_METHODS):
        bare, watched = (set(names) for names in found[f"{place}/python modules"])
        assert bare <= watched
        reads_code = {"opcode", "_opcode"}  # only where something in the script's code is to be looked at
        assert {name for name in watched - bare - reads_code if not name.startswith("_procession")} == {
            "__future__",
            "mmap",
            "sitecustomize",
        }
        finders = found[f"{place}/python finders"]
        assert finders[1] == ["Finder", *finders[0]]
        assert found[f"{place}/environment/PYTHONPATH"][1] == str(PROJECT / "app" / "probe" / "site")
    held = [both[1] for where, both in found.items() if re.fullmatch(r"\w+/descriptors/2\d\d", where)]
    assert held
    assert {descriptor["inheritable"] for descriptor in held} == {False}


#: What is of one process, and no child of it gets: the script is one, and its starter is Procession.
OF_ONE_PROCESS = {
    "system timers": "signal.alarm(1000)",
    "system prctl child subreaper": "prctl(CHILD_SUBREAPER, 1)",
    "system prctl parent death signal": "prctl(PARENT_DEATH_SIGNAL, signal.SIGUSR1)",
    "system status ShdPnd": "block(signal.SIGUSR1); os.kill(os.getpid(), signal.SIGUSR1)",
}


@pytest.mark.parametrize(("what", "start"), OF_ONE_PROCESS.items(), ids=list(OF_ONE_PROCESS))
def test_what_no_child_inherits_stays_with_procession(what: str, start: str, runner: Runner) -> None:
    """As with any program that starts another one, such as `time` or `timeout`."""
    found = runner.differences(start)
    assert sorted(unexplained(found, REMAINING, CAPTURED)) == [f"main/{what}"]


# --- the window --------------------------------------------------------------------------

#: A script that the window starts stands in a group of its own, reads what is typed, and prints into sockets.
IN_WINDOW = {
    r"place group": "Stop and Ctrl+C are for the script, and not for the window",
    r"descriptors/\d+.*": "the window's own descriptors are none of the script's",
    r"stream stdin/.*": "what is typed in the window",
    r"python orig_argv": "the absolute path of the script",
}
WINDOW_STARTS = {
    "as it is": "pass",
    "in the background of a shell": "ignore(signal.SIGINT, signal.SIGQUIT, signal.SIGHUP)",
    "with signals blocked": "block(signal.SIGUSR1, signal.SIGALRM)",
    "with limits and a mask": "os.umask(0o077); limit('NOFILE', 240, 250); os.nice(5)",
    "where no language is set": "unset('LC_ALL'); os.environ['LANG'] = 'C'",
}


@pytest.mark.parametrize("start", WINDOW_STARTS.values(), ids=list(WINDOW_STARTS))
def test_a_script_in_the_window_is_started_with_the_same(
    start: str, runner: Runner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    answer = tmp_path / "answer"
    script = tmp_path / "script.py"
    script.write_text(
        f"import runpy, sys\nsys.argv[1:] = [{str(answer)!r}]\n"
        f"runpy.run_path({str(SCRIPT)!r}, run_name='__main__')\n",
        encoding="utf-8",
    )
    in_window = [sys.executable, str(DRIVERS / "run_in_window.py"), str(PROJECT), str(script), str(answer)]
    said = []
    for command in ([sys.executable, str(script)], in_window):
        process = runner.start(command, start)
        printed = process.communicate(timeout=TIMEOUT_S)
        assert (process.returncode, *printed) == (0, "", "")
        said.append({"main": json.loads(answer.read_text(encoding="utf-8"))["main"]})
        answer.unlink()
    found = dict(compared(said[0], said[1]))
    assert unexplained(found, REMAINING, CAPTURED, IN_WINDOW) == {}
