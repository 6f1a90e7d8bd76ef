"""The look of the program: its colours in light and dark, and what Qt needs to draw with them.

Views get a `Theme` through their `set_theme`; there is no global one. Colours are strings
("#rrggbb"), which both style sheets and `QColor` accept.
"""

from __future__ import annotations

import contextlib
import gc
import string
from collections.abc import Iterator
from dataclasses import asdict, dataclass

from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication, QStyleFactory

from app.gui.look.style_template import STYLE_TEMPLATE
from app.platform.resources_path import resource_folder
from app.state.model import Condition

#: Number of the script's main process, which is grey.
MAIN_NUMBER = 1
#: The application's property that says that its style has been set.
_STYLED = "hasFusionStyle"
#: The least contrast of what has to be seen but not read (WCAG 2.2, 1.4.11).
SEEN = 3.0
#: And of text (1.4.3).
READ = 4.5


@dataclass(frozen=True)
class Theme:
    """All colours of one look."""

    name: str  # "light" or "dark"
    window: str  # behind the cards of the stage
    panel: str  # lists, tables, text
    raised: str  # cards, buttons, menus
    hover: str
    pressed: str
    line: str  # borders that separate
    line_strong: str  # borders of controls, scroll bars
    text: str
    muted: str  # secondary text
    disabled: str
    accent: str
    accent_hover: str
    accent_soft: str  # behind what is selected
    on_accent: str
    danger: str
    danger_soft: str
    warning: str
    item: str  # an item in a queue: fill, border, text
    item_line: str
    on_item: str
    slot: str  # an empty slot of a queue
    slot_line: str
    main: str  # the main process
    processes: tuple[str, ...]
    conditions: dict[Condition, tuple[str, str]]  # background, foreground
    code_keyword: str
    code_string: str
    code_comment: str
    code_number: str
    code_builtin: str
    code_definition: str
    code_decorator: str

    def __hash__(self) -> int:
        return hash(self.name)

    @property
    def is_dark(self) -> bool:
        """Whether text is lighter than its background."""
        return self.name == "dark"


LIGHT = Theme(
    name="light",
    window="#f5f5f3",
    panel="#ffffff",
    raised="#ffffff",
    hover="#f1f2f4",
    pressed="#e5e7eb",
    line="#e2e2de",
    line_strong="#c9cbd0",
    text="#1c1f27",
    muted="#636875",
    disabled="#a3a7b0",
    accent="#2d6cdf",
    accent_hover="#245cc4",
    accent_soft="#e3ecfb",
    on_accent="#ffffff",
    danger="#c22f2c",
    danger_soft="#fbe5e3",
    warning="#8a5200",
    item="#fdf0dc",
    item_line="#b98027",
    on_item="#5c3d0c",
    slot="#fbfbfa",
    slot_line="#dedfe0",
    main="#4a4f5c",
    processes=("#2a6ae1", "#c24384", "#0f7a4d", "#d47401", "#5b21b6", "#0a93b8", "#7c1d2f", "#5d6b00"),
    conditions={
        Condition.STARTING: ("#eceef2", "#4b5261"),
        Condition.RUNNING: ("#d3ecdc", "#14532f"),
        Condition.BLOCKED: ("#f8e5c6", "#6d3f00"),
        Condition.HOLDING: ("#dde6fb", "#1f4391"),
        Condition.SLEEPING: ("#e4e3ea", "#464356"),
        Condition.SUSPENDED: ("#eadff5", "#572a80"),
        Condition.ENDED: ("#ededeb", "#54575f"),
    },
    code_keyword="#7b2fb5",
    code_string="#1d6b3c",
    code_comment="#5d626d",
    code_number="#a04a06",
    code_builtin="#0b6880",
    code_definition="#2457b5",
    code_decorator="#a0365f",
)

