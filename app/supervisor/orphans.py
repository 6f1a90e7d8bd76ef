"""What a killed supervisor leaves to its client: it is ended and reaped, and nothing else is.

On Linux the client is a child subreaper, so all that is left of the run becomes its children, beside
those that it has for reasons of its own. A pid proves nothing, because the system gives it to
somebody else once its process is reaped. So a process is of the run only when its pid and its start
time were told by the supervisor, or when it carries the run's folder.
"""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

from app.supervisor import proc, system
from app.supervisor.marks import guard_name, is_marked
from app.wire.facts import Fact, ProcessEnded, ProcessFound

_END_S = 2.0
_SPARE_S = 1.0  # of it, for those that clean up and end by themselves
_STEP_S = 0.01

_Identity = tuple[int, int]  # pid, start time


class Orphans:
    """The processes of one run that may fall to this process."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._told: dict[int, _Identity] = {}  # by number
        self._seen: set[_Identity] = set()  # found by the run's folder

    def note(self, fact: Fact | None) -> None:
        """Learn from what the supervisor tells."""
        match fact:
            case ProcessFound(number=number, pid=pid, began_ticks=began_ticks):
                self._told[number] = pid, began_ticks
            case ProcessEnded(number=number) if number in self._told and not _is_zombie(self._told[number]):
                del self._told[number]

    def end(self) -> None:
        """End and reap them all; bounded."""
        began = time.monotonic()
        while (left := self._left()) and (passed := time.monotonic() - began) < _END_S:
            for pid in left:
                self._end(pid, spare=passed < _SPARE_S)
            time.sleep(_STEP_S)

    def _left(self) -> list[int]:
        return [pid for pid in proc.children(os.getpid()) if self._is_of_run(pid)]

    def _end(self, pid: int, spare: bool) -> None:
        with system.held(pid) as handle:
            if self._is_of_run(pid):  # asked again, now that nobody else can get the pid
                if not (spare and self._ends_by_itself(pid)):
                    system.send(pid, handle, signal.Signals(getattr(signal, "SIGKILL", signal.SIGTERM)))
                system.reap_one(pid, handle)

    def _is_of_run(self, pid: int) -> bool:
        identity = _identity(pid)
        if identity is None:
            return False
        if identity in self._seen or identity in self._told.values():
            return True
        if is_marked(pid, self._folder) or self._is_guard(pid):
            self._seen.add(identity)  # its zombie has no environment to be known by
            return True
        return False

    def _is_guard(self, pid: int) -> bool:
        status = proc.status(pid)
        return status is not None and status.name == guard_name(self._folder)

    def _ends_by_itself(self, pid: int) -> bool:
        return proc.is_tracker(pid) or self._is_guard(pid)


def _is_zombie(identity: _Identity) -> bool:
    """Whether a process that has ended is still to be reaped, which its own parent may not live to do."""
    status = proc.status(identity[0])
    return status is not None and status.began_ticks == identity[1] and status.state in "ZX"


def _identity(pid: int) -> _Identity | None:
    status = proc.status(pid)
    return None if status is None else (pid, status.began_ticks)
