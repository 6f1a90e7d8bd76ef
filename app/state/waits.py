"""How long the processes have waited: a row for each process, line, operation and object, bounded in memory.

Only the fold adds to it, when a call that had to wait is over. Of the lengths of the waits a histogram is
kept, from which the 95th percentile comes.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from app.state.history import Interval, Location

#: Rows that a run keeps (some 1 MB); waits that would need one more are only counted.
ROWS_KEPT = 1000
_ENDINGS_KEPT = 16  # lines that have ended waits, of one row
_SUB_BITS = 3  # eight steps for each doubling: a percentile is at most an eighth too long


class WaitKey(NamedTuple):
    """Which waits a row is about."""

    object: int  # 0: none
    operation: str
    process: int  # its number
    file: str  # "": not known
    line: int
    effect: int = 0  # see `wire.records.Effect`


class Ending(NamedTuple):
    """What has ended waits: an operation at a line of the script."""

    operation: str
    file: str
    line: int


@dataclass(slots=True)
class Waits:
    """Waits that are over: how many, how long."""

    count: int = 0
    total_ns: int = 0
    largest_ns: int = 0
    steps: dict[int, int] = field(default_factory=dict)  # how many waits by the step of their length
    ended_by: dict[Ending, int] = field(default_factory=dict)  # what is sure to have ended them -> ns waited

    def add(self, interval: Interval) -> None:
        """One more wait, and what has ended it."""
        waited_ns, grant = interval.waited_ns, interval.granted_by
        self.add_length(waited_ns)
        if grant is not None and grant.is_certain and grant.location is not None:
            self._note(Ending(grant.operation, grant.location.file, grant.location.line), waited_ns)

    def add_length(self, waited_ns: int) -> None:
        """One more wait, so long (ns)."""
        self.count += 1
        self.total_ns += waited_ns
        if waited_ns > self.largest_ns:
            self.largest_ns = waited_ns
        step = step_of(waited_ns)
        self.steps[step] = self.steps.get(step, 0) + 1

    def merge(self, other: Waits) -> None:
        """Those of another row, too."""
        self.count += other.count
        self.total_ns += other.total_ns
        self.largest_ns = max(self.largest_ns, other.largest_ns)
        for step, count in other.steps.items():
            self.steps[step] = self.steps.get(step, 0) + count
        for ending, waited_ns in other.ended_by.items():
            self._note(ending, waited_ns)

    def _note(self, ending: Ending, waited_ns: int) -> None:
        if ending in self.ended_by or len(self.ended_by) < _ENDINGS_KEPT:
            self.ended_by[ending] = self.ended_by.get(ending, 0) + waited_ns

    @property
    def mean_ns(self) -> int:
        """How long a wait was on average."""
        return self.total_ns // self.count if self.count else 0

    @property
    def p95_ns(self) -> int:
        """So long, or up to an eighth shorter, was the wait than which 95 % were not longer."""
        left = -(-95 * self.count // 100)
        for step in sorted(self.steps):
            left -= self.steps[step]
            if left <= 0:
                return min(self.largest_ns, _upper_end(step))
        return self.largest_ns

    @property
    def mostly_ended_by(self) -> Ending | None:
        """What is sure to have ended more than half of the time that was waited; None if nothing has."""
        ending = max(self.ended_by, key=lambda one: self.ended_by[one], default=None)
        return ending if ending is not None and 2 * self.ended_by[ending] > self.total_ns else None


@dataclass(slots=True)
class WaitTable:
    """The waits of a run that are over."""

    rows: dict[WaitKey, Waits] = field(default_factory=dict)
    left_out: int = 0  # waits for which there was no row any more

    def add(self, interval: Interval) -> None:
        """A call that had to wait is over."""
        where, effect = interval.location, interval.effect
        key = key_of(interval.object, interval.operation, interval.process, where, effect)
        row = self.rows.get(key)
        if row is None:
            if len(self.rows) >= ROWS_KEPT:
                self.left_out += 1
                return
            row = self.rows[key] = Waits()
        row.add(interval)

    @property
    def longest_first(self) -> list[tuple[WaitKey, Waits]]:
        """The rows, those with the most waiting first."""
        return sorted(self.rows.items(), key=lambda row: -row[1].total_ns)


def key_of(object_id: int, operation: str, process: int, location: Location | None, effect: int) -> WaitKey:
    """Which row a wait belongs to."""
    file, line = (location.file, location.line) if location is not None else ("", 0)
    return WaitKey(object_id, operation, process, file, line, effect)


def step_of(duration_ns: int) -> int:
    """The step of a duration: exact below sixteen, from there on eight for each doubling."""
    shift = max(0, duration_ns.bit_length() - _SUB_BITS - 1)
    return (shift << _SUB_BITS) + (duration_ns >> shift)


def _upper_end(step: int) -> int:
    """The longest duration of a step (ns)."""
    shift = max(0, (step >> _SUB_BITS) - 1)
    return ((step - (shift << _SUB_BITS) + 1) << shift) - 1
