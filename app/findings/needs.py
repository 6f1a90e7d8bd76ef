"""What would end a wait, and who could do that: one function for each effect that waits.

The answer is None where a wait needs nobody (what it waits for is there, or on its way), where it may be
ended from outside of the run, or where that is not known: nobody is ever said to hang on a guess.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple

from app.state.calls import chain, end_id
from app.state.model import Call, Outcome, Process, Run
from app.state.objects import (
    BarrierObject,
    ChannelEnd,
    ConditionObject,
    FlagObject,
    LockObject,
    QueueObject,
    SharedObject,
)
from app.state.pool import Awaited, PoolObject
from app.state.primitives.channels import other_of
from app.state.primitives.conditions import lock_behind, lock_of, may_be_awake
from app.state.primitives.pool_results import ANY_OF
from app.wire.records import ALL_JOBS, Effect, Stopped

#: A wait for room in a pipe, or for an item whose producer has died, counts when it has lasted so long: no
#: record tells how full a pipe is.
UNSEEN_NS = 1_000_000_000
#: What waits for one result of a job at a time: it can have those that are not lost.
_ONE_BY_ONE = ("IMapIterator.next",)
#: Those whose jobs nobody can cancel.
_POOLS = ("Pool", "ThreadPool")
#: What has just come about may pass in the next moment, as when several processes are ended one by one.
STANDS_NS = 200_000_000
#: Managers whose address nobody is told.
_PRIVATE = ("SyncManager-", "SharedMemoryManager-")
#: The same for what anyone could end: who has a signal handler is looked at twice a second.
ANYONE_NS = 600_000_000


class Actor(NamedTuple):
    """A thread of a process; thread 0: any of its threads."""

    process: int
    thread: int


class Need(NamedTuple):
    """What a wait needs. `known`: the object that it is about, the lock of a value in place of the value."""

    known: SharedObject | None
    by: tuple[Actor, ...] = ()  # any of these can end it
    anyone: bool = False  # or anyone who can reach the object
    parties: int = 1  # how many have to come
    also: frozenset[int] | set[int] = frozenset()  # these processes could, too, though none has it to give
    is_sure: bool = True  # False: a time was taken for a proof


def lives(process: Process) -> bool:
    """Whether it has not ended, or only with the run: then what it did right before is to be explained."""
    return process.alive or process.outcome is Outcome.ENDED_WITH_RUN


def need_of(call: Call, process: Process, run: Run) -> Need | None:
    """What the end of a call needs that has to wait, with no bound."""
    find = _BY_EFFECT.get(call.effect)
    need = None if find is None else find(call, process, run)
    return None if need is None or _is_open_to_others(need.known, run) else need


def _is_open_to_others(known: SharedObject | None, run: Run) -> bool:
    """Whether programs that are not of the run may have an object.

    A manager of the script's own type mostly has an address for others, and what it serves is theirs, too.
    """
    if known is None or not known.is_served:
        return False
    servers = [process for process in run.processes.values() if process.is_server]
    return not all(server.name.startswith(_PRIVATE) for server in servers)


def _all_of(numbers: Iterable[int]) -> tuple[Actor, ...]:
    return tuple(Actor(number, 0) for number in dict.fromkeys(numbers))


def _lasts_ns(call: Call, process: Process, run: Run) -> int:
    now_ns = process.until(run.now_ns)
    return now_ns - call.since_ns


# --- locks --------------------------------------------------------------------------------


def _take(call: Call, process: Process, run: Run) -> Need | None:
    """A lock; an access to memory takes one, too."""
    lock = lock_behind(run.objects.get(call.object_id), run)
    return None if lock is None else _lock(lock, Actor(process.number, call.thread), run)


def _lock(lock: LockObject, me: Actor, run: Run) -> Need | None:
    owners = tuple(Actor(owner.process, owner.thread) for owner in lock.owners)
    if lock.signals or lock.changes_hands:
        is_free = lock.available > 0 or lock.initial <= 0 <= lock.balance
        return None if is_free else Need(lock, anyone=True)
    if len(owners) < max(1, lock.initial):
        return None  # it is free, or somebody whose record has not come yet has it
    known = [run.processes[owner.process] for owner in lock.owners if owner.process in run.processes]
    if any(not lives(one) and run.now_ns - (one.ended_ns or 0) < STANDS_NS for one in known):
        return None  # who waits for it may only be about to end as well
    if lock.is_reentrant:
        return Need(lock, owners)
    if known and all(one.outcome is Outcome.FINISHED for one in known):
        return Need(lock, anyone=True)  # taken by one for another one to give back, perhaps
    is_gate = lock.initial > 1 or set(owners) == {me}  # what one takes and another gives back
    return Need(lock, owners, anyone=is_gate, also=lock.users)


# --- buffers ------------------------------------------------------------------------------


def _get(call: Call, process: Process, run: Run) -> Need | None:
    queue = run.objects.get(call.object_id)
    if not isinstance(queue, QueueObject):
        return None
    if not queue.size:
        return Need(queue, anyone=True)
    producers = [run.processes.get(item.producer) for item in queue.items]
    all_died = bool(producers) and all(one is not None and not lives(one) for one in producers)
    if all_died and not queue.is_served and _lasts_ns(call, process, run) >= UNSEEN_NS:
        return Need(queue, anyone=True, is_sure=False)
    return None


def _put(call: Call, process: Process, run: Run) -> Need | None:
    queue = run.objects.get(call.object_id)
    if not isinstance(queue, QueueObject):
        return None
    if queue.maxsize:
        return Need(queue, anyone=True) if queue.size >= queue.maxsize else None
    waits_for_pipe = not queue.is_served and _lasts_ns(call, process, run) >= UNSEEN_NS
    return Need(queue, anyone=True) if waits_for_pipe else None


def _drain(call: Call, process: Process, run: Run) -> Need | None:
    queue = run.objects.get(call.object_id)
    return Need(queue, anyone=True) if isinstance(queue, QueueObject) and queue.unfinished else None


def _flush(call: Call, process: Process, run: Run) -> Need | None:
    queue = run.objects.get(call.object_id)
    if not isinstance(queue, QueueObject) or not queue.size:
        return None
    return Need(queue, anyone=True) if _lasts_ns(call, process, run) >= UNSEEN_NS else None


# --- flags, conditions, barriers ----------------------------------------------------------


def _wait(call: Call, process: Process, run: Run) -> Need | None:
    known = run.objects.get(call.object_id)
    if isinstance(known, FlagObject):
        return None if known.is_set else Need(known, anyone=True)
    if isinstance(known, ConditionObject):
        return _condition(known, call, Actor(process.number, call.thread), run)
    if isinstance(known, BarrierObject):
        return _barrier(known, Actor(process.number, call.thread))
    return None


def _condition(condition: ConditionObject, call: Call, me: Actor, run: Run) -> Need | None:
    if call.awake_ns is not None:
        return _lock(lock_of(condition, run), me, run)
    return None if may_be_awake(condition, call, run) else Need(condition, anyone=True)


def _barrier(barrier: BarrierObject, me: Actor) -> Need | None:
    is_there = any((party.process, party.thread) == me for party in barrier.there)
    missing = barrier.parties - len(barrier.there)
    if not is_there or barrier.broken is not None or missing <= 0:
        return None
    return Need(barrier, anyone=True, parties=missing)


def _wake(call: Call, process: Process, run: Run) -> Need | None:
    """A set or notify: it returns when those whom it wakes have woken; nobody can do that in their place."""
    known = run.objects.get(call.object_id)
    if known is None or known.is_served or _lasts_ns(call, process, run) < UNSEEN_NS:
        return None
    return Need(known) if interrupted_wait(call) is not None or dead_sleepers(known, run) else None


def interrupted_wait(call: Call) -> Call | None:
    """The wait of the same thread for the same object that a call of a signal handler has interrupted."""
    outer = (one for one in chain(call) if one is not call)
    return next((one for one in outer if _is_sleep(one, call.object_id)), None)


def dead_sleepers(known: SharedObject, run: Run) -> list[Process]:
    """Who waited for a flag or a condition when it ended: it still counts as one that is to wake."""
    return [
        process
        for process in run.processes.values()
        if not lives(process) and any(_is_sleep(call, known.id) for call in process.calls.values())
    ]


def _is_sleep(call: Call, object_id: int) -> bool:
    return call.effect == Effect.WAIT and call.object_id == object_id and call.awake_ns is None


# --- channels -----------------------------------------------------------------------------


def _receive(call: Call, process: Process, run: Run) -> Need | None:
    end = run.objects.get(call.object_id)
    return _message(end, run) if isinstance(end, ChannelEnd) else None


def _message(end: ChannelEnd, run: Run) -> Need | None:
    """A message, or the end of the channel: it comes by who has the other end open."""
    other = other_of(end, run)
    if end.listens or other is None or not other.open_in or other.on_its_way > 0 or end.to_receive > 0:
        return None
    return Need(end, _all_of(other.open_in))


def _send(call: Call, process: Process, run: Run) -> Need | None:
    end = run.objects.get(call.object_id)
    other = other_of(end, run) if isinstance(end, ChannelEnd) else None
    if other is None or not other.open_in or other.on_its_way > 0:
        return None
    return Need(end, _all_of(other.open_in)) if _lasts_ns(call, process, run) >= UNSEEN_NS else None


def _poll(call: Call, process: Process, run: Run) -> Need | None:
    if call.object_id:
        return _receive(call, process, run)
    actors: list[Actor] = []
    for token in call.argument.split(" "):
        need = _token(token, run)
        if need is None:
            return None
        actors += need.by
    return Need(None, tuple(dict.fromkeys(actors)))


def _token(token: str, run: Run) -> Need | None:
    if token[:1] == "p" and token[1:].isdecimal():
        return _process(int(token[1:]), run)
    end = run.objects.get(end_id(token))
    return _message(end, run) if isinstance(end, ChannelEnd) else None


# --- processes and threads ----------------------------------------------------------------


def _join(call: Call, process: Process, run: Run) -> Need | None:
    if call.target_pid > 0:
        return _process(call.target_pid, run)
    children = [one.number for one in run.processes.values() if one.parent == process.number and lives(one)]
    return Need(None, _all_of(children)) if children else None


def _process(pid: int, run: Run) -> Need | None:
    target = run.process_of_pid(pid)
    return Need(None, (Actor(target.number, 0),)) if target is not None and lives(target) else None


def _threads(call: Call, process: Process, run: Run) -> Need | None:
    names = call.argument.split(", ")
    found = [
        Actor(process.number, number)
        for number, thread in process.threads.items()
        if thread.name in names and not thread.ended and number != call.thread
    ]
    return Need(None, tuple(found)) if len(found) == len(names) else None


# --- pools --------------------------------------------------------------------------------


def _await(call: Call, process: Process, run: Run) -> Need | None:
    """Results: of a task that a living worker runs, or may still be given."""
    pool = run.objects.get(call.object_id)
    if not isinstance(pool, PoolObject) or not pool.is_known:
        return None
    if pool.stopped == Stopped.TERMINATED and _is_cut_off(pool, call, process, run):
        return Need(pool)
    if pool.is_over:
        return None
    handler = calling_back(pool, run)
    if handler == Actor(process.number, call.thread):
        return _of_itself(pool, call, process)
    if handler is not None:
        return Need(pool, (handler,))
    ends_results = pool.callback_error or pool.result_error
    if ends_results or _is_in_vain(pool, pool.awaited.get((process.number, call.thread)), call):
        return Need(pool)
    if not pool.is_counted:
        return None
    on_their_way = any(job.over for job in pool.jobs.values())
    if on_their_way or not pool.jobs or (pool.waiting and len(pool.workers) < max(1, pool.size)):
        return None
    workers = pool.workers.values() if pool.waiting else pool.running
    return Need(pool, tuple(Actor(worker.process, worker.thread) for worker in workers))


def calling_back(pool: PoolObject, run: Run) -> Actor | None:
    """The thread that takes in a pool's results, while it is in a callback: none comes until then."""
    if pool.takes_in is None or pool.takes_in in pool.workers:
        return None
    process = run.processes.get(pool.takes_in[0])
    call = None if process is None else process.calls.get(pool.takes_in[1])
    return Actor(*pool.takes_in) if callback_of(pool, call) is not None else None


