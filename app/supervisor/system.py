"""What it takes to own a tree of processes: adopting orphans, handles, signals, reaping.

Linux: child subreaper, pidfd. Elsewhere there is no guarantee that a double-forked daemon is found, and
processes are known by their pids only (written with care, never run yet).
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import select
import signal
from collections.abc import Iterator
from pathlib import Path

from app.supervisor.proc import LINUX

_PR_SET_CHILD_SUBREAPER = 36
_COMM = Path("/proc/self/comm")


def become_subreaper() -> None:
    """Let orphaned descendants become our children, where the system can do that."""
    if LINUX:
        ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def fork_named(name: str) -> int:
    """Fork a child that has a process name of its own from the beginning (Linux)."""
    ours = _COMM.read_bytes().rstrip(b"\n")
    _COMM.write_bytes(name.encode())
    pid = os.fork()
    if pid:
        _COMM.write_bytes(ours)
    return pid


def open_handle(pid: int) -> int | None:
    """A pidfd: readable once the process has ended, and never of another one; None where unsupported."""
    try:
        return os.pidfd_open(pid)
    except (AttributeError, OSError):
        return None


@contextlib.contextmanager
def held(pid: int) -> Iterator[int | None]:
    """Hold a handle of a process, so that what is checked of its pid inside is true of that very process."""
    handle = open_handle(pid)
    try:
        yield handle
    finally:
        if handle is not None:
            os.close(handle)


def can_wait() -> bool:
    """Whether it is possible to wait for the end of a process and for a pipe at the same time."""
    with held(os.getpid()) as handle:
        return handle is not None and hasattr(select, "poll")


def send(pid: int, handle: int | None, number: signal.Signals) -> bool:
    """Send a signal to exactly this process. Returns False when it is gone (which is no error)."""
    try:
        if handle is not None:
            signal.pidfd_send_signal(handle, number)
        else:
            os.kill(pid, number)
    except (ProcessLookupError, PermissionError):
        return False
    return True


def reap() -> dict[int, int]:
    """Reap all our children that have ended. Returns their wait statuses by pid."""
    ended: dict[int, int] = {}
    if not hasattr(os, "WNOHANG"):
        return ended
    with contextlib.suppress(ChildProcessError):
        while True:
            pid, wait_status = os.waitpid(-1, os.WNOHANG)
            if not pid:
                break
            ended[pid] = wait_status
    return ended


def reap_one(pid: int, handle: int | None) -> None:
    """Reap a process if it is our child and has ended."""
    with contextlib.suppress(ChildProcessError):
        if handle is not None:
            os.waitid(os.P_PIDFD, handle, os.WEXITED | os.WNOHANG)
        elif hasattr(os, "WNOHANG"):
            os.waitpid(pid, os.WNOHANG)


def exit_code(wait_status: int) -> int:
    """A wait status as Python represents it: the exit code, or -N for signal N."""
    return os.waitstatus_to_exitcode(wait_status)
