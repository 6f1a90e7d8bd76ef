"""What goes wrong while stacks are read: each kind is told once, as what it is."""

from __future__ import annotations

import time
from collections.abc import Callable

from app.supervisor.proc import trace_scope
from app.wire.facts import Fact, SamplingFailed

#: As `SamplingFailed` names them.
MISSING, HANGS, FAILS = "missing", "hangs", "fails"
REFUSED, LOCKED, FORBIDDEN = "refused", "locked", "forbidden"

#: In small letters; the third one is how py-spy greets who is not root.
_REFUSALS = (b"(os error 1)", b"(os error 13)", b"permission denied", b"operation not permitted")
_FAILURES_TOLD = 3  # in a row: a process may have been about to begin, to become another program, to end
_HANGS_MOST = 3  # in a row
_LONGEST = 300  # characters
_ADMIN_ONLY = 2  # a scope of Yama; above it nobody may


class Troubles:
    """Keeps what has been told, and whether it is still worth trying."""

    def __init__(self, tell: Callable[[Fact], None]) -> None:
        self._tell = tell
        self._told: set[str] = set()
        self._hangs = 0
        self._has_worked = False
        self._refusals = 0
        self.given_up = False  # no stack is read any more

    def missing(self, reason: str) -> None:
        """The reading program cannot be started."""
        self.given_up = True
        self._tell_once(MISSING, reason)

    def ended(self) -> None:
        """It has ended by itself."""
        self._hangs = 0

    def hung(self) -> None:
        """It did not end in time. Once that is an accident; if it never does, it is left alone."""
        self._hangs += 1
        if self._hangs == _HANGS_MOST:
            self.given_up = True
            self._tell_once(HANGS, "")

    def worked(self) -> None:
        """A stack has been read: if another one cannot be, that is for a reason of its own."""
        self._has_worked = True

    def failed(self, complaint: bytes, in_a_row: int) -> None:
        """It has ended without stacks, for one process so many times in a row."""
        text = complaint.strip().partition(b"\n")[0].decode("utf-8", "replace").removeprefix("Error: ")
        self._refusals += any(word in complaint.lower() for word in _REFUSALS)
        if not self._has_worked and self._refusals >= _FAILURES_TOLD:
            self._tell_once(*_refusal(trace_scope(), text[:_LONGEST]))
        elif in_a_row >= _FAILURES_TOLD:
            self._tell_once(FAILS, text[:_LONGEST])

    def _tell_once(self, trouble: str, text: str) -> None:
        if trouble not in self._told:
            self._told.add(trouble)
            self._tell(SamplingFailed(time.monotonic_ns(), trouble, text))


def _refusal(scope: int, text: str) -> tuple[str, str]:
    """Which kind it is, and its text: of what Yama refuses the scope that would do.

    From scope 1 on the processes themselves allow it, so that less than 1 is of use only where 1 is not
    enough; scope 3 cannot be left until the system starts anew.
    """
    if not scope:
        return FORBIDDEN, text
    return (LOCKED, "") if scope > _ADMIN_ONLY else (REFUSED, str(scope - 1))
