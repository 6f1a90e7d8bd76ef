"""Pools: tasks from submission to result, workers, and what is lost with one."""

from __future__ import annotations

import pytest

from app.recording.export.report import build_report
from app.state.history import How
from app.state.model import Condition, Run
from app.state.pool import PoolObject
from app.state.telling.words import condition, describe_condition
from app.wire.records import (
    ALL_JOBS,
    INITIALIZER,
    Broken,
    Effect,
    Family,
    Kind,
    Leaving,
    Stopped,
    Trait,
    task_value,
)
from tests.state.build import BEGAN, BLOCKED, DONE, FAILED, MS
from tests.state.pool_run import POOL, PoolRun, counts, pool_in

KILLED, TERMINATED = -9, -15
SERVED = 77


def words(run: Run, number: int, ms: float = 100) -> str:
    return describe_condition(run.processes[number], run, int(ms * MS)).english


def test_a_task_waits_then_runs_on_a_worker_then_is_done() -> None:
    told = PoolRun()
    told.submit(2, 0, 3)
    assert counts(told.script.tick(3)) == (3, 0, 0, 0)
    told.run_task(told.workers[0], 4, 0, 0, "square(0)")
    run = told.script.tick(5)
    assert counts(run) == (2, 1, 0, 0)
    (worker,) = pool_in(run).running
    assert worker.task is not None
    assert (worker.process, worker.task.text, worker.task.count, worker.since_ns) == (
        2,
        "square(0)",
        3,
        4 * MS,
    )
    told.finish(told.workers[0], 6, 0, 0)
    told.idle(told.workers[0], 6.1)
    assert counts(told.script.tick(7)) == (2, 0, 1, 0)


def test_a_worker_is_idle_until_it_has_a_task_and_then_says_which() -> None:
    told = PoolRun()
    run = told.script.tick(2)
    assert condition(run.processes[2], 100 * MS) is Condition.BLOCKED
    assert words(run, 2) == "idle, no task from pool"
    assert not pool_in(run).callers, "its own workers do not wait for its results"
    told.submit(3, 0)
    told.run_task(told.workers[0], 4, 0, 0)
    run = told.script.tick(200)
    assert condition(run.processes[2], 200 * MS) is Condition.RUNNING
    assert words(run, 2, 200) == "running, in square(3)"
    told.workers[0].op(201, "time.sleep", BEGAN, "1")
    assert words(told.script.tick(202), 2, 202) == "sleeping, in square(3)"


def test_what_was_submitted_has_ended_the_wait_of_the_worker_that_runs_it() -> None:
    told = PoolRun()
    told.submit(2, 0, 1, "apply_async")
    told.run_task(told.workers[0], 4, 0, 0)
    wait = told.script.tick(5).processes[2].last_wait
    assert wait is not None and wait.granted_by is not None
    assert (wait.operation, wait.waited_ns, wait.how) == ("Pool.worker", 3 * MS, How.DONE)
    assert (wait.granted_by.process, wait.granted_by.operation) == (1, "Pool.apply_async")


def test_who_waits_for_a_job_says_for_how_many_of_its_tasks() -> None:
    told = PoolRun()
    told.submit(2, 0, 3)
    told.submit(2.1, 1, 1)
    told.wait(2.2, 0)
    run = told.script.tick(3)
    assert words(run, 1) == "waiting for 3 tasks of pool"
    assert [waiter.process for waiter in pool_in(run).callers] == [1]
    for number in range(2):
        told.do(told.workers[number], 4, 0, number)
    assert words(told.script.tick(6), 1) == "waiting for a task of pool"
    told.do(told.workers[0], 7, 0, 2)
    assert words(told.script.tick(9), 1) == "waiting for pool (all tasks done, results not handed over yet)"


def test_the_wait_for_a_job_is_ended_by_the_task_whose_result_came_last() -> None:
    told = PoolRun()
    told.submit(2, 0, 2)
    told.wait(2.1, 0)
    told.run_task(told.workers[0], 3, 0, 0)
    told.run_task(told.workers[1], 3.1, 0, 1)
    told.finish(told.workers[1], 4, 0, 1)
    told.finish(told.workers[0], 4.1, 0, 0)
    told.settle(4.2, 0, 0)
    told.settle(4.3, 0, 1)
    told.waited(4.4)
    run = told.script.tick(5)
    wait = run.processes[1].last_wait
    assert wait is not None and wait.granted_by is not None
    assert (wait.granted_by.process, wait.granted_by.time_ns, wait.granted_by.is_certain) == (3, 4 * MS, True)
    assert not pool_in(run).jobs, "a job that is over is not kept"
    assert pool_in(run).calls == 1, "a map is one call, though it is told as two"


