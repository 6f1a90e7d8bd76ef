"""Pools: what is asked of them, which worker runs what, what came of it, and what is lost with a worker.

A task is known by the library's own numbers, so its submission, its run and its result are paired by facts.
"""

from __future__ import annotations

from app.state import calls
from app.state.context import Asked, Context, Operation
from app.state.history import How, Location
from app.state.model import Process
from app.state.pool import Job, LostTask, PoolObject, Task, TaskFailure, Worker
from app.wire.frames import Slot
from app.wire.records import (
    COLLECTED,
    INITIALIZER,
    LEFT,
    PLACE,
    UNCOUNTED,
    Broken,
    Effect,
    Leaving,
    Phase,
    Stopped,
)

_NO_JOB = -1  # no job, and no task of one, has this number
_SIGTERM = 15
_JUST_NS = 1_000_000_000


def pool_of(op: Operation) -> PoolObject:
    """The pool that an operation is about, which its process uses."""
    pool = op.run.objects.get(op.object_id)
    if not isinstance(pool, PoolObject):
        pool = op.context.object_of(op.object_id, op.kind, PoolObject)
    if not pool.is_served:  # its clients use it
        pool.users.add(op.process.number)
    return pool


def describe(pool: PoolObject, value: int) -> None:
    """A pool was made, with so many workers."""
    pool.size = max(0, value) or pool.size


def numbers(value: int) -> tuple[int, int]:
    """Job, and task or count (see `wire.records.task_value`)."""
    return value >> 32, value & 0xFFFFFFFF


# --- what is asked for -------------------------------------------------------------------


def submitted(op: Operation, slot: Slot) -> None:
    """A job of so many tasks; told a second time, without a text, when all have been handed over.

    Then it may be over already, as its results come meanwhile.
    """
    op.read(slot)
    pool = pool_of(op)
    number, count = numbers(op.value)
    known = pool.jobs.get(number)
    if known is None:
        if not op.text:
            return
        pool.calls += not pool.is_served
        job = _add_job(pool, op, number, None if count == UNCOUNTED else count)
        if job.count:
            pool.submitted += job.count
        calls.end(op)
    elif known.count is None and count != UNCOUNTED:
        known.count = count
        pool.submitted += max(0, count - known.begun)
        forget_if_over(pool, known)
        if op.thread != op.process.main_thread:
            serves(op, False)  # the thread that hands the tasks over has counted them
    calls.grant(pool, Effect.WORK, op)


def _add_job(pool: PoolObject, op: Operation, number: int, count: int | None) -> Job:
    job = Job(number, op.name, op.text, op.process.number, count, op.location)
    if count != 0:
        pool.jobs[number] = job
    return job


def submit_failed(op: Operation, slot: Slot) -> None:
    """It takes no more, or the arguments were wrong."""
    op.read(slot)
    pool = pool_of(op)
    pool.calls += not pool.is_served
    calls.end(op, How.FAILED)


def _job_of(pool: PoolObject, op: Operation, number: int) -> Job:
    """A job; one that nobody has told of is not counted."""
    job = pool.jobs.get(number)
    return _add_job(pool, op, number, None) if job is None else job


def forget_if_over(pool: PoolObject, job: Job) -> None:
    """A job of which all results have come is not kept."""
    if job.count is not None and job.settled >= job.count:
        pool.jobs.pop(job.number, None)


# --- workers and their tasks --------------------------------------------------------------


def _worker_of(pool: PoolObject, op: Operation) -> Worker:
    place = op.process.number, op.thread
    worker = pool.workers.get(place)
    if worker is None:
        worker = pool.workers[place] = Worker(*place, op.time_ns)
        pool.load.workers.add(op.process.number)
        op.context.works_for.setdefault(op.process.number, set()).add(pool.id)
    return worker


def worker_began(op: Operation, slot: Slot) -> None:
    """A process, or a thread, works for the pool."""
    op.read(slot)
    _worker_of(pool_of(op), op)
    serves(op, True)


def serves(op: Operation, runs_tasks: bool) -> None:
    """This thread is one of the pool's: it runs tasks, or brings results."""
    thread = op.known_thread()
    if thread is not None:
        thread.serves, thread.runs_tasks = op.object_id, thread.runs_tasks or runs_tasks


def worker_waits(op: Operation, slot: Slot) -> None:
    """It waits for a task."""
    op.read(slot)
    worker = _worker_of(pool_of(op), op)
    worker.since_ns, worker.task = op.time_ns, None
    if op.thread == op.process.main_thread:
        op.process.location = None  # it is at no line of the script
    calls.begin(op, True)


def worker_over(op: Operation, slot: Slot) -> None:
    """It takes no more tasks."""
    op.read(slot)
    pool = pool_of(op)
    calls.end_wait(op, Effect.WORK, is_granted=False)
    pool.workers.pop((op.process.number, op.thread), None)
    pool.replaced += op.value == Leaving.REPLACED