def callback_of(pool: PoolObject, call: Call | None) -> Call | None:
    """The callback of a pool that a call is made in."""
    found = (one for one in chain(call) if one.effect == Effect.ACT and one.object_id == pool.id)
    return next(found, None)


def _of_itself(pool: PoolObject, call: Call, process: Process) -> Need | None:
    """A result that the thread that waits for it would have to take in; a future others could cancel."""
    if call.effect != Effect.AWAIT:
        return None
    is_future = pool.kind not in _POOLS
    also = frozenset((process.number,)) if is_future else frozenset[int]()
    return Need(pool, also=also, is_sure=not call.operation.startswith(ANY_OF))


def _is_cut_off(pool: PoolObject, call: Call, process: Process, run: Run) -> bool:
    """Whether the pool was terminated before the job that is waited for was done: then no result comes."""
    awaited = pool.awaited.get((process.number, call.thread))
    is_of_job = awaited is not None and awaited.number in pool.jobs and call.operation != "Pool.terminate"
    return is_of_job and pool.kind in _POOLS and _lasts_ns(call, process, run) >= UNSEEN_NS


def _is_in_vain(pool: PoolObject, awaited: Awaited | None, call: Call) -> bool:
    """Whether what is waited for has lost a task with its worker, or its callback has raised."""
    if awaited is None:
        return False
    jobs = [one for one in pool.jobs.values() if awaited.number in (ALL_JOBS, one.number)]
    lacks = [
        one for one in jobs if one.lost and (call.operation not in _ONE_BY_ONE or one.unsettled == one.lost)
    ]
    is_end = call.effect == Effect.AWAIT and call.operation.rpartition(".")[2] == "join"
    if awaited.number == ALL_JOBS:
        return is_end and bool(lacks or pool.never_done)
    return bool(lacks) or awaited.number in pool.never_done


def _work(call: Call, process: Process, run: Run) -> Need | None:
    """A task: of who uses the pool from outside."""
    pool = run.objects.get(call.object_id)
    if not isinstance(pool, PoolObject) or pool.waiting or pool.stopped:
        return None
    workers = {worker.process for worker in pool.workers.values()}
    return Need(pool, _all_of(number for number in sorted(pool.users) if number not in workers))


_Find = Callable[[Call, Process, Run], Need | None]

_BY_EFFECT: dict[int, _Find] = {
    Effect.TAKE: _take,
    Effect.READ: _take,
    Effect.WRITE: _take,
    Effect.GET: _get,
    Effect.PUT: _put,
    Effect.DRAIN: _drain,
    Effect.FLUSH: _flush,
    Effect.WAIT: _wait,
    Effect.SET: _wake,
    Effect.NOTIFY: _wake,
    Effect.RECEIVE: _receive,
    Effect.SEND: _send,
    Effect.POLL: _poll,
    Effect.JOIN: _join,
    Effect.TALK: _join,
    Effect.THREADS: _threads,
    Effect.AWAIT: _await,
    Effect.WORK: _work,
}
