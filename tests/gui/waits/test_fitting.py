"""Which columns have room: texts are shortened first, then columns go."""

from __future__ import annotations

import pytest

from app.gui.waits.fitting import fitted

NEEDED = {0: 200, 1: 50, 2: 60, 3: 150}
LEAST = {0: 80, 3: 70}


@pytest.mark.parametrize(
    ("room", "widths"),
    [
        (1000, NEEDED),
        (460, NEEDED),
        (400, {0: 200, 1: 50, 2: 60, 3: 90}),  # the first text has its room before the last one
        (260, {0: 80, 1: 50, 2: 60, 3: 70}),
        (259, {0: 139, 1: 50, 3: 70}),
        (195, {0: 85, 1: 50, 2: 60}),  # there is no room for the text, but for the number
        (185, {0: 135, 1: 50}),
        (100, {0: 80, 1: 50}),  # the rest cannot go
    ],
)
def test_texts_are_shortened_before_columns_go(room: int, widths: dict[int, int]) -> None:
    assert fitted(NEEDED, LEAST, (2, 3), room) == widths
