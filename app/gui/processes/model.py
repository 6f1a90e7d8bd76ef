"""The processes of a run as rows: a flat list, or a tree of parents and children.

`sync` compares the run with what the views know and signals only the difference: new rows, and the
smallest range of changed cells. `data()` reads prepared texts. Helper processes of multiprocessing
(resource tracker, forkserver) are not shown, nor is what installed packages have started, unless that fold is
open; their children move up.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from app.gui.processes.rows import NUMBER_ROLE, RIGHT_ALIGNED, Column, Looks, Row, end_state
from app.gui.widgets.plain_tip import plain_tip
from app.state.model import Process, Run

Index = QModelIndex | QPersistentModelIndex


class ProcessModel(QAbstractItemModel):
    """Rows of processes; a row is identified by the process's number, never by its pid."""

    def __init__(self, looks: Looks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._looks = looks
        self._run: Run | None = None
        self._now_ns = 0
        self._as_tree = self._is_open = False
        self._root = Row(0, None)
        self._rows: dict[int, Row] = {}
        self._heads = self._titles()

    # --- what the views are told --------------------------------------------------------

    def set_run(self, run: Run | None) -> None:
        """Show another run."""
        self._run = run
        self._rebuild()

    def set_tree(self, as_tree: bool) -> None:
        """Show a tree of parents and children, or a flat list."""
        self._as_tree = as_tree
        self._rebuild()

    def set_open(self, is_open: bool) -> None:
        """Show also what installed packages have started."""
        self._is_open = is_open
        self._rebuild()

    def set_looks(self, looks: Looks) -> None:
        """Set the words and colours of every row."""
        self._looks = looks
        self.sync(self._now_ns)
        self._colors_changed(self._root)

    def retranslate(self) -> None:
        """Set the texts of all rows and headers in the current language."""
        self._heads = self._titles()
        for number, row in self._rows.items():
            if self._run is not None and number in self._run.processes:
                self._update(row, self._run.processes[number])
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(Column) - 1)

    def sync(self, now_ns: int) -> None:
        """Signal what has changed since the last call."""
        self._now_ns = now_ns
        if self._run is None:
            return
        shown = self._shown(self._run)
        if not self._only_grows(shown):
            self._rebuild()
            return
        for process in shown:
            row = self._rows.get(process.number)
            if row is None:
                self._insert(process)
            elif process.alive or row.end_state != end_state(process):
                self._update(row, process)

    def _shown(self, run: Run) -> list[Process]:
        return [process for process in run.script_processes if self._is_shown(process)]

    def _is_shown(self, process: Process) -> bool:
        return not process.is_helper and (self._is_open or not process.made_by)

    def _only_grows(self, shown: list[Process]) -> bool:
        """Whether rows only have to be added: none has to go or to move to another parent."""
        known = [process for process in shown if process.number in self._rows]
        return len(known) == len(self._rows) and all(self._has_its_parent(process) for process in known)

    def _has_its_parent(self, process: Process) -> bool:
        parent = self._rows[process.number].parent
        return parent is not None and parent.number == self._parent_number(process)

    def _parent_number(self, process: Process) -> int:
        """The number of its nearest ancestor that is shown; 0 is the top."""
        if not self._as_tree or self._run is None:
            return 0
        nearest, number, seen = 0, process.parent, {process.number}
        while number is not None and (parent := self._run.processes.get(number)) is not None:
            if number in seen:
                return 0  # a cycle of parents: invalid input
            seen.add(number)
            if not nearest and self._is_shown(parent):
                nearest = number
            number = parent.parent
        return nearest

    def _rebuild(self) -> None:
        self.beginResetModel()
        self._root, self._rows = Row(0, None), {}
        for process in () if self._run is None else self._shown(self._run):
            self._ensure(process)
        self.endResetModel()

    def _ensure(self, process: Process) -> Row:
        """The row of a process, created after that of its parent."""
        if process.number not in self._rows:
            number = self._parent_number(process)
            assert self._run is not None
            self._append(process, self._ensure(self._run.processes[number]) if number else self._root)
        return self._rows[process.number]

    def _insert(self, process: Process) -> None:
        number = self._parent_number(process)
        if number and number not in self._rows:
            self._rebuild()
            return
        parent = self._rows[number] if number else self._root
        position = len(parent.children)
        self.beginInsertRows(self._index_of(parent), position, position)
        self._append(process, parent)
        self.endInsertRows()

    def _append(self, process: Process, parent: Row) -> None:
        row = Row(process.number, parent)
        row.cells, row.end_state = self._cells(process), end_state(process)
        parent.children.append(row)
        self._rows[process.number] = row

    def _update(self, row: Row, process: Process) -> None:
        cells, old = self._cells(process), row.cells
        row.cells, row.end_state = cells, end_state(process)
        changed = [column for column in Column if cells[column] != old[column]]
        if changed:
            self.dataChanged.emit(self._index_of(row, changed[0]), self._index_of(row, changed[-1]))

    def _colors_changed(self, parent: Row) -> None:
        if parent.children:
            first, last = parent.children[0], parent.children[-1]
            self.dataChanged.emit(self._index_of(first), self._index_of(last, len(Column) - 1))
        for row in parent.children:
            self._colors_changed(row)

    # --- texts --------------------------------------------------------------------------

    def _cells(self, process: Process) -> tuple[str, ...]:
        assert self._run is not None
        alive = process.alive
        return (
            process.name or self.tr("process {pid}").format(pid=process.pid),
            str(process.pid),
            str(process.parent_pid or ""),
            self._looks.state(process, self._run, self._now_ns),
            str(alive),
            "–" if process.daemon is None else str(process.daemon),
            "" if process.exitcode is None else str(process.exitcode),
            f"{process.cpu_percent:.0f} %" if alive else "",
            f"{process.memory_mb:.0f} MB" if alive and process.memory_mb else "",
            "alive" if alive else "",
        )

    def rows_as_text(self) -> list[list[str]]:
        """The header and all rows, from top to bottom."""
        columns = [column for column in Column if column != Column.ACTIONS]
        rows = [[self._titles()[column] for column in columns]]
        waiting = self._root.children[::-1]
        while waiting:
            row = waiting.pop()
            rows.append([row.cells[column] for column in columns])
            waiting += row.children[::-1]
        return rows

    # --- QAbstractItemModel -------------------------------------------------------------

    def process_at(self, index: Index) -> Process | None:
        """The process that a row shows."""
        row = self._row_at(index)
        return None if row is self._root or self._run is None else self._run.processes.get(row.number)

    def longest(self, column: Column, width_of: Callable[[str], int], indentation: int = 0) -> int:
        """The width of the widest text of a column, with so much before it for each process above its own."""
        rows = self._rows.values()
        return max((width_of(row.cells[column]) + indentation * row.depth for row in rows), default=0)

    def index_of(self, number: int, column: int = 0) -> QModelIndex:
        """The index of a process, invalid when it has no row."""
        row = self._rows.get(number)
        return QModelIndex() if row is None else self._index_of(row, column)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  # Qt's own signature
        return 0 if parent.column() > 0 else len(self._row_at(parent).children)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return len(Column)

    def index(self, row: int, column: int, parent: Index = QModelIndex()) -> QModelIndex:  # noqa: B008
        if not self.hasIndex(row, column, parent):
            return QModelIndex()
        return self.createIndex(row, column, self._row_at(parent).children[row].number)

    def parent(self, index: Index = QModelIndex()) -> QModelIndex:  # type: ignore[override]  # noqa: B008  # QObject.parent() as well
        row = self._row_at(index)
        return QModelIndex() if row.parent is None else self._index_of(row.parent)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row = self._row_at(index)
        if row is self._root:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return "" if index.column() == Column.ACTIONS else row.cells[index.column()]
        if role == NUMBER_ROLE:
            return row.number
        return self._look(row, Column(index.column()), role)

    def _look(self, row: Row, column: Column, role: int) -> Any:
        if role == Qt.ItemDataRole.DecorationRole and column == Column.NAME:
            return self._looks.color(row.number)
        if role == Qt.ItemDataRole.ForegroundRole and column == Column.STATE and self._run is not None:
            return self._looks.state_color(self._run.processes[row.number], self._run, self._now_ns)
        if role == Qt.ItemDataRole.TextAlignmentRole and column in RIGHT_ALIGNED:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self._spoken(row, column)
        if role == Qt.ItemDataRole.AccessibleDescriptionRole and column == Column.NAME:
            return self.tr("PID {pid}, {state}").format(
                pid=row.cells[Column.PID], state=row.cells[Column.STATE]
            )
        if role == Qt.ItemDataRole.ToolTipRole and column in (Column.NAME, Column.STATE):
            return plain_tip(row.cells[column])
        return None

    def _spoken(self, row: Row, column: Column) -> str:
        """The text of a cell for screen readers, also when it is empty or has buttons."""
        if column == Column.ACTIONS:
            alive = bool(row.cells[Column.ACTIONS])
            return self.tr("Delete terminates it, Shift+Delete kills it") if alive else self.tr("has ended")
        if column == Column.EXIT_CODE:
            return row.cells[column] or self.tr("no exit code yet")
        return row.cells[column] or self.tr("none")

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation != Qt.Orientation.Horizontal or not 0 <= section < len(Column):
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self._heads[section]
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self._heads[section] or self.tr("Actions")
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if section in RIGHT_ALIGNED else Qt.AlignmentFlag.AlignLeft
            return side | Qt.AlignmentFlag.AlignVCenter
        return None

    def _titles(self) -> tuple[str, ...]:
        return (
            self.tr("Name"),
            self.tr("PID"),
            self.tr("Parent"),
            self.tr("State"),
            self.tr("Alive"),
            self.tr("Daemon"),
            self.tr("Exit"),
            self.tr("CPU"),
            self.tr("Memory"),
            "",
        )

    def _row_at(self, index: Index) -> Row:
        return self._rows.get(index.internalId(), self._root) if index.isValid() else self._root

    def _index_of(self, row: Row, column: int = 0) -> QModelIndex:
        if row.parent is None:
            return QModelIndex()
        return self.createIndex(row.position, column, row.number)