def worker_failed(op: Operation, slot: Slot) -> None:
    """Its initializer has raised, a task has ended it, or one that it was to run could not be unpickled."""
    op.read(slot)
    pool = pool_of(op)
    calls.end(op, How.FAILED)
    worker = pool.workers.pop((op.process.number, op.thread), None)
    pool.load.over((op.process.number, op.thread), op.time_ns)
    if worker is not None and op.value == Leaving.UNREADABLE:
        worker.task = _unreadable(pool, op)
    if worker is not None and worker.task is not None:
        _lose(pool, worker)


def _unreadable(pool: PoolObject, op: Operation) -> Task:
    """A task that a worker has taken and nobody can read: of the only job that has some left, if any."""
    if pool.is_over:
        return Task(_NO_JOB, 0, "", op.time_ns, is_cut_off=True)
    pool.begun += 1
    jobs = [job for job in pool.jobs.values() if job.count is None or job.begun < job.count]
    if len(jobs) != 1:
        return Task(_NO_JOB, 0, "", op.time_ns)
    jobs[0].begun += 1
    pool.submitted += jobs[0].count is None
    return Task(jobs[0].number, _NO_JOB, jobs[0].text, op.time_ns, jobs[0].count)


def task_begun(op: Operation, slot: Slot) -> None:
    """A worker runs a task, or what comes before its first one."""
    op.read(slot)
    pool = pool_of(op)
    worker = _worker_of(pool, op)
    calls.end_wait(op, Effect.WORK)
    calls.begin(op, False)
    worker.since_ns = op.time_ns
    if op.value == INITIALIZER:
        worker.initializer = op.text
        return
    number, index = numbers(op.value)
    worker.ran += 1
    if pool.is_over:  # it was still in the pipe, and is counted as cut off
        worker.task = Task(number, index, op.text, op.time_ns, is_cut_off=True)
        return
    job = _job_of(pool, op, number)
    job.begun += 1
    job.first_ns = op.time_ns if job.first_ns is None else job.first_ns
    pool.begun += 1
    pool.submitted += job.count is None
    pool.load.began((op.process.number, op.thread), op.time_ns)
    task = worker.task = Task(number, index, op.text, op.time_ns, job.count)
    pool.load.chunks += task.is_chunk


def task_done(op: Operation, slot: Slot) -> None:
    """A task has returned."""
    op.read(slot)
    calls.end(op)
    pool = pool_of(op)
    task = _end_task(pool, op)
    if task is not None and pool.is_over:
        pool.cut_off += not task.is_cut_off
    elif task is not None:
        pool.done += 1


def task_failed(op: Operation, slot: Slot) -> None:
    """A task has raised; or it has returned, and what it gave could not be pickled."""
    op.read(slot)
    calls.end(op, How.FAILED)
    pool = pool_of(op)
    if op.value == INITIALIZER:
        pool.initializer_failures += 1
        pool.initializer_failure = failure(op, _worker_of(pool, op).initializer)
        return
    task = _end_task(pool, op)
    if pool.is_over:
        pool.cut_off += task is not None and not task.is_cut_off
        return
    last = _worker_of(pool, op).last
    if task is None and last is not None and (last.job, last.number) == numbers(op.value):
        task = last
        pool.done -= 1
    pool.failed += 1
    pool.last_failure = failure(op, "" if task is None else task.text)
    job = None if task is None else pool.jobs.get(task.job)
    if task is not None:
        task.failure = pool.last_failure
    if job is not None:
        job.failure = pool.last_failure
    if pool.last_failure.is_of_pickling:
        pool.unreturned = pool.unreturned or pool.last_failure


def _end_task(pool: PoolObject, op: Operation) -> Task | None:
    """The task that a worker has run until now."""
    worker = _worker_of(pool, op)
    task, worker.task, worker.initializer = worker.task, None, ""
    ran_ns = pool.load.over((op.process.number, op.thread), op.time_ns)
    if task is not None:
        worker.last = task
        job = pool.jobs.get(task.job)
        if job is not None:
            job.ran_ns += ran_ns
            job.over[task.number] = op, op.slot
            job.ran[task.number] = task
    return task


def failure(op: Operation, task: str) -> TaskFailure:
    """What a record says of a task that has failed."""
    error, _, place = op.text.partition(PLACE)
    file, _, line = place.partition(PLACE)
    location = Location(file, int(line)) if line.isdecimal() and len(line) < 10 else None
    return TaskFailure(task, error, op.process.number, location)


# --- the end -----------------------------------------------------------------------------


def stopped(op: Operation, slot: Slot) -> None:
    """It takes no more jobs; if it is terminated, what it has not run is not run any more.

    The library also terminates one that was closed and has nothing left to run, as its process ends: that
    its workers have gone may be told later.
    """
    op.read(slot)
    pool = pool_of(op)
    pool.calls += op.value == Stopped.CLOSED and op.location is not None
    is_over = pool.stopped == Stopped.CLOSED and not pool.waiting and not pool.running
    if is_over and (op.location is None or not pool.workers):
        _ends_workers(pool, op, slot)
        return
    if not pool.stopped and op.value == Stopped.TERMINATED:
        pool.terminated_at, is_over = op.location, op.process.code_over_ns is not None
        pool.is_collected = op.text == COLLECTED and not is_over
        if pool.is_collected or (is_over and op.location is None):
            pool.left_open_by = op.process.number
    if op.value == Stopped.TERMINATED != pool.stopped:
        pool.is_left = op.text == LEFT
        is_end = op.location is None and op.process.code_over_ns is not None
        if pool.is_left or pool.is_collected or is_end:
            pool.terminated_at, pool.cut_jobs = op.location, _not_done(pool, op.time_ns)
    pool.stopped = max(pool.stopped, op.value)
    if pool.stopped == Stopped.TERMINATED:
        pool.cut_off += pool.waiting
        pool.not_run += pool.waiting
        _ends_workers(pool, op, slot)
    calls.end(op)