def test_a_get_whose_time_was_over_was_not_ended_by_a_task() -> None:
    told = PoolRun()
    told.submit(2, 0, 1, "apply_async")
    told.wait(3, 0, "AsyncResult.get", bound=0.5)
    told.waited(503, "AsyncResult.get", came=0)
    run = told.script.tick(504)
    wait = run.processes[1].last_wait
    assert wait is not None
    assert (wait.how, wait.granted_by, wait.bound_s) == (How.MISSED, None, 0.5)
    assert pool_in(run).calls == 2


def test_a_task_that_raises_has_failed_with_what_and_where() -> None:
    told = PoolRun()
    told.submit(2, 0)
    told.run_task(told.workers[0], 3, 0, 0, "square(13)")
    told.finish(told.workers[0], 4, 0, 0, "ValueError: unlucky\x1f/run/work/script.py\x1f3")
    told.settle(5, 0, 0, "ValueError: unlucky")
    run = told.script.tick(6)
    assert counts(run) == (0, 0, 0, 1)
    failure = pool_in(run).last_failure
    assert failure is not None and failure.location is not None
    assert (failure.text, failure.error, failure.process) == ("square(13)", "ValueError: unlucky", 2)
    assert (failure.location.file, failure.location.line) == ("/run/work/script.py", 3)


def test_a_result_that_cannot_be_pickled_makes_its_task_a_failed_one() -> None:
    told = PoolRun()
    told.submit(2, 0)
    told.run_task(told.workers[0], 3, 0, 0)
    told.finish(told.workers[0], 4, 0, 0)
    told.finish(told.workers[0], 4.1, 0, 0, "multiprocessing.pool.MaybeEncodingError: no")
    told.settle(5, 0, 0, "multiprocessing.pool.MaybeEncodingError: no")
    assert counts(told.script.tick(6)) == (0, 0, 0, 1)


def test_a_task_that_cannot_be_handed_over_has_failed_without_a_worker() -> None:
    told = PoolRun()
    told.submit(2, 0, 2)
    told.settle(3, 0, 0, "AttributeError: Can't pickle local object")
    run = told.script.tick(4)
    assert counts(run) == (1, 0, 0, 1)
    failure = pool_in(run).last_failure
    assert failure is not None and (failure.text, failure.process) == ("square", 1)
    told.do(told.workers[0], 5, 0, 1)
    assert counts(told.script.tick(7)) == (0, 0, 1, 1)


def test_tasks_of_an_iterable_without_a_length_are_counted_as_they_are_seen() -> None:
    told = PoolRun()
    told.submit_uncounted(2, 0)
    told.run_task(told.workers[0], 3, 0, 0)
    run = told.script.tick(4)
    assert (counts(run), pool_in(run).is_counted) == ((0, 1, 0, 0), False)
    told.wait(4.5, 0, "IMapIterator.next")
    assert words(told.script.tick(4.6), 1) == "waiting for the next result of pool"
    told.submit(5, 0, 5, "imap")
    run = told.script.tick(6)
    assert (counts(run), pool_in(run).is_counted) == ((4, 1, 0, 0), True)


def test_a_job_whose_tasks_are_counted_when_it_is_over_is_not_a_new_one() -> None:
    """The thread that hands the tasks over may come to the end of the iterable after the last result."""
    told = PoolRun()
    told.submit(2, 0, 1, "imap")
    told.do(told.workers[0], 3, 0, 0)
    told.submit(5, 0, 1, "imap", text="")
    told.stop(6, Stopped.CLOSED)
    pool = pool_in(told.script.tick(7))
    assert (pool.waiting, pool.submitted, pool.calls, pool.jobs) == (0, 1, 2, {})


