"""The window as a whole: real scenarios run, real clicks act, and nothing is left behind."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

import psutil
import pytest
from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QCheckBox, QComboBox, QListWidget, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from app.gui.processes.rows import Column
from app.gui.window.main_window import MainWindow
from app.state.objects import QueueObject
from app.supervisor.client import SupervisorClient
from tests.gui.find import find

NAMES = (
    "scenarioList",
    "startButton",
    "stopButton",
    "startMethodBox",
    "processTable",
    "bufferView",
    "stageView",
    "codeView",
    "explainView",
    "parametersForm",
    "outputView",
    "findingsView",
    "languageButton",
)
LATER = ("pauseButton", "stepButton", "speedSlider", "timelineView")
START_MS = 30_000


def click(window: QWidget, name: str) -> None:
    button = find(window, QPushButton, name)
    assert button.isEnabled()
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def choose(window: MainWindow, title: str) -> None:
    """Click on a scenario's title in the list."""
    scenarios = find(window, QListWidget, "scenarioList")
    item = scenarios.findItems(title, Qt.MatchFlag.MatchExactly)[0]
    scenarios.scrollToItem(item)
    place = scenarios.visualItemRect(item).center()
    QTest.mouseClick(scenarios.viewport(), Qt.MouseButton.LeftButton, pos=place)


def cells(window: MainWindow, column: Column) -> list[str]:
    model = window.processes.table.model()
    return [model.index(row, column).data() for row in range(model.rowCount())]


def row_buttons(window: MainWindow, name: str) -> dict[str, QPushButton]:
    """The buttons on living rows by the name of their process."""
    by_pid = dict(zip(cells(window, Column.PID), cells(window, Column.NAME), strict=True))
    found = window.processes.table.viewport().findChildren(QPushButton, name)
    return {
        by_pid.get(str(button.property("pid")), ""): button
        for button in found
        if button.isVisibleTo(window.processes)
    }


def wait_for_end(window: MainWindow, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: not window.controller.running, timeout=30_000)


def open_script(window: MainWindow, folder: Path, text: str) -> None:
    path = folder / "script.py"
    path.write_text(text, encoding="utf-8")
    window.open_script(path)


# --- names ---------------------------------------------------------------------------------


def test_every_named_part_is_there_and_has_an_accessible_name(window: MainWindow) -> None:
    assert window.objectName() == "mainWindow"
    assert window.accessibleName()
    for name in NAMES:
        assert find(window, QWidget, name).accessibleName(), name
    assert find(window, QAction, "openScriptAction").text()


def test_there_are_no_controls_of_later_capabilities(window: MainWindow) -> None:
    assert [name for name in LATER if window.findChild(QObject, name) is not None] == []


def test_buttons_are_enabled_exactly_when_they_can_do_something(window: MainWindow, qtbot: QtBot) -> None:
    states = {
        name: find(window, QPushButton, name) for name in ("startButton", "stopButton", "restartButton")
    }
    assert [button.isEnabled() for button in states.values()] == [True, False, False]
    click(window, "startButton")
    assert [button.isEnabled() for button in states.values()] == [True, True, True]
    click(window, "stopButton")
    wait_for_end(window, qtbot)
    assert [button.isEnabled() for button in states.values()] == [True, False, False]


# --- runs ----------------------------------------------------------------------------------


def test_identity_runs_to_its_end_and_shows_the_signal(window: MainWindow, qtbot: QtBot) -> None:
    choose(window, "Identity and terminate")
    click(window, "startButton")
    wait_for_end(window, qtbot)
    assert cells(window, Column.EXIT_CODE) == ["0", "-15"]
    assert cells(window, Column.STATE)[1].startswith("ended: terminated")
    assert row_buttons(window, "terminateButton") == {}
    assert "exitcode: -15" in window.output.text.toPlainText()
    assert "ended with exit code 0" in window.top_bar.status


def test_a_click_on_terminate_ends_the_child(window: MainWindow, qtbot: QtBot) -> None:
    choose(window, "Identity and terminate")
    find(window.parameters, QCheckBox, "parameter_TERMINATE").setChecked(False)
    click(window, "startButton")
    qtbot.waitUntil(lambda: len(row_buttons(window, "terminateButton")) == 2, timeout=START_MS)
    child = next(name for name in cells(window, Column.NAME) if name != "main")
    pid = int(cells(window, Column.PID)[1])
    assert psutil.pid_exists(pid)
    QTest.mouseClick(row_buttons(window, "terminateButton")[child], Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: cells(window, Column.EXIT_CODE)[1] == "-15")
    wait_for_end(window, qtbot)
    assert not psutil.pid_exists(pid)


