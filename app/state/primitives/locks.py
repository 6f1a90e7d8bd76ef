"""Operations on locks and semaphores, also on a manager's, as their records tell of them."""

from __future__ import annotations

from app.state import calls
from app.state.context import Context, Operation
from app.state.model import LockObject
from app.state.primitives.owners import acquire, release
from app.state.source import Slot, text_of


def lock_of(op: Operation, object_id: int) -> LockObject:
    """The lock that an operation is about."""
    lock = op.run.objects.get(object_id)
    if isinstance(lock, LockObject):
        return lock
    return op.context.object_of(object_id, op.kind, LockObject)


def announce(context: Context, object_id: int, kind: str, initial: int) -> None:
    """A lock was made. A manager's proxy does not know the start value."""
    lock = context.object_of(object_id, kind, LockObject)
    lock.kind = kind
    if kind.endswith("Semaphore"):
        lock.initial = initial
        lock.signals = lock.signals or initial <= 0


# --- records -----------------------------------------------------------------------------


def acquire_blocked(op: Operation, record: Slot) -> None:
    """An acquire has to wait."""
    op.note(record[7], record[8])
    lock = lock_of(op, record[5])
    lock.users.add(op.process.number)
    calls.begin(op, record, True)


def acquire_done(op: Operation, record: Slot) -> None:
    """An acquire is over; value 0: it did not get the lock."""
    _, _, _, thread, time_ns, object_id, _, file, line, _, value, _ = record
    op.note(file, line)
    _acquire_over(op, thread, time_ns, object_id, value != 0)


def acquire_failed(op: Operation, record: Slot) -> None:
    """An acquire has raised."""
    op.note(record[7], record[8])
    _acquire_over(op, record[3], record[4], record[5], False)


def release_done(op: Operation, record: Slot) -> None:
    """A release."""
    _, _, _, _, time_ns, object_id, _, file, line, _, _, _ = record
    op.note(file, line)
    lock = lock_of(op, object_id)
    lock.calls += 1
    lock.users.add(op.process.number)
    release(op.context, lock, op.process, time_ns)


def release_failed(op: Operation, record: Slot) -> None:
    """A release has raised: it changed nothing, as only a lock that nobody owns can raise.

    If it was told before, then it found no owner either, and there is nothing to take back.
    """
    op.note(record[7], record[8])
    lock_of(op, record[5]).calls += 1


def _acquire_over(op: Operation, thread: int, time_ns: int, object_id: int, got: bool) -> None:
    lock, process = lock_of(op, object_id), op.process
    lock.calls += 1
    lock.users.add(process.number)
    if process.calls:
        call = calls.finish(process, op.run, thread, op.name, object_id)
        if call is not None and call.blocked:
            lock.waited_ns += max(0, time_ns - call.since_ns)
    if got:
        acquire(op.context, lock, process, time_ns)


# --- a manager's lock: a call to the server and its answer --------------------------------


def proxy_acquire_begun(op: Operation, record: Slot) -> None:
    """It waits if another owns it; else the fold's tick will tell."""
    op.note(record[7], record[8])
    lock = lock_of(op, record[5])
    lock.users.add(op.process.number)
    calls.begin(op, record, any(number != op.process.number for number, _ in lock.owners))


def proxy_acquire_done(op: Operation, record: Slot) -> None:
    """The answer is True or False."""
    op.note(record[7], record[8])
    _acquire_over(op, record[3], record[4], record[5], text_of(record) != "False")


def proxy_release_begun(op: Operation, record: Slot) -> None:
    """It takes effect before the answer comes, so it counts from here."""
    op.note(record[7], record[8])
    lock = lock_of(op, record[5])
    lock.users.add(op.process.number)
    calls.begin(op, record, False)
    owner = release(op.context, lock, op.process, record[4])
    if owner is not None:
        op.context.released[op.process.number, record[3]] = owner


def proxy_release_done(op: Operation, record: Slot) -> None:
    """The answer; if the beginning was lost it counts now."""
    op.note(record[7], record[8])
    lock = lock_of(op, record[5])
    lock.calls += 1
    op.context.released.pop((op.process.number, record[3]), None)
    if calls.finish(op.process, op.run, record[3], op.name, record[5]) is None:
        release(op.context, lock, op.process, record[4])


def proxy_release_failed(op: Operation, record: Slot) -> None:
    """The server has refused: the owner is what it was."""
    op.note(record[7], record[8])
    lock = lock_of(op, record[5])
    lock.calls += 1
    owner = op.context.released.pop((op.process.number, record[3]), None)
    begun = calls.finish(op.process, op.run, record[3], op.name, record[5])
    if begun is not None and owner is not None:
        lock.owners.insert(0, owner)
        if owner[0] in op.run.processes:
            op.run.processes[owner[0]].holding[lock.id] = owner[1]
