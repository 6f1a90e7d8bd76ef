"""An item that its process has changed after put(), before the queue's thread had pickled it."""

from __future__ import annotations

from collections.abc import Iterator

from app.findings.evidence import Evidence
from app.findings.rule import Finding, Severity
from app.findings.say import at_line, places, process_name, say
from app.language import QT_TRANSLATE_NOOP
from app.state.model import Run
from app.state.objects import Differing, QueueObject

RULE = "changed-after-put"

MESSAGE = QT_TRANSLATE_NOOP(
    "findings",
    "{process} put {before} on {object}, and {consumer} got {after}: {process} has changed it after put(), "
    "before it was sent (items of which that is true: {count}).",
)
ADVICE = QT_TRANSLATE_NOOP(
    "findings",
    "put() returns before the item is pickled, which a thread does a little later. Put a copy, or make a new "
    "object for each item instead of changing the old one.",
)


def changed_after_put(evidence: Evidence) -> Iterator[Finding]:
    """One finding for each queue, with the first item."""
    run = evidence.run
    for queue in run.objects.values():
        if isinstance(queue, QueueObject) and queue.differing is not None:
            yield _finding(queue, queue.differing, run)


def _finding(queue: QueueObject, item: Differing, run: Run) -> Finding:
    message = say(
        MESSAGE,
        process=process_name(item.producer, run),
        before=item.before,
        object=at_line(queue.name, item.location, run),
        consumer=process_name(item.consumer, run),
        after=item.after,
        count=item.count,
    )
    processes = tuple(dict.fromkeys((item.producer, item.consumer)))
    lines = places(item.location)
    return Finding(RULE, Severity.ERROR, True, message, say(ADVICE), processes, (queue.id,), lines)
