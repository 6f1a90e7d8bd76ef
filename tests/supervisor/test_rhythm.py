"""How often the supervisor looks: closely while something moves, rarely at rest. Pure, with times made up."""

from __future__ import annotations

from app.supervisor.rhythm import (
    GLANCE_NS,
    REST_AFTER_NS,
    ROUND_AT_REST_NS,
    ROUND_NS,
    ROUND_QUIET_NS,
    TIME_NS,
    Rhythm,
)

BEGAN_NS = 5_000_000_000
SECOND_NS = 1_000_000_000


def quiet_rounds(rhythm: Rhythm, now_ns: int, until_ns: int) -> list[int]:
    """The intervals between the rounds of a time in which nothing moves."""
    intervals = []
    while now_ns < until_ns:
        before_ns = now_ns
        while not rhythm.is_round_due(now_ns):
            now_ns += 1_000_000
        rhythm.round_done(now_ns, moved=False)
        intervals.append(now_ns - before_ns)
    return intervals


def test_while_something_moves_rounds_follow_closely() -> None:
    rhythm = Rhythm()
    for turn in range(50):
        now_ns = BEGAN_NS + turn * ROUND_NS
        assert rhythm.is_round_due(now_ns)
        rhythm.round_done(now_ns, moved=True)
        assert not rhythm.is_round_due(now_ns + ROUND_NS - 1)
        assert rhythm.pause_s == ROUND_NS / 1e9


def test_a_short_pause_of_the_script_is_not_yet_rest() -> None:
    rhythm = Rhythm()
    rhythm.round_done(BEGAN_NS, moved=True)
    intervals = quiet_rounds(rhythm, BEGAN_NS, BEGAN_NS + REST_AFTER_NS)
    assert max(intervals) <= ROUND_QUIET_NS
    assert rhythm.pause_s <= ROUND_QUIET_NS * 1.5 / 1e9


def test_at_rest_rounds_become_rare_and_glances_stay_frequent_enough() -> None:
    rhythm = Rhythm()
    rhythm.round_done(BEGAN_NS, moved=True)
    intervals = quiet_rounds(rhythm, BEGAN_NS, BEGAN_NS + 10 * SECOND_NS)
    assert intervals == sorted(intervals)
    assert intervals[-1] == ROUND_AT_REST_NS
    assert rhythm.pause_s == GLANCE_NS / 1e9
    assert GLANCE_NS < 100_000_000, "so late may the first event after a rest be seen"


def test_movement_ends_the_rest_at_once() -> None:
    rhythm = Rhythm()
    quiet_rounds(rhythm, BEGAN_NS, BEGAN_NS + 10 * SECOND_NS)
    rhythm.round_done(BEGAN_NS + 20 * SECOND_NS, moved=True)
    assert rhythm.is_round_due(BEGAN_NS + 20 * SECOND_NS + ROUND_NS)
    assert rhythm.pause_s == ROUND_NS / 1e9


def test_the_time_is_told_some_times_a_second() -> None:
    rhythm = Rhythm()
    rhythm.time_told(BEGAN_NS)
    assert not rhythm.is_time_due(BEGAN_NS + TIME_NS - 1)
    assert rhythm.is_time_due(BEGAN_NS + TIME_NS)
    assert TIME_NS <= SECOND_NS / 3, "durations are shown in whole seconds"


def test_who_is_not_woken_by_the_system_does_not_rest() -> None:
    rhythm = Rhythm(woken=False)
    rhythm.round_done(BEGAN_NS, moved=True)
    assert max(quiet_rounds(rhythm, BEGAN_NS, BEGAN_NS + 10 * SECOND_NS)) <= ROUND_QUIET_NS
    assert rhythm.pause_s <= ROUND_QUIET_NS / 1e9
