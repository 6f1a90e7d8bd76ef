"""One of the tables of waits as a model: its rows in the order in which they came.

`sync` compares the state with what the view knows and signals only the difference.
"""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

from PySide6.QtCore import QModelIndex, QObject, Qt

from app.gui.waits.life_bar import BAR_ROLE
from app.gui.waits.rows import BAR_COLUMN, Page, Row
from app.gui.widgets.plain_tip import plain_tip
from app.gui.widgets.text_table import Index, TextModel
from app.state.history import Location
from app.state.model import Run

#: What rows are sorted by.
SORT_ROLE = Qt.ItemDataRole.UserRole


class WaitModel(TextModel):
    """The rows of a page; a row is identified by what it is about."""

    def __init__(self, page: Page, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._run: Run | None = None
        self._page, self._now_ns = page, 0
        self._keys: list[Hashable] = []
        self._rows: list[Row] = []
        self._titles = page.titles()

    def set_run(self, run: Run | None) -> None:
        """Show another run."""
        self._reset(run, self._page)

    def set_page(self, page: Page) -> None:
        """Show another table of the same run."""
        self._reset(self._run, page)
        self.sync(self._now_ns)

    def _reset(self, run: Run | None, page: Page) -> None:
        self.beginResetModel()
        self._run, self._page, self._titles = run, page, page.titles()
        self._keys, self._rows = [], []
        self.endResetModel()

    def retranslate(self) -> None:
        """Set all texts in the current language."""
        self._titles = self._page.titles()
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(self._titles) - 1)
        self.sync(self._now_ns)

    def sync(self, now_ns: int) -> None:
        """Signal what has changed."""
        self._now_ns = now_ns
        if self._run is None:
            return
        rows = self._page.rows(self._run, now_ns)
        if any(key not in rows for key in self._keys):  # a wait that went on has come to nothing
            self.set_run(self._run)
        for index, key in enumerate(self._keys):
            if rows[key] != self._rows[index]:
                self._rows[index] = rows[key]
                self.dataChanged.emit(self.index(index, 0), self.index(index, len(self._titles) - 1))
        known = set(self._keys)
        self._append({key: row for key, row in rows.items() if key not in known})

    def _append(self, rows: dict[Hashable, Row]) -> None:
        if rows:
            first = len(self._keys)
            self.beginInsertRows(QModelIndex(), first, first + len(rows) - 1)
            self._keys += rows
            self._rows += rows.values()
            self.endInsertRows()

    # --- for others -----------------------------------------------------------------------

    def location_at(self, row: int) -> Location | None:
        """The line that a row leads to: mostly that at which was waited longest."""
        return self._rows[row].location

    @property
    def page(self) -> Page:
        """Which table it is."""
        return self._page

    def row_as_text(self, row: int) -> list[str]:
        """The cells of a row."""
        return list(self._rows[row].cells)

    def _tip(self, row: Row) -> str:
        """All of a row: some of its columns may be narrow or hidden."""
        known = zip(self._titles, row.cells, strict=True)
        template = self.tr("{title}: {text}")
        return "\n".join(template.format(title=title, text=text) for title, text in known if text)

    # --- QAbstractTableModel --------------------------------------------------------------

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  # Qt's own signature
        return 0 if parent.isValid() else len(self._keys)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or index.row() >= len(self._rows):
            return None
        row, column = self._rows[index.row()], index.column()
        if role == Qt.ItemDataRole.DisplayRole:
            return row.cells[column]
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tip(self._tip(row))
        if role == SORT_ROLE:
            return row.values[column]
        if role == BAR_ROLE:
            return row.bar if column == BAR_COLUMN else None
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return row.cells[column] or self.tr("not known")
        return None
