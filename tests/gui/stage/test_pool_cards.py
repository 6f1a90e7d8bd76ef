"""The card of a pool, the row of it in the table, and the cards of its workers."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QApplication

from app.gui.look.colors import condition_colors
from app.gui.look.theme import LIGHT
from app.gui.objects.rows import Column, row_of
from app.gui.stage.geometry.places import Place, What
from app.gui.stage.paint.cards import draw_card
from app.gui.stage.paint.flights import Flights
from app.gui.stage.paint.pictures import Moment
from app.gui.stage.spoken import spoken
from app.gui.stage.words.phrases import ProcessWords, process_words
from app.state.model import Condition, Run
from app.wire.records import INITIALIZER, Broken, Effect, Family, Kind, Stopped, Trait, task_value
from tests.gui.stage.card_words import tip_of, words_of
from tests.gui.stage.test_cards import HearingKit
from tests.state.build import BEGAN, BLOCKED, DONE, MS
from tests.state.pool_run import POOL, PoolRun

NOW_MS = 900


@pytest.fixture
def kit(qapp: QApplication) -> HearingKit:
    return HearingKit()


def said(kit: HearingKit, run: Run) -> set[str]:
    """All that the card says where it has room."""
    return words_of(kit, run, POOL, NOW_MS * MS)


def tip(run: Run) -> list[str]:
    return tip_of(run, POOL, NOW_MS * MS)


def row(run: Run, column: int) -> str:
    return row_of(run.objects[POOL], run, NOW_MS * MS).cells[column]


def busy() -> PoolRun:
    """w2 has done one of five tasks and runs another one; main waits."""
    told = PoolRun()
    told.submit(2, 0, 5)
    told.wait(2.1, 0)
    told.do(told.workers[0], 3, 0, 0)
    told.run_task(told.workers[0], 5, 0, 1, "square(1)")
    return told


def test_a_pool_shows_who_runs_a_task_how_many_are_over_and_who_waits(kit: HearingKit) -> None:
    run = busy().script.tick(NOW_MS)
    assert {"pool", "Pool(2)", "running", "w2", "1/5", "waiting", "main", "waiting: 3 · done: 1"} <= said(
        kit, run
    )
    assert "w3" not in said(kit, run)
    assert row(run, Column.STATE) == "running w2 1/5 · waiting: 3 · done: 1"
    assert row(run, Column.WAITING) == "main: map"


def test_a_pool_that_has_nothing_to_do_says_how_many_workers_it_has(kit: HearingKit) -> None:
    assert "no task runs · workers: 2" in said(kit, PoolRun().script.tick(NOW_MS))


def test_the_card_of_a_worker_says_which_task_it_runs_and_what_it_does_in_it() -> None:
    told = busy()
    run = told.script.tick(NOW_MS)
    assert process_words(run.processes[2], run, NOW_MS * MS).call == "square(1): 2 of 5"
    assert process_words(run.processes[3], run, NOW_MS * MS).call == "", "it is idle"
    told.workers[0].op(NOW_MS, "time.sleep", BEGAN, "1")
    run = told.script.tick(NOW_MS + 1)
    assert process_words(run.processes[2], run, NOW_MS * MS).call == "square(1): 2 of 5 · time.sleep(1)"


def test_an_idle_worker_is_calm_and_one_whose_task_waits_is_not() -> None:
    told = busy()
    run = told.script.tick(NOW_MS)
    words = process_words(run.processes[3], run, NOW_MS * MS)
    assert (words.state, words.is_idle) == ("idle, no task 0.8 s", True)
    assert words.condition is Condition.BLOCKED, "as in the report"
    assert pill_of(words) == condition_colors(LIGHT, Condition.SLEEPING)
    at = Moment(run, NOW_MS * MS, HearingKit(), Flights())
    assert spoken(Place(What.PROCESS, 3, QRectF()), at).name == "w3, idle, no task from pool"
    told.workers[0].op(NOW_MS, "Lock.acquire", BLOCKED, object=9)
    run = told.script.tick(NOW_MS + 1)
    words = process_words(run.processes[2], run, NOW_MS * MS)
    assert (words.state, words.is_idle) == ("blocked", False)
    assert pill_of(words) == condition_colors(LIGHT, Condition.BLOCKED)


class PillKit(HearingKit):
    """Records the colours of the first pill."""

    colors: tuple[QColor, QColor] | None = None

    def pill(
        self,
        painter: QPainter,
        rect: QRectF,
        text: str,
        colors: tuple[QColor, QColor],
        where: Qt.TextElideMode = Qt.TextElideMode.ElideRight,
    ) -> QRectF:
        self.colors = self.colors or colors
        return super().pill(painter, rect, text, colors, where)


def pill_of(words: ProcessWords) -> tuple[QColor, QColor] | None:
    kit = PillKit()
    kit.draw(draw_card, kit.metrics.card_width_max, kit.metrics.card, words)
    return kit.colors


def test_who_waits_is_shown_in_the_call_of_the_script() -> None:
    told = busy()
    run = told.script.tick(NOW_MS)
    assert process_words(run.processes[1], run, NOW_MS * MS).call == "pool.map(square)"
    told.waited(NOW_MS)
    told.wait(NOW_MS, 0, "AsyncResult.get")
    run = told.script.tick(NOW_MS + 1)
    assert process_words(run.processes[1], run, NOW_MS * MS).call == "AsyncResult.get()"
    told.waited(NOW_MS + 1, "AsyncResult.get")
    told.wait(NOW_MS + 1, 0, "IMapIterator.next")
    run = told.script.tick(NOW_MS + 2)
    assert process_words(run.processes[1], run, NOW_MS * MS).call == "IMapIterator.next()"


def test_a_lost_task_is_the_worst_and_stands_in_place_of_the_counts(kit: HearingKit) -> None:
    told = busy()
    told.run_task(told.workers[1], 6, 0, 2, "square(2)")
    told.finish(told.workers[1], 7, 0, 2, "ValueError: no\x1f/run/work/script.py\x1f4")
    run = told.script.tick(8)
    assert "square(2): ValueError: no, line 4" in said(kit, run)
    told.script.ended(9, 2, -9)
    run = told.script.tick(NOW_MS)
    assert "lost: square(1), with w2" in said(kit, run)
    assert "waiting: 2 · done: 1 · failed: 1" in tip(run)


def test_a_pool_that_was_stopped_says_how(kit: HearingKit) -> None:
    told = PoolRun()
    told.stop(2, Stopped.CLOSED)
    assert "closed" in said(kit, told.script.tick(3))
    told.stop(4)
    assert "terminated" in said(kit, told.script.tick(5))


def test_a_worker_that_has_died_and_a_callback_that_has_raised_are_told(kit: HearingKit) -> None:
    told = PoolRun()
    told.script.send()
    told.script.ended(2, 2, -9)
    assert "died: w2" in said(kit, told.script.tick(3))
    told.op(told.main, 4, "callback", Effect.ACT, 4, "KeyError: 1", thread=2)
    assert "callback: KeyError: 1: no more results" in said(kit, told.script.tick(5))


def test_the_threads_of_a_thread_pool_have_their_own_names(kit: HearingKit) -> None:
    told = PoolRun(0, "ThreadPool")
    told.submit(1, 0, 1)
    told.main.slot(Kind.THREAD, 1, b"MainThread", value=101, thread=1)
    told.main.slot(Kind.THREAD, 1, b"Thread-1 (worker)", value=4711, thread=5)
    told.op(told.main, 2, "worker", Effect.WORK, BEGAN, thread=5)
    told.op(told.main, 3, "task", Effect.TASK, BEGAN, "f(0)", thread=5)
    run = told.script.tick(NOW_MS)
    assert {"ThreadPool", "Thread-1 (worker)"} <= said(kit, run)
    told.op(told.main, NOW_MS, "task", Effect.TASK, DONE, thread=5)
    assert "Thread-1 (worker)" not in said(kit, told.script.tick(NOW_MS + 1))


def test_a_broken_executor_shows_which_thread_still_runs_a_task_and_then_that_it_is_broken(
    kit: HearingKit,
) -> None:
    told = PoolRun(0, "ThreadPoolExecutor")
    told.main.slot(Kind.THREAD, 1, b"MainThread", value=101, thread=1)
    told.main.slot(Kind.THREAD, 1, b"crew_0", value=4711, thread=5)
    told.submit(1, 0, 1)
    told.op(told.main, 2, "task", Effect.TASK, BEGAN, "f(0)", thread=5)
    told.op(told.main, 3, "initializer", Effect.TASK, 4, "LookupError: x", value=INITIALIZER, thread=6)
    told.op(told.main, 3, "break", Effect.BREAK, DONE, value=Broken.INITIALIZER, thread=6)
    first = said(kit, told.script.tick(4))
    assert {"running", "crew_0", "initializer: LookupError: x"} <= first and "broken" not in first
    told.op(told.main, 5, "task", Effect.TASK, DONE, thread=5)
    assert "broken" in said(kit, told.script.tick(6))


def test_a_managers_pool_shows_its_tasks_where_its_server_tells_of_them(kit: HearingKit) -> None:
    told = PoolRun(0, "PoolProxy")
    told.main.op(2, "PoolProxy.map", BEGAN, object=POOL)
    assert "calls: 0" in said(kit, told.script.tick(3))
    server, worker = told.script.worker(2, "SyncManager-1"), told.script.worker(3, "w3")
    what = {"meaning": Family.POOL, "traits": Trait.SERVED, "object": POOL, "value": 2}
    server.slot(Kind.OBJECT, 3, b"", operation=0, **what)
    server.op(4, "Pool.map", DONE, "f", object=POOL, meaning=Effect.SUBMIT, value=task_value(0, 3), thread=3)
    told.run_task(worker, 5, 0, 0)
    run = told.script.tick(NOW_MS)
    assert {"running", "w3", "0/3", "waiting", "main"} <= said(kit, run)
    assert any("shared pool (2)" in line for line in tip(run))
    assert row(run, Column.WAITING) == "main: map"