def test_the_thread_that_has_counted_the_tasks_of_an_iterable_is_the_pools() -> None:
    told = PoolRun()
    told.submit_uncounted(2, 0)
    told.wait(2.5, 0, "IMapIterator.next")
    told.op(told.main, 3, "imap", Effect.SUBMIT, DONE, "square", value=task_value(0, 5), thread=2)
    run = told.script.tick(4)
    known = run.processes[1].threads[2]
    assert (known.serves, known.runs_tasks) == (pool_in(run).id, False)


def test_a_task_is_lost_with_a_worker_that_is_killed_and_who_waits_for_it_is_told() -> None:
    told = PoolRun()
    told.submit(2, 0, 2)
    told.wait(2.1, 0)
    told.run_task(told.workers[0], 3, 0, 0, "square(0)")
    told.script.send()
    told.script.ended(4, 2, KILLED)
    told.do(told.workers[1], 5, 0, 1)
    run = told.script.tick(7)
    pool = pool_in(run)
    assert (pool.lost, pool.died, [task.text for task in pool.lost_tasks]) == (1, [2], ["square(0)"])
    assert counts(run) == (0, 0, 1, 0)
    assert words(run, 1) == "waiting for pool (lost with its worker: square(0))"
    assert words(run, 2) == "ended: killed, in square(0)"


def test_a_task_that_ends_its_worker_is_lost() -> None:
    """As `sys.exit()` in it does."""
    pool = PoolRun()
    first, second = pool.workers
    pool.submit(2, 0, 2)
    pool.run_task(first, 3, 0, 0, "square(3)")
    pool.run_task(second, 3, 0, 1, "square(4)")
    pool.op(first, 4, "worker", Effect.WORK, FAILED, "SystemExit: 2")
    pool.finish(second, 5, 0, 1)
    known = pool_in(pool.script.tick(6))
    assert (known.lost, known.done, known.waiting, known.running) == (1, 1, 0, [])
    assert [(task.text, task.process) for task in known.lost_tasks] == [("square(3)", 2)]
    assert known.died == [2]


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_task_that_cannot_be_unpickled_is_lost_with_its_worker_and_waits_no_more(jobs: int) -> None:
    """Of which job it was is known when there is only one."""
    pool = PoolRun()
    for job in range(jobs):
        pool.submit(2, job, 2)
    pool.op(pool.workers[0], 3, "worker", Effect.WORK, FAILED, "AttributeError: sq", value=Leaving.UNREADABLE)
    known = pool_in(pool.script.tick(4))
    assert (known.lost, known.waiting, known.died) == (1, 2 * jobs - 1, [2])
    assert [task.text for task in known.lost_tasks] == (["square"] if jobs == 1 else [""])
    assert [job.lost for job in known.jobs.values()] == ([1] if jobs == 1 else [0, 0])


def test_a_result_that_was_perhaps_not_sent_is_perhaps_lost() -> None:
    told = PoolRun()
    told.submit(2, 0)
    told.run_task(told.workers[0], 3, 0, 0)
    told.finish(told.workers[0], 4, 0, 0)
    told.script.send()
    told.script.ended(5, 2, KILLED)
    assert [task.process for task in pool_in(told.script.tick(6)).unsure.values()] == [2]
    told.settle(7, 0, 0)
    pool = pool_in(told.script.tick(8))
    assert (pool.unsure, pool.lost) == ({}, 0), "it has come all the same"


def test_a_worker_that_has_run_as_many_tasks_as_it_may_is_replaced_and_has_not_died() -> None:
    told = PoolRun(1)
    told.submit(2, 0)
    told.do(told.workers[0], 3, 0, 0)
    told.leave(told.workers[0], 5, Leaving.REPLACED)
    told.script.send()
    told.script.ended(6, 2, 0)
    pool = pool_in(told.script.tick(7))
    assert (pool.replaced, pool.died, pool.workers) == (1, [], {})


def test_what_a_terminated_pool_has_not_run_is_cut_off_and_not_lost() -> None:
    told = PoolRun(1)
    told.submit(2, 0, 3)
    told.do(told.workers[0], 3, 0, 0)
    told.run_task(told.workers[0], 5, 0, 1)
    told.stop(6)
    told.script.send()
    told.script.ended(7, 2, TERMINATED)
    run = told.script.tick(8)
    pool = pool_in(run)
    assert (counts(run), pool.cut_off, pool.lost, pool.died) == ((0, 0, 1, 0), 2, 0, [])
    assert pool.stopped == Stopped.TERMINATED
    grant = run.processes[2].ended_by
    assert grant is not None and (grant.process, grant.operation) == (1, "Pool.terminate")


