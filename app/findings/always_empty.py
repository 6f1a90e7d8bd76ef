"""A queue that is empty nearly all the time: those who get wait for those who put.

Who collects the results of those whom it has started waits by design; so does one that takes what several
send to it, such as a log. It is told where those who wait are as many as those who feed them, or more.
"""

from __future__ import annotations

from collections.abc import Iterator

from app.findings.costs import share, waiting
from app.findings.evidence import Evidence
from app.findings.rule import Finding
from app.findings.unbalanced import LEAST_NS, WAITS, Pace, descends, empty, imbalance
from app.language import QT_TRANSLATE_NOOP
from app.state.model import Run
from app.state.objects import QueueObject
from app.wire.records import Effect

RULE = "always-empty"
#: For these parts of the time it is empty, and those who get wait.
_EMPTY, _WAITING = 0.9, 0.8
#: What a producer waits in that is itself fed, or asks and has to wait for the answer.
_FED = (Effect.GET, Effect.RECEIVE, Effect.POLL, Effect.AWAIT, Effect.WAIT, Effect.TAKE)
_FED_PART = 0.5

MESSAGE = QT_TRANSLATE_NOOP(
    "findings",
    "{object} was empty for {share} % of the {lasted} s in which items were put: {waiting} waited "
    "{waited} s in all for the next item. The slow side is the one that puts: {slow}.",
)
ADVICE = QT_TRANSLATE_NOOP(
    "findings",
    "If that costs time, let more processes put items, or make it shorter what is done before a put; or "
    "use fewer processes that get them.",
)


def always_empty(evidence: Evidence) -> Iterator[Finding]:
    """One finding for each such queue."""
    if not evidence.shows_costs:
        return
    run = evidence.run
    for number, waits in waiting(run, (Effect.GET,)).items():
        queue = run.objects[number]
        if isinstance(queue, QueueObject) and queue.producers:
            pace = empty(queue, waits, run)
            is_long = pace.waited_ns >= LEAST_NS and waits.all.count >= WAITS
            if is_long and pace.level >= _EMPTY and pace.part >= _WAITING and _is_stage(queue, pace, run):
                yield imbalance(RULE, MESSAGE, ADVICE, queue, waits, pace, queue.producers, run)


def _is_stage(queue: QueueObject, pace: Pace, run: Run) -> bool:
    """Whether those who get are there for this work, and those who put are busy with it."""
    if len(queue.producers) > len(queue.consumers):
        return False
    if any(descends(number, queue.consumers, run) for number in queue.producers):
        return False
    fed_ns = sum(
        waits.total_ns
        for key, waits in run.waits.rows.items()
        if key.process in queue.producers and key.effect in _FED
    )
    return share(fed_ns, pace.lasted_ns * len(queue.producers)) < _FED_PART
