"""A global variable that a parent has changed, and that a child's code reads as it was at first.

A child that was not forked imports the script anew; a pool's worker has what was there when it began.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from app.findings.evidence import Evidence
from app.findings.not_shared import RULE
from app.findings.rule import Finding, Severity
from app.findings.say import at_line, places, process_name, processes_named, say
from app.language import QT_TRANSLATE_NOOP
from app.state.model import Outcome, OwnValue, Process, Run

MESSAGE = QT_TRANSLATE_NOOP(
    "findings",
    "{parent} changed the global {name} to {value} in the memory of its own process only: {children} read it "
    "and had {first}.",
)
MAY = QT_TRANSLATE_NOOP(
    "findings",
    "{parent} changed the global {name} to {value} in the memory of its own process only: {children} had "
    "{first} and may have read it.",
)
ADVICE = QT_TRANSLATE_NOOP(
    "findings",
    "Give the value to the child as an argument, to a pool's workers through initializer and initargs. A "
    "child that was not forked has what the import of the script makes, and a pool's worker what was there "
    "when it began.",
)


class _Miss(NamedTuple):
    """What one child has missed."""

    child: Process
    given: OwnValue
    first: OwnValue
    in_pool: bool

    @property
    def is_certain(self) -> bool:
        """Whether its code has surely come to the line that reads it."""
        return bool(self.first.value) and not self.in_pool and self.child.outcome is Outcome.FINISHED


def first_value(evidence: Evidence) -> Iterator[Finding]:
    """One finding for each variable and pair of lines."""
    run = evidence.run
    for parent in run.script_processes:
        found: dict[object, list[_Miss]] = {}
        for (key, pid, pool), given in parent.given_own.items():
            for child in _children(parent, pid, run):
                first = child.first_own.get((key, pool))
                if first is not None and first.text != given.text:
                    miss = _Miss(child, given, first, bool(pool))
                    found.setdefault(_alike(given, first), []).append(miss)
        for same in found.values():
            yield _finding(parent, same, run)


def _children(parent: Process, pid: int, run: Run) -> list[Process]:
    """One; or, as the workers of a pool, all of them."""
    every = [process for process in run.script_processes if process.parent == parent.number]
    return [process for process in every if not pid or process.pid == pid]


def _alike(given: OwnValue, first: OwnValue) -> tuple[object, ...]:
    lines = ((value.location.file, value.location.line, value.text) for value in (given, first))
    return given.key, *lines


def _finding(parent: Process, same: list[_Miss], run: Run) -> Finding:
    given, first = same[0].given, same[0].first
    children = [one.child.number for one in same]
    is_certain = all(one.is_certain for one in same)
    message = say(
        MESSAGE if is_certain else MAY,
        parent=process_name(parent.number, run),
        name=at_line(given.name, given.location, run),
        value=given.text,
        children=processes_named(children, run),
        first=at_line(f"{first.name} = {first.text}", first.location, run),
    )
    lines = places(given.location, first.location)
    numbers = parent.number, *children
    return Finding(RULE, Severity.WARNING, is_certain, message, say(ADVICE), numbers, (), lines)
