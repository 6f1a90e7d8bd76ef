"""A ring of waits: each waits for what only the next one can do, over locks, joins, pipes, mixed."""

from __future__ import annotations

from collections.abc import Iterator

from app.findings.causes import Cause
from app.findings.eof_never_comes import half_open
from app.findings.evidence import Evidence
from app.findings.full_both_ways import stuffed
from app.findings.rule import Finding, Severity
from app.findings.say import (
    actor_name,
    chained,
    places,
    processes_named,
    say,
    wait_told,
    with_consequences,
)
from app.findings.starved_pool import starved
from app.language import QT_TRANSLATE_NOOP, Sentence
from app.state.model import Run
from app.state.objects import ChannelEnd, LockObject
from app.state.primitives.channels import other_of
from app.wire.records import Effect

RULE = "deadlock"

MESSAGE = QT_TRANSLATE_NOOP("findings", "Deadlock: {waits}.")
MAY_BE = QT_TRANSLATE_NOOP(
    "findings", "This may be a deadlock: {waits}; a process that runs could still end it."
)
MAY_BE_SEEN = QT_TRANSLATE_NOOP(
    "findings", "This may be a deadlock: {waits}. That was seen from outside, of one after the other."
)
ADVICE_LOCKS = QT_TRANSLATE_NOOP(
    "findings",
    "Take these locks in the same order everywhere, or take the second one with a timeout and give the first "
    "one back when it is not to be had.",
)
ADVICE_ITSELF = QT_TRANSLATE_NOOP(
    "findings", "Take it only once, or make it an RLock, which its owner may take again."
)
ADVICE_PERMITS = QT_TRANSLATE_NOOP(
    "findings",
    "Give each permit back in every way out of what it was taken for: `with {object}:` does that, also for "
    "an exception, a continue or a return.",
)
ADVICE = QT_TRANSLATE_NOOP(
    "findings", "Let one of them go on without the other: release, send or receive before it waits."
)
ADVICE_PIPE = QT_TRANSLATE_NOOP(
    "findings",
    "Use communicate(): it writes, reads all pipes at once, and waits for the end. Or read to the end, and "
    "close what nobody writes to any more, before waiting; what nobody reads can go to subprocess.DEVNULL.",
)
ADVICE_FILE = QT_TRANSLATE_NOOP(
    "findings",
    "Unlock or close the file before waiting; flock() of a file that was opened twice waits for itself, also "
    "in one process.",
)
ADVICE_END = QT_TRANSLATE_NOOP(
    "findings",
    "Send {reader} what it waits for before waiting for it; or if there is no more, close {other} before, in "
    "every process that has it open ({holders}): then its recv() raises EOFError.",
)

_OF_PIPES = (Effect.SEND, Effect.RECEIVE)


def deadlock(evidence: Evidence) -> Iterator[Finding]:
    """One finding for each ring."""
    run = evidence.run
    for cause in evidence.causes:
        if not cause.is_ring or _explained(cause):
            continue
        is_certain = evidence.standstill.is_certain(*cause.waits)
        known = [wait.need.known for wait in cause.waits]
        may_be = MAY_BE if all(wait.need.is_sure for wait in cause.waits) else MAY_BE_SEEN
        message = say(
            MESSAGE if is_certain else may_be, waits=chained(wait_told(wait, run) for wait in cause.waits)
        )
        yield Finding(
            RULE,
            Severity.ERROR,
            is_certain,
            with_consequences(message, cause, run),
            _advice(cause, run),
            cause.processes,
            tuple(dict.fromkeys(one.id for one in known if one is not None)),
            places(*(wait.call.location for wait in cause.waits)),
            cause.edges,
        )


def _advice(cause: Cause, run: Run) -> Sentence:
    known = [wait.need.known for wait in cause.waits]
    lock = known[0]
    if isinstance(lock, LockObject) and lock.initial > 1 and all(one is lock for one in known):
        return say(ADVICE_PERMITS, object=lock.name)
    files = [wait for wait in cause.waits if wait.call.effect == Effect.TAKE and wait.need.known is None]
    if all(isinstance(one, LockObject) for one in known) or len(files) == len(cause.waits) > 1:
        return say(ADVICE_ITSELF if len(known) == 1 else ADVICE_LOCKS)
    if files:
        return say(ADVICE_FILE)
    if any(wait.call.effect in _OF_PIPES and wait.need.known is None for wait in cause.waits):
        return say(ADVICE_PIPE)
    reads = [wait for wait in cause.waits if wait.call.effect in (Effect.RECEIVE, Effect.POLL)]
    end = reads[0].need.known if len(reads) == 1 else None
    other = other_of(end, run) if isinstance(end, ChannelEnd) else None
    if other is None:
        return say(ADVICE)
    holders = processes_named(sorted(other.open_in), run)
    return say(ADVICE_END, reader=actor_name(*reads[0].actor, run), other=other.name, holders=holders)


def _explained(cause: Cause) -> bool:
    """Whether another rule has the words for it."""
    return stuffed(cause) is not None or half_open(cause) is not None or starved(cause) is not None
