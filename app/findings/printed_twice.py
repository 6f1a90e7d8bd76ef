"""Output that lay in a buffer when the script forked: each process writes its copy of it."""

from __future__ import annotations

from collections.abc import Iterator

from app.findings.evidence import Evidence
from app.findings.rule import Finding, Severity
from app.findings.say import at_line, places, process_name, processes_named, say
from app.language import QT_TRANSLATE_NOOP
from app.state.history import Location
from app.state.model import Outcome, Process, Run

RULE = "printed-twice"

MESSAGE = QT_TRANSLATE_NOOP(
    "findings",
    "What {parent} had printed before {fork} may be printed again by {children}: where stdout is a file or a "
    "pipe, Python keeps output in a buffer, which was copied, and each process writes its copy at its end.",
)
FORK = QT_TRANSLATE_NOOP("findings", "os.fork")
ADVICE = QT_TRANSLATE_NOOP(
    "findings",
    "Call sys.stdout.flush() right before os.fork(), and let the child end with os._exit(); or start it with "
    "multiprocessing, which does both.",
)


def printed_twice(evidence: Evidence) -> Iterator[Finding]:
    """One finding for each line that forks."""
    run = evidence.run
    for parent in run.script_processes:
        lines: dict[tuple[str, int], list[Process]] = {}
        for pid, location in parent.forked_at.items():
            child = run.process_of_pid(pid) if pid in parent.copied_to else None
            if child is not None and _writes_its_copy(child) and _has_printed(parent, run):
                lines.setdefault((location.file, location.line), []).append(child)
        for place, children in lines.items():
            yield _finding(run, parent, Location(*place), children)


def _writes_its_copy(child: Process) -> bool:
    """Whether it has ended in Python's own way, as the script that it began as."""
    is_ended = child.outcome in (Outcome.FINISHED, Outcome.FAILED)
    return is_ended and child.kind == "fork" and child.own_end is None


def _has_printed(process: Process, run: Run) -> bool:
    return any(piece.process == process.number and piece.stream == "stdout" for piece in run.output)


def _finding(run: Run, parent: Process, location: Location, children: list[Process]) -> Finding:
    numbers = tuple(child.number for child in children)
    message = say(
        MESSAGE,
        parent=process_name(parent.number, run),
        fork=at_line(say(FORK), location, run),
        children=processes_named(numbers, run),
    )
    lines = places(location)
    return Finding(RULE, Severity.WARNING, False, message, say(ADVICE), (parent.number, *numbers), (), lines)