DARK = Theme(
    name="dark",
    window="#1d1f24",
    panel="#24272e",
    raised="#282b33",
    hover="#31353e",
    pressed="#3a3f4a",
    line="#363a43",
    line_strong="#4d525d",
    text="#e8eaf0",
    muted="#a0a6b3",
    disabled="#666c78",
    accent="#6b9cff",
    accent_hover="#86afff",
    accent_soft="#2c3a57",
    on_accent="#0d1526",
    danger="#ff7b73",
    danger_soft="#4a2a2b",
    warning="#f0b45c",
    item="#f5dfb8",
    item_line="#c99645",
    on_item="#4a300a",
    slot="#22252b",
    slot_line="#3d424c",
    main="#aeb4c0",
    processes=("#6b9cff", "#f87aa8", "#3eb179", "#dfa643", "#d6b8ff", "#92f2e6", "#d8553f", "#e6e369"),
    conditions={
        Condition.STARTING: ("#373b45", "#c5cad5"),
        Condition.RUNNING: ("#234936", "#a9e6c3"),
        Condition.BLOCKED: ("#52401f", "#f8d698"),
        Condition.HOLDING: ("#2b3f6b", "#bfd4ff"),
        Condition.SLEEPING: ("#3d3e4a", "#cfcede"),
        Condition.SUSPENDED: ("#4a3763", "#e0c9f8"),
        Condition.ENDED: ("#33363d", "#b3b8c3"),
    },
    code_keyword="#c99bf5",
    code_string="#8fd3a5",
    code_comment="#abb1bd",
    code_number="#f0b07c",
    code_builtin="#7fd0e6",
    code_definition="#8fb6ff",
    code_decorator="#f29cc0",
)

THEMES = {theme.name: theme for theme in (LIGHT, DARK)}


# --- colours with a meaning --------------------------------------------------------------


def process_color(theme: Theme, number: int) -> QColor:
    """The colour of a process, the same everywhere; after eight processes the hues repeat, shifted."""
    if number <= MAIN_NUMBER:
        return QColor(theme.main)
    turn, index = divmod(number - MAIN_NUMBER - 1, len(theme.processes))
    return _visible(_shifted(QColor(theme.processes[index]), turn), theme)


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


# --- what Qt needs -----------------------------------------------------------------------


def palette(theme: Theme) -> QPalette:
    """The colours for what the style itself draws."""
    role, made = QPalette.ColorRole, QPalette()
    colors = {
        role.Window: theme.panel,
        role.WindowText: theme.text,
        role.Base: theme.panel,
        role.AlternateBase: theme.hover,
        role.Text: theme.text,
        role.Button: theme.raised,
        role.ButtonText: theme.text,
        role.BrightText: theme.danger,
        role.Highlight: theme.accent,
        role.HighlightedText: theme.on_accent,
        role.Link: theme.accent,
        role.LinkVisited: theme.accent,
        role.ToolTipBase: theme.raised,
        role.ToolTipText: theme.text,
        role.PlaceholderText: theme.muted,
        role.Light: theme.raised,
        role.Midlight: theme.hover,
        role.Mid: theme.line,
        role.Dark: theme.line_strong,
        role.Shadow: theme.line_strong,
    }
    for which, color in colors.items():
        made.setColor(which, QColor(color))
    for which in (role.WindowText, role.Text, role.ButtonText):
        made.setColor(QPalette.ColorGroup.Disabled, which, QColor(theme.disabled))
    return made


def style_sheet(theme: Theme) -> str:
    """The style sheet of the whole program."""
    colors = {key: value for key, value in asdict(theme).items() if isinstance(value, str)}
    icons = (resource_folder() / "icons").as_posix()
    return string.Template(STYLE_TEMPLATE).substitute(colors, icons=icons)


def apply_theme(app: QApplication, theme: Theme) -> None:
    """Apply a theme to the whole program."""
    apply_colors(app, theme)
    apply_style_sheet(app, theme)


def apply_colors(app: QApplication, theme: Theme) -> None:
    """Set the style and its colours, which widgets need from the beginning."""
    with _no_collection():
        if app.property(_STYLED) is None:  # only once: it takes as long as all the rest
            app.setStyle(QStyleFactory.create("Fusion"))
            app.setProperty(_STYLED, True)
        app.setPalette(palette(theme))


def apply_style_sheet(app: QApplication, theme: Theme) -> None:
    """Set the style sheet; until then, reparenting a widget costs less."""
    with _no_collection():
        app.setStyleSheet(style_sheet(theme))


@contextlib.contextmanager
def _no_collection() -> Iterator[None]:
    """Pause the garbage collector while Qt walks through a list of all widgets.

    Each widget is notified, which may run Python code, and a collection in the middle could delete an
    unreferenced widget that Qt has not reached yet: the program would crash.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
