"""A number on the wire means one thing."""

from __future__ import annotations

import pytest

from app.wire.records import Effect, Family, Kind, Phase, Stage


@pytest.mark.parametrize("words", [Effect, Family, Kind, Phase, Stage])
def test_no_two_words_of_a_record_have_the_same_number(words: type) -> None:
    numbers = [value for name, value in vars(words).items() if not name.startswith("_")]
    assert len(set(numbers)) == len(numbers)
