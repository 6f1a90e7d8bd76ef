"""Own scripts in the window: opened, dropped, set up, changed behind its back, broken, removed."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from textwrap import dedent

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDragMoveEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QListWidget,
    QPlainTextEdit,
    QPushButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from app.gui.launcher.scripts.own_scripts import OPTIONS_KEY
from app.gui.processes.rows import Column
from app.gui.program import create_window
from app.gui.window.main_window import MainWindow
from app.wire.commands import Input
from tests.gui.find import find
from tests.programs.harness import PROJECT

START_MS = 15_000


@pytest.fixture
def window(qtbot: QtBot) -> Iterator[MainWindow]:
    made = new_window(qtbot)
    yield made
    made.close()
    made.deleteLater()
    QCoreApplication.sendPostedEvents(made, QEvent.Type.DeferredDelete.value)


def new_window(qtbot: QtBot) -> MainWindow:
    made = create_window()
    assert isinstance(made, MainWindow)
    qtbot.addWidget(made)
    made.show()
    return made


def script(folder: Path, text: str, name: str = "script.py") -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(dedent(text), encoding="utf-8")
    return path


def press(window: QWidget, name: str) -> None:
    QTest.mouseClick(find(window, QPushButton, name), Qt.MouseButton.LeftButton)


def run_to_its_end(window: MainWindow, qtbot: QtBot) -> str:
    """Start by a click, and wait for the end. Returns the output."""
    press(window, "startButton")
    qtbot.waitUntil(lambda: not window.controller.running, timeout=START_MS)
    run = window.controller.run
    assert run is not None
    return "".join(piece.text for piece in run.output)


def titles(window: MainWindow) -> list[str]:
    scenarios = find(window, QListWidget, "scenarioList")
    return [scenarios.item(row).text() for row in range(scenarios.count())]


def show_parameters(window: MainWindow) -> None:
    window.right_tabs.setCurrentWidget(window.forms)


# --- opening -------------------------------------------------------------------------------


def test_an_opened_script_has_its_place_in_the_list_and_is_there_again(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    window.open_script(script(tmp_path, "print(1)\n", "mine.py"))
    assert titles(window)[-2:] == ["YOUR SCRIPTS", "mine.py"]
    assert find(window, QListWidget, "scenarioList").currentItem().text() == "mine.py"
    window.close()
    again = new_window(qtbot)
    assert titles(again)[-1] == "mine.py"
    again.close()


def test_delete_takes_a_script_out_of_the_list_and_leaves_the_file(
    window: MainWindow, tmp_path: Path
) -> None:
    path = script(tmp_path, "print(1)\n")
    window.open_script(path)
    scenarios = find(window, QListWidget, "scenarioList")
    scenarios.setFocus()
    QTest.keyClick(scenarios, Qt.Key.Key_Delete)
    assert "YOUR SCRIPTS" not in titles(window) and path.exists()
    assert not window.commands["removeScriptAction"].isEnabled()
    before = titles(window)
    QTest.keyClick(scenarios, Qt.Key.Key_Delete)
    assert titles(window) == before, "a scenario stays"


#: A second window, which opens a script, gives it arguments and is closed again.
OTHER_WINDOW = """
import sys
from pathlib import Path
from PySide6.QtWidgets import QApplication
from app.gui.program import create_window
application = QApplication([])
window = create_window()
window.open_script(Path(sys.argv[1]))
window.workspace.set_values({**window.workspace.values, "arguments": "a b"})
window.close()
"""


def test_two_windows_keep_each_others_scripts(window: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    """Both write the lists that both have read at their start."""
    theirs, ours = (script(tmp_path, "print(1)\n", name) for name in ("theirs.py", "ours.py"))
    window.open_script(script(tmp_path, "print(1)\n", "before.py"))
    subprocess.run([sys.executable, "-c", OTHER_WINDOW, str(theirs)], check=True, cwd=PROJECT, timeout=60)
    window.open_script(ours)
    window.workspace.set_values({**window.workspace.values, "arguments": "c"})
    window.close()
    again = new_window(qtbot)
    assert titles(again)[-3:] == ["before.py", "theirs.py", "ours.py"]
    assert [Path(path).name for path in again.scripts.recent.paths] == ["ours.py", "theirs.py", "before.py"]
    kept = again.settings.data(OPTIONS_KEY, {})
    assert {Path(path).name: options["arguments"] for path, options in kept.items()} == {
        "theirs.py": "a b",
        "ours.py": "c",
    }
    again.close()


def test_a_recent_script_that_is_gone_is_reported_and_taken_out(window: MainWindow, tmp_path: Path) -> None:
    path = script(tmp_path, "print(1)\n")
    window.open_script(path)
    window.commands["removeScriptAction"].trigger()
    path.unlink()
    (action,) = [a for a in window.scripts.recent.actions() if a.objectName() == "recentAction"]
    action.trigger()
    assert "does not exist" in window.banner.text and "recent" in window.banner.text
    assert window.scripts.recent.paths == []


@pytest.mark.parametrize(
    ("name", "data", "part"),
    [
        ("folder", None, "is a folder"),
        ("notes.txt", b"x", "ends in .py"),
        ("tool.py", b"\x7fELF\0", "no Python script"),
    ],
)
def test_what_cannot_be_run_is_reported_and_nothing_is_lost(
    window: MainWindow, tmp_path: Path, name: str, data: bytes | None, part: str
) -> None:
    good = script(tmp_path, "print(1)\n")
    window.open_script(good)
    (tmp_path / name).mkdir() if data is None else (tmp_path / name).write_bytes(data)
    window.open_script(tmp_path / name)
    assert part in window.banner.text
    assert window.workspace.target.id == str(good) and titles(window)[-1] == "script.py"
    window.open_script(good)
    assert window.banner.text == ""


# --- drag and drop -------------------------------------------------------------------------


def mime(*paths: Path) -> QMimeData:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    return data


def dragged(data: QMimeData) -> tuple[Qt.DropAction, QMimeData, Qt.MouseButton, Qt.KeyboardModifier]:
    return Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier


def drag_over(widget: QWidget, data: QMimeData) -> QDragEnterEvent:
    event = QDragEnterEvent(QPoint(50, 50), *dragged(data))
    QApplication.sendEvent(widget, event)
    return event


def drop(widget: QWidget, data: QMimeData) -> QDropEvent:
    event = QDropEvent(QPointF(50, 50), *dragged(data))
    QApplication.sendEvent(widget, event)
    return event


def test_a_script_is_opened_by_dropping_it(window: MainWindow, tmp_path: Path) -> None:
    data, sheet = mime(script(tmp_path, "print(1)\n", "dropped.py")), window.drop_sheet
    assert drag_over(window, data).isAccepted()
    assert sheet.isVisible() and sheet.text == "Drop to open dropped.py"
    assert sheet.geometry() == window.rect(), "wherever the mouse goes, the sheet is below it"
    QApplication.sendEvent(window, QDragLeaveEvent())
    drag_over(sheet, data)
    drop(sheet, data)
    assert not sheet.isVisible()
    assert window.workspace.target.title("en") == "dropped.py"


def test_what_cannot_be_run_is_not_taken_by_a_drop(window: MainWindow, tmp_path: Path) -> None:
    (tmp_path / "picture.png").write_bytes(b"\x89PNG\0")
    data, before = mime(tmp_path / "picture.png"), window.workspace.target
    drag_over(window, data)
    assert "picture.png" in window.drop_sheet.text, "the sheet says why"
    drag_over(window.drop_sheet, data)
    move = QDragMoveEvent(QPoint(60, 60), *dragged(data))
    QApplication.sendEvent(window.drop_sheet, move)
    assert not move.isAccepted()
    assert not drop(window.drop_sheet, data).isAccepted()
    assert window.workspace.target is before and not window.drop_sheet.isVisible()


def test_a_drag_that_leaves_the_window_leaves_no_sheet(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    drag_over(window, mime(script(tmp_path, "")))
    QApplication.sendEvent(window, QDragLeaveEvent())
    qtbot.waitUntil(lambda: not window.drop_sheet.isVisible())


def test_text_that_is_dragged_is_left_alone(window: MainWindow) -> None:
    data = QMimeData()
    data.setText("some words")
    assert not drag_over(window, data).isAccepted()
    assert not window.drop_sheet.isVisible()


# --- run options ---------------------------------------------------------------------------

TELLING = """
    import os, sys
    print(sys.argv[1:], os.environ.get('COLOUR'), os.path.basename(os.getcwd()), sys.version_info[:2])
