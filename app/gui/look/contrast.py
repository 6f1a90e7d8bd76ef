"""The two themes in high contrast, for a projector: the same hues, further from their backgrounds."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from typing import Any

from PySide6.QtGui import QColor

from app.gui.look.colors import contrast
from app.gui.look.theme import Theme

#: The contrast of text (WCAG 2.2, 1.4.6, level AAA), and of separating lines (1.4.11).
TEXT = 7.0
LINES = 3.0
_STEP = 0.01
#: The colours of text on panels.
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
    """The theme with a text contrast of 7:1, and lines that can be seen from the last row."""
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
    """The colour, made lighter or darker until it has the wanted contrast with its background."""
    moved, behind = QColor(color), QColor(ground)
    step = -_STEP if behind.lightnessF() > 0.5 else _STEP
    while contrast(QColor(moved.name()), behind) < wanted and 0.0 <= moved.lightnessF() + step <= 1.0:
        moved = QColor.fromHslF(moved.hslHueF(), moved.hslSaturationF(), moved.lightnessF() + step)
    return moved.name()
