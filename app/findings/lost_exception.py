"""An exception in a pool that nobody sees: of a callback, or of a task whose result nobody asks for."""

from __future__ import annotations

from collections.abc import Iterator

from app.findings.causes import Cause
from app.findings.evidence import Evidence
from app.findings.rule import Finding, Severity
from app.findings.say import at_line, places, process_name, say, waiters_told, with_consequences
from app.language import QT_TRANSLATE_NOOP
from app.state.model import Outcome, Run
from app.state.pool import CallbackFailure, Job, PoolObject, TaskFailure
from app.wire.records import Effect

RULE = "lost-exception"

PASSED_OVER = QT_TRANSLATE_NOOP(
    "findings",
    "{callback}, a callback of {object}, has raised {error} for {task}. The thread of the pool has "
    "swallowed it, and that task never counts as done.",
)
ENDED = QT_TRANSLATE_NOOP(
    "findings",
    "{callback}, a callback of {object}, has raised {error} for {task}. That has ended the thread that "
    "takes in the results: no more will come.",
)
LOGGED = QT_TRANSLATE_NOOP(
    "findings",
    "{callback}, a callback of {object}, has raised {error} for {task}. The library has only logged that, "
    "and went on.",
)
WAITS = QT_TRANSLATE_NOOP("findings", "{message} {waits} for that in vain.")
UNASKED = QT_TRANSLATE_NOOP(
    "findings",
    "{task} of {object} has raised {error}, and nobody has seen it: {who} never asked for the result of "
    "{operation}.",
)
UNRUN = QT_TRANSLATE_NOOP(
    "findings",
    "{task} of {object} was not run: it failed with {error}, and nobody has seen that: {who} never asked for "
    "the result of {operation}.",
)
ONE_OF = QT_TRANSLATE_NOOP("findings", "{message} So it was with {count} tasks.")

ADVICE_CALLBACK = QT_TRANSLATE_NOOP(
    "findings", "Let a callback catch what it can raise, or do its work where get() has returned the result."
)
ADVICE_UNASKED = QT_TRANSLATE_NOOP(
    "findings",
    "Keep what {operation} returns, and ask each for its result: that raises what the task has raised. Or "
    "give an error_callback.",
)


def lost_exception(evidence: Evidence) -> Iterator[Finding]:
    """One finding for the callbacks of a pool, and one for the tasks that failed in the same way."""
    for pool in evidence.run.objects.values():
        if not isinstance(pool, PoolObject) or pool.made_by:
            continue
        if pool.callback_failure is not None:
            yield _callback(evidence, pool, pool.callback_failure)
        for jobs in _unasked(pool, evidence.run) if evidence.is_complete else ():
            yield _tasks(evidence.run, pool, jobs)


def waits_for_callback(cause: Cause) -> PoolObject | None:
    """The pool whose callback has raised and that a cause waits for; None: it is another trouble."""
    known, effects = cause.known, {wait.call.effect for wait in cause.waits}
    is_wait = effects == {Effect.AWAIT} and not cause.is_ring
    return known if is_wait and isinstance(known, PoolObject) and known.callback_failure else None


# --- callbacks ----------------------------------------------------------------------------


def _callback(evidence: Evidence, pool: PoolObject, failure: CallbackFailure) -> Finding:
    run = evidence.run
    cause = next((cause for cause in evidence.causes if waits_for_callback(cause) is pool), None)
    message = say(
        LOGGED if failure.is_logged else PASSED_OVER if failure.is_passed_over else ENDED,
        callback=failure.callback or "?",
        object=pool.name,
        error=at_line(failure.error, failure.location, run),
        task=failure.job or "?",
    )
    if cause is not None:
        waits = waiters_told(cause.waits, run)
        message = with_consequences(say(WAITS, message=message, waits=waits), cause, run)
    return Finding(
        RULE,
        Severity.ERROR,
        True,
        message,
        say(ADVICE_CALLBACK),
        (failure.process,) if cause is None else tuple(dict.fromkeys((failure.process, *cause.processes))),
        (pool.id,),
        places(failure.location, *(() if cause is None else (wait.call.location for wait in cause.waits))),
    )


# --- tasks --------------------------------------------------------------------------------


def _unasked(pool: PoolObject, run: Run) -> list[list[Job]]:
    """Failed jobs for whose results nobody will ask any more, by how they failed."""
    groups: dict[object, list[Job]] = {}
    for job in pool.unasked.values():
        if job.failure is not None and not _is_asked(job, pool) and _is_over(job.process, run):
            place = job.failure.location
            line = None if place is None else (place.file, place.line)
            key = job.failure.error.partition(":")[0], line, job.operation
            groups.setdefault(key, []).append(job)
    return list(groups.values())


def _is_asked(job: Job, pool: PoolObject) -> bool:
    """Whether its result may have been asked for: map stops at the first that fails, imap is not told."""
    method = job.operation.rpartition(".")[2]
    return method.startswith("imap") or (method == "map" and job.operation in pool.asked)


def _is_over(number: int, run: Run) -> bool:
    """Whether the code of a process is over, and no exception has ended it.

    What a manager's server asks for it asks for its clients, and hands the exception on to them.
    """
    process = run.processes.get(number)
    if process is None or process.is_server or process.error is not None or process.made_by:
        return False
    return process.code_over_ns is not None or process.outcome is Outcome.FINISHED


def _tasks(run: Run, pool: PoolObject, jobs: list[Job]) -> Finding:
    job = jobs[0]
    failure = job.failure or TaskFailure(job.text, "", job.process, None)
    message = say(
        UNASKED if failure.is_run else UNRUN,
        task=failure.text or job.text or "?",
        object=pool.name,
        error=at_line(failure.error, failure.location, run),
        who=process_name(job.process, run),
        operation=at_line(job.operation, job.location, run),
    )
    return Finding(
        RULE,
        Severity.ERROR,
        True,
        message if len(jobs) == 1 else say(ONE_OF, message=message, count=len(jobs)),
        say(ADVICE_UNASKED, operation=job.operation),
        tuple(dict.fromkeys((job.process, failure.process))),
        (pool.id,),
        places(failure.location, job.location),
    )
