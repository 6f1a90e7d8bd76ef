"""The cards of values in shared memory: drawn, as a tip, in the table, and in the calls of processes."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication

from app.gui.objects.rows import Column, row_of
from app.gui.stage.words.phrases import call_text
from app.state.model import Run
from app.wire.records import Access, Effect, Kind
from tests.gui.stage.card_words import tip_of, words_of
from tests.gui.stage.test_cards import HearingKit
from tests.state.build import BLOCKED, MS
from tests.state.test_memory import LOCK, MEMORY, lock, made, read, wait, write

NOW_MS = 900.0


@pytest.fixture
def kit(qapp: QApplication) -> HearingKit:
    return HearingKit()


def said(kit: HearingKit, run: Run) -> set[str]:
    """All that the card says where it has room."""
    return words_of(kit, run, MEMORY, NOW_MS * MS)


def tip(run: Run) -> list[str]:
    return tip_of(run, MEMORY, NOW_MS * MS)


def test_a_value_shows_what_it_is_who_wrote_it_and_that_no_lock_was_held(kit: HearingKit) -> None:
    script, w1, _ = made()
    assert said(kit, script.tick(1)) >= {"shared", "Value · c_int", "lock free", "0"}
    read(w1, 2, "0")
    write(w1, 3, "1")
    run = script.tick(4)
    assert said(kit, run) >= {"lock free", "1", "w1: .value = 1 · without lock · line 5"}
    assert tip(run)[-1] == "read 1 · written 1 · without lock 2"
    write(w1, 5, "2", Access.UNDER_LOCK)
    assert "w1: .value = 2 · line 5" in said(kit, script.tick(6))


def test_it_shows_who_has_its_lock_and_who_waits_for_an_access(kit: HearingKit) -> None:
    script, w1, w2 = made()
    lock(w1, 1)
    wait(w2, 2, Effect.WRITE)
    run = script.tick(NOW_MS)
    assert said(kit, run) >= {"held by", "w1", "0", "wants lock", "w2"}
    assert call_text(run.processes[3].calls[1], run) == "shared.value"
    cells = row_of(run.objects[MEMORY], run, round(NOW_MS * MS)).cells
    assert cells[Column.STATE] == "held by w1 0.8 s · 0"
    assert cells[Column.WAITING] == "w2: value"


def test_a_given_lock_is_named(kit: HearingKit) -> None:
    script, w1, _ = made(lock=LOCK)
    assert "mutex free" in said(kit, script.tick(1))
    lock(w1, 2, "acquire", "RLock", LOCK)
    assert said(kit, script.tick(NOW_MS)) >= {"held by", "w1"}


def test_a_lock_whose_owner_is_dead_stands_out(kit: HearingKit) -> None:
    script, w1, w2 = made()
    lock(w1, 1)
    script.ended(2, 2, -9)
    wait(w2, 3)
    assert said(kit, script.tick(NOW_MS)) >= {"w1 died holding it", "wants lock", "w2"}


def test_an_array_shows_its_length_and_its_first_items(kit: HearingKit) -> None:
    script, w1, _ = made("Array", "\x1f".join("0" * 3), length=3, type="c_double")
    write(w1, 1, "1, 0.5", name="Array.__setitem__")
    w1.op(2, "Array.__getitem__", BLOCKED, object=MEMORY, meaning=Effect.READ)
    run = script.tick(3)
    assert said(kit, run) >= {"Array(3) · c_double", "[0, 0.5, 0]"}
    assert "w1: [1] = 0.5 · without lock · line 5" in tip(run)


def test_a_raw_value_says_that_it_is_sampled_and_when_a_change_was_seen(kit: HearingKit) -> None:
    script, w1, _ = made("RawArray", "1\x1f2", length=2)
    assert "sampled · no change seen" in said(kit, script.tick(1))
    w1.slot(Kind.VALUE, 500, b"1\x1f9", object=MEMORY)
    run = script.tick(NOW_MS)
    words = "sampled · last change seen at 0.5 s"
    assert said(kit, run) >= {"RawArray(2) · c_int", "[1, 9]", words}
    assert tip(run) == ["shared · RawArray(2) · c_int", "[1, 9]", words]


def test_a_value_that_can_be_changed_past_its_lock_says_so() -> None:
    script, w1, _ = made()
    read(w1, 1, "", Access.OUTSIDE, "Value.get_obj")
    assert tip(script.tick(2))[-1] == "sampled · no change seen · read 0 · written 0 · without lock 0"