"""


def test_options_reach_the_run_and_are_kept(window: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    path, work = script(tmp_path, TELLING), tmp_path / "work"
    work.mkdir()
    window.open_script(path)
    show_parameters(window)
    QTest.keyClicks(find(window, QLineEdit, "argumentsField"), "--size 3 'two words'")
    QTest.keyClicks(find(window, QPlainTextEdit, "environmentField"), "COLOUR=light blue")
    QTest.keyClicks(find(window, QLineEdit, "folderField"), str(work))
    assert run_to_its_end(window, qtbot).startswith("['--size', '3', 'two words'] light blue work ")
    window.close()
    again = new_window(qtbot)
    again.open_script(path)
    assert find(again, QLineEdit, "argumentsField").text() == "--size 3 'two words'"
    assert find(again, QPlainTextEdit, "environmentField").toPlainText() == "COLOUR=light blue"
    assert find(again, QLineEdit, "folderField").text() == str(work)
    show_parameters(again)
    press(again, "resetOptionsButton")
    assert find(again, QLineEdit, "argumentsField").text() == ""
    assert run_to_its_end(again, qtbot).startswith(f"[] None {tmp_path.name} ")
    again.close()


def test_each_script_has_its_own_options_and_start_method(window: MainWindow, tmp_path: Path) -> None:
    first, second = script(tmp_path, "1\n", "a.py"), script(tmp_path, "2\n", "b.py")
    window.open_script(first)
    find(window, QLineEdit, "argumentsField").setText("for a")
    box = find(window, QComboBox, "startMethodBox")
    box.setCurrentIndex(box.findText("spawn"))
    window.open_script(second)
    assert find(window, QLineEdit, "argumentsField").text() == "" and box.currentText() == "script's own"
    window.open_script(first)
    assert find(window, QLineEdit, "argumentsField").text() == "for a" and box.currentText() == "spawn"


def test_an_option_that_is_wrong_is_reported_at_its_field_and_at_the_start(
    window: MainWindow, tmp_path: Path
) -> None:
    window.open_script(script(tmp_path, "print(1)\n"))
    show_parameters(window)
    find(window, QLineEdit, "argumentsField").setText('say "hi')
    note = find(window, QLabel, "argumentsNote")
    assert note.isVisible() and "not closed" in note.text()
    press(window, "startButton")
    assert not window.controller.running and "not closed" in window.banner.text
    find(window, QLineEdit, "argumentsField").setText("")
    find(window, QPlainTextEdit, "environmentField").setPlainText("A=1\nnonsense")
    assert "Line 2" in find(window, QLabel, "environmentNote").text() and not note.isVisible()
    press(window, "startButton")
    assert not window.controller.running and "Line 2" in window.banner.text


def test_a_working_folder_that_is_gone_is_reported(window: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    window.open_script(script(tmp_path, "print(1)\n"))
    find(window, QLineEdit, "folderField").setText("/nowhere/at/all")
    assert find(window, QLabel, "folderNote").text()
    run_to_its_end(window, qtbot)
    assert "/nowhere/at/all does not exist" in window.banner.text


def test_the_venv_beside_the_script_is_offered_and_runs_it(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    python = tmp_path / ".venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.symlink_to(Path(sys.executable).resolve())
    home = Path(sys.executable).resolve().parent
    (tmp_path / ".venv" / "pyvenv.cfg").write_text(f"home = {home}\ninclude-system-site-packages = false\n")
    window.open_script(script(tmp_path, "import sys; print(sys.prefix)\n"))
    show_parameters(window)
    box = find(window, QComboBox, "interpreterBox")
    qtbot.waitUntil(lambda: box.findData(str(python)) > 0, timeout=START_MS)
    box.setCurrentIndex(box.findData(str(python)))
    assert run_to_its_end(window, qtbot) == f"{tmp_path / '.venv'}\n"


@pytest.mark.parametrize("kind", ["missing", "text", "old"])
def test_an_interpreter_that_cannot_be_used_is_reported(
    window: MainWindow, qtbot: QtBot, tmp_path: Path, kind: str
) -> None:
    python = tmp_path / "python3"
    if kind == "text":
        python.write_text("no program\n")
        python.chmod(0o755)
    elif kind == "old":
        found = sorted(Path.home().glob(".pyenv/versions/3.8.*/bin/python"))
        if not found:
            pytest.skip("no Python 3.8 was found under pyenv")
        python.symlink_to(found[0])
    window.open_script(script(tmp_path, "print(1)\n"))
    show_parameters(window)
    window.run_options.interpreter.set_python(str(python))
    window.run_options.interpreter.changed.emit()
    note = find(window, QLabel, "interpreterNote")
    qtbot.waitUntil(lambda: "3.10" in note.text() and note.isVisible(), timeout=START_MS)
    assert run_to_its_end(window, qtbot) == ""
    assert str(python) in window.banner.text and "3.10" in window.banner.text


# --- the file on disk ----------------------------------------------------------------------

WAITING = "import sys\nprint('on', flush=True)\nsys.stdin.readline()\n"


def test_the_code_follows_the_file_while_nothing_runs(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    path = script(tmp_path, "print(1)\n")
    window.open_script(path)
    path.write_text("print('other')\n")
    qtbot.waitUntil(lambda: "other" in window.code.toPlainText())
    path.unlink()
    qtbot.waitUntil(lambda: "does not exist" in window.notice.text)
    assert "other" in window.code.toPlainText(), "the last text stays to be read"
    press(window, "startButton")
    assert not window.controller.running and "does not exist" in window.banner.text
    path.write_text("print('back')\n")
    qtbot.waitUntil(lambda: "back" in window.code.toPlainText() and window.notice.text == "")


def test_a_change_during_a_run_is_reported_and_shown_at_its_end(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    path = script(tmp_path, WAITING)
    window.open_script(path)
    press(window, "startButton")
    qtbot.waitUntil(lambda: "on" in window.output.text.toPlainText(), timeout=START_MS)
    path.write_text("print('new')\n" + WAITING)
    qtbot.waitUntil(lambda: "has changed on disk" in window.notice.text)
    assert "new" not in window.code.toPlainText()
    window.controller.send(Input("\n"))
    qtbot.waitUntil(lambda: not window.controller.running, timeout=START_MS)
    assert "new" in window.code.toPlainText() and window.notice.text == ""


def test_what_runs_is_what_is_shown_when_the_file_changed_just_before(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    path = script(tmp_path, "print(1)\n")
    window.open_script(path)
    path.write_text("print('at the last moment')\n")
    assert run_to_its_end(window, qtbot) == "at the last moment\n"
    assert "at the last moment" in window.code.toPlainText()


# --- what is wrong with a script -----------------------------------------------------------


def test_a_syntax_error_is_shown_at_its_line(window: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    path = script(tmp_path, "x = 1\n\ndef broken(:\n    pass\n")
    window.open_script(path)
    window.right_tabs.setCurrentWidget(window.explanation)
    run_to_its_end(window, qtbot)
    assert "script.py has a syntax error in line 3" in window.banner.text
    assert window.code.error_line == 3 and window.code.isVisible()
    path.write_text("x = 1\n\ndef fine():\n    pass\n")
    qtbot.waitUntil(lambda: window.code.error_line == 0)


@pytest.mark.parametrize(
    ("data", "part"),
    [
        (b"x = 1\ny = '\xe9'\n", "Line 2 of script.py is not valid UTF-8"),
        (b"# coding: klingon\n", "an encoding that Python does not know"),
        (b"", "is empty"),
        (b"x = 1  # a line of some length to fill the file\n" * 110_000, "only its beginning is shown"),
    ],
    ids=["bytes", "declaration", "empty", "huge"],
)
def test_what_is_good_to_know_about_a_file_is_said_before_it_runs(
    window: MainWindow, tmp_path: Path, data: bytes, part: str
) -> None:
    path = tmp_path / "script.py"
    path.write_bytes(data)
    window.open_script(path)
    assert part in window.notice.text and window.banner.text == ""
    window.scenario_list.setCurrentRow(1)
    assert window.notice.text == ""


def test_a_folder_that_cannot_be_written_is_said(
    window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.gui.launcher.scripts.own_scripts.os.access", lambda path, mode: False)
    window.open_script(script(tmp_path, "print(1)\n"))
    assert f"cannot write files in {tmp_path}" in window.notice.text


# --- ways to make processes ----------------------------------------------------------------


def test_a_package_runs_with_its_relative_imports(window: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    script(tmp_path, "", "pkg/__init__.py")
    script(tmp_path, "def work():\n    print('worked')\n", "pkg/jobs.py")
    main = """
        import multiprocessing as mp
        from .jobs import work
        if __name__ == '__main__':
            p = mp.Process(target=work, name='worker')
            p.start()
            p.join()
            print(__spec__.name, p.exitcode)
    """
    window.open_script(script(tmp_path, main, "pkg/__main__.py"))
    assert titles(window)[-1] == "pkg"
    for method in ("fork", "spawn", "forkserver"):
        box = find(window, QComboBox, "startMethodBox")
        box.setCurrentIndex(box.findText(method))
        assert run_to_its_end(window, qtbot) == "worked\npkg.__main__ 0\n"
        assert names(window) == ["main", "worker"]


def names(window: MainWindow) -> list[str]:
    model = window.processes.model
    return [model.index(row, Column.NAME).data() for row in range(model.rowCount())]


def states(window: MainWindow) -> list[str]:
    model = window.processes.model
    return [model.index(row, Column.STATE).data() for row in range(model.rowCount())]


def test_a_program_that_is_not_watched_is_said_to_be_so(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    text = """
        import subprocess, sys
        subprocess.run(['sleep', '1'])
        subprocess.run([sys.executable, '-I', '-c', 'import time; time.sleep(0.5)'])
        subprocess.run([sys.executable, '-c', 'print(1)'])
    """
    window.open_script(script(tmp_path, text))
    run_to_its_end(window, qtbot)
    assert states(window) == [
        "ended: finished",
        "ended: finished, not watched: no Python",
        "ended: finished, not watched: no probe",
        "ended: finished",
    ]


def test_a_run_that_could_not_be_watched_at_all_is_said(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    python = tmp_path / "python3"
    python.write_text(f'#!/bin/sh\nexec "{sys.executable}" -I "$@"\n')
    python.chmod(0o755)
    window.open_script(script(tmp_path, "print('unseen')\n"))
    window.run_options.interpreter.set_python(str(python))
    window.run_options.interpreter.changed.emit()
    assert run_to_its_end(window, qtbot) == "unseen\n"
    assert "could not be watched" in window.banner.text
