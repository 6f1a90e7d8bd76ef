"""Locks: owners, waiting lines, times, and what a death does to them."""

from __future__ import annotations

import pytest

from app.findings.judge import judge
from app.findings.rule import Finding, Severity
from app.state.model import Run
from app.state.objects import LockObject
from app.state.telling.waits import describe_wait
from app.state.telling.words import describe_condition
from app.wire.records import Kind
from tests.state.build import BEGAN, BLOCKED, DONE, FAILED, MS, Log, Script

LOCK = 7


def made(kind: str = "Lock", initial: int = 1) -> tuple[Script, Log, Log]:
    """A run with a lock and two processes: w1 (2) and w2 (3)."""
    script = Script()
    script.main().make(0, kind, LOCK, initial, "lock")
    return script, script.worker(2, "w1"), script.worker(3, "w2")


def lock_of(run: Run) -> LockObject:
    lock = run.objects[LOCK]
    assert isinstance(lock, LockObject)
    return lock


def findings(run: Run) -> list[Finding]:
    return judge(run).findings


def owners(run: Run) -> list[int]:
    return [owner.process for owner in lock_of(run).owners]


def got(log: Log, ms: float, kind: str = "Lock", value: int = 1, thread: int = 1) -> None:
    log.op(ms, f"{kind}.acquire", DONE, object=LOCK, value=value, thread=thread)


def gave(log: Log, ms: float, kind: str = "Lock") -> None:
    log.op(ms, f"{kind}.release", DONE, object=LOCK)


def waits(log: Log, ms: float, kind: str = "Lock", thread: int = 1) -> None:
    log.op(ms, f"{kind}.acquire", BLOCKED, object=LOCK, thread=thread)


def test_a_fast_acquire_makes_an_owner_and_a_release_ends_it() -> None:
    script, w1, _ = made()
    got(w1, 1)
    run = script.tick(2)
    assert owners(run) == [2]
    assert run.processes[2].holding == {LOCK: MS}
    gave(w1, 3)
    run = script.tick(4)
    assert owners(run) == []
    assert not run.processes[2].holding
    assert (lock_of(run).acquires, lock_of(run).held_ns) == (1, 2 * MS)


def test_waiters_stand_in_the_order_of_arrival_and_leave_when_they_have_got_it() -> None:
    script, w1, w2 = made()
    main = script.logs[1]
    got(main, 1)
    waits(w2, 2)
    waits(w1, 3)
    assert [w.process for w in lock_of(script.tick(4)).waiters] == [3, 2]
    gave(main, 10)
    got(w2, 11)
    lock = lock_of(script.tick(12))
    assert [w.process for w in lock.waiters] == [2]
    assert lock.waited_ns == 9 * MS
    assert lock.name == "lock"


def test_an_acquire_that_times_out_owns_nothing_and_counts_its_wait() -> None:
    script, w1, w2 = made()
    got(w1, 1)
    waits(w2, 2)
    got(w2, 5, value=0)
    run = script.tick(6)
    assert owners(run) == [2]
    assert not lock_of(run).waiters
    assert not run.processes[3].calls
    assert (lock_of(run).acquires, lock_of(run).waited_ns) == (1, 3 * MS)


def test_an_acquire_that_raises_leaves_the_line() -> None:
    script, w1, w2 = made()
    got(w1, 1)
    waits(w2, 2)
    w2.op(5, "Lock.acquire", FAILED, "KeyboardInterrupt", object=LOCK)
    assert not lock_of(script.tick(6)).waiters


def test_a_lock_may_be_released_by_another_process_than_its_owner() -> None:
    script, w1, w2 = made()
    got(w1, 1)
    gave(w2, 5)
    run = script.tick(6)
    assert owners(run) == []
    assert not run.processes[2].holding
    assert lock_of(run).held_ns == 4 * MS


def test_a_release_that_raises_takes_the_lock_from_nobody() -> None:
    script, w1, w2 = made("RLock")
    got(w1, 1, "RLock")
    w2.op(2, "RLock.release", DONE, object=LOCK)
    w2.op(3, "RLock.release", FAILED, "AssertionError", object=LOCK)
    assert owners(script.tick(4)) == [2]


