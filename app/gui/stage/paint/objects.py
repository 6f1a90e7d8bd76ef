"""Draws the cards of shared objects: a row for each facet that the object has."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter

from app.gui.look.colors import condition_colors, mixed
from app.gui.stage.kit import LEFT, RIGHT, Face, Kit, tint, where_of_name
from app.gui.stage.words.facets import (
    Card,
    EndOfChannel,
    Flag,
    LastCall,
    Named,
    Owners,
    Presence,
    presence_of,
    wanting_label,
)
from app.language import translate
from app.state.model import Condition


def draw_object(painter: QPainter, kit: Kit, rect: QRectF, card: Card) -> None:
    """Name and kind; who has it, whether it is set, its value, who waits; at the bottom what is left."""
    m, theme = kit.metrics, kit.theme
    border = theme.danger if card.is_dead else theme.line
    kit.card(painter, rect, tint(border), 1.5 if card.is_dead else 1.0)
    row = _title(painter, kit, rect, card)
    bottom = QRectF(row.left(), rect.bottom() - m.pad - m.pill, row.width(), m.pill)
    row.translate(0, m.row)
    if card.owners is not None:
        _owners(painter, kit, row, card.owners)
        row.translate(0, m.row)
    if card.flag is not None:
        _flag(painter, kit, row, card.flag)
        row.translate(0, m.row)
    if card.value is not None:
        rows = 2 if card.owners is None else 1
        _value(painter, kit, row, card.value, rows)
        row.translate(0, rows * m.row)
    if card.ends:
        _ends_of_channel(painter, kit, row, card.ends)
    if card.trouble:
        _trouble(painter, kit, bottom, card.trouble)
    elif card.wanting:
        _fitting_line(painter, kit, bottom, wanting_label(card), card.wanting)
    elif card.ends and card.waiting:
        _fitting_line(painter, kit, bottom, presence_of(card).label, card.waiting)
        return
    below = not card.trouble and not card.wanting  # whether there is room in a second row
    above = card.waiting is not None and not card.ends  # whether those who wait have a row of their own
    if above and _waiting(painter, kit, row, card.waiting or (), presence_of(card), below):
        return  # the waiting line has taken the bottom, too
    if not below:
        return
    if card.last is not None and card.last.by is not None:
        _last(painter, kit, bottom, card.last, card.last.by)
    else:
        kit.text(painter, bottom, card.counts, theme.muted, Face.SMALL)


def _waiting(
    painter: QPainter, kit: Kit, row: QRectF, names: Sequence[Named], words: Presence, may_go_on: bool
) -> bool:
    """Who waits, the first to come at the left; whether a second row was needed."""
    if not names:
        kit.text(painter, row, words.nobody, kit.theme.muted, Face.SMALL)
        return False
    names = _as_they_fit(kit, row, words.label, names)
    if not may_go_on:
        _fitting_line(painter, kit, row, words.label, names)
        return False
    left = _line(painter, kit, row, words.label, names)
    if left:
        indent = min(_label_width(kit, words.label), row.width() / 2)  # below the first one
        _rest_of_line(painter, kit, row.adjusted(indent, kit.metrics.row, 0, kit.metrics.row), names[-left:])
    return left > 0


def _trouble(painter: QPainter, kit: Kit, row: QRectF, text: str) -> None:
    """What is wrong, behind a sign."""
    side = kit.metrics.line
    icon = QRectF(row.left(), row.center().y() - side / 2, side, side)
    kit.icon(painter, icon, "triangle-alert", kit.theme.danger)
    rest = row.adjusted(side + kit.metrics.line * 0.35, 0, 0, 0)
    kit.text(painter, rest, text, kit.theme.danger, Face.SMALL)


def _fitting_line(painter: QPainter, kit: Kit, row: QRectF, label: str, names: Sequence[Named]) -> None:
    """A label and processes in one row; how many more there are where not all have room."""
    names = _as_they_fit(kit, row, label, names)
    more = kit.width(Face.SMALL, "+99") if len(names) > 1 else 0.0
    left = _line(painter, kit, row.adjusted(0, 0, -more, 0), label, names)
    if left:
        kit.text(painter, row, f"+{left}", kit.theme.muted, Face.SMALL, RIGHT)


def _as_they_fit(kit: Kit, row: QRectF, label: str, names: Sequence[Named]) -> Sequence[Named]:
    """Threads with their processes, if all fit into one row; else by their own names: a colour says whose."""
    if _label_width(kit, label) + _names_width(kit, names) <= row.width():
        return names
    return [one._replace(name=one.thread or one.name) for one in names]


def _owners(painter: QPainter, kit: Kit, row: QRectF, owners: Owners) -> None:
    theme, m = kit.theme, kit.metrics
    if not owners.names:
        kit.text(painter, row, owners.free, theme.muted, Face.SMALL)
        return
    if owners.is_dead:
        names = ", ".join(owner.name for owner in owners.names)
        _trouble(painter, kit, row, translate("stage", "{names} died holding it").format(names=names))
        return
    since = kit.width(Face.SMALL, owners.since) + m.line * 0.5 if owners.since else 0.0
    _fitting_line(painter, kit, row.adjusted(0, 0, -since, 0), owners.label, owners.names)
    kit.text(painter, row, owners.since, theme.muted, Face.SMALL, RIGHT)


def _flag(painter: QPainter, kit: Kit, row: QRectF, flag: Flag) -> None:
    """A pill that is filled when the flag is set, and who made it so."""
    m = kit.metrics
    accent, raised = kit.theme.accent, kit.theme.raised
    clear = condition_colors(kit.theme, Condition.ENDED)
    colors = (mixed(accent, raised, 0.16), QColor(accent)) if flag.is_set else clear
    if flag.is_bad:
        colors = (mixed(kit.theme.danger, raised, 0.16), QColor(kit.theme.danger))
    pill = kit.pill(painter, row, flag.text, colors)
    if flag.by is not None:
        rest = row.adjusted(pill.width() + m.line * 0.5, 0, 0, 0)
        _line(painter, kit, rest, translate("stage", "by"), [flag.by])


def _ends_of_channel(painter: QPainter, kit: Kit, row: QRectF, ends: Sequence[EndOfChannel]) -> None:
    """A row for each end."""
    for index, end in enumerate(ends):
        _end_of_channel(painter, kit, row.translated(0, index * kit.metrics.row), end)


def _end_of_channel(painter: QPainter, kit: Kit, row: QRectF, end: EndOfChannel) -> None:
    """Its name, who has it open, and at the right what there is to receive."""
    m, theme = kit.metrics, kit.theme
    if end.to_receive:
        used = kit.text(painter, row, end.to_receive, theme.accent, Face.SMALL, RIGHT)
        row = row.adjusted(0, 0, -used - m.line * 0.5, 0)
    label, names = f"{end.name}: {end.text}", _names_width(kit, end.open_in)
    if end.open_in and _label_width(kit, label) + names > row.width():
        label = end.name
    beside = max(row.width() - _label_width(kit, label), row.width() * 0.4)
    has_room = beside >= kit.width(Face.SMALL, "+99")  # else its name is worth more than how many there are
    dots = min(names, m.line * 0.85 * len(end.open_in), beside) + m.line * 0.5 if has_room else 0.0
    where = where_of_name(label)
    used = kit.text(painter, row.adjusted(0, 0, -dots, 0), label, theme.muted, Face.SMALL, LEFT, where)
    if has_room:
        _rest_of_line(painter, kit, row.adjusted(used + m.line * 0.5, 0, 0, 0), end.open_in)


def _names_width(kit: Kit, names: Sequence[Named]) -> float:
    """The room that these processes need by name."""
    return sum(kit.metrics.line * 1.55 + kit.width(Face.SMALL, one.name) for one in names)


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
    """Who waits besides, or has something open: by name when all fit, else a dot for each, and a count."""
    m = kit.metrics
    if _names_width(kit, names) <= row.width() or (len(names) == 1 and row.width() >= m.char * 8):
        _line(painter, kit, row, "", _as_they_fit(kit, row, "", names))
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


def _value(painter: QPainter, kit: Kit, row: QRectF, value: str, rows: int) -> None:
    """The value in up to two lines, from this row on."""
    m, theme = kit.metrics, kit.theme
    box = QRectF(row.left(), row.top() + m.line * 0.1, row.width(), m.row * rows - m.line * 0.1)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(mixed(theme.window, theme.raised, 0.75))
    painter.drawRoundedRect(box, m.line * 0.3, m.line * 0.3)
    _value_text(painter, kit, box.adjusted(m.line * 0.4, 0, -m.line * 0.4, 0), value, rows)


def _last(painter: QPainter, kit: Kit, row: QRectF, last: LastCall, by: Named) -> None:
    """Who made the last call, and which."""
    text, end = f"{by.name}: {last.text}", Qt.TextElideMode.ElideRight
    kit.named_dot(painter, row, by.number, text, kit.theme.muted, end)


def _value_text(painter: QPainter, kit: Kit, rect: QRectF, value: str, rows: int) -> None:
    """One line in the middle, or two when it does not fit or has more and there is room for them."""
    text = value.strip("\n").rstrip()
    lines = [text] if rows == 1 else kit.two_lines(Face.CODE, text, rect.width())
    height = kit.metrics.line * 1.2
    top = rect.center().y() - height * len(lines) / 2
    for index, line in enumerate(lines):
        box = QRectF(rect.left(), top + index * height, rect.width(), height)
        kit.text(painter, box, line, kit.theme.text, Face.CODE)


def _title(painter: QPainter, kit: Kit, rect: QRectF, card: Card) -> QRectF:
    """The first row of a card; returns its rectangle."""
    m, theme = kit.metrics, kit.theme
    row = QRectF(rect.left() + m.pad, rect.top() + m.pad, rect.width() - 2 * m.pad, m.row)
    side = m.line
    kit.icon(painter, QRectF(row.left(), row.center().y() - side / 2, side, side), card.icon, theme.muted)
    title = row.adjusted(side + m.line * 0.4, 0, 0, 0)
    used = kit.text(painter, title, card.name, theme.text, Face.BOLD, LEFT, where_of_name(card.name))
    rest = title.adjusted(used + m.line * 0.5, 0, 0, 0)
    if rest.width() > m.char * 4:
        whole = " · ".join(filter(None, (card.kind, card.class_name)))
        fits = kit.width(Face.SMALL, whole) <= rest.width()
        kit.text(painter, rest, whole if fits else card.kind, theme.muted, Face.SMALL, RIGHT)
    return row
