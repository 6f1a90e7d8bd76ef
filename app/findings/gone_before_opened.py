"""A child that could not open a lock or an event it was given, as its parent had given it up by then."""

from __future__ import annotations

from collections.abc import Iterator

from app.findings.evidence import Evidence
from app.findings.rule import Finding, Severity
from app.findings.say import at_line, places, process_name, say
from app.language import QT_TRANSLATE_NOOP
from app.state.model import Process, Run
from app.state.objects import BarrierObject, ConditionObject, FlagObject, QueueObject, SharedObject
from app.wire.records import Stage

RULE = "gone-before-opened"

MESSAGE = QT_TRANSLATE_NOOP(
    "findings",
    "{child} could not open {object}, which it was given, and failed with FileNotFoundError before its own "
    "code: {parent} had given it up by then, as nothing there referred to it any more.",
)
ENDED = QT_TRANSLATE_NOOP(
    "findings",
    "{child} could not open {object}, which it was given, and failed with FileNotFoundError before its own "
    "code: {parent} had ended by then, and what it had made was gone.",
)
SOMETHING = QT_TRANSLATE_NOOP("findings", "a semaphore")
ADVICE = QT_TRANSLATE_NOOP(
    "findings",
    "Keep a reference to it in {parent} until the child has ended, and join the child before the function "
    "that has made both is over.",
)
#: What consists of several locks.
_COMPOSITES = (FlagObject, ConditionObject, BarrierObject, QueueObject)


def gone_before_opened(evidence: Evidence) -> Iterator[Finding]:
    """One finding for each child."""
    for process in evidence.run.processes.values():
        if process.stage == Stage.OPENING and (process.error or "").startswith("FileNotFoundError"):
            yield _finding(evidence.run, process)


def _finding(run: Run, child: Process) -> Finding:
    known = _unopened(child, run)
    parent = process_name(child.parent or 0, run)
    message = say(
        ENDED if _has_ended(run.processes.get(child.parent or 0), child) else MESSAGE,
        child=at_line(process_name(child.number, run), child.started_at, run),
        object=say(SOMETHING) if known is None else at_line(known.name, known.made_at, run),
        parent=parent,
    )
    numbers = (child.number,) if child.parent is None else (child.number, child.parent)
    objects = () if known is None else (known.id,)
    lines = places(child.started_at, None if known is None else known.made_at)
    return Finding(RULE, Severity.ERROR, True, message, say(ADVICE, parent=parent), numbers, objects, lines)


def _has_ended(parent: Process | None, child: Process) -> bool:
    ended_ns = None if parent is None else parent.ended_ns
    return ended_ns is not None and ended_ns < (child.ended_ns or ended_ns)


def _unopened(child: Process, run: Run) -> SharedObject | None:
    """What it could not open; if that is a lock inside of something, the only thing that has such locks."""
    known = run.objects.get(child.unopened)
    every = [one for one in run.objects.values() if isinstance(one, _COMPOSITES) and not one.is_served]
    return every[0] if known is None and len(every) == 1 else known
