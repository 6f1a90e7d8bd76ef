"""Locks that are taken in a ring of orders: a deadlock that has not happened in this run, and may in another.

Held and taken locks are the edges of a graph, as in the Linux kernel's lockdep; a ring in it counts only if
its orders are of different threads that lived at the same time, and no common lock has kept them apart.
"""

from __future__ import annotations

from collections.abc import Iterator
from math import inf

from app.findings.evidence import Evidence
from app.findings.rule import Finding, Severity
from app.findings.say import actor_name, at_line, chained, places, say
from app.language import QT_TRANSLATE_NOOP, Sentence
from app.state.lock_orders import Order
from app.state.model import Process, Run

RULE = "lock-order"
#: Locks of a ring; and steps on the search for them.
_LONGEST = 8
_STEPS = 5_000

MESSAGE = QT_TRANSLATE_NOOP(
    "findings",
    "These locks are not taken in the same order everywhere: {orders}. When that happens at the same time, "
    "each may wait for the next one for ever; in this run it has not come to that.",
)
ORDER = QT_TRANSLATE_NOOP("findings", "{who} took {taken} while it held {held}")
ADVICE = QT_TRANSLATE_NOOP(
    "findings", "Take these locks in the same order everywhere, or hold one more lock around both."
)

_Edge = tuple[int, int, Order]  # the lock that is held, the one that is taken


def lock_order(evidence: Evidence) -> Iterator[Finding]:
    """One finding for each ring of locks that is in no deadlock now."""
    run, stuck, told = evidence.run, _in_deadlocks(evidence), set[frozenset[int]]()
    for ring in _Search(run).rings():
        locks = frozenset(held for held, _, _ in ring)
        if len(locks & stuck) < 2 and locks not in told:
            told.add(locks)
            first = min(range(len(ring)), key=lambda index: ring[index][2].first_ns)
            yield _finding(ring[first:] + ring[:first], run)


def _in_deadlocks(evidence: Evidence) -> set[int]:
    waits = [wait for cause in evidence.causes if cause.is_ring for wait in cause.waits]
    return {wait.need.known.id for wait in waits if wait.need.known is not None}


class _Search:
    """For rings of orders, by depth; it gives up after so many steps."""

    def __init__(self, run: Run) -> None:
        self._run = run
        self._left = _STEPS
        self._from: dict[int, list[_Edge]] = {}
        for (held, taken), orders in run.lock_orders.orders.items():
            self._from.setdefault(held, []).extend((held, taken, order) for order in orders)

    def rings(self) -> Iterator[list[_Edge]]:
        """Each begins with the lock of the smallest id, so that none comes twice from its other locks."""
        for first in self._from:
            yield from self._on(first, first, [])

    def _on(self, first: int, held: int, path: list[_Edge]) -> Iterator[list[_Edge]]:
        for edge in self._from.get(held, ()):
            self._left -= 1
            if self._left < 0:
                return
            if edge[1] < first or not all(self._may_meet(edge[2], other) for _, _, other in path):
                continue
            if edge[1] == first:
                yield [*path, edge]
            elif len(path) < _LONGEST - 1 and all(edge[1] != one for one, _, _ in path):
                yield from self._on(first, edge[1], [*path, edge])

    def _may_meet(self, one: Order, other: Order) -> bool:
        """Whether two threads may be at these places at the same time, if not in this run."""
        if (one.process, one.thread) == (other.process, other.thread) or one.gates & other.gates:
            return False
        first, second = (self._run.processes.get(order.process) for order in (one, other))
        if first is None or second is None:
            return False
        if first.began_ns > _over_ns(second) or second.began_ns > _over_ns(first):
            return False
        return self._is_apart(first, one, second) and self._is_apart(second, other, first)

    def _is_apart(self, process: Process, order: Order, other: Process) -> bool:
        """Whether a process has not done it only before it started the other one, or after that had ended."""
        if not self._descends(other, process):
            return True
        return other.began_ns <= order.last_ns and _over_ns(other) >= order.first_ns

    def _descends(self, process: Process, other: Process) -> bool:
        at: Process | None = process
        for _ in range(_LONGEST):
            if at is None or at.parent is None:
                return False
            if at.parent == other.number:
                return True
            at = self._run.processes.get(at.parent)
        return True


def _over_ns(process: Process) -> float:
    over_ns = process.ended_ns if process.code_over_ns is None else process.code_over_ns
    return inf if over_ns is None else over_ns


def _finding(ring: list[_Edge], run: Run) -> Finding:
    orders = [order for _, _, order in ring]
    return Finding(
        RULE,
        Severity.WARNING,
        False,
        say(MESSAGE, orders=chained(_told(edge, run) for edge in ring)),
        say(ADVICE),
        tuple(dict.fromkeys(order.process for order in orders)),
        tuple(held for held, _, _ in ring if held in run.objects),
        places(*(order.taken_at for order in orders), *(order.held_at for order in orders)),
    )


def _told(edge: _Edge, run: Run) -> str | Sentence:
    held, taken, order = edge
    names = {one: run.objects[one].name if one in run.objects else "?" for one in (held, taken)}
    who = actor_name(order.process, order.thread, run)
    told = say(ORDER, who=who, taken=names[taken], held=names[held])
    return at_line(told, order.taken_at, run)
