"""How long the lines of a file have waited: a short figure for the margin, and who waited for what behind it.

They are the waits that records tell, those that go on included; what a process only was seen to wait for
from outside has no exact length and is not among them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from app.gui.code.marks import same_file
from app.gui.stage.words.phrases import process_name
from app.gui.words.state_words import duration_text
from app.language import QT_TRANSLATE_NOOP, translate
from app.state.model import Run
from app.state.telling.durations import NOTICEABLE_NS
from app.state.wait_groups import going_on
from app.state.waits import WaitKey, Waits

#: All waits are added up anew at this pace; while nothing but the time goes on, as often as a figure moves.
PACE_NS = 500_000_000
SLOW_NS = 1_000_000_000
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
    goes_on: bool = False  # somebody waits there now

    @property
    def total_ns(self) -> int:
        """What all processes together have waited there."""
        return sum(waits.total_ns for waits in self.parts.values())

    def add(self, key: WaitKey, waits: Waits, goes_on: bool) -> None:
        """Some more of them; what is given is not changed."""
        part = self.parts.setdefault((key.process, key.operation, key.object), Waits())
        part.count += waits.count
        part.total_ns += waits.total_ns
        self.goes_on = self.goes_on or goes_on


class Waited:
    """The waits at the lines of one file, as they were when they were last added up."""

    def __init__(self) -> None:
        self.lines: dict[int, LineWaits] = {}
        self._of: tuple[str, int, int] = "", -1, 0  # file, version of the run, time

    def add_up(self, run: Run, file: str, now_ns: int, at_once: bool) -> set[int]:
        """Follow the run, no faster than it can be read; the lines with another figure."""
        before_file, version, then_ns = self._of
        if file == before_file and not at_once:
            is_still = version == run.version
            rests = is_still and not any(line.goes_on for line in self.lines.values())
            if rests or now_ns - then_ns < (SLOW_NS if is_still else PACE_NS):
                return set()
        before = self._shown()
        self.lines, self._of = waits_by_line(run, file, now_ns), (file, run.version, now_ns)
        return {line for line, _ in before.items() ^ self._shown().items()}

    def _shown(self) -> dict[int, tuple[str, bool]]:
        return {line: (figure(waits.total_ns), waits.goes_on) for line, waits in self.lines.items()}


def waits_by_line(run: Run, file: str, now_ns: int) -> dict[int, LineWaits]:
    """The waits at each line of a file."""
    lines: dict[int, LineWaits] = {}
    is_there: dict[str, bool] = {"": False}
    for key, waits, goes_on in _all(run, now_ns):
        process = run.processes.get(key.process)
        if key.file not in is_there:
            is_there[key.file] = same_file(key.file, file)
        if is_there[key.file] and process is not None and not process.is_helper:
            lines.setdefault(key.line, LineWaits()).add(key, waits, goes_on)
    return lines


def _all(run: Run, now_ns: int) -> Iterator[tuple[WaitKey, Waits, bool]]:
    for key, waits in run.waits.rows.items():
        yield key, waits, False
    for key, waits in going_on(run, now_ns):
        yield key, waits, True


def figure(waited_ns: int) -> str:
    """A duration as short as it can be told, rounded down: "37 ms", "44 s", "3 min"; "" below 1 ms."""
    seconds = waited_ns // _SECOND_NS
    for unit_s, template in _UNITS:
        if seconds >= unit_s:
            return translate("code", template).format(count=seconds // unit_s)
    count = waited_ns // _MS
    return translate("code", MILLISECONDS).format(count=count) if count else ""


def _time(waited_ns: int) -> str:
    """A duration with more of it than a figure has."""
    return (figure(waited_ns) if waited_ns < NOTICEABLE_NS else "") or duration_text(waited_ns)


def longest_figures() -> list[str]:
    """Figures as long as any is likely to be, for the room that is kept for them."""
    longest = (MILLISECONDS, 999), (SECONDS, 59), (MINUTES, 59), (HOURS, 99)
    return [translate("code", template).format(count=count) for template, count in longest]


def waited_told(waits: LineWaits, run: Run) -> str:
    """Who has waited there for what, how long and how often, the longest first; one per line."""
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
