"""The run's time: where its state has come to, whoever drives it."""

from __future__ import annotations

from app.gui.run.clock import RunClock


def test_before_a_run_it_is_zero() -> None:
    assert RunClock().now_ns == 0


def test_it_goes_only_as_far_as_it_is_advanced() -> None:
    clock = RunClock()
    clock.advance(500)
    assert clock.now_ns == 500
    clock.advance(700)
    assert clock.now_ns == 700


def test_a_run_that_goes_on_never_goes_back() -> None:
    clock = RunClock()
    clock.advance(700)
    clock.advance(500)
    assert clock.now_ns == 700


def test_a_recording_can_be_played_from_an_earlier_place() -> None:
    clock = RunClock()
    clock.advance(700)
    clock.set(200)
    clock.advance(300)
    assert clock.now_ns == 300
