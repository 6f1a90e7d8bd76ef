"""Whether the window keeps up: paint gaps under a flood of events, and how fast it answers.

Everything goes through the window that the program itself opens (`create_window`), by clicks on
its buttons, on the offscreen platform. Paint gaps are the times between two updates of the whole
window (one `UpdateRequest` a frame), while a script makes 50,000 events a second.
"""

from __future__ import annotations

import os
import statistics
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import psutil
from PySide6.QtCore import QEvent, QEventLoop, QObject, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton

from app.gui.look.settings import Settings
from app.gui.program import create_window
from app.gui.window.main_window import MainWindow

SCRIPTS = Path(__file__).parent / "scripts"
RATE = 50_000
FLOOD_S = 30.0
GAP_MS = 33.0
GAP_SHARE = 99.0
FIRST_PROCESS_MS = 300.0
ROW_CHANGE_MS = 100.0
#: Memory may grow by so much from the first third of the flood to its end.
GROWTH_MB = 8.0
POLL_MS = 2
PATIENCE_S = 20.0


@dataclass
class Flood:
    """What a flood of events did to the window."""

    gaps_ms: list[float]
    events_per_s: float
    growth_mb: float

    def percentile(self, share: float) -> float:
        """The gap that `share` per cent of the gaps do not exceed, in milliseconds."""
        ordered = sorted(self.gaps_ms)
        return ordered[min(len(ordered) - 1, int(len(ordered) * share / 100))]


class FrameClock(QObject):
    """Notes when the window updates itself."""

    def __init__(self) -> None:
        super().__init__()
        self.times: list[float] = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.UpdateRequest:
            self.times.append(time.perf_counter())
        return False


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


def end_run(window: MainWindow) -> None:
    """Ends the run that is on and waits for it."""
    window.controller.stop()
    expect("the end of the run", lambda: not window.controller.running)


def flood(window: MainWindow, rate: int, duration_s: float) -> Flood:
    """Paint gaps, rate and growth of memory while a script makes `rate` events a second."""
    window.open_script(SCRIPTS / "events.py")
    spec = window.workspace.spec()._replace(arguments=(str(rate), str(duration_s)))
    clock, process = FrameClock(), psutil.Process()
    window.controller.start(spec)
    expect("the first events", lambda: events_of(window) > rate // 10)
    window.installEventFilter(clock)
    began, first = time.perf_counter(), events_of(window)
    wait_until(lambda: time.perf_counter() - began > duration_s / 3, duration_s)
    early_mb = process.memory_info().rss / 1e6
    wait_until(lambda: time.perf_counter() - began > duration_s * 0.9, duration_s)
    late_mb = process.memory_info().rss / 1e6
    seen_s, events = time.perf_counter() - began, events_of(window) - first
    window.removeEventFilter(clock)
    end_run(window)
    gaps_ms = [(after - before) * 1000 for before, after in zip(clock.times, clock.times[1:], strict=False)]
    return Flood(gaps_ms, events / seen_s, late_mb - early_mb)


def events_of(window: MainWindow) -> int:
    """Events that the window has applied in this run."""
    run = window.controller.run
    return 0 if run is None else run.events


def start_to_process_ms(window: MainWindow) -> float:
    """From the click on Start until the table has a row, in milliseconds."""
    window.workspace.choose("joinable")
    model = window.processes.table.model()
    assert model is not None
    began = time.perf_counter()
    click_start(window)
    expect("a row", lambda: window.controller.run is not None and model.rowCount() > 0)
    passed_ms = (time.perf_counter() - began) * 1000
    end_run(window)
    return passed_ms


def terminate_to_change_ms(window: MainWindow) -> float:
    """From the click on a row's Terminate until the row shows the exit code, in milliseconds."""
    window.open_script(SCRIPTS / "sleeper.py")
    click_start(window)
    expect("a Terminate button", lambda: terminate_button(window) is not None)
    button = terminate_button(window)
    assert button is not None
    began = time.perf_counter()
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    expect("the exit code", lambda: "-15" in shown_texts(window))
    passed_ms = (time.perf_counter() - began) * 1000
    end_run(window)
    return passed_ms


def terminate_button(window: MainWindow) -> QPushButton | None:
    """The Terminate button of the process "sleeper", once it has a row and sleeps."""
    run = window.controller.run
    pids = [process.pid for process in run.processes.values() if process.name == "sleeper"] if run else []
    buttons = window.findChildren(QPushButton, "terminateButton")
    return next((button for button in buttons if button.property("pid") in pids and button.isEnabled()), None)


def shown_texts(window: MainWindow) -> set[str]:
    """Every text of the process table."""
    model = window.processes.table.model()
    assert model is not None
    rows, columns = range(model.rowCount()), range(model.columnCount())
    return {str(model.index(row, column).data()) for row in rows for column in columns}


def print_window(smoke: bool) -> bool:
    """Measures and prints all three; True when the targets are met (smoke: when all ran)."""
    app = QApplication.instance() or QApplication([])
    settings = tempfile.TemporaryDirectory(prefix="settings-of-procession-")
    window = create_window(Settings(os.path.join(settings.name, "settings.ini")))
    assert isinstance(window, MainWindow)
    window.show()
    rounds, duration_s = (1, 2.0) if smoke else (15, FLOOD_S)
    first = statistics.median(start_to_process_ms(window) for _ in range(rounds))
    change = statistics.median(terminate_to_change_ms(window) for _ in range(rounds))
    result = flood(window, RATE, duration_s)
    window.close()
    app.processEvents()
    settings.cleanup()
    share = 100 * sum(gap < GAP_MS for gap in result.gaps_ms) / len(result.gaps_ms)
    print(f"window: Start to first process shown {first:.0f} ms median (target <= {FIRST_PROCESS_MS:.0f})")
    print(f"  click on Terminate to the row's change {change:.0f} ms median (target <= {ROW_CHANGE_MS:.0f})")
    print(f"  {result.events_per_s:,.0f} events/s for {duration_s:.0f} s, memory {result.growth_mb:+.1f} MB")
    print(f"  {len(result.gaps_ms)} paint gaps: median {result.percentile(50):.1f} ms, ", end="")
    print(f"99 % within {result.percentile(99):.1f} ms, ", end="")
    print(f"{share:.2f} % under {GAP_MS:.0f} ms (target {GAP_SHARE:.0f} %)", flush=True)
    met = first <= FIRST_PROCESS_MS and change <= ROW_CHANGE_MS and share >= GAP_SHARE
    return smoke or (met and result.growth_mb <= GROWTH_MB and result.events_per_s >= 0.9 * RATE)
