"""A process that was killed while it held something that others use, though nobody waits for it yet."""

from __future__ import annotations

from collections.abc import Iterator

from app.findings.ends import ended_at, ended_told
from app.findings.evidence import Evidence
from app.findings.owner_died import dead_lock
from app.findings.rule import Finding, Severity
from app.findings.say import listed, places, process_name, processes_named, say
from app.language import QT_TRANSLATE_NOOP, Sentence
from app.state.calls import chain
from app.state.model import Call, Outcome, Process, Run
from app.state.objects import LockObject, QueueObject
from app.state.primitives.conditions import lock_behind
from app.wire.records import Effect

RULE = "killed-while-holding"

HELD = QT_TRANSLATE_NOOP(
    "findings",
    "{process} {end} while it held {objects}: nobody else can give that back, and whoever takes it next "
    "({others} may) waits for ever.",
)
WAITED = QT_TRANSLATE_NOOP(
    "findings",
    "{process} {end} while it held {objects}: nobody else can give that back, and {others} waited for it "
    "in vain.",
)
IN_QUEUE = QT_TRANSLATE_NOOP(
    "findings",
    "{process} {end} while it waited in {operation} of {object}: it may have had the lock by which one at "
    "a time gets from it, and then {others} will get nothing from it any more.",
)
ADVICE = QT_TRANSLATE_NOOP(
    "findings",
    "Ask a process to end, by an Event or an end mark in its queue, and join it, instead of terminating "
    "it: so it leaves its `with` blocks.",
)
#: An end that comes so soon after that of another process belongs to the same clearing away.
_TOGETHER_NS = 200_000_000
#: Who waits so long for an item that is there will not get it.
_HANGS_NS = 1_000_000_000
_KILLED = (Outcome.TERMINATED, Outcome.KILLED, Outcome.CRASHED)


def killed_while_holding(evidence: Evidence) -> Iterator[Finding]:
    """One finding for each process, and one for each queue that it was in."""
    run = evidence.run
    dead = [dead_lock(cause) for cause in evidence.causes]
    told = {lock.id for lock in dead if lock is not None}
    for process in run.script_processes:
        if process.outcome not in _KILLED or process.made_by:
            continue
        locks = [lock for lock in _held(process, run) if lock.id not in told]
        if locks:
            yield _of_locks(run, process, locks)
        for call, queue in _in_queues(process, run):
            yield _of_queue(run, process, call, queue)


def _held(process: Process, run: Run) -> list[LockObject]:
    """The locks that it has taken with it and that somebody else uses."""
    found = [run.objects.get(number) for number in process.holding]
    return [
        lock
        for lock in found
        if isinstance(lock, LockObject)
        and any(owner.process == process.number for owner in lock.owners)
        and not (lock.signals or lock.changes_hands or lock.available or lock.made_by)
        and (_others(process, lock.users, run) or _waited(process, lock, run))
    ]


def _waited(killed: Process, lock: LockObject, run: Run) -> list[int]:
    """Who has waited for it until its own end, which has ended that wait, too."""
    return [
        process.number
        for process in run.script_processes
        if process.ended_ns is not None
        and any(
            call.blocked and _lock_of(call, run) is lock
            for innermost in process.calls.values()
            for call in chain(innermost)
            if process.ended_ns - max(call.since_ns, killed.ended_ns or 0) >= _TOGETHER_NS
        )
    ]


def _lock_of(call: Call, run: Run) -> LockObject | None:
    """The lock that a call takes, be it for an access to memory."""
    takes = call.effect in (Effect.TAKE, Effect.READ, Effect.WRITE)
    return lock_behind(run.objects.get(call.object_id), run) if takes else None


def _in_queues(process: Process, run: Run) -> Iterator[tuple[Call, QueueObject]]:
    """The queues that it waited to get from, together with others."""
    for call in process.calls.values():
        queue = run.objects.get(call.object_id)
        if call.effect == Effect.GET and call.blocked and isinstance(queue, QueueObject):
            is_own = not queue.is_served and not queue.made_by
            if is_own and _others(process, _getters(queue), run):
                yield call, queue


def _others(process: Process, users: set[int], run: Run) -> list[int]:
    """Who else uses it, and goes on after that: what is cleared away at the same time is not meant."""
    return [number for number in sorted(users) if number != process.number and _goes_on(number, process, run)]


def _goes_on(number: int, killed: Process, run: Run) -> bool:
    other = run.processes.get(number)
    if other is None or other.outcome in (*_KILLED, Outcome.ENDED_WITH_MAIN):
        return False
    ended_ns = other.until(run.now_ns)
    return ended_ns - (killed.ended_ns or 0) >= _TOGETHER_NS


def _of_locks(run: Run, process: Process, locks: list[LockObject]) -> Finding:
    others = [number for lock in locks for number in _waited(process, lock, run)]
    severity, template = (Severity.ERROR, WAITED) if others else (Severity.WARNING, HELD)
    others = others or [number for lock in locks for number in _others(process, lock.users, run)]
    message = say(
        template,
        process=process_name(process.number, run),
        end=ended_told(process, run),
        objects=listed(lock.name for lock in locks),
        others=processes_named(others, run),
    )
    return _finding(process, message, others, tuple(lock.id for lock in locks), severity)


def _of_queue(run: Run, process: Process, call: Call, queue: QueueObject) -> Finding:
    others = _others(process, _getters(queue), run)
    message = say(
        IN_QUEUE,
        process=process_name(process.number, run),
        end=ended_told(process, run),
        operation=call.operation,
        object=queue.name,
        others=processes_named(others, run),
    )
    hangs = queue.size > 0 and any(_gets(run.processes[number], queue, run) for number in others)
    severity = Severity.ERROR if hangs else Severity.WARNING
    return _finding(process, message, others, (queue.id,), severity, call)


def _getters(queue: QueueObject) -> set[int]:
    return queue.consumers | {one.process for one in queue.waiters if one.effect == Effect.GET}


def _gets(process: Process, queue: QueueObject, run: Run) -> bool:
    """Whether it has waited for long to get from the queue, in which there is something."""
    now_ns = process.until(run.now_ns)
    return any(
        call.effect == Effect.GET and call.object_id == queue.id and now_ns - call.since_ns >= _HANGS_NS
        for call in process.calls.values()
    )


def _finding(
    process: Process,
    message: Sentence,
    others: list[int],
    objects: tuple[int, ...],
    severity: Severity,
    call: Call | None = None,
) -> Finding:
    lines = places(ended_at(process), process.location if call is None else call.location)
    numbers = tuple(dict.fromkeys((process.number, *others)))
    return Finding(RULE, severity, call is None, message, say(ADVICE), numbers, objects, lines)
