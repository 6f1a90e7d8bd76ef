"""When a supervisor is killed, its client ends what is left of that run, and never anything else."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from app.supervisor import client as module
from app.supervisor import proc
from app.supervisor.client import RunEnded, RunSpec, SupervisorClient
from app.supervisor.relay import LENGTH, OPENING
from app.wire.facts import LogFound, ProcessEnded, ProcessFound, SupervisorDied, fact_frame, read_fact
from app.wire.frames import unpack_frames
from app.wire.run_folder import ENVIRONMENT
from tests.programs.harness import wait_until, write_script

#: A supervisor that says these bytes and dies.
SAYS = "import sys; sys.stdout.buffer.write(bytes.fromhex({said!r}))\n"
#: Before it dies it starts a program of the run, and writes its pid into a file.
STARTS = """
import os, subprocess, sys
with open({file!r}, "w") as file:
    marked = {{**os.environ, {name!r}: sys.argv[1]}}
    left = subprocess.Popen(["sleep", "600"], env=marked, stdout=subprocess.DEVNULL)
    file.write(str(left.pid))
os._exit(0)
"""


@pytest.fixture
def child() -> Iterator[subprocess.Popen[bytes]]:
    """A child of the window's own, which has nothing to do with any run."""
    with subprocess.Popen(["cat"], stdin=subprocess.PIPE) as process:
        yield process
        process.kill()


def found(pid: int, began_ticks: int) -> bytes:
    return fact_frame(ProcessFound(2, pid, 1, 1, began_ticks, "process", "worker", "python"), 1)


def began_ticks(pid: int) -> int:
    status = proc.status(pid)
    assert status is not None
    return status.began_ticks


def outlive(monkeypatch: pytest.MonkeyPatch, *facts: bytes, then: str = "") -> list[bytes]:
    """A client whose supervisor says these facts and dies without goodbye; all the blocks that it gives."""
    block = b"".join(facts)
    said = OPENING + LENGTH.pack(len(block)) + block
    text = SAYS.format(said=said.hex()) + then
    monkeypatch.setattr(module, "_supervisor_command", lambda: [sys.executable, "-c", text])
    client = SupervisorClient(RunSpec(target="t", script="/t.py"))
    try:
        client.start()
        return list(blocks_of(client))
    finally:
        client.close()


def blocks_of(client: SupervisorClient) -> Iterator[bytes]:
    """Block after block, to the last."""
    with contextlib.suppress(RunEnded):
        while True:
            yield client.receive(0.1) or b""


def test_a_dead_supervisor_is_told_once_as_the_last_fact(monkeypatch: pytest.MonkeyPatch) -> None:
    *_, last = outlive(monkeypatch, fact_frame(LogFound(1, 1), 1))
    (frame,) = unpack_frames(last)
    assert isinstance(read_fact(frame.payload, frame.time_ns), SupervisorDied)


def test_who_took_over_the_pid_of_a_process_that_had_ended_lives_on(
    monkeypatch: pytest.MonkeyPatch, child: subprocess.Popen[bytes]
) -> None:
    ended = fact_frame(ProcessEnded(2, 2, status=0, by_run=False), 2)
    outlive(monkeypatch, found(child.pid, began_ticks(child.pid)), ended)
    assert child.poll() is None


def test_who_took_over_the_pid_of_a_process_whose_end_nobody_told_lives_on(
    monkeypatch: pytest.MonkeyPatch, child: subprocess.Popen[bytes]
) -> None:
    outlive(monkeypatch, found(child.pid, began_ticks(child.pid) - 1))
    assert child.poll() is None


def test_what_is_left_of_the_run_is_ended_and_reaped(
    monkeypatch: pytest.MonkeyPatch, child: subprocess.Popen[bytes]
) -> None:
    outlive(monkeypatch, found(child.pid, began_ticks(child.pid)))
    assert proc.status(child.pid) is None


def test_a_program_that_the_supervisor_never_told_of_is_ended_and_reaped(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """It is known by the run's folder in its environment, which a zombie does not have any more."""
    file = tmp_path / "pid"
    outlive(monkeypatch, then=STARTS.format(file=str(file), name=ENVIRONMENT))
    pid = int(file.read_text())
    wait_until(lambda: proc.status(pid) is None, "no trace of it", lambda: str(proc.status(pid)), 1)


@pytest.mark.parametrize("told", [True, False], ids=["its end was told", "its end was not told"])
def test_a_child_that_ended_just_before_the_supervisor_is_reaped(
    told: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    ended = fact_frame(ProcessEnded(2, 2, status=0, by_run=False), 2)
    with subprocess.Popen(["true"]) as child:
        wait_until(lambda: psutil.Process(child.pid).status() == psutil.STATUS_ZOMBIE, "its end")
        outlive(monkeypatch, found(child.pid, began_ticks(child.pid)), ended if told else b"")
        assert proc.status(child.pid) is None


def test_a_killed_supervisor_leaves_no_trace_among_the_children_of_its_client(tmp_path: Path) -> None:
    """Its guard ends by itself, and would stay a zombie for as long as the window lives."""
    script = write_script(tmp_path, "import time; time.sleep(600)")
    before = set(psutil.Process().children(recursive=True))
    client = SupervisorClient(RunSpec(target="t", script=str(script), folder=str(tmp_path)))
    client.start()
    try:
        wait_until(lambda: b'"kind": "main"' in (client.receive(0.1) or b""), "main")
        assert client.pid is not None
        os.kill(client.pid, signal.SIGKILL)
        list(blocks_of(client))
    finally:
        client.close()
    assert set(psutil.Process().children(recursive=True)) == before
