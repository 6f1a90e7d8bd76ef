"""What goes wrong while stacks are read: each kind is told once, as what it is."""

from __future__ import annotations

import time
from collections.abc import Callable

from app.wire.facts import Fact, SamplingFailed

#: As `SamplingFailed` names them.
MISSING, REFUSED, HANGS, FAILS = "missing", "refused", "hangs", "fails"

_REFUSALS = (b"(os error 1)", b"(os error 13)", b"Permission denied", b"Operation not permitted")
_FAILURES_TOLD = 3  # of one process in a row: it may have been about to begin, or to become another program
_HANGS_MOST = 3  # in a row
_LONGEST = 300  # characters


class Troubles:
    """Keeps what has been told, and whether it is still worth trying."""

    def __init__(self, tell: Callable[[Fact], None]) -> None:
        self._tell = tell
        self._told: set[str] = set()
        self._hangs = 0
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

    def failed(self, complaint: bytes, in_a_row: int) -> None:
        """It has ended without stacks, for one process so many times in a row."""
        text = complaint.strip().partition(b"\n")[0].decode("utf-8", "replace").removeprefix("Error: ")
        if any(word in complaint for word in _REFUSALS):
            self._tell_once(REFUSED, text[:_LONGEST])
        elif in_a_row >= _FAILURES_TOLD:
            self._tell_once(FAILS, text[:_LONGEST])

    def _tell_once(self, trouble: str, text: str) -> None:
        if trouble not in self._told:
            self._told.add(trouble)
            self._tell(SamplingFailed(time.monotonic_ns(), trouble, text))
