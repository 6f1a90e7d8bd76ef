"""What may stand in a field of a message that a stranger has made."""

from __future__ import annotations

import random
from typing import Any

#: Values that some field or other cannot have.
WRONG: tuple[Any, ...] = (
    *(None, True, False, -1, 0, 2**63, -(10**400), 1e308, float("nan"), float("inf"), "", "2", "\ud800"),
    *([], {}, [[1]], [[1, 2, 3, 4, 5]], [[None] * 4], [["x", {}, [], "1"]], {"a": 1}, {"\udcff": ["b"]}),
)


def fields(choose: random.Random, names: list[str]) -> dict[str, Any]:
    """Some of the names, and one that nobody knows, each with something wrong."""
    return {name: choose.choice(WRONG) for name in (*names, "of a newer version") if choose.random() < 0.8}


def cut(choose: random.Random, text: bytes) -> bytes:
    """A text with bytes changed or missing."""
    damaged = bytearray(text[: choose.randrange(len(text) + 1)])
    for _ in range(choose.randrange(4)):
        if damaged:
            damaged[choose.randrange(len(damaged))] = choose.randrange(256)
    return bytes(damaged)
