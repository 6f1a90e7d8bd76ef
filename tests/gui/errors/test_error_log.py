"""An error of the program itself is written down, told once, and never ends it in silence."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QtMsgType
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPlainTextEdit, QPushButton
from pytestqt.qtbot import QtBot

from app.gui.errors.error_log import MOST_BYTES, ErrorLog
from app.gui.errors.error_notice import ErrorNotice, LogWindow
from app.gui.look.theme import LIGHT
from app.gui.widgets.banner import Banner
from tests.gui.find import find

#: The program as it is started by its command, with something that happens once its window is there;
#: it ends when its banner says something, and at the latest after so many looks at it.
PROGRAM = """
import sys, threading
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from app.gui import program
app_ = QApplication([])
def act():
{act}
QTimer.singleShot(200, act)
def report(looks):
    window = next(w for w in QApplication.topLevelWidgets() if w.objectName() == "mainWindow")
    if looks and not window.banner.text:
        QTimer.singleShot(100, lambda: report(looks - 1))
        return
    print(window.banner.text, flush=True)
    window.close()
QTimer.singleShot(300, lambda: report({looks}))
sys.exit(program.main(["procession"]))
"""


@pytest.fixture
def log(tmp_path: Path) -> Iterator[ErrorLog]:
    made = ErrorLog(tmp_path / "state")
    yield made
    made.close()


def started(folder: Path, act: str, looks: int = 300) -> subprocess.CompletedProcess[str]:
    """Runs the whole program, with the state and the settings of `folder`."""
    places = {"XDG_STATE_HOME": str(folder / "state"), "XDG_CONFIG_HOME": str(folder / "config")}
    return subprocess.run(
        [sys.executable, "-c", PROGRAM.format(act="    " + act, looks=looks)],
        env={**os.environ, **places, "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def logged(folder: Path) -> str:
    path = folder / "state" / "procession" / "procession.log"
    return path.read_text(encoding="utf-8") if path.exists() else ""  # there is none before the first error


# --- the whole program ---------------------------------------------------------------------


@pytest.mark.parametrize(
    "act",
    [
        "raise ValueError('包子')",
        "threading.Thread(target=lambda: int('包子'), name='worker').start()",
        "type('T', (), {'__del__': lambda self: int('包子')})()",
    ],
    ids=["slot", "thread", "unraisable"],
)
def test_an_exception_is_reported_and_written_down_and_the_window_goes_on(tmp_path: Path, act: str) -> None:
    result = started(tmp_path, act)
    assert result.returncode == 0, result.stderr
    assert "Something went wrong in Procession itself" in result.stdout
    assert "ValueError" in result.stdout
    assert "ValueError" in logged(tmp_path)
    assert "Traceback" in logged(tmp_path)


@pytest.mark.parametrize(
    ("act", "by", "trace"),
    [
        ("import ctypes; ctypes.string_at(0)", signal.SIGSEGV, "Segmentation fault"),
        ("import os; os.abort()", signal.SIGABRT, "Aborted"),
        ("from PySide6.QtCore import qFatal; qFatal('no way on')", signal.SIGABRT, "Aborted"),
    ],
    ids=["SIGSEGV", "abort", "qFatal"],
)
def test_a_hard_crash_is_reported_at_the_next_start_and_only_then(
    tmp_path: Path, act: str, by: signal.Signals, trace: str
) -> None:
    assert started(tmp_path, act).returncode == -by
    crashed = tmp_path / "state" / "procession" / "crash.log"
    assert trace in crashed.read_text(encoding="utf-8")
    assert "ended unexpectedly the last time" in started(tmp_path, "pass").stdout
    assert trace in logged(tmp_path)
    assert "ended unexpectedly" not in started(tmp_path, "pass", looks=6).stdout


def test_without_a_console_and_a_place_to_write_errors_are_reported_all_the_same(tmp_path: Path) -> None:
    (tmp_path / "state").write_text("a file, and no folder")
    result = started(tmp_path, "sys.stderr = None; raise ValueError('x')")
    assert result.returncode == 0
    assert "ValueError" in result.stdout


def test_a_program_without_errors_says_nothing(tmp_path: Path) -> None:
    result = started(tmp_path, "pass", looks=6)
    assert (result.returncode, result.stdout.strip(), result.stderr.strip()) == (0, "", "")
    assert logged(tmp_path) == ""


# --- the parts -----------------------------------------------------------------------------


def fail(log: ErrorLog, text: str = "x") -> None:
    try:
        raise RuntimeError(text)
    except RuntimeError as error:
        log._on_exception(type(error), error, error.__traceback__)


def test_the_same_error_is_reported_once_and_counted(
    log: ErrorLog, qtbot: QtBot, capsys: pytest.CaptureFixture[str]
) -> None:
    told: list[str] = []
    log.error_noted.connect(lambda summary, _details: told.append(summary))
    for number in range(250):
        fail(log, str(number))
    qtbot.waitUntil(lambda: len(told) > 0)
    assert told == ["RuntimeError: 0"]
    assert log.text().count("Traceback") == 1
    assert "100 times by now" in log.text()


def test_the_log_never_grows_beyond_its_bound(log: ErrorLog) -> None:
    for number in range(120):
        log.note("summary", "x" * 100_000, f"key {number}")
    sizes = [file.stat().st_size for file in log.path.parent.iterdir()]
    assert sum(sizes) <= MOST_BYTES
    assert len(sizes) == 2  # the log and the one before it


def test_an_error_in_a_thread_is_reported_in_the_thread_of_the_window(log: ErrorLog, qtbot: QtBot) -> None:
    where: list[int] = []
    log.error_noted.connect(lambda _summary, _details: where.append(threading.get_ident()))
    thread = threading.Thread(target=log.note, args=("s", "d", "k"))
    thread.start()
    thread.join()
    qtbot.waitUntil(lambda: where == [threading.get_ident()])


def test_warnings_of_qt_are_written_once_and_not_told(
    log: ErrorLog, qtbot: QtBot, capsys: pytest.CaptureFixture[str]
) -> None:
    told: list[str] = []
    log.error_noted.connect(lambda summary, _details: told.append(summary))
    context = type("Context", (), {"file": "f.cpp", "line": 1})()
    for _ in range(3):
        log._on_qt_message(QtMsgType.QtWarningMsg, context, "a small thing")
    log._on_qt_message(QtMsgType.QtCriticalMsg, context, "a great thing")
    qtbot.waitUntil(lambda: told == ["a great thing"])
    assert log.text().count("a small thing") == 1


def test_the_message_offers_details_and_the_log(
    log: ErrorLog, qtbot: QtBot, capsys: pytest.CaptureFixture[str]
) -> None:
    banner = Banner(LIGHT)
    qtbot.addWidget(banner)
    notice = ErrorNotice(log, banner, banner)
    fail(log, "包子\n" * 100)
    qtbot.waitUntil(lambda: "RuntimeError: 包子" in banner.text)
    assert "\n" not in banner.text
    QTest.mouseClick(find(banner, QPushButton, "copyErrorButton"), Qt.MouseButton.LeftButton)
    copied = QGuiApplication.clipboard().text()
    assert "Traceback" in copied and "PySide6" in copied and "Python" in copied
    QTest.mouseClick(find(banner, QPushButton, "showLogButton"), Qt.MouseButton.LeftButton)
    window = find(banner, LogWindow, "logWindow")
    assert "RuntimeError" in find(window, QPlainTextEdit, "logText").toPlainText()
    window.close()
    notice.tell_crash("trace")
    assert "last time" in banner.text
    only = Qt.FindChildOption.FindDirectChildrenOnly
    assert len(banner.findChildren(QPushButton, options=only)) == 2
    banner.close()
