"""Theme, size of text and motion change everywhere at once, as the user or the desktop wants it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QColor, QFontInfo, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QComboBox,
    QPushButton,
    QTabWidget,
    QToolButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from app.gui.dialogs.settings_dialog import SettingsDialog
from app.gui.look.colors import contrast
from app.gui.look.contrast import with_more_contrast
from app.gui.look.settings import Settings
from app.gui.look.theme import DARK, LIGHT, Theme
from app.gui.program import create_window
from app.gui.window.main_window import MainWindow
from tests.gui.find import find


@pytest.fixture
def window(qtbot: QtBot, tmp_path: Path) -> Iterator[MainWindow]:
    font = QApplication.font()
    made = create_window(Settings(str(tmp_path / "settings.ini")))
    assert isinstance(made, MainWindow)
    qtbot.addWidget(made)
    made.show()
    yield made
    made.close()
    QApplication.setFont(font)


@pytest.fixture
def dialog(window: MainWindow, qtbot: QtBot) -> SettingsDialog:
    with qtbot.waitActive(window):
        window.activateWindow()
    QTest.keyClick(window, Qt.Key.Key_Comma, Qt.KeyboardModifier.ControlModifier)
    made = find(window, SettingsDialog, "settingsDialog")
    qtbot.waitUntil(made.isVisible)
    return made


def ground(window: MainWindow) -> str:
    """The colour that is really on the screen, at the edge of the empty stage."""
    return window.stage.grab().toImage().pixelColor(4, 4).name()


def pixels(widget: QWidget) -> int:
    return QFontInfo(widget.font()).pixelSize()


def pick(dialog: SettingsDialog, name: str, data: str) -> None:
    """Choose an entry of a combo box by keys, as a user would."""
    box = find(dialog, QComboBox, name)
    box.setFocus()
    while box.findData(data) > box.currentIndex():
        QTest.keyClick(box, Qt.Key.Key_Down)
    while box.findData(data) < box.currentIndex():
        QTest.keyClick(box, Qt.Key.Key_Up)


# --- theme ---------------------------------------------------------------------------------


def test_without_a_choice_it_is_as_the_desktop_is_and_follows_it(window: MainWindow) -> None:
    hints = QGuiApplication.styleHints()
    assert find(window, QAction, "systemThemeAction").isChecked()
    hints.colorSchemeChanged.emit(Qt.ColorScheme.Dark)
    assert ground(window) == DARK.window
    hints.colorSchemeChanged.emit(Qt.ColorScheme.Light)
    assert ground(window) == LIGHT.window


def test_a_chosen_theme_stays_when_the_desktop_changes(window: MainWindow) -> None:
    find(window, QAction, "lightThemeAction").trigger()
    QGuiApplication.styleHints().colorSchemeChanged.emit(Qt.ColorScheme.Dark)
    assert ground(window) == LIGHT.window
    find(window, QAction, "systemThemeAction").trigger()
    assert ground(window) == DARK.window


def test_a_choice_by_the_button_in_the_bar_reaches_the_menu_and_the_settings(
    window: MainWindow, dialog: SettingsDialog
) -> None:
    button = find(window, QToolButton, "themeButton")
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert find(window, QAction, "darkThemeAction").isChecked()
    assert find(dialog, QComboBox, "settingsThemeBox").currentData() == "dark"
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert find(window, QAction, "lightThemeAction").isChecked()
    assert not find(window, QAction, "darkThemeAction").isChecked()


def test_the_theme_switches_while_a_run_is_on(window: MainWindow, qtbot: QtBot) -> None:
    QTest.mouseClick(find(window, QPushButton, "startButton"), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: window.processes.model.rowCount() == 2, timeout=10_000)
    find(window, QAction, "darkThemeAction").trigger()
    assert ground(window) == DARK.window
    assert window.controller.running
    assert window.processes.model.rowCount() == 2


# --- settings ------------------------------------------------------------------------------


def test_what_is_set_is_at_work_at_once_and_kept(window: MainWindow, dialog: SettingsDialog) -> None:
    pick(dialog, "settingsThemeBox", "dark")
    assert ground(window) == DARK.window
    pick(dialog, "settingsLanguageBox", "zh")
    pick(dialog, "settingsTextSizeBox", "130")
    kept = {key: window.settings.text(key) for key in ("theme", "language", "textSize")}
    assert kept == {"theme": "dark", "language": "zh", "textSize": "130"}


def test_all_text_grows_and_shrinks_again(window: MainWindow, dialog: SettingsDialog) -> None:
    parts: list[QWidget] = [
        window.code,
        window.explanation,
        window.scenario_list,
        window.processes.table,
        window.processes.table.header().viewport(),
        window.output.text,
        find(window, QPushButton, "startButton"),
        find(window, QTabWidget, "rightTabs").tabBar(),
        dialog,
    ]
    before = [pixels(part) for part in parts]
    pick(dialog, "settingsTextSizeBox", "130")
    QTest.qWait(0)
    for part, size in zip(parts, before, strict=True):
        assert 1.2 < pixels(part) / size < 1.4, part
    pick(dialog, "settingsTextSizeBox", "100")
    QTest.qWait(0)
    assert [pixels(part) for part in parts] == before


@pytest.mark.parametrize("size", ["100", "115", "130"])
def test_every_size_of_text_fits_into_the_smallest_window(
    window: MainWindow, dialog: SettingsDialog, qtbot: QtBot, size: str
) -> None:
    pick(dialog, "settingsTextSizeBox", size)
    window.resize(1024, 700)
    qtbot.waitUntil(lambda: window.width() == 1024 and window.minimumSizeHint().width() <= 1024)
    for button in window.top_bar.findChildren(QPushButton):
        assert button.width() >= button.sizeHint().width(), button.objectName()


def test_an_unknown_size_of_text_counts_as_the_usual_one(window: MainWindow) -> None:
    window.settings.set("textSize", "9000")
    assert window.appearance.text_scale == 1.0


def test_reduced_motion_lets_items_jump(window: MainWindow, dialog: SettingsDialog) -> None:
    assert window.stage.animation_ms > 0
    QTest.keyClick(find(dialog, QCheckBox, "settingsMotionCheck"), Qt.Key.Key_Space)
    assert (window.stage.animation_ms, window.buffers.canvas.animation_ms) == (0, 0)
    QTest.keyClick(find(dialog, QCheckBox, "settingsMotionCheck"), Qt.Key.Key_Space)
    assert window.stage.animation_ms > 0


def test_the_dialog_closes_by_escape_and_keeps_everything(window: MainWindow, dialog: SettingsDialog) -> None:
    pick(dialog, "settingsThemeBox", "dark")
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()
    assert window.settings.text("theme") == "dark"


# --- high contrast -------------------------------------------------------------------------


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.name)
def test_in_high_contrast_all_text_has_seven_to_one(theme: Theme) -> None:
    strong = with_more_contrast(theme)
    pairs = [(strong.on_accent, strong.accent), (strong.on_item, strong.item), *strong.conditions.values()]
    names = [name for name in vars(LIGHT) if name.startswith("code_")]
    for name in ("text", "muted", "accent", "danger", "warning", *names):
        pairs += [(getattr(strong, name), on) for on in (strong.panel, strong.window, strong.raised)]
    for one, other in pairs:
        assert contrast(QColor(one), QColor(other)) >= 7.0, (one, other)
    assert contrast(QColor(strong.line), QColor(strong.panel)) >= 3.0
