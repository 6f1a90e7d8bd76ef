"""Where in a file processes and threads are, and how a name fits into the margin: plain functions."""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from app.gui.stage.words.phrases import thread_of_process
from app.state.history import Location
from app.state.model import Process, Run
from app.state.telling.threads import living_threads, thread_place

#: Longer names are shortened to this many letters, such as `pro` for producer.
SHORT = 4
_NUMBERED = re.compile(r"(\D*?)[-_ ]?(\d+)")


class At(NamedTuple):
    """A process, or another thread of one, and the line that it was last seen at."""

    process: Process
    thread: int | None  # None: the process as such
    place: Location

    @property
    def name(self) -> str:
        """The process, and which of its threads."""
        return self.process.name if self.thread is None else thread_of_process(self.process, self.thread)


def whereabouts(run: Run) -> Iterator[At]:
    """Where each living process is, or was when the run was ended, and each of its other threads."""
    for process in run.processes.values():
        if not process.alive and not process.ended_with_run:
            continue
        if process.place is not None:
            yield At(process, None, process.place)
        for number in living_threads(process):
            place = thread_place(process, number)
            if place is not None:
                yield At(process, number, place)


def in_file(run: Run, file: str) -> Iterator[At]:
    """Those of them that are in this file."""
    return (one for one in whereabouts(run) if same_file(one.place.file, file))


def current_lines(run: Run, file: str) -> dict[int, list[int]]:
    """The numbers of the processes by the lines of `file` that they, and their threads, are at."""
    lines: dict[int, list[int]] = {}
    for one in in_file(run, file):
        numbers = lines.setdefault(one.place.line, [])
        if one.process.number not in numbers:
            numbers.append(one.process.number)
    return lines


class Elsewhere(NamedTuple):
    """A process, or a thread of one, whose line is in another file than the one shown."""

    name: str
    file: str
    line: int
    short: str  # the file, relative to the script's folder


def elsewhere(run: Run, file: str) -> list[Elsewhere]:
    """Who is in other files of the script's folder than `file`."""
    folder = os.path.dirname(run.script)
    found = []
    for one in whereabouts(run):
        place = one.place
        is_told = one.thread is not None and place == one.process.place
        if is_told or same_file(place.file, file):
            continue
        if place.file.startswith("<"):  # the text of a `python -c` is in no file
            continue
        short = os.path.relpath(place.file, folder) if folder else place.file
        if not short.startswith(os.pardir):
            found.append(Elsewhere(one.name, place.file, place.line, short))
    return found


def same_file(one: str, other: str) -> bool:
    """Whether two paths, as the script's processes saw them, name the same file."""
    return one == other or os.path.normpath(one) == os.path.normpath(other)


def short_names(processes: Iterable[Process]) -> dict[int, str]:
    """A few letters for each process, no two alike; names that begin alike keep their last one, too."""
    names: dict[int, str] = {}
    every = list(processes)
    shared = Counter(short_name(process.name) for process in every)
    for process in every:
        name = short_name(process.name) or str(process.number)
        if shared[name] > 1:
            name = name[:2] + process.name[-1:]
        if name in names.values():
            name = f"{name[:2]}{process.number}"
        names[process.number] = name
    return names


def short_name(name: str) -> str:
    """``producer`` -> ``pro``, ``Process-12`` -> ``P12``, ``main`` stays."""
    numbered = _NUMBERED.fullmatch(name)
    if numbered is not None:
        return numbered[1][:1] + numbered[2]
    return name if len(name) <= SHORT else name[: SHORT - 1]


class Tag(NamedTuple):
    """A place in the margin of one line, for one process; without a name it is a plain chip."""

    number: int
    x: float
    y: float
    width: float
    height: float
    name: str


GAP = 2.0
CHIP = 7.0


def place_tags(names: list[tuple[int, str, float]], width: float, height: float) -> list[Tag]:
    """Tags for the processes of one line, right-aligned in `width`.

    `names` are (number, short name, width of its tag). When they do not all fit with their
    names, every one becomes a chip of its colour, in as many rows as the line has room for.
    """
    if sum(tag_width + GAP for _, _, tag_width in names) - GAP <= width:
        return _named(names, width, height)
    rows, columns = _rows(height), _columns(len(names), height)
    pitch = min(CHIP + GAP, width / columns)
    left = width - columns * pitch
    top = (height - rows * (CHIP + GAP) + GAP) / 2
    return [
        Tag(
            number,
            left + (k % columns) * pitch,
            top + (k // columns) * (CHIP + GAP),
            max(min(pitch, 2.0), pitch - GAP),
            CHIP,
            "",
        )
        for k, (number, _, _) in enumerate(names)
    ]


def tags_width(widths: list[float], room: float, height: float) -> float:
    """What the tags of one line need: with their names if `room` allows it, else as chips."""
    named = sum(width + GAP for width in widths) - GAP
    if named <= room:
        return named
    return min(room, _columns(len(widths), height) * (CHIP + GAP))


def _columns(count: int, height: float) -> int:
    return -(-count // _rows(height))


def _rows(height: float) -> int:
    return max(1, int((height + GAP) // (CHIP + GAP)))


def _named(names: list[tuple[int, str, float]], width: float, height: float) -> list[Tag]:
    tags, x = [], width
    for number, name, tag_width in reversed(names):
        x -= tag_width
        tags.append(Tag(number, x, 1.0, tag_width, height - 2.0, name))
        x -= GAP
    return tags[::-1]
