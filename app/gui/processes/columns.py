"""How wide the columns of the process table have to be, and which are hidden when there is less room.

Widths depend on font, style, language and the longest name and state. They are measured when they are
asked for, and kept until `forget`.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from app.gui.look.fonts import length_scale
from app.gui.processes.model import ProcessModel
from app.gui.processes.row_parts import CELL_ROOM, DOT, before_units
from app.gui.processes.rows import Column

#: Which columns are hidden first when the table is narrow.
GIVES_WAY = (Column.PARENT, Column.CPU, Column.MEMORY, Column.DAEMON, Column.ALIVE, Column.PID)
#: Bounds of the room for a state in words, on two lines; a longer one is shown in full by its tool tip.
#: These lengths are for text of the default size.
STATE_WIDTHS = (120, 200)
#: Of a text that may be broken nearly anywhere, this is what the longer one of two lines has.
BROKEN = 0.58
#: The room that the style leaves free in a header.
HEAD_ROOM = 20
NAME_WIDTHS = (90, 160)
#: The longest usual text of a column; longer ones are elided and shown by a tool tip.
SAMPLES = {
    Column.PID: "999999",
    Column.PARENT: "999999",
    Column.ALIVE: "False",
    Column.DAEMON: "False",
    Column.EXIT_CODE: "-15",
    Column.CPU: "100 %",
    Column.MEMORY: "100 MB",
}


class Columns:
    """The widths that the columns of one table need."""

    def __init__(
        self,
        model: ProcessModel,
        advance: Callable[[str], int],
        actions_width: Callable[[], int],
        indentation: Callable[[], int],
    ) -> None:
        """`advance`: the width of a text in the table's font; `actions_width`: that of a pair of buttons;
        `indentation`: that of a name, for each process above its own.
        """
        self._model = model
        self._advance = advance
        self._actions_width = actions_width
        self._indentation = indentation
        self._needs: dict[Column, int] = {}
        self._can_act = False
        self._state = 0  # the room for the states of this run; it never shrinks, or columns would come and go

    def set_can_act(self, can_act: bool) -> None:
        """Whether there are buttons; if not, the longer sentences about what is over have their room."""
        self._can_act = can_act
        self.forget()

    def forget(self) -> None:
        """Something that widths depend on has changed."""
        self._needs.clear()

    def widths(self) -> dict[Column, int]:
        """The width that each column needs."""
        if not self._needs:
            self._state = self.widest_state()
            self._needs.update({column: self._need(column) for column in Column})
        return self._needs

    def longest_text(self, column: Column) -> int:
        """The width of the widest text of a column."""
        return self._model.longest(column, self._advance)

    def needed_width(self, *without: Column) -> int:
        """The width at which no column but `without` has to be hidden."""
        return sum(width for column, width in self.widths().items() if column not in without)

    def that_fit(self, room: int) -> set[Column]:
        """The columns that fit; a narrow one may use the room of a wide one that is hidden."""
        hidden: list[Column] = []
        for column in GIVES_WAY:
            if self.needed_width(*hidden) > room:
                hidden.append(column)
        for column in hidden[::-1]:
            others = [one for one in hidden if one != column]
            if self.needed_width(*others) <= room:
                hidden = others
        return set(Column) - set(hidden if self._can_act else [*hidden, Column.ACTIONS])

    def fit_names(self) -> bool:
        """Make room for the longest name; whether the width has changed."""
        width, needs = self._names_width(), self.widths()
        changed = width != needs[Column.NAME]
        needs[Column.NAME] = width
        return changed

    def widest_state(self) -> int:
        """The width at which every state stands on two lines."""
        return self._model.longest(Column.STATE, lambda text: on_two_lines(text, self._advance))

    def fit_state(self, text: str | None = None) -> bool:
        """Make room for a state, or for all; whether it needs more than any before."""
        needs = self.widths()
        if text is not None and self._advance(text) <= self._state:
            return False
        width = self.widest_state() if text is None else on_two_lines(text, self._advance)
        if width <= self._state:
            return False
        self._state = width
        needs[Column.STATE] = self._state_width()
        return True

    def _need(self, column: Column) -> int:
        if column == Column.STATE:
            return self._state_width()
        if column == Column.ACTIONS:
            return self._actions_width() if self._can_act else 0
        if column == Column.NAME:
            return self._names_width()
        scale = length_scale(QApplication.font())
        title = str(self._model.headerData(column, Qt.Orientation.Horizontal))
        return round(
            max(self._advance(title) + HEAD_ROOM * scale, self._advance(SAMPLES[column]) + CELL_ROOM * scale)
        )

    def _state_width(self) -> int:
        bounded = _within(STATE_WIDTHS, self._state + CELL_ROOM)
        left = self._state + CELL_ROOM - bounded
        return bounded if self._can_act else bounded + max(0, min(left, self._actions_width()))

    def _names_width(self) -> int:
        width = self._model.longest(Column.NAME, self._advance, self._indentation())
        return _within(NAME_WIDTHS, width + CELL_ROOM + DOT + 12)


def on_two_lines(text: str, advance: Callable[[str], int]) -> int:
    """The width at which a text, broken between its words, stands on two lines."""
    if not text.isascii():
        return round(advance(text) * BROKEN)
    words = before_units(text).split(" ")
    breaks = range(1, len(words))
    halves = ((" ".join(words[:at]), " ".join(words[at:])) for at in breaks)
    return min((max(map(advance, two)) for two in halves), default=advance(text))


def _within(bounds: tuple[int, int], width: int) -> int:
    """The width, within bounds that are for text of the default size."""
    least, most = (round(bound * length_scale(QApplication.font())) for bound in bounds)
    return min(most, max(least, width))
