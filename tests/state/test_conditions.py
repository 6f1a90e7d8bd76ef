"""Conditions: who sleeps, who is awake, whose the lock is meanwhile, how many a notify wakes."""

from __future__ import annotations

import pytest

from app.recording.export.report import build_report
from app.state.history import How, Interval
from app.state.model import Run
from app.state.objects import ConditionObject, LockObject
from app.state.telling.words import describe_condition
from app.wire.records import NOT_COUNTED
from tests.state.build import BEGAN, BLOCKED, DONE, FAILED, MS, Log, Script

CONDITION, LOCK = 7, 8
HOLDS, TAKES = {"Condition": CONDITION, "Lock": LOCK}, {"object": CONDITION, "value": 1}


def made(kind: str = "Condition", lock: int = 0) -> tuple[Script, Log, Log]:
    """A run with a condition and two processes: w1 (2) and w2 (3)."""
    script = Script()
    main = script.main()
    if lock:
        main.make(0, "Lock", lock, 1, "lock")
    main.make(0, kind, CONDITION, lock, "ready")
    return script, script.worker(2, "w1"), script.worker(3, "w2")


def take(log: Log, ms: float, kind: str = "Condition", phase: int = DONE) -> None:
    log.op(ms, f"{kind}.acquire", phase, object=HOLDS[kind], value=int(phase == DONE), line=2)


def give(log: Log, ms: float, kind: str = "Condition") -> None:
    log.op(ms, f"{kind}.release", object=HOLDS[kind], line=2)


def sleep(log: Log, ms: float, kind: str = "Condition", method: str = "wait") -> None:
    """A process takes the lock and waits, as the probe tells it."""
    take(log, ms, kind)
    log.op(ms + 0.1, f"Condition.{method}", BLOCKED, object=CONDITION, line=3, bound=5.0)
    give(log, ms + 0.2, kind)


def notify(log: Log, ms: float, woken: int, method: str = "notify") -> None:
    if woken:
        log.op(ms, f"Condition.{method}", BEGAN, object=CONDITION, value=woken, line=6)
    log.op(ms + 0.3, f"Condition.{method}", object=CONDITION, line=6)


def condition_of(run: Run) -> ConditionObject:
    condition = run.objects[CONDITION]
    assert isinstance(condition, ConditionObject)
    return condition


def lock_of(run: Run, kind: str = "Condition") -> LockObject:
    lock = run.objects[HOLDS[kind]]
    assert isinstance(lock, LockObject)
    return lock


def owners(run: Run, kind: str = "Condition") -> list[int]:
    return [owner.process for owner in lock_of(run, kind).owners]


def words(run: Run, number: int, ms: float = 100) -> str:
    return describe_condition(run.processes[number], run, int(ms * MS)).english


def wait_of(run: Run) -> Interval:
    (wait,) = [one for one in run.history.intervals if ".wait" in one.operation]
    return wait


@pytest.mark.parametrize("kind", ["Condition", "Lock"])
def test_who_sleeps_in_a_condition_does_not_own_its_lock(kind: str) -> None:
    script, w1, w2 = made(lock=LOCK * (kind == "Lock"))
    sleep(w1, 1, kind)
    take(w2, 2, kind)
    run = script.tick(3)
    assert owners(run, kind) == [3]
    assert not run.processes[2].holding
    assert [(one.process, one.operation) for one in condition_of(run).sleepers] == [(2, "Condition.wait")]
    assert words(run, 2) == "blocked on ready (not notified)"
    assert lock_of(run, kind).takers == []


@pytest.mark.parametrize("kind", ["Condition", "Lock"])
def test_who_is_awake_and_wants_the_lock_back_waits_for_the_lock_alone(kind: str) -> None:
    script, w1, w2 = made(lock=LOCK * (kind == "Lock"))
    sleep(w1, 1, kind)
    take(w2, 2, kind)
    notify(w2, 3, 1)
    take(w1, 3.2, kind, BLOCKED)
    run = script.tick(4)
    assert condition_of(run).sleepers == []
    assert [one.process for one in lock_of(run, kind).takers] == [2]
    name = "lock" if kind == "Lock" else "ready"
    assert words(run, 2) == f"awake, wants {name} back (held by w2)"
    assert owners(run, kind) == [3], "not two"
    give(w2, 9, kind)
    take(w1, 9.5, kind)
    w1.op(9.6, "Condition.wait", object=CONDITION, value=1, line=3)
    run = script.tick(10)
    assert owners(run, kind) == [2]
    assert not run.processes[2].calls and not condition_of(run).waiters and not lock_of(run, kind).waiters


def test_a_wait_ends_by_the_notify_that_woke_it_and_not_by_a_later_one() -> None:
    script, w1, w2 = made()
    sleep(w1, 1)
    take(w2, 2)
    notify(w2, 3, 1)
    take(w1, 3.2, phase=BLOCKED)
    notify(w2, 4, 0)
    give(w2, 9)
    take(w1, 9.5)
    w1.op(9.6, "Condition.wait", object=CONDITION, value=1, line=3)
    wait = wait_of(script.tick(10))
    assert wait.granted_by is not None and wait.granted_by.is_certain
    assert (wait.granted_by.process, wait.granted_by.time_ns) == (3, 3 * MS)
    assert (wait.how, wait.waited_ns, wait.ended_ns) == (How.DONE, round(2.1 * MS), round(9.6 * MS))


