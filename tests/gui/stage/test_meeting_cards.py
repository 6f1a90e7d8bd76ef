"""The cards of conditions, barriers and semaphores: drawn, as a tip, and spoken."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication

from app.gui.stage.words.card import card_of
from app.gui.stage.words.phrases import call_text, process_tip
from app.state.model import Run
from app.wire.records import Broken, Effect, Kind
from tests.gui.stage.card_words import tip_of, words_of
from tests.gui.stage.test_cards import HearingKit
from tests.state.build import BEGAN, BLOCKED, DONE, FAILED, MS, Log, Script

THING, LOCK = 7, 8
NOW_MS = 900.0


@pytest.fixture
def kit(qapp: QApplication) -> HearingKit:
    return HearingKit()


def said(kit: HearingKit, run: Run) -> set[str]:
    """All that the card says where it has room."""
    return words_of(kit, run, THING, NOW_MS * MS)


def tip(run: Run) -> list[str]:
    return tip_of(run, THING, NOW_MS * MS)


def condition_run(lock: int = 0) -> tuple[Script, Log, Log]:
    """w1 sleeps; w2 has the lock and has notified it."""
    script = Script()
    main = script.main()
    if lock:
        main.make(0, "Lock", lock, 1, "mutex")
    main.make(0, "Condition", THING, lock, "ready")
    w1, w2 = script.worker(2, "w1"), script.worker(3, "w2")
    kind, taken = ("Lock", lock) if lock else ("Condition", THING)
    w1.op(1, f"{kind}.acquire", object=taken, value=1)
    w1.op(2, "Condition.wait_for", BLOCKED, object=THING, bound=5.0)
    w1.op(3, f"{kind}.release", object=taken)
    w2.op(4, f"{kind}.acquire", object=taken, value=1)
    return script, w1, w2


def test_a_condition_shows_who_sleeps_and_who_has_its_lock(kit: HearingKit) -> None:
    script, _, _ = condition_run()
    run = script.tick(NOW_MS)
    assert said(kit, run) >= {"ready", "Condition", "held by", "w2", "waiting", "w1", "notified: 0"}
    assert tip(run) == ["ready · Condition", "held by w2 0.8 s", "waiting: w1", "notified: 0"]
    assert "at most 5.0 s" in process_tip(run.processes[2], run, round(NOW_MS * MS)).split("\n")


def test_a_condition_with_a_given_lock_shows_that_ones_owner(kit: HearingKit) -> None:
    script, _, w2 = condition_run(LOCK)
    assert said(kit, script.tick(NOW_MS)) >= {"Condition(mutex)", "held by", "w2", "waiting", "w1"}
    w2.op(NOW_MS + 1, "Lock.release", object=LOCK)
    assert "mutex free" in said(kit, script.tick(NOW_MS + 2))


def test_who_is_awake_wants_the_lock_and_is_still_in_the_call_of_the_script(kit: HearingKit) -> None:
    script, w1, w2 = condition_run()
    w2.op(5, "Condition.notify", BEGAN, object=THING, value=1)
    w1.op(6, "Condition.acquire", BLOCKED, object=THING)
    w2.op(7, "Condition.notify", object=THING)
    run = script.tick(NOW_MS)
    assert said(kit, run) >= {"held by", "w2", "nobody waits", "wants lock", "w1"}
    assert tip(run)[2:] == ["wants lock: w1", "notified: 1, last 1 woken by w2"]
    assert call_text(run.processes[2].calls[1], run) == "ready.wait_for()"


def test_one_that_died_asleep_is_named(kit: HearingKit) -> None:
    script, _, _ = condition_run()
    script.ended(5, 2, -9)
    run = script.tick(NOW_MS)
    assert "w1 died waiting" in said(kit, run) and "w1 died waiting" in tip(run)


def barrier_run(parties: int = 3) -> tuple[Script, Log, Log]:
    """w1 is there."""
    script = Script()
    main = script.main().make(0, "Barrier", THING, parties, "gate")
    main.slot(Kind.VALUE, 0, b"total", object=THING)
    w1, w2 = script.worker(2, "w1"), script.worker(3, "w2")
    w1.op(1, "Barrier.wait", BEGAN, object=THING)
    w1.op(1, "Barrier.wait", BLOCKED, object=THING)
    return script, w1, w2


def test_a_barrier_shows_who_is_there_and_of_how_many(kit: HearingKit) -> None:
    script, _, _ = barrier_run()
    run = script.tick(NOW_MS)
    assert said(kit, run) >= {"gate", "Barrier(3)", "1 of 3 there", "there", "w1"}
    assert "times passed: 0 · action: total" in said(kit, run)
    assert tip(run)[1:3] == ["1 of 3 there", "there: w1"]


def test_a_barrier_shows_its_action_while_it_runs(kit: HearingKit) -> None:
    script, _, w2 = barrier_run(2)
    w2.op(5, "Barrier.action", BEGAN, "total", object=THING)
    assert said(kit, script.tick(NOW_MS)) >= {"total()", "by", "w2", "there", "w1"}


@pytest.mark.parametrize(
    ("reason", "error", "why"),
    [
        (Broken.TIMEOUT, "", "time-out of wait()"),
        (Broken.ABORT, "", "abort()"),
        (Broken.ACTION, "ValueError: x", "ValueError: x"),
    ],
)
def test_a_broken_barrier_says_by_whom_and_why(kit: HearingKit, reason: int, error: str, why: str) -> None:
    script, w1, w2 = barrier_run()
    w2.op(5, "Barrier.wait", DONE, error, object=THING, meaning=Effect.BREAK, value=reason)
    w1.op(6, "Barrier.wait", FAILED, "threading.BrokenBarrierError", object=THING)
    run = script.tick(NOW_MS)
    assert said(kit, run) >= {"broken", "by", "w2", "nobody is there", why}
    assert tip(run)[1:3] == ["broken by w2", why]


def counter_run(kind: str = "Semaphore", initial: int = 3) -> tuple[Script, Log, Log]:
    """w1 has a permit."""
    script = Script()
    script.main().make(0, kind, THING, initial, "permits")
    w1, w2 = script.worker(2, "w1"), script.worker(3, "w2")
    w1.op(1, f"{kind}.acquire", object=THING, value=1)
    return script, w1, w2


def test_a_semaphore_shows_how_many_permits_are_left_and_who_has_the_others(kit: HearingKit) -> None:
    script, _, _ = counter_run()
    run = script.tick(NOW_MS)
    assert said(kit, run) >= {"Semaphore(3)", "held by", "w1", "2 of 3 free · taken 1"}
    assert tip(run)[1] == "held by w1 0.8 s · 2 of 3 free"


def test_a_semaphore_that_others_give_back_may_be_held(kit: HearingKit) -> None:
    script, w1, w2 = counter_run()
    w1.op(2, "Semaphore.acquire", object=THING, value=1)
    w2.op(3, "Semaphore.release", object=THING)
    assert said(kit, script.tick(NOW_MS)) >= {"may be held by", "w1", "2 of 3 free · taken 2"}


def test_a_semaphore_with_more_permits_than_at_first_says_so_and_is_no_trouble(kit: HearingKit) -> None:
    script, w1, _ = counter_run(initial=1)
    for ms in (2, 3):
        w1.op(ms, "Semaphore.release", object=THING)
    run = script.tick(NOW_MS)
    assert "2 free · began with 1" in said(kit, run)
    assert not card_of(run.objects[THING], run, 0).trouble


def test_a_release_that_was_refused_names_whose_it_was(kit: HearingKit) -> None:
    script, _, w2 = counter_run("BoundedSemaphore")
    error = "ValueError: semaphore or lock released too many times"
    w2.op(2, "BoundedSemaphore.release", FAILED, error, object=THING)
    assert "release refused: w2" in said(kit, script.tick(NOW_MS))
