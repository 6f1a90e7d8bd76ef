"""The strip at the left of the code: the number of each line, how long it has waited, who is on it.

It grows when more tags need room and never shrinks during a run, so the text does not jump; the room of the
waits is kept from the beginning of a run.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QHelpEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QPlainTextEdit, QToolTip, QWidget

from app.gui.code.marks import place_tags, tags_width
from app.gui.code.waited import Figure, longest_figures
from app.gui.look.colors import on_color, process_color
from app.gui.look.theme import Theme
from app.gui.widgets.plain_tip import plain_tip
from app.state.history import Location

TAG_PADDING = 4.0
MARGIN_EDGE = 8
#: Share of the view's width for tags; when they do not fit they become chips without names.
TAGS_SHARE = 0.22
TINT = 0.14
#: A tag may be lower than its font's line: what hangs below a "g" would be cut off.
_CENTERED = Qt.AlignmentFlag.AlignCenter.value | Qt.TextFlag.TextDontClip.value


@dataclass(slots=True)
class Marked:
    """What is marked in the text now; the view changes it."""

    lines: dict[int, list[int]] = field(default_factory=dict)  # numbers of the processes, by line (from 1)
    names: dict[int, str] = field(default_factory=dict)  # short ones, by the process's number
    error_line: int = 0  # from 1; 0: none
    found: tuple[Location, ...] = ()  # the lines of a finding, in any file
    waited: dict[int, Figure] = field(default_factory=dict)  # by line (from 1)


def line_tint(theme: Theme, numbers: list[int]) -> QColor:
    """What is behind a line with these processes: one's own colour, or grey for several."""
    return _faint(process_color(theme, numbers[0]) if len(numbers) == 1 else QColor(theme.muted))


def error_tint(theme: Theme) -> QColor:
    """What is behind a line that is wrong."""
    return _faint(QColor(theme.danger))


def _faint(color: QColor) -> QColor:
    color.setAlphaF(TINT)
    return color


class Margin(QWidget):
    """The margin of one view of code."""

    def __init__(
        self, view: QPlainTextEdit, marked: Marked, theme: Theme, told_of: Callable[[int], str]
    ) -> None:
        """`told_of`: what there is to say of a line, for its tool tip."""
        super().__init__(view)
        self._view = view
        self._marked = marked
        self.theme = theme
        self._told_of = told_of
        self._has_run = False
        self._tags_width = self._waits_width = 0.0
        self.setObjectName("codeMargin")

    def needed_width(self) -> int:
        """The width of the tags, the numbers and the room around them."""
        digits = max(2, len(str(self._view.blockCount())))
        numbers = self._view.fontMetrics().horizontalAdvance("9") * digits
        waits = round(self._waits_width) + MARGIN_EDGE if self._waits_width else 0
        return round(self._tags_width) + waits + numbers + 3 * MARGIN_EDGE

    def grow(self) -> None:
        """Make room for the tags of now, if they need more than any before, and for waits still to come."""
        if self._has_run:
            measure = QFontMetricsF(self._tag_font()).horizontalAdvance
            self._waits_width = max(self._waits_width, *map(measure, longest_figures()))
        room, height = self._view.width() * TAGS_SHARE, self._view.fontMetrics().lineSpacing()
        for numbers in self._marked.lines.values():
            widths = [self._tag_width(number) for number in numbers]
            self._tags_width = max(self._tags_width, tags_width(widths, room, height))

    def begin(self, has_run: bool) -> None:
        """Another run, or none: the room that the last one took is given up."""
        self._has_run = has_run
        self._tags_width = self._waits_width = 0.0

    def update_lines(self, lines: Iterable[int]) -> None:
        """Paint these lines anew, and nothing else."""
        for line in lines:
            block = self._view.document().findBlockByNumber(line - 1)
            if block.isValid():
                place = self._view.blockBoundingGeometry(block).translated(self._view.contentOffset())
                self.update(0, math.floor(place.top()), self.width(), math.ceil(place.height()) + 1)

    def sizeHint(self) -> QSize:
        return QSize(self.needed_width(), 0)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(event.rect(), self._view.palette().base())
        self._paint_lines(painter, event.rect())
        painter.end()

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            QToolTip.showText(
                event.globalPos(), plain_tip(self._told_of(self._line_at(event.pos().y()))), self
            )
            return True
        return super().event(event)

    def _tag_width(self, number: int) -> float:
        """The width of the tag with a process's short name."""
        return (
            QFontMetricsF(self._tag_font()).horizontalAdvance(self._marked.names.get(number, ""))
            + 2 * TAG_PADDING
        )

    def _tag_font(self) -> QFont:
        """A smaller font than that of the code; what it left open a painter would take from the widget."""
        font = QFont(self._view.window().font())
        font.setFamilies(font.families() or [font.family()])
        font.setStyleHint(QFont.StyleHint.SansSerif)
        font.setFixedPitch(False)
        font.setPixelSize(max(9, self._view.fontInfo().pixelSize() - 2))
        return font

    def _paint_lines(self, painter: QPainter, clip: QRect) -> None:
        """Paint numbers and tags of the visible lines."""
        block = self._view.firstVisibleBlock()
        offset = self._view.contentOffset()
        while block.isValid():
            rect = self._view.blockBoundingGeometry(block).translated(offset)
            if rect.top() > clip.bottom():
                break
            if rect.bottom() >= clip.top():
                self._paint_line(painter, block.blockNumber() + 1, rect)
            block = block.next()

    def _paint_line(self, painter: QPainter, line: int, rect: QRectF) -> None:
        numbers = self._marked.lines.get(line, [])
        place = QRectF(0, rect.top(), self.width(), rect.height())
        is_wrong = line == self._marked.error_line
        if numbers:
            painter.fillRect(place, line_tint(self.theme, numbers))
        elif is_wrong:
            painter.fillRect(place, error_tint(self.theme))
        painter.setFont(self._view.font())
        color = self.theme.danger if is_wrong else self.theme.text if numbers else self.theme.muted
        painter.setPen(QColor(color))
        right = place.adjusted(0, 0, -MARGIN_EDGE, 0)
        painter.drawText(right, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, str(line))
        self._paint_tags(painter, numbers, rect)
        if line in self._marked.waited:
            self._paint_waits(painter, self._marked.waited[line], rect)

    def _paint_waits(self, painter: QPainter, waits: Figure, rect: QRectF) -> None:
        """What goes on stands out."""
        color = self.theme.warning if waits.goes_on else self.theme.muted
        painter.setFont(self._tag_font())
        painter.setPen(QColor(color))
        left = MARGIN_EDGE + self._tags_width + MARGIN_EDGE
        place = QRectF(left, rect.top(), self._waits_width, rect.height())
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(place, right, waits.text)

    def _paint_tags(self, painter: QPainter, numbers: list[int], rect: QRectF) -> None:
        named = [(number, self._marked.names.get(number, ""), self._tag_width(number)) for number in numbers]
        painter.setFont(self._tag_font())
        for tag in place_tags(named, self._tags_width, rect.height()):
            color = process_color(self.theme, tag.number)
            box = QRectF(tag.x, tag.y, tag.width, tag.height).translated(QPointF(MARGIN_EDGE, rect.top()))
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(color)
            painter.drawRoundedRect(box, 3, 3)
            if tag.name:
                painter.setPen(on_color(color))
                painter.drawText(box, _CENTERED, tag.name)

    def _line_at(self, y: float) -> int:
        """The line at this height."""
        return self._view.cursorForPosition(QPointF(0, y).toPoint()).blockNumber() + 1
