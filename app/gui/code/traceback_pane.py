"""Below the code: the traceback of a process that has failed, or the calls that another is in.

Each frame leads to its line in the code.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, QUrl, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QTextBrowser, QToolButton, QVBoxLayout, QWidget

from app.gui.look.fonts import code_font
from app.gui.look.icons import icon
from app.gui.look.theme import Theme
from app.gui.stage.words.phrases import process_name
from app.gui.widgets.retranslated import Retranslated
from app.state.model import Process, Run
from app.state.telling.failures import failed_threads
from app.state.telling.stack_lines import calls_of_first, stack_lines, still_stands
from app.state.telling.tracebacks import Line, traceback_of

#: The most that it takes of the height of the code.
SHARE = 0.5


class TracebackPane(Retranslated, QFrame):
    """Hidden until a process is chosen of which there is something to show, and again when it is closed."""

    place_chosen = Signal(str, int)  # file and line
    closed = Signal()

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("tracebackPane")
        self._process: Process | None = None
        self._lines: tuple[Line, ...] = ()
        self._is_stack = False
        self._look = 0, False, False
        self._is_fresh = True  # nobody has scrolled it yet
        self._theme = theme
        self._title = QLabel(self)
        self._title.setTextFormat(Qt.TextFormat.PlainText)
        self._title.setMinimumWidth(1)
        self._close = QToolButton(self)
        self._close.setObjectName("closeTracebackButton")
        self._close.setProperty("look", "flat")
        self._close.clicked.connect(self.closed)
        self.text = QTextBrowser(self)
        self.text.setObjectName("tracebackView")
        self.text.setOpenLinks(False)
        self.text.setFrameShape(QFrame.Shape.NoFrame)
        self.text.setLineWrapMode(QTextBrowser.LineWrapMode.NoWrap)
        self.text.anchorClicked.connect(self._on_link)
        self.text.verticalScrollBar().actionTriggered.connect(self._on_scrolled)
        head = QHBoxLayout()
        head.addWidget(self._title, 1)
        head.addWidget(self._close)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(10, 4, 4, 0)
        layout.setSpacing(0)
        layout.addLayout(head)
        layout.addWidget(self.text, 1)
        self.set_theme(theme)
        self.retranslate()
        self.hide()

    def show_failure(self, process: Process, run: Run) -> None:
        """A process's traceback, from its end."""
        self._say(process, traceback_of(process, run))

    def show_calls(self, process: Process) -> None:
        """The calls that it is in, of its main thread first."""
        self._look = _look_of(process)
        self._say(process, stack_lines(process), is_stack=True)

    def show_nothing(self) -> None:
        """Nobody is chosen any more."""
        self._say(None, ())

    def follow(self) -> bool:
        """Show the calls that were seen last; whether there is anything new."""
        process = self._process if self._is_stack and not self.isHidden() else None
        if process is None or self._look == _look_of(process):
            return False
        self.show_calls(process)
        return True

    def tell_anew(self) -> None:
        """The calls are told in words, which may be those of another language now."""
        if self._is_stack and self._process is not None:
            self.show_calls(self._process)

    def _say(self, process: Process | None, lines: Sequence[Line], is_stack: bool = False) -> None:
        stays = is_stack and process is self._process  # it is only seen again
        self._process, self._lines, self._is_stack = process, tuple(lines), is_stack
        self._show(stays)
        self.setVisible(bool(lines))

    def retranslate(self) -> None:
        """Set its texts in the current language; the traceback stays as it was written."""
        close = self.tr("Close the calls") if self._is_stack else self.tr("Close the traceback")
        self._close.setAccessibleName(close)
        self._close.setToolTip(close)
        self.text.setAccessibleName(self.tr("Calls") if self._is_stack else self.tr("Traceback"))
        self._title.setText(self._title_text())

    def _title_text(self) -> str:
        if self._process is None:
            return ""
        name, threads = process_name(self._process), failed_threads(self._process)
        if self._is_stack:
            if still_stands(self._process):
                return self.tr("{name} is in these calls").format(name=name)
            return self.tr("{name}: last seen in these calls").format(name=name)
        if self._process.has_failed:
            return self.tr("{name} has failed").format(name=name)
        if not threads:
            return self.tr("{name}: on stderr").format(name=name)
        return self.tr("{name}: thread {thread} has failed").format(name=name, thread=threads[-1].name)

    def set_theme(self, theme: Theme) -> None:
        """Take the theme's colours, and the current font."""
        self._theme = theme
        self._close.setIcon(icon("x", theme.text))
        self.setStyleSheet(f"#tracebackPane {{ border-top: 1px solid {theme.line_strong}; }}")
        self.text.document().setDefaultStyleSheet(f"a {{ color: {theme.accent}; text-decoration: none; }}")
        self._show()

    def wanted_height(self, room: int) -> int:
        """The height at which all of it is seen, if there is so much room."""
        needed = self.sizeHint().height() - self.text.sizeHint().height()
        needed += round(self.text.document().size().height()) + self.text.horizontalScrollBar().height()
        return min(needed, round(room * SHARE))

    def _show(self, stays: bool = False) -> None:
        bar = self.text.verticalScrollBar()
        place = bar.value() if stays and not self._is_fresh else None
        color = self._theme.text if self._is_stack else self._theme.danger
        self._title.setStyleSheet(f"color: {color}; font-weight: 600;")
        self.text.setFont(code_font(self.font()))
        lines = (_linked(number, line) for number, line in enumerate(self._lines))
        self.text.setHtml("<pre>" + "\n".join(lines) + "</pre>")
        if place is None:
            self._is_fresh = True  # its size is not known yet where it was hidden
            self._bring_into_view()
        else:
            bar.setValue(place)
        self.retranslate()

    def _bring_into_view(self) -> None:
        """The end of a traceback; of the calls of several threads the innermost one of the first."""
        last = calls_of_first(self._lines) if self._is_stack else len(self._lines)
        text, document = self.text, self.text.document()
        end = document.documentLayout().blockBoundingRect(document.findBlockByNumber(max(0, last - 1)))
        below = round(end.bottom() + document.documentMargin()) - text.viewport().height()
        text.verticalScrollBar().setValue(below)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._is_fresh:
            self._bring_into_view()

    def _on_scrolled(self) -> None:
        self._is_fresh = False

    def _on_link(self, link: QUrl) -> None:
        place = self._lines[int(link.fragment())].place
        if place is not None:
            self.place_chosen.emit(place.file, place.line)


def _look_of(process: Process) -> tuple[int, bool, bool]:
    """Which look its calls are of, and whether they still stand."""
    return process.stacks_ns, process.stacks_ns >= process.seen_ns, process.alive


def _linked(number: int, line: Line) -> str:
    from html import escape  # imported here: the window opens sooner without it

    if line.place is None:
        return escape(line.text)
    file, text = line.place.file, line.text.replace(line.place.file, short_path(line.place.file))
    return f'<a href="#{number}" title="{escape(file)}">{escape(text)}</a>'


def short_path(file: str) -> str:
    """A file with its folder alone, so that the line after it is seen in a narrow window."""
    parts = file.replace("\\", "/").rsplit("/", 2)
    return file if len(parts) < 3 or not parts[0] else "…/" + "/".join(parts[1:])
