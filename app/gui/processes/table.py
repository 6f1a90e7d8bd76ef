"""The process table: one row per process, with buttons that end it while it is alive.

The buttons are real widgets, created when a row appears and removed when the fact of its end has
arrived. `columns` says which columns there is room for.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QModelIndex, Qt, Signal, SignalInstance
from PySide6.QtGui import (
    QAction,
    QContextMenuEvent,
    QFocusEvent,
    QFont,
    QGuiApplication,
    QKeyEvent,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QMenu, QTreeView, QWidget

from app.gui.look.fonts import small_font
from app.gui.processes.columns import Columns
from app.gui.processes.model import ProcessModel
from app.gui.processes.row_parts import RowButtons, RowDelegate
from app.gui.processes.rows import Column
from app.gui.widgets.current_row import mark_current_row
from app.state.model import Process


class ProcessTable(QTreeView):
    """The view of `ProcessModel`. It only requests: a row changes when the fact arrives."""

    terminate_requested = Signal(int)  # the process's number
    kill_requested = Signal(int)
    suspend_requested = Signal(int)
    resume_requested = Signal(int)
    #: The context menu, to which actions can be added, and its process's number, or 0.
    menu_opening = Signal(object, int)

    def __init__(self, model: ProcessModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self._can_act = False
        self._columns = Columns(
            model,
            lambda text: self.fontMetrics().horizontalAdvance(text),
            self._actions_width,
            lambda: self.indentation(),
        )
        self.setObjectName("processTable")
        self.setModel(model)
        self.setItemDelegate(RowDelegate(self))
        self._set_up_view()
        self._set_up_header()
        model.rowsInserted.connect(self._on_rows_inserted)
        model.dataChanged.connect(self._on_data_changed)
        model.modelReset.connect(self._on_model_reset)
        self.retranslate()

    def _set_up_view(self) -> None:
        self.setUniformRowHeights(True)
        self.setWordWrap(True)
        self.setRootIsDecorated(False)
        self.setItemsExpandable(False)
        self.setIndentation(0)
        self.setAllColumnsShowFocus(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setFrameShape(QTreeView.Shape.NoFrame)

    def _set_up_header(self) -> None:
        header = self.header()
        header.setStretchLastSection(False)
        header.setMinimumSectionSize(24)
        header.setSectionsMovable(False)
        header.setHighlightSections(False)
        for column in Column:
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.Interactive)
        header.setSectionResizeMode(Column.STATE, QHeaderView.ResizeMode.Stretch)
        # Headers are aligned with their cells, where the delegate leaves a little more room around text.
        self.setStyleSheet("QHeaderView::section { padding-left: 10px; padding-right: 9px; }")
        self.set_font(self.font())

    def set_font(self, base: QFont) -> None:
        """Use a font slightly smaller than `base`."""
        self.setFont(small_font(base))
        for part in (self.header(), self.header().viewport()):
            part.setFont(self.font())  # with a style sheet it does not follow by itself
        for buttons in self.viewport().findChildren(RowButtons):
            buttons.set_font(self.font())
        self.scheduleDelayedItemsLayout()  # the height of rows has changed
        self._measure()

    # --- tree or list -------------------------------------------------------------------

    def set_tree(self, as_tree: bool) -> None:
        """Show a tree or a flat list."""
        self.setIndentation(18 if as_tree else 0)
        self._model.set_tree(as_tree)

    def select_process(self, number: int) -> None:
        """Make the row of a process the current one and scroll to it."""
        index = self._model.index_of(number)
        if index.isValid():
            self.setCurrentIndex(index)
            self.scrollTo(index)

    def selected_text(self) -> str:
        """The cells of the current row; "" when there is none."""
        process = self.selected_process()
        return "" if process is None else self._row_text(process.number)

    def selected_process(self) -> Process | None:
        """The process of the current row."""
        return self._model.process_at(self.currentIndex()) if self.currentIndex().isValid() else None

    def twin(self) -> ProcessTable:
        """Another view of the same rows, for a picture of all of them."""
        twin = ProcessTable(self._model)
        twin.setFont(self.font())
        twin.setIndentation(self.indentation())
        twin.expandAll()
        return twin

    def total_rows(self) -> int:
        """The number of rows on all levels."""
        return len(self._model.rows_as_text()) - 1

    def needed_width(self, *without: Column) -> int:
        """The width at which no column but `without` has to be hidden."""
        return self._columns.needed_width(*without)

    def longest_text(self, column: Column) -> int:
        """The width of the widest text of a column."""
        return self._columns.longest_text(column)

    def show_only(self, columns: set[Column]) -> None:
        """Hide the other columns, until the next change of size."""
        for column in Column:
            self.setColumnHidden(column, column not in columns)

    # --- columns ------------------------------------------------------------------------

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._measure()  # font and style sheet are final only now

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_columns()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._measure()
        elif event.type() == QEvent.Type.LanguageChange:
            self.retranslate()

    def retranslate(self) -> None:
        """Set its accessible name, and measure texts, in the current language."""
        self.setAccessibleName(self.tr("Processes"))
        self._measure()

    def _measure(self) -> None:
        """Measure the widths anew; while the table is hidden this can wait."""
        self._columns.forget()
        if self.isVisible():
            self._fit_columns()

    def _fit_columns(self) -> None:
        """Give each column the width of its texts; hide those that do not fit, the least important first."""
        needs, shown = self._columns.widths(), self._columns.that_fit(self.viewport().width())
        for column in Column:
            self.setColumnHidden(column, column not in shown)
            if column != Column.STATE:
                self.setColumnWidth(column, needs[column])

    def _fit_names(self) -> None:
        if self._columns.fit_names():
            self._fit_columns()

    def _fit_state(self, text: str | None = None) -> None:
        if self._columns.fit_state(text):
            self._fit_columns()

    def _actions_width(self) -> int:
        buttons = RowButtons(0, 0, "", self)
        width = buttons.needed_width()
        buttons.setParent(None)
        return width

    # --- buttons ------------------------------------------------------------------------

    def set_can_act(self, can_act: bool) -> None:
        """Set whether there is a supervisor to carry out requests."""
        self._can_act = can_act
        self._each_row(QModelIndex(), self._refresh_buttons)
        self._columns.set_can_act(can_act)
        self._measure()

    def _on_rows_inserted(self, parent: QModelIndex, first: int, last: int) -> None:
        for row in range(first, last + 1):
            self._each_row(self._model.index(row, 0, parent), self._refresh_buttons, itself=True)
        self.expand(parent)
        self._fit_names()
        self._fit_state()

    def _on_data_changed(self, first: QModelIndex, last: QModelIndex) -> None:
        if first.column() == Column.NAME:
            self._fit_names()
        if first.column() <= Column.STATE <= last.column():
            self._fit_state(self._model.data(first.siblingAtColumn(Column.STATE)))
        if last.column() == Column.ACTIONS or first.column() <= Column.PID:
            for row in range(first.row(), last.row() + 1):
                self._refresh_buttons(first.siblingAtRow(row))

    def _on_model_reset(self) -> None:
        self._each_row(QModelIndex(), self._refresh_buttons)
        self.expandAll()
        self._measure()

    def _each_row(self, index: QModelIndex, act: Callable[[QModelIndex], None], itself: bool = False) -> None:
        if itself:
            act(index)
        for row in range(self._model.rowCount(index)):
            self._each_row(self._model.index(row, 0, index), act, itself=True)

    def _refresh_buttons(self, index: QModelIndex) -> None:
        """Show a pair of buttons on a living row, and no buttons on an ended one."""
        process, place = self._model.process_at(index), index.siblingAtColumn(Column.ACTIONS)
        present: QWidget | None = self.indexWidget(place)
        if process is None or not process.alive or not self._can_act:
            if present is not None:
                self.setIndexWidget(place, None)  # type: ignore[arg-type]  # this is how Qt removes one
                present.setParent(None)  # hidden at once, not only when Qt deletes it
        elif not _belongs(present, process):
            self.setIndexWidget(place, self._make_buttons(process))

    def _make_buttons(self, process: Process) -> RowButtons:
        buttons = RowButtons(process.number, process.pid, process.name, self)
        buttons.terminate_requested.connect(self.terminate_requested)
        buttons.kill_requested.connect(self.kill_requested)
        return buttons

    def can_end_selected(self) -> bool:
        """Whether the process of the current row can be ended."""
        process = self.selected_process()
        return self._can_act and process is not None and process.alive

    def end_selected(self, by_force: bool) -> None:
        """Request the end of the process of the current row."""
        process = self.selected_process()
        if process is not None and self.can_end_selected():
            (self.kill_requested if by_force else self.terminate_requested).emit(process.number)

    # --- keyboard -----------------------------------------------------------------------

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Select a row, so that the one the keys apply to is always marked."""
        super().focusInEvent(event)
        mark_current_row(self, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Delete terminates the current process, Shift+Delete kills it; Enter shows it in the code."""
        process = self.selected_process()
        if event.key() == Qt.Key.Key_Delete:
            self.end_selected(by_force=bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier))
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and process is not None:
            self.clicked.emit(self.currentIndex())
        else:
            super().keyPressEvent(event)

    # --- context menu -------------------------------------------------------------------

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Show the menu for the row under the mouse, or by keyboard for the current row."""
        by_keys = event.reason() == QContextMenuEvent.Reason.Keyboard
        index = self.currentIndex() if by_keys else self.indexAt(event.pos())
        process = self._model.process_at(index) if index.isValid() else None
        menu = QMenu(self) if process is None else self.menu_for(process)
        menu.setObjectName("processMenu")
        self.menu_opening.emit(menu, 0 if process is None else process.number)
        menu.aboutToHide.connect(menu.deleteLater)
        place = self.visualRect(index).bottomLeft() if by_keys else event.pos()
        menu.popup(self.viewport().mapToGlobal(place))

    def menu_for(self, process: Process) -> QMenu:
        """The actions for a process; those that would do nothing are disabled."""
        menu = QMenu(self)
        self.add_commands(menu, process)
        menu.addSeparator()
        pid, row = str(process.pid), self._row_text(process.number)
        menu.addAction(self.tr("Copy PID")).triggered.connect(
            lambda: QGuiApplication.clipboard().setText(pid)
        )
        menu.addAction(self.tr("Copy row")).triggered.connect(
            lambda: QGuiApplication.clipboard().setText(row)
        )
        return menu

    def add_commands(self, menu: QMenu, process: Process) -> None:
        """Add the actions that end, suspend or resume a process."""
        number = process.number
        can_act = self._can_act and process.alive
        self._add(menu, self.tr("Suspend"), self.suspend_requested, number, can_act and not process.suspended)
        self._add(menu, self.tr("Resume"), self.resume_requested, number, can_act and process.suspended)
        menu.addSeparator()
        self._add(menu, self.tr("Terminate (SIGTERM)"), self.terminate_requested, number, can_act)
        self._add(menu, self.tr("Kill (SIGKILL)"), self.kill_requested, number, can_act)

    def add_commands_of(self, menu: QMenu, number: int) -> None:
        """The same by the process's number."""
        process = self._model.process_at(self._model.index_of(number))
        if process is not None:
            self.add_commands(menu, process)

    def _add(self, menu: QMenu, text: str, signal: SignalInstance, number: int, enabled: bool) -> QAction:
        action = menu.addAction(text)
        action.setEnabled(enabled)
        action.triggered.connect(lambda: signal.emit(number))
        return action

    def _row_text(self, number: int) -> str:
        cells = (self._model.index_of(number, column).data() for column in Column if column != Column.ACTIONS)
        return "\t".join(str(cell) for cell in cells)


def _belongs(buttons: QWidget | None, process: Process) -> bool:
    """Whether these are the buttons of this process, with its current name."""
    return isinstance(buttons, RowButtons) and (buttons.pid, buttons.name) == (process.pid, process.name)
