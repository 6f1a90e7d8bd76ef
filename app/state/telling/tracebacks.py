"""What a process has written to stderr when it failed, each line with the place that it names.

A traceback is shown as Python has written it, with its chained exceptions, notes and groups. Only where
nothing was written, as by a script with a hook of its own, what the probe has told stands alone.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from app.state.history import Location
from app.state.model import Outcome, Process, Run
from app.state.telling.failures import failed_threads, failure_of, plain

_LINES = 400  # of one traceback; the newest are the nearest to the cause
_FRAME = re.compile(r'[ |+]*File "(?P<file>.+?)", line (?P<line>\d+)')
_WARNING = re.compile(r"(?P<file>(?:/|[A-Za-z]:\\)[^:]*):(?P<line>\d+): \w*(?:Warning|Error)\b")
_HEAD = re.compile(r"[ |+]*(?:Exception Group )?Traceback \(most recent call last\):")
_BEFORE_HEAD = ("Process ", "Exception in thread ", "Exception ignored ")
_CHAINS = (
    "The above exception was the direct cause of the following exception:",
    "During handling of the above exception, another exception occurred:",
)


class Line(NamedTuple):
    """A line of what was written, and the line of a file that it leads to."""

    text: str
    place: Location | None


def traceback_of(process: Process, run: Run) -> list[Line]:
    """The last traceback on a process's stderr, and what follows it; without any, why it has failed."""
    pieces = (one.text for one in run.output if one.process == process.number and one.stream == "stderr")
    lines = last_traceback("".join(pieces))
    if not lines:
        why = failure_of(process, run)
        return [] if why is None else [Line(str(why), process.error_location)]
    return [Line(text, _place(text)) for text in lines]


def last_traceback(text: str) -> list[str]:
    """From the first exception of the last chain on; without any traceback all of it."""
    lines = plain(text).rstrip().splitlines()
    heads = [number for number, line in enumerate(lines) if _HEAD.match(line)]
    while len(heads) > 1 and _is_chained(lines[heads[-2] : heads[-1]]):
        heads.pop()
    first = heads[-1] if heads else 0
    if first and lines[first - 1].startswith(_BEFORE_HEAD):
        first -= 1
    return lines[first:][-_LINES:]


def _is_chained(lines: Sequence[str]) -> bool:
    """Whether the next exception has come of this one, or the traceback that follows is one of a group's."""
    return any(line.strip(" |") in _CHAINS or line.lstrip(" |").startswith("+-") for line in lines)


def place_of_failure(process: Process, run: Run) -> Location | None:
    """The line to look at: the exception's, else the script's last one in the traceback, or its start's."""
    threads = [thread.error_location for thread in failed_threads(process)]
    place = process.error_location if process.has_failed else next(reversed(threads), None)
    if place is not None:
        return place
    places = [line.place for line in traceback_of(process, run) if line.place is not None]
    if process.outcome is not Outcome.CRASHED:  # else faulthandler has written it, the last call first
        places.reverse()
    before_its_code = process.started_at if process.error is not None else None
    return next((place for place in places if place.file == run.script), before_its_code)


def _place(text: str) -> Location | None:
    found = _FRAME.match(text) or _WARNING.match(text)
    if found is None or found["file"].startswith("<") or len(found["line"]) > 9:
        return None
    return Location(found["file"], int(found["line"]))
