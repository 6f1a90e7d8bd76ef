"""The lines between a buffer and the processes that use it: polylines that cross no card.

A line leaves its card towards the buffer. One that starts behind other cards first goes through
the gap below its own row of cards.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from PySide6.QtCore import QPointF, QRectF

Route = tuple[QPointF, ...]


class Card(NamedTuple):
    """The start of a line: a card, whether others stand between it and the buffer, and its row's ends."""

    number: int
    rect: QRectF
    behind: bool
    top: float
    bottom: float


def side_routes(cards: Sequence[Card], buffer: QRectF, edge: float, gutter: float, gap: float) -> list[Route]:
    """From cards that stand left or right of the buffer (told by their place) to `edge`, its nearer side.

    `gutter` is the free width before the buffer, `gap` that between cards. In the order of `cards`.
    """
    if not cards:
        return []
    towards = 1.0 if cards[0].rect.center().x() < edge else -1.0
    ports = _ports(cards, buffer)
    trunks = _trunks([card.rect.center().y() for card in cards], ports, gutter)
    routes = []
    for card, port, trunk in zip(cards, ports, trunks, strict=True):
        x = edge - towards * trunk
        start = QPointF(card.rect.right() if towards > 0 else card.rect.left(), card.rect.center().y())
        routes.append(_side_route(card, start, QPointF(edge, port), x, towards * gap / 2))
    return routes


def _side_route(card: Card, start: QPointF, end: QPointF, x: float, step: float) -> Route:
    if card.behind:
        below = card.bottom + abs(step)
        aside = start.x() + step
        corners = [QPointF(aside, start.y()), QPointF(aside, below), QPointF(x, below), QPointF(x, end.y())]
        return (start, *corners, end)
    if abs(start.y() - end.y()) < 1.0:
        return (start, QPointF(end.x(), start.y()))
    return (start, QPointF(x, start.y()), QPointF(x, end.y()), end)


def _ports(cards: Sequence[Card], buffer: QRectF) -> list[float]:
    """Where each line meets the buffer: one that can goes straight, several spread in their order."""
    inset = min(buffer.height() / 4, 24.0)
    top, bottom = buffer.top() + inset, buffer.bottom() - inset
    if len(cards) == 1:
        return [min(max(cards[0].rect.center().y(), top), bottom)]
    order = sorted(range(len(cards)), key=lambda index: cards[index].rect.center().y())
    ports = [0.0] * len(cards)
    for rank, index in enumerate(order):
        ports[index] = top + (bottom - top) * rank / (len(cards) - 1)
    return ports


def _trunks(starts: Sequence[float], ports: Sequence[float], gutter: float) -> list[float]:
    """How far before the buffer each line turns, so that lines beside each other do not cross."""
    down = sorted((i for i in range(len(starts)) if starts[i] < ports[i]), key=lambda i: starts[i])
    up = sorted((i for i in range(len(starts)) if starts[i] >= ports[i]), key=lambda i: -starts[i])
    trunks = [gutter / 2] * len(starts)
    for group in (down, up):
        step = min(6.0, gutter * 0.6 / max(1, len(group)))
        first = gutter / 2 - step * (len(group) - 1) / 2
        for rank, index in enumerate(group):
            trunks[index] = first + step * rank
    return trunks


def stacked_routes(
    cards: Sequence[Card], buffer: QRectF, edge: float, gap: float, margin: float
) -> list[Route]:
    """From cards that stand in rows above or below the buffer to `edge`, its upper or lower side.

    `gap` is that between cards and rows, `margin` the free width left of the first column.
    """
    routes = []
    for rank, card in enumerate(cards):
        above = card.rect.center().y() < edge
        step = gap / 2 if above else -gap / 2
        part = (rank + 1) / (len(cards) + 1)
        port = QPointF(buffer.left() + buffer.width() * part, edge)
        start = QPointF(card.rect.center().x(), card.rect.bottom() if above else card.rect.top())
        out, last = (card.bottom if above else card.top) + step, edge - (gap * 0.75 if above else -gap * 0.75)
        if card.behind:
            x = card.rect.left() - min(gap, margin) / 2
            corners = [QPointF(start.x(), out), QPointF(x, out), QPointF(x, last), QPointF(port.x(), last)]
        else:
            corners = [QPointF(start.x(), last), QPointF(port.x(), last)]
        routes.append((start, *corners, port))
    return routes


def point_at(route: Route, part: float) -> QPointF:
    """The point after a part (0 to 1) of the way."""
    lengths = [_length(start, end) for start, end in pairwise(route)]
    left = max(0.0, min(1.0, part)) * sum(lengths)
    for length, (start, end) in zip(lengths, pairwise(route), strict=True):
        if left <= length and length > 0:
            return start + (end - start) * (left / length)
        left -= length
    return route[-1]


def _length(start: QPointF, end: QPointF) -> float:
    return abs(end.x() - start.x()) + abs(end.y() - start.y())
