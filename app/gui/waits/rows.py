"""What a row of the table of waits is, whatever it is about, and how times and places are written in it."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import NamedTuple

from app.language import translate
from app.state.history import Location
from app.state.model import Condition, Run

#: The column with the bars, where a page has some; its texts may be long.
BAR_COLUMN = 1


class Piece(NamedTuple):
    """A part of a bar."""

    condition: Condition | None  # None: it is not known on what this was spent
    share: float


class Row(NamedTuple):
    """What is shown of one thing: a text for each column, and what each is sorted by."""

    cells: tuple[str, ...]
    values: tuple[str | float, ...]  # Qt compares large whole numbers wrongly
    location: Location | None
    bar: tuple[Piece, ...] = ()  # that is drawn before the text of `BAR_COLUMN`


class Page(NamedTuple):
    """One of the tables: its titles, and its rows by what identifies them; times up to now (ns)."""

    titles: Callable[[], tuple[str, ...]]
    rows: Callable[[Run, int], dict[Hashable, Row]]
    sorted_by: int  # the column with the largest on top, at first
    texts: frozenset[int]  # the columns whose cells may be shortened
    spare: tuple[int, ...]  # those that go first where there is no room for all


class Cell(NamedTuple):
    """A text, and what it is sorted by."""

    text: str
    value: str | float


def row_of(cells: list[Cell], location: Location | None, bar: tuple[Piece, ...] = ()) -> Row:
    """A row from its cells."""
    return Row(tuple(cell.text for cell in cells), tuple(cell.value for cell in cells), location, bar)


def words(text: str) -> Cell:
    """A text that is sorted as such."""
    return Cell(text, text.casefold())


def number(count: int, text: str = "") -> Cell:
    """A number, told in other words if need be."""
    return Cell(text or str(count), float(count))


def seconds(duration_ns: float | None) -> Cell:
    """A time; nothing where it is not known."""
    if duration_ns is None:
        return Cell("", -1.0)
    return Cell(
        translate("WaitModel", "{seconds:.3f} s").format(seconds=duration_ns / 1e9), float(duration_ns)
    )


def rate(per_s: float | None) -> Cell:
    """How many a second; nothing where it is not known."""
    return Cell("", -1.0) if per_s is None else Cell(f"{per_s:,.1f}", per_s)


def part(part_ns: float, whole_ns: float) -> Cell:
    """A share; nothing of nothing."""
    if whole_ns <= 0:
        return Cell("", -1.0)
    share = min(1.0, part_ns / whole_ns)
    return Cell(f"{100 * share:.0f} %", share)


def place_text(file: str, line: int) -> str:
    """A line of a file."""
    return f"{Location(file, line).file_name}:{line}"
