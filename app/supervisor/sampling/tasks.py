"""What the kernel says of the threads of a process: whether they run, and what they wait in (Linux)."""

from __future__ import annotations

import contextlib
import os
from typing import NamedTuple

from app.supervisor.proc import read_file

#: The names of system calls that a thread waits in, by their numbers; the others are not named.
_X86_64 = {
    0: "read",
    1: "write",
    7: "poll",
    17: "pread64",
    19: "readv",
    20: "writev",
    23: "select",
    34: "pause",
    35: "nanosleep",
    42: "connect",
    43: "accept",
    44: "sendto",
    45: "recvfrom",
    46: "sendmsg",
    47: "recvmsg",
    61: "wait4",
    72: "fcntl",
    73: "flock",
    128: "rt_sigtimedwait",
    202: "futex",
    230: "clock_nanosleep",
    232: "epoll_wait",
    247: "waitid",
    257: "openat",
    270: "pselect6",
    271: "ppoll",
    281: "epoll_pwait",
    288: "accept4",
}
_AARCH64 = {
    22: "epoll_pwait",
    25: "fcntl",
    32: "flock",
    56: "openat",
    63: "read",
    64: "write",
    65: "readv",
    66: "writev",
    67: "pread64",
    72: "pselect6",
    73: "ppoll",
    95: "waitid",
    98: "futex",
    101: "nanosleep",
    115: "clock_nanosleep",
    137: "rt_sigtimedwait",
    202: "accept",
    203: "connect",
    206: "sendto",
    207: "recvfrom",
    211: "sendmsg",
    212: "recvmsg",
    242: "accept4",
    260: "wait4",
}
_MACHINE = os.uname().machine if hasattr(os, "uname") else ""
_CALLS = {"x86_64": _X86_64, "aarch64": _AARCH64}.get(_MACHINE, {})
#: Those whose first argument is a descriptor.
_ON_DESCRIPTORS = frozenset(
    (
        "read",
        "pread64",
        "readv",
        "write",
        "writev",
        "recvfrom",
        "recvmsg",
        "sendto",
        "sendmsg",
        "fcntl",
        "flock",
    )
) | frozenset(("connect", "accept", "accept4"))
_READS, _WRITES = frozenset(("read", "readv")), frozenset(("write", "writev"))
_LOCKS = frozenset(("flock", "fcntl"))
_ACCESS, _READ_ONLY, _WRITE_ONLY = 0o3, 0o0, 0o1  # of a descriptor's flags, as open(2) has them
_KINDS = (("socket:", "socket"), ("pipe:", "pipe"), ("/dev/pts/", "terminal"), ("/dev/tty", "terminal"))


class Task(NamedTuple):
    """What a thread is doing, as far as the kernel tells."""

    state: str
    call: str
    on: str
    kernel: str
    pipe: str = ""  # "pipe:[4711]", the one that it reads or writes
    file: str = ""  # the one that it locks


class Marks(NamedTuple):
    """What moves whenever a thread of a process has run; the same twice: none has."""

    by_thread: dict[int, bytes]
    ran_ns: dict[int, int]  # CPU time, where the kernel tells it so exactly


def marks(pid: int) -> Marks:
    """The marks of all threads of a process; none when it is gone."""
    by_thread: dict[int, bytes] = {}
    ran_ns: dict[int, int] = {}
    for number in _threads(pid):
        with contextlib.suppress(OSError):
            place = f"/proc/{pid}/task/{number}"
            try:
                text = read_file(f"{place}/schedstat")  # time run, time waited to run, times that it ran
                ran_ns[number] = int(text.split()[0])
            except (FileNotFoundError, IndexError, ValueError):  # a kernel without these
                text = read_file(f"{place}/stat") + read_file(f"{place}/status")
            by_thread[number] = text
    return Marks(by_thread, ran_ns)


def tasks(pid: int) -> dict[int, Task]:
    """What each thread of a process does, by its number; none when it is gone."""
    found: dict[int, Task] = {}
    for number in _threads(pid):
        with contextlib.suppress(OSError):
            found[number] = _task(pid, number)
    return found


