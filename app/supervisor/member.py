"""One process of the run: which one it is, what it uses, and signals that reach nobody else.

A pid is not enough for that: the system gives it to another process once the one that had it is reaped.
A process is its pid together with its start time, and a pidfd, where the system has them, names it for good.
"""

from __future__ import annotations

import contextlib
import os
import signal

from app.supervisor import proc, system
from app.wire.facts import Usage


def grasp(pid: int) -> tuple[proc.Status, int | None] | None:
    """What the system says of a process, and the pidfd of that very one; None when it is gone."""
    before = proc.status(pid)
    if before is None:
        return None
    handle = system.open_handle(pid)
    status = proc.status(pid)
    if status is not None and status.began_ticks == before.began_ticks:
        return status, handle
    if handle is not None:
        os.close(handle)
    return None


class Member:
    """One process of the run."""

    def __init__(
        self,
        number: int,
        pid: int,
        parent_pid: int,
        began_ticks: int,
        began_ns: int,
        handle: int | None,
        kind: str,
        name: str,
    ) -> None:
        self.number = number
        self.pid = pid
        self.parent_pid = parent_pid
        self.began_ticks = began_ticks
        self.began_ns = began_ns
        self.handle = handle  # pidfd
        self.kind = kind
        self.name = name
        self.program = ""
        self.ended_ns: int | None = None
        self.wait_status: int | None = None
        self.ended_by_run = False
        self.told = False  # its end has been reported
        self.suspended = False
        self.cpu_s = 0.0
        self.sampled_ns = 0
        self.usage: Usage | None = None  # as it was told; the same is not told again

    def status(self) -> proc.Status | None:
        """What the system says of it; None when it is gone, whoever has its pid now."""
        status = proc.status(self.pid)
        return status if status is not None and status.began_ticks == self.began_ticks else None

    def is_replaced(self) -> bool:
        """Whether its pid is another process's by now."""
        status = proc.status(self.pid)
        return status is not None and status.began_ticks != self.began_ticks

    def signal(self, number: signal.Signals) -> bool:
        """Send it a signal; False when it is gone."""
        if self.handle is None and self.status() is None:
            return False
        return system.send(self.pid, self.handle, number)

    def group(self) -> int | None:
        """The process group that it is in; None when it is gone."""
        with contextlib.suppress(OSError):
            return os.getpgid(self.pid) if self.status() is not None else None
        return None

    def measure(self, now_ns: int) -> Usage | None:
        """What it uses, with its CPU percent since the last call, or since it began; None when it is gone."""
        status = self.status()
        if status is None:
            return None
        # its age for the first time: what it has used before it was found counts, too
        passed_s = (now_ns - self.sampled_ns) / 1e9 if self.sampled_ns else proc.age_s(status)
        percent = 100 * (status.cpu_s - self.cpu_s) / passed_s if passed_s > 0 else 0.0
        self.cpu_s, self.sampled_ns = status.cpu_s, now_ns
        memory_mb = proc.memory_mb(self.pid)
        cpu_s, percent, memory_mb = round(status.cpu_s, 3), round(percent, 1), round(memory_mb, 1)
        return Usage(self.number, cpu_s, percent, memory_mb, proc.handles_signals(status))

    def let_go(self) -> None:
        """Give up the handle; it has ended."""
        if self.handle is not None:
            os.close(self.handle)
            self.handle = None
