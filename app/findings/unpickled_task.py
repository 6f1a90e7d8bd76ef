"""A task, or what it has returned, that could not be pickled, and with that has ended who asked for it."""

from __future__ import annotations

from collections.abc import Iterator

from app.findings import lost_exception, start_failed
from app.findings.evidence import Evidence
from app.findings.rule import Finding, Severity
from app.findings.say import at_line, places, process_name, say
from app.language import QT_TRANSLATE_NOOP
from app.state.model import Process, Run
from app.state.pool import PoolObject, TaskFailure

NOT_SENT = QT_TRANSLATE_NOOP(
    "findings",
    "{task} could not be handed to a worker of {object}, as all of a task is pickled, its function, "
    "too: {error}. {process} ended with that.",
)
NOT_RETURNED = QT_TRANSLATE_NOOP(
    "findings",
    "{task} of {object} was run, but what it returned could not be pickled, and is lost: {error}. {process} "
    "ended with that.",
)
ADVICE_SENT = QT_TRANSLATE_NOOP(
    "findings",
    "Give a pool a function of the module instead of a lambda or a local one (functools.partial of it for "
    "more arguments), and plain data.",
)
ADVICE_RETURNED = QT_TRANSLATE_NOOP(
    "findings",
    "Return plain data: no open file, lock, connection, generator or lambda; open files where they are read.",
)


def unpickled_task(evidence: Evidence) -> Iterator[Finding]:
    """One finding for each pool and way: a task that was not sent is as good as not started."""
    for pool in evidence.run.objects.values():
        if isinstance(pool, PoolObject) and not pool.made_by:
            yield from _of(evidence.run, pool, pool.unsent, start_failed.RULE, NOT_SENT, ADVICE_SENT)
            yield from _of(
                evidence.run, pool, pool.unreturned, lost_exception.RULE, NOT_RETURNED, ADVICE_RETURNED
            )


def _of(
    run: Run, pool: PoolObject, failure: TaskFailure | None, rule: str, template: str, advice: str
) -> Iterator[Finding]:
    process = None if failure is None else _ended_with(failure, pool, run)
    if failure is None or process is None:
        return
    message = say(
        template,
        task=failure.text or "?",
        object=pool.name,
        error=process.error,
        process=at_line(process_name(process.number, run), process.error_location, run),
    )
    lines = places(process.error_location, pool.made_at)
    yield Finding(rule, Severity.ERROR, True, message, say(advice), (process.number,), (pool.id,), lines)


def _ended_with(failure: TaskFailure, pool: PoolObject, run: Run) -> Process | None:
    """The process that uses the pool and that this has ended; who catches it knows of it."""
    kind = failure.error.partition(":")[0]
    users = (run.processes[number] for number in sorted(pool.users) if number in run.processes)
    return next((one for one in users if (one.error or "").partition(":")[0] == kind), None)
