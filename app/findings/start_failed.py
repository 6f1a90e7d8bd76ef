"""A process that could not be started, or that failed before its own code: what was wrong with its start."""

from __future__ import annotations

from collections.abc import Iterator

from app.findings.evidence import Evidence
from app.findings.no_main_guard import lacks_guard
from app.findings.rule import Finding, Severity
from app.findings.say import at_line, places, process_name, processes_named, say
from app.language import QT_TRANSLATE_NOOP
from app.state.history import Location
from app.state.model import FailedStart, Process, Run
from app.state.pool import PoolObject
from app.wire.records import Stage

RULE = "start-failed"

NOT_STARTED = QT_TRANSLATE_NOOP("findings", "{parent} could not start {child}: {error}.")
PICKLED = QT_TRANSLATE_NOOP(
    "findings", "{message} Under spawn and forkserver all that a child is given is pickled; this cannot be."
)
DAEMON = QT_TRANSLATE_NOOP("findings", "{message} {parent} is a daemon, and those may have no children.")
TWICE = QT_TRANSLATE_NOOP(
    "findings", "{process} set the start method when it had been set, or used, already: {error}."
)
UNPICKLED = QT_TRANSLATE_NOOP(
    "findings",
    "{children} could not unpickle what was given at the start: {error}. So the target was never called.",
)
IMPORTED = QT_TRANSLATE_NOOP(
    "findings", "{children} failed while importing the script: {error}. So the target was never called."
)

ADVICE = QT_TRANSLATE_NOOP("findings", "Look what the error says of this line.")
ADVICE_PICKLE = QT_TRANSLATE_NOOP(
    "findings",
    "Give a child a function of the module instead of a lambda or a local one, and plain data instead of "
    "open files, threads' locks or connections; what it needs besides it can open itself.",
)
ADVICE_DAEMON = QT_TRANSLATE_NOOP(
    "findings",
    "Start it with daemon=False, or let a process that is none start the children. Workers of a Pool are "
    "daemons; those of a ProcessPoolExecutor are not.",
)
ADVICE_TWICE = QT_TRANSLATE_NOOP(
    "findings",
    'Set it once, first of all behind `if __name__ == "__main__":`; or use get_context(), which sets '
    "nothing for others.",
)
ADVICE_UNPICKLED = QT_TRANSLATE_NOOP(
    "findings",
    "Define what a child is given where importing the script defines it, too: in the module, not behind "
    '`if __name__ == "__main__":`.',
)
ADVICE_IMPORTED = QT_TRANSLATE_NOOP(
    "findings", 'Put what only main has to do behind `if __name__ == "__main__":`.'
)
_PICKLING = ("PicklingError", "can't pickle", "cannot pickle", "Can't pickle", "Can't get local object")


def start_failed(evidence: Evidence) -> Iterator[Finding]:
    """One finding for each process that ended of a start, and one for children that failed alike."""
    run = evidence.run
    children: dict[object, list[Process]] = {}
    told: set[tuple[int | None, str]] = set()  # of what fails in all workers of a pool one is enough
    for process in run.script_processes:
        failed, error = process.failed_start, process.error
        if failed is not None and _has_ended(failed, process, run) and not lacks_guard(process):
            if failed.error == error or (process.parent, failed.error) not in told:
                yield _parent(run, process, failed)
            told.add((process.parent, failed.error))
        elif error is not None and error.startswith("RuntimeError: context has already been set"):
            yield _twice(run, process, error)
        elif error is not None and _is_early(process):
            place = process.error_location
            line = None if place is None else (place.file, place.line)
            children.setdefault((process.stage, error.partition(":")[0], line), []).append(process)
    for group in children.values():
        yield _children(run, group)


def _has_ended(failed: FailedStart, process: Process, run: Run) -> bool:
    """Whether a process ended of a failed start; or, if that was in a task of a pool, who asked for that."""
    parent = run.processes.get(process.parent or 0)
    return failed.error in (process.error, None if parent is None else parent.error)


def _is_early(process: Process) -> bool:
    """Whether it has failed before its own code, and no other rule tells why."""
    is_early = process.stage in (Stage.IMPORTING, Stage.UNPICKLING)
    return is_early and not lacks_guard(process) and not (process.error or "").startswith("KeyboardInterrupt")


def _parent(run: Run, process: Process, failed: FailedStart) -> Finding:
    place = process.error_location or failed.location or _task_place(failed, run)
    name = process_name(process.number, run)
    message = say(
        NOT_STARTED, parent=name, child=failed.child or "?", error=at_line(failed.error, place, run)
    )
    advice = ADVICE
    if any(sign in failed.error for sign in _PICKLING):
        message, advice = say(PICKLED, message=message), ADVICE_PICKLE
    elif "daemonic processes are not allowed" in failed.error:
        message, advice = say(DAEMON, message=message, parent=name), ADVICE_DAEMON
    lines = places(place)
    return Finding(RULE, Severity.ERROR, True, message, say(advice), (process.number,), (), lines)


def _task_place(failed: FailedStart, run: Run) -> Location | None:
    """The line of the task that it was in, where the library has made a pool."""
    failures = (one.last_failure for one in run.objects.values() if isinstance(one, PoolObject))
    return next((one.location for one in failures if one is not None and one.error == failed.error), None)


def _twice(run: Run, process: Process, error: str) -> Finding:
    told = at_line(error, process.error_location, run)
    message = say(TWICE, process=process_name(process.number, run), error=told)
    lines = places(process.error_location)
    return Finding(RULE, Severity.ERROR, True, message, say(ADVICE_TWICE), (process.number,), (), lines)


def _children(run: Run, group: list[Process]) -> Finding:
    first, numbers = group[0], tuple(child.number for child in group)
    is_import = first.stage == Stage.IMPORTING
    message = say(
        IMPORTED if is_import else UNPICKLED,
        children=processes_named(numbers, run),
        error=at_line(first.error or "", first.error_location, run),
    )
    advice = ADVICE_IMPORTED if is_import else ADVICE_UNPICKLED
    lines = places(first.error_location, *(child.started_at for child in group))
    return Finding(RULE, Severity.ERROR, True, message, say(advice), numbers, (), lines)
