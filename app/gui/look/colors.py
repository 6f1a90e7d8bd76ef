"""Colours with a meaning, and what can be read or seen on what: by WCAG 2.2."""

from __future__ import annotations

from PySide6.QtGui import QColor

from app.gui.look.theme import Theme
from app.state.model import Condition

#: Number of the script's main process, which is grey.
MAIN_NUMBER = 1
#: The least contrast of what has to be seen but not read (WCAG 2.2, 1.4.11).
SEEN = 3.0
#: And of text (1.4.3).
READ = 4.5


def process_color(theme: Theme, number: int) -> QColor:
    """The colour of a process, the same everywhere; after eight processes the hues repeat, shifted."""
    if number <= MAIN_NUMBER:
        return QColor(theme.main)
    turn, index = divmod(number - MAIN_NUMBER - 1, len(theme.processes))
    return _visible(_shifted(QColor(theme.processes[index]), turn), theme)


def bar_color(theme: Theme, condition: Condition) -> QColor:
    """The colour of a condition where it is not written, but drawn as a part of a bar."""
    return _visible(QColor(theme.conditions[condition][0]), theme)


def _visible(color: QColor, theme: Theme) -> QColor:
    """The colour, moved away from that of the cards until it is clearly visible on them."""
    step = 0.02 if theme.is_dark else -0.02
    while contrast(color, QColor(theme.raised)) < SEEN:
        lightness = min(1.0, max(0.0, color.lightnessF() + step))
        color = QColor.fromHslF(color.hslHueF(), color.hslSaturationF(), lightness)
    return color


def _shifted(color: QColor, turn: int) -> QColor:
    """A similar colour: a shifted hue, a slightly different saturation, the same lightness."""
    if not turn % 4:
        return color
    hue, saturation, lightness = color.hslHueF(), color.hslSaturationF(), color.lightnessF()
    shift = (0.0, 0.045, -0.045, 0.09)[turn % 4]
    return QColor.fromHslF((hue + shift) % 1.0, max(0.35, saturation * (1 - 0.12 * (turn % 4))), lightness)


def readable(color: QColor, ground: str) -> QColor:
    """The colour, made darker or lighter until it is readable as text on a background."""
    behind = QColor(ground)
    step = 0.02 if _luminance(behind) < 0.2 else -0.02
    while contrast(color, behind) < READ and 0.0 < color.lightnessF() < 1.0:
        lightness = min(1.0, max(0.0, color.lightnessF() + step))
        color = QColor.fromHslF(max(0.0, color.hslHueF()), color.hslSaturationF(), lightness)
    return color


def on_color(color: QColor) -> QColor:
    """Black or white, whichever is more readable on a colour."""
    return max((QColor("#ffffff"), QColor("#000000")), key=lambda text: contrast(text, color))


def condition_colors(theme: Theme, condition: Condition) -> tuple[QColor, QColor]:
    """Background and foreground of a condition's pill."""
    background, foreground = theme.conditions[condition]
    return QColor(background), QColor(foreground)


def contrast(one: QColor, other: QColor) -> float:
    """The contrast ratio of two opaque colours, 1 to 21, by WCAG 2.2 ("contrast ratio")."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(color: QColor) -> float:
    """Relative luminance of an sRGB colour, by WCAG 2.2."""
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in (color.redF(), color.greenF(), color.blueF())
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def mixed(one: str | QColor, other: str | QColor, part: float) -> QColor:
    """`part` of the first colour mixed with the rest of the second."""
    top, below = QColor(one), QColor(other)
    return QColor.fromRgbF(
        *(
            getattr(top, name)() * part + getattr(below, name)() * (1 - part)
            for name in ("redF", "greenF", "blueF")
        )
    )
