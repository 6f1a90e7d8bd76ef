"""Which card the keyboard is at, and where an arrow key leads from there: plain functions over places."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, Qt

from app.gui.stage.geometry.places import Place, What

#: A card that is far aside is further away than one straight ahead.
ASIDE = 2.0
_DIRECTIONS = {
    Qt.Key.Key_Left: QPointF(-1, 0),
    Qt.Key.Key_Right: QPointF(1, 0),
    Qt.Key.Key_Up: QPointF(0, -1),
    Qt.Key.Key_Down: QPointF(0, 1),
}


def reachable(places: Sequence[Place]) -> list[Place]:
    """What the keyboard stops at: everything but the notes, which belong to their buffers."""
    return [place for place in places if place.what is not What.NOTE]


def same_place(one: Place | None, other: Place) -> bool:
    """Whether two places show the same thing in the same band, wherever they are."""
    if one is None or one.what is not other.what:
        return False
    return one.what is What.MORE or (one.key, one.queue) == (other.key, other.queue)


def moved(places: Sequence[Place], current: Place | None, key: int) -> Place | None:
    """The place that a key leads to; None when the key is not one of those that move."""
    stops = reachable(places)
    here = next((place for place in stops if same_place(current, place)), None)
    if not stops:
        return None
    if key == Qt.Key.Key_Home or (here is None and key in _DIRECTIONS):
        return stops[0]
    if key == Qt.Key.Key_End:
        return stops[-1]
    direction = _DIRECTIONS.get(Qt.Key(key))
    if direction is None or here is None:
        return None
    ahead = [place for place in stops if _distance(here.rect, place.rect, direction) is not None]
    return min(ahead, key=lambda one: _distance(here.rect, one.rect, direction) or 0.0, default=here)


def _distance(here: QRectF, there: QRectF, direction: QPointF) -> float | None:
    """How far a card is in a direction; None when it is not in that direction at all."""
    way = there.center() - here.center()
    ahead = QPointF.dotProduct(way, direction)
    if ahead <= 1.0:
        return None
    aside = abs(way.x() * direction.y()) + abs(way.y() * direction.x())
    if aside > ahead and not _overlap(here, there, direction):
        return None
    return ahead + ASIDE * aside


def _overlap(here: QRectF, there: QRectF, direction: QPointF) -> bool:
    """Whether two cards share a row (or, up and down, a column) at least in part."""
    if direction.x():
        return here.top() < there.bottom() and there.top() < here.bottom()
    return here.left() < there.right() and there.left() < here.right()
