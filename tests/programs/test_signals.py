"""Signals sent to `procession run`, and by the script to its group, do what they do bare."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.programs.harness import (
    PROJECT,
    TIMEOUT_S,
    command_line,
    environment,
    read_report,
    wait_until,
    watched,
    write_script,
)

pytestmark = pytest.mark.skipif(not hasattr(signal, "sigwaitinfo"), reason="the sender is not known here")

ASLEEP = "import time\nprint('on', flush=True)\ntime.sleep(600)\n"


# --- sent to us by somebody else ---------------------------------------------------------


def handling(name: str, action: str) -> str:
    """A script that does something at a signal, and has a child that would say so if it got it, too.

    Python looks at a signal that comes just before a sleep only after it, so main sleeps in short turns.
    """
    return f"""
import os, signal, sys, time
read, write = os.pipe()
if os.fork() == 0:
    signal.signal(signal.{name}, lambda *_: os.write(1, b'child got it'))
    os.write(write, b'ready')
    time.sleep(600)
os.read(read, 5)
signal.signal(signal.{name}, lambda *_: {action})
print('on', flush=True)
while True:
    time.sleep(0.05)
"""


@pytest.mark.parametrize("name", ["SIGTERM", "SIGHUP", "SIGQUIT", "SIGUSR1", "SIGUSR2", "SIGALRM"])
def test_a_signal_reaches_the_main_process_and_its_exit_code_is_ours(name: str) -> None:
    with watched(handling(name, "sys.exit(7)")) as running:
        running.wait_for("on")
        running.process.send_signal(getattr(signal, name))
        result = running.result()
    assert (result.exitcode, result.stdout) == (7, "on\n")
    assert result.process("main")["outcome"] == "failed"


@pytest.mark.parametrize("name", ["SIGTERM", "SIGHUP", "SIGUSR1"])
def test_a_signal_that_nobody_handles_ends_the_script_as_it_would_bare(name: str) -> None:
    number = getattr(signal, name)
    with watched(ASLEEP) as running:
        running.wait_for("on")
        running.process.send_signal(number)
        result = running.result()
    assert result.exitcode == 128 + number
    assert result.process("main")["exitcode"] == -number


def test_a_script_may_go_on_after_a_signal() -> None:
    with watched(handling("SIGUSR1", "os.write(1, b'got it')")) as running:
        running.wait_for("on")
        for times in (1, 2):
            running.process.send_signal(signal.SIGUSR1)
            wait_until(lambda times=times: running.stdout.count("got it") == times, "an answer")  # type: ignore[misc]
        running.process.send_signal(signal.SIGTERM)
        assert running.result().exitcode == 128 + signal.SIGTERM


@pytest.mark.parametrize("times", [1, 2])
def test_a_script_that_ignores_sigterm_is_ended_after_a_while_or_at_the_second(times: int) -> None:
    with watched("import signal\nsignal.signal(signal.SIGTERM, signal.SIG_IGN)\n" + ASLEEP) as running:
        running.wait_for("on")
        for _ in range(times):
            running.process.send_signal(signal.SIGTERM)
        result = running.result()
    assert result.exitcode == 128 + signal.SIGTERM
    assert result.process("main")["outcome"] == "ended-with-run"


# --- ignored or blocked from the beginning ------------------------------------------------


def starting(start: str) -> list[str]:
    """What does something and becomes the command that follows."""
    return [sys.executable, str(PROJECT / "tests" / "drivers" / "starting_with.py"), start]


@pytest.mark.parametrize("name", ["SIGINT", "SIGHUP", "SIGTERM"])
@pytest.mark.parametrize("how", ["ignore", "block"])
def test_what_was_ignored_or_blocked_ends_neither_us_nor_the_script(name: str, how: str) -> None:
    script = "print('on', flush=True)\nprint(input(), flush=True)\nraise SystemExit(5)\n"
    with watched(script, starter=starting(f"{how}(signal.{name})")) as running:
        running.wait_for("on")
        for _ in range(2):
            running.process.send_signal(getattr(signal, name))
            running.main().send_signal(getattr(signal, name))
        running.type("still here")
        result = running.result()
    assert (result.exitcode, result.stdout) == (5, "on\nstill here\n")


# --- sent by the script to its group ------------------------------------------------------


def in_a_group(script: str, folder: Path, *, bare: bool = False) -> tuple[int, str]:
    """What a script that shares its group with a shell ends with, and what it prints; the shell survives."""
    path = write_script(folder, script)
    report = folder / "report.json"
    command = [sys.executable, str(path)] if bare else command_line(path, report)
    done = subprocess.run(
        ["sh", "-c", 'trap : TERM INT HUP USR1; "$@"; echo "exit code $?"', "sh", *command],
        capture_output=True,
        text=True,
        env=environment(),
        stdin=subprocess.DEVNULL,
        process_group=0,
        timeout=TIMEOUT_S,
    )
    said, _, code = done.stdout.rpartition("exit code ")
    return int(code), said + re.sub(r"(?m)^Terminated\n", "", done.stderr)


TO_THE_GROUP = {
    "and dies of it": "os.kill(0, signal.SIGTERM)\ntime.sleep(600)\n",
    "and ignores it": (
        "signal.signal(signal.SIGTERM, signal.SIG_IGN)\nos.kill(0, signal.SIGTERM)\nsys.exit(7)\n"
    ),
    "and handles it": (
        "signal.signal(signal.SIGUSR1, lambda *_: os.write(1, b'got it'))\n"
        "os.kill(0, signal.SIGUSR1)\nsys.exit(8)\n"
    ),
    "and exits of it": (
        "signal.signal(signal.SIGHUP, lambda *_: sys.exit(9))\nos.killpg(os.getpgrp(), signal.SIGHUP)\n"
        "time.sleep(600)\n"
    ),
    "and is interrupted": (
        "try:\n    os.kill(0, signal.SIGINT)\n    time.sleep(600)\nexcept KeyboardInterrupt:\n"
        "    time.sleep(0.3)\n    sys.exit(10)\n"
    ),
}


@pytest.mark.parametrize("text", TO_THE_GROUP.values(), ids=list(TO_THE_GROUP))
def test_a_script_signals_its_group(text: str, tmp_path: Path) -> None:
    """We stand in the group, too, and are not meant."""
    script = "import os, signal, sys, time\n" + text
    bare = in_a_group(script, tmp_path, bare=True)
    assert in_a_group(script, tmp_path) == bare
    report = read_report(tmp_path / "report.json")
    assert report is not None
    assert report["exitcode"] == (bare[0] if bare[0] < 128 else 128 - bare[0])
    assert [process["outcome"] for process in report["processes"]] != ["ended-with-run"]


def test_a_child_of_the_script_signals_its_group(tmp_path: Path) -> None:
    script = """
