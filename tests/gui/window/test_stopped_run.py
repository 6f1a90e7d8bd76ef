"""A run that hangs and is stopped: what its processes and locks were in is kept, and nobody is accused."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from app.gui.objects.rows import row_of
from app.gui.processes.rows import Column
from app.gui.stage.words.card import card_of, card_tip
from app.gui.stage.words.phrases import process_tip, process_words
from app.gui.window.main_window import MainWindow
from app.state.model import Condition, Run
from app.state.telling.words import condition
from tests.gui.find import find

PHILOSOPHERS = """
import multiprocessing as mp


def dine(left, right, seated):
    with left:
        seated.wait()
        with right:
            pass


if __name__ == "__main__":
    forks = [mp.Lock() for _ in range(5)]
    seated = mp.Barrier(5)
    philosophers = [
        mp.Process(target=dine, args=(forks[i], forks[(i + 1) % 5], seated), name=f"phil-{i}")
        for i in range(5)
    ]
    for philosopher in philosophers:
        philosopher.start()
    for philosopher in philosophers:
        philosopher.join()
"""
START_MS = 30_000


def click(window: MainWindow, name: str) -> None:
    QTest.mouseClick(find(window, QPushButton, name), Qt.MouseButton.LeftButton)


def run_of(window: MainWindow) -> Run:
    run = window.controller.run
    assert run is not None
    return run


def all_hang(window: MainWindow) -> bool:
    run = window.controller.run
    philosophers = [] if run is None else [one for one in run.processes.values() if "phil" in one.name]
    conditions = [condition(one, window.controller.clock.now_ns) for one in philosophers if one.holding]
    return conditions == [Condition.BLOCKED] * 5 and not any(
        "Barrier" in call.operation for one in philosophers for call in one.calls.values()
    )


@pytest.mark.parametrize("method", ["fork", "spawn"])
def test_philosophers_that_are_stopped_have_not_died_and_tell_what_they_waited_for(
    window: MainWindow, qtbot: QtBot, tmp_path: Path, method: str
) -> None:
    script = tmp_path / "dining.py"
    script.write_text(PHILOSOPHERS, encoding="utf-8")
    window.open_script(script)
    window.workspace.set_start_method(method)
    click(window, "startButton")
    qtbot.waitUntil(lambda: all_hang(window), timeout=START_MS)
    click(window, "stopButton")
    qtbot.waitUntil(lambda: not window.controller.running, timeout=START_MS)

    run, now_ns = run_of(window), window.controller.clock.now_ns
    locks = [known for known in run.objects.values() if known.kind == "Lock"]
    cards = [card_of(lock, run, now_ns) for lock in locks]
    assert len(cards) == 5
    for lock, card in zip(locks, cards, strict=True):
        assert not card.is_dead and not row_of(lock, run, now_ns).is_dead
        assert "was held by phil-" in card_tip(card) and "was waiting: phil-" in card_tip(card)
    for process in run.script_processes:
        words = process_words(process, run, now_ns)
        assert (words.condition, words.state, words.error) == (Condition.ENDED, "ended with the run", "")
        assert "was " in process_tip(process, run, now_ns)
        if process is not run.main:
            assert ".acquire()" in words.call and words.holding.startswith("held ")
    (line,) = [line for line, numbers in window.code.marks.items() if len(numbers) == 5]
    assert window.code.document().findBlockByNumber(line - 1).text().strip() == "with right:"
    assert "stopped" in window.top_bar.status
    model = window.processes.table.model()
    states = [model.index(row, Column.STATE) for row in range(model.rowCount())]
    told = [index.data() for index in states if "blocked on" in index.data()]
    assert len(told) == 5 and all("ended with the run, was blocked on" in text for text in told)
    muted = window.appearance.theme.muted
    assert {index.data(Qt.ItemDataRole.ForegroundRole).name() for index in states} == {muted}
