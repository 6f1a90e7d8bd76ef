"""What comes of a pool's jobs: results, tasks that are cancelled, callbacks, and who waits for them."""

from __future__ import annotations

from app.state import calls
from app.state.context import Operation
from app.state.history import Grant, How
from app.state.pool import LOST_KEPT, Awaited, CallbackFailure, Handed, Job, PoolObject
from app.state.primitives.pools import failure, forget_if_over, numbers, pool_of, serves
from app.wire.frames import Slot
from app.wire.records import ALL_JOBS, LOGGED, Effect, Phase, Stopped

_PASSED_OVER = 1
#: What waits for any of several futures is called so.
ANY_OF = "futures."


def settled(op: Operation, slot: Slot) -> None:
    """A result has come to who has asked; or there is none, as the task could not be handed over."""
    op.read(slot)
    serves(op, False)
    pool = pool_of(op)
    number, index = numbers(op.value)
    job = pool.jobs.get(number)
    pool.unsure.pop((number, index), None)
    if job is None:
        return
    job.settled += 1
    told = job.over.pop(index, None)
    job.ran.pop(index, None)
    if told is not None:  # else it may be who hands the tasks over that tells of one which nobody has run
        pool.takes_in = op.process.number, op.thread
    if told is None and slot[1] == Phase.FAILED:  # no worker has ended it
        _fail_unrun(pool, job, op)
    if slot[1] == Phase.FAILED and not job.is_asked and len(pool.unasked) < LOST_KEPT:
        pool.unasked[number] = job
    job.last, pool.last_job = told or (op, slot), job
    calls.grant(pool, Effect.AWAIT, op)
    grants = pool.grants[Effect.AWAIT]
    grants.by, grants.slot = job.last
    forget_if_over(pool, job)
    if number not in pool.jobs and job.first_ns is not None:
        _note_handed(pool, job, max(0, op.time_ns - job.first_ns))


def _note_handed(pool: PoolObject, job: Job, took_ns: int) -> None:
    """All results of a job have come: perhaps with none was more time lost."""
    handed = Handed(job.operation, job.text, job.location, job.count or 0, took_ns, job.ran_ns)
    if pool.slowest is None or handed.lost_ns > pool.slowest.lost_ns:
        pool.slowest = handed


def _fail_unrun(pool: PoolObject, job: Job, op: Operation) -> None:
    pool.failed += 1
    pool.last_failure = job.failure = failure(op, job.text)
    job.failure.is_run = False
    if job.failure.is_of_pickling:
        pool.unsent = pool.unsent or job.failure
    if job.count is None:
        pool.submitted += 1
    job.begun += 1
    pool.not_run += 1


def cancelled(op: Operation, slot: Slot) -> None:
    """A task that nobody has begun is not to be run."""
    op.read(slot)
    pool = pool_of(op)
    job = pool.jobs.pop(numbers(op.value)[0], None)
    if job is not None:
        pool.cancelled += 1
        if pool.stopped == Stopped.TERMINATED:  # it was cut off already
            pool.cut_off -= 1
            pool.not_run -= 1
        job.settled += 1
        job.last = op, slot
        calls.grant(pool, Effect.AWAIT, op)


def callback_begun(op: Operation, slot: Slot) -> None:
    """A callback runs, in the thread that takes the results in."""
    op.read(slot)
    pool_of(op).callbacks += 1
    calls.begin(op, False)


def callback_done(op: Operation, slot: Slot) -> None:
    """It has returned."""
    op.read(slot)
    calls.end(op)


def callback_failed(op: Operation, slot: Slot) -> None:
    """It has raised, so that its job never counts as done; a KeyError ends nothing else.

    Any other exception ends the thread that takes the results in, if it was there: no more are taken in. A
    future's is also called by the thread that has run its task, or has cancelled it; that is only logged.
    """
    op.read(slot)
    pool = pool_of(op)
    number, how = numbers(op.value)
    is_elsewhere = (op.process.number, op.thread) not in pool.workers and op.thread != op.process.main_thread
    if is_elsewhere or how == LOGGED:
        failed = _callback_failure(pool, op, number, how)
        if how == _PASSED_OVER:
            pool.never_done.add(number)
        elif how != LOGGED:
            pool.callback_error = failed.error
    calls.end(op, How.FAILED)


def _callback_failure(pool: PoolObject, op: Operation, number: int, how: int) -> CallbackFailure:
    told, job, call = failure(op, ""), pool.last_job, op.process.calls.get(op.thread)
    found = CallbackFailure(
        "" if call is None else call.argument,
        told.error,
        told.process,
        told.location,
        job.text if job is not None and job.number == number else "",
        how == _PASSED_OVER,
        how == LOGGED,
    )
    pool.callback_failure = pool.callback_failure or found
    return found


# --- waiting -----------------------------------------------------------------------------


def await_begun(op: Operation, slot: Slot) -> None:
    """Somebody asks for results, or for the pool's end."""
    op.read(slot)
    pool = pool_of(op)
    job = None if op.value == ALL_JOBS else pool.jobs.get(op.value)
    pool.awaited[op.process.number, op.thread] = Awaited(op.value, job, job.settled if job is not None else 0)
    call = calls.begin(op, slot[1] == Phase.BLOCKED)
    if job is not None:
        call.argument = job.text
    _ask(pool, op.value)


def asked(op: Operation, slot: Slot) -> None:
    """Somebody asks how a failed job has failed; without an object: how a process has ended."""
    op.read(slot)
    if op.object_id:
        _ask(pool_of(op), op.value)
    else:
        child = op.context.newest(op.value)
        if child is not None:
            child.is_asked = True


def _ask(pool: PoolObject, number: int) -> None:
    job = pool.jobs.get(number)
    job = pool.unasked.pop(number, job)
    if job is not None:
        job.is_asked = True
        pool.asked.add(job.operation)


def await_done(op: Operation, slot: Slot) -> None:
    """What was waited for has come, or the time was over."""
    op.read(slot)
    pool = pool_of(op)
    awaited = pool.awaited.pop((op.process.number, op.thread), None)
    pool.calls += awaited is None or awaited.job is None or awaited.job.operation != op.name
    grant = _granted_by(awaited) if op.value else None
    for_result = (awaited is not None and awaited.job is not None) or op.name.startswith(ANY_OF)
    calls.end(op, How.DONE if op.value else How.MISSED, grant, bool(op.value) and for_result)


def _granted_by(awaited: Awaited | None) -> Grant | None:
    """The end of the task whose result was the last to come."""
    job = None if awaited is None else awaited.job
    if job is None or job.last is None or awaited is None:
        return None
    by, slot = job.last
    is_only = not job.unsettled or job.settled - awaited.settled == 1
    return by.grant(slot)._replace(is_certain=is_only)


def await_failed(op: Operation, slot: Slot) -> None:
    """It has raised."""
    op.read(slot)
    pool = pool_of(op)
    pool.calls += 1
    pool.awaited.pop((op.process.number, op.thread), None)
    calls.end(op, How.FAILED)
