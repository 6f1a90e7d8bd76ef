"""Receipts for what was applied: for all that is waited for, and for nothing else."""

from __future__ import annotations

from app.gui.run.receipts import Receipts
from app.wire.frames import FRAME

TIME = FRAME.size  # a frame that only tells the time


def test_nothing_is_reported_before_it_was_applied() -> None:
    receipts = Receipts()
    receipts.take(1000)
    assert receipts.due() is None
    receipts.applied()
    assert receipts.due() == 1000
    assert receipts.due() is None


def test_the_time_alone_is_not_told_but_counts() -> None:
    receipts = Receipts()
    for _ in range(3):
        receipts.take(TIME)
        receipts.applied()
        assert receipts.due() is None
    receipts.take(100)
    receipts.applied()
    assert receipts.due() == 3 * TIME + 100


def test_what_is_applied_in_two_turns_is_reported_to_its_end() -> None:
    receipts = Receipts()
    receipts.take(100)
    receipts.applied()
    receipts.take(200)  # this turn is over before it is applied
    assert receipts.due() == 100
    assert receipts.due() is None
    receipts.applied()
    assert receipts.due() == 300