import multiprocessing as mp, os, signal, sys, time
def child():
    os.kill(0, signal.SIGTERM)
if __name__ == '__main__':
    signal.signal(signal.SIGTERM, lambda *_: os.write(1, b'main got it\\n'))
    process = mp.Process(target=child)
    process.start()
    process.join()
    sys.exit(process.exitcode)
"""
    bare = in_a_group(script, tmp_path, bare=True)
    assert "main got it\n" in bare[1]
    code, said = in_a_group(script, tmp_path)
    assert (code, set(said.splitlines())) == (bare[0], set(bare[1].splitlines()))


def test_a_script_leads_a_session_as_its_starter_does(tmp_path: Path) -> None:
    """As a service, without a terminal: what it sends to its group reaches nobody else."""
    path = write_script(tmp_path, "import os, signal\nos.kill(0, signal.SIGKILL)\n")
    report = tmp_path / "report.json"
    done = subprocess.run(
        command_line(path, report),
        capture_output=True,
        env=environment(),
        stdin=subprocess.DEVNULL,
        start_new_session=True,
        timeout=TIMEOUT_S,
    )
    assert done.returncode == 128 + signal.SIGKILL
    found = read_report(report)
    assert found is not None and found["processes"][0]["outcome"] == "killed"


@pytest.mark.skipif(not os.path.exists("/proc/self/fd"), reason="Linux has it")
def test_who_waits_at_a_descriptor_of_the_script_waits_for_the_script_only(tmp_path: Path) -> None:
    """It closes its end, and goes on: the other end sees it at once."""
    script = "import os\nos.write(5, b'said')\nos.close(5)\nprint(input())\n"
    read, write = os.pipe()
    with started_with_descriptor(tmp_path, script, write) as process:
        os.close(write)
        with os.fdopen(read, "rb") as file:
            assert file.read() == b"said"
        said, _ = process.communicate(b"and on\n", timeout=TIMEOUT_S)
        assert said == b"and on\n"


@contextmanager
def started_with_descriptor(folder: Path, script: str, descriptor: int) -> Iterator[subprocess.Popen[bytes]]:
    """A watched run that has a descriptor of ours as its number 5, and no other process has it."""
    start = f"os.dup2({descriptor}, 5); os.close({descriptor})"
    with subprocess.Popen(
        [*starting(start), *command_line(write_script(folder, script), None)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=environment(),
        pass_fds=[descriptor],
    ) as process:
        yield process
