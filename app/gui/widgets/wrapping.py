"""A text in a few lines, broken by the rules of its script; the last line is shortened if need be."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QFontMetricsF, QTextLayout

#: In pixels; by so much what Qt has elided may be wider than it was to be, as an "…" of another font is.
_ROUNDED = 2.0


def wrapped(text: str, font: QFont, width: float) -> list[str]:
    """All its lines, at least one; the blanks at which it was broken stand at their ends."""
    layout = QTextLayout(text, font)
    layout.beginLayout()
    rows: list[str] = []
    while (line := layout.createLine()).isValid():
        line.setLineWidth(width)
        rows.append(text[line.textStart() : line.textStart() + line.textLength()])
    layout.endLayout()
    return rows or [""]


def shortened(text: str, font: QFont, width: float, most: int) -> list[str]:
    """At most so many lines, none of them wider than `width`."""
    rows = wrapped(text, font, width)
    if len(rows) > most:
        rows = [*rows[: most - 1], "".join(rows[most - 1 :])]
    return [fitted(row.rstrip(), font, width) for row in rows]


def fitted(text: str, font: QFont, width: float) -> str:
    """One line, with … at its end where it is wider than that."""
    metrics = QFontMetricsF(font)
    if metrics.horizontalAdvance(text) <= width:
        return text
    return metrics.elidedText(text, Qt.TextElideMode.ElideRight, width - _ROUNDED)
