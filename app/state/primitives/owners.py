"""Who owns a lock or a semaphore, and what becomes of it when an owner dies.

A release is stamped before it takes effect and an acquire after, so by time a lock is free
before it is taken again. The release's record is written later than its stamp, though, and may
come too late to be sorted in; an acquire therefore makes the room it needs, and the release
that comes after it (`LockObject.evicted`) is forgiven.
"""

from __future__ import annotations

from app.state import calls
from app.state.context import Context, Operation
from app.state.model import Call, Process, Run
from app.state.objects import ConditionObject, Hold, LockObject, Owner, owner_of
from app.wire.records import Effect, Family

#: A wait that lasts so long, though nobody is known to own the lock or its owner is dead, is for ever.
STUCK_NS = 200_000_000
#: What takes a lock, or gives it back; an access to memory does both.
_OF_OWNERS = (Effect.TAKE, Effect.GIVE, Effect.READ, Effect.WRITE)


def permits(lock: LockObject) -> int:
    """How many may own it at the same time."""
    return lock.initial if lock.initial > 0 else 1


def acquire(context: Context, lock: LockObject, process: Process, thread: int, time_ns: int) -> None:
    """A thread of `process` has the lock."""
    lock.acquires += 1
    lock.changed_ns = time_ns
    lock.balance -= 1
    if lock.signals:
        return
    new = owner_of((process.number, time_ns, thread))
    if lock.changes_hands:
        _note_taker(lock, new)
        return
    if lock.owners:
        if lock.is_reentrant and any(_is_same(owner, new) for owner in lock.owners):
            lock.recursion += 1
            return
        _make_room(context, lock, time_ns)
    lock.owners.append(new)
    process.holding.setdefault(lock.id, time_ns)
    if lock.owner_is_dead or process.ended_ns is not None:
        judge(context, lock)


def _is_same(one: Owner, other: Owner) -> bool:
    return one.process == other.process and one.thread == other.thread


def release(context: Context, lock: LockObject, process: Process, thread: int, time_ns: int) -> Owner | None:
    """A thread of `process` has given the lock back; another one may have taken it. Returns who owned it."""
    lock.changed_ns = time_ns
    lock.balance += 1
    index = _given_back(lock, process.number, thread, time_ns)
    if index is not None:
        if lock.recursion and lock.is_reentrant:
            lock.recursion -= 1
            return None
        owner = _drop(context, lock, index, time_ns)
        if owner.thread != thread:
            _forget_threads(lock, process.number)
        return owner
    if lock.evicted and _forgive(lock, process.number):
        return None
    return _release_for_another(context, lock, time_ns)


def note_hold(op: Operation, lock: LockObject, owner: Owner | None) -> None:
    """An operation has given back what an owner had: perhaps nobody had it longer."""
    if owner is None:
        return
    held_ns, longest = op.time_ns - owner.since_ns, lock.longest_hold
    if held_ns > 0 and (longest is None or held_ns > longest.held_ns):
        lock.longest_hold = Hold(owner.process, held_ns, op.location)


def _given_back(lock: LockObject, number: int, thread: int, time_ns: int) -> int | None:
    """Whose it was, as its place among the owners: the thread's own, else that of another of its process."""
    found = None
    for index, (process, since_ns, taker) in enumerate(lock.owners):
        if process == number and since_ns <= time_ns:
            if taker == thread:
                return index
            found = index if found is None else found
    return found


def _forget_threads(lock: LockObject, number: int) -> None:
    """A thread has given back a permit that another one of its process has taken: which, is not known."""
    for index, owner in enumerate(lock.owners):
        if owner.process == number:
            lock.owners[index] = owner._replace(thread=0)


def _forgive(lock: LockObject, number: int) -> bool:
    left = lock.evicted.pop(number, 0)
    if left > 1:
        lock.evicted[number] = left - 1
    return left > 0


def _release_for_another(context: Context, lock: LockObject, time_ns: int) -> Owner | None:
    """Legal for locks and semaphores; a semaphore that nobody owns is used as a signal from then on.

    Whose permit another one gives back is not known, so from then on all who have taken one may have it.
    """
    if lock.is_reentrant:
        return None
    if lock.family == Family.COUNTER and lock.owners:
        _change_hands(context, lock, time_ns)
        return None
    for index, owner in enumerate(lock.owners):
        if owner.since_ns <= time_ns:
            return _drop(context, lock, index, time_ns)
    if lock.family == Family.COUNTER and not lock.is_bounded and not lock.owners:
        lock.signals = True
    return None


def _change_hands(context: Context, lock: LockObject, time_ns: int) -> None:
    lock.changes_hands = True
    for owner in lock.owners:
        if owner.process in context.run.processes:
            context.run.processes[owner.process].holding.pop(lock.id, None)
    if lock.balance >= 0:  # nobody can have any
        while lock.owners:
            _drop(context, lock, 0, time_ns)
    if lock.owner_is_dead:
        judge(context, lock)


