"""The critical path: what the end of a run has waited for, back to its beginning."""

from __future__ import annotations

import pytest

from app.state.critical_path import On, Path, critical_path
from app.state.model import Run
from app.state.telling.critical_path import path_told
from app.wire.records import ALL_JOBS, Effect, Stopped
from tests.state.build import BEGAN, BLOCKED, DONE, MS, Log, Script
from tests.state.pool_run import PoolRun

LOCK, QUEUE = 5, 6


def start(main: Log, script: Script, number: int, ms: float) -> Log:
    """main starts a child, whose code begins 10 ms later."""
    name = f"w{number}"
    main.op(ms, "Process.start", BEGAN, name, line=20)
    log = script.process(number, ms)
    main.op(ms + 1, "Process.start", DONE, name, value=100 + number, line=20)
    log.describe(ms + 2, kind="process", name=name, method="fork", parent_pid=101)
    return log.op(ms + 10, "Process.run", BEGAN, name)


def finish(log: Log, script: Script, number: int, ms: float) -> None:
    """A child comes to its end, and main's wait for it, too."""
    log.op(ms, "Process.run", DONE, meaning=Effect.RUN)
    script.ended(ms, number)


def join(main: Log, number: int, since_ms: float, until_ms: float) -> None:
    main.op(since_ms, "Process.join", BLOCKED, f"w{number}", value=100 + number, line=22)
    main.op(until_ms, "Process.join", DONE, f"w{number}", value=100 + number, line=22)


def path_of(run: Run) -> Path:
    path = critical_path(run)
    assert path is not None
    assert sum(part.total_ns for part in path.parts) == path.duration_ns, "each moment counts once"
    return path


def shares(run: Run) -> dict[str, float]:
    """How long was spent on what, in ms; all of it is told."""
    return {part.on.value: part.total_ns / MS for part in path_of(run).parts}


def two_take_turns() -> Run:
    """w2 holds a lock from 100 to 600 ms, for which w3 waits since 200; w3 holds it until 900."""
    script = Script()
    main = script.main().make(0, "Lock", LOCK, 1, "lock")
    w2, w3 = start(main, script, 2, 50), start(main, script, 3, 60)
    w2.op(100, "Lock.acquire", object=LOCK, value=1, line=12)
    w3.op(200, "Lock.acquire", BLOCKED, object=LOCK, line=12)
    w2.op(600, "Lock.release", object=LOCK, line=14)
    w3.op(601, "Lock.acquire", object=LOCK, value=1, line=12)
    w3.op(900, "Lock.release", object=LOCK, line=14)
    join(main, 2, 70, 651)
    finish(w2, script, 2, 650)
    join(main, 3, 652, 951)
    finish(w3, script, 3, 950)
    script.ended(1000, 1)
    return script.end(1001)


def test_it_goes_through_who_held_the_lock_back_to_who_has_started_that() -> None:
    run = two_take_turns()
    assert shares(run) == {"work": 588, "lock": 401, "start": 10, "handover": 1}
    lock = next(part for part in path_of(run).parts if part.on is On.LOCK)
    assert lock.location is not None and (lock.object, lock.location.line) == (LOCK, 12)


def test_who_takes_the_lock_again_at_once_holds_it_for_all_that_time() -> None:
    script = Script()
    main = script.main().make(0, "Lock", LOCK, 1, "lock")
    w2 = start(main, script, 2, 50)
    for ms in (100, 300, 500):
        w2.op(ms, "Lock.acquire", object=LOCK, value=1, line=12)
        w2.op(ms + 199, "Lock.release", object=LOCK, line=12)
    main.op(150, "Lock.acquire", BLOCKED, object=LOCK, line=30)
    main.op(699, "Lock.acquire", object=LOCK, value=1, line=30)
    script.ended(900, 2)
    script.ended(1000, 1)
    run = script.end(1001)
    assert shares(run) == {"lock": 549, "work": 441, "start": 10}
    (lock,) = [part for part in path_of(run).parts if part.on is On.LOCK]
    assert lock.location is not None and lock.location.line == 12


def test_it_is_told_in_one_sentence() -> None:
    run = two_take_turns()
    assert path_told(path_of(run), run).english == (
        "59 % of 1.0 s is spent in 3 processes, one after the other, 40 % is waiting for lock, mostly held "
        "at line 12"
    )


def producer(certain: bool) -> Run:
    """w2 sleeps and puts at 800 ms what main has waited for since 100."""
    script = Script()
    main = script.main().make(0, "Queue", QUEUE, 0, "q")
    w2 = start(main, script, 2, 50)
    main.op(100, "Queue.get", BLOCKED, object=QUEUE, line=30)
    w2.op(100, "time.sleep", BEGAN, meaning=Effect.SLEEP, line=8)
    w2.op(700, "time.sleep", DONE, meaning=Effect.SLEEP, line=8)
    w2.op(800, "Queue.put", text="x", object=QUEUE, value=7 if certain else 0, line=9)
    if not certain:  # another item, which may be the one that was got
        w2.op(801, "Queue.put", text="x", object=QUEUE, line=9)
    finish(w2, script, 2, 810)
    main.op(820, "Queue.get", text="x", object=QUEUE, value=7 if certain else 0, line=30)
    script.ended(1000, 1)
    return script.end(1001)


