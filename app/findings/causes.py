"""Why things stand still: the waits that explain all others, each with those that wait because of it.

A cause is a ring of waits, each for the next one, or waits for one thing that nobody can bring about any
more. A rule claims the causes that it can explain; `endless` takes those that no other one claims.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from app.findings.needs import Actor
from app.findings.standstill import Standstill, Wait, is_idle
from app.state.objects import ChannelEnd, SharedObject


class Edge(NamedTuple):
    """An edge of the wait-for graph: who waits, for what, and for whom."""

    waiter: Actor
    object: int  # its id; 0: it waits for no object
    operation: str
    owner: Actor


@dataclass(frozen=True, slots=True)
class Cause:
    """Waits that nothing but they themselves can explain."""

    waits: tuple[Wait, ...]  # of a ring: each for the next one, and the last for the first
    is_ring: bool
    behind: tuple[Wait, ...]  # who waits for these to go on

    @property
    def known(self) -> SharedObject | None:
        """The object that they wait for, if there is one; of a ring that of the first wait."""
        return self.waits[0].need.known

    @property
    def processes(self) -> tuple[int, ...]:
        """The numbers of all that are concerned, those first that explain it."""
        return tuple(dict.fromkeys(wait.actor.process for wait in (*self.waits, *self.behind)))

    @property
    def edges(self) -> tuple[Edge, ...]:
        """The ring as a graph; of what is none there is none."""
        if not self.is_ring:
            return ()
        following = (*self.waits[1:], self.waits[0])
        return tuple(
            Edge(wait.actor, wait.call.object_id, wait.call.operation, after.actor)
            for wait, after in zip(self.waits, following, strict=True)
        )


def causes(standing: Standstill) -> list[Cause]:
    """What explains a standstill; in the order in which the waits began."""
    rings = list(_rings(standing))
    in_ring = {wait.actor for ring in rings for wait in ring}
    roots = [
        wait for wait in standing.waits.values() if wait.actor not in in_ring and _is_root(wait, standing)
    ]
    groups = [*((ring, True) for ring in rings), *((group, False) for group in _by_object(roots))]
    explaining = {wait.actor for group, _ in groups for wait in group}
    found = [Cause(tuple(group), ring, _waiting_for(group, explaining, standing)) for group, ring in groups]
    return sorted(found, key=lambda cause: max(wait.call.since_ns for wait in cause.waits))


def _is_root(wait: Wait, standing: Standstill) -> bool:
    return not is_idle(wait) and not standing.behind(wait)


def _by_object(roots: list[Wait]) -> Iterator[list[Wait]]:
    """Those that wait for the same thing of the same object; one that waits for no object stands alone."""
    groups: dict[object, list[Wait]] = {}
    for wait in roots:
        known = wait.need.known
        key = wait.actor if known is None else (known.id, wait.call.effect)
        groups.setdefault(key, []).append(wait)
    yield from groups.values()


def _rings(standing: Standstill) -> Iterator[list[Wait]]:
    """Rings of waits, no wait in two of them."""
    seen: set[Actor] = set()
    for first in standing.waits.values():
        path: list[Wait] = []
        places: dict[Actor, int] = {}
        wait: Wait | None = first
        while wait is not None and wait.actor not in seen:
            if wait.actor in places:
                yield _from_the_oldest(path[places[wait.actor] :])
                break
            places[wait.actor] = len(path)
            path.append(wait)
            wait = _next(wait, standing)
        seen |= places.keys()


def _next(wait: Wait, standing: Standstill) -> Wait | None:
    """One that it waits for; itself only if there is no other, as when it has both ends of a pipe.

    Of several that have the other end of a pipe open it is first of all one that uses it now.
    """
    every = standing.behind(wait)
    behind = [one for one in every if one.actor != wait.actor] or every
    known = wait.need.known
    other = known.other_id if isinstance(known, ChannelEnd) else None
    return next((one for one in behind if one.call.object_id == other), next(iter(behind), None))


def _from_the_oldest(ring: list[Wait]) -> list[Wait]:
    """The same ring, told from the process that came first: so it is told alike each time."""
    start = min(range(len(ring)), key=lambda index: ring[index].actor)
    return ring[start:] + ring[:start]


def _waiting_for(group: list[Wait], explaining: set[Actor], standing: Standstill) -> tuple[Wait, ...]:
    """Who waits for those of the group, or for one who does; idle workers of a pool are not meant."""
    found = {wait.actor: wait for wait in group}
    while True:
        more = {
            wait.actor: wait
            for wait in standing.waits.values()
            if wait.actor not in found
            and wait.actor not in explaining
            and not is_idle(wait)
            and any(one.actor in found for one in standing.behind(wait))
        }
        if not more:
            return tuple(wait for actor, wait in found.items() if actor not in explaining)
        found |= more
