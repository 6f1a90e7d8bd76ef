"""Workers that are lost, initializers that fail: told with the task, the line, and who waits for it."""

from __future__ import annotations

import pytest

from app.wire.records import ALL_JOBS, Broken, Effect, Kind, Leaving, Stopped, task_value
from tests.findings.build import found, lines, the_one
from tests.state.build import BEGAN, BLOCKED, DONE, FAILED
from tests.state.pool_run import POOL, PoolRun


def lose(told: PoolRun, ms: float, number: int = 0, status: int = 2) -> None:
    """A worker ends with sys.exit in its task."""
    worker = told.workers[number]
    worker.op(ms, "Process.run", FAILED, f"SystemExit: {status}", meaning=Effect.RUN, line=11)
    told.script.ended(ms + 1, 2 + number, status)


def test_a_worker_that_ends_in_its_task_is_told_with_the_task_and_who_waits_for_it() -> None:
    told = PoolRun()
    told.submit(2, 0, 2)
    told.wait(2, 0)
    told.run_task(told.workers[0], 3, 0, 0, "convert('c')")
    lose(told, 4)
    told.do(told.workers[1], 5, 0, 1)
    run = told.script.tick(1000)
    finding = the_one(run, "lost-worker")
    assert finding.message.english == (
        "w2, a worker of pool, ended with exit code 2 (line 11) while it ran convert('c'). "
        "The result of that will never come, and main waits (line 9) for it."
    )
    assert (finding.is_certain, finding.objects, lines(finding)) == (True, (POOL,), [11, 9])
    assert finding.processes == (2, 1)
    assert found(run, "waits-for-ever") == [], "it is told once"


def test_a_lost_task_is_waited_for_in_vain_also_while_others_run() -> None:
    told = PoolRun()
    told.submit(2, 0, 2)
    told.wait(2, 0)
    told.run_task(told.workers[0], 3, 0, 0, "convert('c')")
    told.run_task(told.workers[1], 3, 0, 1)
    lose(told, 4)
    assert "main waits" in the_one(told.script.tick(1000), "lost-worker").message.english


def test_an_iterator_gives_what_is_not_lost() -> None:
    told = PoolRun()
    told.submit(2, 0, 2, "imap")
    told.op(told.main, 2, "IMapIterator.next", Effect.AWAIT, 2, value=0, line=9)
    told.run_task(told.workers[0], 3, 0, 0, "convert('c')")
    told.run_task(told.workers[1], 3, 0, 1)
    lose(told, 4)
    message = the_one(told.script.tick(1000), "lost-worker").message.english
    assert message.endswith("The result of that will never come."), "the other one may come yet"


@pytest.mark.parametrize("how", ["told", "replaced", "interrupted", "terminated"])
def test_a_worker_that_ends_as_it_should_or_with_all_others_is_not_lost(how: str) -> None:
    told = PoolRun()
    told.submit(2, 0)
    worker = told.workers[0]
    told.run_task(worker, 3, 0, 0)
    if how == "interrupted":
        worker.op(4, "Process.run", FAILED, "KeyboardInterrupt", meaning=Effect.RUN, line=11)
    elif how == "terminated":
        told.stop(4, Stopped.TERMINATED)
    else:
        told.finish(worker, 4, 0, 0)
        told.settle(4.5, 0, 0)
        told.leave(worker, 5, Leaving.REPLACED if how == "replaced" else Leaving.TOLD)
    told.script.ended(6, 2, -15 if how == "terminated" else 1)
    assert found(told.script.tick(1000), "lost-worker") == []


def test_a_worker_that_breaks_an_executor_is_told_with_what_that_means_to_the_others() -> None:
    told = PoolRun(2, "ProcessPoolExecutor")
    for job in range(3):
        told.submit(2, job, 1, "submit")
    told.run_task(told.workers[0], 3, 0, 0, "measure(3)")
    told.workers[0].op(3.5, "time.sleep", DONE, meaning=Effect.SLEEP, line=20)
    told.run_task(told.workers[1], 3, 1, 0)
    told.script.ended(4, 2, -11)
    told.op(told.main, 5, "break", Effect.BREAK, DONE, "102")
    told.main.op(6, "Process.run", FAILED, "BrokenProcessPool: x", meaning=Effect.RUN, line=28)
    finding = the_one(told.script.tick(1000), "lost-worker")
    assert finding.message.english == (
        "w2, a worker of pool, was ended by SIGSEGV (last seen at line 20, and may have gone on from there) "
        "while it ran measure(3). That broke pool: the other tasks that ran or waited (1) fail with "
        "BrokenProcessPool (line 28), too, though nothing is wrong with them."
    )
    assert lines(finding) == [20, 28]


