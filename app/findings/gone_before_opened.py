"""A child that could not open a lock or an event it was given, as its parent had given it up by then."""

from __future__ import annotations

from collections.abc import Iterator

from app.findings.evidence import Evidence
from app.findings.rule import Finding, Severity
from app.findings.say import at_line, places, process_name, say
from app.language import QT_TRANSLATE_NOOP
from app.state.memory import BlockObject
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
UNLINKED = QT_TRANSLATE_NOOP(
    "findings",
    "{child} could not attach {object}, as {process} had unlinked that shared memory before: {error}.",
)
REMOVED = QT_TRANSLATE_NOOP(
    "findings",
    "{child} could not attach {object}, as a resource tracker had removed that shared memory before: "
    "{error}.",
)
ADVICE_UNLINKED = QT_TRANSLATE_NOOP(
    "findings", "Call unlink() only when all who attach it have done so: join them before."
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
        else:
            block = unlinked_before(process, evidence.run)
            if block is not None:
                yield _of_block(evidence.run, process, block)


def unlinked_before(process: Process, run: Run) -> BlockObject | None:
    """The block of shared memory that a process has failed to attach, as it was gone by then."""
    error = process.error or ""
    if not error.startswith("FileNotFoundError"):
        return None
    blocks = [one for one in run.objects.values() if isinstance(one, BlockObject)]
    failed = {one.system_name for one in blocks if _has_failed(one, process, error)}
    return next((one for one in blocks if one.exists and one.is_gone and one.system_name in failed), None)


def _has_failed(block: BlockObject, process: Process, error: str) -> bool:
    """Whether a process has ended as it could not attach it."""
    failure = block.last_failure
    if failure is None or failure.process != process.number or failure.error != error:
        return False
    return failure.location == process.error_location


def _of_block(run: Run, child: Process, block: BlockObject) -> Finding:
    by = block.unlinked_by
    who = None if by is None else at_line(process_name(by, run), block.unlinked_at, run)
    name = process_name(child.number, run)
    message = say(
        REMOVED if who is None else UNLINKED,
        child=at_line(name, child.started_at, run),
        object=at_line(block.name, block.made_at, run),
        process=who,
        error=at_line(child.error or "", child.error_location, run),
    )
    numbers = (child.number,) if by is None else (child.number, by)
    lines = places(child.error_location, block.unlinked_at, block.made_at)
    return Finding(RULE, Severity.ERROR, True, message, say(ADVICE_UNLINKED), numbers, (block.id,), lines)


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
