"""What the operating system knows about processes: the one place that reads other processes' ``/proc``
(what their threads do is read in `sampling/tasks.py`).

On other systems psutil has to do (written with care, never run yet).
"""

from __future__ import annotations

import contextlib
import os
import sys
import time
from typing import NamedTuple

from app.probe.arrival.text import TRACKER, helper_name

LINUX = sys.platform.startswith("linux")
if not LINUX:
    import psutil  # on Linux /proc is read directly: the import alone would cost 20 ms a run
_TICKS = os.sysconf("SC_CLK_TCK") if hasattr(os, "sysconf") else 100
_TICKS_BY_PSUTIL = 100
_PAGE = os.sysconf("SC_PAGE_SIZE") if hasattr(os, "sysconf") else 4096
_TRIES = 3  # a parent that ends meanwhile has left its children to another process
_PIECE = 16 * 1024


class Status(NamedTuple):
    """A line of /proc/PID/stat, as far as it is needed."""

    name: str
    state: str  # "R", "S", "Z" (ended, not yet reaped), "T" (stopped) ...
    parent_pid: int
    cpu_s: float
    began_ticks: int
    wait_status: int  # of a zombie
    caught: int = 0  # the signals that it handles, a bit each: bit 0 is signal 1


#: What Python itself handles (SIGINT), and `faulthandler`: a script's own handlers are for other signals.
_OF_PYTHON = sum(1 << number - 1 for number in (2, 4, 6, 7, 8, 11))


def handles_signals(status: Status) -> bool:
    """Whether a process has a signal handler of its own: what it runs then nobody knows beforehand."""
    return bool(status.caught & ~_OF_PYTHON)


def status(pid: int) -> Status | None:
    """The status of a process; None when it is gone."""
    if not LINUX:
        return _status_by_psutil(pid)
    try:
        text = read_file(f"/proc/{pid}/stat")
    except OSError:
        return None
    head, _, tail = text.rpartition(b")")
    fields = tail.split()
    return Status(
        name=head.partition(b"(")[2].decode("utf-8", "replace"),
        state=fields[0].decode(),
        parent_pid=int(fields[1]),
        cpu_s=(int(fields[11]) + int(fields[12])) / _TICKS,
        began_ticks=int(fields[19]),
        wait_status=int(fields[49]),
        caught=int(fields[31]),
    )


def _status_by_psutil(pid: int) -> Status | None:
    try:
        process = psutil.Process(pid)
        with process.oneshot():
            times = process.cpu_times()
            zombie = process.status() == psutil.STATUS_ZOMBIE
            return Status(
                process.name(),
                "Z" if zombie else "S",
                process.ppid(),
                times.user + times.system,
                int(process.create_time() * _TICKS_BY_PSUTIL),
                0,
            )
    except psutil.Error:
        return None


def age_s(status: Status) -> float:
    """How long ago a process began, in seconds, to a tick."""
    if not LINUX:
        return time.time() - status.began_ticks / _TICKS_BY_PSUTIL
    return time.clock_gettime(time.CLOCK_BOOTTIME) - status.began_ticks / _TICKS


def command_line(pid: int) -> list[str]:
    """The arguments that a process was started with; [] when it is gone."""
    if not LINUX:
        try:
            return psutil.Process(pid).cmdline()
        except psutil.Error:
            return []
    try:
        return read_file(f"/proc/{pid}/cmdline").decode("utf-8", "replace").split("\0")[:-1]
    except OSError:
        return []


def program(pid: int) -> str:
    """The file name of the program that a process runs now; "" when it is gone or unknown."""
    if not LINUX:
        try:
            return os.path.basename(psutil.Process(pid).exe())
        except psutil.Error:
            return ""
    try:
        return os.path.basename(os.readlink(f"/proc/{pid}/exe")).removesuffix(" (deleted)")
    except PermissionError:  # it runs as another user
        with contextlib.suppress(OSError):
            return read_file(f"/proc/{pid}/comm").decode("utf-8", "replace").strip()
        return ""
    except OSError:
        return ""


def memory_mb(pid: int) -> float:
    """Resident memory in MB; 0 when the process is gone."""
    if not LINUX:
        try:
            return float(psutil.Process(pid).memory_info().rss) / 1e6
        except psutil.Error:
            return 0.0
    try:
        return int(read_file(f"/proc/{pid}/statm").split()[1]) * _PAGE / 1e6
    except OSError:
        return 0.0


def children(pid: int) -> list[int]:
    """The pids of a process's children, from all its threads."""
    if not LINUX:
        try:
            return [child.pid for child in psutil.Process(pid).children()]
        except psutil.Error:
            return []
    found: list[int] = []
    try:
        for thread in os.listdir(f"/proc/{pid}/task"):
            found += map(int, read_file(f"/proc/{pid}/task/{thread}/children").split())
    except OSError:
        return found  # it is ending
    return found


def newest_pid() -> int:
    """The pid assigned last, to any process or thread of the machine; 0 where the system does not tell."""
    if not LINUX:
        return 0
    try:
        return int(read_file("/proc/loadavg").split()[4])
    except (OSError, IndexError, ValueError):
        return 0


def descendants(pid: int) -> list[int]:
    """The pids of all descendants of a process, parents first."""
    found: list[int] = []
    todo = children(pid)
    while todo:
        one = todo.pop()
        found.append(one)
        todo += children(one)
    return found


def descends(pid: int, ancestor: int) -> bool:
    """Whether a process descends from another; where orphans are not reparented to us, whether it exists."""
    if not LINUX:
        return status(pid) is not None
    for _ in range(_TRIES):
        link, parent = pid, _parent_of(pid)
        while parent and parent != ancestor:
            link, parent = parent, _parent_of(parent)
        if parent is not None or link == pid:
            return parent == ancestor
    return False


def _parent_of(pid: int) -> int | None:
    known = status(pid)
    return None if known is None else known.parent_pid


def is_tracker(pid: int) -> bool:
    """Whether a process is multiprocessing's resource tracker: it cleans up and ends by itself."""
    return helper_name(command_line(pid)) == TRACKER


def trace_scope(path: str = "/proc/sys/kernel/yama/ptrace_scope") -> int:
    """Whom Yama lets read a process: 0 its user, 1 its ancestors, more: only who is privileged, or nobody."""
    try:
        return int(read_file(path))
    except (OSError, ValueError):  # there is no Yama
        return 0


def environment(pid: int) -> bytes:
    """The environment that a program was started with, each variable ended by a zero byte; b"" for none."""
    try:
        return read_file(f"/proc/{pid}/environ")
    except OSError:
        return b""


def every_pid() -> list[int]:
    """The pids of all processes of the machine (Linux)."""
    return [int(name) for name in os.listdir("/proc") if name.isdigit()]


def open_descriptors() -> list[int]:
    """The numbers of the descriptors that are open in this process (Linux)."""
    return [int(name) for name in os.listdir("/proc/self/fd")]


def read_file(path: str) -> bytes:
    """A file of /proc; `open` would ask the system three times as much, and it is read often."""
    descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        text = b""
        while piece := os.read(descriptor, _PIECE):  # the kernel gives a page at a time
            text += piece
        return text
    finally:
        os.close(descriptor)
