"""A put or a send that waits for room in a pipe, while nobody who could read it is able to."""

from __future__ import annotations

from collections.abc import Iterator

from app.findings.causes import Cause
from app.findings.evidence import Evidence
from app.findings.rule import Finding, Severity
from app.findings.say import chained, perhaps, places, say, wait_told, waiters_told, with_consequences
from app.language import QT_TRANSLATE_NOOP
from app.state.objects import ChannelEnd, QueueObject, SharedObject
from app.wire.records import Effect

RULE = "full-both-ways"

MESSAGE = QT_TRANSLATE_NOOP(
    "findings",
    "{waits} for room in the pipe of {object}, which is full, and nobody who could read it is able to.",
)
RING = QT_TRANSLATE_NOOP("findings", "Each waits for another one to read, and none reads: {waits}.")
ADVICE = QT_TRANSLATE_NOOP(
    "findings",
    "Start who reads before you write more than a pipe holds (64 kB), or let both sides read first.",
)


def full_both_ways(evidence: Evidence) -> Iterator[Finding]:
    """One finding for each cause."""
    run = evidence.run
    for cause in evidence.causes:
        known = stuffed(cause)
        if known is None:
            continue
        is_certain = evidence.standstill.is_certain(*cause.waits)
        if len(cause.waits) > 1 and cause.is_ring:
            message = say(RING, waits=chained(wait_told(wait, run) for wait in cause.waits))
        else:
            message = say(MESSAGE, waits=waiters_told(cause.waits, run), object=known.name)
        yield Finding(
            RULE,
            Severity.ERROR,
            is_certain,
            with_consequences(perhaps(message, is_certain), cause, run),
            say(ADVICE),
            cause.processes,
            tuple(dict.fromkeys(wait.need.known.id for wait in cause.waits if wait.need.known is not None)),
            places(*(wait.call.location for wait in cause.waits)),
        )


def stuffed(cause: Cause) -> SharedObject | None:
    """What all of a cause write to; None: it is another trouble."""
    if not all(wait.call.effect in (Effect.SEND, Effect.PUT) for wait in cause.waits):
        return None
    known = cause.known
    is_pipe = isinstance(known, QueueObject) and not known.maxsize and not known.is_served
    return known if is_pipe or isinstance(known, ChannelEnd) else None