def test_what_was_put_leads_to_who_has_put_it_and_sleep_is_told_apart() -> None:
    assert shares(producer(True)) == {"sleep": 600, "work": 370, "handover": 20, "start": 10}


def test_a_wait_that_several_may_have_ended_leaves_all_before_it_unknown() -> None:
    run = producer(False)
    assert shares(run) == {"unknown": 820, "work": 180}
    assert path_told(path_of(run), run).english == "18 % of 1.0 s is spent in main, 82 % is not known"


def test_a_wait_that_was_over_when_it_began_is_not_followed() -> None:
    script = Script()
    main = script.main()
    w2 = start(main, script, 2, 50)
    finish(w2, script, 2, 100)
    join(main, 2, 900, 901)
    script.ended(1000, 1)
    assert shares(script.end(1001)) == {"work": 999, "handover": 1}


def test_a_wait_that_only_its_time_has_ended_is_one_of_its_process() -> None:
    script = Script()
    main = script.main().make(0, "Queue", QUEUE, 0, "q")
    main.op(100, "Queue.get", BLOCKED, object=QUEUE, line=30, bound=0.5)
    main.op(601, "Queue.get", 4, "queue.Empty", object=QUEUE, line=30)
    script.ended(1000, 1)
    run = script.end(1001)
    assert shares(run) == {"timeout": 501, "work": 499}
    assert path_told(path_of(run), run).english == (
        "50 % of 1.0 s is waiting until a timeout is over, mostly at line 30, 50 % is spent in main"
    )


def test_the_last_item_that_was_finished_has_ended_the_wait_for_all() -> None:
    script = Script()
    main = script.main().make(0, "JoinableQueue", QUEUE, 0, "q")
    w2 = start(main, script, 2, 50)
    for serial in (1, 2):
        main.op(60 + serial, "JoinableQueue.put", text="x", object=QUEUE, value=serial)
    main.op(100, "JoinableQueue.join", BLOCKED, object=QUEUE, line=30)
    for serial in (1, 2):
        w2.op(300 * serial, "JoinableQueue.get", text="x", object=QUEUE, value=serial)
        w2.op(300 * serial + 100, "JoinableQueue.task_done", object=QUEUE)
    main.op(701, "JoinableQueue.join", object=QUEUE, line=30)
    script.ended(900, 2)
    script.ended(1000, 1)
    assert shares(script.end(1001)) == {"work": 989, "start": 10, "handover": 1}


@pytest.mark.parametrize("how", ["goes on", "stopped", "timed out"])
def test_of_a_run_that_was_cut_off_nothing_is_said(how: str) -> None:
    script = Script()
    script.main()
    if how == "goes on":
        assert critical_path(script.tick(1000)) is None
        return
    script.ended(1000, 1, cause="run" if how == "stopped" else None)
    assert critical_path(script.end(1001, timed_out=how == "timed out")) is None


def test_what_happened_before_the_intervals_that_are_kept_is_not_known() -> None:
    script = Script(keep_intervals=3)
    main = script.main().make(0, "Lock", LOCK, 1, "lock")
    for ms in (100, 300, 500, 700):
        main.op(ms, "Lock.acquire", object=LOCK, value=1)
        main.op(ms + 10, "Lock.release", object=LOCK)
    script.ended(1000, 1)
    assert shares(script.end(1001)) == {"work": 490, "unknown": 510}


@pytest.mark.parametrize("takes_ms", [100, 400])
def test_who_waits_for_the_end_of_a_pool_waits_for_its_last_task(takes_ms: int) -> None:
    told = PoolRun(1)
    told.submit(2, 0)
    told.stop(3, Stopped.CLOSED)
    told.op(told.main, 4, "join", Effect.AWAIT, BLOCKED, value=ALL_JOBS, line=12)
    told.run_task(told.workers[0], 10, 0, 0)
    told.finish(told.workers[0], 600, 0, 0)
    told.settle(601, 0, 0)
    told.leave(told.workers[0], 602)
    told.script.ended(603, 2)
    told.op(told.main, 600 + takes_ms, "join", Effect.AWAIT, DONE, value=ALL_JOBS, line=12)
    told.script.ended(2000, 1)
    found = shares(told.script.end(2001))
    if takes_ms == 100:
        assert found == {"work": 1892, "handover": 108}
    else:
        assert found == {"work": 1000, "unknown": 1000}, "something else has taken long"
