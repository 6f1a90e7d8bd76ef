"""Copy and save: every view as text and picture, by menu and keys, while a run is on and after it."""

from __future__ import annotations

import csv
import io
import stat
import time
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QContextMenuEvent, QGuiApplication, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QLineEdit, QMenu, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from app.gui.export.exports import file_name
from app.gui.export.view_contents import Content
from app.gui.export.writer import FileWriter
from app.gui.output.plain_text import output_as_text
from app.gui.window.main_window import MainWindow
from app.platform.whole_file import replace_file
from app.state.model import Output
from tests.gui.find import bring_to_front, find

START_MS = 30_000
CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


@pytest.fixture(autouse=True)
def _nothing_copied_yet(qapp: QApplication) -> None:
    QGuiApplication.clipboard().clear()


@pytest.fixture
def running(window: MainWindow, qtbot: QtBot) -> MainWindow:
    """A window in the middle of a run with a queue between two processes."""
    window.workspace.choose("joinable")
    window.start()
    qtbot.waitUntil(lambda: window.processes.model.rowCount() == 3, timeout=START_MS)
    qtbot.waitUntil(lambda: any(queue["got"] for queue in window.buffers.snapshot()), timeout=START_MS)
    qtbot.waitUntil(lambda: window.output.text.toPlainText().count("新鲜出炉") > 1, timeout=START_MS)
    return window


def content(window: MainWindow, name: str) -> Content:
    return next(one for one in window.copying.contents if one.name == name)


def clipboard() -> str:
    return QGuiApplication.clipboard().text()


def focus(window: MainWindow, widget: QWidget) -> None:
    for one in window.copying.contents:
        if one.widget.isAncestorOf(widget):
            bring_to_front(window, one.widget)
    widget.setFocus(Qt.FocusReason.TabFocusReason)
    assert QApplication.focusWidget() is widget


# --- copy ----------------------------------------------------------------------------------


def test_ctrl_c_copies_the_row_of_the_table(running: MainWindow) -> None:
    table = running.processes.table
    focus(running, table)
    table.select_process(2)
    QTest.keyClick(table, Qt.Key.Key_C, CTRL)
    assert clipboard().split("\t")[0] == running.controller.run.processes[2].name  # type: ignore[union-attr]


def test_ctrl_c_copies_a_card_and_without_one_the_whole_stage(running: MainWindow) -> None:
    stage = running.stage
    focus(running, stage)
    QTest.keyClick(stage, Qt.Key.Key_C, CTRL)
    assert clipboard().startswith("main, ")
    assert "producer" not in clipboard().split("\n")[1]
    stage.set_current(None)
    QTest.keyClick(stage, Qt.Key.Key_C, CTRL)
    assert {"main", "producer", "consumer"} <= {line.split(",")[0] for line in clipboard().split("\n")}


def test_a_selection_in_a_text_stays_what_ctrl_c_copies(running: MainWindow) -> None:
    focus(running, running.code)
    QTest.keyClick(running.code, Qt.Key.Key_A, CTRL)
    QTest.keyClick(running.code, Qt.Key.Key_C, CTRL)
    assert clipboard() == running.code.toPlainText()
    QTest.keyClick(running.code, Qt.Key.Key_Home, CTRL)
    QTest.keyClick(running.code, Qt.Key.Key_End, SHIFT)
    QTest.keyClick(running.code, Qt.Key.Key_C, CTRL)
    assert clipboard() == running.code.toPlainText().split("\n")[0]


def test_the_input_line_copies_its_own_selection(running: MainWindow) -> None:
    line = find(running, QLineEdit, "inputLine")
    focus(running, line)
    QTest.keyClicks(line, "put")
    find(running, QAction, "selectAllAction").trigger()
    find(running, QAction, "copyAction").trigger()
    assert clipboard() == "put"


@pytest.mark.parametrize("name", ["stage", "processes", "buffers", "output", "code", "explanation"])
def test_every_view_is_copied_as_text_and_as_picture(running: MainWindow, name: str) -> None:
    one = content(running, name)
    bring_to_front(running, one.widget)
    assert len(one.text()) > 20
    running.copying.use(one)
    find(running, QAction, "copyPictureAction").trigger()
    image = QGuiApplication.clipboard().image()
    assert image.width() > 100 and image.height() > 50
    assert len({image.pixel(x, y) for x in range(0, image.width(), 3) for y in range(0, 60, 3)}) > 2


def test_select_all_is_offered_where_it_does_something(window: MainWindow) -> None:
    action = find(window, QAction, "selectAllAction")
    focus(window, window.code)
    assert action.isEnabled()
    focus(window, window.stage)
    assert not action.isEnabled()


