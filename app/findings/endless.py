"""Waiting for ever without a ring: nobody who could end the wait is alive and able to move.

What another rule explains better, it explains; this one takes what is left, for every kind of wait.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from app.findings import (
    eof_never_comes,
    full_both_ways,
    lost_exception,
    lost_worker,
    owner_died,
    undrained_join,
    unread_result,
    vanished_item,
    waiting_callback,
)
from app.findings.causes import Cause
from app.findings.ends import ended_at, ended_told
from app.findings.evidence import Evidence
from app.findings.needs import dead_sleepers, interrupted_wait
from app.findings.rule import Finding, Severity
from app.findings.say import (
    at_line,
    listed,
    perhaps,
    places,
    process_name,
    processes_named,
    say,
    waiters_told,
    with_consequences,
)
from app.findings.standstill import Wait
from app.language import QT_TRANSLATE_NOOP, Sentence
from app.state.history import Location
from app.state.model import Call, Outcome, Run
from app.state.objects import (
    BarrierObject,
    ConditionObject,
    FlagObject,
    LockObject,
    QueueObject,
    SharedObject,
)
from app.state.pool import PoolObject
from app.wire.records import Effect, Stopped

RULE = "waits-for-ever"
_FAILED = (Outcome.FAILED, Outcome.TERMINATED, Outcome.KILLED, Outcome.CRASHED)

EMPTY = QT_TRANSLATE_NOOP(
    "findings", "{waits} for an item of {object}, which is empty, and nobody is left to put one."
)
LOST = QT_TRANSLATE_NOOP(
    "findings",
    "{waits} for an item of {object}; those that were put may be lost, as {producers} ended before they "
    "were sent.",
)
FULL = QT_TRANSLATE_NOOP(
    "findings", "{waits} for room in {object}, which is full, and nobody is left to take an item."
)
UNFINISHED = QT_TRANSLATE_NOOP(
    "findings",
    "{waits} until every item of {object} is marked by task_done(); that is missing for {count}, and "
    "nobody is left to do it.",
)
UNSET = QT_TRANSLATE_NOOP("findings", "{waits} for {object} to be set, and nobody is left to set it.")
UNNOTIFIED = QT_TRANSLATE_NOOP("findings", "{waits} for a notify of {object}, and nobody is left to notify.")
PARTIES = QT_TRANSLATE_NOOP(
    "findings",
    "{waits} at {object}: {there} of {parties} parties came, and no other is left to come.",
)
LOST_PARTY = QT_TRANSLATE_NOOP("findings", "{message} {process} {end} before it came.")
FAILED_PARTY = QT_TRANSLATE_NOOP("findings", "{message} {process} ended before it came: {error}.")
ITSELF = QT_TRANSLATE_NOOP(
    "findings",
    "{waits} in {operation} until all who wait for {object} have woken up, and who calls that is one of "
    "them: a signal handler does so in the middle of {outer}.",
)
DEAD_SLEEPER = QT_TRANSLATE_NOOP(
    "findings",
    "{waits} in {operation} until all who wait for {object} have woken up; a wait still counts though its "
    "process has ended in it: {processes}.",
)
PERMITS = QT_TRANSLATE_NOOP(
    "findings",
    "{waits} for {object}, of which no permit is left, and nobody who could give one back can move.",
)
TERMINATED = QT_TRANSLATE_NOOP(
    "findings", "{waits} for a result of {object}, but {pool} was terminated before the result came."
)
COLLECTED = QT_TRANSLATE_NOOP(
    "findings",
    "{waits} for a result of {object}, but {pool} was terminated before the result came, as nothing referred "
    "to the pool any more.",
)
OTHER = QT_TRANSLATE_NOOP("findings", "{waits} in {operation}, and nobody is left who could end this wait.")
LAST_PUT = QT_TRANSLATE_NOOP("findings", "{message} The last one was put by {process}.")
LAST_GET = QT_TRANSLATE_NOOP("findings", "{message} The last one was taken by {process}.")
LAST_DONE = QT_TRANSLATE_NOOP("findings", "{message} The last one was marked by {process}.")

FAILED_BESIDES = QT_TRANSLATE_NOOP("findings", "{message} {process} {end}.")
ANSWERED = QT_TRANSLATE_NOOP(
    "findings",
    "{message} {process} had asked {call} before, and was told that there was one: that was so then, and not "
    "when it got.",
)
ADVICE_ASK = QT_TRANSLATE_NOOP(
    "findings",
    "Do not decide by empty() or qsize() whether to get: what they say is true for that moment only. Use "
    "get_nowait() or get(timeout=...) and catch queue.Empty, or put end marks.",
)
ADVICE_EMPTY = QT_TRANSLATE_NOOP(
    "findings", "Put one end mark for each process that gets, or get with a timeout; let a producer end last."
)
ADVICE_FULL = QT_TRANSLATE_NOOP(
    "findings", "Let somebody take items as long as items are put, or put with a timeout."
)
ADVICE_TASKS = QT_TRANSLATE_NOOP(
    "findings", "Call task_done() for every item that was got, also when its work has failed (in a finally)."
)
ADVICE_SET = QT_TRANSLATE_NOOP(
    "findings", "Set it in every way out of the process that has to, or wait with a timeout."
)
ADVICE_NOTIFY = QT_TRANSLATE_NOOP(
    "findings",
    "Call notify() or notify_all() after each change that somebody may wait for, while the condition's lock "
    "is held; or wait with a timeout.",
)
ADVICE_HANDLER = QT_TRANSLATE_NOOP(
    "findings",
    "Let a signal handler do no more than set a variable or raise an exception, and look at the variable in "
    "a loop around a wait with a timeout.",
)
ADVICE_SLEEPER = QT_TRANSLATE_NOOP(
    "findings",
    "Do not terminate a process that may be waiting: let it wait with a timeout and look whether it is to "
    "end.",
)
ADVICE_PARTIES = QT_TRANSLATE_NOOP(
    "findings", "Let a process that fails call abort(), or wait with a timeout, so that the others go on."
)
ADVICE_TERMINATED = QT_TRANSLATE_NOOP(
    "findings",
    "Ask for all results inside of the pool's `with` block, the end of which terminates it; and keep the "
    "pool in a variable until then.",
)
ADVICE_OTHER = QT_TRANSLATE_NOOP(
    "findings", "Wait with a timeout, and look what has become of the other side."
)

#: What is advised where somebody is missing.
_NOBODY_LEFT = (ADVICE_EMPTY, ADVICE_FULL, ADVICE_TASKS, ADVICE_SET, ADVICE_NOTIFY)
#: So many that have failed are named.
_FAILED_TOLD = 3


def endless(evidence: Evidence) -> Iterator[Finding]:
    """One finding for each cause that no other rule explains."""
    run = evidence.run
    for cause in evidence.causes:
        if cause.is_ring or _explained(cause) or _is_at_rest(cause, evidence):
            continue
        is_certain = evidence.standstill.is_certain(*cause.waits)
        message, advice, more, named = _with_failed(_told(cause, run), cause, run)
        known = cause.known
        yield Finding(
            RULE,
            Severity.ERROR,
            is_certain,
            with_consequences(perhaps(message, is_certain), cause, run),
            say(advice),
            tuple(dict.fromkeys((*cause.processes, *named))),
            () if known is None else (known.id,),
            places(*(wait.call.location for wait in cause.waits), *more),
        )


def _is_at_rest(cause: Cause, evidence: Evidence) -> bool:
    """Whether those who take from a queue wait for more, while who waits until all is done cannot go on."""
    known = cause.known
    is_getting = known is not None and all(wait.call.effect == Effect.GET for wait in cause.waits)
    waits = (wait for one in evidence.causes for wait in one.waits)
    is_drained = any(wait.call.effect == Effect.DRAIN and wait.need.known is known for wait in waits)
    return is_getting and is_drained and not cause.behind


def _explained(cause: Cause) -> bool:
    """Whether another rule has the words for it."""
    return (
        owner_died.dead_lock(cause) is not None
        or undrained_join.undrained(cause) is not None
        or eof_never_comes.half_open(cause) is not None
        or full_both_ways.stuffed(cause) is not None
        or lost_worker.waits_for_lost(cause) is not None
        or lost_exception.waits_for_callback(cause) is not None
        or vanished_item.waits_for_dropped(cause) is not None
        or unread_result.waits_for_unread(cause) is not None
        or waiting_callback.waits_for_itself(cause) is not None
    )


class _Told(NamedTuple):
    """The sentence for what is waited for, the next step, and the lines that belong to it besides."""

    message: Sentence
    advice: str
    locations: tuple[Location | None, ...] = ()
    processes: tuple[int, ...] = ()  # that are named besides


def _with_failed(told: _Told, cause: Cause, run: Run) -> _Told:
    """With who had the object, or may have had it, and has failed: that may be why nobody is left."""
    known = cause.known
    if not isinstance(known, (QueueObject, FlagObject, ConditionObject)) or told.advice not in _NOBODY_LEFT:
        return told
    failed = [one for one in run.script_processes if one.outcome in _FAILED and one.kind == "process"]
    failed = [one for one in failed if not one.is_server]
    users = [one for one in failed if one.number in known.users]
    for process in (users or failed)[:_FAILED_TOLD]:
        end = ended_told(process, run)
        message = say(FAILED_BESIDES, message=told.message, process=process.name, end=end)
        places_told, named = (*told.locations, ended_at(process)), (*told.processes, process.number)
        told = told._replace(message=message, locations=places_told, processes=named)
    return told


def _told(cause: Cause, run: Run) -> _Told:
    known, effect = cause.known, cause.waits[0].call.effect
    waits = waiters_told(cause.waits, run)
    name = "" if known is None else known.name
    if isinstance(known, QueueObject):
        told = _queue(known, effect, waits, run)
        return _with_answer(told, known, cause.waits[0], run) if effect == Effect.GET else told
    if isinstance(known, BarrierObject):
        return _barrier(known, waits, run)
    if known is not None and effect in (Effect.SET, Effect.NOTIFY):
        return _waking(known, cause.waits[0].call, waits, run)
    if isinstance(known, ConditionObject) and effect == Effect.WAIT:
        return _Told(say(UNNOTIFIED, waits=waits, object=name), ADVICE_NOTIFY)
    if isinstance(known, FlagObject):
        return _Told(say(UNSET, waits=waits, object=name), ADVICE_SET)
    if isinstance(known, PoolObject) and known.stopped == Stopped.TERMINATED:
        pool = at_line(known.name, known.terminated_at, run)
        template = COLLECTED if known.is_collected else TERMINATED
        message = say(template, waits=waits, object=known.name, pool=pool)
        return _Told(message, ADVICE_TERMINATED, (known.terminated_at,))
    if isinstance(known, LockObject):
        return _Told(say(PERMITS, waits=waits, object=name), ADVICE_OTHER)
    return _Told(say(OTHER, waits=waits, operation=cause.waits[0].call.operation), ADVICE_OTHER)


def _queue(queue: QueueObject, effect: int, waits: str | Sentence, run: Run) -> _Told:
    """With who did last what is waited for: there the mark or the item is missing."""
    if effect == Effect.GET and queue.size:
        producers = listed(process_name(number, run) for number in sorted(queue.producers))
        return _Told(say(LOST, waits=waits, object=queue.name, producers=producers), ADVICE_EMPTY)
    if effect == Effect.GET:
        told = _Told(say(EMPTY, waits=waits, object=queue.name), ADVICE_EMPTY)
    elif effect == Effect.DRAIN:
        told = _Told(say(UNFINISHED, waits=waits, object=queue.name, count=queue.unfinished), ADVICE_TASKS)
    else:
        told = _Told(say(FULL, waits=waits, object=queue.name), ADVICE_FULL)
    return _with_last(told, queue, effect, run)


_LAST = {Effect.GET: LAST_PUT, Effect.PUT: LAST_GET, Effect.DRAIN: LAST_DONE}


def _with_last(told: _Told, queue: QueueObject, effect: int, run: Run) -> _Told:
    grants = queue.grants.get(effect)
    last = None if grants is None else grants.last
    if last is None or effect not in _LAST:
        return told
    who = at_line(process_name(last.process, run), last.location, run)
    message = say(_LAST[effect], message=told.message, process=who)
    return told._replace(message=message, locations=(*told.locations, last.location))


def _with_answer(told: _Told, queue: QueueObject, wait: Wait, run: Run) -> _Told:
    """With the answer that who waits has gone by: there was something, and another process took it."""
    number = wait.actor.process
    answer = queue.answers.get(number)
    if answer is None or not answer.items or answer.gets != queue.gets_by.get(number, 0):
        return told
    message = say(
        ANSWERED,
        message=told.message,
        process=process_name(number, run),
        call=at_line(f"{answer.method}()", answer.location, run),
    )
    return told._replace(message=message, advice=ADVICE_ASK, locations=(*told.locations, answer.location))


def _waking(known: SharedObject, call: Call, waits: str | Sentence, run: Run) -> _Told:
    """A set or a notify that waits for somebody who cannot wake up."""
    outer = interrupted_wait(call)
    if outer is not None:
        asleep = at_line(outer.operation, outer.location, run)
        message = say(ITSELF, waits=waits, operation=call.operation, object=known.name, outer=asleep)
        return _Told(message, ADVICE_HANDLER, (outer.location,))
    dead = dead_sleepers(known, run)
    message = say(
        DEAD_SLEEPER,
        waits=waits,
        operation=call.operation,
        object=known.name,
        processes=processes_named((process.number for process in dead), run),
    )
    return _Told(message, ADVICE_SLEEPER, tuple(ended_at(process) for process in dead))


def _barrier(barrier: BarrierObject, waits: str | Sentence, run: Run) -> _Told:
    """Who has failed before it came is named: it may be the one that was to come."""
    there, parties = len(barrier.there), barrier.parties
    message = say(PARTIES, waits=waits, object=barrier.name, there=there, parties=parties)
    failed = [
        process
        for process in run.processes.values()
        if process.outcome in _FAILED and process.kind == "process" and process.number not in barrier.users
    ]
    for process in failed:
        if process.error is not None:
            message = say(FAILED_PARTY, message=message, process=process.name, error=process.error)
        else:
            message = say(LOST_PARTY, message=message, process=process.name, end=ended_told(process, run))
    ends = tuple(ended_at(process) for process in failed)
    return _Told(message, ADVICE_PARTIES, ends, tuple(process.number for process in failed))
