"""What stands at each place: its words, its drawing, its tool tip; drawings are kept while the words stay.

A picture is made again only when its words have changed, so that a repaint of forty cards is little
more than forty copies of pixels.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter, QPixmap

from app.gui.stage.geometry.places import PROCESSES, Place, What
from app.gui.stage.kit import LEFT, Face, Kit, snapped, transparent
from app.gui.stage.paint.buffer import draw_buffer
from app.gui.stage.paint.cards import draw_card, draw_chip, draw_compact, draw_more
from app.gui.stage.paint.flights import Flights
from app.gui.stage.paint.objects import draw_object
from app.gui.stage.words.buffer_words import buffer_words
from app.gui.stage.words.card import card_of, card_tip
from app.gui.stage.words.phrases import more_text, process_tip, process_words
from app.gui.stage.words.queue_phrases import queue_note, queue_tip
from app.language import translate
from app.state.model import Run
from app.state.objects import QueueObject


class Moment(NamedTuple):
    """What words are made from."""

    run: Run
    now_ns: int
    kit: Kit
    flights: Flights


Words = tuple[Any, ...]
Key = tuple[What, int, int]
_SUMMARIES = frozenset({What.MORE, What.MORE_OBJECTS, What.MORE_CHIP})
Drawing = Callable[[QPainter, Kit, QRectF, Any], None]


def words_at(place: Place, at: Moment) -> Words | None:
    """The words of a place; None when the thing is not there any more."""
    run, now_ns, kit, flights = at
    process, known = run.processes.get(place.key), run.objects.get(place.key)
    if place.what in PROCESSES:
        return None if process is None else process_words(process, run, now_ns)
    if isinstance(known, QueueObject) and place.what is What.QUEUE:
        return buffer_words(known, run, place.rect.width(), kit, flights.into(known.id))
    if isinstance(known, QueueObject) and place.what is What.NOTE:
        return (queue_note(known, run),)
    if known is not None and place.what is What.OBJECT:
        return card_of(known, run, now_ns)
    if place.what is What.MORE:
        return place.key, more_text(place.key, run)
    return (place.key,) if place.what in _SUMMARIES else None


def tip_at(place: Place, at: Moment) -> str:
    """The tool tip of a place."""
    run, now_ns, _, _ = at
    process, known = run.processes.get(place.key), run.objects.get(place.key)
    if place.what in PROCESSES:
        return "" if process is None else process_tip(process, run, now_ns)
    if isinstance(known, QueueObject) and place.what in (What.QUEUE, What.NOTE):
        return queue_tip(known, run)
    if known is not None and place.what is What.OBJECT:
        return card_tip(card_of(known, run, now_ns))
    return ""


def draw_anew(painter: QPainter, place: Place, at: Moment) -> None:
    """Draw what stands at a place without keeping it."""
    words = words_at(place, at)
    if words is not None:
        with saved(painter):
            painter.translate(place.rect.topLeft())
            _DRAWINGS[place.what](painter, at.kit, QRectF(QPointF(), place.rect.size()), words)


@contextmanager
def saved(painter: QPainter) -> Iterator[None]:
    """Gives the painter back as it was."""
    painter.save()
    try:
        yield
    finally:
        painter.restore()


class Pictures:
    """The drawings that were made, by place."""

    def __init__(self) -> None:
        self._made: dict[Key, tuple[Words, QPixmap]] = {}
        self._unseen: dict[Key, Words | None] = {}  # words of what was not drawn, as `is_old` found them

    def clear(self) -> None:
        """Another theme, font or layout."""
        self._made.clear()
        self._unseen.clear()

    def is_old(self, place: Place, at: Moment) -> bool:
        """Whether a place has other words now than when it was drawn; out of view, than when it was asked."""
        key, words = _key(place), words_at(place, at)
        made = self._made.get(key)
        before = self._unseen.get(key, words) if made is None else made[0]
        if made is None:
            self._unseen[key] = words
        return words != before

    def draw(self, painter: QPainter, place: Place, at: Moment, ratio: float) -> None:
        """Draw what stands at a place."""
        words = words_at(place, at)
        if words is None:
            return
        key = _key(place)
        made = self._made.get(key)
        if made is None or made[0] != words:
            made = (words, _picture(place, words, at.kit, ratio))
            self._made[key] = made
        painter.drawPixmap(snapped(place.rect.topLeft(), ratio), made[1])


def _key(place: Place) -> Key:
    return place.what, place.key, place.queue


def _picture(place: Place, words: Words, kit: Kit, ratio: float) -> QPixmap:
    size = (place.rect.size() * ratio).toSize()
    picture = transparent(size.width(), size.height(), ratio)
    rect = QRectF(0, 0, size.width() / ratio, size.height() / ratio)
    with QPainter(picture) as painter:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        _DRAWINGS[place.what](painter, kit, rect, words)
    return picture


# --- drawings without a module of their own ----------------------------------------------


def _draw_note(painter: QPainter, kit: Kit, rect: QRectF, words: tuple[str]) -> None:
    m = kit.metrics
    rows = QRectF(rect.left() + m.pad, rect.top() + m.line * 0.3, rect.width() - 2 * m.pad, m.line * 1.25)
    for line in kit.two_lines(Face.SMALL, words[0], rows.width()):
        kit.text(painter, rows, line, kit.theme.muted, Face.SMALL, LEFT)
        rows.translate(0, m.line * 1.25)


def _draw_more_chip(painter: QPainter, kit: Kit, rect: QRectF, words: tuple[int]) -> None:
    draw_more(painter, kit, rect, f"+{words[0]}", "", False)


def _draw_more(painter: QPainter, kit: Kit, rect: QRectF, words: tuple[int, str]) -> None:
    if words[0]:
        draw_more(painter, kit, rect, words[1], translate("stage", "Show all processes"), True)
    else:
        draw_more(
            painter, kit, rect, translate("stage", "All processes"), translate("stage", "Show fewer"), True
        )


def _draw_more_objects(painter: QPainter, kit: Kit, rect: QRectF, words: tuple[int]) -> None:
    text = translate("stage", "and {count} more objects").format(count=words[0])
    draw_more(painter, kit, rect, text, "", False)


_DRAWINGS: dict[What, Drawing] = {
    What.PROCESS: draw_card,
    What.COMPACT: draw_compact,
    What.CHIP: draw_chip,
    What.MORE_CHIP: _draw_more_chip,
    What.OBJECT: draw_object,
    What.QUEUE: draw_buffer,
    What.NOTE: _draw_note,
    What.MORE: _draw_more,
    What.MORE_OBJECTS: _draw_more_objects,
}
