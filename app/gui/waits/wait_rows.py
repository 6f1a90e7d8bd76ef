"""The waits of a run as rows: one for each object, line or process; of a lock also how long it was held."""

from __future__ import annotations

from collections.abc import Hashable
from enum import IntEnum
from functools import partial

from app.gui.stage.words.phrases import process_name
from app.gui.waits.life_cells import bar_of, spent_cell
from app.gui.waits.rows import BAR_COLUMN, Cell, Page, Row, number, place_text, row_of, seconds, words
from app.language import translate
from app.state.life import life_of
from app.state.model import Run
from app.state.objects import LockObject, QueueObject
from app.state.wait_groups import By, Group, groups_of, held_ns
from app.state.waits import WaitKey


class Column(IntEnum):
    """The columns, from left to right; the last ones only of waits by object."""

    WHAT = 0
    COUNT = 1
    TOTAL = 2
    MEAN = 3
    LARGEST = 4
    P95 = 5
    ENDED_BY = 6
    HELD = 7
    LONGEST_HELD = 8
    HELD_BY = 9


class ProcessColumn(IntEnum):
    """Of waits by process these come first; the others follow in their order."""

    WHAT = 0
    SPENT = BAR_COLUMN
    LIVED = 2
    COUNT = 3
    TOTAL = 4


#: The least telling first.
_SPARE = (
    Column.P95,
    Column.MEAN,
    Column.LONGEST_HELD,
    Column.HELD,
    Column.LARGEST,
    Column.HELD_BY,
    Column.ENDED_BY,
)


def page_of(by: By) -> Page:
    """The waits added up by this."""
    more = ProcessColumn.COUNT - Column.COUNT if by is By.PROCESS else 0
    texts = {Column.WHAT, Column.ENDED_BY + more, Column.HELD_BY + more}
    spare: tuple[int, ...] = tuple(column + more for column in _SPARE)
    if by is By.PROCESS:
        texts.add(ProcessColumn.SPENT)
        spare = (*spare, ProcessColumn.COUNT, ProcessColumn.LIVED)
    return Page(partial(_titles, by), partial(_rows, by), Column.TOTAL + more, frozenset(texts), spare)


def _titles(by: By) -> tuple[str, ...]:
    what = {
        By.OBJECT: translate("WaitModel", "Object"),
        By.LINE: translate("WaitModel", "Line"),
        By.PROCESS: translate("WaitModel", "Process"),
    }
    titles = (
        what[by],
        translate("WaitModel", "Waits"),
        translate("WaitModel", "In all"),
        translate("WaitModel", "Mean"),
        translate("WaitModel", "Longest"),
        translate("WaitModel", "95 %"),
        translate("WaitModel", "Mostly ended by"),
    )
    held = (
        translate("WaitModel", "Held in all"),
        translate("WaitModel", "Held longest"),
        translate("WaitModel", "Held longest by"),
    )
    if by is By.PROCESS:
        lives = translate("WaitModel", "Main thread"), translate("WaitModel", "Lived")
        return (titles[0], *lives, *titles[1:])
    return (*titles, *held) if by is By.OBJECT else titles


def _rows(by: By, run: Run, now_ns: int) -> dict[Hashable, Row]:
    groups = groups_of(run, by, now_ns)
    if by is By.PROCESS:  # those that have not waited have lived, too
        for process in run.script_processes:
            groups.setdefault(process.number, Group(WaitKey(0, "", process.number, "", 0)))
    return {key: _row(by, group, run, now_ns) for key, group in groups.items()}


def _row(by: By, group: Group, run: Run, now_ns: int) -> Row:
    waits, ending = group.waits, group.waits.mostly_ended_by
    ended_by = "" if ending is None else f"{ending.operation} · {place_text(ending.file, ending.line)}"
    cells = [
        words(_what(by, group, run)),
        _count(by, group, run),
        *map(seconds, (waits.total_ns, waits.mean_ns, waits.largest_ns, waits.p95_ns)),
        words(ended_by),
    ]
    if by is By.OBJECT:
        cells += _held(group, run, now_ns)
    process = run.processes.get(group.key.process)
    if by is not By.PROCESS or process is None:
        return row_of(cells, group.location)
    life = life_of(process, now_ns)
    cells[1:1] = spent_cell(life, run), seconds(life.lasted_ns)
    return row_of(cells, group.location, bar_of(life))


def _what(by: By, group: Group, run: Run) -> str:
    key = group.key
    if by is By.LINE:
        return place_text(key.file, key.line) if key.file else translate("WaitModel", "not known")
    if by is By.PROCESS:
        process = run.processes.get(key.process)
        return "" if process is None else f"{process_name(process)} ({process.pid})"
    known = run.objects.get(key.object)
    return key.operation if known is None else known.name


def _count(by: By, group: Group, run: Run) -> Cell:
    """How many waits; of a lock or a queue also of how many takes, or puts and gets."""
    known, count = run.objects.get(group.key.object), group.waits.count
    calls = 0
    if isinstance(known, LockObject):
        calls = known.acquires
    elif isinstance(known, QueueObject):
        calls = known.puts + known.gets
    if by is not By.OBJECT or calls < count:
        return number(count)
    return number(count, translate("WaitModel", "{count} of {calls}").format(count=count, calls=calls))


def _held(group: Group, run: Run, now_ns: int) -> list[Cell]:
    """How long a lock was held: in all, with holds that go on; the longest that is over, and by whom."""
    lock = run.objects.get(group.key.object)
    if not isinstance(lock, LockObject) or not lock.acquires:
        return [seconds(None), seconds(None), words("")]
    longest = lock.longest_hold
    held = seconds(held_ns(lock, run, now_ns))
    if longest is None:
        return [held, seconds(None), words("")]
    process, place = run.processes.get(longest.process), longest.location
    name = "" if process is None else process_name(process)
    where = "" if place is None else f" · {place_text(place.file, place.line)}"
    return [held, seconds(longest.held_ns), words(name + where)]
