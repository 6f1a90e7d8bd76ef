"""The objects of a run as rows, in the order in which they came to be; both ends of a channel are one row.

`sync` compares the run with what the view knows and signals only the difference. A run may have very many
objects, so one `sync` looks at those that are in view and at some of the others, in turn.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain, islice
from typing import Any, NamedTuple

from PySide6.QtCore import QModelIndex, QObject, Qt
from PySide6.QtGui import QColor

from app.gui.objects.rows import NOTHING, Column, Row, row_of
from app.gui.widgets.plain_tip import plain_tip
from app.gui.widgets.text_table import Index, TextModel
from app.state.model import Run
from app.state.objects import ChannelEnd, SharedObject
from app.state.telling.channels import is_shown

#: Rows that one `sync` looks at, besides those in view; new ones among them.
AT_ONCE = 200


class Colors(NamedTuple):
    """What stands out: an object that somebody waits for, and one that nobody will ever get."""

    waited_for: QColor
    dead: QColor


class ObjectModel(TextModel):
    """Rows of objects; a row is identified by the object's id."""

    def __init__(self, colors: Colors, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._colors = colors
        self._run: Run | None = None
        self._now_ns = 0
        self._known = 0  # so many of the run's objects have a row, or are shown in another one's
        self._ids: list[int] = []
        self._rows: list[Row] = []
        self._next = 0  # the row that is looked at next
        self.makers: dict[int, str] = {}  # by row: the package that has made its object, if one has
        self._titles = self._titles_now()

    def set_run(self, run: Run | None) -> None:
        """Show another run."""
        self.beginResetModel()
        self._run, self._known, self._next = run, 0, 0
        self._ids, self._rows, self.makers = [], [], {}
        self.endResetModel()

    def set_colors(self, colors: Colors) -> None:
        """Set the colours of what stands out."""
        self._colors = colors
        if self._ids:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._ids) - 1, len(Column) - 1))

    def retranslate(self) -> None:
        """Set the texts of all rows and headers in the current language."""
        self._titles = self._titles_now()
        for row in range(len(self._ids)):
            self._update(row)
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(Column) - 1)

    def sync(self, now_ns: int, in_view: Iterable[int] = ()) -> None:
        """Signal what has changed; rows `in_view` are always looked at."""
        self._now_ns = now_ns
        if self._run is None:
            return
        if self._known > len(self._run.objects):  # one has gone: it was a part of another one
            self.set_run(self._run)
        new = list(islice(self._run.objects.values(), self._known, self._known + AT_ONCE))
        self._known += len(new)
        self._append([known.id for known in new if self._needs_row(known, self._run)])
        count = len(self._ids)
        others = (row % count for row in range(self._next, self._next + min(AT_ONCE, count)))
        for row in chain(in_view, others):
            self._update(row)
        self._next = (self._next + AT_ONCE) % count if count > AT_ONCE else 0

    @property
    def is_behind(self) -> bool:
        """Whether there are objects that have no row yet."""
        return self._run is not None and self._known < len(self._run.objects)

    def _needs_row(self, known: SharedObject, run: Run) -> bool:
        """Whether a row is to be made for an object; the end of a channel may take over the other end's."""
        if not isinstance(known, ChannelEnd) or not is_shown(known, run):
            return is_shown(known, run)
        if known.other_id not in self._ids:
            return True
        row = self._ids.index(known.other_id)
        self._ids[row] = known.id
        self._update(row)
        return False

    def _append(self, ids: list[int]) -> None:
        if not ids:
            return
        first = len(self._ids)
        self.beginInsertRows(QModelIndex(), first, first + len(ids) - 1)
        self._ids += ids
        self._rows += [self._row_of(known) for known in ids]
        for row in range(first, len(self._ids)):
            self._note_maker(row)
        self.endInsertRows()

    def _update(self, row: int) -> None:
        if not 0 <= row < len(self._ids):
            return
        old, new = self._rows[row], self._row_of(self._ids[row])
        self._rows[row] = new
        self._note_maker(row)
        changed = [column for column in Column if new.cells[column] != old.cells[column]]
        if new != old:
            first, last = (changed[0], changed[-1]) if changed else (Column.STATE, Column.STATE)
            self.dataChanged.emit(self.index(row, first), self.index(row, last))

    def _note_maker(self, row: int) -> None:
        """It may be told later than the object itself."""
        maker = self.maker_of(row)
        if maker:
            self.makers[row] = maker
        else:
            self.makers.pop(row, None)

    def _row_of(self, object_id: int) -> Row:
        known = None if self._run is None else self._run.objects.get(object_id)
        return NOTHING if known is None or self._run is None else row_of(known, self._run, self._now_ns)

    # --- for others -----------------------------------------------------------------------

    def id_at(self, row: int) -> int:
        """The object of a row; its id may have 64 bits, more than Qt's own numbers."""
        return self._ids[row]

    def maker_of(self, row: int) -> str:
        """The installed package that has made an object; "" if the script has."""
        known = None if self._run is None else self._run.objects.get(self._ids[row])
        return "" if known is None else known.made_by or ""

    def row_as_text(self, row: int) -> list[str]:
        """The cells of a row."""
        return list(self._rows[row].cells)

    # --- QAbstractTableModel --------------------------------------------------------------

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  # Qt's own signature
        return 0 if parent.isValid() else len(self._ids)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or index.row() >= len(self._ids):
            return None
        row, column = index.row(), index.column()
        if role == Qt.ItemDataRole.DisplayRole:
            return self._rows[row].cells[column]
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tip(self._rows[row].cells[column])
        if role == Qt.ItemDataRole.ForegroundRole:
            return self._color(row, column)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self._rows[row].cells[column] or self.tr("none")
        return None

    def _color(self, row: int, column: int) -> QColor | None:
        if column == Column.STATE and self._rows[row].is_dead:
            return self._colors.dead
        if column == Column.WAITING and self._run is not None and self._run.ended_ns is None:
            return self._colors.waited_for
        return None

    def _titles_now(self) -> tuple[str, ...]:
        return (
            self.tr("Name"),
            self.tr("Kind"),
            self.tr("State"),
            self.tr("Waiting"),
            self.tr("Used by"),
        )
