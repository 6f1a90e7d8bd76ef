"""The end of a pipe that never comes, as a copy of its other end is still open where nobody sends."""

from __future__ import annotations

from collections.abc import Iterator

from app.findings.causes import Cause
from app.findings.evidence import Evidence
from app.findings.rule import Finding, Severity
from app.findings.say import at_line, perhaps, places, processes_named, say, waiters_told, with_consequences
from app.language import QT_TRANSLATE_NOOP
from app.state.model import Process, Run
from app.state.objects import ChannelEnd
from app.state.primitives.channels import other_of
from app.wire.records import Effect

RULE = "eof-never-comes"

MESSAGE = QT_TRANSLATE_NOOP(
    "findings",
    "{waits} for more on {object}; its other end {other} is open only in {holders}, where nobody will send. "
    "As long as it is open there, recv() raises no EOFError.",
)
ADVICE = QT_TRANSLATE_NOOP(
    "findings",
    "Close {other} in every process that does not send, right after the process that sends has been started; "
    "under fork each child has a copy of it, too.",
)


ADVICE_AT = QT_TRANSLATE_NOOP(
    "findings",
    "Close {other} in every process that does not send, right after {sender} has been started; under fork "
    "each child has a copy of it, too.",
)


def eof_never_comes(evidence: Evidence) -> Iterator[Finding]:
    """One finding for each end at which somebody waits."""
    run = evidence.run
    for cause in evidence.causes:
        end = half_open(cause)
        other = other_of(end, run) if end is not None else None
        if end is None or other is None:
            continue
        is_certain = evidence.standstill.is_certain(*cause.waits)
        sender = _sender(other, run)
        began = None if sender is None else sender.started_at
        message = say(
            MESSAGE,
            waits=waiters_told(cause.waits, run),
            object=end.name,
            other=other.name,
            holders=processes_named(sorted(other.open_in), run),
        )
        yield Finding(
            RULE,
            Severity.ERROR,
            is_certain,
            with_consequences(perhaps(message, is_certain), cause, run),
            say(ADVICE, other=other.name)
            if sender is None
            else say(ADVICE_AT, other=other.name, sender=at_line(sender.name, began, run)),
            tuple(dict.fromkeys((*cause.processes, *sorted(other.open_in)))),
            (end.id, other.id),
            places(*(wait.call.location for wait in cause.waits), began, other.made_at),
        )


def _sender(other: ChannelEnd, run: Run) -> Process | None:
    """The process that was started to send, and that has the end open no more."""
    used = (run.processes.get(number) for number in sorted(other.users - other.open_in.keys()))
    return next((one for one in used if one is not None and one.started_at is not None), None)


def half_open(cause: Cause) -> ChannelEnd | None:
    """The end at which all of a cause wait for a message; None: it is another trouble."""
    known, effects = cause.known, {wait.call.effect for wait in cause.waits}
    is_reading = effects <= {Effect.RECEIVE, Effect.POLL}
    is_between_two = cause.is_ring and len(cause.waits) > 1  # each waits for a message of the other
    return known if isinstance(known, ChannelEnd) and is_reading and not is_between_two else None
