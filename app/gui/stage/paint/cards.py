"""Draws processes: the full card, the compact one, the chip, and the summaries of what is not shown."""

from __future__ import annotations

import re

from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QPainter

from app.gui.look.colors import condition_colors, mixed
from app.gui.stage.kit import CENTER, IN_THE_MIDDLE, RIGHT, Face, Kit, where_of_name
from app.gui.stage.words.phrases import ProcessWords
from app.language import translate
from app.state.model import Condition

#: Between "ended" and how, in English and in Chinese.
#: Before the name of a process that has failed where there is room for nothing else: not by colour alone.
FAILED_SIGN = "! "
_HOW = re.compile("^ended (?=with )|: |\uff1a")


def draw_card(painter: QPainter, kit: Kit, rect: QRectF, words: ProcessWords) -> None:
    """Name and pid; call; line and variables; state."""
    m = kit.metrics
    _frame(painter, kit, rect, words)
    pad = _pad(rect, kit)
    inner = rect.adjusted(pad, m.pad, -pad, -m.pad)
    row = QRectF(inner.left(), inner.top(), inner.width(), m.row)
    _title(painter, kit, row, words)
    row.translate(0, m.row)
    if words.error:
        kit.text(painter, row, words.error, kit.theme.danger, Face.SMALL)
        row.translate(0, m.row)
    elif words.call:  # else its line is not left empty
        face = Face.CODE if _lives(words) and words.is_code else Face.SMALL
        kit.text(painter, row, words.call, kit.theme.text if _lives(words) else kit.theme.muted, face)
        row.translate(0, m.row)
    place, color = (words.trouble, kit.theme.danger) if words.trouble else (words.place, kit.theme.muted)
    kit.text(painter, row, place, color, Face.SMALL)
    _pills(painter, kit, QRectF(inner.left(), inner.bottom() - m.pill, inner.width(), m.pill), words)


def draw_compact(painter: QPainter, kit: Kit, rect: QRectF, words: ProcessWords) -> None:
    """Name and pid; state and call."""
    m = kit.metrics
    _frame(painter, kit, rect, words)
    pad = _pad(rect, kit)
    inner = rect.adjusted(pad, m.pad * 0.7, -pad, -m.pad * 0.7)
    _title(painter, kit, QRectF(inner.left(), inner.top(), inner.width(), m.row), words)
    row = QRectF(inner.left(), inner.bottom() - m.pill, inner.width(), m.pill)
    text = _most_telling(words)
    pill = kit.pill(painter, row, _state_beside(kit, words, text, row), _colors(kit, words))
    rest = row.adjusted(pill.width() + m.line * 0.5, 0, 0, 0)
    least = m.char * 6 if _lives(words) or words.error or words.trouble else kit.width(Face.SMALL, text)
    if rest.width() >= least:  # the beginning of an exit code tells nothing
        kit.text(painter, rest, text, _second_color(kit, words), Face.SMALL)


def draw_chip(painter: QPainter, kit: Kit, rect: QRectF, words: ProcessWords) -> None:
    """The name alone."""
    m = kit.metrics
    _frame(painter, kit, rect, words)
    color, name = kit.theme.text if _lives(words) else kit.theme.muted, words.name
    if words.condition is Condition.FAILED:
        color, name = kit.theme.danger, FAILED_SIGN + name
    kit.named_dot(painter, rect.adjusted(m.pad * 0.8, 0, -m.pad * 0.6, 0), words.number, name, color)


def draw_more(painter: QPainter, kit: Kit, rect: QRectF, text: str, hint: str, clickable: bool) -> None:
    """A summary of what is not shown; what a click does stands below."""
    theme = kit.theme
    kit.card(
        painter, rect, kit.process(0) if clickable else mixed(theme.line_strong, theme.raised, 1.0), 1.0, True
    )
    middle = rect.center().y()
    height = kit.metrics.row
    if not hint:
        kit.text(painter, rect.adjusted(6, 0, -6, 0), text, theme.muted, Face.SMALL, CENTER)
        return
    upper = QRectF(rect.left() + 6, middle - height, rect.width() - 12, height)
    kit.text(painter, upper, text, theme.text, Face.BOLD, CENTER)
    kit.text(painter, upper.translated(0, height), hint, theme.accent, Face.SMALL, CENTER)


# --- parts -------------------------------------------------------------------------------


