"""The text of the output panel: lines of many processes, each prefixed with its process.

The number of lines is bounded, each call appends for a bounded time, and the view follows the end
unless the user has scrolled up.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QColor, QTextBlock, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from app.gui.look.fonts import code_font
from app.gui.output.lines import INPUT, Backlog, Echo, Fragment, fragments
from app.gui.widgets.retranslated import Retranslated
from app.state.model import Run

LINES_KEPT = 10_000
BUDGET_S = 0.003
AT_ONCE = 16  # lines appended between checks of the clock
INTERVAL_MS = 16
PREFIX_LENGTH = 14
#: Marks a line of stderr, not by colour alone.
ERROR_SIGN = "! "
PREFIX_LEAST = 8


class OutputText(Retranslated, QPlainTextEdit):
    """Shows a run's output, of all processes or of one."""

    dropped_changed = Signal(object)  # the number of characters no longer shown

    def __init__(self, name_of: Callable[[int], str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name_of = name_of
        self._color_of: Callable[[int], QColor] = lambda _: self.palette().text().color()
        self._error_color = QColor("#b3261e")
        self._run: Run | None = None
        self._backlog: Backlog | None = None
        self._only: int | None = None
        self._echoes: list[Echo] = []
        self._echoed = 0  # in the document
        self._input_color = QColor("#636875")
        self._fragments: Iterator[Fragment] = iter(())
        self._lines: dict[int, int] = {}  # serial number of a line -> its characters, in document order
        self._serial = 0
        self._open: dict[tuple[int, str], tuple[int, QTextCursor]] = {}
        self._prefix_width = PREFIX_LEAST
        self._trimmed = 0
        self._told = 0
        self._more = QTimer(self, singleShot=True, interval=INTERVAL_MS)
        self._more.timeout.connect(self.refresh)
        self._set_up()
        self.retranslate()

    def _set_up(self) -> None:
        self.setObjectName("outputView")
        self.setReadOnly(True)
        self.setUndoRedoEnabled(False)
        self.setMaximumBlockCount(LINES_KEPT)
        self.setFrameShape(QPlainTextEdit.Shape.NoFrame)
        self.setFont(code_font(self.font()))
        self.document().setDocumentMargin(10)

    def retranslate(self) -> None:
        """Set its accessible name in the current language; the output itself stays."""
        self.setAccessibleName(self.tr("Output"))

    # --- what to show -------------------------------------------------------------------

    def set_run(self, run: Run | None) -> None:
        """Show another run's output, from the beginning."""
        self._run, self._echoes = run, []
        self._restart(None if run is None else Backlog(run))

    def set_process(self, number: int | None) -> None:
        """Show the output of one process, or of all (None)."""
        self._only = number
        self._restart(None if self._run is None else Backlog(self._run))

    @property
    def only(self) -> int | None:
        """The process whose output is shown; None for all."""
        return self._only

    def echo(self, line: str) -> None:
        """Show a line that was sent to the script, below the output so far."""
        if self._run is not None:
            self._echoes.append(Echo(self._run.output_total, line))
            self.refresh()

    def set_colors(self, color_of: Callable[[int], QColor], error_color: QColor, input_color: QColor) -> None:
        """Set the colours of processes, of stderr, and of lines sent to the script."""
        self._color_of, self._error_color, self._input_color = color_of, error_color, input_color
        self._restart(None if self._run is None else Backlog(self._run))

    def clear_shown(self) -> None:
        """Clear the view; only new output is shown from now on."""
        self._empty()

    def stop(self) -> None:
        """Stop appending."""
        self._more.stop()

    @property
    def dropped(self) -> int:
        """Characters that are no longer shown."""
        return self._trimmed + (0 if self._backlog is None else self._backlog.dropped)

    def _restart(self, backlog: Backlog | None) -> None:
        self._backlog, self._echoed = backlog, 0
        self._empty()
        self.refresh()

    def _empty(self) -> None:
        self.clear()
        self._fragments = iter(())
        self._lines.clear()
        self._open.clear()
        self._trimmed = 0
        self._tell()

    # --- appending ----------------------------------------------------------------------

    def refresh(self) -> None:
        """Append new output for a bounded time; a timer appends the rest."""
        backlog = self._backlog
        if backlog is None:
            return
        backlog.collect()
        bar = self.verticalScrollBar()
        follow = bar.value() >= bar.maximum() - 2
        more = self._append_some(backlog, time.perf_counter() + BUDGET_S)
        if follow:
            bar.setValue(bar.maximum())
        self._tell()
        if more:
            self._more.start()

    def _append_some(self, backlog: Backlog, deadline: float) -> bool:
        """Append until the deadline. Returns whether there is more."""
        cursor = QTextCursor(self.document())
        cursor.beginEditBlock()
        try:
            while True:
                for _ in range(AT_ONCE):
                    fragment = self._next(backlog)
                    if fragment is None:
                        return False
                    self._append(fragment)
                if time.perf_counter() > deadline:
                    return True
        finally:
            cursor.endEditBlock()
            self._forget_trimmed()

    def _next(self, backlog: Backlog) -> Fragment | None:
        while (fragment := next(self._fragments, None)) is None:
            echo = self._next_echo(backlog)
            if echo is not None:
                return echo
            piece = backlog.pop()
            if piece is None:
                return None
            if self._only is None or piece.process == self._only:
                self._fragments = fragments(piece)
        return fragment

    def _next_echo(self, backlog: Backlog) -> Fragment | None:
        """The next sent line, once all output before it is shown."""
        echo = self._echoes[self._echoed] if self._echoed < len(self._echoes) else None
        if echo is None or echo.position > backlog.position:
            return None
        self._echoed += 1
        return echo.fragment() if self._only in (None, 1) else None

    def _append(self, fragment: Fragment) -> None:
        key = (fragment.process, fragment.stream)
        serial, cursor = self._open.pop(key, (0, None))
        if cursor is None or cursor.block().userState() != serial:
            serial, cursor = self._begin_line(fragment)
        end = QTextCursor(cursor.block())
        end.movePosition(QTextCursor.MoveOperation.EndOfBlock)
        end.insertText(fragment.text, self._text_format(fragment.stream))
        self._lines[serial] += len(fragment.text)
        if not fragment.ends:
            self._open[key] = (serial, cursor)

    def _begin_line(self, fragment: Fragment) -> tuple[int, QTextCursor]:
        cursor = QTextCursor(self.document())
        cursor.movePosition(QTextCursor.MoveOperation.End)
        if self._lines:
            cursor.insertBlock()
        self._serial += 1
        self._lines[self._serial] = 0
        block: QTextBlock = cursor.block()
        block.setUserState(self._serial)
        if self._only is None:
            is_input = fragment.stream == INPUT
            prefix = " " * (self._prefix_width + 2) if is_input else self._prefix(fragment.process)
            if fragment.stream == "stderr":
                prefix = prefix[:-2] + ERROR_SIGN
            cursor.insertText(prefix, self._prefix_format(fragment.process))
        # At the beginning of the line: insertions at the ends of lines do not move it.
        return self._serial, QTextCursor(block)

    def _forget_trimmed(self) -> None:
        """Count the characters in the lines that Qt has removed at the top."""
        while len(self._lines) > LINES_KEPT:
            self._trimmed += self._lines.pop(next(iter(self._lines)))

    def _tell(self) -> None:
        if self.dropped != self._told:
            self._told = self.dropped
            self.dropped_changed.emit(self._told)

    # --- looks --------------------------------------------------------------------------

    def _prefix(self, number: int) -> str:
        """The process's name, padded to the widest one so far."""
        name = shortened(self._name_of(number))
        self._prefix_width = max(self._prefix_width, len(name))
        return f"{name:<{self._prefix_width}}  "

    def _prefix_format(self, number: int) -> QTextCharFormat:
        looks = QTextCharFormat()
        looks.setForeground(self._color_of(number))
        looks.setFontWeight(600)
        return looks

    def _text_format(self, stream: str) -> QTextCharFormat:
        looks = QTextCharFormat()
        if stream == "stderr":
            looks.setForeground(self._error_color)
        elif stream == INPUT:
            looks.setForeground(self._input_color)
            looks.setFontItalic(True)
        return looks


def shortened(name: str) -> str:
    """A long name without its middle: its end is often the number that distinguishes it."""
    if len(name) <= PREFIX_LENGTH:
        return name
    tail = PREFIX_LENGTH // 2
    return f"{name[: PREFIX_LENGTH - tail - 1]}…{name[-tail:]}"
