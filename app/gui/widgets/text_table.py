"""A table of texts under titles, searched by words: its model, its order, its view."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QSortFilterProxyModel,
    Qt,
    Signal,
)
from PySide6.QtGui import QFocusEvent, QFont, QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QTreeView, QWidget

from app.gui.look.fonts import small_font
from app.gui.widgets.current_row import mark_current_row

Index = QModelIndex | QPersistentModelIndex


class TextModel(QAbstractTableModel):
    """The titles of the columns, which a model that is derived from it gives together with its rows."""

    _titles: tuple[str, ...] = ()

    def row_as_text(self, row: int) -> list[str]:
        """The cells of a row."""
        raise NotImplementedError

    def header_as_text(self) -> list[str]:
        """The titles of the columns."""
        return list(self._titles)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  # Qt's own signature
        return 0 if parent.isValid() else len(self._titles)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation != Qt.Orientation.Horizontal or not 0 <= section < len(self._titles):
            return None
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return self._titles[section]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        return None


class SearchedOrder(QSortFilterProxyModel):
    """Rows in any of whose cells all searched words stand."""

    def __init__(self, model: TextModel, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._words: list[str] = []
        self._texts = model
        self.setSourceModel(model)

    def search(self, text: str) -> None:
        """Show only the rows in which these words stand."""
        self._words = text.casefold().split()
        self.invalidate()

    def filterAcceptsRow(self, row: int, parent: Index) -> bool:
        text = "\n".join(self._texts.row_as_text(row)).casefold()
        return all(word in text for word in self._words)

    def row_of(self, index: Index) -> int:
        """The model's row that a place in this order is."""
        return self.mapToSource(index).row()

    def rows_as_text(self) -> list[list[str]]:
        """The header and the shown rows, in the order shown."""
        rows = (self.row_of(self.index(row, 0)) for row in range(self.rowCount()))
        return [self._texts.header_as_text(), *(self._texts.row_as_text(row) for row in rows)]


class TextTable(QTreeView):
    """The view: no branches, a row is chosen as a whole, and one that the keys apply to is always marked."""

    chosen = Signal(QModelIndex)  # by Enter

    def __init__(self, order: SearchedOrder, parent: QWidget | None = None) -> None:
        super().__init__(parent)
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
        self.header().setHighlightSections(False)

    def set_font_of(self, base: QFont) -> None:
        """Use a font slightly smaller than `base`."""
        font = small_font(base)
        self.setFont(font)
        for part in (self.header(), self.header().viewport()):
            part.setFont(font)  # with a style sheet it does not follow by itself
        self.scheduleDelayedItemsLayout()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Select a row, so that the one the keys apply to is always marked."""
        super().focusInEvent(event)
        mark_current_row(self, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter chooses the current row."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self.chosen.emit(self.currentIndex())
        else:
            super().keyPressEvent(event)
