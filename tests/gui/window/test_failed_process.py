"""A process that has failed: its card and row, its line in the code, and its traceback, by real clicks."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt, QUrl
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton, QTextBrowser, QToolButton
from pytestqt.qtbot import QtBot

from app.gui.processes.rows import Column
from app.gui.stage.geometry.places import What
from app.gui.stage.words.phrases import process_words
from app.gui.window.main_window import MainWindow
from app.state.model import Condition, Process
from tests.gui.find import find

FAILING = """
import multiprocessing as mp


def pay(amount):
    return 10 // amount


def work(amount):
    pay(amount)


if __name__ == "__main__":
    payer = mp.Process(target=work, args=(0,), name="payer")
    payer.start()
    payer.join()
"""
BAD_ARGUMENTS = (
    "import argparse\nparser = argparse.ArgumentParser()\nparser.add_argument('file')\nparser.parse_args()\n"
)
START_MS = 30_000


def run_to_end(window: MainWindow, qtbot: QtBot, folder: Path, text: str, method: str) -> None:
    script = folder / "failing.py"
    script.write_text(text, encoding="utf-8")
    window.open_script(script)
    window.workspace.set_start_method(method)
    QTest.mouseClick(find(window, QPushButton, "startButton"), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not window.controller.running, timeout=START_MS)


def the_process(window: MainWindow, name: str) -> Process:
    assert window.controller.run is not None
    (process,) = [one for one in window.controller.run.script_processes if one.name == name]
    return process


def click_row(window: MainWindow, name: str) -> None:
    table = window.processes.table
    index = window.processes.model.index_of(the_process(window, name).number, Column.STATE)
    table.scrollTo(index)
    place = table.visualRect(index).center()
    QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=place)


def click_card(window: MainWindow, name: str) -> None:
    number = the_process(window, name).number
    card = window.stage.layout_shown.place_of(What.PROCESS, number)
    assert card is not None
    middle: QPointF = card.rect.center()
    place = QPoint(round(middle.x()), round(middle.y()) - window.stage.verticalScrollBar().value())
    QTest.mouseClick(window.stage.viewport(), Qt.MouseButton.LeftButton, pos=place)


@pytest.mark.parametrize("method", ["fork", "spawn", "forkserver"])
@pytest.mark.parametrize("click", [click_row, click_card], ids=["row", "card"])
def test_a_click_on_what_failed_leads_to_its_line_and_its_traceback(
    window: MainWindow, qtbot: QtBot, tmp_path: Path, method: str, click: object
) -> None:
    run_to_end(window, qtbot, tmp_path, FAILING, method)
    payer, run = the_process(window, "payer"), window.controller.run
    assert run is not None
    words = process_words(payer, run, window.controller.clock.now_ns)
    assert (words.condition, words.state) == (Condition.FAILED, "failed")
    assert words.error == "ZeroDivisionError: integer division or modulo by zero"
    assert words.place == "line 6 · exit code 1"

    window.right_tabs.setCurrentWidget(window.explanation)
    assert callable(click)
    click(window, "payer")
    view = find(window.code, QTextBrowser, "tracebackView")
    assert window.right_tabs.currentWidget() is window.code
    assert window.code.error_line == 6 and window.code.textCursor().blockNumber() == 5
    assert view.isVisible() and view.toPlainText().rstrip().endswith(words.error)

    lines = view.toPlainText().split("\n")
    (frame,) = [number for number, line in enumerate(lines) if "line 10, in work" in line]
    view.anchorClicked.emit(QUrl(f"#{frame}"))
    assert window.code.textCursor().blockNumber() == 9
    (library,) = [number for number, line in enumerate(lines) if "in _bootstrap" in line]
    view.anchorClicked.emit(QUrl(f"#{library}"))
    assert Path(window.code.file).name == "process.py" and "def _bootstrap" in window.code.toPlainText()

    click_row(window, "main")
    assert not view.isVisible() and window.code.error_line == 0
    assert Path(window.code.file).name == "failing.py"


IN_A_THREAD = """
import multiprocessing, threading


def parse():
    int("x")


thread = threading.Thread(target=parse, name="parser")
thread.start()
thread.join()
"""


def test_a_thread_that_has_failed_is_told_and_leads_to_its_line(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    run_to_end(window, qtbot, tmp_path, IN_A_THREAD, "fork")
    text = "thread parser has failed: line 6: ValueError: invalid literal for int() with base 10: 'x'"
    main, run = the_process(window, "main"), window.controller.run
    assert run is not None
    words = process_words(main, run, window.controller.clock.now_ns)
    assert (words.condition, words.error) == (Condition.ENDED, "")
    assert words.trouble == text
    assert text in window.processes.model.index_of(1, Column.STATE).data()
    click_row(window, "main")
    view = find(window.code, QTextBrowser, "tracebackView")
    assert view.isVisible() and "Exception in thread parser" in view.toPlainText()
    assert window.code.error_line == 6


def test_the_tab_of_the_output_tells_of_stderr_that_nobody_has_seen(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    run_to_end(window, qtbot, tmp_path, FAILING, "spawn")
    index, bar = window.lower_tabs.indexOf(window.output), window.lower_tabs.tabBar()
    assert not window.lower_tabs.tabIcon(index).isNull()
    assert "new on stderr: " in window.lower_tabs.tabToolTip(index)
    assert bar.accessibleTabName(index).startswith("Output, new on stderr: ")
    assert bar.sizeHint().width() <= window.lower_tabs.width()
    QTest.mouseClick(bar, Qt.MouseButton.LeftButton, pos=bar.tabRect(index).center())
    assert window.lower_tabs.tabIcon(index).isNull() and not window.lower_tabs.tabToolTip(index)


def test_the_traceback_is_closed_by_its_button_and_by_the_next_run(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    run_to_end(window, qtbot, tmp_path, FAILING, "fork")
    click_row(window, "payer")
    view = find(window.code, QTextBrowser, "tracebackView")
    QTest.mouseClick(find(window.code, QToolButton, "closeTracebackButton"), Qt.MouseButton.LeftButton)
    assert not view.isVisible()
    click_row(window, "main")
    click_row(window, "payer")
    assert view.isVisible()
    run_to_end(window, qtbot, tmp_path, FAILING, "fork")
    assert not view.isVisible()


def test_a_wrong_command_line_says_what_argparse_said(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    run_to_end(window, qtbot, tmp_path, BAD_ARGUMENTS, "fork")
    (text,) = [window.processes.model.index_of(1, Column.STATE).data()]
    assert text.startswith("failed, last line of stderr: failing.py: error: the following arguments")
    click_row(window, "main")
    view = find(window.code, QTextBrowser, "tracebackView")
    assert view.isVisible() and view.toPlainText().startswith("usage: failing.py")