def test_what_a_broken_executor_terminates_is_ended_by_its_process_and_what_has_broken_it_is_not() -> None:
    told = PoolRun(2, "ProcessPoolExecutor")
    told.script.ended(3, 2, TERMINATED)
    told.op(told.main, 4, "break", Effect.BREAK, DONE, "102", thread=2)
    told.script.ended(5, 3, TERMINATED)
    run = told.script.tick(6)
    grant = run.processes[3].ended_by
    assert grant is not None and (grant.process, grant.operation) == (1, "ProcessPoolExecutor.break")
    assert run.processes[2].ended_by is None


def test_a_worker_that_is_idle_is_at_no_line_of_the_script() -> None:
    told = PoolRun()
    told.submit(2, 0)
    told.run_task(told.workers[0], 3, 0, 0)
    told.workers[0].op(4, "time.sleep", DONE, "1", line=30)
    assert told.script.tick(5).processes[2].location is not None
    told.finish(told.workers[0], 6, 0, 0)
    told.idle(told.workers[0], 6.1)
    assert told.script.tick(7).processes[2].location is None


def test_a_closed_pool_runs_what_it_has() -> None:
    told = PoolRun()
    told.submit(2, 0, 2)
    told.stop(3, Stopped.CLOSED)
    run = told.script.tick(4)
    assert (counts(run), pool_in(run).stopped, pool_in(run).cut_off) == ((2, 0, 0, 0), Stopped.CLOSED, 0)
    told.op(told.main, 5, "join", Effect.AWAIT, BEGAN, value=-1, line=13)
    assert words(told.script.tick(200), 1, 200) == "waiting for the end of pool"


def test_a_closed_pool_whose_workers_have_ended_stays_closed_at_the_end_of_its_process() -> None:
    told = PoolRun(1)
    told.stop(2, Stopped.CLOSED)
    told.leave(told.workers[0], 3)
    told.stop(4)
    assert pool_in(told.script.tick(5)).stopped == Stopped.CLOSED


@pytest.mark.parametrize(("line", "stopped"), [(0, Stopped.CLOSED), (12, Stopped.TERMINATED)])
def test_a_closed_pool_whose_idle_workers_go_with_its_process_stays_closed(line: int, stopped: int) -> None:
    """That they have gone by themselves may be told later; what the script terminates is terminated."""
    told = PoolRun(1)
    told.stop(2, Stopped.CLOSED)
    told.op(told.main, 4, "terminate", Effect.CLOSE, DONE, value=Stopped.TERMINATED, line=line)
    told.script.ended(5, 2, TERMINATED)
    run = told.script.tick(6)
    assert pool_in(run).stopped == stopped
    grant = run.processes[2].ended_by
    assert grant is not None and grant.operation == "Pool.terminate"


def test_a_worker_in_its_initializer_is_not_idle_and_a_failed_initializer_is_counted() -> None:
    told = PoolRun(1)
    told.initialize(told.workers[0], 2, BEGAN, "connect()")
    run = told.script.tick(300)
    assert words(run, 2, 300) == "running, in connect()"
    (worker,) = pool_in(run).workers.values()
    assert worker.initializer == "connect()"
    told.initialize(told.workers[0], 301, FAILED, "OSError: no\x1f/run/work/script.py\x1f4")
    told.op(told.workers[0], 302, "worker", Effect.WORK, FAILED, "OSError: no")
    told.script.send()
    told.script.ended(303, 2, 1)
    pool = pool_in(told.script.tick(304))
    assert (pool.initializer_failures, pool.initializer_error, pool.died) == (1, "OSError: no", [])


def test_a_callback_is_counted_and_what_it_raises_is_kept() -> None:
    told = PoolRun()
    told.main.slot(Kind.THREAD, 0, b"MainThread", value=101, thread=1)
    told.op(told.main, 2, "callback", Effect.ACT, BEGAN, "print", thread=2)
    told.op(told.main, 3, "callback", Effect.ACT, DONE, thread=2)
    told.op(told.main, 4, "callback", Effect.ACT, BEGAN, "store", thread=2)
    run = told.script.tick(300)
    assert run.processes[1].calls[2].argument == "store"
    assert not pool_in(run).callers, "code of the script does not wait"
    told.op(told.main, 301, "callback", Effect.ACT, FAILED, "KeyError: 1\x1f/s.py\x1f2", thread=2)
    pool = pool_in(told.script.tick(302))
    assert (pool.callbacks, pool.callback_error) == (2, "KeyError: 1")


