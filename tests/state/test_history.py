"""What has passed: an interval for each call that is over, and what ended its wait."""

from __future__ import annotations

import pytest

from app.state.history import Grant, How, Interval
from app.state.model import Run
from tests.state.build import BEGAN, BLOCKED, FAILED, FILE, MS, Script

LOCK, QUEUE, FLAG = 7, 8, 9


def last(run: Run) -> Interval:
    return list(run.history.intervals)[-1]


def grant_of(interval: Interval) -> Grant:
    assert interval.granted_by is not None
    return interval.granted_by


def test_a_call_that_did_not_wait_is_an_interval_without_a_grant() -> None:
    script = Script()
    main = script.main().make(0, "Lock", LOCK, 1, "lock")
    main.op(5, "Lock.acquire", object=LOCK, value=1, line=3)
    interval = last(script.tick(6))
    assert (interval.operation, interval.object, interval.how) == ("Lock.acquire", LOCK, How.DONE)
    assert (interval.began_ns, interval.ended_ns, interval.blocked_ns) == (5 * MS, 5 * MS, None)
    assert interval.granted_by is None
    assert interval.location is not None and interval.location.line == 3


def test_a_wait_for_a_lock_ends_by_the_last_release() -> None:
    script = Script()
    script.main().make(0, "Lock", LOCK, 1, "lock")
    w1, w2 = script.worker(2, "w1"), script.worker(3, "w2")
    w1.op(1, "Lock.acquire", object=LOCK, value=1)
    w2.op(2, "Lock.acquire", BLOCKED, object=LOCK, line=4)
    w1.op(9, "Lock.release", object=LOCK, line=6)
    w2.op(9.5, "Lock.acquire", object=LOCK, value=1, line=4)
    run = script.tick(10)
    interval = last(run)
    assert (interval.blocked_ns, interval.waited_ns) == (2 * MS, 7_500_000)
    grant = grant_of(interval)
    assert (grant.process, grant.operation, grant.time_ns) == (2, "Lock.release", 9 * MS)
    assert grant.is_certain
    assert grant.location is not None and (grant.location.file, grant.location.line) == (FILE, 6)
    assert run.processes[3].last_wait == interval


def test_a_get_ends_by_the_put_of_that_very_item() -> None:
    """Also when another item, put later, was the last thing that happened to the queue."""
    script = Script()
    script.main().make(0, "Queue", QUEUE, 0, "q")
    one, other, consumer = script.worker(2, "one"), script.worker(3, "other"), script.worker(4, "consumer")
    consumer.op(1, "Queue.get", BLOCKED, object=QUEUE)
    one.op(2, "Queue.put", text="'x'", object=QUEUE, value=11)
    other.op(3, "Queue.put", text="'x'", object=QUEUE, value=22)
    consumer.op(4, "Queue.get", text="'x'", object=QUEUE, value=11)
    grant = grant_of(last(script.tick(5)))
    assert (grant.process, grant.is_certain) == (2, True)


def test_a_put_into_a_full_queue_ends_by_a_get_or_perhaps_by_one_of_several() -> None:
    script = Script()
    script.main().make(0, "Queue", QUEUE, 2, "q")
    producer, consumer = script.worker(2, "producer"), script.worker(3, "consumer")
    for serial in (1, 2):
        producer.op(serial, "Queue.put", text=f"{serial}", object=QUEUE, value=serial)
    producer.op(3, "Queue.put", BLOCKED, "3", object=QUEUE)
    consumer.op(4, "Queue.get", text="1", object=QUEUE, value=1)
    producer.op(5, "Queue.put", text="3", object=QUEUE, value=3)
    grant = grant_of(last(script.tick(6)))
    assert (grant.process, grant.operation, grant.is_certain) == (3, "Queue.get", True)
    producer.op(7, "Queue.put", BLOCKED, "4", object=QUEUE)
    for ms, serial in ((8, 2), (8.1, 3)):
        consumer.op(ms, "Queue.get", text=f"{serial}", object=QUEUE, value=serial)
    producer.op(9, "Queue.put", text="4", object=QUEUE, value=4)
    assert not grant_of(last(script.tick(10))).is_certain