def test_a_worker_that_is_ended_in_the_middle_of_a_call_was_at_its_line() -> None:
    told = PoolRun(2, "ProcessPoolExecutor")
    told.submit(2, 0, 1, "submit")
    told.run_task(told.workers[0], 3, 0, 0, "measure(3)")
    told.workers[0].op(3.5, "time.sleep", BEGAN, meaning=Effect.SLEEP, line=20)
    told.script.ended(4, 2, -11)
    told.op(told.main, 5, "break", Effect.BREAK, DONE, "102")
    message = the_one(told.script.tick(1000), "lost-worker").message.english
    assert "was ended by SIGSEGV (line 20) while it ran measure(3)" in message


def test_tasks_that_workers_cannot_unpickle_lead_to_where_the_pool_was_made() -> None:
    told = PoolRun()
    told.submit(2, 0, 2, text="clean")
    told.wait(2, 0)
    error = "AttributeError: Can't get attribute 'clean' on <module '__main__'>"
    for number, worker in enumerate(told.workers):
        told.op(worker, 3, "worker", Effect.WORK, FAILED, error, value=Leaving.UNREADABLE)
        worker.op(3, "Process.run", FAILED, error, meaning=Effect.RUN)
        told.script.ended(4, 2 + number, 1)
    finding = the_one(told.script.tick(1000), "lost-worker")
    assert "w2 and w3 of pool took tasks of clean, could not unpickle them" in finding.message.english
    assert finding.message.english.endswith("and main waits (line 9) for it.")
    assert finding.processes == (2, 3, 1)


def fail_to_begin(told: PoolRun, times: int) -> None:
    """So many workers, one after the other, fail in their initializer."""
    for turn in range(times):
        worker = told.script.worker(10 + turn, f"n{turn}")
        told.op(worker, 3 + turn, "worker", Effect.WORK, BEGAN)
        told.initialize(worker, 3 + turn, BEGAN, "connect('host')")
        told.initialize(worker, 3.5 + turn, FAILED, "OSError: no\x1f/run/work/script.py\x1f11")
        told.script.ended(3.6 + turn, 10 + turn, 1)


def test_an_initializer_that_fails_in_every_worker_is_told_and_who_waits() -> None:
    told = PoolRun(0)
    told.main.make(0, "Pool", POOL, 2, "pool")
    told.submit(2, 0, 3, "imap")
    told.wait(2, 0, "imap")
    fail_to_begin(told, 4)
    finding = the_one(told.script.tick(1000), "failing-initializer")
    assert finding.message.english == (
        "connect('host'), the initializer of pool, has raised OSError: no (line 11) in each of the 4 "
        "workers that ran it; none has run a task. The pool starts new ones without end. main (line 9) "
        "waits for results."
    )
    assert (finding.is_certain, lines(finding), finding.objects) == (True, [11, 9], (POOL,))


def test_several_who_wait_for_a_pool_whose_initializer_fails_wait() -> None:
    told = PoolRun(0)
    told.main.make(0, "Pool", POOL, 2, "pool")
    told.submit(2, 0, 3)
    told.wait(2, 0)
    told.main.slot(Kind.THREAD, 0, b"helper", value=105, thread=5)
    told.op(told.main, 3, "map", Effect.AWAIT, BLOCKED, value=0, thread=5, line=8)
    fail_to_begin(told, 4)
    message = the_one(told.script.tick(1000), "failing-initializer").message.english
    assert message.endswith(" main (line 9) and main in thread helper (line 8) wait for results.")


