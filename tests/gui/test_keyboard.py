"""The whole program by keyboard alone: everything is reached, and what has the focus is seen."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction, QColor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QListWidget, QMenu, QPushButton, QTabBar, QWidget
from pytestqt.qtbot import QtBot

from app.gui.look.colors import contrast
from app.gui.look.theme import DARK, LIGHT, Theme
from app.gui.processes.rows import Column
from app.gui.stage.geometry.cursor import moved
from app.gui.window.focus_order import tab_stops
from app.gui.window.main_window import MainWindow
from app.state.objects import QueueObject
from tests.gui.find import bring_to_front, find

START_MS = 30_000
CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


def press(key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    """Press a key in the focused widget."""
    widget = QApplication.focusWidget()
    assert widget is not None
    QTest.keyClick(widget, key, modifier)


def focus() -> QWidget:
    widget = QApplication.focusWidget()
    assert widget is not None
    return widget


def tab_to(name: str) -> None:
    met: list[str] = []
    for _ in range(60):
        if focus().objectName() == name:
            return
        press(Qt.Key.Key_Tab)
        met.append(focus().objectName())
    raise AssertionError(f"Tab never comes to {name}: {met}")


def exit_codes(window: MainWindow) -> list[str]:
    model = window.processes.model
    return [model.index(row, Column.EXIT_CODE).data() for row in range(model.rowCount())]


# --- a whole run ---------------------------------------------------------------------------


def test_a_whole_run_by_keys_alone(window: MainWindow, qtbot: QtBot) -> None:
    scenarios = find(window, QListWidget, "scenarioList")
    press(Qt.Key.Key_1, CTRL)
    assert focus() is scenarios
    press(Qt.Key.Key_Home)
    assert scenarios.currentItem().text() == "Identity and terminate"
    press(Qt.Key.Key_9, CTRL)
    assert focus().objectName() == "parameter_TERMINATE"
    press(Qt.Key.Key_Space)
    press(Qt.Key.Key_F5)
    qtbot.waitUntil(lambda: window.processes.model.rowCount() == 2, timeout=START_MS)
    press(Qt.Key.Key_3, CTRL)
    assert focus() is window.processes.table
    press(Qt.Key.Key_Down)
    press(Qt.Key.Key_Delete)
    qtbot.waitUntil(lambda: exit_codes(window)[1] == "-15", timeout=START_MS)
    qtbot.waitUntil(lambda: not window.controller.running, timeout=START_MS)
    press(Qt.Key.Key_8, CTRL)
    assert focus() is window.explanation
    english = window.explanation.toPlainText()
    tab_to("languageButton")
    press(Qt.Key.Key_Space)
    assert window.explanation.toPlainText() != english
    assert scenarios.currentItem().text() != "Identity and terminate"


def test_a_card_is_chosen_shown_and_killed_by_keys(window: MainWindow, qtbot: QtBot) -> None:
    window.workspace.choose("joinable")
    press(Qt.Key.Key_F5)
    run = window.controller.run
    assert run is not None
    qtbot.waitUntil(lambda: len(run.processes) == 3, timeout=START_MS)
    press(Qt.Key.Key_2, CTRL)
    stage = window.stage
    qtbot.waitUntil(lambda: {p.key for p in stage.layout_shown.places} >= {1, 2, 3})
    qtbot.waitUntil(lambda: any(queue["got"] for queue in window.buffers.snapshot()), timeout=START_MS)
    press(Qt.Key.Key_Home)
    seen = set()
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Right):
        assert stage.current is not None
        seen.add(stage.current.what.value)
        press(key)
    assert seen == {"process", "queue"}
    assert stage.current is not None and stage.current.key == 3
    with qtbot.waitSignal(stage.process_activated) as activated:
        press(Qt.Key.Key_Return)
    assert activated.args == [3]
    press(Qt.Key.Key_Delete, SHIFT)
    qtbot.waitUntil(lambda: run.processes[3].exitcode == -9, timeout=START_MS)


def test_delete_does_nothing_to_a_process_that_has_ended(window: MainWindow, qtbot: QtBot) -> None:
    window.start()
    qtbot.waitUntil(lambda: not window.controller.running, timeout=START_MS)
    press(Qt.Key.Key_3, CTRL)
    before = exit_codes(window)
    with qtbot.assertNotEmitted(window.processes.table.terminate_requested):
        press(Qt.Key.Key_Delete)
    assert exit_codes(window) == before


def test_a_line_is_sent_by_keys(window: MainWindow, qtbot: QtBot) -> None:
    window.workspace.choose("queue-api")
    press(Qt.Key.Key_F5)
    press(Qt.Key.Key_6, CTRL)
    assert focus() is window.output.line
    QTest.keyClicks(focus(), "put")
    press(Qt.Key.Key_Return)
    run = window.controller.run
    assert run is not None
    qtbot.waitUntil(
        lambda: [thing.puts for thing in run.objects.values() if isinstance(thing, QueueObject)] == [1],
        timeout=START_MS,
    )


# --- the way of the focus ------------------------------------------------------------------


def test_tab_comes_to_every_control_that_is_seen_and_back(window: MainWindow) -> None:
    parts = [window.top_bar, window.scenario_list, window.stage, window.lower_tabs, window.right_tabs]
    expected = [stop for part in parts for stop in tab_stops(part) if stop.isVisible() and stop.isEnabled()]
    # Of a group of which one is chosen Tab comes to that one; arrows lead to the others.
    expected = [stop for stop in expected if stop.objectName() != "treeButton"]
    expected[0].setFocus()
    met = []
    for _ in expected:
        met.append(focus())
        press(Qt.Key.Key_Tab)
    assert met == expected
    assert focus() is expected[0], "Tab goes round"
    press(Qt.Key.Key_Backtab, SHIFT)
    assert focus() is expected[-1]


def test_everything_that_can_be_clicked_can_be_reached(window: MainWindow) -> None:
    for page in (
        window.processes,
        window.buffers,
        window.objects,
        window.output,
        window.explanation,
        window.forms,
    ):
        bring_to_front(window, page)
        parts = [window.top_bar, window.lower_tabs, window.right_tabs]
        stops = [stop for part in parts for stop in tab_stops(part)]
        for button in window.findChildren(QPushButton):
            if button.isVisible() and button.objectName() not in ("cardOfStage",):
                assert button in stops, button.objectName()


def test_f6_goes_round_the_panels_that_are_shown(window: MainWindow) -> None:
    press(Qt.Key.Key_1, CTRL)
    met = []
    for _ in range(4):
        met.append(focus().objectName())
        press(Qt.Key.Key_F6)
    assert met == ["scenarioList", "stageView", "processTable", "codeView"]
    assert focus().objectName() == "scenarioList"
    press(Qt.Key.Key_F6, SHIFT)
    assert focus().objectName() == "codeView"


def test_every_key_of_the_go_menu_has_its_panel(window: MainWindow) -> None:
    for name, number in (
        ("scenarioList", 1),
        ("stageView", 2),
        ("processTable", 3),
        ("bufferCanvas", 4),
        ("outputView", 5),
        ("codeView", 7),
        ("explainView", 8),
    ):
        press(Qt.Key(Qt.Key.Key_0 + number), CTRL)
        assert focus().objectName() == name


def test_the_key_of_the_parameters_shows_their_page_and_goes_to_the_first_of_them(window: MainWindow) -> None:
    press(Qt.Key.Key_7, CTRL)
    press(Qt.Key.Key_9, CTRL)
    assert window.right_tabs.currentWidget() is window.forms
    assert focus().isVisible() and window.parameters.isAncestorOf(focus())


def test_shift_f10_opens_the_menu_of_the_current_row(window: MainWindow, qtbot: QtBot) -> None:
    window.workspace.choose("joinable")
    press(Qt.Key.Key_F5)
    qtbot.waitUntil(lambda: window.processes.model.rowCount() == 3, timeout=START_MS)
    press(Qt.Key.Key_3, CTRL)
    press(Qt.Key.Key_Down)
    press(Qt.Key.Key_F10, SHIFT)
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    assert any("SIGTERM" in action.text() for action in menu.actions())
    menu.close()
    qtbot.waitUntil(lambda: QApplication.activePopupWidget() is None)


# --- the ring ------------------------------------------------------------------------------


def test_the_ring_comes_with_keys_and_goes_with_the_mouse(window: MainWindow) -> None:
    assert window.focus_ring.around is None
    press(Qt.Key.Key_1, CTRL)
    assert window.focus_ring.around is window.scenario_list
    QTest.mouseClick(window.code.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(200, 50))
    assert window.focus_ring.around is None


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.name)
def test_the_ring_is_seen_around_every_control(window: MainWindow, theme: Theme) -> None:
    window.set_theme(theme)
    press(Qt.Key.Key_1, CTRL)
    for _ in range(24):
        press(Qt.Key.Key_Tab)
        widget = focus()
        if widget is window.stage:
            continue
        ring = window.focus_ring
        assert ring.around is widget, widget.objectName()
        assert contrast(ring.color, QColor(theme.panel)) >= 3.0
        image = window.grab().toImage()
        edge = ring.geometry().left() + 1, ring.geometry().center().y()
        assert image.pixelColor(*edge).name() == ring.color.name(), widget.objectName()


def test_the_ring_is_around_one_tab(window: MainWindow) -> None:
    bar = window.lower_tabs.tabBar()
    assert isinstance(bar, QTabBar)
    press(Qt.Key.Key_1, CTRL)
    bar.setFocus()
    before = window.focus_ring.geometry()
    press(Qt.Key.Key_Right)
    assert window.focus_ring.geometry().left() > before.left()


def test_arrows_never_leave_the_stage_and_reach_every_card(window: MainWindow, qtbot: QtBot) -> None:
    window.workspace.choose("joinable")
    window.start()
    qtbot.waitUntil(lambda: any(queue["got"] for queue in window.buffers.snapshot()), timeout=START_MS)
    places = window.stage.layout_shown.places
    first = moved(places, None, Qt.Key.Key_Home)
    assert first is not None
    reached, waiting = {first.key}, [first]
    while waiting:
        here = waiting.pop()
        for key in (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down):
            there = moved(places, here, key)
            if there is not None and there.key not in reached:
                reached.add(there.key)
                waiting.append(there)
    assert {place.key for place in places} == reached


def test_shortcuts_are_not_used_twice(window: MainWindow) -> None:
    keys = [key.toString() for action in window.findChildren(QAction) for key in action.shortcuts()]
    assert len(keys) == len(set(keys))