def test_threads_of_one_process_are_workers_too() -> None:
    told = PoolRun(0, "ThreadPool")
    told.submit(1, 0, 2)
    for thread in (5, 6):
        told.op(told.main, 2, "worker", Effect.WORK, BEGAN, thread=thread)
        value = thread - 5
        told.op(told.main, 3, "task", Effect.TASK, BEGAN, f"f({value})", value=value, thread=thread)
    run = told.script.tick(4)
    assert [(worker.process, worker.thread) for worker in pool_in(run).running] == [(1, 5), (1, 6)]


@pytest.mark.parametrize("method", ["task", "worker", "result", "map", "terminate"])
def test_records_of_a_pool_that_nobody_has_told_of_are_no_error(method: str) -> None:
    told = PoolRun(0)
    effects = {"task": Effect.TASK, "worker": Effect.WORK, "result": Effect.SETTLE, "map": Effect.AWAIT}
    effect = effects.get(method, Effect.CLOSE)
    for phase in (BEGAN, DONE, FAILED):
        told.main.op(2, f"Pool.{method}", phase, "x", object=99, meaning=effect, value=(7 << 32) + 1)
    run = told.script.end(3)
    assert counts(run) == (0, 0, 0, 0)
    assert build_report(run)["lost_events"] == 0


def test_the_report_has_the_facts_of_a_pool() -> None:
    told = PoolRun()
    told.submit(2, 0, 4)
    told.do(told.workers[0], 3, 0, 0)
    told.run_task(told.workers[0], 5, 0, 1, "square(1)")
    told.run_task(told.workers[1], 5, 0, 2, "square(2)")
    told.script.send()
    told.script.ended(6, 3, KILLED)
    (pool,) = build_report(told.script.tick(7))["objects"]
    assert (pool["kind"], pool["family"], pool["name"], pool["state"]) == ("Pool", "pool", "pool", "open")
    tasks = {"submitted": 4, "waiting": 1, "running": 1, "done": 1, "failed": 0, "cancelled": 0, "lost": 1}
    assert pool["tasks"] == {**tasks, "cut_off": 0, "counted": True}
    assert pool["workers"] == [{"pid": 102, "thread": None, "task": "square(1)", "tasks": 2}]
    assert pool["workers_died_pids"] == [103]
    assert pool["lost_tasks"] == [{"task": "square(2)", "pid": 103}]
    assert POOL in told.script.state.objects


@pytest.mark.parametrize(("size", "keys"), [(2, True), (0, False)])
def test_of_a_managers_pool_the_calls_are_its_clients_and_the_tasks_are_known_if_its_server_tells(
    size: int, keys: bool
) -> None:
    told = PoolRun(0)
    served = told.script.worker(2, "SyncManager-1")
    worker = told.script.worker(3, "w3")
    what = {"meaning": Family.POOL, "traits": Trait.SERVED, "object": SERVED, "value": size}
    served.slot(Kind.OBJECT, 1, b"", operation=0, **what)
    told.main.make(2, "PoolProxy", SERVED, 0, "crew")
    told.main.op(3, "PoolProxy.map", BEGAN, object=SERVED)
    if size:
        value = task_value(0, 1)
        served.op(4, "Pool.map", DONE, "f", object=SERVED, meaning=Effect.SUBMIT, value=value, thread=3)
        worker.op(5, "Pool.task", BEGAN, "f(0)", object=SERVED, meaning=Effect.TASK, value=task_value(0, 0))
    pool = told.script.tick(6).objects[SERVED]
    assert isinstance(pool, PoolObject)
    assert (pool.is_known, pool.size, len(pool.running)) == (keys, size, int(keys))
    assert 2 not in pool.users and 3 not in pool.users, "its clients use it"
    told.main.op(7, "PoolProxy.map", DONE, object=SERVED)
    (entry,) = [one for one in build_report(told.script.tick(8))["objects"] if one["name"] == "crew"]
    assert (entry["calls"], "tasks" in entry) == (1, keys)


# --- executors -----------------------------------------------------------------------------


