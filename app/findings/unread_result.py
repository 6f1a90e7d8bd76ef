"""A result, or an exception, of a pool's task that its pool could not unpickle: no result comes any more."""

from __future__ import annotations

from collections.abc import Iterator

from app.findings.causes import Cause
from app.findings.evidence import Evidence
from app.findings.lost_exception import RULE
from app.findings.rule import Finding, Severity
from app.findings.say import at_line, places, say, waiters_told, with_consequences
from app.language import QT_TRANSLATE_NOOP, Sentence
from app.state.model import Run
from app.state.pool import PoolObject
from app.wire.records import Effect

EXCEPTION = QT_TRANSLATE_NOOP(
    "findings",
    "{task} of {object} has raised {raised}. That could be pickled, but not unpickled: it gave {error} in "
    "the thread that takes in the results, and ended it. No result of {object} comes any more.",
)
RESULT = QT_TRANSLATE_NOOP(
    "findings",
    "What {task} of {object} returned could be pickled, but not unpickled: it gave {error} in the thread "
    "that takes in the results, and ended it. No result of {object} comes any more.",
)
SOME_TASK = QT_TRANSLATE_NOOP("findings", "a task")
WAITS = QT_TRANSLATE_NOOP("findings", "{message} {waits} for that in vain.")
ADVICE = QT_TRANSLATE_NOOP(
    "findings",
    "See that pickle.loads(pickle.dumps(...)) of it works. An exception is made anew from its args: hand all "
    "arguments of __init__ on to super().__init__(), or define __reduce__.",
)


def unread_result(evidence: Evidence) -> Iterator[Finding]:
    """One finding for each pool."""
    for pool in evidence.run.objects.values():
        if (
            isinstance(pool, PoolObject)
            and pool.result_error
            and not pool.callback_error
            and not pool.made_by
        ):
            yield _finding(evidence, pool)


def waits_for_unread(cause: Cause) -> PoolObject | None:
    """The pool that takes in no more results and that a cause waits for; None: it is another trouble."""
    known, effects = cause.known, {wait.call.effect for wait in cause.waits}
    is_wait = effects == {Effect.AWAIT} and not cause.is_ring
    return known if is_wait and isinstance(known, PoolObject) and known.result_error else None


def _finding(evidence: Evidence, pool: PoolObject) -> Finding:
    run, unread = evidence.run, pool.unread
    cause = next((cause for cause in evidence.causes if waits_for_unread(cause) is pool), None)
    message = _message(pool, run)
    if cause is not None:
        waits = waiters_told(cause.waits, run)
        message = with_consequences(say(WAITS, message=message, waits=waits), cause, run)
    broken_off = [one.error_location for one in run.processes.values() if _is_broken_off(one.error, pool)]
    return Finding(
        RULE,
        Severity.ERROR,
        True,
        message,
        say(ADVICE),
        () if cause is None else cause.processes,
        (pool.id,),
        places(
            None if unread is None else unread.location,
            *(() if cause is None else (wait.call.location for wait in cause.waits)),
            *broken_off,
        ),
    )


def _is_broken_off(error: str | None, pool: PoolObject) -> bool:
    return pool.is_broken and (error or "").partition(":")[0].endswith("BrokenProcessPool")


def _message(pool: PoolObject, run: Run) -> Sentence:
    unread = pool.unread
    task = say(SOME_TASK) if unread is None else unread.text
    if unread is None or not unread.error:
        return say(RESULT, task=task, object=pool.name, error=pool.result_error)
    raised = at_line(unread.error, unread.location, run)
    return say(EXCEPTION, task=task, object=pool.name, raised=raised, error=pool.result_error)