def _pad(rect: QRectF, kit: Kit) -> float:
    """The room at the sides of a card, less in a narrow one."""
    return min(kit.metrics.pad, max(kit.metrics.pad * 0.6, rect.width() * 0.075))


def _lives(words: ProcessWords) -> bool:
    return words.condition not in (Condition.ENDED, Condition.FAILED)


def _colors(kit: Kit, words: ProcessWords) -> tuple[QColor, QColor]:
    """Those of its state's pill; a worker without a task is as calm as one that sleeps."""
    return condition_colors(kit.theme, Condition.SLEEPING if words.is_idle else words.condition)


def _second_color(kit: Kit, words: ProcessWords) -> str:
    return kit.theme.danger if words.error or words.trouble else kit.theme.muted


def _most_telling(words: ProcessWords) -> str:
    """What there is room for beside the state."""
    return words.error or words.trouble or words.call or words.place


def _frame(painter: QPainter, kit: Kit, rect: QRectF, words: ProcessWords) -> None:
    """In the colour of the process; faint when it has ended, in that of danger when it has failed."""
    color = kit.process(words.number)
    if _lives(words):
        kit.card(painter, rect, color, 1.75, words.daemon)
    elif words.condition is Condition.FAILED:
        kit.card(painter, rect, QColor(kit.theme.danger), 1.75, words.daemon)
    else:
        kit.card(painter, rect, mixed(color, kit.theme.raised, 0.35), 1.0, words.daemon)


def _title(painter: QPainter, kit: Kit, row: QRectF, words: ProcessWords) -> None:
    """The name, and the pid when it leaves enough room for the name or the beginning of a long one."""
    theme, gap = kit.theme, kit.metrics.line * 0.5
    width = kit.width(Face.SMALL, words.pid) + 1
    if row.width() - width - gap < min(kit.metrics.char * 10, kit.width(Face.BOLD, words.name)):
        width = gap = 0.0
    else:
        kit.text(painter, row, words.pid, theme.muted, Face.SMALL, RIGHT)
    name = row.adjusted(0, 0, -(width + gap), 0)
    color = theme.muted if words.condition is Condition.ENDED else theme.text
    kit.text(painter, name, words.name, color, Face.BOLD, where=IN_THE_MIDDLE)


def _state(kit: Kit, words: ProcessWords, row: QRectF) -> str:
    """The state; of an ended process in a narrow card only how, as grey says that it has ended."""
    if _fits(kit, words.state, row):
        return words.state
    return _HOW.split(words.state, maxsplit=1)[-1] if not _lives(words) else words.state


def _state_beside(kit: Kit, words: ProcessWords, text: str, row: QRectF) -> str:
    """The state; shortened if that makes room for what stands beside it, and for no other reason."""
    if _lives(words) or not text:
        return _state(kit, words, row)
    beside = row.adjusted(0, 0, -kit.width(Face.SMALL, text) - kit.metrics.line * 0.5, 0)
    short = _state(kit, words, beside)
    is_cut = not (words.error or words.trouble) and not _fits(kit, short, beside)
    return _state(kit, words, row) if is_cut else short


def _fits(kit: Kit, text: str, room: QRectF) -> bool:
    """Whether a pill of this text is not shortened."""
    return kit.width(Face.SMALL, text) + kit.metrics.line * 0.7 <= room.width()


def _pills(painter: QPainter, kit: Kit, row: QRectF, words: ProcessWords) -> None:
    """The state; what it holds besides; that it is a daemon, which its dashed border says too."""
    space = kit.metrics.line * 0.4
    daemon = translate("stage", "daemon") if words.daemon else ""
    rest = QRectF(row)
    rest.setLeft(kit.pill(painter, row, _state(kit, words, row), _colors(kit, words)).right() + space)
    if words.holding and (_fits(kit, words.held, rest) or rest.width() > kit.metrics.char * 8):
        text = words.holding if _fits(kit, words.holding, rest) else words.held  # its colour says the rest
        now = Condition.HOLDING if _lives(words) else Condition.ENDED
        pill = kit.pill(painter, rest, text, condition_colors(kit.theme, now), where_of_name(text))
        rest.setLeft(pill.right() + space)
    if rest.width() >= kit.width(Face.SMALL, daemon):
        kit.text(painter, rest, daemon, kit.theme.muted, Face.SMALL, RIGHT)
