"""Conditions: who sleeps until a notify, who has notified, and how many that woke.

A condition is its own lock, if it was not given one (see `locks`). A process that sleeps in it has given the
lock back, which the lock tells by itself, and takes it again when it is awake; so the first that is told of
the lock inside a wait says that the sleep is over. Of a manager's condition only the messages are seen: its
lock is given back when a wait begins and taken when it is over.
"""

from __future__ import annotations

from app.state import calls
from app.state.context import Context, Operation
from app.state.history import How
from app.state.memory import MemoryObject
from app.state.model import Call, Process, Run
from app.state.objects import ConditionObject, LockObject, SharedObject
from app.state.primitives import owners
from app.wire.frames import Slot
from app.wire.records import NOT_COUNTED, Effect

_NOT_OWNED = ("AssertionError", "RuntimeError")


def condition_of(op: Operation) -> ConditionObject:
    """The condition that an operation is about, which its process uses."""
    condition = op.run.objects.get(op.object_id)
    if not isinstance(condition, ConditionObject):
        condition = op.context.object_of(op.object_id, op.kind, ConditionObject)
    condition.users.add(op.process.number)
    return condition


def describe(condition: ConditionObject, value: int) -> None:
    """A condition was made; `value` is the id of the lock that it was given.

    0: it has its own, or, from a manager's client, that is not known.
    """
    condition.lock_id = value % (1 << 64) or condition.lock_id


def lock_of(condition: ConditionObject, run: Run) -> LockObject:
    """What its waiters give back and take again."""
    given = run.objects.get(condition.lock_id) if condition.lock_id else None
    return given if isinstance(given, LockObject) else condition


def lock_behind(known: SharedObject | None, run: Run) -> LockObject | None:
    """What an operation on an object takes: the lock of a condition or of memory, or the lock itself."""
    if isinstance(known, ConditionObject):
        return lock_of(known, run)
    if isinstance(known, MemoryObject):
        return calls.lock_of_memory(known, run)
    return known if isinstance(known, LockObject) else None


# --- waiting -----------------------------------------------------------------------------


def wait_begun(op: Operation, slot: Slot) -> None:
    """A wait that will not sleep, or that a manager's server will hear of."""
    op.read(slot)
    condition = condition_of(op)
    lock = lock_of(condition, op.run)
    sleeps = condition.is_served and any(owner.process == op.process.number for owner in lock.owners)
    calls.begin(op, sleeps)
    if sleeps:
        _give_back(op, condition, lock)


def wait_blocked(op: Operation, slot: Slot) -> None:
    """It sleeps."""
    op.read(slot)
    condition_of(op)
    calls.begin(op, True)


def wait_done(op: Operation, slot: Slot) -> None:
    """It has the lock again; value 0: the time was over."""
    op.read(slot)
    condition = condition_of(op)
    condition.calls += 1
    calls.end(op, How.DONE if op.value else How.MISSED)
    if op.value and condition.on_their_way:
        condition.on_their_way -= 1
    _take_again(op, condition)


def wait_failed(op: Operation, slot: Slot) -> None:
    """It has raised: mostly as the lock was not owned, or as it was interrupted."""
    op.read(slot)
    condition = condition_of(op)
    condition.calls += 1
    calls.end(op, How.FAILED)
    if op.text.startswith(_NOT_OWNED):
        _take_again(op, condition)
    condition.asleep.pop((op.process.number, op.thread), None)


def _give_back(op: Operation, condition: ConditionObject, lock: LockObject) -> None:
    condition.asleep[op.process.number, op.thread], lock.recursion = lock.recursion, 0
    owner = owners.release(op.context, lock, op.process, op.thread, op.time_ns)
    owners.note_hold(op, lock, owner)
    calls.grant(lock, Effect.TAKE, op)


def _take_again(op: Operation, condition: ConditionObject) -> None:
    recursion = condition.asleep.pop((op.process.number, op.thread), None)
    if recursion is not None:
        lock = lock_of(condition, op.run)
        owners.acquire(op.context, lock, op.process, op.thread, op.time_ns)
        lock.recursion = recursion


def is_awake(op: Operation, lock: LockObject) -> None:
    """A thread takes a lock: if it was asleep in a condition of that lock, it is awake."""
    call = sleeping_in(op.process, op.thread, lock, op.run)
    if call is not None:
        calls.awake(op.run, op.process, call, op.time_ns)


def sleeping_in(process: Process, thread: int, lock: LockObject, run: Run) -> Call | None:
    """The wait for a notify that a thread is in, and for which it has given this lock back."""
    for call in calls.chain(process.calls.get(thread)):
        condition = run.objects.get(call.object_id) if call.effect == Effect.WAIT else None
        if isinstance(condition, ConditionObject) and call.blocked and not condition.is_served:
            return call if lock_of(condition, run) is lock else None
    return None


# --- notifying: told before it takes effect ------------------------------------------------


def notify_begun(op: Operation, slot: Slot) -> None:
    """It wakes `value` processes; a manager's client does not know how many."""
    op.read(slot)
    condition = condition_of(op)
    calls.begin(op, False)
    known = not condition.is_served and op.value != NOT_COUNTED
    _notified(op, condition, max(0, op.value) if known else None)
    calls.grant(condition, Effect.WAIT, op)


def notify_done(op: Operation, slot: Slot) -> None:
    """All whom it wakes are awake; if its beginning was not told it has woken nobody."""
    op.read(slot)
    condition = condition_of(op)
    condition.calls += 1
    if calls.end(op) is None:
        _notified(op, condition, 0)


def notify_failed(op: Operation, slot: Slot) -> None:
    """It has raised; a manager's, whose beginning was told, has woken nobody."""
    op.read(slot)
    condition = condition_of(op)
    condition.calls += 1
    if calls.end(op, How.FAILED) is not None and condition.is_served:
        condition.notifies -= 1


def _notified(op: Operation, condition: ConditionObject, woken: int | None) -> None:
    condition.notifies += 1
    condition.woken += woken or 0
    condition.last_woken, condition.notified_by = woken, op.process.number
    known = condition.on_their_way
    condition.on_their_way = None if known is None or woken is None else known + woken


def may_be_awake(condition: ConditionObject, call: Call, run: Run) -> bool:
    """Whether a notify may have ended a wait for it, although that has not told so yet."""
    grants = condition.grants.get(Effect.WAIT)
    if grants is None or grants.count <= call.grants:
        return False
    on_their_way = condition.on_their_way
    return on_their_way is None or on_their_way > _awake(condition, run)


def _awake(condition: ConditionObject, run: Run) -> int:
    """How many have been woken for certain, and wait for the lock: a time that is over wakes, too."""
    return sum(
        call.awake_ns is not None and call.bound_s is None
        for process in run.processes.values()
        for innermost in process.calls.values()
        for call in calls.chain(innermost)
        if call.effect == Effect.WAIT and call.object_id == condition.id
    )


# --- death -------------------------------------------------------------------------------


def process_ended(context: Context, process: Process) -> None:
    """One that was asleep is still counted by the next notify, which waits until it is awake."""
    for innermost in process.calls.values():
        for call in calls.chain(innermost):
            condition = context.run.objects.get(call.object_id) if call.effect == Effect.WAIT else None
            sleeps = call.blocked and call.awake_ns is None
            if isinstance(condition, ConditionObject) and sleeps:
                condition.died_waiting.append(process.number)
