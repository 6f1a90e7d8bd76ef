"""Which objects are shown, and in which order."""

from __future__ import annotations

import re

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QSortFilterProxyModel

from app.gui.objects.model import ObjectModel
from app.gui.objects.rows import Column


class ObjectOrder(QSortFilterProxyModel):
    """Rows in any of whose cells all searched words stand; sorted as people count: q2 before q10.

    What installed packages have made is shown while that fold is open, and when it is searched for.
    """

    def __init__(self, model: ObjectModel, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._words: list[str] = []
        self._is_open = False
        self.setSourceModel(model)
        self._model = model

    def search(self, text: str) -> None:
        """Show only the rows in which these words stand."""
        self._words = text.casefold().split()
        self.invalidate()

    def set_open(self, is_open: bool) -> None:
        """Show also what installed packages have made."""
        self._is_open = is_open
        self.invalidate()

    def filterAcceptsRow(self, row: int, parent: QModelIndex | QPersistentModelIndex) -> bool:
        if not self._words:
            return self._is_open or not self._model.maker_of(row)
        text = "\n".join(self._model.row_as_text(row)).casefold()
        return all(word in text for word in self._words)

    def lessThan(
        self, left: QModelIndex | QPersistentModelIndex, right: QModelIndex | QPersistentModelIndex
    ) -> bool:
        """By text; in the columns of names what has none comes last."""
        one, other = left.data() or "", right.data() or ""
        if left.column() in (Column.WAITING, Column.USERS) and bool(one) != bool(other):
            return bool(one)
        return _counted(one) < _counted(other)

    def rows_as_text(self) -> list[list[str]]:
        """The header and the shown rows, in the order shown."""
        rows = (self.mapToSource(self.index(row, 0)).row() for row in range(self.rowCount()))
        return [self._model.header_as_text(), *(self._model.row_as_text(row) for row in rows)]


def _counted(text: str) -> list[tuple[int, str]]:
    """A text for comparing: numbers in it by their value (QCollator does that only where it has ICU)."""
    parts = re.split(r"(\d{1,18})", text.casefold())
    return [(int(part), "") if place % 2 else (0, part) for place, part in enumerate(parts)]
