"""Whether the script has to wait for the window: by what was sent, taken in, and when."""

from __future__ import annotations

from app.supervisor.pacing import AHEAD_NS, Pacing

SENT_NS = 1_000_000_000


def test_who_says_nothing_is_not_waited_for() -> None:
    pacing = Pacing()
    pacing.sent(1000, SENT_NS)
    assert not pacing.is_ahead(SENT_NS + 100 * AHEAD_NS)


def test_it_is_ahead_when_something_was_not_taken_in_for_too_long() -> None:
    pacing = Pacing()
    pacing.taken(0)
    pacing.sent(1000, SENT_NS)
    assert not pacing.is_ahead(SENT_NS + AHEAD_NS)
    assert pacing.is_ahead(SENT_NS + AHEAD_NS + 1)


def test_the_oldest_counts_and_a_receipt_ends_it() -> None:
    pacing = Pacing()
    pacing.taken(0)
    for part in range(1, 11):
        pacing.sent(part * 1000, SENT_NS + part)
    pacing.taken(9_999)
    assert not pacing.is_ahead(SENT_NS + 10 + AHEAD_NS), "part 10 is the oldest that is left"
    assert pacing.is_ahead(SENT_NS + 11 + AHEAD_NS)
    pacing.taken(10_000)
    assert not pacing.is_ahead(SENT_NS + 1000 * AHEAD_NS)


def test_what_was_taken_in_before_it_was_noted_is_not_waited_for() -> None:
    pacing = Pacing()
    pacing.taken(1000)  # the supervisor notes what it has sent only with the next TICK
    pacing.sent(1000, SENT_NS)
    assert not pacing.is_ahead(SENT_NS + 2 * AHEAD_NS)


def test_at_the_end_nobody_is_waited_for() -> None:
    pacing = Pacing()
    pacing.taken(0)
    pacing.sent(1000, SENT_NS)
    pacing.end()
    pacing.sent(2000, SENT_NS)
    assert not pacing.is_ahead(SENT_NS + 2 * AHEAD_NS)
