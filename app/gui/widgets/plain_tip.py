"""A tool tip that says what it is given: Qt takes a text with a tag in it, a name it may be, for HTML."""

from __future__ import annotations

from PySide6.QtGui import Qt


def plain_tip(text: str) -> str:
    """What to give to Qt so that it shows just this text."""
    return Qt.convertFromPlainText(text) if Qt.mightBeRichText(text) else text
