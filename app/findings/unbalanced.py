"""A queue whose two sides do not keep pace: what the rules of full and of empty queues measure."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from app.findings.costs import Waiting, percent, seconds, share
from app.findings.rule import Finding, Severity
from app.findings.say import at_line, places, processes_named, say
from app.state.history import Location
from app.state.model import Run
from app.state.objects import QueueObject
from app.state.waits import Waits

#: So many waits, and so long in all, are needed to speak of a pace.
WAITS, LEAST_NS = 10, 1_000_000_000


class Pace(NamedTuple):
    """What happened while items were put."""

    lasted_ns: int  # from the first put to the last one
    level: float  # for which part of that it was full, or empty
    waited_ns: int  # by those who waited then
    part: float  # which part of the time of those who waited


def full(queue: QueueObject, waits: Waiting) -> Pace:
    """How long a bounded queue was full, and who put waited for room."""
    flow = queue.flow
    lasted_ns = flow.last_put_ns - (flow.first_put_ns or 0)
    full_ns = min(lasted_ns, flow.full_until(flow.last_put_ns))
    waited_ns = waits.all.total_ns
    return Pace(
        lasted_ns, share(full_ns, lasted_ns), waited_ns, share(waited_ns, lasted_ns * len(waits.by_process))
    )


def empty(queue: QueueObject, waits: Waiting, run: Run) -> Pace:
    """How long nothing was in a queue, and who got waited for an item.

    A wait before the first put, for whatever that took, and one after the last one do not count.
    """
    flow = queue.flow
    first_ns = flow.first_put_ns or 0
    lasted_ns, waited_ns = flow.last_put_ns - first_ns, 0
    for number, one in waits.by_process.items():
        process = run.processes[number]
        could_ns = process.began_ns if process.code_began_ns is None else process.code_began_ns
        before_ns = max(0, first_ns - could_ns)  # it may have waited all of that
        waited_ns += max(0, granted_ns(one) - before_ns)
    whole_ns = lasted_ns * max(1, len(queue.consumers))
    return Pace(lasted_ns, share(flow.empty_ns, lasted_ns), waited_ns, share(waited_ns, whole_ns))


def granted_ns(waits: Waits) -> int:
    """How long was waited for what has surely come: in no wait that was given up or cut off."""
    return sum(waits.ended_by.values())


def imbalance(
    rule: str,
    message: str,
    advice: str,
    queue: QueueObject,
    waits: Waiting,
    pace: Pace,
    slow: set[int],
    run: Run,
) -> Finding:
    """What a rule tells of a queue for whose `slow` side, numbers of processes, the other one waits.

    `message` has room for {object}, {share}, {lasted}, {waited}, {waiting} and {slow}.
    """
    ended_at = ending_place(waits.all)
    told = say(
        message,
        object=queue.name,
        share=percent(pace.level),
        lasted=seconds(pace.lasted_ns),
        waiting=at_line(processes_named(sorted(waits.by_process), run), waits.place, run),
        waited=seconds(pace.waited_ns),
        slow=at_line(processes_named(sorted(slow), run), ended_at, run),
    )
    who = tuple(dict.fromkeys((*sorted(slow), *sorted(waits.by_process))))
    where = places(ended_at, waits.place)
    return Finding(rule, Severity.NOTE, True, told, say(advice), who, (queue.id,), where)


def ending_place(waits: Waits) -> Location | None:
    """The line that has ended most of the waiting; None when it is not known."""
    ending = max(waits.ended_by, key=lambda one: waits.ended_by[one], default=None)
    return None if ending is None else Location(ending.file, ending.line)


def descends(number: int, ancestors: Iterable[int], run: Run) -> bool:
    """Whether a process was started by one of these, or by one that they have started."""
    at, seen, known = run.processes.get(number), set[int](), set(ancestors)
    while at is not None and at.parent is not None and at.number not in seen:
        if at.parent in known:
            return True
        seen.add(at.number)
        at = run.processes.get(at.parent)
    return False
