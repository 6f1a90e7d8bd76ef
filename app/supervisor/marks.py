"""Recognizes the processes of a run without being told: they have its folder in their environment."""

from __future__ import annotations

import os
import time
from pathlib import Path

from app.supervisor import proc
from app.wire.run_folder import ENVIRONMENT

_NAME_BYTES = 15  # that Linux keeps of a process's name
_KERNEL = (0, 2)  # the parents of its threads, which have neither arguments nor an environment
_EXEC_S = 0.2  # for an exec to finish
_STEP_S = 0.001


def is_marked(pid: int, folder: Path) -> bool:
    """Whether a process has the run's folder in its environment. A zombie no longer has an environment."""
    deadline = time.monotonic() + _EXEC_S
    while not proc.environment(pid) and _is_in_exec(pid) and time.monotonic() < deadline:
        time.sleep(_STEP_S)
    return os.fsencode(f"{ENVIRONMENT}={folder}") + b"\0" in proc.environment(pid)


def marked(folder: Path) -> list[int]:
    """The pids of all processes that have the run's folder in their environment, without our own."""
    return [pid for pid in proc.every_pid() if pid != os.getpid() and is_marked(pid, folder)]


def _is_in_exec(pid: int) -> bool:
    """Whether a process is in the middle of an exec: then it has no arguments either."""
    status = proc.status(pid)
    if status is None or status.state in "ZX" or status.parent_pid in _KERNEL:
        return False
    return not proc.command_line(pid)


def guard_name(folder: Path) -> str:
    """The process name of the run's guard, by which even its zombie is recognized."""
    return "guard " + folder.name[len("guard ") - _NAME_BYTES :]
