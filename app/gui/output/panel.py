"""The output panel: what the processes print, and the way to the script's standard input."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor, QGuiApplication, QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.gui.look.colors import process_color, readable
from app.gui.look.fonts import code_font
from app.gui.look.theme import Theme
from app.gui.output.text import OutputText
from app.gui.output.unread import Unread
from app.gui.widgets.accessible import name_box
from app.gui.widgets.flow_layout import FlowBox
from app.gui.widgets.plain_tip import plain_tip
from app.gui.widgets.retranslated import Retranslated
from app.state.model import Output, Run
from app.state.telling.stacks import reads_input
from app.targets.catalog import InputButton

ALL = None


class OutputPanel(Retranslated, QWidget):
    """The output text with its tools above and the input line below."""

    input_entered = Signal(str)  # with its line end
    input_closed = Signal()
    unread_changed = Signal(int)  # lines of stderr that came while it was not in front

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("outputPanel")
        self._run: Run | None = None
        self._names: dict[int, str] = {}  # in the filter, by number
        self._language = "en"
        self._buttons: tuple[InputButton, ...] = ()
        self._running = self._is_awaited = False
        self._answered_ns = 0  # of which look at main its wait has been answered
        self._unread, self._told_unread = Unread(), 0
        self.text = OutputText(self._name_of, self)
        self.text.dropped_changed.connect(self._on_dropped_changed)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(self._make_tools())
        layout.addWidget(self.text, 1)
        layout.addWidget(self._make_input())
        self.set_running(False)
        self.retranslate()

    def _make_tools(self) -> QHBoxLayout:
        self._filter = QComboBox(self)
        self._filter.setObjectName("outputFilter")
        self._filter.addItem("", ALL)
        self._filter.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self._filter.currentIndexChanged.connect(self._on_filter_changed)
        self._dropped = QLabel(self)
        self._dropped.setProperty("look", "muted")
        self._clear = QPushButton(self)
        self._clear.setObjectName("clearOutputButton")
        self._clear.clicked.connect(self.text.clear_shown)
        self._copy = QPushButton(self)
        self._copy.setObjectName("copyOutputButton")
        self._copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(self.text.toPlainText()))
        tools = QHBoxLayout()
        tools.setContentsMargins(10, 6, 10, 6)
        tools.setSpacing(6)
        tools.addWidget(self._filter)
        tools.addWidget(self._dropped, 1)
        tools.addWidget(self._copy)
        tools.addWidget(self._clear)
        return tools

    def _make_input(self) -> QWidget:
        self._flow_box = FlowBox(self)
        self._flow = self._flow_box.flow
        self.line = QLineEdit(self)
        self.line.setObjectName("inputLine")
        self.line.returnPressed.connect(self._on_send)
        self._send = QPushButton(self)
        self._send.setObjectName("sendButton")
        self._send.clicked.connect(self._on_send)
        end = QShortcut(QKeySequence("Ctrl+D"), self.line)
        end.setContext(Qt.ShortcutContext.WidgetShortcut)
        end.activated.connect(self._on_input_closed)
        row = QHBoxLayout()
        row.setSpacing(6)
        row.addWidget(self.line, 1)
        row.addWidget(self._send)
        box = QWidget(self)
        layout = QVBoxLayout(box)
        layout.setContentsMargins(10, 6, 10, 8)
        layout.addWidget(self._flow_box)
        layout.addLayout(row)
        return box

    def retranslate(self) -> None:
        """Set all texts in the current language, except what the processes wrote."""
        name_box(self._filter, self.tr("Whose output"))
        self._filter.setItemText(0, self.tr("All processes"))
        self._clear.setText(self.tr("Clear"))
        self._copy.setText(self.tr("Copy"))
        self._copy.setToolTip(self.tr("Copy all the text that is shown"))
        self.line.setAccessibleName(self.tr("Input for the script"))
        self._send.setText(self.tr("Send"))
        self._send.setToolTip(self.tr("Send the line to the script's standard input (Enter)"))
        self._show_placeholder()
        self._on_dropped_changed(self.text.dropped)
        for entry, button in self._input_buttons():
            button.setText(entry.label[self._language])
            button.setToolTip(plain_tip(self.tr("Sends “{line}”").format(line=entry.text)))

    # --- what is shown ------------------------------------------------------------------

    def set_run(self, run: Run | None) -> None:
        """Show another run's output."""
        self._run = run
        self._filter.blockSignals(True)
        while self._filter.count() > 1:
            self._filter.removeItem(1)
        self._filter.blockSignals(False)
        self._names = {}
        self.text.set_process(ALL)
        self.text.set_run(run)
        self._unread.set_run(run)
        self._tell_unread()

    def refresh(self) -> None:
        """Show new output."""
        self._sync_filter()
        self._look_for_reader()
        self.text.refresh()
        self._unread.count(self.isVisible(), self.text.only)
        self._tell_unread()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._is_awaited:
            self._take_focus()
        self._unread.clear()
        self._tell_unread()

    def _tell_unread(self) -> None:
        if self._unread.lines != self._told_unread:
            self._told_unread = self._unread.lines
            self.unread_changed.emit(self._told_unread)

    def set_theme(self, theme: Theme) -> None:
        """Take the theme's colours, and the current font."""
        font = code_font(QApplication.font())
        self.text.setFont(font)
        self.line.setFont(font)
        colors = QColor(theme.danger), QColor(theme.muted)

        @lru_cache(maxsize=1024)  # needed for every line
        def color_of(number: int) -> QColor:
            return readable(process_color(theme, number), theme.panel)

        self.text.set_colors(color_of, *colors)

    def set_running(self, running: bool) -> None:
        """Set whether a script is running that can read input."""
        self._running, self._is_awaited, self._answered_ns = running, False, 0
        self.line.setEnabled(running)
        self._send.setEnabled(running)
        self._show_placeholder()
        for _, button in self._input_buttons():
            button.setEnabled(running)

    def _look_for_reader(self) -> None:
        """Whether main waits for what is entered here; when it begins to, the line takes the focus."""
        main = None if self._run is None or not self._running else self._run.main
        is_new = main is not None and main.stacks_ns > self._answered_ns
        awaited = main is not None and is_new and main.alive and reads_input(main)
        if awaited == self._is_awaited:
            return
        self._is_awaited = awaited
        self._show_placeholder()
        if awaited:
            self._take_focus()

    def _take_focus(self) -> None:
        """Unless the user is writing somewhere else."""
        if self.line.isVisible() and not isinstance(QApplication.focusWidget(), QLineEdit):
            self.line.setFocus()

    def _show_placeholder(self) -> None:
        if self._is_awaited:
            text = self.tr("The script waits for input: Enter sends a line, Ctrl+D ends it")
        elif self._running:
            text = self.tr("Input: Enter sends a line, Ctrl+D ends it")
        else:
            text = self.tr("Input for the script, while it runs")
        self.line.setPlaceholderText(text)

    def set_buttons(self, buttons: Sequence[InputButton], language: str) -> None:
        """Show buttons for the lines that a scenario offers."""
        self._language = language
        if self._buttons != tuple(buttons):
            self._buttons = tuple(buttons)
            self._make_buttons()
        self.retranslate()
        self._flow_box.fit()
        self._flow_box.setVisible(bool(self._buttons))

    def _input_buttons(self) -> Iterator[tuple[InputButton, QPushButton]]:
        """The line that each button sends, and the button."""
        made = self._flow_box.findChildren(QPushButton, options=Qt.FindChildOption.FindDirectChildrenOnly)
        return zip(self._buttons, made, strict=True)

    def _make_buttons(self) -> None:
        while (item := self._flow.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.setParent(None)
        for entry in self._buttons:
            button = QPushButton(self._flow_box)
            button.setObjectName("inputButton")
            button.setEnabled(self._running)
            button.clicked.connect(lambda _=False, line=entry.text: self._enter(line))
            self._flow.addWidget(button)
            button.show()

    def pieces(self, number: int | None) -> list[Output]:
        """The kept output of a process, or of all (None)."""
        output = () if self._run is None else self._run.output
        return [piece for piece in output if number is None or piece.process == number]

    def names(self) -> dict[int, str]:
        """The names of the processes by number."""
        processes = () if self._run is None else self._run.processes
        return {number: self._name_of(number) for number in processes}

    # --- slots --------------------------------------------------------------------------

    def _on_send(self) -> None:
        if self._running:
            self._enter(self.line.text())
            self.line.clear()

    def _enter(self, line: str) -> None:
        self.text.echo(line)
        self._answered()
        self.input_entered.emit(line + "\n")

    def _on_input_closed(self) -> None:
        if self._running:
            self.text.echo(self.tr("(end of the input)"))
            self._answered()
            self.input_closed.emit()

    def _answered(self) -> None:
        """Main waits no more, until it is seen to wait again."""
        main = None if self._run is None else self._run.main
        self._answered_ns, self._is_awaited = 0 if main is None else main.stacks_ns, False
        self._show_placeholder()

    def _on_filter_changed(self) -> None:
        self.text.set_process(self._filter.currentData())
        if self.isVisible() and self.text.only is ALL:
            self._unread.clear()
            self._tell_unread()

    def _on_dropped_changed(self, count: int) -> None:
        text = self.tr("{count} earlier characters are no longer shown").format(
            count=f"{count:,}".replace(",", " ")
        )
        self._dropped.setText(text if count else "")

    def _sync_filter(self) -> None:
        """Update the entries: one for each process with its current name, in the order of appearance.

        Helpers print nothing; a process that turns out to be one loses its entry.
        """
        processes = {} if self._run is None else self._run.processes
        names = {n: self._name_of(n) for n, process in processes.items() if not process.is_helper}
        if names == self._names:
            return
        self._names = names
        if self._filter.currentData() not in (ALL, *names):
            self._filter.setCurrentIndex(0)
        for index in reversed(range(1, self._filter.count())):
            if self._filter.itemData(index) not in names:
                self._filter.removeItem(index)
        entries = {self._filter.itemData(index): index for index in range(1, self._filter.count())}
        for number, name in names.items():
            if number not in entries:
                self._filter.addItem(name, number)
            elif self._filter.itemText(entries[number]) != name:
                self._filter.setItemText(entries[number], name)

    def _name_of(self, number: int) -> str:
        process = None if self._run is None else self._run.processes.get(number)
        if process is None:
            return self.tr("process {number}").format(number=number)
        return process.name or self.tr("process {number}").format(number=process.pid)
