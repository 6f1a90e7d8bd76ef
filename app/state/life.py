"""On what a process's life was spent: its main thread has waited, and for what, or slept, or computed.

What it has waited and slept is told by its calls; that it has computed is known from its CPU time. The rest
is what no record tells of: it has started, or waited for what nobody watches.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING, NamedTuple

from app.wire.records import Effect

if TYPE_CHECKING:
    from app.state.model import Call, Process

#: Objects that a process's waits are told apart by; those for more are added up.
OBJECTS_KEPT = 32
#: Stands for all other objects, and for what has no object: processes, threads.
OTHERS, NONE = -1, 0


@dataclass(slots=True)
class Spent:
    """What the main thread has done that is over. Only the fold adds to it. Times are in ns."""

    slept_ns: int = 0
    waited_ns: dict[int, int] = field(default_factory=dict)  # by the ids of objects

    def add(self, effect: int, known: int, waited_ns: int | None, lasted_ns: int) -> None:
        """A call is over that has lasted so long; `waited_ns`: None if it has not waited."""
        if waited_ns is not None:
            key = known if known in self.waited_ns or len(self.waited_ns) < OBJECTS_KEPT else OTHERS
            self.waited_ns[key] = self.waited_ns.get(key, 0) + waited_ns
        elif effect == Effect.SLEEP:
            self.slept_ns += lasted_ns


class During(Enum):
    """On what time was spent."""

    COMPUTING = 0
    WAITING = 1
    SLEEPING = 2
    UNKNOWN = 3


class Stretch(NamedTuple):
    """Some of a life."""

    during: During
    object: int  # what was waited for
    lasted_ns: int


class Life(NamedTuple):
    """How long a process has lived, and on what that was spent, which is all of it."""

    lasted_ns: int
    stretches: list[Stretch]

    def part(self, during: During) -> float:
        """The share of the life that was spent on this."""
        spent_ns = sum(one.lasted_ns for one in self.stretches if one.during is during)
        return spent_ns / self.lasted_ns if self.lasted_ns else 0.0


def life_of(process: Process, now_ns: int) -> Life:
    """A process's life, up to now: computing first, then the waits, the longest first."""
    lasted_ns = max(0, process.until(now_ns) - process.began_ns)
    slept_ns, waited = process.spent.slept_ns, dict(process.spent.waited_ns)
    call = _outermost(process)
    if call is not None and process.ended_ns is None:
        if call.blocked:
            until_ns = now_ns if call.awake_ns is None else call.awake_ns
            waited[call.object_id] = waited.get(call.object_id, 0) + max(0, until_ns - call.since_ns)
        elif call.effect == Effect.SLEEP:
            slept_ns += max(0, now_ns - call.since_ns)
    return Life(lasted_ns, _stretches(process, lasted_ns, slept_ns, waited))


def _outermost(process: Process) -> Call | None:
    """The call of the main thread that is not inside another one."""
    call = process.calls.get(process.main_thread or 0)
    while call is not None and call.outer is not None:
        call = call.outer
    return call


def _stretches(process: Process, lasted_ns: int, slept_ns: int, waited: dict[int, int]) -> list[Stretch]:
    """All of a life; what does not fit into it, as clocks differ, is cut off."""
    waits = sorted(waited.items(), key=lambda one: -one[1])
    found = [Stretch(During.WAITING, known, waited_ns) for known, waited_ns in waits]
    found.append(Stretch(During.SLEEPING, NONE, slept_ns))
    left_ns, fitting = lasted_ns, list[Stretch]()
    for one in found:
        fitting.append(one._replace(lasted_ns=min(one.lasted_ns, left_ns)))
        left_ns -= fitting[-1].lasted_ns
    computed_ns = 0 if _has_threads(process) else min(left_ns, int(process.cpu_s * 1e9))
    every = [
        Stretch(During.COMPUTING, NONE, computed_ns),
        *fitting,
        Stretch(During.UNKNOWN, NONE, left_ns - computed_ns),
    ]
    return [one for one in every if one.lasted_ns > 0]


def _has_threads(process: Process) -> bool:
    """Whether the script runs others beside the main one: whose the CPU time is, is not known then."""
    main = process.main_thread
    return any(number != main and (one.is_own or one.runs_tasks) for number, one in process.threads.items())
