"""Which objects are shown, and in which order."""

from __future__ import annotations

import re

from PySide6.QtCore import QObject

from app.gui.objects.model import ObjectModel
from app.gui.objects.rows import Column
from app.gui.widgets.text_table import Index, SearchedOrder


class ObjectOrder(SearchedOrder):
    """Rows in any of whose cells all searched words stand; sorted as people count: q2 before q10.

    What installed packages have made is shown while that fold is open, and when it is searched for.
    """

    def __init__(self, model: ObjectModel, parent: QObject | None = None) -> None:
        super().__init__(model, parent)
        self._is_open = False
        self._model = model

    def set_open(self, is_open: bool) -> None:
        """Show also what installed packages have made."""
        self._is_open = is_open
        self.invalidate()

    def filterAcceptsRow(self, row: int, parent: Index) -> bool:
        if not self._words:
            return self._is_open or not self._model.maker_of(row)
        return super().filterAcceptsRow(row, parent)

    def lessThan(self, left: Index, right: Index) -> bool:
        """By text; in the columns of names what has none comes last."""
        one, other = left.data() or "", right.data() or ""
        if left.column() in (Column.WAITING, Column.USERS) and bool(one) != bool(other):
            return bool(one)
        return _counted(one) < _counted(other)


def _counted(text: str) -> list[tuple[int, str]]:
    """A text for comparing: numbers in it by their value (QCollator does that only where it has ICU)."""
    parts = re.split(r"(\d{1,18})", text.casefold())
    return [(int(part), "") if place % 2 else (0, part) for place, part in enumerate(parts)]
