"""The time of the run that is shown: up to what moment its state is true.

Durations count up to here and no further. Whoever drives the run advances the clock: of a live one to where
its state has come, also at rest, because the supervisor goes on telling the time; of a paused one not at all;
of a recording to wherever it is played.
"""

from __future__ import annotations


class RunClock:
    """Tells the run's time; the views ask it and never the machine's own clock."""

    def __init__(self) -> None:
        self._now_ns = 0

    @property
    def now_ns(self) -> int:
        """The time of the run, in nanoseconds of the clock that its records are stamped with; 0 before it."""
        return self._now_ns

    def set(self, now_ns: int) -> None:
        """Another run, or another place in a recording: any time, also an earlier one."""
        self._now_ns = now_ns

    def advance(self, now_ns: int) -> None:
        """The state has come to `now_ns`; a run that goes on never goes back."""
        self._now_ns = max(self._now_ns, now_ns)
