"""What the window calls an object is what the script calls it, everywhere, also once it is renamed."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QPushButton
from pytestqt.qtbot import QtBot

from app.gui.processes.rows import Column
from app.gui.window.main_window import MainWindow
from tests.gui.find import find

START_MS = 30_000

RING = """
from multiprocessing import Barrier, Lock, Process

def philosopher(left, right, seated):
    with left:
        seated.wait()
        with right:
            pass

if __name__ == "__main__":
    forks = [Lock() for _ in range(5)]
    seated = Barrier(5)
    people = [Process(target=philosopher, args=(forks[i], forks[(i + 1) % 5], seated)) for i in range(5)]
    for one in people:
        one.start()
    for one in people:
        one.join()
"""

RENAMED = """
import os, sys, time
from multiprocessing import Lock

def make():
    made = Lock()
    made.acquire()
    while not os.path.exists("seen"):
        time.sleep(0.01)
    return made

if __name__ == "__main__":
    keys = {"front": make()}
    keys["front"].release()
    keys["front"].acquire()
    time.sleep(60)
"""


def start(window: MainWindow, folder: Path, text: str, method: str = "") -> None:
    path = folder / "script.py"
    path.write_text(text, encoding="utf-8")
    window.open_script(path)
    if method:
        box = find(window, QComboBox, "startMethodBox")
        box.setCurrentIndex(box.findText(method))
    QTest.mouseClick(find(window, QPushButton, "startButton"), Qt.MouseButton.LeftButton)


def states(window: MainWindow) -> list[str]:
    model = window.processes.table.model()
    return [model.index(row, Column.STATE).data() for row in range(model.rowCount())]


@pytest.mark.parametrize("method", ["fork", "spawn", "forkserver"])
def test_five_philosophers_wait_in_a_ring_of_forks(
    window: MainWindow, qtbot: QtBot, tmp_path: Path, method: str
) -> None:
    start(window, tmp_path, RING, method)
    qtbot.waitUntil(
        lambda: sum("blocked on forks[" in state for state in states(window)) == 5, timeout=START_MS
    )
    for seat in range(5):
        (state,) = [one for one in states(window) if f"holding forks[{seat}]" in one]
        assert f"blocked on forks[{(seat + 1) % 5}] (held by " in state
    drawn = window.stage.text()
    assert all(f"forks[{seat}] · Lock" in drawn for seat in range(5))
    assert "left" not in drawn


def test_a_card_follows_when_an_object_is_renamed(window: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    start(window, tmp_path, RENAMED.replace('"seen"', repr(str(tmp_path / "seen"))))
    qtbot.waitUntil(lambda: "holding made" in "".join(states(window)), timeout=START_MS)
    assert "made" in window.stage.text()
    (tmp_path / "seen").touch()
    qtbot.waitUntil(lambda: "holding keys['front']" in "".join(states(window)), timeout=START_MS)
    drawn = window.stage.text()
    assert "keys['front']" in drawn
    assert "made" not in drawn