def test_a_release_that_comes_too_late_does_not_take_the_lock_from_its_next_owner() -> None:
    script, w1, w2 = made()
    got(w1, 1)
    got(w2, 5)
    assert owners(script.tick(10)) == [3]
    gave(w1, 4)  # stamped before, written and relayed after
    assert owners(script.tick(11)) == [3]


def test_a_late_release_of_a_semaphore_is_forgiven_too() -> None:
    script, w1, w2 = made("Semaphore", 2)
    main = script.logs[1]
    got(main, 1, "Semaphore")
    got(w1, 2, "Semaphore")
    got(w2, 5, "Semaphore")
    assert owners(script.tick(10)) == [2, 3]
    gave(main, 4, "Semaphore")
    run = script.tick(11)
    assert owners(run) == [2, 3]
    assert not lock_of(run).signals


def test_an_rlock_is_free_when_it_was_released_as_often_as_acquired() -> None:
    script, w1, _ = made("RLock")
    got(w1, 1, "RLock")
    got(w1, 2, "RLock")
    gave(w1, 3, "RLock")
    run = script.tick(4)
    assert (owners(run), lock_of(run).recursion, lock_of(run).acquires) == ([2], 0, 2)
    gave(w1, 5, "RLock")
    assert owners(script.tick(6)) == []


def test_a_lock_that_is_not_reentrant_blocks_its_own_owner() -> None:
    script, w1, _ = made()
    got(w1, 1)
    waits(w1, 2)
    run = script.tick(3)
    assert owners(run) == [2]
    assert [w.process for w in lock_of(run).waiters] == [2]


def test_a_semaphore_has_as_many_owners_as_permits() -> None:
    script, w1, w2 = made("BoundedSemaphore", 2)
    for log in (w1, w2):
        got(log, 1, "BoundedSemaphore")
    assert owners(script.tick(2)) == [2, 3]
    gave(w1, 3, "BoundedSemaphore")
    run = script.tick(4)
    assert owners(run) == [3]
    assert not run.processes[2].holding


def test_a_process_that_takes_two_permits_holds_until_it_gave_both_back() -> None:
    script, w1, _ = made("Semaphore", 3)
    got(w1, 1, "Semaphore")
    got(w1, 2, "Semaphore")
    gave(w1, 3, "Semaphore")
    assert script.tick(4).processes[2].holding
    gave(w1, 5, "Semaphore")
    assert not script.tick(6).processes[2].holding


@pytest.mark.parametrize("initial", [0, 1])
def test_nobody_owns_a_semaphore_that_is_used_as_a_signal(initial: int) -> None:
    script, w1, w2 = made("Semaphore", initial)
    gave(w1, 1, "Semaphore")
    got(w2, 2, "Semaphore")
    run = script.tick(3)
    assert (owners(run), lock_of(run).acquires) == ([], 1)
    assert not run.processes[3].holding


def test_threads_of_one_process_wait_each_for_itself() -> None:
    script, w1, w2 = made()
    got(w2, 1)
    waits(w1, 2, thread=1)
    waits(w1, 3, thread=2)
    assert [w.thread for w in lock_of(script.tick(4)).waiters] == [1, 2]
    gave(w2, 5)
    got(w1, 6, thread=2)
    assert [w.thread for w in lock_of(script.tick(7)).waiters] == [1]


# --- death ---------------------------------------------------------------------------------


def test_a_lock_stays_held_by_a_killed_owner_and_those_who_wait_are_found() -> None:
    script, w1, w2 = made()
    got(w1, 1)
    waits(w2, 2)
    script.ended(10, 2, -9)
    lock = lock_of(script.tick(20))
    assert lock.owner_is_dead
    assert [(owner.process, owner.since_ns) for owner in lock.owners] == [(2, MS)]
    assert not findings(script.state)  # it may only be about to end as well
    script.tick(500)
    (finding,) = findings(script.state)
    assert (finding.rule, finding.severity) == ("owner-died", Severity.ERROR)
    assert (finding.processes, finding.objects) == ((2, 3), (LOCK,))
    assert finding.message.english.startswith(
        "w1 ended while it held lock, so nobody gives it back; w2 waits"
    )


