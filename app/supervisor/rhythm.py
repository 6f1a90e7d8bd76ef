"""How often the supervisor looks for what does not announce itself: the longer in vain, the less often.

Commands, output and ends of processes wake it. A log cannot: its writer only stores into memory. So there
are rounds, in which everything is looked at. They follow each other closely while something moves and
for some time after, as most scripts pause now and then; at rest they become rare. In between, glances see
whether any log has stirred, and the window is told the time, so that durations go on. Pure: times come in.
"""

from __future__ import annotations

#: Between two rounds while something moves. Also how late a record may be written after its stamp.
ROUND_NS = 8_000_000
#: At most so long while it is not certain that the run rests.
ROUND_QUIET_NS = 25_000_000
#: When nothing has moved for so long, it rests.
REST_AFTER_NS = 1_000_000_000
ROUND_AT_REST_NS = 1_000_000_000
#: At rest the first event is seen after so long at the latest. A glance costs little, but waking up does not.
GLANCE_NS = 80_000_000
#: At rest the time is told so often: the window shows whole seconds, and follows it no sooner.
TIME_NS = 330_000_000
_GROWTH = 1.5


class Rhythm:
    """Slows down by and by while nothing moves, and is quick again at once when something does."""

    def __init__(self, woken: bool = True) -> None:
        """`woken`: whether the system tells of all but the logs; else there is no rest."""
        self._woken = woken
        self._round_ns = self._moved_ns = self._told_ns = 0
        self._interval_ns = ROUND_NS

    @property
    def pause_s(self) -> float:
        """How long to sleep, if nothing wakes the supervisor before."""
        return min(self._interval_ns, GLANCE_NS) / 1e9

    def is_round_due(self, now_ns: int) -> bool:
        """Whether everything has to be looked at although nothing has stirred."""
        return now_ns - self._round_ns >= self._interval_ns

    def is_time_due(self, now_ns: int) -> bool:
        """Whether the window has to be told the time."""
        return now_ns - self._told_ns >= TIME_NS

    def time_told(self, now_ns: int) -> None:
        """It has been told, in a round or between two."""
        self._told_ns = now_ns

    def round_done(self, now_ns: int, moved: bool) -> None:
        """A round is over, in which something had moved or nothing had."""
        self._round_ns = now_ns
        if moved:
            self._moved_ns, self._interval_ns = now_ns, ROUND_NS
        else:
            rests = self._woken and now_ns - self._moved_ns >= REST_AFTER_NS
            longest_ns = ROUND_AT_REST_NS if rests else ROUND_QUIET_NS
            self._interval_ns = min(longest_ns, round(self._interval_ns * _GROWTH))
