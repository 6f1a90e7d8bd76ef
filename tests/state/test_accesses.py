"""How items are told apart by what a call says, and that what is kept of them is bounded."""

from __future__ import annotations

import pytest

from app.state.accesses import ITEMS_KEPT, Accesses
from app.state.primitives.accesses import divided


@pytest.mark.parametrize(
    ("text", "first", "rest"),
    [
        ("'a', 1", "'a'", "1"),
        ("('a', 2), [1, 2]", "('a', 2)", "[1, 2]"),
        (r"'it\'s, so', 3", r"'it\'s, so'", "3"),
        ("'a'", "'a'", ""),
        ("", "", ""),
    ],
)
def test_the_first_argument_ends_at_the_first_comma_of_its_own(text: str, first: str, rest: str) -> None:
    assert divided(text) == (first, "," if rest else "", rest)


def test_of_many_items_the_oldest_are_followed_no_longer() -> None:
    accesses = Accesses()
    for number in range(ITEMS_KEPT + 10):
        accesses.item(1, f"[{number}]")
    assert len(accesses.items) == ITEMS_KEPT
    assert (1, "[0]") not in accesses.items and (1, f"[{ITEMS_KEPT + 9}]") in accesses.items
