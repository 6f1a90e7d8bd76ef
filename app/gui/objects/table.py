"""The view of the table of objects."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QFocusEvent, QFont, QKeyEvent, QShowEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTreeView, QWidget

from app.gui.look.fonts import small_font
from app.gui.objects.order import ObjectOrder
from app.gui.objects.rows import Column
from app.gui.widgets.current_row import mark_current_row

#: Share of the width that each column has at first.
_SHARES = {Column.NAME: 20, Column.KIND: 18, Column.STATE: 32, Column.WAITING: 15, Column.USERS: 15}


class ObjectTable(QTreeView):
    """The view. A click on a header sorts by it, the other way, and then no longer."""

    chosen = Signal(QModelIndex)  # by Enter

    def __init__(self, order: ObjectOrder, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._order = order
        self.setObjectName("objectTable")
        self.setModel(order)
        self.setRootIsDecorated(False)
        self.setItemsExpandable(False)
        self.setUniformRowHeights(True)
        self.setAllColumnsShowFocus(True)
        self.setIndentation(0)
        self.setFrameShape(QTreeView.Shape.NoFrame)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setStyleSheet("QHeaderView::section { padding-left: 10px; padding-right: 9px; }")
        self._set_up_header()

    def _set_up_header(self) -> None:
        header = self.header()
        header.setStretchLastSection(True)
        header.setHighlightSections(False)
        header.setSortIndicatorClearable(True)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        self.sortByColumn(-1, Qt.SortOrder.AscendingOrder)
        self.setSortingEnabled(True)

    def set_font_of(self, base: QFont) -> None:
        """Use a font slightly smaller than `base`."""
        font = small_font(base)
        self.setFont(font)
        for part in (self.header(), self.header().viewport()):
            part.setFont(font)  # with a style sheet it does not follow by itself
        self.scheduleDelayedItemsLayout()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        whole, room = sum(_SHARES.values()), self.viewport().width()
        if not self.verticalScrollBar().isVisible():  # it may come, and takes its place from the last one
            room -= self.verticalScrollBar().sizeHint().width()
        for column, share in _SHARES.items():
            if not self.header().property("shared"):
                self.setColumnWidth(column, room * share // whole)
        self.header().setProperty("shared", True)

    def rows_in_view(self) -> list[int]:
        """The model's rows that can be seen."""
        first, last = self.indexAt(self.viewport().rect().topLeft()), self._last_in_view()
        if not first.isValid():
            return []
        places = range(first.row(), last + 1)
        return [self._order.mapToSource(self._order.index(row, 0)).row() for row in places]

    def _last_in_view(self) -> int:
        last = self.indexAt(self.viewport().rect().bottomLeft())
        return last.row() if last.isValid() else self._order.rowCount() - 1

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Select a row, so that the one the keys apply to is always marked."""
        super().focusInEvent(event)
        mark_current_row(self, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter shows the current object on the stage."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self.chosen.emit(self.currentIndex())
        else:
            super().keyPressEvent(event)
