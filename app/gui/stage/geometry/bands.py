"""The place of one queue: its buffer between the processes that put and those that get.

Wide: producers left, consumers right, in as many columns as make the band low. Narrow: producers
above the buffer, consumers below it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from PySide6.QtCore import QRectF

from app.gui.stage.geometry.metrics import Metrics
from app.gui.stage.geometry.places import (
    Layout,
    RouteKey,
    Thing,
    Things,
    What,
    height_of,
    row_height,
    rows_height,
    rows_of,
)
from app.gui.stage.geometry.routes import Card, Route, side_routes, stacked_routes
from app.gui.stage.geometry.scene import QueuePart
from app.gui.stage.geometry.slots import buffer_height

#: Columns of cards on one side of a buffer.
SIDE_COLUMNS = 4
#: How much higher than the buffer its sides may be and still have one middle line with it.
TALL = 2.3
TALL_CARDS = 3.6


class Band(NamedTuple):
    """What a band shows; `chips` when processes are never more than a name here."""

    part: QueuePart
    left: Things
    right: Things
    chips: bool


class _Shape(NamedTuple):
    """A way to divide the width."""

    left: int  # columns
    right: int
    card: float  # width of a card
    middle: float  # width of the buffer
    gutter: float
    height: float


def put_band(layout: Layout, band: Band, top: float, width: float, columns: int, metrics: Metrics) -> float:
    """Add a band below `top`, `width` wide; `columns` are those of the narrow form. Returns its end."""
    shapes = [
        shape
        for left in range(1, min(SIDE_COLUMNS, max(1, len(band.left))) + 1)
        for right in range(1, min(SIDE_COLUMNS, max(1, len(band.right))) + 1)
        if (shape := _shape(band, left, right, width, metrics)) is not None
    ]
    if not shapes:
        return _Stacked(layout, band, metrics).put(top, width, columns)
    # A further column is worth it only when it makes the band much lower.
    shape = min(shapes, key=lambda one: one.height + (one.left + one.right) * 1.5 * metrics.card)
    return _Wide(layout, band, metrics).put(top, shape)


def _shape(band: Band, left: int, right: int, width: float, metrics: Metrics) -> _Shape | None:
    """The division with so many columns at each side; None when the buffer gets too narrow."""
    columns = left + right
    gutter = metrics.side_gutter(width)
    gaps = 2 * gutter + (columns - 2) * metrics.gap
    narrowest = int(metrics.card_width_min * (0.7 if band.chips else 0.68))
    share = (width - gaps) * (0.18 if band.chips else 0.28) * 2 / columns
    left_over = (width - gaps - metrics.buffer_width) / columns
    card = int(min(max(min(share, left_over), narrowest), metrics.card_width_max))
    middle = width - gaps - card * columns
    if middle < metrics.buffer_width_min:
        return None
    sides = (rows_height(rows_of(band.left, left), metrics), rows_height(rows_of(band.right, right), metrics))
    buffer = buffer_height(band.part.maxsize, middle, band.part.has_details, metrics) + metrics.note
    return _Shape(left, right, card, middle, gutter, max(*sides, buffer))


class _Wide:
    """Producers left, consumers right; all share one middle line, the note hangs below."""

    def __init__(self, layout: Layout, band: Band, metrics: Metrics) -> None:
        self._layout, self._band, self._m = layout, band, metrics

    def put(self, top: float, shape: _Shape) -> float:
        m, part = self._m, self._band.part
        height = buffer_height(part.maxsize, shape.middle, part.has_details, m)
        sides = [
            rows_height(rows_of(things, columns), m)
            for things, columns in ((self._band.left, shape.left), (self._band.right, shape.right))
        ]
        # What is much higher than the buffer hangs from the top, so that the buffer is not far below.
        middle = (
            None if max(sides) > max(TALL * height, TALL_CARDS * m.card) else top + max(height, *sides) / 2
        )
        x = m.margin + shape.left * (shape.card + m.gap) - m.gap + shape.gutter
        buffer = QRectF(x, _start(top, middle, height), shape.middle, height)
        put_buffer(self._layout, part, buffer, buffer.bottom(), m)
        left = self._cards(self._band.left, shape.left, shape.card, m.margin, (top, middle), True)
        right = self._cards(
            self._band.right, shape.right, shape.card, buffer.right() + shape.gutter, (top, middle), False
        )
        put_routes(
            self._layout, part, left, side_routes(left, buffer, buffer.left(), shape.gutter, m.gap), True
        )
        put_routes(
            self._layout, part, right, side_routes(right, buffer, buffer.right(), shape.gutter, m.gap), False
        )
        return max(top + max(height, *sides), buffer.bottom() + m.note)

    def _cards(
        self, things: Things, columns: int, width: float, x: float, at: tuple[float, float | None], into: bool
    ) -> list[Card]:
        cards: list[Card] = []
        rows = rows_of(things, columns)
        y = _start(*at, rows_height(rows, self._m))
        for row in rows:
            height = row_height(row, self._m)
            for column, thing in enumerate(row):
                # Rows fill from the buffer outwards, so that a line never starts behind an empty place.
                place = columns - 1 - column if into else column
                own = height_of(thing.what, self._m)
                rect = QRectF(x + place * (width + self._m.gap), y + (height - own) / 2, width, own)
                self._layout.put(thing, rect, self._band.part.id)
                if thing.what is not What.MORE_CHIP:
                    cards.append(Card(thing.key, rect, column > 0, y, y + height))
            y += height + self._m.gap
        return cards


def _start(top: float, middle: float | None, height: float) -> float:
    """Where something begins that hangs from `top`, or has its middle at a line."""
    return top if middle is None else float(round(middle - height / 2))


class _Stacked:
    """Producers above the buffer, consumers below it, the note last."""

    def __init__(self, layout: Layout, band: Band, metrics: Metrics) -> None:
        self._layout, self._band, self._m = layout, band, metrics

    def put(self, top: float, width: float, columns: int) -> float:
        m, part = self._m, self._band.part
        y = top
        upper, end = self._cards(self._band.left, columns, width, y, last_is_next=True)
        if self._band.left:
            y = end + m.gutter
        buffer = QRectF(m.margin, y, width, buffer_height(part.maxsize, width, part.has_details, m))
        end = buffer.bottom()
        lower: list[Card] = []
        if self._band.right:
            lower, end = self._cards(self._band.right, columns, width, end + m.gutter, last_is_next=False)
        put_buffer(self._layout, part, buffer, end, m)
        put_routes(
            self._layout, part, upper, stacked_routes(upper, buffer, buffer.top(), m.gap, m.margin), True
        )
        put_routes(
            self._layout, part, lower, stacked_routes(lower, buffer, buffer.bottom(), m.gap, m.margin), False
        )
        return end + m.note

    def _cards(
        self, things: Things, columns: int, width: float, y: float, last_is_next: bool
    ) -> tuple[list[Card], float]:
        """Rows of cards from `y` on; `last_is_next`: the last row is the one next to the buffer."""
        m, cards = self._m, list[Card]()
        card = min((width - m.gap * (columns - 1)) / columns, m.card_width_max)
        rows = rows_of(things, columns)
        for index, row in enumerate(rows):
            height = row_height(row, m)
            is_next = index == (len(rows) - 1 if last_is_next else 0)
            for column, thing in enumerate(row):
                rect = QRectF(m.margin + column * (card + m.gap), y, card, height_of(thing.what, m))
                self._layout.put(thing, rect, self._band.part.id)
                if thing.what is not What.MORE_CHIP:
                    cards.append(Card(thing.key, rect, not is_next, y, y + height))
            y += height + m.gap
        return cards, y - m.gap


def put_buffer(layout: Layout, part: QueuePart, rect: QRectF, note_top: float, metrics: Metrics) -> None:
    """The buffer and the line that says who waits for it."""
    layout.put(Thing(What.QUEUE, part.id), rect, part.id)
    layout.put(Thing(What.NOTE, part.id), QRectF(rect.left(), note_top, rect.width(), metrics.note), part.id)


def put_routes(
    layout: Layout, part: QueuePart, cards: Sequence[Card], routes: Iterable[Route], into: bool
) -> None:
    """The lines of one side."""
    for card, route in zip(cards, routes, strict=True):
        layout.routes[RouteKey(part.id, card.number, into)] = route
