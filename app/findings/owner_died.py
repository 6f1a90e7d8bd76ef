"""A lock whose owner has ended without giving it back, while others wait for it."""

from __future__ import annotations

from collections.abc import Iterator

from app.findings.causes import Cause
from app.findings.evidence import Evidence
from app.findings.rule import Finding, Severity
from app.findings.say import (
    at_line,
    listed,
    places,
    process_name,
    say,
    waiters_told,
    with_consequences,
)
from app.language import QT_TRANSLATE_NOOP, Sentence
from app.state.history import Location
from app.state.model import Outcome, Process, Run
from app.state.objects import LockObject

RULE = "owner-died"

MESSAGE = QT_TRANSLATE_NOOP(
    "findings", "{owner} ended while it held {object}, so nobody gives it back; {waits} for it."
)
MESSAGE_MANY = QT_TRANSLATE_NOOP(
    "findings", "{owner} ended while they held {object}, so nobody gives it back; {waits} for it."
)
ENDED_ITSELF = QT_TRANSLATE_NOOP("findings", "{owner}, which ended itself with {operation},")
ENDED_BY = QT_TRANSLATE_NOOP("findings", "{owner}, ended by {sender} with {operation},")
ENDED_AT = QT_TRANSLATE_NOOP("findings", "{owner}, at line {line},")
ADVICE = QT_TRANSLATE_NOOP(
    "findings",
    "Ask a process to end, by an Event, instead of terminating it: so it gives back what it holds. Of what a "
    "killed process held nobody else knows that it is to be given back.",
)
ADVICE_OWN = QT_TRANSLATE_NOOP(
    "findings",
    "Take it with `with`, or give it back in a `finally`, and end the process only after that: os._exit(), a "
    "kill and a crash pass over both.",
)


def owner_died(evidence: Evidence) -> Iterator[Finding]:
    """One finding for each lock."""
    run = evidence.run
    for cause in evidence.causes:
        lock = dead_lock(cause)
        if lock is None:
            continue
        numbers = dict.fromkeys(owner.process for owner in lock.owners if owner.process in run.processes)
        owners = [run.processes[number] for number in numbers]
        message = say(
            MESSAGE if len(owners) == 1 else MESSAGE_MANY,
            owner=listed(_owner(process, run) for process in owners),
            object=lock.name,
            waits=waiters_told(cause.waits, run),
        )
        ended_at = [_line(process) for process in owners]
        yield Finding(
            RULE,
            Severity.ERROR,
            evidence.is_complete and not lock.changes_hands,
            with_consequences(message, cause, run),
            say(ADVICE if any(map(_was_ended, owners)) else ADVICE_OWN),
            tuple(dict.fromkeys((*numbers, *cause.processes))),
            (lock.id,),
            places(*ended_at, *(wait.call.location for wait in cause.waits)),
        )


def dead_lock(cause: Cause) -> LockObject | None:
    """The lock that the waits of a cause are for, if its owner is dead."""
    known = cause.known
    return known if isinstance(known, LockObject) and known.owner_is_dead and not cause.is_ring else None


def _was_ended(process: Process) -> bool:
    """Whether somebody else has ended it, a process of the run or not."""
    if process.ended_by is not None:
        return process.ended_by.process != process.number
    return process.outcome in (Outcome.TERMINATED, Outcome.KILLED) and process.own_end is None


def _line(process: Process) -> Location | None:
    """Where it was ended, or has ended itself."""
    grant = process.ended_by
    return process.own_end or process.error_location if grant is None else grant.location


def _owner(process: Process, run: Run) -> str | Sentence:
    """A dead owner, and who has ended it."""
    name, grant = process_name(process.number, run), process.ended_by
    if grant is None:
        place = _line(process)
        return name if place is None else say(ENDED_AT, owner=name, line=place.line)
    operation = at_line(grant.operation, grant.location, run)
    if grant.process == process.number:
        return say(ENDED_ITSELF, owner=name, operation=operation)
    sender = process_name(grant.process, run)
    return say(ENDED_BY, owner=name, sender=sender, operation=operation)
