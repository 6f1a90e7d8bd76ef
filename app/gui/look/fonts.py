"""The fonts that the views share."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtGui import QFont, QFontDatabase, QFontInfo

#: Fixed-width families in order of preference; Chinese letters come from the base font's fallbacks.
_CODE_FAMILIES = ("JetBrains Mono", "SF Mono", "Menlo", "Cascadia Mono", "Consolas", "DejaVu Sans Mono")

#: The default font of a system without a desktop; wide, and without Chinese.
_BARE = frozenset({"Sans Serif", "Sans", "DejaVu Sans", "Bitstream Vera Sans"})
_BETTER = ("Inter", "Noto Sans CJK SC", "Noto Sans SC", "Source Han Sans SC", "Noto Sans", "Liberation Sans")
TEXT_PIXELS = 13


def text_font(system: QFont) -> QFont:
    """The desktop's own font; without a desktop, the best one available."""
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
    """The factor for lengths that were chosen for text of the default size."""
    return QFontInfo(font).pixelSize() / TEXT_PIXELS


def small_font(base: QFont) -> QFont:
    """A slightly smaller font, for tables."""
    font = QFont(base)
    if font.pixelSize() > 0:
        font.setPixelSize(font.pixelSize() - 1)
    else:
        font.setPointSizeF(font.pointSizeF() * 0.93)
    return font


def code_font(base: QFont | None = None) -> QFont:
    """A fixed-width font of the same size as `base`."""
    font = QFont() if base is None else QFont(base)
    known = _known_families()
    families = [family for family in _CODE_FAMILIES if family in known]
    font.setFamilies([*families[:1], *font.families(), "monospace"])
    font.setStyleHint(QFont.StyleHint.Monospace)
    font.setFixedPitch(True)
    return font


@lru_cache
def _known_families() -> frozenset[str]:
    """The installed families; cached, because each query takes 2 ms and every view asks."""
    return frozenset(QFontDatabase.families())
