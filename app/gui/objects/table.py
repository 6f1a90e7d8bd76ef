"""The view of the table of objects."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHeaderView, QWidget

from app.gui.objects.order import ObjectOrder
from app.gui.objects.rows import Column
from app.gui.widgets.text_table import TextTable

#: Share of the width that each column has at first.
_SHARES = {Column.NAME: 20, Column.KIND: 18, Column.STATE: 32, Column.WAITING: 15, Column.USERS: 15}


class ObjectTable(TextTable):
    """The view. A click on a header sorts by it, the other way, and then no longer."""

    def __init__(self, order: ObjectOrder, parent: QWidget | None = None) -> None:
        super().__init__(order, parent)
        self._order = order
        self.setObjectName("objectTable")
        self._set_up_header()

    def _set_up_header(self) -> None:
        header = self.header()
        header.setStretchLastSection(True)
        header.setSortIndicatorClearable(True)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        self.sortByColumn(-1, Qt.SortOrder.AscendingOrder)
        self.setSortingEnabled(True)

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
        return [self._order.row_of(self._order.index(row, 0)) for row in places]

    def _last_in_view(self) -> int:
        last = self.indexAt(self.viewport().rect().bottomLeft())
        return last.row() if last.isValid() else self._order.rowCount() - 1
