"""What the process table's model is made of: its columns, its rows, and how they look."""

from __future__ import annotations

from collections.abc import Callable
from enum import IntEnum
from typing import NamedTuple

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor

from app.state.model import Process, Run

#: The process's number within the run, at every cell.
NUMBER_ROLE = Qt.ItemDataRole.UserRole


class Column(IntEnum):
    """The columns, from left to right."""

    NAME = 0
    PID = 1
    PARENT = 2
    STATE = 3
    ALIVE = 4
    DAEMON = 5
    EXIT_CODE = 6
    CPU = 7
    MEMORY = 8
    ACTIONS = 9


RIGHT_ALIGNED = frozenset({Column.CPU, Column.MEMORY, Column.EXIT_CODE})


class Row:
    """A process as the views know it."""

    __slots__ = ("cells", "children", "end_state", "number", "parent", "position")

    def __init__(self, number: int, parent: Row | None) -> None:
        self.number = number
        self.parent = parent
        self.position = 0 if parent is None else len(parent.children)
        self.children: list[Row] = []
        self.end_state: object = None  # the end state shown: the row of an ended process changes only with it
        self.cells: tuple[str, ...] = ("",) * len(Column)

    @property
    def depth(self) -> int:
        """How many processes are above it in the tree."""
        above = self.parent
        return 0 if above is None or above.parent is None else above.depth + 1


class Looks(NamedTuple):
    """What the model is given: a state in words, and colours."""

    state: Callable[[Process, Run, int], str]
    color: Callable[[int], QColor]
    state_color: Callable[[Process, Run, int], QColor | None]


def end_state(process: Process) -> object:
    """What may still change of a process that has ended; None while it is alive."""
    if process.alive:
        return None
    end = process.exitcode, process.outcome, process.error, process.stderr_tail, process.started_at
    return *end, process.name, process.daemon, process.parent_pid