def _note_taker(lock: LockObject, taker: Owner) -> None:
    """One who has taken permits may have as many as are missing."""
    if sum(_is_same(owner, taker) for owner in lock.owners) < -lock.balance:
        lock.owners.append(taker)


def _make_room(context: Context, lock: LockObject, time_ns: int) -> None:
    """An acquire was possible, so an owner has let go whose release has not come yet (or was lost)."""
    while len(lock.owners) >= permits(lock):
        dead = (i for i, owner in enumerate(lock.owners) if owner.process not in context.alive)
        index = next(dead, 0)
        number = lock.owners[index].process
        lock.evicted[number] = lock.evicted.get(number, 0) + 1
        _drop(context, lock, index, time_ns)


def _drop(context: Context, lock: LockObject, index: int, time_ns: int) -> Owner:
    number, since_ns, _ = owner = lock.owners.pop(index)
    lock.held_ns += max(0, time_ns - since_ns)
    lock.recursion = 0
    process = context.run.processes.get(number)
    if process is not None and (not lock.owners or all(other.process != number for other in lock.owners)):
        process.holding.pop(lock.id, None)
    if lock.owner_is_dead:
        judge(context, lock)
    return owner


# --- death -------------------------------------------------------------------------------


def judge(context: Context, lock: LockObject) -> None:
    """Whether all that may own the lock are dead, so that nobody will ever get it.

    One that the run's end has ended has died of nothing that the script did: it is as if it still had it.
    """
    owners = [context.run.processes.get(owner.process) for owner in lock.owners]
    dead = [one for one in owners if one is not None and not one.alive and not one.ended_with_run]
    all_are = bool(dead) and len(dead) >= max(permits(lock), len(lock.owners))
    lock.owner_is_dead = all_are and not lock.changes_hands


def owner_ended(context: Context, process: Process) -> None:
    """A process has ended: what it holds stays held, what it may have just taken is suspected."""
    for object_id in process.holding:
        lock = context.run.objects.get(object_id)
        if isinstance(lock, LockObject):
            judge(context, lock)
    if process.exitcode is None or process.exitcode < 0:
        for lock in context.run.objects.values():
            uses = isinstance(lock, LockObject) and process.number in lock.users and not lock.signals
            if isinstance(lock, LockObject) and uses and not _has_given_it_back(context.run, process, lock):
                context.suspects.setdefault(lock.id, []).append(process)


def _has_given_it_back(run: Run, process: Process, lock: LockObject) -> bool:
    """Whether it died asleep in a condition of this lock."""
    for call in _open_calls(process):
        condition = run.objects.get(call.object_id)
        if isinstance(condition, ConditionObject) and lock.id in (condition.id, condition.lock_id):
            return call.effect == Effect.WAIT and call.blocked and call.awake_ns is None
    return False


def _open_calls(process: Process) -> list[Call]:
    return [call for innermost in process.calls.values() for call in calls.chain(innermost)]


def look_for_stuck(context: Context, now_ns: int) -> None:
    """Find locks that some wait for in vain, as one has died taking them."""
    for object_id in list(context.suspects):
        lock = context.run.objects.get(object_id)
        if isinstance(lock, LockObject) and lock.takers and len(lock.owners) < permits(lock):
            _suspect(context, lock, context.suspects[object_id], now_ns)


def _suspect(context: Context, lock: LockObject, dead: list[Process], now_ns: int) -> None:
    """Nobody is known to own the lock, and still others wait: a dead process was just taking it."""
    owners = {owner.process for owner in lock.owners}
    known = [process for process in dead if process.number not in owners]
    stopped = any(context.run.processes[number].suspended for number in lock.users)
    if lock.signals or lock.changes_hands or stopped or not known:
        return
    culprit = max(known, key=lambda process: (_closeness(process, lock), process.ended_ns or 0))
    waited_since_ns = min(waiter.since_ns for waiter in lock.takers)
    free_since_ns = max(culprit.ended_ns or 0, lock.changed_ns, waited_since_ns)
    if now_ns - free_since_ns >= STUCK_NS:
        lock.owners.append(Owner(culprit.number, culprit.ended_ns or now_ns))
        culprit.holding.setdefault(lock.id, culprit.ended_ns or now_ns)
        judge(context, lock)
        context.run.version += 1


def _closeness(process: Process, lock: LockObject) -> int:
    """How much speaks for it: it was waiting for the lock, or its last operation was about a lock."""
    if any(call.object_id == lock.id and call.effect in _OF_OWNERS for call in _open_calls(process)):
        return 2
    return int(process.last_effect in _OF_OWNERS)