def test_an_initializer_that_has_failed_in_the_first_workers_only_is_no_finding() -> None:
    told = PoolRun(1)
    told.main.make(0, "Pool", POOL, 2, "pool")
    fail_to_begin(told, 3)
    assert found(told.script.tick(1000), "failing-initializer") == []


def test_an_initializer_that_breaks_an_executor_is_told_at_once() -> None:
    told = PoolRun(0, "ProcessPoolExecutor")
    told.main.make(0, "ProcessPoolExecutor", POOL, 2, "pool")
    fail_to_begin(told, 1)
    told.op(told.main, 5, "break", Effect.BREAK, DONE, "110")
    run = told.script.tick(1000)
    assert the_one(run, "failing-initializer").message.english == (
        "connect('host'), the initializer of pool, has raised OSError: no (line 11) in 1 of its workers. "
        "That broke pool: it runs nothing any more."
    )
    assert found(run, "lost-worker") == [], "that is why the worker has ended"


def call_back(told: PoolRun, ms: float, job: int, error: str, passes_over: int) -> None:
    """The result of a job comes, and its callback raises."""
    told.main.slot(Kind.THREAD, 0, b"MainThread", value=101, thread=1)
    told.settle(ms, job, 0)
    told.op(told.main, ms + 0.1, "callback", Effect.ACT, BEGAN, "on_done", thread=2)
    text, value = f"{error}\x1f/run/work/script.py\x1f16", task_value(job, passes_over)
    told.op(told.main, ms + 0.2, "callback", Effect.ACT, FAILED, text, value=value, thread=2)


def test_a_callback_that_raises_a_key_error_is_told_with_the_join_that_waits_for_its_job() -> None:
    told = PoolRun()
    told.submit(2, 0, 1, "apply_async", "check('mailto')")
    told.stop(2.5, Stopped.CLOSED)
    told.run_task(told.workers[0], 3, 0, 0)
    told.finish(told.workers[0], 4, 0, 0)
    call_back(told, 5, 0, "KeyError: skipped", 1)
    told.op(told.main, 6, "join", Effect.AWAIT, BEGAN, value=ALL_JOBS, line=26)
    run = told.script.tick(1000)
    finding = the_one(run, "lost-exception")
    assert finding.message.english == (
        "on_done, a callback of pool, has raised KeyError: skipped (line 16) for check('mailto'). The "
        "thread of the pool has swallowed it, and that task never counts as done. main waits (line 26) for "
        "that in vain."
    )
    assert (finding.is_certain, lines(finding), finding.objects) == (True, [16, 26], (POOL,))
    assert found(run, "waits-for-ever") == []


def test_a_callback_that_ends_the_thread_of_the_results_is_told_with_who_waits_for_them() -> None:
    told = PoolRun()
    told.submit(2, 0, 1, "apply_async", "check('a')")
    told.submit(2, 1, 1, "apply_async", "check('b')")
    told.run_task(told.workers[0], 3, 0, 0)
    told.finish(told.workers[0], 4, 0, 0)
    call_back(told, 5, 0, "ValueError: x", 0)
    told.run_task(told.workers[1], 5, 1, 0)
    told.wait(6, 1, "AsyncResult.get")
    message = the_one(told.script.tick(1000), "lost-exception").message.english
    assert "no more will come. main waits (line 9) for that in vain." in message


def fail_unasked(told: PoolRun, asks: bool) -> None:
    """A task raises, and main asks for its result, or not, before its code is over."""
    told.submit(2, 0, 1, "apply_async", "check('a')")
    told.run_task(told.workers[0], 3, 0, 0, "check('a')")
    told.finish(told.workers[0], 4, 0, 0, "ValueError: x\x1f/run/work/script.py\x1f5")
    told.settle(5, 0, 0, "ValueError: x")
    if asks:
        told.op(told.main, 6, "asked", Effect.ASK, DONE, value=0)


