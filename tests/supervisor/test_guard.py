"""The guard of a run: known to be one from its first moment, and ended without a signal to anybody else."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.supervisor import proc, system
from app.supervisor.guard import Guard
from app.supervisor.marks import guard_name, is_marked
from app.wire.run_folder import ENVIRONMENT
from tests.programs.harness import wait_until

FOLDER = Path("/dev/shm/procession-12345678")
linux = pytest.mark.skipif(not proc.LINUX, reason="there are guards on Linux only")


@pytest.fixture
def guard() -> Iterator[Guard]:
    made = Guard(FOLDER)
    yield made
    made.dismiss()
    assert proc.status(made.pid) is None


def name_of(pid: int) -> str:
    status = proc.status(pid)
    return "" if status is None else status.name


@linux
def test_a_guard_has_the_name_of_its_run_from_its_first_moment(guard: Guard) -> None:
    assert name_of(guard.pid) == guard_name(FOLDER) == "guard -12345678"
    assert name_of(os.getpid()) != guard_name(FOLDER)


@linux
def test_guards_of_different_runs_have_different_names() -> None:
    assert guard_name(FOLDER) != guard_name(FOLDER.with_name("procession-12345679"))


@linux
def test_a_guard_that_was_killed_and_reaped_is_not_looked_for_by_its_number(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    guard = Guard(FOLDER)
    os.kill(guard.pid, signal.SIGKILL)
    wait_until(lambda: guard.pid in system.reap(), "its end")
    sent: list[int] = []
    monkeypatch.setattr(os, "kill", lambda pid, number: sent.append(pid))
    guard.dismiss()
    assert sent == []


@linux
def test_a_guard_that_was_stopped_is_dismissed_as_well(guard: Guard) -> None:
    os.kill(guard.pid, signal.SIGSTOP)
    wait_until(lambda: (known := proc.status(guard.pid)) is not None and known.state == "T", "its stop")


@linux
def test_only_a_process_with_this_very_folder_is_marked() -> None:
    marked = {**os.environ, ENVIRONMENT: str(FOLDER)}
    with subprocess.Popen(["cat"], stdin=subprocess.PIPE, env=marked) as child:
        assert is_marked(child.pid, FOLDER)  # perhaps it is still in its exec
        assert not is_marked(child.pid, FOLDER.with_name("procession-1234567"))
        assert not is_marked(os.getpid(), FOLDER)
