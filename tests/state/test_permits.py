"""Semaphores: how many permits are left, who has them as far as one can know, and what is refused."""

from __future__ import annotations

import pytest

from app.recording.export.report import build_report
from app.state.model import Condition, Run
from app.state.objects import LockObject
from app.state.telling.words import condition, describe_condition
from tests.state.build import BLOCKED, DONE, FAILED, MS, Log, Script

PERMITS = 7


def made(kind: str = "Semaphore", initial: int = 2) -> tuple[Script, Log, Log]:
    script = Script()
    script.main().make(0, kind, PERMITS, initial, "permits")
    return script, script.worker(2, "w1"), script.worker(3, "w2")


def take(log: Log, ms: float, phase: int = DONE) -> None:
    log.op(ms, "Semaphore.acquire", phase, object=PERMITS, value=int(phase == DONE))


def give(log: Log, ms: float) -> None:
    log.op(ms, "Semaphore.release", object=PERMITS)


def permits_of(run: Run) -> LockObject:
    permits = run.objects[PERMITS]
    assert isinstance(permits, LockObject)
    return permits


def test_the_permits_left_are_those_that_were_not_taken_or_given_back() -> None:
    script, w1, w2 = made(initial=3)
    take(w1, 1)
    take(w2, 2)
    assert permits_of(script.tick(3)).available == 1
    give(w1, 4)
    assert permits_of(script.tick(5)).available == 2


def test_who_has_a_permit_is_not_sure_when_another_gives_back_what_it_has_not_taken() -> None:
    script, w1, w2 = made()
    take(w1, 1)
    take(w1, 2)
    run = script.tick(3)
    assert condition(run.processes[2], 3 * MS) is Condition.HOLDING
    give(w2, 4)
    take(w2, 5, BLOCKED)
    run = script.tick(6)
    permits = permits_of(run)
    assert permits.changes_hands and permits.available == 1
    assert not run.processes[2].holding, "it may have none any more"
    assert describe_condition(run.processes[3], run, 7 * MS).english == (
        "blocked on permits (may be held by w1)"
    )
    (told,) = build_report(run)["objects"]
    assert (told["permits"], told["available"], told["owner_certain"]) == (2, 1, False)


def test_nobody_may_have_any_when_all_permits_are_back() -> None:
    script, w1, w2 = made()
    for ms in range(1, 40, 2):  # one takes, the other gives back
        take(w1, ms)
        give(w2, ms + 1)
    permits = permits_of(script.tick(50))
    assert (permits.owners, permits.available, permits.signals) == ([], 2, False)


def test_who_may_have_permits_is_not_kept_more_often_than_permits_are_missing() -> None:
    script, w1, w2 = made(initial=3)
    take(w1, 1)
    take(w1, 2)
    for ms in range(3, 60, 2):
        take(w1, ms)
        give(w2, ms + 1)
    permits = permits_of(script.tick(70))
    assert permits.available == 1 and len(permits.owners) <= 3


def test_a_plain_semaphore_that_is_given_more_than_it_began_with_has_more() -> None:
    script, w1, _ = made(initial=1)
    give(w1, 1)
    give(w1, 2)
    permits = permits_of(script.tick(3))
    assert (permits.available, permits.refused, permits.owners) == (3, 0, [])


@pytest.mark.parametrize("error", ["ValueError: semaphore or lock released too many times"])
def test_a_bounded_semaphore_that_refuses_a_release_says_so_and_has_no_more(error: str) -> None:
    script, w1, _ = made("BoundedSemaphore", 1)
    w1.op(1, "Semaphore.release", FAILED, error, object=PERMITS)
    run = script.tick(2)
    permits = permits_of(run)
    assert (permits.available, permits.refused, permits.refused_to) == (1, 1, 2)
    (told,) = build_report(run)["objects"]
    assert told["refused"] == 1


def test_a_dead_process_that_may_have_a_permit_is_not_said_to_have_died_with_it() -> None:
    script, w1, w2 = made(initial=2)
    take(w1, 1)
    take(w1, 2)
    give(w2, 3)
    take(w1, 4)
    script.ended(5, 2, -9)
    take(w2, 6, BLOCKED)
    script.tick(7)
    run = script.tick(900)
    assert not permits_of(run).owner_is_dead
    assert build_report(run)["findings"] == []
