"""A put or a send that waits for room in a pipe, while nobody who could read it is able to."""

from __future__ import annotations

from collections.abc import Iterator

from app.findings.causes import Cause
from app.findings.evidence import Evidence
from app.findings.rule import Finding, Severity
from app.findings.say import chained, perhaps, places, say, wait_told, waiters_told, with_consequences
from app.findings.standstill import Wait
from app.language import QT_TRANSLATE_NOOP
from app.state.objects import ChannelEnd, QueueObject, SharedObject
from app.wire.records import Effect

RULE = "full-both-ways"

MESSAGE = QT_TRANSLATE_NOOP(
    "findings",
    "{waits} for room in the pipe of {object}, which is full, and nobody who could read it is able to.",
)
READERS = QT_TRANSLATE_NOOP("findings", "{message} {waits}.")
RING = QT_TRANSLATE_NOOP("findings", "Each waits for another one to read, and none reads: {waits}.")
ADVICE = QT_TRANSLATE_NOOP(
    "findings",
    "Start who reads before you write more than a pipe holds (64 kB), or let both sides read first.",
)

#: So many that might read are told of.
_READERS_TOLD = 3


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
            readers = _readers(cause, known, evidence)
            if readers:
                message = say(
                    READERS, message=message, waits=chained(wait_told(wait, run) for wait in readers)
                )
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


def _readers(cause: Cause, known: SharedObject, evidence: Evidence) -> list[Wait]:
    """What those wait for that have read from it by now; if nobody has, what others wait for that might."""
    standing, writers = evidence.standstill, {wait.actor.process for wait in cause.waits}
    numbers = known.consumers if isinstance(known, QueueObject) else set()
    might = {actor.process for actor in standing.waits} - {wait.actor.process for wait in cause.behind}
    readers = sorted(numbers - writers or might - writers)
    return [wait for number in readers[:_READERS_TOLD] for wait in standing.of_process(number)[:1]]


def stuffed(cause: Cause) -> SharedObject | None:
    """What all of a cause write to; None: it is another trouble."""
    if not all(wait.call.effect in (Effect.SEND, Effect.PUT) for wait in cause.waits):
        return None
    known = cause.known
    is_pipe = isinstance(known, QueueObject) and not known.maxsize and not known.is_served
    return known if is_pipe or isinstance(known, ChannelEnd) else None
