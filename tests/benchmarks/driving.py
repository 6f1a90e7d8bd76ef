"""The program's own window on the offscreen platform, driven as a user would, and waited for."""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QEventLoop, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton

from app.gui.look.settings import Settings
from app.gui.program import create_window
from app.gui.window.main_window import MainWindow
from app.state.model import Run

SCRIPTS = Path(__file__).parent / "scripts"
POLL_MS = 2
PATIENCE_S = 20.0


@contextmanager
def open_window() -> Iterator[MainWindow]:
    """The window as `create_window` makes it, with settings of its own."""
    app = QApplication.instance() or QApplication([])
    with tempfile.TemporaryDirectory(prefix="settings-of-procession-") as folder:
        window = create_window(Settings(os.path.join(folder, "settings.ini")))
        assert isinstance(window, MainWindow)
        window.show()
        try:
            yield window
        finally:
            window.close()
            app.processEvents()


def live(seconds: float) -> None:
    """Let the window live, and look at nothing meanwhile: looking would keep it from resting."""
    loop = QEventLoop()
    QTimer.singleShot(round(seconds * 1000), loop.quit)
    loop.exec()


def wait_until(condition: Callable[[], bool], timeout_s: float = PATIENCE_S) -> bool:
    """Lets the window live until a condition holds; False when it did not in time."""
    loop, deadline = QEventLoop(), time.monotonic() + timeout_s

    def look() -> None:
        if condition() or time.monotonic() > deadline:
            loop.quit()

    poll = QTimer(interval=POLL_MS, timerType=Qt.TimerType.PreciseTimer)
    poll.timeout.connect(look)
    poll.start()
    loop.exec()
    poll.stop()
    return condition()


def expect(what: str, condition: Callable[[], bool]) -> None:
    """Waits until a condition holds. Raises TimeoutError when it never does."""
    if not wait_until(condition):
        raise TimeoutError(f"{what}: not within {PATIENCE_S:.0f} s")


def click_start(window: MainWindow) -> None:
    """A click on Start."""
    button = window.findChild(QPushButton, "startButton")
    assert button is not None
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def start(window: MainWindow, script: str, *arguments: object) -> None:
    """Runs a script of the benchmarks with arguments."""
    window.open_script(SCRIPTS / script)
    spec = window.workspace.spec()._replace(arguments=tuple(map(str, arguments)))
    window.controller.start(spec)


def end_run(window: MainWindow) -> None:
    """Ends the run that is on and waits for it."""
    window.controller.stop()
    expect("the end of the run", lambda: not window.controller.running)


def run_of(window: MainWindow) -> Run:
    """The state of the run that is on."""
    run = window.controller.run
    assert run is not None
    return run


def events_of(window: MainWindow) -> int:
    """Events that the window has applied in this run."""
    return 0 if window.controller.run is None else window.controller.run.events


def percentile(values: Sequence[float], share: float) -> float:
    """What `share` per cent of the values do not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share / 100))]