def executor(count: int = 2) -> PoolRun:
    """An executor with a future for each of its jobs 0, 1, ..."""
    told = PoolRun(2, "ProcessPoolExecutor")
    for job in range(count):
        told.submit(2, job, 1, "submit", f"square({job})")
    return told


def threads(count: int) -> PoolRun:
    """An executor of the threads 5 and 6, with a future for each of its jobs 0, 1, ..."""
    told = PoolRun(0, "ThreadPoolExecutor")
    for thread in (5, 6):
        told.op(told.main, 1, "worker", Effect.WORK, BEGAN, thread=thread)
    for job in range(count):
        told.submit(2, job, 1, "submit", f"f({job})")
    return told


def break_it(told: PoolRun, ms: float, *pids: int) -> None:
    text = " ".join(map(str, pids))
    told.op(told.main, ms, "break", Effect.BREAK, DONE, text, thread=2)


def test_a_future_that_is_cancelled_does_not_wait_any_more() -> None:
    told = executor(3)
    told.op(told.main, 3, "Future.cancel", Effect.CANCEL, DONE, value=task_value(2, 0))
    run = told.script.tick(4)
    assert (pool_in(run).cancelled, pool_in(run).waiting, sorted(pool_in(run).jobs)) == (1, 2, [0, 1])


def test_who_waits_for_any_of_several_futures_says_how_many_run_and_wait() -> None:
    told = executor(3)
    told.run_task(told.workers[0], 3, 0, 0)
    told.op(told.main, 4, "futures.as_completed", Effect.AWAIT, BLOCKED, value=ALL_JOBS, line=9)
    assert words(told.script.tick(5), 1) == "waiting for tasks of pool (1 running, 2 waiting)"
    told.finish(told.workers[0], 6, 0, 0)
    told.settle(6.5, 0, 0)
    told.op(told.main, 7, "futures.as_completed", Effect.AWAIT, DONE, value=1, line=9)
    wait = told.script.tick(8).processes[1].last_wait
    assert wait is not None and wait.granted_by is not None
    assert (wait.granted_by.process, wait.granted_by.time_ns) == (2, 6 * MS), "the end of the task"


@pytest.mark.parametrize("seen", ["before", "after"])
def test_an_executor_is_broken_by_the_worker_that_died_first(seen: str) -> None:
    told = executor(4)
    told.run_task(told.workers[0], 3, 0, 0, "square(0)")
    told.run_task(told.workers[1], 3, 1, 0, "square(1)")
    told.script.send()
    if seen == "before":
        told.script.ended(4, 2, KILLED)
    break_it(told, 5, 102)
    told.script.send()
    if seen == "after":
        told.script.ended(6, 2, KILLED)
    told.script.ended(7, 3, TERMINATED)
    run = told.script.tick(8)
    pool = pool_in(run)
    assert (pool.is_broken, pool.broken_by, pool.died) == (True, [2], [2])
    assert [task.text for task in pool.lost_tasks] == ["square(0)"]
    assert (pool.lost, pool.cut_off, pool.waiting, pool.running) == (1, 3, 0, [])
    (reported,) = build_report(run)["objects"]
    assert (reported["state"], reported["broken_by_pids"]) == ("broken", [102])


def test_what_a_worker_still_runs_after_its_executor_was_broken_is_cut_off_and_counted_once() -> None:
    told = executor(4)
    told.run_task(told.workers[0], 3, 0, 0)
    told.run_task(told.workers[1], 3, 1, 0)
    break_it(told, 4, 102)
    told.finish(told.workers[1], 5, 1, 0)
    told.idle(told.workers[1], 5.1)
    told.run_task(told.workers[1], 6, 2, 0)
    told.finish(told.workers[1], 7, 2, 0, "ValueError: x")
    told.idle(told.workers[1], 7.1)
    told.run_task(told.workers[1], 8, 3, 0)
    told.script.send()
    told.script.ended(9, 3, TERMINATED)
    pool = pool_in(told.script.tick(10))
    assert (pool.submitted, pool.lost, pool.cut_off, pool.done, pool.failed) == (4, 1, 3, 0, 0)
    assert pool.is_counted


