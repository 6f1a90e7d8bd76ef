"""Draws a queue as a buffer: slots with items, the oldest at the right, and its counts."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSizeF, Qt
from PySide6.QtGui import QPainter, QPen

from app.gui.look.colors import condition_colors
from app.gui.stage.geometry.slots import SlotMode, SlotPlan, has_ends, slot_area
from app.gui.stage.kit import CENTER, RIGHT, Face, Kit, tint
from app.gui.stage.words.buffer_words import BufferWords, plan_of, short_item
from app.language import translate
from app.state.model import Condition


def draw_buffer(painter: QPainter, kit: Kit, rect: QRectF, words: BufferWords) -> None:
    """Title, slots, the ends where the slots have no text, level, counts."""
    m, theme = kit.metrics, kit.theme
    kit.card(painter, rect, tint(theme.line_strong))
    inner = rect.adjusted(m.pad, m.pad, -m.pad, -m.pad)
    _title(painter, kit, QRectF(inner.left(), inner.top(), inner.width(), m.row), words)
    plan, area = plan_of(words.maxsize, rect.width(), kit), slot_area(rect, words.maxsize, m)
    _DRAWERS[plan.mode](painter, kit, area, plan, words)
    y = area.bottom() + m.line * 0.35
    if has_ends(plan):
        _ends(painter, kit, QRectF(inner.left(), y, inner.width(), m.row), words)
    rows = 2 if words.has_details else 1
    counts = QRectF(inner.left(), inner.bottom() - rows * m.row + m.line * 0.2, inner.width(), m.row)
    if words.maxsize:
        level = QRectF(inner.left(), counts.top() - m.line * 0.5, inner.width(), m.line * 0.35)
        _level(painter, kit, level, words)
    _counts(painter, kit, counts, words)


def _counts(painter: QPainter, kit: Kit, row: QRectF, words: BufferWords) -> None:
    """How many; what does not fit there goes onto the second line, or is left to the tool tip."""
    beside = _fit_beside(kit, row, words.counts, words.peak)
    _pair(painter, kit, row, words.counts, words.peak if beside else "")
    if words.has_details:
        told = " · ".join(filter(None, (words.answers, words.peak)))
        fits = not beside and _fit_beside(kit, row, words.unfinished, told)
        _pair(
            painter,
            kit,
            row.translated(0, kit.metrics.row),
            words.unfinished,
            told if fits else words.answers,
            kit.theme.danger if words.has_dropped else kit.theme.muted,
        )


def _fit_beside(kit: Kit, row: QRectF, left: str, right: str) -> bool:
    """Whether both texts of a row can be read in full."""
    gap = kit.metrics.line if left else 0.0
    return kit.width(Face.SMALL, left) + gap + kit.width(Face.SMALL, right) <= row.width()


def _title(painter: QPainter, kit: Kit, row: QRectF, words: BufferWords) -> None:
    m, theme = kit.metrics, kit.theme
    right = row.right()
    if words.badge:
        state = Condition.BLOCKED if words.size else Condition.SLEEPING
        width = kit.width(Face.SMALL, words.badge) + m.line * 1.3
        box = QRectF(right - width, row.center().y() - m.pill / 2, width, m.pill)
        kit.pill(painter, box, words.badge, condition_colors(theme, state))
        right = box.left() - m.line * 0.4
    used = kit.text(
        painter,
        QRectF(row.left(), row.top(), right - row.left(), row.height()),
        words.name,
        theme.text,
        Face.BOLD,
    )
    rest = QRectF(row.left() + used + m.line * 0.5, row.top(), 0, row.height())
    rest.setRight(max(right, rest.left()))
    kit.text(painter, rest, words.title, theme.muted, Face.TEXT)


def _draw_slots(painter: QPainter, kit: Kit, area: QRectF, plan: SlotPlan, words: BufferWords) -> None:
    """Each place with its item's text."""
    limit = plan.capacity if plan.mode is SlotMode.STRIP else words.maxsize
    items = words.items
    cut = plan.mode is SlotMode.STRIP and words.size > plan.columns
    if cut:
        items = items[: plan.columns - 2]
    for place in range(len(items), limit):
        _draw_empty(painter, kit, plan.cell(place, area), kit.theme.slot_line)
    for place, item in enumerate(items):
        cell = plan.cell(place, area)
        if item.number in words.moving:
            _draw_empty(painter, kit, cell, kit.theme.item_line)
        else:
            draw_item(painter, kit, cell, item.text, item.producer)
    if cut:
        _draw_cut(painter, kit, area, plan, words)


def _draw_empty(painter: QPainter, kit: Kit, cell: QRectF, border: str) -> None:
    """A free slot, or with another border that of an item that has not come yet."""

    def draw(inside: QPainter, rect: QRectF) -> None:
        inside.setBrush(tint(kit.theme.slot))
        inside.setPen(QPen(tint(border), 1.0))
        radius = _radius(rect, kit)
        inside.drawRoundedRect(_crisp(rect), radius, radius)

    kit.stamp(painter, cell, border, draw)


def _draw_cut(painter: QPainter, kit: Kit, area: QRectF, plan: SlotPlan, words: BufferWords) -> None:
    """The newest item at the left end, and how many there are between it and the oldest."""
    draw_item(painter, kit, plan.cell(plan.columns - 1, area), words.newest, None)
    gap = plan.cell(plan.columns - 2, area)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(tint(kit.theme.raised))
    painter.drawRect(gap.adjusted(-1, -1, 1, 1))
    count = words.size - len(words.items[: plan.columns - 2]) - 1
    kit.text(painter, gap, f"+{count}", kit.theme.muted, Face.TINY, CENTER)


