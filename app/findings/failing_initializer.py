"""An initializer that fails in every worker: a Pool starts new ones without end, and none runs a task."""

from __future__ import annotations

from collections.abc import Iterator

from app.findings.evidence import Evidence
from app.findings.rule import Finding, Severity
from app.findings.say import WAIT_MANY, WAIT_ONE, actor_name, at_line, listed, places, say
from app.language import QT_TRANSLATE_NOOP, Sentence
from app.state.history import Location
from app.state.model import Call, Run
from app.state.pool import PoolObject, TaskFailure
from app.wire.records import Effect

RULE = "failing-initializer"

MESSAGE = QT_TRANSLATE_NOOP(
    "findings",
    "{initializer}, the initializer of {object}, has raised {error} in each of the {count} workers that "
    "ran it; none has run a task.",
)
SOME = QT_TRANSLATE_NOOP(
    "findings", "{initializer}, the initializer of {object}, has raised {error} in {count} of its workers."
)
STARTS = QT_TRANSLATE_NOOP("findings", "{message} The pool starts new ones without end.")
WAITS = QT_TRANSLATE_NOOP("findings", "{message} {waits} for results.")
BROKEN = QT_TRANSLATE_NOOP("findings", "{message} That broke {object}: it runs nothing any more.")
UNNAMED = QT_TRANSLATE_NOOP("findings", "a function")
UNKNOWN = QT_TRANSLATE_NOOP("findings", "an exception")
ADVICE = QT_TRANSLATE_NOOP(
    "findings",
    "Call it once by itself, to see the error. Let the initializer catch what it can, or open what it "
    "opens in the task, where an exception comes to who asks for the result.",
)
#: So many workers in a row have to have failed: the first ones may have met with bad luck.
_ROUNDS = 2


def failing_initializer(evidence: Evidence) -> Iterator[Finding]:
    """One finding for each pool."""
    run = evidence.run
    for pool in run.objects.values():
        if not isinstance(pool, PoolObject) or not _fails(pool):
            continue
        waits = _waits(pool, run)
        yield Finding(
            RULE,
            Severity.ERROR,
            True,
            _message(pool, waits, run),
            say(ADVICE),
            tuple(number for number, _ in waits),
            (pool.id,),
            places(
                _place(pool),
                *(call.location for _, call in waits),
                pool.made_at if pool.is_broken else None,
            ),
        )


def _fails(pool: PoolObject) -> bool:
    """Whether it fails in one worker after the other; or has broken the pool once and for all."""
    if pool.is_broken:
        return pool.initializer_failures > 0
    return not pool.begun and pool.initializer_failures >= _ROUNDS * max(1, pool.size)


def _place(pool: PoolObject) -> Location | None:
    """Where it has raised; if that is not known, where the pool was made, which names it."""
    failure = pool.initializer_failure
    return pool.made_at if failure is None or failure.location is None else failure.location


def _message(pool: PoolObject, waits: list[tuple[int, Call]], run: Run) -> Sentence:
    failure = pool.initializer_failure or TaskFailure("", "", 0, None)
    message = say(
        SOME if pool.begun or pool.is_broken else MESSAGE,
        initializer=failure.text or say(UNNAMED),
        object=pool.name,
        error=at_line(failure.error or say(UNKNOWN), failure.location, run),
        count=pool.initializer_failures,
    )
    if pool.is_broken:
        return say(BROKEN, message=message, object=pool.name)
    if not pool.stopped:
        message = say(STARTS, message=message)
    if not waits:
        return message
    names = [at_line(actor_name(number, call.thread, run), call.location, run) for number, call in waits]
    told = say(WAIT_ONE if len(names) == 1 else WAIT_MANY, who=listed(names))
    return say(WAITS, message=message, waits=told)


def _waits(pool: PoolObject, run: Run) -> list[tuple[int, Call]]:
    """Who waits for results, in which call."""
    return [
        (process.number, call)
        for process in run.processes.values()
        for call in process.calls.values()
        if call.effect == Effect.AWAIT and call.object_id == pool.id and call.blocked
    ]
