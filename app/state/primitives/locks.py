"""Taking and giving back: locks, and counters of permits, also a manager's."""

from __future__ import annotations

from app.state import calls
from app.state.context import Operation
from app.state.history import How
from app.state.objects import ConditionObject, LockObject, Owner
from app.state.primitives import conditions, lock_orders, polls
from app.state.primitives.owners import acquire, note_hold, release
from app.wire.frames import Slot
from app.wire.records import AT_ONCE, Effect, Family

#: What is raised when something is given back that nobody has, or that another one has.
_REFUSALS = ("ValueError", "AssertionError", "RuntimeError")


def lock_of(op: Operation) -> LockObject:
    """The lock that an operation is about, which its process uses."""
    lock = op.run.objects.get(op.object_id)
    if not isinstance(lock, LockObject):
        lock = op.context.object_of(op.object_id, op.kind, LockObject)
    lock.users.add(op.process.number)
    return conditions.lock_of(lock, op.run) if isinstance(lock, ConditionObject) else lock


def describe(lock: LockObject, value: int) -> None:
    """A lock was made; `value` is the number of permits, 0 when it is not known (a manager's proxy).

    The server's word, which knows it, may come later.
    """
    if lock.family == Family.COUNTER:
        lock.signals = (lock.signals and lock.initial > 0) or value <= 0
        lock.initial = value


# --- taking ------------------------------------------------------------------------------


def take_begun(op: Operation, slot: Slot) -> None:
    """A message to a manager: it waits if another owns the lock; else the fold's tick will tell."""
    op.read(slot)
    lock = lock_of(op)
    conditions.is_awake(op, lock)
    me = op.process.number, op.thread
    calls.begin(op, any((owner.process, owner.thread) != me for owner in lock.owners))


def take_blocked(op: Operation, slot: Slot) -> None:
    """It has to wait."""
    op.read(slot)
    conditions.is_awake(op, lock_of(op))
    calls.begin(op, True)


def take_done(op: Operation, slot: Slot) -> None:
    """It is over; value 0: it did not get the lock."""
    op.read(slot)
    _take_over(op, How.DONE if op.value else How.MISSED)
    if not op.value and op.bound == AT_ONCE:
        polls.in_vain(op)


def take_failed(op: Operation, slot: Slot) -> None:
    """It has raised."""
    op.read(slot)
    _take_over(op, How.FAILED)


def _take_over(op: Operation, how: How) -> None:
    lock = lock_of(op)
    lock.calls += 1
    if op.process.calls:
        conditions.is_awake(op, lock)
    call = calls.end(op, how)
    if call is not None and call.blocked:
        lock.waited_ns += max(0, op.time_ns - call.since_ns)
    if how is How.DONE:
        acquire(op.context, lock, op.process, op.thread, op.time_ns)
        lock_orders.taken(op, lock)


# --- giving back: told before it takes effect ---------------------------------------------


def give_begun(op: Operation, slot: Slot) -> None:
    """A message to a manager: it takes effect before the answer comes, so it counts from here."""
    op.read(slot)
    lock = lock_of(op)
    calls.begin(op, False)
    owner = _give(op, lock)
    if owner is not None:
        op.context.released[op.process.number, op.thread] = owner


def give_done(op: Operation, slot: Slot) -> None:
    """It is free again; if its beginning was told, it has been since then."""
    op.read(slot)
    lock = lock_of(op)
    lock.calls += 1
    op.context.released.pop((op.process.number, op.thread), None)
    if calls.end(op) is None:
        _give(op, lock)


def give_failed(op: Operation, slot: Slot) -> None:
    """It has raised, so the owner is what it was.

    Without a beginning nothing has to be taken back: only a lock that nobody owns can raise.
    """
    op.read(slot)
    lock = lock_of(op)
    lock.calls += 1
    if op.text.startswith(_REFUSALS):
        lock.refused += 1
        lock.refused_to = op.process.number
    owner = op.context.released.pop((op.process.number, op.thread), None)
    if calls.end(op, How.FAILED) is None:
        return
    lock.balance -= 1
    if owner is not None:
        lock.owners.insert(0, owner)
        if owner.process in op.run.processes and not lock.changes_hands:
            op.run.processes[owner.process].holding[lock.id] = owner.since_ns


def _give(op: Operation, lock: LockObject) -> Owner | None:
    owner = release(op.context, lock, op.process, op.thread, op.time_ns)
    note_hold(op, lock, owner)
    if owner is not None or not lock.is_reentrant:  # else an owner still has it
        calls.grant(lock, Effect.TAKE, op)
    return owner
