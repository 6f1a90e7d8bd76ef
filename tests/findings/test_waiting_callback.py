"""A callback that waits for its own pool, in the thread that would have to take the result in."""

from __future__ import annotations

from typing import Any

import pytest

from app.wire.records import ALL_JOBS, Effect, Kind, task_value
from tests.findings.build import found, lines, the_one
from tests.state.build import BEGAN, BLOCKED, DONE, FAILED
from tests.state.pool_run import POOL, PoolRun

HANDLER = 2  # the thread of main that takes the results in


def call_back(kind: str = "Pool", thread: int = HANDLER) -> PoolRun:
    """The result of a first job has come, and its callback runs; main waits for another job."""
    told = PoolRun(2, kind)
    told.submit(2, 0, 1, "apply_async")
    told.submit(2, 1, 1, "apply_async")
    told.wait(2, 1, "wait")
    told.run_task(told.workers[0], 3, 0, 0)
    told.finish(told.workers[0], 4, 0, 0)
    told.idle(told.workers[0], 4.5)
    told.main.slot(Kind.THREAD, 0, b"results", value=102, thread=thread)
    value = task_value(0, 0)
    told.op(told.main, 5, "result", Effect.SETTLE, DONE, value=value, thread=thread)
    told.op(told.main, 5.1, "callback", Effect.ACT, BEGAN, "follow_up", thread=thread)
    return told


def ask(told: PoolRun, thread: int = HANDLER, method: str = "AsyncResult.get", **more: Any) -> None:
    """The callback asks for one more job, and for its result, which its worker has sent."""
    value = task_value(2, 1)
    told.op(told.main, 6, "apply_async", Effect.SUBMIT, DONE, "square", value=value, line=5, thread=thread)
    told.run_task(told.workers[1], 6.5, 2, 0)
    told.finish(told.workers[1], 7, 2, 0)
    told.idle(told.workers[1], 7.1)
    waits: dict[str, Any] = {"value": 2, "line": 6, "thread": thread} | more
    told.op(told.main, 7.5, method, Effect.AWAIT, BLOCKED, **waits)


@pytest.mark.parametrize("kind", ["Pool", "ProcessPoolExecutor"])
def test_a_callback_that_waits_for_its_own_pool_is_told_with_who_waits_behind_it(kind: str) -> None:
    told = call_back(kind)
    ask(told)
    finding = the_one(told.script.tick(1000), "deadlock")
    assert finding.message.english == (
        "follow_up, a callback of pool, waits in AsyncResult.get (line 6) for pool itself, in the thread "
        "that takes in the results of pool: none comes before it returns. Because of this main waits "
        "(line 9)."
    )
    assert (finding.is_certain, lines(finding), finding.objects) == (True, [6, 9], (POOL,))
    assert found(told.script.tick(2000), "waits-for-ever") == [], "it is told once"


def test_also_one_that_waits_for_the_end_of_the_pool() -> None:
    told = call_back()
    ask(told, method="Pool.join", value=ALL_JOBS)
    assert (
        "waits in Pool.join (line 6) for pool itself"
        in the_one(told.script.tick(1000), "deadlock").message.english
    )


def test_a_future_of_an_executor_could_be_cancelled_by_who_goes_on() -> None:
    told = call_back("ProcessPoolExecutor")
    told.waited(5.5, "wait")
    ask(told)
    finding = the_one(told.script.tick(1000), "deadlock")
    assert not finding.is_certain and finding.message.english.startswith(
        "This wait may be for ever: follow_up"
    )


def test_of_several_futures_others_than_the_pools_may_be_the_ones_that_are_waited_for() -> None:
    told = call_back("ProcessPoolExecutor")
    ask(told, method="futures.wait")
    assert not the_one(told.script.tick(1000), "deadlock").is_certain


@pytest.mark.parametrize("how", ["bounded", "over", "elsewhere", "worker", "unrun"])
def test_a_callback_whose_wait_can_end_is_not_accused(how: str) -> None:
    kind = "ThreadPoolExecutor" if how == "worker" else "ProcessPoolExecutor"
    told = call_back(kind)
    if how == "worker":  # a worker that is a thread calls the callback itself
        told.op(told.main, 4.9, "worker", Effect.WORK, BEGAN, thread=HANDLER)
        ask(told)
    elif how == "bounded":
        ask(told, bound=5.0)
    elif how == "elsewhere":  # the one that waits is in no callback
        told.main.slot(Kind.THREAD, 0, b"other", value=103, thread=3)
        ask(told, thread=3)
        told.op(told.main, 8, "callback", Effect.ACT, DONE, thread=HANDLER)
    elif how == "over":
        ask(told)
        told.op(told.main, 8, "AsyncResult.get", Effect.AWAIT, FAILED, thread=HANDLER)
        told.op(told.main, 8.1, "callback", Effect.ACT, DONE, thread=HANDLER)
    else:  # what could not be handed over is told by who hands over: he takes no results in
        told.main.slot(Kind.THREAD, 0, b"feeder", value=104, thread=4)
        told.submit(5.5, 5, 1, "submit")
        told.op(told.main, 5.6, "callback", Effect.ACT, DONE, thread=HANDLER)
        told.op(told.main, 5.7, "result", Effect.SETTLE, FAILED, "E", value=task_value(5, 0), thread=4)
        told.op(told.main, 5.8, "callback", Effect.ACT, BEGAN, "follow_up", thread=4)
        ask(told, thread=4)
    run = told.script.tick(1000)
    assert found(run, "deadlock") == []
    assert all("follow_up" not in one.message.english for one in found(run, "waits-for-ever"))
