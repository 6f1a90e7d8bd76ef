"""A bounded queue that is full nearly all the time: those who put wait for those who get."""

from __future__ import annotations

from collections.abc import Iterator

from app.findings.costs import Waiting, waiting
from app.findings.evidence import Evidence
from app.findings.rule import Finding
from app.findings.unbalanced import LEAST_NS, WAITS, Pace, full, imbalance
from app.language import QT_TRANSLATE_NOOP
from app.state.model import Run
from app.state.objects import QueueObject
from app.wire.records import Effect

RULE = "always-full"
#: For these parts of the time it is full, and those who put wait.
_FULL, _WAITING = 0.75, 0.5

MESSAGE = QT_TRANSLATE_NOOP(
    "findings",
    "{object} was full for {share} % of the {lasted} s in which items were put: {waiting} waited "
    "{waited} s in all for room in it. The slow side is the one that gets: {slow}.",
)
ADVICE = QT_TRANSLATE_NOOP(
    "findings",
    "If that costs time, let more processes take items, or make the work on an item shorter; a larger queue "
    "is only full later.",
)


def always_full(evidence: Evidence) -> Iterator[Finding]:
    """One finding for each such queue."""
    if not evidence.shows_costs:
        return
    run, full_ones = evidence.run, list(_full_ones(evidence.run))
    waiting_for_room = {number for _, waits, _ in full_ones for number in waits.by_process}
    for queue, waits, pace in full_ones:
        if not queue.consumers <= waiting_for_room:  # else they are held up by another queue themselves
            yield imbalance(RULE, MESSAGE, ADVICE, queue, waits, pace, queue.consumers, run)


def _full_ones(run: Run) -> Iterator[tuple[QueueObject, Waiting, Pace]]:
    """The queues at which who puts waits for long."""
    for number, waits in waiting(run, (Effect.PUT,)).items():
        queue = run.objects[number]
        if isinstance(queue, QueueObject) and queue.maxsize and queue.consumers:
            pace = full(queue, waits)
            is_long = pace.waited_ns >= LEAST_NS and waits.all.count >= WAITS
            if is_long and pace.level >= _FULL and pace.part >= _WAITING:
                yield queue, waits, pace
