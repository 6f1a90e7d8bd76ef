"""On what a process's life was spent."""

from __future__ import annotations

from app.state.life import OBJECTS_KEPT, OTHERS, During, Life, Spent, life_of
from app.state.model import Run
from app.wire.records import Effect, Kind
from tests.state.build import BEGAN, BLOCKED, DONE, MS, Log, Script

LOCK, OTHER = 7, 8


def made() -> tuple[Script, Log]:
    """w1 began at 100 ms; what its thread 1 does its main thread does."""
    script = Script()
    script.main().make(0, "Lock", LOCK, 1, "lock").make(0, "Lock", OTHER, 1, "other")
    w1 = script.worker(2, "w1", 100)
    w1.slot(Kind.THREAD, 100, b"MainThread", value=102, thread=1)
    return script, w1


def wait(log: Log, since_ms: float, until_ms: float, lock: int = LOCK, thread: int = 1) -> None:
    log.op(since_ms, "Lock.acquire", BLOCKED, object=lock, thread=thread)
    log.op(until_ms, "Lock.acquire", object=lock, value=1, thread=thread)
    log.op(until_ms, "Lock.release", object=lock, thread=thread)


def sleep(log: Log, since_ms: float, until_ms: float) -> None:
    log.op(since_ms, "time.sleep", BEGAN, meaning=Effect.SLEEP)
    log.op(until_ms, "time.sleep", DONE, meaning=Effect.SLEEP)


def told(life: Life) -> list[tuple[During, int, float]]:
    return [(one.during, one.object, one.lasted_ns / MS) for one in life.stretches]


def life(run: Run, now_ms: float) -> Life:
    return life_of(run.processes[2], int(now_ms * MS))


def test_what_was_waited_slept_and_computed_is_told_and_the_rest_is_not_known() -> None:
    script, w1 = made()
    wait(w1, 110, 310)
    wait(w1, 320, 330, OTHER)
    sleep(w1, 400, 500)
    script.fact(590, "sample", time_ns=590 * MS, processes=[[2, 0.05, 1.0, 1.0]])
    found = life(script.tick(600), 600)
    assert found.lasted_ns == 500 * MS
    assert told(found) == [
        (During.COMPUTING, 0, 50),
        (During.WAITING, LOCK, 200),
        (During.WAITING, OTHER, 10),
        (During.SLEEPING, 0, 100),
        (During.UNKNOWN, 0, 140),
    ]
    assert found.part(During.WAITING) == 0.42


def test_what_goes_on_counts_up_to_now() -> None:
    script, w1 = made()
    w1.op(200, "Lock.acquire", BLOCKED, object=LOCK)
    run = script.tick(300)
    assert told(life(run, 700)) == [(During.WAITING, LOCK, 500), (During.UNKNOWN, 0, 100)]
    script, w1 = made()
    w1.op(200, "time.sleep", BEGAN, meaning=Effect.SLEEP)
    assert told(life(script.tick(300), 400)) == [(During.SLEEPING, 0, 200), (During.UNKNOWN, 0, 100)]


def test_what_it_was_in_when_it_ended_counts_once() -> None:
    script, w1 = made()
    w1.op(200, "Lock.acquire", BLOCKED, object=LOCK)
    script.ended(300, 2, -9)
    assert told(life(script.tick(900), 900)) == [(During.WAITING, LOCK, 100), (During.UNKNOWN, 0, 100)]


def test_other_threads_do_not_live_the_main_ones_life() -> None:
    script, w1 = made()
    w1.slot(Kind.THREAD, 101, b"other", value=999, thread=2, phase=BEGAN)
    wait(w1, 110, 310, thread=2)
    script.fact(320, "sample", time_ns=320 * MS, processes=[[2, 0.05, 1.0, 1.0]])
    assert told(life(script.tick(400), 400)) == [(During.UNKNOWN, 0, 300)], "nor is it known who computed"


def test_it_is_bounded_in_memory() -> None:
    spent = Spent()
    for number in range(1, OBJECTS_KEPT + 10):
        spent.add(Effect.TAKE, number, 5, 5)
    assert (len(spent.waited_ns), spent.waited_ns[OTHERS]) == (OBJECTS_KEPT + 1, 45)
