"""How far the window is behind what it was sent, and whether the script has to wait for it.

The window says how much it has taken in, in bytes since the beginning. What was sent and has not been
taken in for too long means that it cannot follow; then no more is sent, and the script is held at the
next border in its logs (`app/probe/recorder/log.py`). So what is shown is never old: a bound in bytes
could be seconds on a slow machine. Whoever says nothing, as the command line, is not waited for.
"""

from __future__ import annotations

from collections import deque

#: What the window has not taken in for so long holds the script. With what is under way besides, the
#: picture is then at most a quarter of a second old.
AHEAD_NS = 80_000_000


class Pacing:
    """Keeps count of what was sent when; pure."""

    def __init__(self) -> None:
        self._sent: deque[tuple[int, int]] = deque()  # bytes in all, when; not yet taken in
        self._taken: int | None = None

    def sent(self, total: int, now_ns: int) -> None:
        """So much has been sent by now."""
        if self._taken is not None and total > self._taken:
            self._sent.append((total, now_ns))

    def taken(self, total: int) -> None:
        """The window has taken in so much; from the first time on it is waited for."""
        self._taken = total
        while self._sent and self._sent[0][0] <= total:
            self._sent.popleft()

    def end(self) -> None:
        """From now on nobody is waited for."""
        self._taken = None
        self._sent.clear()

    def is_ahead(self, now_ns: int) -> bool:
        """Whether the window has to catch up first."""
        return bool(self._sent) and now_ns - self._sent[0][1] > AHEAD_NS
