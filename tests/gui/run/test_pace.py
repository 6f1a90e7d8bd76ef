"""How a turn of the window is spent: pure decisions about times."""

from __future__ import annotations

import pytest

from app.gui.run.pace import BEHIND_S, FOLD_BEHIND_S, FOLD_S, FRAME_BEHIND_S, FRAME_S, Pace

YOUNG_S, OLD_S = BEHIND_S / 2, BEHIND_S * 2


def test_while_it_keeps_up_it_paints_every_turn_and_leaves_half_of_the_frame() -> None:
    pace = Pace()
    for turn in range(5):
        now_s = turn * FRAME_S
        assert pace.begin(now_s) == now_s + FOLD_S
        pace.folded(YOUNG_S, left=turn % 2 == 0)
        assert pace.may_paint(now_s + FOLD_S)
        assert pace.wait_s(now_s + FOLD_S) == pytest.approx(FRAME_S - FOLD_S)
    assert FOLD_S <= FRAME_S / 2


def test_behind_it_folds_without_a_pause_and_paints_fifteen_times_a_second() -> None:
    pace, now_s, painted = Pace(), 0.0, 0
    pace.begin(now_s)
    pace.folded(OLD_S, left=True)
    while now_s < 2.0:
        deadline_s = pace.begin(now_s)
        assert deadline_s == now_s + FOLD_BEHIND_S
        now_s = deadline_s
        pace.folded(OLD_S, left=True)
        painted += pace.may_paint(now_s)
        assert pace.wait_s(now_s) == 0.0
    assert 2.0 / (FRAME_BEHIND_S + FOLD_BEHIND_S) <= painted <= 2.0 / FRAME_BEHIND_S + 1


def test_a_turn_never_lets_the_user_wait() -> None:
    assert max(FOLD_S, FOLD_BEHIND_S) <= 0.03


@pytest.mark.parametrize(("age_s", "left"), [(OLD_S, False), (YOUNG_S, True)])
def test_it_is_not_behind_with_nothing_left_or_with_a_young_state(age_s: float, left: bool) -> None:
    pace = Pace()
    pace.folded(OLD_S, left=True)
    assert pace.behind
    pace.folded(age_s, left)
    assert not pace.behind
    assert pace.may_paint(0.0)


def test_caught_up_it_paints_at_once_what_was_not_painted_yet() -> None:
    pace = Pace()
    pace.folded(OLD_S, left=True)
    assert pace.may_paint(1.0)
    pace.folded(OLD_S, left=True)
    assert not pace.may_paint(1.0 + FOLD_BEHIND_S)
    pace.folded(YOUNG_S, left=False)
    assert pace.may_paint(1.0 + 2 * FOLD_BEHIND_S)


def test_a_run_that_is_being_ended_is_folded_as_fast_as_can_be() -> None:
    pace = Pace()
    pace.folded(0.0, left=True, hurry=True)
    assert pace.begin(1.0) == 1.0 + FOLD_BEHIND_S


def test_the_first_turn_begins_without_waiting() -> None:
    assert Pace().wait_s(0.0) == 0.0
