"""The fonts that the views share."""

from __future__ import annotations

from PySide6.QtGui import QFont, QFontDatabase

#: Chinese text in code falls back to whatever the system has; these only come first.
_FAMILIES = ("JetBrains Mono", "Cascadia Mono", "Menlo", "Consolas", "DejaVu Sans Mono", "Noto Sans Mono")


def code_font() -> QFont:
    """A monospace font, a little smaller than the text."""
    font = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
    font.setFamilies([*_FAMILIES, font.family()])
    font.setStyleHint(QFont.StyleHint.Monospace)
    font.setPixelSize(13)
    return font
