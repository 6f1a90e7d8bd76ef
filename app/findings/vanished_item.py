"""An item that was put and that nobody can get: the thread that was to send it could not."""

from __future__ import annotations

from collections.abc import Iterator

from app.findings.causes import Cause
from app.findings.evidence import Evidence
from app.findings.rule import Finding, Severity
from app.findings.say import at_line, places, process_name, say, waiters_told, with_consequences
from app.language import QT_TRANSLATE_NOOP
from app.state.model import Run
from app.state.objects import Drop, QueueObject
from app.wire.records import Effect

RULE = "vanished-item"

NOT_PICKLED = QT_TRANSLATE_NOOP(
    "findings",
    "{item}, which {process} has put on {object}, has vanished: put() had returned when it could not be "
    "pickled ({error}), so nobody will get it.",
)
AT_END = QT_TRANSLATE_NOOP(
    "findings",
    "{item}, which {process} has put on {object}, has vanished without a word: it could not be pickled, "
    "and its process was about to end. Nobody will get it, nor what was put there after it.",
)
NOT_SENT = QT_TRANSLATE_NOOP(
    "findings",
    "{item}, which {process} has put on {object}, has vanished: put() had returned when it could not be sent "
    "({error}), so nobody will get it.",
)
ONE_OF = QT_TRANSLATE_NOOP("findings", "{message} It was the last of {count} such items.")
WAITS = QT_TRANSLATE_NOOP("findings", "{message} {waits} for that in vain.")
ADVICE = QT_TRANSLATE_NOOP(
    "findings",
    "Put only what can be pickled: no lambda, no function or class defined in a function, no open file, "
    "lock or connection. pickle.dumps(item) before put() raises where it is put.",
)
ADVICE_SENT = QT_TRANSLATE_NOOP(
    "findings", "Close a queue, or end who gets from it, only when all that was put has been taken."
)


def vanished_item(evidence: Evidence) -> Iterator[Finding]:
    """One finding for each queue."""
    for known in evidence.run.objects.values():
        if isinstance(known, QueueObject) and known.last_drop is not None and not known.made_by:
            yield _finding(evidence, known, known.last_drop)


def waits_for_dropped(cause: Cause) -> QueueObject | None:
    """The queue that has dropped what a cause waits for; None: it is another trouble."""
    known, effects = cause.known, {wait.call.effect for wait in cause.waits}
    is_wait = effects <= {Effect.GET, Effect.DRAIN} and not cause.is_ring
    return known if is_wait and isinstance(known, QueueObject) and known.dropped else None


def _finding(evidence: Evidence, queue: QueueObject, drop: Drop) -> Finding:
    run = evidence.run
    cause = next((cause for cause in evidence.causes if waits_for_dropped(cause) is queue), None)
    message = say(
        NOT_SENT if drop.was_pickled else NOT_PICKLED if drop.error else AT_END,
        item=drop.text or "?",
        process=_who(drop, run),
        object=queue.name,
        error=drop.error,
    )
    if queue.dropped > 1:
        message = say(ONE_OF, message=message, count=queue.dropped)
    if cause is not None:
        waits = waiters_told(cause.waits, run)
        message = with_consequences(say(WAITS, message=message, waits=waits), cause, run)
    return Finding(
        RULE,
        Severity.ERROR,
        True,
        message,
        say(ADVICE_SENT if drop.was_pickled else ADVICE),
        tuple(dict.fromkeys((drop.process, *(() if cause is None else cause.processes)))),
        (queue.id,),
        places(drop.location, *(() if cause is None else (wait.call.location for wait in cause.waits))),
    )


def _who(drop: Drop, run: Run) -> object:
    return at_line(process_name(drop.process, run), drop.location, run)