def _draw_cells(painter: QPainter, kit: Kit, area: QRectF, plan: SlotPlan, words: BufferWords) -> None:
    """Each place as a small cell, full or not."""
    theme = kit.theme
    cells = [plan.cell(place, area) for place in range(words.maxsize)]
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(tint(theme.item_line))
    painter.drawRects(cells[: words.size])
    painter.setBrush(tint(theme.slot_line))
    painter.drawRects(cells[words.size :])


def _draw_bar(painter: QPainter, kit: Kit, area: QRectF, plan: SlotPlan, words: BufferWords) -> None:
    """A level, filled from the consumers' side as slots are."""
    theme, radius = kit.theme, kit.metrics.line * 0.25
    painter.setPen(QPen(tint(theme.slot_line), 1.0))
    painter.setBrush(tint(theme.slot))
    painter.drawRoundedRect(_crisp(area), radius, radius)
    part = min(1.0, words.size / words.maxsize)
    if part:
        filled = QRectF(area.right() - area.width() * part, area.top(), area.width() * part, area.height())
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(tint(theme.item_line))
        painter.drawRoundedRect(filled, min(radius, filled.width() / 2), radius)


_DRAWERS = {
    SlotMode.SLOTS: _draw_slots,
    SlotMode.STRIP: _draw_slots,
    SlotMode.CELLS: _draw_cells,
    SlotMode.BAR: _draw_bar,
}


def _ends(painter: QPainter, kit: Kit, row: QRectF, words: BufferWords) -> None:
    """The newest item at the left, the oldest at the right, as they lie."""
    if not words.items:
        return
    half = row.width() / 2 - kit.metrics.line * 0.3
    newest = translate("stage", "newest {item}").format(item=words.newest)
    oldest = translate("stage", "next {item}").format(item=words.items[0].text)
    kit.text(painter, QRectF(row.left(), row.top(), half, row.height()), newest, kit.theme.muted, Face.SMALL)
    box = QRectF(row.right() - half, row.top(), half, row.height())
    kit.text(painter, box, oldest, kit.theme.text, Face.SMALL, RIGHT)


def _level(painter: QPainter, kit: Kit, rect: QRectF, words: BufferWords) -> None:
    """How full it is, with a mark at the high-water level."""
    theme, radius = kit.theme, rect.height() / 2
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(tint(theme.line))
    painter.drawRoundedRect(rect, radius, radius)
    width = rect.width() * min(1.0, words.size / words.maxsize)
    if width:
        painter.setBrush(tint(theme.item_line if words.size >= words.maxsize else theme.accent))
        painter.drawRoundedRect(
            QRectF(rect.left(), rect.top(), max(width, rect.height()), rect.height()), radius, radius
        )
    if words.high_water:
        x = rect.left() + rect.width() * min(1.0, words.high_water / words.maxsize)
        painter.setBrush(tint(theme.muted))
        painter.drawRect(QRectF(min(x, rect.right()) - 1.5, rect.top() - 2, 1.5, rect.height() + 4))


def _pair(painter: QPainter, kit: Kit, row: QRectF, left: str, right: str, color: str = "") -> None:
    """Two texts at the ends of a row; the left one has its room first. `color`: of the right one."""
    used = kit.text(painter, row, left, kit.theme.muted, Face.SMALL)
    rest = row.adjusted(used + kit.metrics.line if used else 0, 0, 0, 0)
    if right and rest.width() > kit.metrics.char * 4:
        kit.text(painter, rest, right, color or kit.theme.muted, Face.SMALL, RIGHT)


def draw_item(painter: QPainter, kit: Kit, cell: QRectF, text: str, producer: int | None) -> None:
    """An item in its slot."""
    key = (short_item(text, cell.width() - 3, kit), producer)
    kit.stamp(painter, cell, key, lambda inside, rect: paint_item(inside, kit, rect, text, producer))


def paint_item(painter: QPainter, kit: Kit, rect: QRectF, text: str, producer: int | None) -> None:
    """An item: its text, and at its foot the colour of the process that put it."""
    theme, m, radius = kit.theme, kit.metrics, _radius(rect, kit)
    painter.setBrush(tint(theme.item))
    painter.setPen(QPen(tint(theme.item_line), 1.0))
    painter.drawRoundedRect(_crisp(rect), radius, radius)
    if producer is not None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(kit.process(producer))
        foot = max(2.0, m.line * 0.16)
        painter.drawRect(
            QRectF(rect.left() + radius, rect.bottom() - foot - 1, rect.width() - 2 * radius, foot)
        )
    room = rect.adjusted(1.5, 0, -1.5, -m.line * 0.1)
    kit.text(painter, room, short_item(text, room.width(), kit), theme.on_item, Face.TINY, CENTER)


def _radius(cell: QRectF, kit: Kit) -> float:
    return min(kit.metrics.line * 0.3, cell.width() * 0.25)


def item_size(kit: Kit) -> QSizeF:
    """The size of an item on its way."""
    return QSizeF(kit.metrics.char * 6.0, kit.metrics.line * 1.5)


def _crisp(rect: QRectF) -> QRectF:
    """So that a line one pixel wide lies inside the rectangle."""
    return rect.adjusted(0.5, 0.5, -0.5, -0.5)
