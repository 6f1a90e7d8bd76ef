"""The view of the table of waits, and its order."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QFont, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QAbstractItemView, QWidget

from app.gui.waits.fitting import fitted
from app.gui.waits.life_bar import BAR_SIZE
from app.gui.waits.model import SORT_ROLE, WaitModel
from app.gui.waits.rows import BAR_COLUMN
from app.gui.widgets.text_table import SearchedOrder, TextTable

#: Letters of a text at least, and of a text behind a bar at most.
_LEAST, _WIDEST = 14, 32


class WaitOrder(SearchedOrder):
    """Sorted by what the texts mean."""

    def __init__(self, model: WaitModel, parent: QObject | None = None) -> None:
        super().__init__(model, parent)
        self.setSortRole(SORT_ROLE)


class WaitTable(TextTable):
    """The view. A click on a header sorts by it."""

    def __init__(self, order: WaitOrder, waits: WaitModel, parent: QWidget | None = None) -> None:
        super().__init__(order, parent)
        self._waits = waits
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
        """Give each column the width that its title and its cells need, or what room there is.

        What is shortened or has no room stands in the tool tip of its row.
        """
        page, columns = self._waits.page, range(self.model().columnCount())
        for column in columns:
            self.setColumnHidden(column, False)
        needed = {column: self._needed(column) for column in columns}
        least = {
            column: min(needed[column], self._least(column)) for column in columns if column in page.texts
        }
        spare = [column for column in page.spare if column != self.header().sortIndicatorSection()]
        widths = fitted(needed, least, spare, self.viewport().width())
        for column in columns:
            self.setColumnHidden(column, column not in widths)
            if column in widths:
                self.setColumnWidth(column, widths[column])

    def _needed(self, column: int) -> int:
        width = max(self.sizeHintForColumn(column), self.header().sectionSizeHint(column))
        return min(width, self._letters(_WIDEST)) if column == BAR_COLUMN else width

    def _least(self, column: int) -> int:
        """A title is never shortened."""
        title = self.header().sectionSizeHint(column)
        is_bar = column == BAR_COLUMN
        return max(title, BAR_SIZE.width() + self._letters(_LEAST // 2) if is_bar else self._letters(_LEAST))

    def _letters(self, count: int) -> int:
        return count * self.fontMetrics().averageCharWidth()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.fit()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.fit()