def test_a_click_on_kill_ends_a_process_that_ignores_terminate(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    open_script(
        window,
        tmp_path,
        "import signal, time\nsignal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
        "print('deaf', flush=True)\ntime.sleep(60)\n",
    )
    click(window, "startButton")
    qtbot.waitUntil(lambda: "deaf" in window.output.text.toPlainText(), timeout=START_MS)
    qtbot.waitUntil(lambda: "main" in row_buttons(window, "terminateButton"))
    QTest.mouseClick(row_buttons(window, "terminateButton")["main"], Qt.MouseButton.LeftButton)
    QTest.mouseClick(row_buttons(window, "killButton")["main"], Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: cells(window, Column.EXIT_CODE) == ["-9"])


def test_a_process_that_is_chosen_can_be_ended_at_once(window: MainWindow, qtbot: QtBot) -> None:
    choose(window, "Identity and terminate")
    find(window.parameters, QCheckBox, "parameter_TERMINATE").setChecked(False)
    click(window, "startButton")
    qtbot.waitUntil(lambda: len(row_buttons(window, "killButton")) == 2, timeout=START_MS)
    number = window.processes.model.index(1, 0).data(Qt.ItemDataRole.UserRole)
    assert not window.commands["terminateProcessAction"].isEnabled()
    window.stage.process_activated.emit(number)
    assert window.commands["terminateProcessAction"].isEnabled(), "not only when the run's time goes on"


def test_suspend_and_resume_are_shown_when_they_have_happened(window: MainWindow, qtbot: QtBot) -> None:
    choose(window, "Identity and terminate")
    find(window.parameters, QCheckBox, "parameter_TERMINATE").setChecked(False)
    click(window, "startButton")
    qtbot.waitUntil(lambda: len(row_buttons(window, "killButton")) == 2, timeout=START_MS)
    run = window.controller.run
    assert run is not None
    number = window.processes.model.index(1, 0).data(Qt.ItemDataRole.UserRole)
    window.processes.table.suspend_requested.emit(number)
    qtbot.waitUntil(lambda: cells(window, Column.STATE)[1].startswith("suspended"))
    window.processes.table.resume_requested.emit(number)
    qtbot.waitUntil(lambda: not cells(window, Column.STATE)[1].startswith("suspended"))


@pytest.mark.parametrize("method", ["fork", "spawn", "forkserver"])
def test_the_start_method_that_is_chosen_is_the_one_that_runs(
    window: MainWindow, qtbot: QtBot, method: str
) -> None:
    choose(window, "Separate memory")
    box = find(window, QComboBox, "startMethodBox")
    box.setCurrentIndex(box.findText(method))
    click(window, "startButton")
    wait_for_end(window, qtbot)
    run = window.controller.run
    assert run is not None
    assert {process.start_method for process in run.processes.values() if process.kind == "process"} == {
        method
    }
    assert len(cells(window, Column.NAME)) == 2, "multiprocessing's own processes are not shown"


def test_the_code_that_is_shown_is_the_copy_that_runs(window: MainWindow, qtbot: QtBot) -> None:
    choose(window, "Identity and terminate")
    find(window.parameters, QCheckBox, "parameter_TERMINATE").setChecked(False)
    assert "TERMINATE = False" in window.code.toPlainText()
    click(window, "startButton")
    qtbot.waitUntil(lambda: len(window.code.marks) == 2, timeout=START_MS)
    shown = window.code.toPlainText().split("\n")
    assert any("time.sleep(SECONDS)" in shown[line - 1] for line in window.code.marks)


def test_the_queue_playground_obeys_its_buttons(window: MainWindow, qtbot: QtBot) -> None:
    choose(window, "Queue playground")
    click(window, "startButton")
    qtbot.waitUntil(lambda: len(row_buttons(window, "killButton")) >= 2, timeout=START_MS)
    buttons = {button.text(): button for button in window.findChildren(QPushButton, "inputButton")}
    for _ in range(3):
        QTest.mouseClick(buttons["put"], Qt.MouseButton.LeftButton)
    run = window.controller.run
    assert run is not None
    qtbot.waitUntil(
        lambda: [thing.puts for thing in run.objects.values() if isinstance(thing, QueueObject)] == [3]
    )
    QTest.mouseClick(buttons["get"], Qt.MouseButton.LeftButton)
    qtbot.waitUntil(
        lambda: [thing.gets for thing in run.objects.values() if isinstance(thing, QueueObject)] == [1]
    )


def test_start_while_a_run_is_on_begins_it_anew(window: MainWindow, qtbot: QtBot) -> None:
    choose(window, "Identity and terminate")
    click(window, "startButton")
    qtbot.waitUntil(lambda: len(cells(window, Column.PID)) == 2, timeout=START_MS)
    before = cells(window, Column.PID)
    click(window, "startButton")
    qtbot.waitUntil(lambda: len(cells(window, Column.PID)) == 2 and cells(window, Column.PID) != before)
    assert not any(psutil.pid_exists(int(pid)) for pid in before)
    assert window.controller.running


def test_the_keys_start_and_stop(window: MainWindow, qtbot: QtBot) -> None:
    with qtbot.waitActive(window):
        window.activateWindow()
    choose(window, "Identity and terminate")
    QTest.keyClick(window, Qt.Key.Key_F5)
    assert window.controller.running
    QTest.keyClick(window, Qt.Key.Key_F5, Qt.KeyboardModifier.ShiftModifier)
    wait_for_end(window, qtbot)
    QTest.keyClick(window, Qt.Key.Key_R, Qt.KeyboardModifier.ControlModifier)
    assert window.controller.running


# --- ends ----------------------------------------------------------------------------------


def test_closing_ends_the_run_and_leaves_no_process(window: MainWindow, qtbot: QtBot) -> None:
    choose(window, "Race on shared data")
    click(window, "startButton")
    qtbot.waitUntil(lambda: len(cells(window, Column.PID)) > 3, timeout=START_MS)
    began = time.monotonic()
    window.close()
    assert time.monotonic() - began < 2.0
    assert not window.controller.running
    assert not window.isVisible()
    run = window.controller.run
    assert run is not None
    assert not any(psutil.pid_exists(process.pid) for process in run.processes.values())


def test_closing_right_after_start_leaves_no_process(window: MainWindow) -> None:
    click(window, "startButton")
    window.close()
    assert not window.controller.running


def test_a_killed_supervisor_is_reported_with_what_to_do(window: MainWindow, qtbot: QtBot) -> None:
    choose(window, "Identity and terminate")
    click(window, "startButton")
    qtbot.waitUntil(lambda: len(cells(window, Column.PID)) == 2, timeout=START_MS)
    client = window.controller._client
    assert isinstance(client, SupervisorClient) and client.pid is not None
    os.kill(client.pid, signal.SIGKILL)
    wait_for_end(window, qtbot)
    assert "Press Start" in window.banner.text
    assert set(cells(window, Column.ALIVE)) == {"False"}
    click(window, "startButton")
    qtbot.waitUntil(lambda: window.banner.text == "")
    qtbot.waitUntil(lambda: len(row_buttons(window, "killButton")) == 2, timeout=START_MS)


def test_a_script_that_is_gone_is_reported(window: MainWindow, tmp_path: Path) -> None:
    open_script(window, tmp_path, "print(1)\n")
    (tmp_path / "script.py").unlink()
    click(window, "startButton")
    assert "does not exist" in window.banner.text
    assert not window.controller.running


def test_a_script_with_an_error_shows_the_error_and_its_exit_code(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    open_script(window, tmp_path, "def broken(:\n")
    click(window, "startButton")
    wait_for_end(window, qtbot)
    qtbot.waitUntil(lambda: "SyntaxError" in window.output.text.toPlainText())
    assert cells(window, Column.EXIT_CODE) == ["1"]


# --- looks ---------------------------------------------------------------------------------


def test_the_scenarios_speak_the_language_that_is_chosen(window: MainWindow) -> None:
    choose(window, "Daemon processes")
    english = window.explanation.toPlainText()
    QTest.mouseClick(find(window, QWidget, "languageButton"), Qt.MouseButton.LeftButton)
    scenarios = find(window, QListWidget, "scenarioList")
    assert scenarios.currentItem().text() == "守护进程"
    assert window.explanation.toPlainText() != english


def test_the_explanation_and_the_parameters_follow_the_choice(window: MainWindow) -> None:
    choose(window, "JoinableQueue")
    assert set(window.parameters.values()) >= {"SIZE", "ITEMS"}
    choose(window, "Daemon processes")
    assert "DAEMON" in window.parameters.values()


def test_values_are_kept_while_another_scenario_is_looked_at(window: MainWindow) -> None:
    choose(window, "Daemon processes")
    find(window.parameters, QCheckBox, "parameter_DAEMON").setChecked(False)
    choose(window, "JoinableQueue")
    choose(window, "Daemon processes")
    assert window.parameters.values()["DAEMON"] is False
    assert "DAEMON = False" in window.code.toPlainText()


@pytest.mark.parametrize("size", [(1024, 700), (1440, 900)])
def test_no_control_is_cut_off(window: MainWindow, qtbot: QtBot, size: tuple[int, int]) -> None:
    window.resize(*size)
    qtbot.waitUntil(lambda: (window.width(), window.height()) == size)
    assert window.minimumSizeHint().width() <= size[0]
    for button in window.top_bar.findChildren(QPushButton):
        assert button.width() >= button.sizeHint().width(), button.objectName()
    scenarios = find(window, QListWidget, "scenarioList")
    assert scenarios.sizeHintForColumn(0) <= scenarios.viewport().width()
