"""A name that the script defines in its main process only, and that a child looks for in vain."""

from __future__ import annotations

from collections.abc import Iterator

from app.findings.evidence import Evidence
from app.findings.not_shared import RULE
from app.findings.rule import Finding, Severity
from app.findings.say import at_line, places, process_name, processes_named, say
from app.language import QT_TRANSLATE_NOOP
from app.state.history import Location
from app.state.model import Process, Run
from app.state.objects import SharedObject
from app.state.pool import PoolObject

MESSAGE = QT_TRANSLATE_NOOP(
    "findings",
    "{children} failed with {error}: under {method} a child imports the script anew and has only what that "
    "defines. {object} was made in {parent} alone.",
)
ADVICE = QT_TRANSLATE_NOOP(
    "findings",
    "Give it to the child as an argument, to a pool's workers through initializer and initargs; what is "
    'defined behind `if __name__ == "__main__":` is not there in a child that was not forked.',
)
_UNDEFINED = "NameError: name '"


def not_inherited(evidence: Evidence) -> Iterator[Finding]:
    """One finding for each name and line."""
    run = evidence.run
    found: dict[tuple[str, str, int], list[tuple[Process, str, Location]]] = {}
    for child, error, location in _failures(run):
        name = error.removeprefix(_UNDEFINED).partition("'")[0]
        if error.startswith(_UNDEFINED) and child.start_method in ("spawn", "forkserver"):
            found.setdefault((name, location.file, location.line), []).append((child, error, location))
    for (name, _, _), failures in found.items():
        known = _known(name, run)
        if known is not None:
            yield _finding(run, failures, known)


def _failures(run: Run) -> Iterator[tuple[Process, str, Location]]:
    """Who has failed with what and where: processes, and tasks of pools."""
    for process in run.script_processes:
        if process.error is not None and process.error_location is not None:
            yield process, process.error, process.error_location
    for pool in run.objects.values():
        failure = pool.last_failure if isinstance(pool, PoolObject) else None
        worker = None if failure is None else run.processes.get(failure.process)
        if failure is not None and worker is not None and failure.location is not None:
            yield worker, failure.error, failure.location


def _known(name: str, run: Run) -> SharedObject | None:
    """What the main process has by that name."""
    return next((one for one in run.objects.values() if one.name == name and not one.made_by), None)


def _finding(run: Run, failures: list[tuple[Process, str, Location]], known: SharedObject) -> Finding:
    children = {child.number: child for child, _, _ in failures}
    first, error, location = failures[0]
    parent = first.parent or 1
    message = say(
        MESSAGE,
        children=processes_named(children, run),
        error=at_line(error, location, run),
        method=first.start_method,
        object=at_line(known.name, known.made_at, run),
        parent=process_name(parent, run),
    )
    lines = places(location, known.made_at)
    return Finding(RULE, Severity.ERROR, True, message, say(ADVICE), tuple(children), (known.id,), lines)
