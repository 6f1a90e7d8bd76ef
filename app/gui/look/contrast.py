"""The high contrast of the two themes, for a projector: the same hues, further from their grounds."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from typing import Any

from PySide6.QtGui import QColor

from app.gui.look.theme import Theme, contrast

#: The contrast of text (WCAG 2.2, 1.4.6, level AAA), and of lines that separate (1.4.11).
TEXT = 7.0
LINES = 3.0
_STEP = 0.01
#: What is text on the panel's ground.
_ON_PANEL = (
    "muted",
    "accent",
    "danger",
    "warning",
    "code_keyword",
    "code_string",
    "code_comment",
    "code_number",
    "code_builtin",
    "code_definition",
    "code_decorator",
)


@lru_cache(maxsize=2)
def with_more_contrast(theme: Theme) -> Theme:
    """The theme with text at 7:1 and lines that are seen from the last row."""
    ground = "#000000" if theme.is_dark else "#ffffff"
    text = "#ffffff" if theme.is_dark else "#000000"
    made = replace(theme, window=ground, panel=ground, raised=ground, slot=ground, text=text)
    colors: dict[str, Any] = {name: _away(getattr(theme, name), ground, TEXT) for name in _ON_PANEL}
    colors["accent_hover"] = colors["accent"]
    colors["line"] = _away(theme.line, ground, LINES)
    colors["slot_line"] = colors["line"]
    colors["line_strong"] = _away(theme.line_strong, ground, LINES * 1.5)
    colors["disabled"] = _away(theme.disabled, ground, LINES)
    colors["on_accent"] = ground
    colors["on_item"] = _away(theme.on_item, theme.item, TEXT)
    colors["conditions"] = {
        state: (behind, _away(word, behind, TEXT)) for state, (behind, word) in theme.conditions.items()
    }
    return replace(made, **colors)


def _away(color: str, ground: str, wanted: float) -> str:
    """The colour, as much lighter or darker as the contrast with its ground needs."""
    moved, behind = QColor(color), QColor(ground)
    step = -_STEP if behind.lightnessF() > 0.5 else _STEP
    while contrast(QColor(moved.name()), behind) < wanted and 0.0 <= moved.lightnessF() + step <= 1.0:
        moved = QColor.fromHslF(moved.hslHueF(), moved.hslSaturationF(), moved.lightnessF() + step)
    return moved.name()
