"""How long the lines of a file have waited: a short figure for the margin, and who waited for what behind it.

They are the waits that records tell, those that go on included; what a process only was seen to wait for
from outside has no exact length and is not among them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from app.gui.code.marks import same_file
from app.gui.stage.words.phrases import process_name
from app.gui.words.state_words import duration_text
from app.language import QT_TRANSLATE_NOOP, Sentence, translate
from app.state.model import Run
from app.state.telling.durations import NOTICEABLE_NS
from app.state.wait_groups import going_on
from app.state.waits import WaitKey, Waits

#: All waits are added up anew at this pace, if anything has happened.
PACE_NS = 500_000_000
_MS, _SECOND_NS = 1_000_000, 1_000_000_000
_LISTED = 12  # rows of one tool tip

MILLISECONDS = QT_TRANSLATE_NOOP("code", "{count} ms")
SECONDS = QT_TRANSLATE_NOOP("code", "{count} s")
MINUTES = QT_TRANSLATE_NOOP("code", "{count} min")
HOURS = QT_TRANSLATE_NOOP("code", "{count} h")
#: From how many seconds on a figure is told in which unit.
_UNITS = ((3600, HOURS), (60, MINUTES), (1, SECONDS))


@dataclass(slots=True)
class LineWaits:
    """The waits at one line, by process, operation and object."""

    parts: dict[tuple[int, str, int], Waits] = field(default_factory=dict)
    growing: int = 0  # so many go on

    @property
    def total_ns(self) -> int:
        """What all processes together have waited there."""
        return sum(waits.total_ns for waits in self.parts.values())

    def add(self, key: WaitKey, waits: Waits, grows: bool) -> None:
        """Some more of them; what is given is not changed."""
        part = self.parts.setdefault((key.process, key.operation, key.object), Waits())
        part.count += waits.count
        part.total_ns += waits.total_ns
        self.growing += grows


class Figure(NamedTuple):
    """What the margin shows of a line."""

    text: str
    goes_on: bool  # somebody waits there now


class Waited:
    """The waits at the lines of one file: added up now and then; in between those that go on just grow."""

    def __init__(self) -> None:
        self._sums: list[tuple[int, int, int]] = []  # line, what was waited (ns), how many grow
        self._of: tuple[str, int, int] = "", -1, 0  # file, version of the run, time

    def figures(self, run: Run, file: str, now_ns: int, at_once: bool) -> dict[int, Figure] | None:
        """The figures of now by line; None: they are as before, or not due yet."""
        before_file, version, then_ns = self._of
        has_changed = file != before_file or version != run.version
        if has_changed and (at_once or file != before_file or now_ns - then_ns >= PACE_NS):
            lines = waits_by_line(run, file, now_ns)
            self._sums = [(line, one.total_ns, one.growing) for line, one in lines.items()]
            self._of = file, run.version, now_ns
        elif has_changed:
            return None
        after_ns = max(0, now_ns - self._of[2])
        return {
            line: Figure(figure(total_ns + growing * after_ns), growing > 0)
            for line, total_ns, growing in self._sums
        }


def waits_by_line(run: Run, file: str, now_ns: int) -> dict[int, LineWaits]:
    """The waits at each line of a file."""
    lines: dict[int, LineWaits] = {}
    is_there: dict[str, bool] = {"": False}
    for key, waits, grows in _all(run, now_ns):
        process = run.processes.get(key.process)
        if key.file not in is_there:
            is_there[key.file] = same_file(key.file, file)
        if is_there[key.file] and process is not None and not process.is_helper:
            lines.setdefault(key.line, LineWaits()).add(key, waits, grows)
    return lines


def _all(run: Run, now_ns: int) -> Iterator[tuple[WaitKey, Waits, bool]]:
    for key, waits in run.waits.rows.items():
        yield key, waits, False
    yield from going_on(run, now_ns)


def figure(waited_ns: int) -> str:
    """A duration as short as it can be told, rounded down: "37 ms", "44 s", "3 min"; "" below 1 ms."""
    seconds = waited_ns // _SECOND_NS
    for unit_s, template in _UNITS:
        if seconds >= unit_s:
            return str(Sentence("code", template, count=seconds // unit_s))
    count = waited_ns // _MS
    return str(Sentence("code", MILLISECONDS, count=count)) if count else ""


def _time(waited_ns: int) -> str:
    """A duration with more of it than a figure has."""
    return (figure(waited_ns) if waited_ns < NOTICEABLE_NS else "") or duration_text(waited_ns)


def longest_figures() -> list[str]:
    """Figures as long as any is likely to be, for the room that is kept for them."""
    longest = (MILLISECONDS, 999), (SECONDS, 59), (MINUTES, 59), (HOURS, 99)
    return [str(Sentence("code", template, count=count)) for template, count in longest]


def waited_told(run: Run, file: str, line: int, now_ns: int) -> str:
    """Who has waited there for what, how long and how often, the longest first; "" if nobody has."""
    waits = waits_by_line(run, file, now_ns).get(line)
    if waits is None:
        return ""
    parts = sorted(waits.parts.items(), key=lambda part: -part[1].total_ns)
    told = [translate("code", "Waited here: {time}").format(time=_time(waits.total_ns))]
    for (number, operation, object_id), part in parts[:_LISTED]:
        known = run.objects.get(object_id)
        told.append(
            translate("code", "{process}, {object}: {time} ({count}×)").format(
                process=process_name(run.processes[number]),
                object=operation if known is None else known.name,
                time=_time(part.total_ns),
                count=part.count,
            )
        )
    return "\n".join(told if len(parts) <= _LISTED else [*told, "…"])
