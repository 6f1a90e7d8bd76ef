"""The look: readable in light and dark, one colour a process, one colour a state, icons that are there."""

from __future__ import annotations

import gc
import math
import re
from itertools import combinations
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QSize
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.gui.look.colors import condition_colors, contrast, mixed, on_color, process_color
from app.gui.look.icons import icon, icon_folder
from app.gui.look.style import apply_theme, palette, style_sheet
from app.gui.look.theme import DARK, LIGHT, Theme
from app.state.model import Condition
from tests.gui.color_vision import SIGHTS, seen

AA_TEXT = 4.5  # WCAG 2.2, 1.4.3
AA_GRAPHICS = 3.0  # WCAG 2.2, 1.4.11
THEMES = pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.name)


@THEMES
@pytest.mark.parametrize("ground", ["window", "panel", "raised"])
def test_text_is_readable_on_every_ground(theme: Theme, ground: str) -> None:
    for text in ("text", "muted", "danger", "accent", "warning"):
        ratio = contrast(QColor(getattr(theme, text)), QColor(getattr(theme, ground)))
        assert ratio >= AA_TEXT - (0.5 if text == "accent" and ground == "window" else 0), (
            text,
            ground,
            ratio,
        )


@THEMES
@pytest.mark.parametrize(
    ("text", "ground"),
    [
        ("on_accent", "accent"),
        ("on_accent", "accent_hover"),
        ("text", "accent_soft"),
        ("text", "hover"),
        ("danger", "danger_soft"),
        ("on_item", "item"),
    ],
)
def test_text_is_readable_on_its_own_ground(theme: Theme, text: str, ground: str) -> None:
    assert contrast(QColor(getattr(theme, text)), QColor(getattr(theme, ground))) >= AA_TEXT


@THEMES
@pytest.mark.parametrize("name", [name for name in vars(LIGHT) if name.startswith("code_")])
def test_code_is_readable(theme: Theme, name: str) -> None:
    assert contrast(QColor(getattr(theme, name)), QColor(theme.panel)) >= AA_TEXT


@THEMES
@pytest.mark.parametrize("condition", list(Condition))
def test_a_states_word_is_readable(theme: Theme, condition: Condition) -> None:
    background, foreground = condition_colors(theme, condition)
    assert contrast(background, foreground) >= AA_TEXT


@THEMES
def test_each_state_has_a_colour_of_its_own(theme: Theme) -> None:
    grounds = {condition_colors(theme, condition)[0].name() for condition in Condition}
    assert len(grounds) == len(Condition)


# --- processes ---------------------------------------------------------------------------


@THEMES
def test_main_is_grey_and_no_other_process_is(theme: Theme) -> None:
    assert process_color(theme, 1).hslSaturationF() < 0.2
    assert all(process_color(theme, number).hslSaturationF() > 0.25 for number in range(2, 42))


@THEMES
def test_forty_processes_have_forty_colours_that_are_seen_on_a_card(theme: Theme) -> None:
    colors = [process_color(theme, number) for number in range(1, 34)]
    assert len({color.name() for color in colors}) == len(colors)
    for number in range(1, 120):
        color = process_color(theme, number)
        assert contrast(color, QColor(theme.raised)) >= AA_GRAPHICS - 0.25, number
        assert contrast(on_color(color), color) >= AA_TEXT


@THEMES
@pytest.mark.parametrize("sight", ["normal", "protanopia", "deuteranopia"])
def test_the_first_eight_processes_are_distinguishable_by_everybody(theme: Theme, sight: str) -> None:
    colors = [_oklab(seen(process_color(theme, number), SIGHTS[sight])) for number in range(2, 10)]
    nearest = min(math.dist(one, other) for one, other in combinations(colors, 2))
    assert nearest > 0.06  # in OKLab; a just noticeable difference is about 0.02


def _oklab(rgb: list[float]) -> tuple[float, float, float]:
    """Björn Ottosson, A perceptual color space for image processing, 2020."""
    r, g, b = rgb
    long = (0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b) ** (1 / 3)
    medium = (0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b) ** (1 / 3)
    short = (0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b) ** (1 / 3)
    return (
        0.2104542553 * long + 0.7936177850 * medium - 0.0040720468 * short,
        1.9779984951 * long - 2.4285922050 * medium + 0.4505937099 * short,
        0.0259040371 * long + 0.7827717662 * medium - 0.8086757660 * short,
    )


# --- what Qt gets ------------------------------------------------------------------------


@THEMES
def test_the_style_sheet_is_complete(theme: Theme) -> None:
    sheet = style_sheet(theme)
    assert "$" not in sheet
    for path in re.findall(r'url\("([^"]+)"\)', sheet):
        assert Path(path).is_file(), path


@THEMES
def test_it_is_applied_to_the_whole_program(qtbot: QtBot, qapp: QApplication, theme: Theme) -> None:
    before = qapp.styleSheet(), qapp.palette()
    try:
        apply_theme(qapp, theme)
        assert qapp.palette().color(QPalette.ColorRole.Window) == QColor(theme.panel)
        assert qapp.styleSheet() == style_sheet(theme)
    finally:
        qapp.setStyleSheet(before[0])
        qapp.setPalette(before[1])


@THEMES
def test_disabled_text_looks_disabled(theme: Theme) -> None:
    made = palette(theme)
    enabled = made.color(QPalette.ColorGroup.Active, QPalette.ColorRole.ButtonText)
    disabled = made.color(QPalette.ColorGroup.Disabled, QPalette.ColorRole.ButtonText)
    assert contrast(disabled, QColor(theme.panel)) < contrast(enabled, QColor(theme.panel)) / 2


def test_mixing_goes_from_one_colour_to_the_other() -> None:
    assert mixed("#000000", "#ffffff", 1.0) == QColor("#000000")
    assert mixed("#000000", "#ffffff", 0.0) == QColor("#ffffff")


# --- icons -------------------------------------------------------------------------------


@pytest.mark.parametrize("name", sorted(path.stem for path in icon_folder().glob("*.svg")))
def test_every_icon_is_drawn_in_the_colour_asked_for(qtbot: QtBot, name: str) -> None:
    for ratio in (1.0, 2.0):
        image = icon(name, "#ff0000").pixmap(QSize(18, 18), ratio).toImage()
        assert image.width() == 18 * ratio
        pixels = [image.pixelColor(x, y) for x in range(image.width()) for y in range(image.height())]
        drawn = [pixel for pixel in pixels if pixel.alpha() > 128]
        assert drawn
        assert all(pixel.red() > 200 and pixel.green() < 60 for pixel in drawn)


def test_an_unknown_icon_is_reported_at_once(qtbot: QtBot) -> None:
    with pytest.raises(KeyError):
        icon("no-such-icon", "#000000")


def test_the_same_icon_is_made_once(qtbot: QtBot) -> None:
    assert icon("play", "#123456") is icon("play", QColor("#123456"))


def test_the_icons_licence_is_there() -> None:
    assert "ISC License" in (icon_folder() / "LICENSE").read_text(encoding="utf-8")


def test_no_widget_is_collected_while_the_look_changes(qtbot: QtBot) -> None:
    """Qt goes through a list of all widgets; one that is deleted in the middle crashes the program."""

    class Told(QWidget):
        collecting: list[bool] = []  # noqa: RUF012  # one for all

        def changeEvent(self, event: QEvent) -> None:
            self.collecting.append(gc.isenabled())

    told = Told()
    qtbot.addWidget(told)
    told.ensurePolished()
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    for theme in (DARK, LIGHT):
        apply_theme(app, theme)
    assert told.collecting and not any(told.collecting)
    assert gc.isenabled()
