"""A callback that waits for its own pool, in the very thread that would have to take the result in."""

from __future__ import annotations

from collections.abc import Iterator

from app.findings.causes import Cause
from app.findings.evidence import Evidence
from app.findings.needs import callback_of
from app.findings.rule import Finding, Severity
from app.findings.say import ALSO, at_line, perhaps, places, say, waiters_told
from app.language import QT_TRANSLATE_NOOP
from app.state.model import Call
from app.state.pool import PoolObject

RULE = "deadlock"

MESSAGE = QT_TRANSLATE_NOOP(
    "findings",
    "{callback}, a callback of {object}, waits in {operation} for {object} itself, in the thread that takes "
    "in the results of {object}: none comes before it returns.",
)
ADVICE = QT_TRANSLATE_NOOP(
    "findings",
    "Let a callback start more work and return, without waiting for it: that may have a callback of its own. "
    "Or ask and wait where the first result is asked for.",
)


def waiting_callback(evidence: Evidence) -> Iterator[Finding]:
    """One finding for each pool."""
    run = evidence.run
    for cause in evidence.causes:
        found = waits_for_itself(cause)
        if found is None:
            continue
        pool, callback = found
        wait = cause.waits[0]
        message = say(
            MESSAGE,
            callback=callback.argument or "?",
            object=pool.name,
            operation=at_line(wait.call.operation, wait.call.location, run),
        )
        is_certain = evidence.standstill.is_certain(*cause.waits)
        told = perhaps(message, is_certain)
        yield Finding(
            RULE,
            Severity.ERROR,
            is_certain,
            say(ALSO, message=told, waits=waiters_told(cause.behind, run)) if cause.behind else told,
            say(ADVICE),
            cause.processes,
            (pool.id,),
            places(wait.call.location, *(one.call.location for one in cause.behind)),
        )


def waits_for_itself(cause: Cause) -> tuple[PoolObject, Call] | None:
    """The pool, and its callback that waits for it; None: it is another trouble."""
    known, wait = cause.known, cause.waits[0]
    if cause.is_ring or not isinstance(known, PoolObject) or wait.actor != known.takes_in:
        return None
    callback = callback_of(known, wait.call)
    return None if callback is None else (known, callback)
