"""What a buffer shows and which slot each item has: plain texts and places made from the state."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import islice
from typing import NamedTuple

from PySide6.QtCore import QPointF, QRectF, Qt

from app.gui.stage.geometry.scene import has_details
from app.gui.stage.geometry.slots import SlotMode, SlotPlan, plan_slots, slot_area
from app.gui.stage.kit import Face, Kit
from app.gui.stage.words.queue_phrases import (
    queue_answers,
    queue_counts,
    queue_peak,
    queue_title,
    queue_unfinished,
)
from app.language import translate
from app.state.model import Run
from app.state.objects import Item, QueueObject

_DIGITS = re.compile(r"\d+")


class BufferWords(NamedTuple):
    """What a buffer shows."""

    name: str
    title: str
    maxsize: int
    size: int
    high_water: int
    badge: str  # "full", "empty" or ""
    items: tuple[Item, ...]  # the oldest ones, as many as are drawn
    newest: str
    counts: str
    peak: str
    unfinished: str
    answers: str
    has_dropped: bool  # an item was lost
    has_details: bool
    moving: frozenset[int]  # numbers of items that are still on their way into their slot


def buffer_words(
    queue: QueueObject, run: Run, width: float, kit: Kit, moving: frozenset[int] = frozenset()
) -> BufferWords:
    """What a buffer shows in a card of `width`."""
    plan = plan_of(queue.maxsize, width, kit)
    return BufferWords(
        name=queue.name,
        title=queue_title(queue),
        maxsize=queue.maxsize,
        size=queue.size,
        high_water=queue.high_water,
        badge=_badge(queue),
        items=tuple(islice(queue.items, min(queue.size, _drawn(plan)))),
        newest=newest_text(queue),
        counts=queue_counts(queue),
        peak=queue_peak(queue),
        unfinished=queue_unfinished(queue),
        answers=queue_answers(queue, run),
        has_dropped=queue.dropped > 0,
        has_details=has_details(queue),
        moving=moving,
    )


def plan_of(maxsize: int, width: float, kit: Kit) -> SlotPlan:
    """How the slots of a card of `width` are cut."""
    return plan_slots(maxsize, width - 2 * kit.metrics.pad, kit.metrics)


def newest_text(queue: QueueObject) -> str:
    """The item that was put last, "" when it is gone."""
    if not queue.size:
        return ""
    if queue.size <= len(queue.items):
        return queue.items[-1].text
    return next((move.text for move in reversed(queue.recent) if move.into), "")


def _drawn(plan: SlotPlan) -> int:
    return plan.capacity if plan.mode in (SlotMode.SLOTS, SlotMode.STRIP) else 1


def _badge(queue: QueueObject) -> str:
    if not queue.size:
        return "" if queue.put_waits_for_pipe else translate("stage", "empty")
    return translate("stage", "full") if 0 < queue.maxsize <= queue.size else ""


# --- places of items ---------------------------------------------------------------------


def place_of(index: int, size: int, plan: SlotPlan) -> int | None:
    """The slot of the item that is number `index` (0: the oldest) of `size`; None when it has none."""
    if plan.mode is SlotMode.BAR:
        return None
    if plan.mode is not SlotMode.STRIP or size <= plan.columns:
        return index if index < plan.capacity else None
    if index == size - 1:
        return plan.columns - 1
    return index if index < plan.columns - 2 else None


def item_center(index: int, size: int, card: QRectF, maxsize: int, kit: Kit) -> QPointF:
    """Where the item that is number `index` is in a buffer's card; near its end when it has no slot."""
    plan, area = plan_of(maxsize, card.width(), kit), slot_area(card, maxsize, kit.metrics)
    place = place_of(index, size, plan)
    if place is not None:
        return plan.cell(place, area).center()
    return QPointF(area.left() if index else area.right(), area.center().y())


def short_item(text: str, width: float, kit: Kit) -> str:
    """As much of an item as fits: all of it, else its number ('大包子7号' -> 7), else its beginning."""
    return _short_item(text, int(width), kit)


@lru_cache(maxsize=4096)
def _short_item(text: str, width: int, kit: Kit) -> str:
    plain = text[1:-1] if len(text) > 1 and text[0] in "'\"" and text[-1] == text[0] else text
    if kit.width(Face.TINY, plain[:100]) <= width:
        return plain
    numbers = _DIGITS.findall(plain)
    if len(numbers) == 1 and kit.width(Face.TINY, numbers[0]) <= width:
        return str(numbers[0])
    return kit.fitted(Face.TINY, plain, width, Qt.TextElideMode.ElideMiddle)
