"""A process that queue.Full or queue.Empty has ended, as it believed full(), empty() or qsize()."""

from __future__ import annotations

from collections.abc import Iterator

from app.findings.evidence import Evidence
from app.findings.rule import Finding, Severity
from app.findings.say import actor_name, at_line, listed, places, say
from app.findings.stale_answer import RULE
from app.language import QT_TRANSLATE_NOOP
from app.state.model import Process, Run
from app.state.objects import Misled, QueueObject

ROOM = QT_TRANSLATE_NOOP(
    "findings",
    "{call} told {processes} of room in {object}, and the put that followed found none: {error} ended "
    "{processes}.",
)
ITEMS = QT_TRANSLATE_NOOP(
    "findings",
    "{call} told {processes} of items in {object}, and the get that followed found none: {error} ended "
    "{processes}.",
)
ADVICE = QT_TRANSLATE_NOOP(
    "findings",
    "Do not ask full(), empty() or qsize() before a put or get: what they say is true for that moment only. "
    "Call put_nowait() or get_nowait() at once and catch queue.Full or queue.Empty, or wait with a timeout.",
)


def misled(evidence: Evidence) -> Iterator[Finding]:
    """One finding for each queue and pair of lines."""
    run = evidence.run
    for queue in run.objects.values():
        if not isinstance(queue, QueueObject) or not queue.misled:
            continue
        found: dict[object, list[Misled]] = {}
        for one in queue.misled.values():
            if _has_ended(one, run.processes[one.process]):
                found.setdefault(_lines(one), []).append(one)
        for same in found.values():
            yield _finding(queue, same, run)


def _has_ended(one: Misled, process: Process) -> bool:
    """Whether what it has raised was not caught: it has ended the process, or the thread."""
    thread = process.threads.get(one.thread)
    ends = (
        [(process.error, process.error_location)]
        if process.has_failed and not process.other_thread(one.thread)
        else []
    )
    ends += [(thread.error, thread.error_location)] if thread is not None else []
    return one.location is not None and one.answer.location is not None and (one.error, one.location) in ends


def _lines(one: Misled) -> tuple[tuple[str, int], ...]:
    return tuple((place.file, place.line) for place in places(one.answer.location, one.location))


def _finding(queue: QueueObject, same: list[Misled], run: Run) -> Finding:
    answer, is_put, _, _, error, location = same[0]
    message = say(
        ROOM if is_put else ITEMS,
        call=at_line(f"{answer.method}()", answer.location, run),
        processes=listed(actor_name(one.process, one.thread, run) for one in same),
        object=queue.name,
        error=at_line(error, location, run),
    )
    numbers = tuple(dict.fromkeys(one.process for one in same))
    lines = places(answer.location, location)
    return Finding(RULE, Severity.ERROR, True, message, say(ADVICE), numbers, (queue.id,), lines)
