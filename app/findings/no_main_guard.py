"""A script that starts processes when it is imported: each child imports it, and does so as well."""

from __future__ import annotations

from collections.abc import Iterator

from app.findings.evidence import Evidence
from app.findings.rule import Finding, Severity
from app.findings.say import places, processes_named, say
from app.language import QT_TRANSLATE_NOOP
from app.state.model import Process

RULE = "no-main-guard"

MESSAGE = QT_TRANSLATE_NOOP(
    "findings",
    "{children}: under spawn and forkserver a child imports the script first. So it comes to {place} "
    "itself, where processes are started, and fails with RuntimeError before its own function is called.",
)
LINE = QT_TRANSLATE_NOOP("findings", "line {line}")
SOME_LINE = QT_TRANSLATE_NOOP("findings", "a line")
ADVICE = QT_TRANSLATE_NOOP(
    "findings",
    'Put what starts processes behind `if __name__ == "__main__":`, best into a function main() that is '
    "called there: when the script is imported its name is another one.",
)
#: How the library's error begins.
_ERROR = "An attempt has been made to start a new process before the"


def no_main_guard(evidence: Evidence) -> Iterator[Finding]:
    """One finding for each line."""
    groups: dict[object, list[Process]] = {}
    for process in evidence.run.processes.values():
        if lacks_guard(process):
            place = process.error_location
            groups.setdefault(None if place is None else (place.file, place.line), []).append(process)
    for children in groups.values():
        yield _finding(evidence, children)


def lacks_guard(process: Process) -> bool:
    """Whether a child has come to the start of a process while it imported the script."""
    return (process.error or "").startswith("RuntimeError") and _ERROR in (process.error or "")


def _finding(evidence: Evidence, children: list[Process]) -> Finding:
    run, place = evidence.run, children[0].error_location
    numbers = tuple(child.number for child in children)
    message = say(
        MESSAGE,
        children=processes_named(numbers, run),
        place=say(SOME_LINE) if place is None else say(LINE, line=place.line),
    )
    started = next((child.started_at for child in children if child.started_at is not None), None)
    lines = places(place, started)
    return Finding(RULE, Severity.ERROR, True, message, say(ADVICE), numbers, (), lines)
