"""Taking and giving back: locks, and counters of permits, also a manager's."""

from __future__ import annotations

from app.state import calls
from app.state.context import Operation
from app.state.history import How
from app.state.model import LockObject
from app.state.primitives.owners import acquire, release
from app.wire.frames import Record
from app.wire.records import Effect, Family


def lock_of(op: Operation, record: Record) -> LockObject:
    """The lock that an operation is about, which its process uses."""
    lock = op.run.objects.get(record.object)
    if not isinstance(lock, LockObject):
        lock = op.context.object_of(record.object, op.kind, LockObject)
    lock.users.add(op.process.number)
    return lock


def describe(lock: LockObject, value: int) -> None:
    """A lock was made; `value` is the number of permits, 0 when it is not known (a manager's proxy)."""
    if lock.family == Family.COUNTER:
        lock.initial = value
        lock.signals = lock.signals or value <= 0


# --- taking ------------------------------------------------------------------------------


def take_begun(op: Operation, record: Record) -> None:
    """A message to a manager: it waits if another owns the lock; else the fold's tick will tell."""
    op.note(record)
    lock = lock_of(op, record)
    calls.begin(op, record, any(number != op.process.number for number, _ in lock.owners))


def take_blocked(op: Operation, record: Record) -> None:
    """It has to wait."""
    op.note(record)
    lock_of(op, record)
    calls.begin(op, record, True)


def take_done(op: Operation, record: Record) -> None:
    """It is over; value 0: it did not get the lock."""
    op.note(record)
    _take_over(op, record, How.DONE if record.value else How.MISSED)


def take_failed(op: Operation, record: Record) -> None:
    """It has raised."""
    op.note(record)
    _take_over(op, record, How.FAILED)


def _take_over(op: Operation, record: Record, how: How) -> None:
    lock = lock_of(op, record)
    lock.calls += 1
    call = calls.end(op, record, how)
    if call is not None and call.blocked:
        lock.waited_ns += max(0, record.time_ns - call.since_ns)
    if how is How.DONE:
        acquire(op.context, lock, op.process, record.time_ns)


# --- giving back: told before it takes effect ---------------------------------------------


def give_begun(op: Operation, record: Record) -> None:
    """A message to a manager: it takes effect before the answer comes, so it counts from here."""
    op.note(record)
    lock = lock_of(op, record)
    calls.begin(op, record, False)
    owner = _give(op, lock, record)
    if owner is not None:
        op.context.released[op.process.number, record.thread] = owner


def give_done(op: Operation, record: Record) -> None:
    """It is free again; if its beginning was told, it has been since then."""
    op.note(record)
    lock = lock_of(op, record)
    lock.calls += 1
    op.context.released.pop((op.process.number, record.thread), None)
    if calls.end(op, record) is None:
        _give(op, lock, record)


def give_failed(op: Operation, record: Record) -> None:
    """It has raised, so the owner is what it was.

    Without a beginning nothing has to be taken back: only a lock that nobody owns can raise.
    """
    op.note(record)
    lock = lock_of(op, record)
    lock.calls += 1
    owner = op.context.released.pop((op.process.number, record.thread), None)
    if calls.end(op, record, How.FAILED) is not None and owner is not None:
        lock.owners.insert(0, owner)
        if owner[0] in op.run.processes:
            op.run.processes[owner[0]].holding[lock.id] = owner[1]


def _give(op: Operation, lock: LockObject, record: Record) -> tuple[int, int] | None:
    owner = release(op.context, lock, op.process, record.time_ns)
    if owner is not None or not lock.is_reentrant:  # else an owner still has it
        calls.grant(lock, Effect.TAKE, op.grant(record))
    return owner
