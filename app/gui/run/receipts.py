"""What has been applied of a run, for the supervisor: it slows the script when it hears nothing for long.

The time alone needs no receipt: a frame that says nothing else comes also at rest, and would be answered
then again and again.
"""

from __future__ import annotations

from app.wire.frames import FRAME


class Receipts:
    """Counts bytes of a run from its beginning."""

    def __init__(self) -> None:
        self.taken = 0
        self._applied = self._told = 0
        self._owed = 0  # up to where a receipt is waited for

    def take(self, size: int) -> None:
        """A piece was taken, to be applied."""
        self.taken += size
        if size > FRAME.size:
            self._owed = self.taken

    def applied(self) -> None:
        """All that was taken has been applied."""
        self._applied = self.taken

    def due(self) -> int | None:
        """What to tell the supervisor now; None when there is nothing new that it waits for."""
        if self._applied <= self._told or self._told >= self._owed:
            return None
        self._told = self._applied
        return self._told
