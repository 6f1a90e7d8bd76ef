"""A process that is joined cannot end, as nobody takes what it has put into a queue."""

from __future__ import annotations

from collections.abc import Iterator

from app.findings.causes import Cause
from app.findings.evidence import Evidence
from app.findings.rule import Finding, Severity
from app.findings.say import listed, perhaps, places, processes_named, say, wait_told
from app.language import QT_TRANSLATE_NOOP
from app.state.model import Run
from app.state.objects import QueueObject
from app.wire.records import Effect

RULE = "undrained-join"

MESSAGE = QT_TRANSLATE_NOOP(
    "findings",
    "{waits}, and {process} cannot end: what was put on {object} does not fit into its pipe, and nobody else "
    "is left to take it (items there: {items}, put at {places}).",
)
NOBODY_JOINS = QT_TRANSLATE_NOOP(
    "findings",
    "{process} cannot end: what was put on {object} does not fit into its pipe, and nobody is left to take "
    "it (items there: {items}, put at {places}).",
)
LINE = QT_TRANSLATE_NOOP("findings", "line {line}")
UNKNOWN = QT_TRANSLATE_NOOP("findings", "a line that is not known")
ADVICE = QT_TRANSLATE_NOOP(
    "findings", "Get all items of the queue first, and join the processes that have put them after that."
)


def undrained_join(evidence: Evidence) -> Iterator[Finding]:
    """One finding for each queue."""
    run = evidence.run
    for cause in evidence.causes:
        queue = undrained(cause)
        if queue is not None:
            yield _finding(evidence, cause, queue, run)


def undrained(cause: Cause) -> QueueObject | None:
    """The queue whose producers wait until what they have put is sent; None: it is another trouble."""
    known, effects = cause.known, {wait.call.effect for wait in cause.waits}
    return known if isinstance(known, QueueObject) and effects == {Effect.FLUSH} else None


def _finding(evidence: Evidence, cause: Cause, queue: QueueObject, run: Run) -> Finding:
    joins = [wait for wait in cause.behind if wait.call.effect in (Effect.JOIN, Effect.POLL)]
    stuck = [wait.actor.process for wait in cause.waits]
    put_at = places(*(item.location for item in queue.items if item.producer in stuck))
    message = say(
        MESSAGE if joins else NOBODY_JOINS,
        waits=listed(wait_told(wait, run) for wait in joins),
        process=processes_named(stuck, run),
        object=queue.name,
        items=queue.size,
        places=listed(say(LINE, line=place.line) for place in put_at) or say(UNKNOWN),
    )
    is_certain = evidence.standstill.is_certain(*cause.waits)
    return Finding(
        RULE,
        Severity.ERROR,
        is_certain,
        perhaps(message, is_certain),
        say(ADVICE),
        tuple(dict.fromkeys((*(wait.actor.process for wait in joins), *cause.processes))),
        (queue.id,),
        places(*(wait.call.location for wait in joins), *put_at),
    )