# --- menus ---------------------------------------------------------------------------------


def open_menu(widget: QWidget) -> QMenu:
    """The context menu that the Menu key opens."""
    corner = widget.rect().center()
    event = QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, corner, widget.mapToGlobal(corner))
    QApplication.sendEvent(widget, event)
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    return menu


@pytest.mark.parametrize("name", ["stage", "processes", "buffers", "output", "code", "explanation"])
def test_every_view_has_its_commands_in_its_context_menu(
    running: MainWindow, qtbot: QtBot, name: str
) -> None:
    parts = {
        "stage": running.stage,
        "processes": running.processes.table,
        "buffers": running.buffers.canvas,
        "output": running.output.text,
        "code": running.code,
        "explanation": running.explanation,
    }
    bring_to_front(running, content(running, name).widget)
    menu = open_menu(parts[name])
    assert {"copyPictureAction", "saveViewAction"} <= {action.objectName() for action in menu.actions()}
    menu.close()
    qtbot.waitUntil(lambda: QApplication.activePopupWidget() is None)


def test_the_menu_of_a_card_ends_its_process(running: MainWindow, qtbot: QtBot) -> None:
    place = next(place for place in running.stage.layout_shown.places if place.key == 3)
    focus(running, running.stage)
    running.stage.set_current(place)
    menu = open_menu(running.stage)
    next(action for action in menu.actions() if "SIGKILL" in action.text()).trigger()
    menu.close()
    run = running.controller.run
    assert run is not None
    qtbot.waitUntil(lambda: run.processes[3].exitcode == -9)


def test_the_output_of_one_process_is_copied_from_its_row(running: MainWindow) -> None:
    focus(running, running.processes.table)
    running.processes.table.select_process(2)
    menu = open_menu(running.processes.table)
    next(action for action in menu.actions() if action.text() == "Copy its output").trigger()
    menu.close()
    assert "新鲜出炉" in clipboard()
    assert "被吃了" not in clipboard()


# --- files ---------------------------------------------------------------------------------


def save(window: MainWindow, qtbot: QtBot, name: str, path: Path) -> bytes:
    with qtbot.waitSignal(window.exports.saved, timeout=START_MS):
        window.exports.save(path, content(window, name).formats())
    return path.read_bytes()


