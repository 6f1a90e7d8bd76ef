"""The code that runs, with each living process's current line marked in its colour."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import (
    QColor,
    QHideEvent,
    QResizeEvent,
    QShowEvent,
    QTextCharFormat,
    QTextCursor,
    QTextFormat,
)
from PySide6.QtWidgets import QApplication, QPlainTextEdit, QTextEdit, QWidget

from app.gui.code.file_strip import FileStrip
from app.gui.code.highlighter import PythonHighlighter, syntax_colors
from app.gui.code.margin import Margin, Marked, error_tint, line_tint
from app.gui.code.marks import current_lines, elsewhere, in_file, same_file, short_names
from app.gui.code.source_text import read_source
from app.gui.code.syntax import spans_of
from app.gui.code.traceback_pane import TracebackPane
from app.gui.code.waited import Waited, waited_told
from app.gui.look.fonts import code_font
from app.gui.look.theme import Theme
from app.gui.stage.spoken import listed
from app.gui.widgets.accessible import Announcer
from app.gui.widgets.retranslated import Retranslated
from app.state.history import Location
from app.state.model import Process, Run
from app.state.telling.failures import has_trouble
from app.state.telling.tracebacks import place_of_failure

TOP_EDGE = 8
#: A longer text is shown without colours, and of a longer line only the beginning, to stay responsive.
COLOURED = 120_000
LONGEST_LINE = 2_000


class CodeView(Retranslated, QPlainTextEdit):
    """Shows one file and where the processes of a run are in it."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._run: Run | None = None
        self._marked = Marked()
        self._highlighter = PythonHighlighter(self.document())
        self._margin = Margin(self, self._marked, theme, self.told_of)
        self._waited, self._now_ns = Waited(), 0
        self._other = self._source = ""
        self._strip = FileStrip(self)
        self._strip.file_chosen.connect(self.show_file)
        self._pane = TracebackPane(theme, self)
        self._pane.place_chosen.connect(lambda file, line: self.show_place(Location(file, line)))
        self._pane.closed.connect(self._close_pane)
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
        self._update_margin()
        self._margin.update()
        self._pane.tell_anew()

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
        self._add_up_waits()
        if self._marked.found:
            self._show_marks()

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
        self._marked.error_line = 0
        self._highlighter.set_spans(spans_of(text) if len(text) <= COLOURED else {})
        self.setPlainText(text)
        if same_length:
            self.verticalScrollBar().setValue(place[0])
            self.horizontalScrollBar().setValue(place[1])

    def set_run(self, run: Run | None) -> None:
        """Mark the processes of a run; None for no marks."""
        self._run, self._marked.lines, self._marked.error_line, self._marked.found = run, {}, 0, ()
        self._margin.begin(run is not None)
        self._waited, self._marked.waited, self._now_ns = Waited(), {}, 0
        self._close_pane()
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
        twin.refresh_waits(self._now_ns)
        return twin

    def set_theme(self, theme: Theme) -> None:
        """Take the theme's colours."""
        self._theme = self._margin.theme = theme
        self._pane.set_theme(theme)
        self.setFont(code_font(QApplication.font()))
        self._highlighter.set_colors(syntax_colors(theme))
        self._show_marks()

    def refresh(self) -> None:
        """Move the marks to where the processes are."""
        marks = {} if self._run is None else current_lines(self._run, self.file)
        self._say_elsewhere()
        if self._pane.follow():
            self._update_margin()
        if marks != self._marked.lines:
            self._marked.lines = marks
            self._show_marks()

    def refresh_waits(self, now_ns: int, at_once: bool = False) -> None:
        """Tell how long the lines have waited by now; at a pace of its own unless `at_once` is set."""
        self._now_ns = now_ns
        self._add_up_waits(at_once)

    def _add_up_waits(self, at_once: bool = False) -> None:
        if self._run is None:
            return
        figures = self._waited.figures(self._run, self.file, self._now_ns, at_once)
        if figures is not None and figures != self._marked.waited:
            changed = figures.items() ^ self._marked.waited.items()
            self._marked.waited = figures
            self._margin.update_lines({line for line, _ in changed})

    def _say_elsewhere(self) -> None:
        run = self._run
        self._strip.say(
            "" if run is None else run.script, self.file, [] if run is None else elsewhere(run, self.file)
        )
        if self._strip.isHidden() == bool(self._strip.height()):
            self._update_margin()

    @property
    def marks(self) -> Mapping[int, list[int]]:
        """The numbers of the processes on each marked line (from 1)."""
        return self._marked.lines

    def show_process(self, number: int) -> None:
        """Bring the line of a process into view, in its file; of one that has failed, where and how."""
        process = None if self._run is None else self._run.processes.get(number)
        if process is None or self._run is None:
            return
        if has_trouble(process):
            self._show_failure(process, self._run)
            return
        self._close_pane()
        self._pane.show_calls(process)
        self._update_margin()
        place = process.place if process.alive else process.location
        if place is not None:
            self.show_place(place)

    def _show_failure(self, process: Process, run: Run) -> None:
        self._pane.show_failure(process, run)
        self._update_margin()
        self._marked.error_line = 0
        place = place_of_failure(process, run)
        if place is not None and self.show_place(place):
            self.show_error(place.line)
            return
        seen_at = process.location or process.started_at
        if place is None and seen_at is not None:
            self.show_place(seen_at)  # whether that line has to do with it is not known

    def _close_pane(self) -> None:
        self._pane.show_nothing()
        self._marked.error_line = 0
        self._show_marks()

    def show_place(self, place: Location) -> bool:
        """Bring a line into view, in its file; whether there is such a file."""
        script = "" if self._run is None else self._run.script
        if not same_file(place.file, self.file):
            is_script = same_file(place.file, script)
            if not is_script and not Path(place.file).is_file():
                return False
            self.show_file("" if is_script else place.file)
        self.setTextCursor(QTextCursor(self.document().findBlockByNumber(place.line - 1)))
        self.centerCursor()
        return True

    def mark_found(self, places: tuple[Location, ...]) -> None:
        """Tint the lines of a finding, in whatever file is shown."""
        if places != self._marked.found:
            self._marked.found = places
            self._show_marks()

    def show_error(self, line: int) -> None:
        """Mark a line (from 1) as wrong and bring it into view, until the text or the run changes."""
        self._marked.error_line = line
        self.setTextCursor(QTextCursor(self.document().findBlockByNumber(line - 1)))
        self.centerCursor()
        self._show_marks()

    @property
    def error_line(self) -> int:
        """The line that is marked as wrong; 0 for none."""
        return self._marked.error_line

    def _tell_marks(self) -> None:
        """Tell screen readers where the processes are."""
        there = [] if self._run is None else in_file(self._run, self.file)
        places = [
            self.tr("{name}: line {line}").format(name=one.name, line=one.place.line)
            for one in sorted(there, key=lambda one: one.place.line)
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
        if self._marked.lines and self._run is not None:
            self._marked.names = short_names(self._run.processes.values())
        tinted = [(line, line_tint(self._theme, numbers)) for line, numbers in self._marked.lines.items()]
        tinted += [
            (place.line, error_tint(self._theme))
            for place in self._marked.found
            if same_file(place.file, self.file)
        ]
        if self._marked.error_line:
            tinted.append((self._marked.error_line, error_tint(self._theme)))
        self.setExtraSelections([self._selection(line, color) for line, color in tinted])
        self._update_margin()
        self._margin.update()

    def _selection(self, line: int, color: QColor) -> QTextEdit.ExtraSelection:
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
        return self._margin.needed_width()

    def _update_margin(self) -> None:
        self._margin.grow()
        strip, pane = self._heights_below()
        self.setViewportMargins(self.margin_width(), TOP_EDGE, 0, strip + pane)
        self._place_margin()

    def _place_margin(self) -> None:
        """Both around the text; the bar that scrolls it sideways lies below."""
        left, text = self.contentsRect().left(), self.viewport().geometry()
        self._margin.setGeometry(QRect(left, text.top(), self.margin_width(), text.height()))
        (strip, pane), width = self._heights_below(), text.right() + 1 - left
        self._pane.setGeometry(left, text.bottom() + 1, width, pane)
        self._strip.setGeometry(left, text.bottom() + 1 + pane, width, strip)

    def _heights_below(self) -> tuple[int, int]:
        """What the strip and the traceback take, from the bottom up."""
        strip = 0 if self._strip.isHidden() else self._strip.sizeHint().height()
        return strip, 0 if self._pane.isHidden() else self._pane.wanted_height(self.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_margin()

    def _on_update_requested(self, rect: QRect, dy: int) -> None:
        if dy:
            self._margin.scroll(0, dy)
        else:
            self._margin.update(0, rect.y(), self._margin.width(), rect.height())

    def told_of(self, line: int) -> str:
        """The full names of the processes and threads on a line, one per line, and who has waited there."""
        run = self._run
        if run is None:
            return ""
        there = [one for one in in_file(run, self.file) if one.place.line == line]
        told = [f"{one.name} ({one.process.pid})" for one in there]
        return "\n".join(filter(None, [*told, waited_told(run, self.file, line, self._now_ns)]))


def _showable(text: str) -> str:
    lines = text.split("\n")
    if max(map(len, lines)) <= LONGEST_LINE:
        return text
    return "\n".join(line if len(line) <= LONGEST_LINE else line[:LONGEST_LINE] + " …" for line in lines)