@pytest.mark.parametrize("asks", [False, True])
def test_a_task_that_fails_is_told_when_main_is_over_and_has_not_asked_for_it(asks: bool) -> None:
    told = PoolRun()
    fail_unasked(told, asks)
    assert found(told.script.tick(900), "lost-exception") == [], "main may ask yet"
    told.main.op(1000, "Process.run", DONE, meaning=Effect.RUN)
    every = found(told.script.tick(1100), "lost-exception")
    assert len(every) == (not asks)
    for finding in every:
        assert finding.message.english == (
            "check('a') of pool has raised ValueError: x (line 5), and nobody has seen it: main never "
            "asked for the result of Pool.apply_async (line 9)."
        )
        assert lines(finding) == [5, 9]


def test_nobody_is_said_not_to_have_asked_when_main_has_failed_itself() -> None:
    told = PoolRun()
    fail_unasked(told, False)
    told.main.op(1000, "Process.run", FAILED, "ValueError: y", meaning=Effect.RUN, line=12)
    assert found(told.script.tick(1100), "lost-exception") == []


def test_workers_that_wait_for_tasks_of_their_own_pool_are_told_together() -> None:
    told = PoolRun(0, "ThreadPool")
    told.main.make(0, "ThreadPool", POOL, 2, "pool")
    for thread in (5, 6):
        told.main.slot(Kind.THREAD, 0, f"worker-{thread}".encode(), value=100 + thread, thread=thread)
        told.op(told.main, 1, "worker", Effect.WORK, BEGAN, thread=thread)
    told.submit(2, 0, 2)
    told.wait(2, 0)
    for number, thread in enumerate((5, 6)):
        value = task_value(0, number)
        told.op(told.main, 3, "task", Effect.TASK, BEGAN, f"outer({number})", value=value, thread=thread)
        asked = {"value": task_value(1 + number, 1), "thread": thread, "line": 8}
        told.op(told.main, 4, "apply", Effect.SUBMIT, DONE, "inner()", **asked)
        told.op(told.main, 5, "apply", Effect.AWAIT, BLOCKED, value=1 + number, thread=thread, line=8)
    finding = the_one(told.script.tick(1000), "deadlock")
    assert finding.message.english == (
        "Every worker of pool waits for another task of pool, and none is left to run it: main in thread "
        "worker-5 and main in thread worker-6 wait (line 8) for results. Because of this main waits (line 9)."
    )
    assert (finding.is_certain, lines(finding), finding.objects) == (True, [8, 9], (POOL,))


@pytest.mark.parametrize(
    ("error", "says"),
    [
        ("", "What square(3) of pool returned could be pickled, but not unpickled"),
        (
            "ParcelError: x",
            "square(3) of pool has raised ParcelError: x (line 5). That could be pickled, but not",
        ),
    ],
)
def test_a_result_that_cannot_be_unpickled_is_told_with_who_waits_for_more(error: str, says: str) -> None:
    told = PoolRun()
    told.submit(2, 0, 3)
    told.wait(2, 0)
    told.do(told.workers[0], 3, 0, 0)
    told.run_task(told.workers[0], 5, 0, 1)
    told.run_task(told.workers[1], 5, 0, 2, "square(4)")
    told.finish(told.workers[0], 6, 0, 1, f"{error}\x1f/run/work/script.py\x1f5" if error else "")
    told.finish(told.workers[1], 7, 0, 2)
    told.op(told.main, 8, "break", Effect.BREAK, DONE, "TypeError: y", value=Broken.RESULT)
    run = told.script.tick(1000)
    finding = the_one(run, "lost-exception")
    assert finding.message.english.startswith(says)
    assert "it gave TypeError: y in the thread that takes in the results" in finding.message.english
    assert finding.message.english.endswith("main waits (line 9) for that in vain.")
    assert lines(finding) == ([5, 9] if error else [9])
    assert found(run, "waits-for-ever") == []


def test_tasks_in_threads_that_end_with_the_process_that_asked_for_them_are_not_lost() -> None:
    told = PoolRun(0, "ThreadPool")
    told.main.make(0, "ThreadPool", POOL, 1, "pool")
    told.op(told.main, 1, "worker", Effect.WORK, BEGAN, thread=5)
    told.submit(2, 0)
    told.op(told.main, 3, "task", Effect.TASK, BEGAN, "hold()", value=task_value(0, 0), thread=5)
    told.script.ended(4, 1, -9)
    assert found(told.script.tick(1000), "lost-worker") == []
