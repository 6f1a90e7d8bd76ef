"""The code that runs, with each living process's current line marked in its colour.

The margin shows, from left to right, the tags of the processes on a line and the line number.
It grows when more tags need room and never shrinks during a run, so the text does not jump.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetricsF,
    QHelpEvent,
    QHideEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QShowEvent,
    QTextCharFormat,
    QTextCursor,
    QTextFormat,
)
from PySide6.QtWidgets import QApplication, QPlainTextEdit, QTextEdit, QToolTip, QWidget

from app.gui.code.file_strip import FileStrip
from app.gui.code.highlighter import PythonHighlighter, syntax_colors
from app.gui.code.marks import current_lines, elsewhere, place_tags, same_file, short_names, tags_width
from app.gui.code.source_text import read_source
from app.gui.code.syntax import spans_of
from app.gui.look.colors import on_color, process_color
from app.gui.look.fonts import code_font
from app.gui.look.theme import Theme
from app.gui.stage.spoken import listed
from app.gui.widgets.accessible import Announcer
from app.gui.widgets.retranslated import Retranslated
from app.state.model import Run

TAG_PADDING = 4.0
MARGIN_EDGE = 8
TOP_EDGE = 8
#: Share of the view's width for tags; when they do not fit they become chips without names.
TAGS_SHARE = 0.22
TINT = 0.14
#: A longer text is shown without colours, and of a longer line only the beginning, to stay responsive.
COLOURED = 120_000
LONGEST_LINE = 2_000


class CodeView(Retranslated, QPlainTextEdit):
    """Shows one file and where the processes of a run are in it."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._run: Run | None = None
        self._marks: dict[int, list[int]] = {}
        self._error_line = 0
        self._names: dict[int, str] = {}
        self._tags_width = 0.0
        self._highlighter = PythonHighlighter(self.document())
        self._margin = Margin(self)
        self._other = self._source = ""
        self._strip = FileStrip(self)
        self._strip.file_chosen.connect(self.show_file)
        self._announcer = Announcer(self._tell_marks, self)
        self._set_up()
        self.blockCountChanged.connect(self._update_margin)
        self.updateRequest.connect(self._on_update_requested)
        self.set_theme(theme)
        self.retranslate()

    def _set_up(self) -> None:
        self.setObjectName("codeView")
        self.setReadOnly(True)
        self.setUndoRedoEnabled(False)
        self.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.setFrameShape(QPlainTextEdit.Shape.NoFrame)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.document().setDocumentMargin(0)

    def retranslate(self) -> None:
        """Set its accessible name in the current language."""
        self.setAccessibleName(self.tr("Code"))
        self._tell_marks()

    # --- what is shown ------------------------------------------------------------------

    def show_source(self, text: str) -> None:
        """Show another script; the scroll position is kept when only its literals have changed."""
        self._other, self._source = "", text
        self._show_text(text)

    def show_file(self, file: str) -> None:
        """Show another file of the script's folder; "" for the script itself."""
        self._other = file
        self._show_text(read_source(Path(file)) if file else self._source)
        self.refresh()

    @property
    def file(self) -> str:
        """The file shown, as the processes see it; "" before the first run."""
        return self._other or ("" if self._run is None else self._run.script)

    def _show_text(self, text: str) -> None:
        text = _showable(text.removesuffix("\n"))
        if text == self.toPlainText():
            return
        place = self.verticalScrollBar().value(), self.horizontalScrollBar().value()
        same_length = text.count("\n") + 1 == self.blockCount()
        self._error_line = 0
        self._highlighter.set_spans(spans_of(text) if len(text) <= COLOURED else {})
        self.setPlainText(text)
        if same_length:
            self.verticalScrollBar().setValue(place[0])
            self.horizontalScrollBar().setValue(place[1])

    def set_run(self, run: Run | None) -> None:
        """Mark the processes of a run; None for no marks."""
        self._run, self._marks, self._tags_width, self._error_line = run, {}, 0.0, 0
        if self._other:
            self.show_file("")
        self._say_elsewhere()
        self._show_marks()

    def twin(self) -> CodeView:
        """Another view of the same content, for a picture of all of it."""
        twin = CodeView(self._theme)
        twin.setFont(self.font())
        twin.show_source(self.toPlainText())
        twin.set_run(self._run)
        twin.refresh()
        return twin

    def set_theme(self, theme: Theme) -> None:
        """Take the theme's colours."""
        self._theme = theme
        self.setFont(code_font(QApplication.font()))
        self._highlighter.set_colors(syntax_colors(theme))
        self._show_marks()

    def refresh(self) -> None:
        """Move the marks to where the processes are."""
        marks = {} if self._run is None else current_lines(self._run, self.file)
        self._say_elsewhere()
        if marks != self._marks:
            self._marks = marks
            self._show_marks()

    def _say_elsewhere(self) -> None:
        run = self._run
        self._strip.say(
            "" if run is None else run.script, self.file, [] if run is None else elsewhere(run, self.file)
        )
        if self._strip.isHidden() == bool(self._strip_height()):
            self._update_margin()

    def _strip_height(self) -> int:
        """The height that is kept free for the strip now."""
        return self.viewportMargins().bottom()

    @property
    def marks(self) -> Mapping[int, list[int]]:
        """The numbers of the processes on each marked line (from 1)."""
        return self._marks

    def show_process(self, number: int) -> None:
        """Bring the current line of a process into view, in the file where it is."""
        process = None if self._run is None else self._run.processes.get(number)
        if process is not None and process.alive and process.location is not None:
            known = [one.file for one in elsewhere(self._run, self.file)] if self._run is not None else []
            file = process.location.file
            if self._run is not None and same_file(file, self._run.script):
                self.show_file("")
            elif file in known:
                self.show_file(file)
        for line, numbers in self._marks.items():
            if number in numbers:
                self.setTextCursor(QTextCursor(self.document().findBlockByNumber(line - 1)))
                self.centerCursor()

    def show_error(self, line: int) -> None:
        """Mark a line (from 1) as wrong and bring it into view, until the text or the run changes."""
        self._error_line = line
        self.setTextCursor(QTextCursor(self.document().findBlockByNumber(line - 1)))
        self.centerCursor()
        self._show_marks()

    @property
    def error_line(self) -> int:
        """The line that is marked as wrong; 0 for none."""
        return self._error_line

    def _tell_marks(self) -> None:
        """Tell screen readers where the processes are."""
        processes = {} if self._run is None else self._run.processes
        places = [
            self.tr("{name}: line {line}").format(name=processes[number].name, line=line)
            for line, numbers in sorted(self._marks.items())
            for number in numbers
            if number in processes
        ]
        self.setAccessibleDescription(listed(places))

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._announcer.stop()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._tell_marks()

    def _show_marks(self) -> None:
        self._announcer.schedule()
        if self._marks and self._run is not None:
            self._names = short_names(self._run.processes.values())
        tinted = [(line, self._tint(numbers)) for line, numbers in self._marks.items()]
        if self._error_line:
            tinted.append((self._error_line, self._faint(QColor(self._theme.danger))))
        self.setExtraSelections([self._line_tint(line, color) for line, color in tinted])
        self._update_margin()
        self._margin.update()

    def _tint(self, numbers: list[int]) -> QColor:
        one = len(numbers) == 1
        return self._faint(process_color(self._theme, numbers[0]) if one else QColor(self._theme.muted))

    def _faint(self, color: QColor) -> QColor:
        color.setAlphaF(TINT)
        return color

    def _line_tint(self, line: int, color: QColor) -> QTextEdit.ExtraSelection:
        looks = QTextCharFormat()
        looks.setBackground(color)
        looks.setProperty(QTextFormat.Property.FullWidthSelection, True)
        selection = QTextEdit.ExtraSelection()
        selection.format = looks
        selection.cursor = QTextCursor(self.document().findBlockByNumber(line - 1))
        return selection

    # --- the margin ---------------------------------------------------------------------

    def margin_width(self) -> int:
        """The width of the tags, the numbers and the room around them."""
        digits = max(2, len(str(self.blockCount())))
        numbers = self.fontMetrics().horizontalAdvance("9") * digits
        return round(self._tags_width) + numbers + 3 * MARGIN_EDGE

    def tag_width(self, number: int) -> float:
        """The width of the tag with a process's short name."""
        return QFontMetricsF(self.tag_font()).horizontalAdvance(self._names.get(number, "")) + 2 * TAG_PADDING

    def tag_font(self) -> QFont:
        """A font smaller than that of the code."""
        font = QFont(self.window().font())
        font.setPixelSize(max(9, self.fontInfo().pixelSize() - 2))
        return font

    def _update_margin(self) -> None:
        room, height = self.width() * TAGS_SHARE, self.fontMetrics().lineSpacing()
        for numbers in self._marks.values():
            widths = [self.tag_width(number) for number in numbers]
            self._tags_width = max(self._tags_width, tags_width(widths, room, height))
        below = 0 if self._strip.isHidden() else self._strip.sizeHint().height()
        self.setViewportMargins(self.margin_width(), TOP_EDGE, 0, below)
        self._place_margin()

    def _place_margin(self) -> None:
        area = self.contentsRect()
        self._margin.setGeometry(
            QRect(area.left(), area.top() + TOP_EDGE, self.margin_width(), area.height() - TOP_EDGE)
        )
        below = self.viewportMargins().bottom()
        self._strip.setGeometry(area.left(), area.bottom() - below + 1, area.width(), below)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_margin()

    def _on_update_requested(self, rect: QRect, dy: int) -> None:
        if dy:
            self._margin.scroll(0, dy)
        else:
            self._margin.update(0, rect.y(), self._margin.width(), rect.height())

    def paint_margin(self, painter: QPainter, clip: QRect) -> None:
        """Paint numbers and tags of the visible lines."""
        block = self.firstVisibleBlock()
        offset = self.contentOffset()
        while block.isValid():
            rect = self.blockBoundingGeometry(block).translated(offset)
            if rect.top() > clip.bottom():
                break
            if rect.bottom() >= clip.top():
                self._paint_line(painter, block.blockNumber() + 1, rect)
            block = block.next()

    def _paint_line(self, painter: QPainter, line: int, rect: QRectF) -> None:
        numbers = self._marks.get(line, [])
        place = QRectF(0, rect.top(), self._margin.width(), rect.height())
        is_wrong = line == self._error_line
        if numbers:
            painter.fillRect(place, self._tint(numbers))
        elif is_wrong:
            painter.fillRect(place, self._faint(QColor(self._theme.danger)))
        painter.setFont(self.font())
        color = self._theme.danger if is_wrong else self._theme.text if numbers else self._theme.muted
        painter.setPen(QColor(color))
        right = place.adjusted(0, 0, -MARGIN_EDGE, 0)
        painter.drawText(right, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, str(line))
        self._paint_tags(painter, numbers, rect)

    def _paint_tags(self, painter: QPainter, numbers: list[int], rect: QRectF) -> None:
        named = [(number, self._names.get(number, ""), self.tag_width(number)) for number in numbers]
        painter.setFont(self.tag_font())
        for tag in place_tags(named, self._tags_width, rect.height()):
            color = process_color(self._theme, tag.number)
            box = QRectF(tag.x, tag.y, tag.width, tag.height).translated(QPointF(MARGIN_EDGE, rect.top()))
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(color)
            painter.drawRoundedRect(box, 3, 3)
            if tag.name:
                painter.setPen(on_color(color))
                painter.drawText(box, Qt.AlignmentFlag.AlignCenter, tag.name)

    def line_at(self, y: float) -> int:
        """The line at this height of the margin."""
        return self.cursorForPosition(QPointF(0, y).toPoint()).blockNumber() + 1

    def names_on(self, line: int) -> str:
        """The full names of the processes on a line, one per line."""
        run = self._run
        if run is None:
            return ""
        processes = [run.processes[number] for number in self._marks.get(line, [])]
        return "\n".join(f"{process.name} ({process.pid})" for process in processes)


def _showable(text: str) -> str:
    lines = text.split("\n")
    if max(map(len, lines)) <= LONGEST_LINE:
        return text
    return "\n".join(line if len(line) <= LONGEST_LINE else line[:LONGEST_LINE] + " …" for line in lines)


class Margin(QWidget):
    """The strip at the left, painted by the code view."""

    def __init__(self, view: CodeView) -> None:
        super().__init__(view)
        self._view = view
        self.setObjectName("codeMargin")

    def sizeHint(self) -> QSize:
        return QSize(self._view.margin_width(), 0)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(event.rect(), self._view.palette().base())
        self._view.paint_margin(painter, event.rect())
        painter.end()

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            QToolTip.showText(
                event.globalPos(), self._view.names_on(self._view.line_at(event.pos().y())), self
            )
            return True
        return super().event(event)
