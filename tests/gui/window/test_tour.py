"""The tour points at the real controls, goes on by keys, and never takes the window away."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QRect, QSize, Qt, QTranslator
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from app.gui.look.settings import Settings
from app.gui.program import create_window
from app.gui.widgets.callout import callout_place
from app.gui.window.main_window import MainWindow
from tests.gui.find import find

ROOM = QRect(0, 0, 1024, 700)
FIRST_START = """
import sys
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from app.gui import program
app_ = QApplication([])
def report():
    window = next(w for w in QApplication.topLevelWidgets() if w.objectName() == "mainWindow")
    print(window.tour.step, flush=True)
    window.close()
QTimer.singleShot(700, report)
sys.exit(program.main(["procession", *sys.argv[1:]]))
"""


def begin(window: MainWindow) -> QWidget:
    window.commands["tourAction"].trigger()
    callout = find(window, QWidget, "tourCallout")
    assert callout.isVisible()
    return callout


def key(window: MainWindow, code: Qt.Key) -> None:
    """Press a key in the focused widget."""
    focus = window.focusWidget()
    assert focus is not None
    QTest.keyClick(focus, code)


def test_it_is_not_on_in_a_window_that_is_only_made(window: MainWindow) -> None:
    assert window.tour.step == -1
    assert window.findChild(QWidget, "tourCallout") is None


def test_the_whole_tour_by_keys_on_a_live_run(window: MainWindow, qtbot: QtBot) -> None:
    focus = window.focusWidget()
    callout = begin(window)
    key(window, Qt.Key.Key_Return)
    assert find(callout, QPushButton, "tourNextButton").text() == "Start"
    key(window, Qt.Key.Key_Return)
    assert window.controller.running
    assert window.tour.step == 2
    qtbot.waitUntil(lambda: window.processes.first_buttons() is not None, timeout=10_000)
    key(window, Qt.Key.Key_Right)
    key(window, Qt.Key.Key_Left)
    assert window.tour.step == 2
    key(window, Qt.Key.Key_Right)
    buttons = window.processes.first_buttons()
    assert buttons is not None
    ring = find(window, QWidget, "tourPointer").geometry()
    assert ring.contains(QRect(buttons.mapTo(window, QPoint(0, 0)), buttons.size()))
    key(window, Qt.Key.Key_Right)
    assert find(callout, QPushButton, "tourNextButton").text() == "Done"
    key(window, Qt.Key.Key_Return)
    assert window.tour.step == -1
    assert window.focusWidget() is focus


def test_escape_skips_it_wherever_the_focus_is(window: MainWindow) -> None:
    begin(window)
    window.code.setFocus()
    key(window, Qt.Key.Key_Escape)
    assert window.tour.step == -1
    assert window.focusWidget() is window.code


def test_the_user_can_go_on_clicking_and_the_tour_follows(window: MainWindow) -> None:
    begin(window)
    key(window, Qt.Key.Key_Return)
    QTest.mouseClick(find(window, QPushButton, "startButton"), Qt.MouseButton.LeftButton)
    assert window.tour.step == 2, "it went on when Start was pressed"
    place = window.stage.mapTo(window, window.stage.rect().center())
    pointer = find(window, QWidget, "tourPointer")
    assert pointer.geometry().contains(place)
    assert window.childAt(place) in (window.stage, window.stage.viewport()), "the ring lets clicks through"


def test_the_callout_follows_what_it_points_at(window: MainWindow, qtbot: QtBot) -> None:
    callout = begin(window)
    for _ in range(4):
        window.tour.go_on()
    before = callout.pos()
    window.resize(1100, 720)
    qtbot.waitUntil(lambda: callout.pos() != before and window.rect().contains(callout.geometry()))


def test_it_speaks_another_language_at_once(window: MainWindow, qtbot: QtBot, qapp: QApplication) -> None:
    class Backwards(QTranslator):
        def translate(self, context: str, source: str, *more: object) -> str | None:
            return source[::-1] if context in ("Tour", "Callout") and "{" not in source else None

        def isEmpty(self) -> bool:
            return False

    def said() -> set[str]:
        return {label.text() for label in callout.findChildren(QLabel)}

    callout = begin(window)
    translator = Backwards()
    qapp.installTranslator(translator)
    try:
        qtbot.waitUntil(lambda: "Pick a scenario"[::-1] in said())
        assert find(callout, QPushButton, "tourSkipButton").text() == "Skip"[::-1]
    finally:
        qapp.removeTranslator(translator)
    qtbot.waitUntil(lambda: "Pick a scenario" in said())


def test_a_hidden_panel_is_described_without_a_pointer(window: MainWindow) -> None:
    window.commands["codePanelAction"].setChecked(False)
    callout = begin(window)
    for _ in range(4):
        window.tour.go_on()
    assert not find(window, QWidget, "tourPointer").isVisible()
    assert window.rect().contains(callout.geometry())


def test_it_begins_by_itself_at_the_very_first_start_only(tmp_path: Path) -> None:
    script = tmp_path / "script.py"
    script.write_text("print(1)\n")
    places = {"XDG_STATE_HOME": str(tmp_path / "state"), "XDG_CONFIG_HOME": str(tmp_path / "config")}
    steps = [
        subprocess.run(
            [sys.executable, "-c", FIRST_START, *words],
            env={**os.environ, **places, "QT_QPA_PLATFORM": "offscreen"},
            capture_output=True,
            text=True,
            timeout=60,
            check=True,
        ).stdout.strip()
        for words in ([str(script)], [], [])  # who opens a script wants to see that script
    ]
    assert steps == ["-1", "0", "-1"]


@pytest.mark.parametrize(
    "target",
    [
        QRect(0, 86, 190, 600),
        QRect(110, 40, 90, 36),
        QRect(900, 40, 90, 36),
        QRect(860, 600, 130, 32),
        QRect(0, 0, 1024, 700),
        QRect(190, 86, 530, 360),
        None,
    ],
)
def test_a_callout_is_inside_the_window_and_beside_what_it_is_about(target: QRect | None) -> None:
    place = callout_place(target, QSize(320, 160), ROOM)
    assert ROOM.contains(place)
    if target is not None and target != ROOM:
        assert not place.intersects(target)


def test_a_tour_that_began_before_the_window_was_active_gives_the_focus_back(
    qtbot: QtBot, tmp_path: Path
) -> None:
    """As at the first start; else the arrows would change the start method and not the scenario."""
    made = create_window(Settings(str(tmp_path / "settings.ini")))
    assert isinstance(made, MainWindow)
    qtbot.addWidget(made)
    begun = made.focusWidget()
    assert begun is made.scenario_list
    made.tour.begin()
    made.show()
    with qtbot.waitActive(made):
        made.activateWindow()
    key(made, Qt.Key.Key_Escape)
    assert made.focusWidget() is begun
    made.close()
