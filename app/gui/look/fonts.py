"""The fonts that the views share."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtGui import QFont, QFontDatabase, QFontInfo

#: Fixed-width families, the first that is there; Chinese letters come from the base font's fallbacks.
_CODE_FAMILIES = ("JetBrains Mono", "SF Mono", "Menlo", "Cascadia Mono", "Consolas", "DejaVu Sans Mono")

#: What a system without a desktop names as its font; wide, and without Chinese.
_BARE = frozenset({"Sans Serif", "Sans", "DejaVu Sans", "Bitstream Vera Sans"})
_BETTER = ("Inter", "Noto Sans CJK SC", "Noto Sans SC", "Source Han Sans SC", "Noto Sans", "Liberation Sans")
TEXT_PIXELS = 13


def text_font(system: QFont) -> QFont:
    """The desktop's own font; where there is no desktop, the best one that there is."""
    font = QFont(system)
    if font.family() in _BARE:
        known = _known_families()
        better = [family for family in _BETTER if family in known]
        font.setFamilies([*better[:2], font.family()])
        font.setPixelSize(TEXT_PIXELS)
    return font


def scaled_font(base: QFont, scale: float) -> QFont:
    """The same font, larger or smaller."""
    font = QFont(base)
    if font.pixelSize() > 0:
        font.setPixelSize(max(1, round(font.pixelSize() * scale)))
    else:
        font.setPointSizeF(font.pointSizeF() * scale)
    return font


def length_scale(font: QFont) -> float:
    """By how much a length has to grow that suits text of the usual size."""
    return QFontInfo(font).pixelSize() / TEXT_PIXELS


def small_font(base: QFont) -> QFont:
    """A little smaller, for tables."""
    font = QFont(base)
    if font.pixelSize() > 0:
        font.setPixelSize(font.pixelSize() - 1)
    else:
        font.setPointSizeF(font.pointSizeF() * 0.93)
    return font


def code_font(base: QFont | None = None) -> QFont:
    """A fixed-width font of the size of `base`, or of the program's font."""
    font = QFont() if base is None else QFont(base)
    known = _known_families()
    families = [family for family in _CODE_FAMILIES if family in known]
    font.setFamilies([*families[:1], *font.families(), "monospace"])
    font.setStyleHint(QFont.StyleHint.Monospace)
    font.setFixedPitch(True)
    return font


@lru_cache
def _known_families() -> frozenset[str]:
    """The families that are installed; asked once, because each answer takes 2 ms and every view asks."""
    return frozenset(QFontDatabase.families())
