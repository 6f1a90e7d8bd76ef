"""The tab with the process table, and the choice between a list and a tree."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QModelIndex, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QFontInfo, QResizeEvent
from PySide6.QtWidgets import (
    QApplication,
    QButtonGroup,
    QHBoxLayout,
    QLabel,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.gui.look.colors import process_color
from app.gui.look.icons import icon
from app.gui.look.theme import Theme
from app.gui.processes.model import ProcessModel
from app.gui.processes.row_parts import RowButtons
from app.gui.processes.rows import NUMBER_ROLE, Looks
from app.gui.processes.table import ProcessTable
from app.gui.widgets.fold_button import FoldButton
from app.gui.widgets.retranslated import Retranslated
from app.gui.words.state_words import states_text
from app.state.model import Condition, Outcome, Process, Run
from app.state.telling.failures import has_trouble
from app.state.telling.words import condition, is_idle

#: The table follows the state at this pace; nobody reads a running time faster.
PACE_NS = 50_000_000
#: In a narrower panel (times the text size) the count is hidden to leave room for the tabs.
COUNT_NEEDS = 46
#: Conditions that stand out by their colour.
_TELLING = frozenset({Condition.BLOCKED, Condition.SUSPENDED})
#: Ends that somebody has brought about.
_FROM_OUTSIDE = frozenset({Outcome.TERMINATED, Outcome.KILLED})


class ProcessPanel(Retranslated, QWidget):
    """The table, and tools for which the window finds a place."""

    process_selected = Signal(int)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("processPanel")
        self._run: Run | None = None
        self._shown_ns = self._known = self._now_ns = 0
        # What came too soon after the last time is shown a little later, also when nothing follows it.
        self._rest = QTimer(self, singleShot=True, interval=PACE_NS // 1_000_000)
        self._rest.timeout.connect(self._show)
        self.model = ProcessModel(_looks(theme), self)
        self.table = ProcessTable(self.model, self)
        self.table.clicked.connect(lambda index: self.process_selected.emit(index.data(NUMBER_ROLE)))
        self.table.selectionModel().currentRowChanged.connect(self._on_row_changed)
        self.tools = QWidget(self)  # the window puts it beside the tabs, where there is room
        self._count = QLabel(self)
        self._count.setProperty("look", "muted")
        self._count.setMinimumWidth(1)  # where there is no room it is hidden
        self.fold = FoldButton("madeProcessesButton", self)
        self.fold.toggled.connect(self.model.set_open)
        self._list = self._toggle("list")
        self._tree = self._toggle("tree")
        self._list.setChecked(True)
        group = QButtonGroup(self)
        group.addButton(self._list)
        group.addButton(self._tree)
        self._tree.toggled.connect(self.table.set_tree)
        self._lay_out()
        self.set_theme(theme)
        self.retranslate()

    def _toggle(self, name: str) -> QToolButton:
        button = QToolButton(self)
        button.setObjectName(f"{name}Button")
        button.setCheckable(True)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        return button

    def _lay_out(self) -> None:
        tools = QHBoxLayout(self.tools)
        tools.setContentsMargins(8, 0, 10, 0)
        tools.setSpacing(2)
        for widget in (self._count, self.fold, self._list, self._tree):
            tools.addWidget(widget)
        tools.insertSpacing(1, 8)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.table, 1)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._fit_count()

    def retranslate(self) -> None:
        """Set all texts in the current language."""
        for button, tip in (
            (self._list, self.tr("Show one list")),
            (self._tree, self.tr("Show children below their parents")),
        ):
            button.setAccessibleName(tip)
            button.setToolTip(tip)
        self.model.retranslate()
        self._show_count()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_count()

    def _fit_count(self) -> None:
        self._count.setVisible(self.width() > COUNT_NEEDS * QFontInfo(self.font()).pixelSize())

    def first_buttons(self) -> QWidget | None:
        """The Terminate and Kill buttons of the first visible living row."""
        for buttons in self.table.viewport().findChildren(RowButtons):
            if buttons.isVisible():
                return buttons
        return None

    def set_run(self, run: Run | None) -> None:
        """Show another run's processes."""
        self._run, self._shown_ns, self._known = run, 0, 0
        self._rest.stop()
        self.model.set_run(run)
        self._show_count()

    def refresh(self, now_ns: int, at_once: bool = False) -> None:
        """Show what has changed; at the table's own pace, unless `at_once` is set or a process is new."""
        self._now_ns = now_ns
        known = 0 if self._run is None else len(self._run.processes)
        if known != self._known or at_once or now_ns - self._shown_ns >= PACE_NS:
            self._known = known
            self._show()
        elif not self._rest.isActive():
            self._rest.start()

    def _show(self) -> None:
        self._rest.stop()
        self._shown_ns = self._now_ns
        self.model.sync(self._now_ns)
        self._show_count()

    def _on_row_changed(self, index: QModelIndex) -> None:
        """Show the process of the current row, when arrow keys have moved there."""
        if index.isValid() and self.table.hasFocus():
            self.process_selected.emit(index.data(NUMBER_ROLE))

    def set_theme(self, theme: Theme) -> None:
        """Take the theme's colours, and the current font."""
        self.table.set_font(QApplication.font())
        self.model.set_looks(_looks(theme))
        self._list.setIcon(icon("list", theme.text))
        self._tree.setIcon(icon("list-tree", theme.text))
        self.tools.setStyleSheet(
            "QToolButton { padding: 3px 6px; border: 1px solid transparent; background: transparent; }"
            f"QToolButton:hover {{ background: {theme.hover}; }}"
            f"QToolButton:checked {{ background: {theme.pressed}; }}"
            f"QToolButton:focus {{ border-color: {theme.accent}; }}"
        )

    def _show_count(self) -> None:
        processes = [] if self._run is None else self._run.script_processes
        self.fold.set_makers(process.made_by for process in processes if process.made_by)
        alive = sum(process.alive for process in processes)
        text = self.tr("{alive} alive, {ended} ended").format(alive=alive, ended=len(processes) - alive)
        none = "" if self._run is not None else self.tr("No process yet; press Start")
        self._count.setText(text if processes else none)


def _looks(theme: Theme) -> Looks:
    return Looks(
        states_text, lambda number: process_color(theme, number), lambda *about: _state_color(theme, *about)
    )


def _state_color(theme: Theme, process: Process, run: Run, now_ns: int) -> QColor | None:
    state = condition(process, now_ns)
    if has_trouble(process):
        return QColor(theme.danger)
    if state is Condition.ENDED:
        return QColor(theme.warning if process.outcome in _FROM_OUTSIDE else theme.muted)
    return QColor(theme.warning) if state in _TELLING and not is_idle(process, now_ns) else None
