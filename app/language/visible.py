"""Text of the script's, such as a name, as it may stand in a line of ours: nothing in it is obeyed.

A line feed would begin a line that looks like one of ours, an escape would colour or clear a terminal, a
mark of direction would turn the letters after it around. Such characters are shown instead.
"""

from __future__ import annotations

#: C0 has symbols of its own in Unicode; of the others the number is shown.
_ESCAPED = (*range(0x80, 0xA0), 0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A))
SIGNS: dict[int, int | str] = {
    **{code: 0x2400 + code for code in range(32)},
    0x0A: "↵",
    0x7F: 0x2421,
    0x2028: "↵",
    0x2029: "↵",
    **{code: f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" for code in _ESCAPED},
}


def visible(text: str) -> str:
    """A text in one line, with visible control characters."""
    return text if text.isprintable() else text.translate(SIGNS)
