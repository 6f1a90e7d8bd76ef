"""A pool whose workers all wait for tasks of that same pool, which no worker is left to run."""

from __future__ import annotations

from collections.abc import Iterator

from app.findings.causes import Cause
from app.findings.evidence import Evidence
from app.findings.needs import Actor
from app.findings.rule import Finding, Severity
from app.findings.say import ALSO, places, say, waiters_told
from app.language import QT_TRANSLATE_NOOP
from app.state.pool import PoolObject
from app.wire.records import Effect

RULE = "deadlock"

MESSAGE = QT_TRANSLATE_NOOP(
    "findings",
    "Every worker of {object} waits for another task of {object}, and none is left to run it: {waits} for "
    "results.",
)
ADVICE = QT_TRANSLATE_NOOP(
    "findings",
    "Let a task call the function itself instead of asking its own pool for it, or ask another pool; more "
    "workers only put it off.",
)


def starved_pool(evidence: Evidence) -> Iterator[Finding]:
    """One finding for each pool."""
    run = evidence.run
    for cause in evidence.causes:
        pool = starved(cause)
        if pool is None:
            continue
        own = [wait for wait in (*cause.waits, *cause.behind) if _is_worker(wait.actor, pool)]
        others = [wait for wait in cause.behind if wait not in own]
        message = say(MESSAGE, object=pool.name, waits=waiters_told(own, run))
        yield Finding(
            RULE,
            Severity.ERROR,
            evidence.standstill.is_certain(*cause.waits),
            say(ALSO, message=message, waits=waiters_told(others, run)) if others else message,
            say(ADVICE),
            cause.processes,
            (pool.id,),
            places(*(wait.call.location for wait in (*own, *others))),
            cause.edges,
        )


def starved(cause: Cause) -> PoolObject | None:
    """The pool whose workers wait for each other; None: it is another trouble."""
    known = cause.known
    if not cause.is_ring or not isinstance(known, PoolObject) or not known.waiting:
        return None
    own = all(wait.call.effect == Effect.AWAIT and wait.need.known is known for wait in cause.waits)
    return known if own and all(_is_worker(wait.actor, known) for wait in cause.waits) else None


def _is_worker(actor: Actor, pool: PoolObject) -> bool:
    return (actor.process, actor.thread) in pool.workers
