"""The waits of a run as rows: one for each object, line or process, in the order in which they came.

`sync` compares the state with what the view knows and signals only the difference.
"""

from __future__ import annotations

from collections.abc import Hashable
from enum import IntEnum
from typing import Any, NamedTuple

from PySide6.QtCore import QModelIndex, QObject, Qt

from app.gui.stage.words.phrases import process_name
from app.gui.widgets.plain_tip import plain_tip
from app.gui.widgets.text_table import Index, TextModel
from app.language import translate
from app.state.history import Location
from app.state.model import Run
from app.state.wait_groups import By, Group, groups_of

#: What rows are sorted by.
SORT_ROLE = Qt.ItemDataRole.UserRole


class Column(IntEnum):
    """The columns, from left to right."""

    WHAT = 0
    COUNT = 1
    TOTAL = 2
    MEAN = 3
    LARGEST = 4
    P95 = 5
    ENDED_BY = 6


class Row(NamedTuple):
    """What is shown of a group of waits."""

    cells: tuple[str, ...]  # a text for each `Column`
    values: tuple[str | float, ...]  # what each is sorted by; Qt compares large whole numbers wrongly
    location: Location | None


class WaitModel(TextModel):
    """Rows of groups; a row is identified by what its waits have in common."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._run: Run | None = None
        self._by, self._now_ns = By.OBJECT, 0
        self._keys: list[Hashable] = []
        self._rows: list[Row] = []
        self._titles = self._titles_now()

    def set_run(self, run: Run | None) -> None:
        """Show another run."""
        self.beginResetModel()
        self._run, self._keys, self._rows = run, [], []
        self.endResetModel()

    def set_by(self, by: By) -> None:
        """Add the waits up by something else."""
        self._by = by
        self.set_run(self._run)
        self.retranslate()

    def retranslate(self) -> None:
        """Set all texts in the current language."""
        self._titles = self._titles_now()
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(Column) - 1)
        self.sync(self._now_ns)

    def sync(self, now_ns: int) -> None:
        """Signal what has changed."""
        self._now_ns = now_ns
        if self._run is None:
            return
        groups = groups_of(self._run, self._by, now_ns)
        if any(key not in groups for key in self._keys):  # a wait that went on has come to nothing
            self.set_run(self._run)
        for row, key in enumerate(self._keys):
            new = self._row_of(groups[key])
            if new != self._rows[row]:
                self._rows[row] = new
                self.dataChanged.emit(self.index(row, 0), self.index(row, len(Column) - 1))
        known = set(self._keys)
        self._append({key: group for key, group in groups.items() if key not in known})

    def _append(self, groups: dict[Hashable, Group]) -> None:
        if groups:
            first = len(self._keys)
            self.beginInsertRows(QModelIndex(), first, first + len(groups) - 1)
            self._keys += groups
            self._rows += map(self._row_of, groups.values())
            self.endInsertRows()

    def _row_of(self, group: Group) -> Row:
        waits, ending = group.waits, group.waits.mostly_ended_by
        what = self._what(group)
        times = (waits.total_ns, waits.mean_ns, waits.largest_ns, waits.p95_ns)
        ended_by = "" if ending is None else f"{ending.operation} · {_place(ending.file, ending.line)}"
        cells = (what, str(waits.count), *map(_seconds, times), ended_by)
        return Row(
            cells,
            (what.casefold(), float(waits.count), *map(float, times), ended_by.casefold()),
            group.location,
        )

    def _what(self, group: Group) -> str:
        key, run = group.key, self._run
        if self._by is By.LINE:
            return _place(key.file, key.line) if key.file else self.tr("not known")
        if self._by is By.PROCESS:
            process = None if run is None else run.processes.get(key.process)
            return "" if process is None else f"{process_name(process)} ({process.pid})"
        known = None if run is None else run.objects.get(key.object)
        return key.operation if known is None else known.name

    # --- for others -----------------------------------------------------------------------

    def location_at(self, row: int) -> Location | None:
        """The line at which was waited longest."""
        return self._rows[row].location

    def row_as_text(self, row: int) -> list[str]:
        """The cells of a row."""
        return list(self._rows[row].cells)

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
            return plain_tip(row.cells[column])
        if role == SORT_ROLE:
            return row.values[column]
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return row.cells[column] or self.tr("not known")
        return None

    def _titles_now(self) -> tuple[str, ...]:
        what = {By.OBJECT: self.tr("Object"), By.LINE: self.tr("Line"), By.PROCESS: self.tr("Process")}
        return (
            what[self._by],
            self.tr("Waits"),
            self.tr("In all"),
            self.tr("Mean"),
            self.tr("Longest"),
            self.tr("95 %"),
            self.tr("Mostly ended by"),
        )


def _place(file: str, line: int) -> str:
    return f"{Location(file, line).file_name}:{line}"


def _seconds(duration_ns: int) -> str:
    return translate("WaitModel", "{seconds:.3f} s").format(seconds=duration_ns / 1e9)
