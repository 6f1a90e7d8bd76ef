"""What has passed: an interval for each call that is over, and what ended its wait.

Only the fold adds to it. It is bounded: of a long run the newest intervals are kept, and how many there
were is known.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import Enum
from functools import partial
from typing import NamedTuple, Protocol

from app.wire.frames import Slot

#: Intervals that a run keeps (some 6 MB); the oldest go first.
INTERVALS_KEPT = 20_000


@dataclass(slots=True)
class Location:
    """A line of a file of the script."""

    file: str
    line: int

    @property
    def file_name(self) -> str:
        """The file without its folders; a recording may come from a system that writes them otherwise."""
        return self.file.replace("\\", "/").rpartition("/")[2]


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


class Granting(Protocol):
    """An operation of a process; what is told of it is made of its record when it is asked for."""

    def grant(self, slot: Slot) -> Grant: ...

    def instant(self, slot: Slot) -> Interval: ...


@dataclass(slots=True)
class Grants:
    """What has happened to an object that ends waits of one kind."""

    count: int = 0
    #: What happened last, kept as it came: few are ever asked for.
    by: Granting | None = field(default=None, compare=False)
    slot: Slot | None = field(default=None, compare=False)

    @property
    def last(self) -> Grant | None:
        """What happened last."""
        return None if self.by is None or self.slot is None else self.by.grant(self.slot)


class Interval(NamedTuple):
    """A call that is over."""

    process: int
    thread: int
    operation: str
    effect: int
    object: int  # 0: none
    began_ns: int
    blocked_ns: int | None  # since when it had to wait; None: it did not have to
    ended_ns: int
    how: How
    bound_s: float | None  # how long it might have waited; None: for ever
    location: Location | None
    granted_by: Grant | None  # what ended its wait; None: it did not wait, or that is not known
    awake_ns: int | None = None  # when its wait was over, if the call went on to wait for a lock

    @property
    def waited_ns(self) -> int:
        """How long it had to wait (ns)."""
        if self.blocked_ns is None:
            return 0
        return max(0, (self.ended_ns if self.awake_ns is None else self.awake_ns) - self.blocked_ns)


#: An interval from its fields in one tuple: several times faster than its own constructor.
interval_of = partial(tuple.__new__, Interval)


class History:
    """The intervals of a run, in the order in which they ended."""

    __slots__ = ("ended", "ops", "total")

    def __init__(self, keep: int = INTERVALS_KEPT) -> None:
        #: What has ended, and beside it the operation: a call that was told in one record, as most are, is
        #: kept as it came. The fold adds to both, and to the total; others read `intervals`.
        self.ended: deque[Interval | Slot] = deque(maxlen=keep)
        self.ops: deque[Granting | None] = deque(maxlen=keep)
        self.total = 0

    def add(self, interval: Interval) -> None:
        """A call is over, of which no record tells."""
        self.ended.append(interval)
        self.ops.append(None)
        self.total += 1

    @property
    def intervals(self) -> Iterator[Interval]:
        """Those that are kept, the oldest first."""
        for ended, op in zip(self.ended, self.ops, strict=True):
            if isinstance(ended, Interval):
                yield ended
            elif op is not None:
                yield op.instant(ended)

    @property
    def dropped(self) -> int:
        """How many of the oldest are not kept any more."""
        return self.total - len(self.ended)
