"""What a layout consists of: places, lines, and the height they take."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import NamedTuple

from PySide6.QtCore import QRectF

from app.gui.stage.geometry.metrics import Metrics
from app.gui.stage.geometry.routes import Route


class What(Enum):
    """What is drawn at a place."""

    PROCESS = "process"
    COMPACT = "compact"  # a process in two lines
    CHIP = "chip"  # a process by its name
    MORE_CHIP = "more chip"  # how many others; key is the count
    OBJECT = "object"
    QUEUE = "queue"
    NOTE = "note"  # the line under a buffer
    MORE = "more"  # processes behind a summary
    MORE_OBJECTS = "more objects"


PROCESSES = frozenset({What.PROCESS, What.COMPACT, What.CHIP})


class Thing(NamedTuple):
    """Something that wants a place: a process by number, an object by id, a summary by its count."""

    what: What
    key: int


Things = Sequence[Thing]


class Place(NamedTuple):
    """A thing and its rectangle; `queue` is the id of the band that it stands in."""

    what: What
    key: int
    rect: QRectF
    queue: int = 0


class Marks(NamedTuple):
    """What a finding is about: processes by number, objects by id."""

    processes: frozenset[int] = frozenset()
    objects: frozenset[int] = frozenset()

    def are_at(self, place: Place) -> bool:
        """Whether one of them stands there."""
        if place.what in PROCESSES:
            return place.key in self.processes
        return place.what in (What.OBJECT, What.QUEUE) and place.key in self.objects


class RouteKey(NamedTuple):
    """A line: between a queue and a process that puts (`into`) or gets."""

    queue: int
    process: int
    into: bool


@dataclass(slots=True)
class Layout:
    """The result."""

    width: float
    height: float = 0.0
    places: list[Place] = field(default_factory=list)
    routes: dict[RouteKey, Route] = field(default_factory=dict)

    def place_of(self, what: What, key: int) -> Place | None:
        """The first place of a thing."""
        return next((place for place in self.places if place.what is what and place.key == key), None)

    def put(self, thing: Thing, rect: QRectF, queue: int = 0) -> None:
        """One more place."""
        self.places.append(Place(thing.what, thing.key, rect, queue))


def height_of(what: What, metrics: Metrics) -> float:
    """The height of anything but a buffer."""
    if what in (What.CHIP, What.MORE_CHIP):
        return metrics.chip
    if what in (What.COMPACT, What.MORE, What.MORE_OBJECTS):
        return metrics.compact
    return metrics.card if what is What.PROCESS else metrics.object


def rows_of(things: Things, columns: int) -> list[Things]:
    """Cut into rows."""
    return [things[start : start + columns] for start in range(0, len(things), columns)]


def row_height(row: Things, metrics: Metrics) -> float:
    """The height of a row: that of its highest thing."""
    return max(height_of(thing.what, metrics) for thing in row)


def rows_height(rows: Sequence[Things], metrics: Metrics) -> float:
    """The height of rows with the gaps between them."""
    return sum(row_height(row, metrics) for row in rows) + metrics.gap * max(0, len(rows) - 1)