def test_the_finding_outlives_those_who_waited() -> None:
    script, w1, w2 = made()
    got(w1, 1)
    script.ended(10, 2, -9)
    waits(w2, 20)
    script.ended(900, 3, -9, "run")
    run = script.end(901, timed_out=True)
    assert lock_of(run).waited_until(900 * MS) == 880 * MS
    assert [finding.processes for finding in findings(run)] == [(2, 3)]


def test_the_end_of_the_run_accuses_nobody() -> None:
    script, w1, w2 = made()
    got(w1, 1)
    waits(w2, 2)
    script.ended(100, 2, -9, "run")
    script.tick(900)
    script.ended(1000, 3, -9, "run")
    assert not findings(script.end(1001))


def test_a_process_that_died_between_getting_a_lock_and_telling_so_is_found() -> None:
    script, w1, w2 = made()
    waits(w1, 1)
    waits(w2, 2)
    script.ended(50, 2, -9)
    run = script.tick(100)
    assert owners(run) == []
    run = script.tick(400)
    assert owners(run) == [2]
    assert lock_of(run).owner_is_dead
    assert LOCK in run.processes[2].holding


def test_of_several_dead_the_one_that_was_taking_the_lock_is_the_owner() -> None:
    script, w1, w2 = made()
    w3 = script.worker(4, "w3")
    got(w1, 1)
    gave(w1, 2)
    waits(w2, 3)
    script.ended(10, 3, -9)
    w1.op(11, "time.sleep", BEGAN)
    script.ended(20, 2, -9)
    waits(w3, 30)
    assert owners(script.tick(500)) == [3]


def test_a_normal_end_is_no_suspect() -> None:
    script, w1, w2 = made()
    got(w1, 1)
    gave(w1, 2)
    script.ended(3, 2, 0)
    waits(w2, 4)
    assert owners(script.tick(900)) == []


def test_a_stopped_process_may_have_the_lock_so_no_dead_one_is_accused() -> None:
    script, w1, w2 = made()
    w3 = script.worker(4, "w3")
    waits(w1, 1)
    waits(w2, 1)
    script.ended(2, 2, -9)
    script.fact(3, "suspended", number=3, on=True, time_ns=3 * MS)
    waits(w3, 4)
    assert owners(script.tick(900)) == []


def test_a_wrong_suspicion_is_dropped_when_another_gets_the_lock() -> None:
    script, w1, w2 = made()
    waits(w1, 1)
    waits(w2, 2)
    script.ended(3, 2, -9)
    assert lock_of(script.tick(500)).owner_is_dead
    got(w2, 510)
    run = script.tick(520)
    assert owners(run) == [3]
    assert not lock_of(run).owner_is_dead
    assert not findings(run)


def test_a_semaphore_with_a_permit_left_is_not_dead() -> None:
    script, w1, _ = made("Semaphore", 2)
    got(w1, 1, "Semaphore")
    script.ended(2, 2, -9)
    run = script.tick(500)
    assert not lock_of(run).owner_is_dead


def test_a_record_of_an_owner_that_is_told_dead_already_counts() -> None:
    script, w1, _ = made()
    script.ended(5, 2, -9)
    script.tick(6)
    got(w1, 4)
    run = script.tick(7)
    assert (owners(run), lock_of(run).owner_is_dead) == ([2], True)


def test_a_dead_process_stands_in_no_line() -> None:
    script, w1, w2 = made()
    got(w2, 1)
    waits(w1, 2)
    script.ended(5, 2, -15)
    run = script.tick(6)
    assert not lock_of(run).waiters
    assert [call.operation for call in run.processes[2].calls.values()] == ["Lock.acquire"]


# --- a manager's lock ----------------------------------------------------------------------


def proxy(log: Log, ms: float, method: str, phase: int, text: str = "") -> None:
    log.op(ms, f"AcquirerProxy.{method}", phase, text, object=LOCK, value=int(text == "True"))


def test_a_managers_lock_is_a_lock() -> None:
    script, w1, w2 = made("AcquirerProxy", 0)
    proxy(w1, 1, "acquire", BEGAN)
    proxy(w1, 2, "acquire", DONE, "True")
    proxy(w2, 3, "acquire", BEGAN)
    run = script.tick(4)
    assert owners(run) == [2]
    assert [w.process for w in lock_of(run).waiters] == [3]
    proxy(w1, 5, "release", BEGAN)
    proxy(w2, 6, "acquire", DONE, "True")
    proxy(w1, 7, "release", DONE, "None")
    run = script.tick(8)
    assert owners(run) == [3]
    assert lock_of(run).waited_ns == 3 * MS
    assert not run.processes[2].calls