def _threads(pid: int) -> list[int]:
    try:
        return sorted(int(name) for name in os.listdir(f"/proc/{pid}/task"))
    except OSError:
        return []


def _task(pid: int, number: int) -> Task:
    place = f"/proc/{pid}/task/{number}"
    state = read_file(f"{place}/stat").rpartition(b")")[2].split()[0].decode()
    call = on = kernel = pipe = file = ""
    with contextlib.suppress(OSError):  # these two are told only to whom may trace the process
        call, on, pipe, file = _call(pid, read_file(f"{place}/syscall").split())
    with contextlib.suppress(OSError):
        kernel = read_file(f"{place}/wchan").decode("utf-8", "replace")
    return Task(state, call, on, "" if kernel == "0" else kernel, pipe, file)


def _call(pid: int, words: list[bytes]) -> tuple[str, str, str, str]:
    """The system call, what it is about, the pipe, the file that it locks.

    The line is "running", or "-1 ..." outside of any call.
    """
    if len(words) < 2 or not words[0].isdigit():
        return "", "", "", ""
    call = _CALLS.get(int(words[0]), "")
    if call not in _ON_DESCRIPTORS:
        return call, "", "", ""
    descriptor = int(words[1], 16)
    target = _target(pid, descriptor)
    pipe = target if target.startswith("pipe:") and call in _READS | _WRITES else ""
    return call, "input" if descriptor == 0 else _kind(target), pipe, target if call in _LOCKS else ""


def _target(pid: int, descriptor: int | str) -> str:
    """What is open there; "" when that is not told."""
    with contextlib.suppress(OSError):
        return os.readlink(f"/proc/{pid}/fd/{descriptor}")
    return ""


def _kind(target: str) -> str:
    return next((kind for start, kind in _KINDS if target.startswith(start)), "file" if target else "")


# --- pipes --------------------------------------------------------------------------------


def has_other_end(pid: int, task: Task) -> bool | None:
    """Whether a process has the other end of the pipe open in which a thread waits; None: it is not told."""
    unwanted = _WRITE_ONLY if task.call in _WRITES else _READ_ONLY
    try:
        for descriptor in os.listdir(f"/proc/{pid}/fd"):
            if _target(pid, descriptor) == task.pipe and _access(pid, descriptor) != unwanted:
                return True
    except OSError:
        return None
    return False


def _access(pid: int, descriptor: str) -> int:
    for line in read_file(f"/proc/{pid}/fdinfo/{descriptor}").splitlines():
        name, _, value = line.partition(b":")
        if name == b"flags":
            return int(value, 8) & _ACCESS
    return _ACCESS


# --- file locks ---------------------------------------------------------------------------


def lock_holders(pid: int, pids: list[int]) -> set[int]:
    """Which of these processes hold the file lock that a process waits for; none: that is not told.

    A lock of flock() belongs to all who have inherited what was opened, also when who has taken it closed
    its own; of another one the kernel tells the owner.
    """
    try:
        rows = [line.split() for line in read_file("/proc/locks").split(b"\n")]
    except OSError:
        return set()
    wait = next((row for row in rows if row[1:2] == [b"->"] and row[5:6] == [b"%d" % pid]), None)
    if wait is None or len(wait) < 7:
        return set()
    if wait[2] == b"FLOCK":
        return {one for one in pids if _has_lock(one, wait[6])}
    owners = {row[4] for row in rows if row[:1] == wait[:1] and row[1:2] != [b"->"] and len(row) > 4}
    known = {one for one in pids if b"%d" % one in owners}
    return known if len(known) == len(owners) else set()


def _has_lock(pid: int, inode: bytes) -> bool:
    """Whether what a process has open holds the lock of flock() of this file ("08:01:4711")."""
    with contextlib.suppress(OSError):
        for descriptor in os.listdir(f"/proc/{pid}/fdinfo"):
            for line in read_file(f"/proc/{pid}/fdinfo/{descriptor}").split(b"\n"):
                words = line.split()
                if words[:1] == [b"lock:"] and words[2:3] == [b"FLOCK"] and inode in words:
                    return True
    return False
