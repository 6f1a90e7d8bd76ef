"""Where everything stands: a pure function from a scene, a width and the font's metrics.

From top to bottom: the main process with the locks and shared values beside it, a band for each
queue, then the other processes in a grid. A process has one card; where it uses further queues it
stands as a chip.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF

from app.gui.stage.geometry.bands import Band, put_band
from app.gui.stage.geometry.metrics import Metrics
from app.gui.stage.geometry.places import Layout, Thing, Things, What, height_of, row_height, rows_of
from app.gui.stage.geometry.scene import QueuePart, Scene

#: With more processes than this each card has two lines only.
FULL_CARDS = 12
#: So few have all lines even if not everything is seen at once.
ALWAYS_FULL = 3


def lay_out(scene: Scene, width: float, metrics: Metrics, height: float | None = None) -> Layout:
    """The places of all things of a scene in a width.

    Cards have two lines only when there are many of them, or more than a few and not everything
    can be seen at once in `height`, that of the view.
    """
    if len(scene.processes) > FULL_CARDS:
        return _Plan(scene, width, metrics, What.COMPACT).result()
    full = _Plan(scene, width, metrics, What.PROCESS).result()
    if height is None or full.height <= height or len(scene.processes) <= ALWAYS_FULL:
        return full
    return _Plan(scene, width, metrics, What.COMPACT).result()


def columns_in(width: float, metrics: Metrics) -> int:
    """How many cards fit beside each other."""
    return max(1, int((width + metrics.gap) // (metrics.card_width_min + metrics.gap)))


class _Plan:
    """One layout while it is made, from top to bottom."""

    def __init__(self, scene: Scene, width: float, metrics: Metrics, card: What) -> None:
        self._scene, self._m = scene, metrics
        self._layout = Layout(width)
        self._y = metrics.margin
        self._inner = max(metrics.card_width_min, width - 2 * metrics.margin)
        self._columns = columns_in(self._inner, metrics)
        unit = (self._inner - metrics.gap * (self._columns - 1)) / self._columns
        self._unit = int(min(unit, metrics.card_width_max))
        self._card = card
        self._placed: set[int] = set()

    def result(self) -> Layout:
        """The finished layout."""
        scene = self._scene
        in_bands = {number for part in scene.queues for number in (*part.producers, *part.consumers)}
        free = [number for number in scene.processes if number not in in_bands]
        first: list[int] = []
        if scene.objects or scene.queues:
            first = [number for number in free if number == scene.main]
            free = [number for number in free if number not in first]
        self._head(first)
        for part in scene.queues:
            self._band(part)
        self._grid(free)
        self._layout.height = self._y - self._m.gap + self._m.margin if self._layout.places else 0.0
        return self._layout

    def _head(self, processes: Sequence[int]) -> None:
        """The main process and the shared objects; these may take the rest of a row."""
        things = [Thing(self._card, number) for number in processes]
        things += [Thing(What.OBJECT, key) for key in self._scene.objects]
        for row in rows_of(things, self._columns):
            self._row(row, _spans(row, self._columns))

    def _row(self, row: Things, spans: Sequence[int]) -> None:
        column = 0
        for thing, span in zip(row, spans, strict=True):
            x = self._m.margin + column * (self._unit + self._m.gap)
            width = span * (self._unit + self._m.gap) - self._m.gap
            self._layout.put(thing, QRectF(x, self._y, width, height_of(thing.what, self._m)))
            column += span
        self._y += row_height(row, self._m) + self._m.gap

    def _grid(self, numbers: Sequence[int]) -> None:
        """Processes in rows, at the end of the last row the summaries of what is not shown."""
        things = [Thing(self._card, number) for number in numbers]
        if self._scene.more_processes or self._scene.expanded:
            things.append(Thing(What.MORE, self._scene.more_processes))
        if self._scene.more_objects:
            things.append(Thing(What.MORE_OBJECTS, self._scene.more_objects))
        for row in rows_of(things, self._columns):
            self._row(row, [1] * len(row))

    def _band(self, part: QueuePart) -> None:
        left = self._side(part.producers, part.more_producers)
        right = self._side(part.consumers, part.more_consumers)
        band = Band(part, left, right, not self._scene.processes)
        self._y = put_band(self._layout, band, self._y, self._inner, self._columns, self._m) + self._m.gap

    def _side(self, numbers: Sequence[int], more: int) -> Things:
        """The processes on one side: a card at its first place, a chip at the next ones."""
        things = []
        for number in numbers:
            is_first = number in self._scene.processes and number not in self._placed
            things.append(Thing(self._card if is_first else What.CHIP, number))
            self._placed.add(number)
        return [*things, Thing(What.MORE_CHIP, more)] if more else things


def _spans(row: Things, columns: int) -> list[int]:
    """How many columns each thing of a row takes: objects may be twice as wide when there is room."""
    spans = [1] * len(row)
    free = columns - len(row)
    for index, thing in enumerate(row):
        if free and thing.what is What.OBJECT:
            spans[index], free = 2, free - 1
    return spans