def test_a_release_that_the_manager_refuses_is_undone() -> None:
    script, w1, w2 = made("AcquirerProxy")
    proxy(w1, 1, "acquire", DONE, "True")
    proxy(w2, 2, "release", BEGAN)
    proxy(w2, 3, "release", FAILED, "RuntimeError")
    run = script.tick(4)
    assert owners(run) == [2]
    assert LOCK in run.processes[2].holding


def test_a_managers_lock_that_is_not_got_has_no_owner() -> None:
    script, w1, _ = made("AcquirerProxy")
    proxy(w1, 1, "acquire", BEGAN, "False")
    proxy(w1, 2, "acquire", DONE, "False")
    assert owners(script.tick(3)) == []


# --- threads of one process -----------------------------------------------------------------


def thread_owners(run: Run) -> list[tuple[int, int]]:
    return [(owner.process, owner.thread) for owner in lock_of(run).owners]


def told_of_wait(run: Run, thread: int) -> str:
    """What is said of the wait of a thread of w1."""
    process = run.processes[2]
    return describe_wait(process.calls[thread], process, run).english


def name_threads(log: Log) -> None:
    for number, name in ((1, b"MainThread"), (2, b"kneader"), (3, b"baker")):
        log.slot(Kind.THREAD, 0, name, thread=number, value=101 + number)


def test_the_thread_that_has_a_lock_is_known_and_named_to_those_that_wait() -> None:
    script, w1, w2 = made()
    name_threads(w1)
    w1.op(1, "Lock.acquire", object=LOCK, value=1, thread=2)
    for thread in (1, 2, 3):
        w1.op(2, "Lock.acquire", BLOCKED, object=LOCK, thread=thread)
    waits(w2, 3)
    run = script.tick(4)
    assert thread_owners(run) == [(2, 2)]
    assert told_of_wait(run, 2) == "blocked on lock (held by itself)"
    assert told_of_wait(run, 1) == told_of_wait(run, 3) == "blocked on lock (held by w1 in thread kneader)"
    told = describe_condition(run.processes[2], run, run.now_ns).english
    assert told == "blocked on lock (held by w1 in thread kneader), holding lock (in thread kneader)"
    other = run.processes[3]
    assert (
        describe_wait(other.calls[1], other, run).english == "blocked on lock (held by w1 in thread kneader)"
    )


def test_each_thread_gives_back_its_own_permit() -> None:
    script, w1, _ = made("Semaphore", 2)
    name_threads(w1)
    for thread in (2, 3):
        w1.op(thread, "Semaphore.acquire", object=LOCK, value=1, thread=thread)
    w1.op(4, "Semaphore.acquire", BLOCKED, object=LOCK, thread=1)
    names = "w1 in thread kneader, w1 in thread baker"
    assert told_of_wait(script.tick(5), 1) == f"blocked on lock (held by {names})"
    w1.op(6, "Semaphore.release", object=LOCK, thread=3)
    run = script.tick(7)
    assert thread_owners(run) == [(2, 2)]
    assert run.processes[2].holding == {LOCK: 2 * MS}


def test_whose_permit_another_thread_of_the_process_gives_back_is_not_known() -> None:
    script, w1, _ = made("Semaphore", 3)
    for thread in (2, 3):
        w1.op(thread, "Semaphore.acquire", object=LOCK, value=1, thread=thread)
    w1.op(4, "Semaphore.release", object=LOCK, thread=1)
    assert thread_owners(script.tick(5)) == [(2, 0)]


def test_another_thread_of_the_process_does_not_take_an_rlock_again() -> None:
    """Its release is stamped before it takes effect, but may come to the fold after the next acquire."""
    script, w1, _ = made("RLock")
    w1.op(1, "RLock.acquire", object=LOCK, value=1, thread=1)
    w1.op(3, "RLock.acquire", object=LOCK, value=1, thread=2)
    script.tick(4)
    w1.op(2, "RLock.release", object=LOCK, thread=1)
    run = script.tick(5)
    assert (thread_owners(run), lock_of(run).recursion) == ([(2, 2)], 0)
