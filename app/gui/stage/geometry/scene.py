"""Which things of a run are drawn, and how they belong together: the layout's only input.

A scene holds nothing that changes from moment to moment, so that an equal scene means that every
thing keeps its place.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice

from app.state.model import Process, Run
from app.state.objects import QueueObject, SharedObject, ValueObject
from app.state.telling.channels import is_shown

#: More processes than this are behind a summary, which can be opened.
PROCESSES_SHOWN = 40
WAITED_FOR_SHOWN = 24
VALUES_SHOWN = 24
QUEUES_SHOWN = 12
#: Objects among which those to show are looked for, and processes on each side of a buffer.
OBJECTS_SEARCHED = 4096
CHIPS_SHOWN = 12
_ELSEWHERE = (QueueObject, ValueObject)


@dataclass(frozen=True, slots=True)
class QueuePart:
    """A queue between those who put and those who get."""

    id: int
    maxsize: int
    has_details: bool = False  # a second line of counts: unfinished tasks, what it answered
    producers: tuple[int, ...] = ()  # process numbers, each drawn at the left
    consumers: tuple[int, ...] = ()
    more_producers: int = 0  # those that are not drawn
    more_consumers: int = 0


@dataclass(frozen=True, slots=True)
class Scene:
    """What is drawn."""

    processes: tuple[int, ...] = ()
    queues: tuple[QueuePart, ...] = ()
    objects: tuple[int, ...] = ()  # all others: what is waited for first, values last
    main: int | None = None
    more_processes: int = 0
    more_objects: int = 0
    expanded: bool = False

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to draw."""
        return not (self.processes or self.queues or self.objects)


EMPTY = Scene()


def stage_scene(run: Run | None, expanded: bool = False) -> Scene:
    """Everything of a run; `expanded` shows all processes however many, and what packages have made."""
    if run is None:
        return EMPTY
    known = run.script_processes
    own = chosen([process for process in known if not process.made_by])
    shown = tuple(process.number for process in (known if expanded else own))
    folds = len(own) < len(known)  # so there is a summary that opens it
    every = list(islice(run.objects.values(), OBJECTS_SEARCHED))
    there = [one for one in every if is_shown(one, run)]
    objects = [one for one in there if expanded or not folds or not one.made_by]
    hidden = len(every) - len(there)
    queues = [one for one in objects if isinstance(one, QueueObject)][:QUEUES_SHOWN]
    waited_for = _first((one for one in objects if not isinstance(one, _ELSEWHERE)), WAITED_FOR_SHOWN)
    values = _first((one for one in objects if isinstance(one, ValueObject)), VALUES_SHOWN)
    main = run.main
    return Scene(
        processes=shown,
        queues=tuple(queue_part(queue, frozenset(shown)) for queue in queues),
        objects=tuple(known.id for known in (*waited_for, *values)),
        main=None if main is None else main.number,
        more_processes=len(known) - len(shown),
        more_objects=len(run.objects) - hidden - len(queues) - len(waited_for) - len(values),
        expanded=expanded and folds,
    )


def buffer_scene(run: Run | None, only: int | None = None) -> Scene:
    """Queues alone, with those who put and get; `only` is the id of a single one."""
    if run is None:
        return EMPTY
    objects = islice(run.objects.values(), OBJECTS_SEARCHED)
    queues = [queue for queue in objects if isinstance(queue, QueueObject)]
    if only is not None:
        queues = [queue for queue in queues if queue.id == only]
    drawn = frozenset(process.number for process in run.script_processes)
    parts = tuple(queue_part(queue, drawn, CHIPS_SHOWN) for queue in queues[:QUEUES_SHOWN])
    return Scene(queues=parts, more_objects=max(0, len(queues) - QUEUES_SHOWN))


def chosen(processes: Sequence[Process], limit: int = PROCESSES_SHOWN) -> list[Process]:
    """The processes to show of too many: those that live, those that failed, those that ended last."""
    if len(processes) <= limit:
        return list(processes)
    ranked = sorted(
        processes,
        key=lambda one: (
            one.number != 1,
            not one.alive,
            not one.has_failed,
            -(one.ended_ns or 0),
            one.number,
        ),
    )
    return sorted(ranked[:limit], key=lambda one: one.number)


def queue_part(queue: QueueObject, drawn: frozenset[int], limit: int | None = None) -> QueuePart:
    """A queue with those of its users that are drawn; who still waits for a first item is one."""
    producers, more_producers = _users(queue.producers | queue.waited_to_put, drawn, limit)
    consumers, more_consumers = _users(queue.consumers | queue.waited_to_get, drawn, limit)
    return QueuePart(
        queue.id, queue.maxsize, has_details(queue), producers, consumers, more_producers, more_consumers
    )


def has_details(queue: QueueObject) -> bool:
    """Whether there is more to say of a queue than how many items were put and got."""
    said = queue.last_answer or queue.full_raised or queue.empty_raised or queue.dropped
    return queue.is_joinable or bool(said)


def _users(numbers: Iterable[int], drawn: frozenset[int], limit: int | None) -> tuple[tuple[int, ...], int]:
    every = sorted(numbers)
    shown = tuple(number for number in every if number in drawn)[:limit]
    return shown, len(every) - len(shown)


def _first(objects: Iterable[SharedObject], limit: int) -> list[SharedObject]:
    return list(islice(objects, limit))
