"""What is drawn at a place in words: for screen readers, and for copying as text."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from app.gui.stage.geometry.places import PROCESSES, Place, What
from app.gui.stage.paint.pictures import Moment, tip_at
from app.gui.stage.words.phrases import more_text, process_name, process_words
from app.language import translate
from app.state.model import Process, Run
from app.state.telling.waits import SAY_WHAT_FOR
from app.state.telling.words import describe_condition


class Spoken(NamedTuple):
    """The words of a place: what is said at once, and the rest."""

    name: str  # "main, blocked: waiting for producer to end"
    details: tuple[str, ...]

    @property
    def text(self) -> str:
        """All of it, to be read."""
        return "\n    ".join([self.name, *self.details])


def spoken(place: Place, at: Moment) -> Spoken:
    """The words of a place, without durations: they would be told again and again."""
    process = at.run.processes.get(place.key) if place.what in PROCESSES else None
    if process is not None:
        words = process_words(process, at.run, at.now_ns)
        daemon = translate("stage", "daemon") if words.daemon else ""
        details = (f"PID {words.pid}", daemon, words.call, words.place, words.error)
        return Spoken(_process(process, at.run, at.now_ns), tuple(filter(None, details)))
    if place.what in (What.MORE, What.MORE_CHIP, What.MORE_OBJECTS):
        return _summary(place, at.run)
    lines = tip_at(place, at).split("\n")
    return Spoken(listed(lines[:2]), tuple(lines[2:]))


def listed(parts: Iterable[str]) -> str:
    """Parts in one line, as the language of now lists them."""
    return translate("stage", ", ").join(parts)


def _process(process: Process, run: Run, now_ns: int) -> str:
    parts = describe_condition(process, run, now_ns).parts
    states = [str(part) for part in parts]
    if parts[0].template in SAY_WHAT_FOR:
        states[0] = translate("stage", "blocked: {reason}").format(reason=states[0])
    return listed([process_name(process), *states])


def _summary(place: Place, run: Run) -> Spoken:
    if place.what is What.MORE_OBJECTS:
        return Spoken(translate("stage", "and {count} more objects").format(count=place.key), ())
    if place.what is What.MORE and not place.key:
        return Spoken(translate("stage", "Show fewer"), (translate("stage", "All processes"),))
    action = translate("stage", "Show all processes") if place.what is What.MORE else ""
    details = (action,) if action else ()
    more = translate("stage", "and {count} more").format(count=place.key)
    return Spoken(more_text(place.key, run) if place.what is What.MORE else more, details)
