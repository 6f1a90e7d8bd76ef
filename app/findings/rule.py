"""What a rule finds: one thing that is wrong with a run, told so that a person can act on it.

A rule is a function in a file of its own; `judge` lists them all. It reads the state of a run and nothing
else, so that the same run has the same findings, live, in its report, and from a recording.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import Enum

from app.findings.causes import Edge
from app.findings.evidence import Evidence
from app.language import Sentence
from app.state.history import Location


class Severity(Enum):
    """How bad it is; the values are the report's words."""

    ERROR = "error"  # the script hangs, fails, or has lost something
    WARNING = "warning"  # it can
    NOTE = "note"  # it costs time


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong. `is_certain`: it is so; else it may be so, and the message says "may"."""

    rule: str
    severity: Severity
    is_certain: bool
    message: Sentence
    advice: Sentence  # the next step
    processes: tuple[int, ...] = ()  # numbers
    objects: tuple[int, ...] = ()  # ids
    locations: tuple[Location, ...] = ()  # lines of the script, the most telling first
    edges: tuple[Edge, ...] = ()  # the wait-for graph, to be drawn

    @property
    def key(self) -> tuple[str, tuple[int, ...], tuple[int, ...], tuple[tuple[str, int], ...]]:
        """What makes it this one and no other, however often it is found."""
        places = tuple((place.file, place.line) for place in self.locations)
        return self.rule, self.processes, self.objects, places


Rule = Callable[[Evidence], Iterator[Finding]]