def _not_done(pool: PoolObject, now_ns: int) -> tuple[Job, ...]:
    """Jobs of which tasks have not begun, or only just; what runs for long may be there to be ended."""
    just = {
        worker.task.job
        for worker in pool.workers.values()
        if worker.task is not None and now_ns - worker.since_ns < _JUST_NS
    }
    return tuple(
        job
        for job in pool.jobs.values()
        if job.count is not None and (job.begun < job.count or job.number in just)
    )


def _ends_workers(pool: PoolObject, op: Operation, slot: Slot) -> None:
    """The library terminates those that have not ended by themselves until then."""
    for worker in pool.workers.values():
        process = op.run.processes.get(worker.process)
        if process is not None and process is not op.process:  # else it is a thread
            op.context.asked.setdefault(process.pid, Asked(_SIGTERM, op.grant(slot)))


def broken(op: Operation, slot: Slot) -> None:
    """Workers have ended that were to go on, and nothing more is run; the text is their pids.

    A pool whose workers the script has ended itself is not broken by them. When the initializer of a thread
    has failed, the results of the other threads still come; what waits is told to have failed, one by one.
    """
    op.read(slot)
    pool = pool_of(op)
    if op.value == Broken.INITIALIZER:
        pool.is_broken = pool.runs_on = True
        return
    if op.value == Broken.RESULT:
        pool.result_error = op.text
        pool.unread = _next_result(pool, op)
        return
    if pool.stopped != Stopped.TERMINATED:
        dead = [op.context.newest(int(pid)) for pid in op.text.split() if pid.isdecimal()]
        numbers = [process.number for process in dead if process is not None]
        pool.broken_by = numbers or pool.died[-1:]
        for place in [place for place in pool.workers if place[0] in numbers]:
            _lose(pool, pool.workers.pop(place))
        pool.is_broken = True
        _ends_workers(pool, op, slot)
    pool.cut_off += pool.waiting
    pool.not_run += pool.waiting
    for job in pool.jobs.values():
        _drop_results(pool, job)
    pool.jobs.clear()
    pool.unsure.clear()
    calls.grant(pool, Effect.AWAIT, op)


def _next_result(pool: PoolObject, op: Operation) -> TaskFailure | None:
    """The task whose result comes next: results are taken in as they were sent."""
    over = [(told[1][4], job, number) for job in pool.jobs.values() for number, told in job.over.items()]
    if not over:
        return None
    _, job, number = min(over, key=lambda one: one[0])
    text = job.ran[number].text if number in job.ran else job.text
    failure_of = None if number not in job.ran else job.ran[number].failure
    if failure_of is not None:
        return failure_of
    if job.over[number][1][1] == Phase.FAILED and job.failure is not None and job.failure.text == text:
        return job.failure
    return TaskFailure(text, "", op.process.number, None)


def _drop_results(pool: PoolObject, job: Job) -> None:
    """What was on its way is not taken any more: its tasks are cut off, too."""
    for _, slot in job.over.values():
        if slot[1] == Phase.DONE:
            pool.done -= 1
        else:
            pool.failed -= 1
        pool.cut_off += 1


def process_ended(context: Context, process: Process) -> None:
    """Those who worked in it work no more; a task that ran there is lost, unless the pool has ended it."""
    for number in context.works_for.pop(process.number, ()):
        pool = context.run.objects.get(number)
        if isinstance(pool, PoolObject):
            for place in [place for place in pool.load.running if place[0] == process.number]:
                pool.load.over(place, process.ended_ns or 0)
            for place in [place for place in pool.workers if place[0] == process.number]:
                _lose(pool, pool.workers.pop(place))


def _lose(pool: PoolObject, worker: Worker) -> None:
    task = worker.task
    if pool.is_over:
        pool.cut_off += task is not None and not task.is_cut_off
        return
    if worker.process not in pool.died:
        pool.died.append(worker.process)
    if task is not None:
        pool.lost += 1
        pool.lost_tasks.append(LostTask(task.text, task.job, task.number, worker.process))
        if task.job in pool.jobs:
            pool.jobs[task.job].lost += 1
    elif worker.last is not None and _is_unsettled(pool, worker.last):
        last = worker.last
        pool.unsure[last.job, last.number] = LostTask(last.text, last.job, last.number, worker.process)


def _is_unsettled(pool: PoolObject, task: Task) -> bool:
    job = pool.jobs.get(task.job)
    return job is not None and task.number in job.over
