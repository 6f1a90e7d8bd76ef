"""The strip at the left of the code: the number of each line, and the tags of the processes that are on it.

It grows when more tags need room and never shrinks during a run, so the text does not jump.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QHelpEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QPlainTextEdit, QToolTip, QWidget

from app.gui.code.marks import place_tags, tags_width
from app.gui.look.colors import on_color, process_color
from app.gui.look.theme import Theme
from app.state.history import Location

TAG_PADDING = 4.0
MARGIN_EDGE = 8
#: Share of the view's width for tags; when they do not fit they become chips without names.
TAGS_SHARE = 0.22
TINT = 0.14


@dataclass(slots=True)
class Marked:
    """What is marked in the text now; the view changes it."""

    lines: dict[int, list[int]] = field(default_factory=dict)  # numbers of the processes, by line (from 1)
    names: dict[int, str] = field(default_factory=dict)  # short ones, by the process's number
    error_line: int = 0  # from 1; 0: none
    found: tuple[Location, ...] = ()  # the lines of a finding, in any file


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
        self, view: QPlainTextEdit, marked: Marked, theme: Theme, names_on: Callable[[int], str]
    ) -> None:
        """`names_on`: the full names of the processes and threads on a line, for its tool tip."""
        super().__init__(view)
        self._view = view
        self._marked = marked
        self.theme = theme
        self._names_on = names_on
        self._tags_width = 0.0
        self.setObjectName("codeMargin")

    def needed_width(self) -> int:
        """The width of the tags, the numbers and the room around them."""
        digits = max(2, len(str(self._view.blockCount())))
        numbers = self._view.fontMetrics().horizontalAdvance("9") * digits
        return round(self._tags_width) + numbers + 3 * MARGIN_EDGE

    def grow(self) -> None:
        """Make room for the tags of now, if they need more than any before."""
        room, height = self._view.width() * TAGS_SHARE, self._view.fontMetrics().lineSpacing()
        for numbers in self._marked.lines.values():
            widths = [self._tag_width(number) for number in numbers]
            self._tags_width = max(self._tags_width, tags_width(widths, room, height))

    def forget_tags(self) -> None:
        """Keep no room for tags any more: another run."""
        self._tags_width = 0.0

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
            QToolTip.showText(event.globalPos(), self._names_on(self._line_at(event.pos().y())), self)
            return True
        return super().event(event)

    def _tag_width(self, number: int) -> float:
        """The width of the tag with a process's short name."""
        return (
            QFontMetricsF(self._tag_font()).horizontalAdvance(self._marked.names.get(number, ""))
            + 2 * TAG_PADDING
        )

    def _tag_font(self) -> QFont:
        """A font smaller than that of the code."""
        font = QFont(self._view.window().font())
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
                painter.drawText(box, Qt.AlignmentFlag.AlignCenter, tag.name)

    def _line_at(self, y: float) -> int:
        """The line at this height."""
        return self._view.cursorForPosition(QPointF(0, y).toPoint()).blockNumber() + 1
