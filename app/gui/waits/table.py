"""The view of the table of waits, and its order."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QFont, QShowEvent
from PySide6.QtWidgets import QAbstractItemView, QWidget

from app.gui.waits.model import SORT_ROLE, WaitModel
from app.gui.waits.rows import BAR_COLUMN
from app.gui.widgets.text_table import SearchedOrder, TextTable


class WaitOrder(SearchedOrder):
    """Sorted by what the texts mean."""

    def __init__(self, model: WaitModel, parent: QObject | None = None) -> None:
        super().__init__(model, parent)
        self.setSortRole(SORT_ROLE)


class WaitTable(TextTable):
    """The view. A click on a header sorts by it."""

    def __init__(self, order: WaitOrder, parent: QWidget | None = None) -> None:
        super().__init__(order, parent)
        self.setObjectName("waitsView")
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setSortingEnabled(True)
        self.doubleClicked.connect(self.chosen)

    def sort_at_first(self, column: int) -> None:
        """With the largest on top, as long as no header is clicked on."""
        self.sortByColumn(column, Qt.SortOrder.DescendingOrder)
        self.fit()

    def set_font_of(self, base: QFont) -> None:
        """Use a font slightly smaller than `base`."""
        super().set_font_of(base)
        self.fit()

    def fit(self) -> None:
        """Give each column the width that its title and its cells need."""
        for column in range(self.model().columnCount()):
            self.resizeColumnToContents(column)
        if self.columnWidth(BAR_COLUMN) > self._widest:
            self.setColumnWidth(BAR_COLUMN, self._widest)

    @property
    def _widest(self) -> int:
        """Of a column with bars, so that others can be seen: the whole text is in the tool tip."""
        return 32 * self.fontMetrics().averageCharWidth()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.fit()
