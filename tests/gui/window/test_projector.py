"""Projector mode shows the stage large, and gives back exactly what was before."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QFontInfo
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QToolButton
from pytestqt.qtbot import QtBot

from app.gui.window.main_window import MainWindow
from app.gui.window.projector import projector_scale
from tests.gui.find import find
from tests.gui.window.test_window_memory import drag


def looks(window: MainWindow) -> dict[str, object]:
    """Everything that projector mode may change."""
    return {
        "geometry": window.geometry(),
        "state": window.windowState(),
        "handles": (window.widths.sizes(), window.heights.sizes()),
        "seen": [part.isVisible() for part in (window.scenario_list, window.right_tabs, window.menuBar())],
        "font": QFontInfo(QApplication.font()).pixelSize(),
        "colours": window.stage.grab().toImage().pixelColor(4, 4).name(),
        "checked": [window.commands[name].isChecked() for name in ("scenarioPanelAction", "codePanelAction")],
        "buttons": [button.isVisible() for button in window.top_bar.findChildren(QToolButton)],
    }


@pytest.mark.parametrize("moved", [False, True], ids=["usual shares", "moved handles"])
def test_one_key_turns_it_on_and_gives_everything_back(window: MainWindow, qtbot: QtBot, moved: bool) -> None:
    find(window, QAction, "codePanelAction").setChecked(not moved)
    qtbot.waitUntil(lambda: (window.widths.sizes()[2] == 0) is moved)
    if moved:
        drag(window.widths, 40)
        drag(window.heights, -50)
    before = looks(window)
    QTest.keyClick(window, Qt.Key.Key_F9)
    assert window.isFullScreen()
    assert QFontInfo(QApplication.font()).pixelSize() > before["font"]  # type: ignore[operator]
    assert not window.scenario_list.isVisible() and not window.right_tabs.isVisible()
    assert window.stage.isVisible() and window.processes.table.isVisible()
    QTest.keyClick(window, Qt.Key.Key_F9)
    qtbot.waitUntil(lambda: looks(window) == before)


def test_it_works_while_a_run_is_on(window: MainWindow, qtbot: QtBot) -> None:
    QTest.mouseClick(find(window, QPushButton, "startButton"), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: window.processes.model.rowCount() == 2, timeout=10_000)
    QTest.keyClick(window, Qt.Key.Key_F9)
    assert window.controller.running
    buttons = window.processes.first_buttons()
    assert buttons is not None
    terminate = find(buttons, QPushButton, "terminateButton")
    qtbot.waitUntil(lambda: terminate.width() >= terminate.sizeHint().width())


def test_the_bar_has_a_way_back_for_the_mouse(window: MainWindow) -> None:
    leave = find(window, QToolButton, "leaveProjectorButton")
    assert not leave.isVisible()
    QTest.keyClick(window, Qt.Key.Key_F9)
    QTest.mouseClick(leave, Qt.MouseButton.LeftButton)
    assert not window.isFullScreen()
    assert window.menuBar().isVisible()


def test_the_code_can_be_shown_in_it_and_is_hidden_again_if_it_was(window: MainWindow) -> None:
    find(window, QAction, "codePanelAction").setChecked(False)
    QTest.keyClick(window, Qt.Key.Key_F9)
    QTest.keyClick(
        window, Qt.Key.Key_B, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    )
    assert window.right_tabs.isVisible()
    QTest.keyClick(window, Qt.Key.Key_F9)
    assert not window.right_tabs.isVisible()


def test_a_window_closed_in_it_is_kept_as_it_was_before(window: MainWindow) -> None:
    place = window.geometry()
    QTest.keyClick(window, Qt.Key.Key_F9)
    window.close()
    assert window.settings.data("windowPlace", []) == [place.x(), place.y(), place.width(), place.height()]
    assert window.settings.data("hiddenPanels", ["?"]) == []


def test_full_screen_alone_changes_nothing_else(window: MainWindow, qtbot: QtBot) -> None:
    before = looks(window)
    QTest.keyClick(window, Qt.Key.Key_F11)
    assert window.isFullScreen() and find(window, QAction, "fullScreenAction").isChecked()
    assert window.scenario_list.isVisible()
    QTest.keyClick(window, Qt.Key.Key_F11)
    qtbot.waitUntil(lambda: looks(window) == before)
    assert not find(window, QAction, "fullScreenAction").isChecked()


def test_text_grows_with_the_screen_within_bounds() -> None:
    scales = [projector_scale(width) for width in (640, 1024, 1920, 3840)]
    assert scales == sorted(scales)
    assert scales[0] == 1.3 and scales[-1] == 1.8
