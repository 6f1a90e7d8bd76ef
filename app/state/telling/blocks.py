"""What is in a block of shared memory, as far as it is known."""

from __future__ import annotations

from app.state.memory import BlockObject

_ITEMS = 12
_UNKNOWN = "?"


def items_text(block: BlockObject) -> str:
    """The items of its list, the first ones: "[1, 2.5, 'a', ... (100)]"."""
    parts = [block.items.get(position, _UNKNOWN) for position in range(min(block.length, _ITEMS))]
    if block.length > len(parts):
        parts.append(f"... ({block.length})")
    return "[" + ", ".join(parts) + "]"
