"""Draws locks, shared values and files."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter

from app.gui.look.theme import mixed
from app.gui.stage.kit import RIGHT, Face, Kit, tint
from app.gui.stage.words.object_phrases import LockWords, Named, ValueWords
from app.language import translate


def draw_lock(painter: QPainter, kit: Kit, rect: QRectF, words: LockWords) -> None:
    """Name and kind; who holds it; who waits, the first to come at the left; counts."""
    m, theme = kit.metrics, kit.theme
    border = theme.danger if words.is_dead else theme.line
    kit.card(painter, rect, tint(border), 1.5 if words.is_dead else 1.0)
    row = _object_title(painter, kit, rect, words.name, words.kind, "lock" if words.owners else "lock-open")
    row.translate(0, m.row)
    if words.owners:
        _owners(painter, kit, row, words)
    else:
        kit.text(painter, row, words.free, theme.muted, Face.SMALL)
    row.translate(0, m.row)
    last = QRectF(row.left(), rect.bottom() - m.pad - m.pill, row.width(), m.pill)
    if not words.waiting:
        kit.text(painter, row, translate("stage", "nobody waits"), theme.muted, Face.SMALL)
    else:
        label = translate("stage", "waiting")
        if left := _line(painter, kit, row, label, words.waiting):
            indent = min(_label_width(kit, label), last.width() / 2)  # below the first one
            _rest_of_line(painter, kit, row.adjusted(indent, m.row, 0, m.row), words.waiting[-left:])
            return
    kit.text(painter, last, words.counts, theme.muted, Face.SMALL)


def _owners(painter: QPainter, kit: Kit, row: QRectF, words: LockWords) -> None:
    theme, m = kit.theme, kit.metrics
    if words.is_dead:
        side = m.line
        icon = QRectF(row.left(), row.center().y() - side / 2, side, side)
        kit.icon(painter, icon, "triangle-alert", theme.danger)
        names = ", ".join(owner.name for owner in words.owners)
        text = translate("stage", "{names} died holding it").format(names=names)
        kit.text(painter, row.adjusted(side + m.line * 0.35, 0, 0, 0), text, theme.danger, Face.SMALL)
        return
    since = kit.width(Face.SMALL, words.since) + m.line * 0.5 if words.since else 0.0
    _line(painter, kit, row.adjusted(0, 0, -since, 0), translate("stage", "held by"), words.owners)
    kit.text(painter, row, words.since, theme.muted, Face.SMALL, RIGHT)


def _line(painter: QPainter, kit: Kit, row: QRectF, label: str, names: Sequence[Named]) -> int:
    """A label and processes in their order; returns how many had no room."""
    m, theme = kit.metrics, kit.theme
    kit.text(painter, row, label, theme.muted, Face.SMALL)
    x = row.left() + (_label_width(kit, label) if label else 0.0)
    for index, one in enumerate(names):
        need = m.line * 0.95 + kit.width(Face.SMALL, one.name) + 1
        if index and need > row.right() - x:
            return len(names) - index
        box = QRectF(x, row.top(), max(0.0, min(need, row.right() - x)), row.height())
        x += kit.named_dot(painter, box, one.number, one.name, theme.text) + m.line * 0.6
    return 0


def _label_width(kit: Kit, label: str) -> float:
    """How far from a label's beginning the names after it stand."""
    return kit.width(Face.SMALL, label) + kit.metrics.line * 0.5


def _rest_of_line(painter: QPainter, kit: Kit, row: QRectF, names: Sequence[Named]) -> None:
    """The end of a waiting line: by name when all fit, else a dot for each and the count of the others."""
    m = kit.metrics
    if sum(m.line * 1.55 + kit.width(Face.SMALL, one.name) for one in names) <= row.width():
        _line(painter, kit, row, "", names)
        return
    pitch = m.line * 0.85
    room = row.width() - kit.width(Face.SMALL, "+99") - m.line * 0.3
    shown = names if len(names) * pitch <= row.width() else names[: int(room // pitch)]
    for index, one in enumerate(shown):
        center = QPointF(row.left() + pitch * index + m.line * 0.3, row.center().y())
        kit.dot(painter, center, kit.process(one.number))
    if len(shown) < len(names):
        rest = row.adjusted(pitch * len(shown), 0, 0, 0)
        kit.text(painter, rest, f"+{len(names) - len(shown)}", kit.theme.muted, Face.SMALL)


def draw_value(painter: QPainter, kit: Kit, rect: QRectF, words: ValueWords) -> None:
    """Name and kind; the value in up to two lines; who changed it last, and how."""
    m, theme = kit.metrics, kit.theme
    kit.card(painter, rect, tint(theme.line))
    row = _object_title(
        painter, kit, rect, words.name, words.kind, "file-text" if words.is_file else "database"
    )
    row.translate(0, m.row)
    value = QRectF(row.left(), row.top() + m.line * 0.1, row.width(), m.row * 2 - m.line * 0.1)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(mixed(theme.window, theme.raised, 0.75))
    painter.drawRoundedRect(value, m.line * 0.3, m.line * 0.3)
    _value_text(painter, kit, value.adjusted(m.line * 0.4, 0, -m.line * 0.4, 0), words.value)
    last = QRectF(row.left(), rect.bottom() - m.pad - m.pill, row.width(), m.pill)
    if words.by is not None:
        text, end = f"{words.by.name}: {words.last}", Qt.TextElideMode.ElideRight
        kit.named_dot(painter, last, words.by.number, text, theme.muted, end)


def _value_text(painter: QPainter, kit: Kit, rect: QRectF, value: str) -> None:
    """One line in the middle, or two when it does not fit or has more."""
    lines = kit.two_lines(Face.CODE, value.strip("\n").rstrip(), rect.width())
    height = kit.metrics.line * 1.2
    top = rect.center().y() - height * len(lines) / 2
    for index, line in enumerate(lines):
        box = QRectF(rect.left(), top + index * height, rect.width(), height)
        kit.text(painter, box, line, kit.theme.text, Face.CODE)


def _object_title(painter: QPainter, kit: Kit, rect: QRectF, name: str, kind: str, icon: str) -> QRectF:
    """The first row of an object's card; returns its rectangle."""
    m, theme = kit.metrics, kit.theme
    row = QRectF(rect.left() + m.pad, rect.top() + m.pad, rect.width() - 2 * m.pad, m.row)
    side = m.line
    kit.icon(painter, QRectF(row.left(), row.center().y() - side / 2, side, side), icon, theme.muted)
    title = row.adjusted(side + m.line * 0.4, 0, 0, 0)
    used = kit.text(painter, title, name, theme.text, Face.BOLD)
    rest = title.adjusted(used + m.line * 0.5, 0, 0, 0)
    if rest.width() > m.char * 4:
        kit.text(painter, rest, kind, theme.muted, Face.SMALL, RIGHT)
    return row