def test_of_two_notifies_either_may_have_ended_a_wait() -> None:
    script, w1, w2 = made()
    sleep(w1, 1)
    take(w2, 2)
    notify(w2, 3, 1)
    notify(w2, 4, 1)
    take(w1, 5)
    w1.op(5.1, "Condition.wait", object=CONDITION, value=1, line=3)
    wait = wait_of(script.tick(10))
    assert wait.granted_by is not None and not wait.granted_by.is_certain


def test_a_wait_whose_time_is_over_has_missed_and_nobody_has_ended_it() -> None:
    script, w1, _ = made()
    sleep(w1, 1, method="wait_for")
    take(w1, 8)
    w1.op(8.1, "Condition.wait_for", object=CONDITION, value=0, line=3)
    wait = wait_of(script.tick(10))
    assert (wait.operation, wait.how, wait.bound_s, wait.granted_by) == (
        "Condition.wait_for",
        How.MISSED,
        5.0,
        None,
    )


@pytest.mark.parametrize(("woken", "last", "total"), [(0, 0, 0), (2, 2, 2), (NOT_COUNTED, None, 0)])
def test_a_notify_says_how_many_it_wakes_if_that_is_known(woken: int, last: int | None, total: int) -> None:
    script, _, w2 = made()
    take(w2, 1)
    notify(w2, 2, woken, "notify_all")
    condition = condition_of(script.tick(3))
    assert (condition.notifies, condition.last_woken, condition.woken) == (1, last, total)
    assert condition.notified_by == 3


def test_a_notify_without_the_lock_has_raised_and_does_not_count() -> None:
    script, _, w2 = made()
    w2.op(2, "Condition.notify", FAILED, "AssertionError: lock is not owned", object=CONDITION)
    assert condition_of(script.tick(3)).notifies == 0


def test_a_process_that_was_killed_asleep_still_counts_and_owns_nothing() -> None:
    script, w1, w2 = made()
    sleep(w1, 1)
    script.ended(5, 2, -9)
    take(w2, 6)
    w2.op(7, "Condition.notify", BEGAN, object=CONDITION, value=1)
    run = script.tick(900)
    condition = condition_of(run)
    assert (condition.died_waiting, owners(run), condition.owner_is_dead) == ([2], [3], False)
    assert condition.sleepers == []
    assert words(run, 3, 900) == "blocked on ready (until those it woke are awake), holding ready"
    (told,) = build_report(run)["objects"]
    assert (told["died_waiting_pids"], told["owner_pid"], told["lock"]) == ([102], 103, None)


def test_one_that_was_killed_asleep_is_not_taken_for_the_owner_of_a_lock_that_another_waits_for() -> None:
    """Nobody is known to own it: the records of who does have not come yet."""
    script, w1, w2 = made()
    sleep(w1, 1)
    script.ended(5, 2, -9)
    take(w2, 6, phase=BLOCKED)
    script.tick(7)
    run = script.tick(900)
    assert (owners(run), condition_of(run).died_waiting) == ([], [2])
    assert build_report(run)["findings"] == []


def test_a_managers_condition_gives_its_lock_back_while_a_client_waits() -> None:
    script, w1, w2 = made("ConditionProxy")

    def call(log: Log, ms: float, method: str, phase: int, value: int = 0) -> None:
        log.op(ms, f"ConditionProxy.{method}", phase, object=CONDITION, value=value)

    for ms in (1, 2):
        call(w1, ms, "acquire", BEGAN)
        call(w1, ms + 0.1, "acquire", DONE, 1)
    call(w1, 3, "wait_for", BEGAN)
    call(w2, 4, "acquire", BEGAN)
    call(w2, 4.1, "acquire", DONE, 1)
    run = script.tick(5)
    assert owners(run) == [3]
    assert words(run, 2) == "blocked on ready (not notified)"
    call(w2, 6, "notify", BEGAN)
    call(w2, 6.1, "notify", DONE)
    assert words(script.tick(7), 2) == "blocked on ready (perhaps notified)"
    call(w2, 8, "release", BEGAN)
    call(w2, 8.1, "release", DONE)
    call(w1, 9, "wait_for", DONE, 1)
    run = script.tick(10)
    assert owners(run) == [2]
    call(w1, 11, "release", BEGAN)
    call(w1, 11.1, "release", DONE)
    assert owners(script.tick(12)) == [2], "it had taken it twice"
    call(w1, 13, "release", BEGAN)
    call(w1, 13.1, "release", DONE)
    assert owners(script.tick(14)) == []


def test_a_managers_wait_without_the_lock_leaves_the_owner_as_it_was() -> None:
    script, w1, w2 = made("ConditionProxy")
    w2.op(1, "ConditionProxy.acquire", BEGAN, object=CONDITION)
    w2.op(1.1, "ConditionProxy.acquire", object=CONDITION, value=1)
    w1.op(2, "ConditionProxy.wait", BEGAN, object=CONDITION)
    w1.op(3, "ConditionProxy.wait", FAILED, "RuntimeError: cannot wait on un-acquired lock", object=CONDITION)
    run = script.tick(4)
    assert owners(run) == [3] and not run.processes[2].holding