def test_a_join_of_a_queue_ends_by_the_last_task_done() -> None:
    script = Script()
    script.main().make(0, "JoinableQueue", QUEUE, 0, "q")
    producer, consumer = script.worker(2, "producer"), script.worker(3, "consumer")
    producer.op(1, "JoinableQueue.put", text="1", object=QUEUE, value=1)
    producer.op(2, "JoinableQueue.join", BLOCKED, object=QUEUE)
    consumer.op(3, "JoinableQueue.get", text="1", object=QUEUE, value=1)
    consumer.op(4, "JoinableQueue.task_done", object=QUEUE, line=8)
    producer.op(5, "JoinableQueue.join", object=QUEUE)
    grant = grant_of(last(script.tick(6)))
    assert (grant.process, grant.operation) == (3, "JoinableQueue.task_done")


def test_a_join_of_a_process_ends_by_its_end() -> None:
    script = Script()
    main = script.main()
    script.worker(2, "w1", 1)
    main.op(2, "Process.join", BLOCKED, "w1", value=102)
    script.ended(8, 2)
    main.op(9, "Process.join", text="w1", value=102)
    interval = last(script.tick(10))
    grant = grant_of(interval)
    assert (grant.process, grant.operation, grant.time_ns) == (2, "", 8 * MS)
    assert interval.how is How.DONE


@pytest.mark.parametrize(("ended", "how"), [(False, How.MISSED), (True, How.DONE)])
def test_a_join_with_a_time_limit_tells_whether_it_saw_the_end(ended: bool, how: How) -> None:
    script = Script()
    main = script.main()
    script.worker(2, "w1", 1)
    main.op(2, "Process.join", BLOCKED, "w1", value=102, bound=0.005)
    if ended:
        script.ended(5, 2)
    main.op(7, "Process.join", text="w1", value=102, bound=0.005)
    interval = last(script.tick(8))
    assert interval.how is how
    assert interval.bound_s == pytest.approx(0.005)


def test_a_wait_for_a_flag_ends_by_its_set() -> None:
    script = Script()
    main = script.main().make(0, "Event", FLAG, 0, "ready")
    worker = script.worker(2, "w1")
    worker.op(1, "Event.wait", BLOCKED, object=FLAG)
    main.op(5, "Event.set", BEGAN, object=FLAG, line=12)
    worker.op(5.5, "Event.wait", object=FLAG, value=1)
    grant = grant_of(last(script.tick(6)))
    assert (grant.process, grant.operation, grant.time_ns) == (1, "Event.set", 5 * MS)


def test_what_was_not_got_is_missed_and_granted_by_nobody() -> None:
    script = Script()
    script.main().make(0, "Lock", LOCK, 1, "lock").op(1, "Lock.acquire", object=LOCK, value=1)
    worker = script.worker(2, "w1")
    worker.op(2, "Lock.acquire", BLOCKED, object=LOCK, bound=0.5)
    worker.op(3, "Lock.acquire", object=LOCK, value=0, bound=0.5)
    interval = last(script.tick(4))
    assert (interval.how, interval.bound_s, interval.granted_by) == (How.MISSED, 0.5, None)


def test_a_call_that_raises_and_one_that_its_process_dies_in_are_told_apart() -> None:
    script = Script()
    main = script.main().make(0, "Lock", LOCK, 1, "lock").op(0.5, "Lock.acquire", object=LOCK, value=1)
    worker = script.worker(2, "w1")
    main.op(1, "Lock.release", FAILED, "ValueError", object=LOCK)
    worker.op(2, "Lock.acquire", BLOCKED, object=LOCK)
    script.ended(7, 2, -9)
    run = script.tick(8)
    failed, cut_off = [one for one in run.history.intervals if one.how in (How.FAILED, How.CUT_OFF)]
    assert failed.operation == "Lock.release"
    assert (cut_off.process, cut_off.ended_ns, cut_off.waited_ns) == (2, 7 * MS, 5 * MS)


def test_of_a_long_run_the_newest_intervals_are_kept_and_all_are_counted() -> None:
    script = Script(keep_intervals=10)
    main = script.main().make(0, "Lock", LOCK, 1, "lock")
    for ms in range(1, 26):
        main.op(ms, "Lock.acquire", object=LOCK, value=1).op(ms + 0.5, "Lock.release", object=LOCK)
    history = script.tick(30).history
    assert (len(list(history.intervals)), history.total, history.dropped) == (10, 50, 40)
