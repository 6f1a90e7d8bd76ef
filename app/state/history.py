"""What has passed: an interval for each call that is over, and what ended its wait.

Only the fold adds to it. It is bounded: of a long run the newest intervals are kept, and how many there
were is known.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from enum import Enum
from typing import NamedTuple

#: Intervals that a run keeps (some 6 MB); the oldest go first.
INTERVALS_KEPT = 20_000


@dataclass(slots=True)
class Location:
    """A line of a file of the script."""

    file: str
    line: int


class How(Enum):
    """How a call ended."""

    DONE = "done"
    FAILED = "failed"  # with an exception
    MISSED = "missed"  # it did not get what it wanted: the time was over, or it would not wait
    CUT_OFF = "cut-off"  # its process ended in it


class Grant(NamedTuple):
    """What ended a wait: a release, a put, a get, a set, a task_done, or a process's end."""

    process: int  # number of who did it
    thread: int  # 0: not known
    time_ns: int
    operation: str  # "Lock.release"; "" for a process's end
    location: Location | None
    is_certain: bool = True  # False: it was one of several that could have been


@dataclass(slots=True)
class Grants:
    """What has happened to an object that ends waits of one kind."""

    count: int = 0
    last: Grant | None = None


class Interval(NamedTuple):
    """A call that is over."""

    process: int
    thread: int
    operation: str
    effect: int
    object: int  # 0: none
    began_ns: int
    blocked_ns: int | None  # since when it had to wait; None: it had not to
    ended_ns: int
    how: How
    bound_s: float | None  # how long it might have waited; None: for ever
    location: Location | None
    granted_by: Grant | None  # what ended its wait; None: it did not wait, or that is not known

    @property
    def waited_ns(self) -> int:
        """How long it had to wait."""
        return 0 if self.blocked_ns is None else max(0, self.ended_ns - self.blocked_ns)


@dataclass(slots=True)
class History:
    """The intervals of a run, in the order in which they ended."""

    intervals: deque[Interval] = field(default_factory=lambda: deque(maxlen=INTERVALS_KEPT))
    total: int = 0

    def add(self, interval: Interval) -> None:
        """A call is over."""
        self.intervals.append(interval)
        self.total += 1

    @property
    def dropped(self) -> int:
        """How many of the oldest are not kept any more."""
        return self.total - len(self.intervals)