def test_the_table_is_saved_as_a_csv_that_spreadsheets_read(
    running: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    data = save(running, qtbot, "processes", tmp_path / "t.csv")
    assert data.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    assert rows[0][:2] == ["Name", "PID"]
    assert [row[0] for row in rows[1:]] == ["main", "producer", "consumer"]
    assert len({len(row) for row in rows}) == 1


@pytest.mark.parametrize("name", ["stage", "buffers"])
def test_a_drawing_is_saved_as_letters_and_lines(
    running: MainWindow, qtbot: QtBot, tmp_path: Path, name: str
) -> None:
    bring_to_front(running, content(running, name).widget)
    root = ElementTree.fromstring(save(running, qtbot, name, tmp_path / "s.svg"))
    texts = {text.text for text in root.iter("{http://www.w3.org/2000/svg}text")}
    assert "consumer" in texts
    assert not list(root.iter("{http://www.w3.org/2000/svg}image"))


def test_a_picture_holds_all_of_the_stage_however_small_the_view_is(
    running: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    running.resize(1024, 700)
    qtbot.waitUntil(lambda: running.height() == 700)
    save(running, qtbot, "stage", tmp_path / "s.png")
    image = QImage(str(tmp_path / "s.png"))
    layout = running.stage.layout_shown
    bottom = max(place.rect.bottom() for place in layout.places)
    assert image.height() / 2 >= bottom - min(place.rect.top() for place in layout.places)
    assert image.pixelColor(1, 1).name() == running.stage.theme.window


def test_the_saved_output_names_each_process_and_has_whole_lines() -> None:
    pieces = [
        Output(2, 102, "stdout", 1, "one "),
        Output(3, 103, "stdout", 2, "other\n"),
        Output(2, 102, "stdout", 3, "line\nlast"),
    ]
    names = {2: "a", 3: "b"}
    assert output_as_text(pieces, names) == "a: one line\nb: other\na: last\n"
    assert output_as_text(pieces[:1], names) == "one \n"


def test_everything_can_be_saved_after_the_run_too(running: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    running.controller.stop()
    qtbot.waitUntil(lambda: not running.controller.running, timeout=START_MS)
    for one in running.copying.contents:
        for suffix in one.formats():
            assert save(running, qtbot, one.name, tmp_path / f"{one.name}.{suffix}")


def test_a_failed_save_is_reported_and_loses_nothing(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    kept = tmp_path / "kept.txt"
    kept.write_text("before", encoding="utf-8")
    missing = tmp_path / "gone" / "a.txt"
    with qtbot.waitSignal(window.exports.failed, timeout=START_MS):
        window.exports.save(missing, content(window, "code").formats())
    assert str(missing) in window.banner.text
    assert "another folder" in window.banner.text

    def full() -> bytes:
        raise OSError(28, "No space left on device")

    with qtbot.waitSignal(window.exports.failed, timeout=START_MS):
        window.exports.write(kept, full)
    assert "No space left" in window.banner.text
    assert kept.read_text(encoding="utf-8") == "before"
    assert [path.name for path in tmp_path.iterdir()] == ["kept.txt"]


def test_a_file_is_replaced_as_a_whole_and_keeps_its_rights(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("old", encoding="utf-8")
    path.chmod(0o640)
    replace_file(path, b"new")
    assert path.read_bytes() == b"new"
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    with pytest.raises(IsADirectoryError):
        replace_file(tmp_path, b"")
    assert list(tmp_path.iterdir()) == [path]


def test_the_window_answers_while_a_file_is_written(window: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    answered: list[float] = []

    def slow() -> bytes:
        deadline = time.monotonic() + 10
        while not answered and time.monotonic() < deadline:
            time.sleep(0.001)
        return b"x"

    with qtbot.waitSignal(window.exports.saved, timeout=START_MS):
        window.exports.write(tmp_path / "slow.txt", slow)
        assert window.findChildren(FileWriter)
        answered.append(time.monotonic())
    assert (tmp_path / "slow.txt").read_bytes() == b"x"


def test_closing_the_window_waits_for_the_file(window: MainWindow, tmp_path: Path) -> None:
    window.exports.write(tmp_path / "last.txt", lambda: time.sleep(0.05) or b"x")  # type: ignore[func-returns-value]
    window.close()
    assert (tmp_path / "last.txt").read_bytes() == b"x"


# --- the dialog ----------------------------------------------------------------------------


def test_the_dialog_proposes_a_name_and_remembers_the_folder(
    running: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    running.settings.set("saveFolder", str(tmp_path))
    focus(running, running.processes.table)
    QTest.keyClick(running.processes.table, Qt.Key.Key_S, CTRL)
    dialog = running.findChild(QFileDialog, "saveDialog")
    assert dialog is not None
    line = dialog.findChild(QLineEdit)
    assert line is not None
    assert line.text().startswith("joinable-processes-2") and line.text().endswith(".csv")
    other = tmp_path / "表格"
    other.mkdir()
    line.setText(str(other / "进程.csv"))
    with qtbot.waitSignal(running.exports.saved, timeout=START_MS):
        QTest.keyClick(line, Qt.Key.Key_Return)
    assert (other / "进程.csv").is_file()
    assert running.exports.folder == other


def test_another_kind_of_file_turns_the_suffix(window: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    window.settings.set("saveFolder", str(tmp_path))
    dialog = window.exports.ask("stage", "Stage", content(window, "stage").formats())
    kind = next(name for name in dialog.nameFilters() if "svg" in name)
    dialog.selectNameFilter(kind)
    dialog.filterSelected.emit(kind)
    line = dialog.findChild(QLineEdit)
    assert line is not None and line.text().endswith(".svg")
    dialog.reject()
    qtbot.waitUntil(lambda: window.findChild(QFileDialog, "saveDialog") is None)


def test_names_of_files_keep_every_language_and_no_slash() -> None:
    now = time.struct_time((2026, 11, 23, 15, 4, 0, 0, 1, 0))
    assert file_name("joinable", "stage", now) == "joinable-stage-20261123-1504"
    assert file_name("包子/../店", "stage", now) == "包子-..-店-stage-20261123-1504"
    assert file_name("", "code", now) == "run-code-20261123-1504"


def test_a_folder_that_is_gone_is_not_offered(window: MainWindow, tmp_path: Path) -> None:
    window.settings.set("saveFolder", str(tmp_path / "gone"))
    assert window.exports.folder.is_dir()


def test_buttons_that_stand_for_cards_are_out_of_the_way_of_the_mouse(running: MainWindow) -> None:
    cards = running.stage.viewport().findChildren(QPushButton, "cardOfStage")
    assert cards
    assert running.stage.viewport().childAt(cards[0].geometry().center()) is None
