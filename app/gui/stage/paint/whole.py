"""Draws a whole layout: lines, things and items on their way; or says that there is nothing to draw."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter

from app.gui.stage.geometry.places import Layout, Place
from app.gui.stage.kit import Face, Kit, tint
from app.gui.stage.paint.lines import Line, draw_flights
from app.gui.stage.paint.pictures import Moment

#: Draws the thing at a place: from what is kept, or anew.
Draw = Callable[[QPainter, Place, Moment], None]


class Whole:
    """One layout, with its lines made ready to be drawn."""

    def __init__(self, layout: Layout, kit: Kit) -> None:
        arrow = kit.metrics.line * 0.4
        self._layout = layout
        self._lines = [Line(key, route, arrow) for key, route in layout.routes.items()]

    def draw(self, painter: QPainter, at: Moment, exposed: QRectF, now_ns: int, draw_thing: Draw) -> None:
        """Draw what is exposed, in the layout's coordinates; `now_ns` is of the clock that items fly by."""
        for line in self._lines:
            if line.bounds.intersects(exposed):
                line.draw(painter, at.kit, at.run)
        at.flights.active(now_ns)  # before the slots are drawn: those that have arrived are in them
        for place in self._layout.places:
            if place.rect.intersects(exposed):
                draw_thing(painter, place, at)
        draw_flights(painter, at.kit, at.run, self._layout, at.flights, now_ns)


def draw_nothing(painter: QPainter, kit: Kit, area: QRectF, icon: str, text: str) -> None:
    """An icon, where there is room for it, above a sentence that says why nothing is drawn."""
    room = area.adjusted(24, 24, -24, -24)
    painter.setFont(kit.fonts[Face.TEXT])
    painter.setPen(tint(kit.theme.muted))
    flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
    painter.drawText(room, flags, text)
    side = kit.metrics.line * 2.2
    top = painter.boundingRect(room, flags, text).top() - side - kit.metrics.line * 0.7
    if top >= 0:
        place = QRectF(room.center().x() - side / 2, top, side, side)
        kit.icon(painter, place, icon, kit.theme.line_strong)