def test_a_result_that_was_on_its_way_when_its_executor_was_broken_has_not_come() -> None:
    told = executor(3)
    told.do(told.workers[0], 3, 0, 0)
    told.run_task(told.workers[0], 5, 1, 0)
    told.finish(told.workers[0], 6, 1, 0)
    told.run_task(told.workers[1], 6, 2, 0)
    told.finish(told.workers[1], 7, 2, 0, "ValueError: x")
    break_it(told, 8, 103)
    told.script.send()
    told.script.ended(9, 3, KILLED)
    pool = pool_in(told.script.tick(10))
    assert (pool.done, pool.failed, pool.cut_off, pool.lost, pool.unsure) == (1, 0, 2, 0, {})


def test_what_other_threads_run_when_an_initializer_has_failed_comes_to_its_end() -> None:
    told = threads(3)
    told.op(told.main, 3, "task", Effect.TASK, BEGAN, "f(0)", value=task_value(0, 0), thread=5)
    text, value = "LookupError: x", Broken.INITIALIZER
    told.op(told.main, 4, "initializer", Effect.TASK, FAILED, text, value=INITIALIZER, thread=6)
    told.op(told.main, 5, "break", Effect.BREAK, DONE, value=value, thread=6)
    told.op(told.main, 6, "result", Effect.SETTLE, FAILED, "Broken: x", value=task_value(1, 0), thread=6)
    told.op(told.main, 7, "worker", Effect.WORK, DONE, thread=6)
    told.op(told.main, 8, "task", Effect.TASK, DONE, value=task_value(0, 0), thread=5)
    told.op(told.main, 8.1, "result", Effect.SETTLE, DONE, value=task_value(0, 0), thread=5)
    pool = pool_in(told.script.tick(9))
    assert (pool.is_broken, pool.initializer_error, pool.broken_by) == (True, text, [])
    assert (pool.done, pool.failed, pool.cut_off, pool.waiting, sorted(pool.jobs)) == (1, 1, 0, 1, [2])


@pytest.mark.parametrize(("thread", "error"), [(5, ""), (1, ""), (9, "SystemExit: 3")])
def test_a_callback_that_raises_ends_the_results_only_in_the_thread_that_takes_them_in(
    thread: int, error: str
) -> None:
    told = threads(1)
    told.main.slot(Kind.THREAD, 0, b"MainThread", value=101, thread=1)
    told.op(told.main, 3, "callback", Effect.ACT, BEGAN, "store", thread=thread)
    told.op(told.main, 4, "callback", Effect.ACT, FAILED, "SystemExit: 3", thread=thread)
    pool = pool_in(told.script.tick(5))
    assert (pool.callbacks, pool.callback_error) == (1, error)


def test_an_executor_whose_workers_the_script_has_killed_is_not_broken_by_them() -> None:
    told = executor(2)
    told.run_task(told.workers[0], 3, 0, 0)
    told.stop(4)
    break_it(told, 5, 102)
    told.script.send()
    told.script.ended(6, 2, KILLED)
    pool = pool_in(told.script.tick(7))
    assert (pool.stopped, pool.is_broken, pool.died, pool.cut_off) == (Stopped.TERMINATED, False, [], 2)


def test_a_future_that_is_cancelled_after_its_executor_was_terminated_is_counted_once() -> None:
    told = executor(2)
    told.stop(4)
    told.op(told.main, 5, "Future.cancel", Effect.CANCEL, DONE, value=task_value(1, 0))
    pool = pool_in(told.script.tick(6))
    assert (pool.cut_off, pool.cancelled, pool.waiting) == (1, 1, 0)


def test_the_idle_time_of_a_thread_is_not_the_last_wait_of_its_process() -> None:
    told = PoolRun(0, "ThreadPool")
    told.main.slot(Kind.THREAD, 0, b"MainThread", value=101, thread=1)
    told.op(told.main, 2, "worker", Effect.WORK, BLOCKED, thread=5)
    told.op(told.main, 3, "task", Effect.TASK, BEGAN, "f(0)", thread=5)
    told.op(told.main, 4, "task", Effect.TASK, DONE, thread=5)
    told.op(told.main, 5, "worker", Effect.WORK, BLOCKED, thread=5)
    told.op(told.main, 6, "worker", Effect.WORK, DONE, thread=5)
    run = told.script.tick(7)
    assert (run.processes[1].last_wait, run.processes[1].calls) == (None, {})
    assert pool_in(run).workers == {}
