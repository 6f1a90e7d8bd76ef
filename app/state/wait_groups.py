"""The waits of a run added up by object, by line or by process, with those that still go on."""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from dataclasses import dataclass, field
from enum import Enum
from typing import NamedTuple

from app.state.calls import chain
from app.state.history import Location
from app.state.model import Call, Run
from app.state.objects import LockObject
from app.state.waits import WaitKey, Waits, key_of


class By(Enum):
    """What waits are added up by."""

    OBJECT = 0
    LINE = 1
    PROCESS = 2


@dataclass(slots=True)
class Group:
    """Waits that have an object, a line or a process in common."""

    key: WaitKey  # of that part of them in which was waited longest
    waits: Waits = field(default_factory=Waits)
    longest_ns: int = -1  # how long was waited in that part

    @property
    def location(self) -> Location | None:
        """The line at which was waited longest; None when it is not known."""
        return Location(self.key.file, self.key.line) if self.key.file else None


class GoingOn(NamedTuple):
    """A wait that is not over. It does not grow where what was waited for has come, and its lock has not."""

    key: WaitKey
    waits: Waits
    grows: bool


def groups_of(run: Run, by: By, now_ns: int) -> dict[Hashable, Group]:
    """The groups, each by what it has in common. Waits that go on count up to now."""
    groups: dict[Hashable, Group] = {}
    going = ((one.key, one.waits) for one in going_on(run, now_ns))
    for key, waits in (*run.waits.rows.items(), *going):
        process = run.processes.get(key.process)
        if process is None or process.is_helper:
            continue
        common = _common(key, by)
        group = groups.get(common)
        if group is None:
            group = groups[common] = Group(key)
        if waits.total_ns > group.longest_ns:
            group.key, group.longest_ns = key, waits.total_ns
        group.waits.merge(waits)
    return groups


def _common(key: WaitKey, by: By) -> Hashable:
    if by is By.OBJECT:
        return key.object or key.operation
    return (key.file, key.line) if by is By.LINE else key.process


def going_on(run: Run, now_ns: int) -> Iterator[GoingOn]:
    """The waits that are not over, each as long as it has lasted by now."""
    for process in run.processes.values():
        if process.ended_ns is not None:  # what it was in is over
            continue
        for innermost in process.calls.values():
            for call in chain(innermost):
                if call.blocked:
                    waits, grows = Waits(), call.awake_ns is None
                    until_ns = now_ns if call.awake_ns is None else call.awake_ns
                    waits.add_length(max(0, until_ns - call.since_ns))
                    yield GoingOn(key_of_call(call, process.number), waits, grows)


def key_of_call(call: Call, process: int) -> WaitKey:
    """Which row the wait of a call that goes on belongs to."""
    return key_of(call.object_id, call.operation, process, call.location, call.effect)


def held_ns(lock: LockObject, run: Run, now_ns: int) -> int:
    """How long a lock was held, with holds that go on: up to now, or to the end of who died holding it."""
    held = lock.held_ns
    for owner in lock.owners:
        process = run.processes.get(owner.process)
        until_ns = now_ns if process is None else process.until(now_ns)
        held += max(0, until_ns - owner.since_ns)
    return held
