"""Waits that are over are added up, by process, line, operation and object."""

from __future__ import annotations

import pytest

from app.state.history import Location
from app.state.model import Run
from app.state.objects import Hold, LockObject
from app.state.waits import ROWS_KEPT, Ending, WaitKey, Waits, step_of
from app.wire.records import Effect
from tests.state.build import BLOCKED, FILE, MS, Script

LOCK, QUEUE = 7, 8


def contended(*waited_ms: float) -> Run:
    """w2 waits at line 4 for what w1 gives back at line 6, so long each time."""
    script, at_ms = Script(), 0.0
    script.main().make(0, "Lock", LOCK, 1, "lock")
    w1, w2 = script.worker(2, "w1"), script.worker(3, "w2")
    for wait_ms in waited_ms:
        w1.op(at_ms + 1, "Lock.acquire", object=LOCK, value=1, line=5)
        w2.op(at_ms + 2, "Lock.acquire", BLOCKED, object=LOCK, line=4)
        w1.op(at_ms + 2 + wait_ms / 2, "Lock.release", object=LOCK, line=6)
        w2.op(at_ms + 2 + wait_ms, "Lock.acquire", object=LOCK, value=1, line=4)
        w2.op(at_ms + 3 + wait_ms, "Lock.release", object=LOCK, line=7)
        at_ms += wait_ms + 10
    return script.tick(at_ms)


def row_of(run: Run) -> tuple[WaitKey, Waits]:
    (row,) = run.waits.longest_first
    return row


def test_only_calls_that_had_to_wait_are_counted_with_what_ended_them() -> None:
    key, waits = row_of(contended(2, 4, 6))
    assert key == WaitKey(LOCK, "Lock.acquire", 3, FILE, 4, Effect.TAKE)
    assert (waits.count, waits.total_ns, waits.mean_ns, waits.largest_ns) == (3, 12 * MS, 4 * MS, 6 * MS)
    assert waits.mostly_ended_by == Ending("Lock.release", FILE, 6)


def test_the_longest_hold_of_a_lock_is_known_with_the_line_that_gave_it_back() -> None:
    lock = contended(2, 40, 6).objects[LOCK]
    assert isinstance(lock, LockObject)
    assert lock.longest_hold == Hold(2, 21 * MS, Location(FILE, 6))


def test_a_hold_that_goes_on_is_not_one_that_is_over() -> None:
    script = Script()
    script.main().make(0, "Lock", LOCK, 1, "lock").op(1, "Lock.acquire", object=LOCK, value=1)
    lock = script.tick(50).objects[LOCK]
    assert isinstance(lock, LockObject)
    assert lock.longest_hold is None


def test_the_percentile_is_at_most_an_eighth_too_long() -> None:
    waits = row_of(contended(*([2] * 95), *([40] * 5)))[1]
    assert 2 * MS <= waits.p95_ns <= 2.25 * MS
    assert row_of(contended(*([2] * 94), *([40] * 6)))[1].p95_ns == waits.largest_ns == 40 * MS


def test_a_wait_in_which_its_process_ended_counts_and_nothing_has_ended_it() -> None:
    script = Script()
    script.main().make(0, "Lock", LOCK, 1, "lock").op(1, "Lock.acquire", object=LOCK, value=1)
    script.worker(2, "w1").op(2, "Lock.acquire", BLOCKED, object=LOCK, line=4)
    script.ended(12, 2, -9)
    waits = row_of(script.tick(13))[1]
    assert (waits.count, waits.total_ns, waits.mostly_ended_by) == (1, 10 * MS, None)


def test_what_may_have_ended_a_wait_is_not_said_to_have_ended_it() -> None:
    script = Script()
    script.main().make(0, "Queue", QUEUE, 1, "q")
    producer, consumer = script.worker(2, "producer"), script.worker(3, "consumer")
    producer.op(1, "Queue.put", text="1", object=QUEUE, value=1)
    producer.op(2, "Queue.put", BLOCKED, "2", object=QUEUE)
    for ms, serial in ((3, 1), (4, 9)):
        consumer.op(ms, "Queue.get", text=f"{serial}", object=QUEUE, value=serial)
    producer.op(5, "Queue.put", text="2", object=QUEUE, value=2)
    assert row_of(script.tick(6))[1].mostly_ended_by is None


def test_the_rows_are_bounded_and_what_has_none_is_counted() -> None:
    script = Script()
    script.main().make(0, "Lock", LOCK, 1, "lock")
    worker = script.worker(2, "w1")
    for number in range(ROWS_KEPT + 3):
        worker.op(number + 1, "Lock.acquire", BLOCKED, object=LOCK, line=number + 1)
        worker.op(number + 1.25, "Lock.acquire", object=LOCK, value=1, line=number + 1)
        worker.op(number + 1.5, "Lock.release", object=LOCK)
    waits = script.tick(ROWS_KEPT + 10).waits
    assert (len(waits.rows), waits.left_out) == (ROWS_KEPT, 3)


@pytest.mark.parametrize("duration_ns", [0, 1, 15, 16, 17, 1000, 123_456_789, 10**12])
def test_a_step_holds_durations_that_differ_by_less_than_an_eighth(duration_ns: int) -> None:
    waits = Waits(count=1, largest_ns=10**15, steps={step_of(duration_ns): 1})
    assert duration_ns <= waits.p95_ns <= duration_ns * 1.125
