"""The view of the table of waits, and its order."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QSortFilterProxyModel, Qt, Signal
from PySide6.QtGui import QFocusEvent, QFont, QKeyEvent, QShowEvent
from PySide6.QtWidgets import QAbstractItemView, QTreeView, QWidget

from app.gui.look.fonts import small_font
from app.gui.waits.model import SORT_ROLE, Column, WaitModel
from app.gui.widgets.current_row import mark_current_row


class WaitOrder(QSortFilterProxyModel):
    """Rows in any of whose cells all searched words stand; sorted by what the texts mean."""

    def __init__(self, model: WaitModel, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._words: list[str] = []
        self._model = model
        self.setSourceModel(model)
        self.setSortRole(SORT_ROLE)

    def search(self, text: str) -> None:
        """Show only the rows in which these words stand."""
        self._words = text.casefold().split()
        self.invalidate()

    def filterAcceptsRow(self, row: int, parent: QModelIndex | QPersistentModelIndex) -> bool:
        text = "\n".join(self._model.row_as_text(row)).casefold()
        return all(word in text for word in self._words)

    def rows_as_text(self) -> list[list[str]]:
        """The header and the shown rows, in the order shown."""
        rows = (self.mapToSource(self.index(row, 0)).row() for row in range(self.rowCount()))
        return [self._model.header_as_text(), *(self._model.row_as_text(row) for row in rows)]


class WaitTable(QTreeView):
    """The view, at first with the most waiting on top. A click on a header sorts by it."""

    chosen = Signal(QModelIndex)  # by Enter or a double click

    def __init__(self, order: WaitOrder, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("waitsView")
        self.setModel(order)
        self.setRootIsDecorated(False)
        self.setItemsExpandable(False)
        self.setUniformRowHeights(True)
        self.setAllColumnsShowFocus(True)
        self.setIndentation(0)
        self.setFrameShape(QTreeView.Shape.NoFrame)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setStyleSheet("QHeaderView::section { padding-left: 10px; padding-right: 9px; }")
        self.header().setHighlightSections(False)
        self.sortByColumn(Column.TOTAL, Qt.SortOrder.DescendingOrder)
        self.setSortingEnabled(True)
        self.doubleClicked.connect(self.chosen)

    def set_font_of(self, base: QFont) -> None:
        """Use a font slightly smaller than `base`."""
        font = small_font(base)
        self.setFont(font)
        for part in (self.header(), self.header().viewport()):
            part.setFont(font)  # with a style sheet it does not follow by itself
        self.fit()

    def fit(self) -> None:
        """Give each column the width that its title and its cells need."""
        for column in Column:
            self.resizeColumnToContents(column)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.fit()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Select a row, so that the one the keys apply to is always marked."""
        super().focusInEvent(event)
        mark_current_row(self, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter shows the line of the current row."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self.chosen.emit(self.currentIndex())
        else:
            super().keyPressEvent(event)
