"""Draws the lines between processes and buffers, and the items on their way along them."""

from __future__ import annotations

from itertools import pairwise

from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPen, QPolygonF

from app.gui.look.colors import mixed
from app.gui.stage.geometry.places import Layout, RouteKey, What
from app.gui.stage.geometry.routes import Route, point_at
from app.gui.stage.geometry.slots import SlotMode
from app.gui.stage.kit import Kit
from app.gui.stage.paint.buffer import item_size, paint_item
from app.gui.stage.paint.flights import Flight, Flights
from app.gui.stage.words.buffer_words import item_center, plan_of
from app.state.model import Run
from app.state.objects import QueueObject

_CORNER = 7.0
_SEARCHED = 64


class Line:
    """A route, ready to be drawn: rounded at its corners, with the arrow's point where items go."""

    def __init__(self, key: RouteKey, route: Route, size: float) -> None:
        self.key = key
        way = route if key.into else route[::-1]
        self.path = rounded(way)
        self.arrow = arrow(way, size)
        self.bounds = self.path.boundingRect().united(self.arrow.boundingRect()).adjusted(-2, -2, 2, 2)

    def draw(self, painter: QPainter, kit: Kit, run: Run) -> None:
        """In the process's colour; faint when it has ended."""
        process = run.processes.get(self.key.process)
        color = kit.process(self.key.process)
        if process is None or not process.alive:
            color = mixed(color, kit.theme.window, 0.3)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(color, 1.5))
        painter.drawPath(self.path)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(color)
        painter.drawPolygon(self.arrow)


def rounded(route: Route) -> QPainterPath:
    """A polyline with round corners."""
    path = QPainterPath(route[0])
    for before, corner, after in zip(route, route[1:], route[2:], strict=False):
        radius = min(_CORNER, _distance(before, corner) / 2, _distance(corner, after) / 2)
        path.lineTo(_towards(corner, before, radius))
        path.quadTo(corner, _towards(corner, after, radius))
    path.lineTo(route[-1])
    return path


def arrow(route: Route, size: float) -> QPolygonF:
    """A small triangle whose point is the end of the route."""
    before, tip = list(pairwise(route))[-1]
    along = _towards(tip, before, size) - tip
    across = QPointF(-along.y(), along.x()) * 0.55
    return QPolygonF([tip, tip + along + across, tip + along - across])


def _distance(one: QPointF, other: QPointF) -> float:
    return abs(one.x() - other.x()) + abs(one.y() - other.y())


def _towards(start: QPointF, end: QPointF, length: float) -> QPointF:
    """The point at `length` from the start of a vertical or horizontal line."""
    distance = _distance(start, end)
    return start if distance == 0 else start + (end - start) * (length / distance)


# --- items on their way ------------------------------------------------------------------


def draw_flights(
    painter: QPainter, kit: Kit, run: Run, layout: Layout, flights: Flights, now_ns: int
) -> None:
    """Each item where it is now, as large as its slot when it is there."""
    for flight in flights.active(now_ns):
        way = way_of(flight, kit, run, layout)
        if way is None:
            continue
        part = flights.part(flight, now_ns)
        size = _size(flight, kit, run, layout, part if flight.key.into else 1.0 - part)
        rect = QRectF(QPointF(), size)
        rect.moveCenter(point_at(way, part))
        paint_item(painter, kit, rect, flight.text, flight.key.process if flight.key.into else None)


def _size(flight: Flight, kit: Kit, run: Run, layout: Layout, arrived: float) -> QSizeF:
    """Between the size outside and that in the slot; `arrived` is 1 in the slot."""
    outside, inside = item_size(kit), item_size(kit)
    queue, card = run.objects.get(flight.key.queue), layout.place_of(What.QUEUE, flight.key.queue)
    if card is not None and isinstance(queue, QueueObject):
        plan = plan_of(queue.maxsize, card.rect.width(), kit)
        if plan.mode in (SlotMode.SLOTS, SlotMode.STRIP):
            inside = QSizeF(plan.cell_width, plan.cell_height)
    return outside * (1.0 - arrived) + inside * arrived


def way_of(flight: Flight, kit: Kit, run: Run, layout: Layout) -> Route | None:
    """From the producer into the item's slot, or from the first slot to the consumer."""
    route = layout.routes.get(flight.key)
    queue, card = run.objects.get(flight.key.queue), layout.place_of(What.QUEUE, flight.key.queue)
    if route is None or card is None or not isinstance(queue, QueueObject):
        return None
    index = _index_of(flight.number, queue) if flight.key.into else 0
    slot = item_center(index, max(1, queue.size), card.rect, queue.maxsize, kit)
    way = (*route, *_turn(route[-1], slot), slot)
    return way if flight.key.into else way[::-1]


def _turn(edge: QPointF, slot: QPointF) -> Route:
    return () if abs(edge.y() - slot.y()) < 1 else (QPointF(edge.x(), slot.y()),)


def _index_of(number: int, queue: QueueObject) -> int:
    """Where in the queue an item is; the newest end when it is not among those that are kept or is gone."""
    for back, item in enumerate(reversed(queue.items)):
        if item.number == number:
            return len(queue.items) - 1 - back
        if back > _SEARCHED:
            break
    return max(0, queue.size - 1)
