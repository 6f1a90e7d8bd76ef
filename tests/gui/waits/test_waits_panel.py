"""The table of waits: what it says, in which order, and where a row leads."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from app.gui.look.colors import bar_color
from app.gui.look.theme import LIGHT
from app.gui.waits.life_bar import BAR_ROLE
from app.gui.waits.model import WaitModel
from app.gui.waits.panel import PAGES, WaitsPanel
from app.gui.waits.queue_rows import QUEUES, QueueColumn
from app.gui.waits.wait_rows import Column, ProcessColumn
from app.state.history import Location
from app.state.model import Condition, Run
from app.state.wait_groups import By
from tests.gui.find import find
from tests.state.build import FILE, MS, Script
from tests.state.test_critical_path import two_take_turns
from tests.state.test_wait_groups import run_with_waits


@pytest.fixture
def panel(qtbot: QtBot) -> WaitsPanel:
    made = WaitsPanel(LIGHT)
    qtbot.addWidget(made)
    made.resize(900, 300)
    made.show()
    run = run_with_waits()
    made.set_run(run)
    made.refresh(30 * MS, at_once=True)
    return made


def cells(panel: WaitsPanel, column: Column) -> list[str]:
    order = panel.order
    return [order.index(row, column).data() for row in range(order.rowCount())]


def test_it_is_a_sound_model(qtbot: QtBot) -> None:
    panel = WaitsPanel(LIGHT)
    qtbot.addWidget(panel)
    run, fatal = run_with_waits(), QAbstractItemModelTester.FailureReportingMode.Fatal
    testers = [QAbstractItemModelTester(model, fatal) for model in (panel.model, panel.order)]
    panel.set_run(run)
    for now_ms in (30, 40):
        panel.model.sync(now_ms * MS)
    panel.by.setCurrentIndex(By.PROCESS.value)
    panel.set_run(None)
    assert len(testers) == 2


def test_the_most_waiting_is_on_top_and_columns_are_sorted_as_numbers(panel: WaitsPanel) -> None:
    assert cells(panel, Column.WHAT) == ["other", "one"]
    assert cells(panel, Column.TOTAL) == ["0.010 s", "0.004 s"]
    panel.table.sortByColumn(Column.TOTAL, Qt.SortOrder.AscendingOrder)
    assert cells(panel, Column.WHAT) == ["one", "other"]


def test_a_wait_of_seconds_is_longer_than_one_of_milliseconds(panel: WaitsPanel) -> None:
    """Also where nanoseconds are more than 32 bits hold."""
    panel.refresh(5_000 * MS, at_once=True)
    assert cells(panel, Column.TOTAL) == ["4.980 s", "0.004 s"]
    panel.table.sortByColumn(Column.LARGEST, Qt.SortOrder.AscendingOrder)
    assert cells(panel, Column.LARGEST) == ["0.004 s", "4.980 s"]


def test_what_has_ended_the_waits_is_said_only_where_it_is_known(panel: WaitsPanel) -> None:
    ending = cells(panel, Column.ENDED_BY)
    assert ending[0] == ""
    assert ending[1].startswith("Lock.release") and ending[1].endswith(":6")


@pytest.mark.parametrize(("by", "count"), [(By.OBJECT, 2), (By.LINE, 2), (By.PROCESS, 3)])
def test_waits_are_added_up_by_what_is_chosen(panel: WaitsPanel, by: By, count: int) -> None:
    panel.by.setCurrentIndex(by.value)
    assert panel.order.rowCount() == count


def test_enter_leads_to_the_line(panel: WaitsPanel, qtbot: QtBot) -> None:
    panel.table.setCurrentIndex(panel.order.index(0, 0))
    with qtbot.waitSignal(panel.location_chosen) as caught:
        QTest.keyClick(panel.table, Qt.Key.Key_Return)
    assert caught.args == [Location(FILE, 5)]


def test_a_search_leaves_what_has_all_words_and_that_is_copied(panel: WaitsPanel) -> None:
    panel.line.setText("release one")
    rows = panel.order.rows_as_text()
    assert [row[Column.WHAT] for row in rows[1:]] == ["one"]


def test_a_wait_that_goes_on_grows(panel: WaitsPanel) -> None:
    panel.refresh(50 * MS, at_once=True)
    assert cells(panel, Column.TOTAL)[0] == "0.030 s"


@pytest.mark.parametrize("page", range(len(PAGES)))
def test_what_has_no_room_stands_in_the_tool_tip_of_its_row(panel: WaitsPanel, page: int) -> None:
    panel.set_run(run_with_queues() if PAGES[page] is QUEUES else run_with_waits())
    panel.by.setCurrentIndex(page)
    panel.refresh(200 * MS, at_once=True)
    table, titles = panel.table, panel.model.header_as_text()
    panel.resize(3000, 200)
    assert not any(map(table.isColumnHidden, range(len(titles)))), "there is room for all"
    panel.resize(500, 200)
    assert any(map(table.isColumnHidden, range(len(titles))))
    assert not table.isColumnHidden(table.header().sortIndicatorSection())
    place = panel.order.index(0, 0)
    cells_of_row = panel.model.row_as_text(panel.order.row_of(place))
    lines = place.data(Qt.ItemDataRole.ToolTipRole).split("\n")
    assert lines == [f"{title}: {cell}" for title, cell in zip(titles, cells_of_row, strict=True) if cell]


def test_without_a_run_it_is_empty(panel: WaitsPanel) -> None:
    panel.set_run(None)
    assert isinstance(panel.model, WaitModel)
    assert panel.model.rowCount() == 0


def test_of_a_run_that_is_over_the_critical_path_is_said(panel: WaitsPanel) -> None:
    line = find(panel, QLabel, "criticalPath")
    assert not line.isVisible(), "it goes on"
    run = two_take_turns()
    panel.set_run(run)
    assert line.isVisible()
    assert line.text().startswith("Critical path: 59 % of 1.0 s is spent in 3 processes, one after the other")
    assert line.accessibleName() == "Critical path"
    panel.set_run(None)
    assert not line.isVisible()


def test_of_a_lock_it_is_said_how_often_it_was_taken_and_who_held_it_longest(panel: WaitsPanel) -> None:
    assert cells(panel, Column.COUNT) == ["1 of 1", "1 of 2"]
    assert cells(panel, Column.HELD) == ["0.029 s", "0.028 s"]
    assert cells(panel, Column.LONGEST_HELD) == ["", "0.004 s"]
    assert cells(panel, Column.HELD_BY) == ["", "w1 · script.py:6"]
    panel.by.setCurrentIndex(By.LINE.value)
    assert panel.model.header_as_text()[-1] == "Mostly ended by"


def run_with_queues() -> Run:
    """q has room for one and is full from 10 to 50 ms; of two in other one was got; it is 110 ms now."""
    script = Script()
    main = (
        script.main().make(0, "Queue", 7, 1, "q").make(0, "Queue", 8, 0, "other").make(0, "Queue", 9, 0, "x")
    )
    main.op(10, "Queue.put", text="a", object=7, value=1)
    main.op(20, "Queue.put", text="b", object=8, value=2).op(30, "Queue.put", text="c", object=8, value=3)
    main.op(40, "Queue.get", text="b", object=8, value=2)
    main.op(50, "Queue.get", text="a", object=7, value=1)
    return script.tick(110)


def test_the_pressure_on_queues_can_be_chosen(panel: WaitsPanel) -> None:
    panel.by.setCurrentIndex(PAGES.index(QUEUES))
    assert panel.order.rowCount() == 0
    panel.set_run(run_with_queues())
    panel.refresh(110 * MS, at_once=True)
    assert panel.order.rows_as_text()[1:] == [
        ["q", "40 %", "60 %", "", "", "0.040 s", "0.040 s", "0 / 1", "1", "1"],
        ["other", "", "0 %", "100.0", "", "0.020 s", "0.020 s", "1", "2", "1"],
    ]
    panel.table.sortByColumn(QueueColumn.PUTS, Qt.SortOrder.DescendingOrder)
    assert panel.order.index(0, 0).data() == "other"
    panel.line.setText("other 100.0")
    assert [row[0] for row in panel.order.rows_as_text()[1:]] == ["other"]


def test_no_queue_is_said_to_be_none(panel: WaitsPanel) -> None:
    panel.by.setCurrentIndex(PAGES.index(QUEUES))
    assert find(panel, QLabel, "waitsCount").text() == "Nothing was put into a queue"


def test_of_each_process_it_is_said_on_what_its_life_was_spent(panel: WaitsPanel) -> None:
    panel.by.setCurrentIndex(By.PROCESS.value)
    names, lived, spent = (
        [panel.order.index(row, column).data() for row in range(3)]
        for column in (Column.WHAT, ProcessColumn.LIVED, ProcessColumn.SPENT)
    )
    assert names[0].startswith("w2") and lived[0] == "0.030 s"
    assert spent[0] == "waiting for other 33 % · waiting for one 13 % · not known 53 %"
    assert "waiting for other 33 %" in panel.order.rows_as_text()[1][ProcessColumn.SPENT]
    bar = panel.order.index(0, ProcessColumn.SPENT).data(BAR_ROLE)
    assert [(piece.condition, piece.share) for piece in bar] == [(Condition.BLOCKED, 0.467), (None, 0.533)]
    assert panel.order.index(0, ProcessColumn.TOTAL).data(BAR_ROLE) is None
    assert panel.order.index(0, ProcessColumn.TOTAL).data() == "0.014 s", "the most waiting is on top"


def test_the_bar_of_a_life_has_the_colours_of_its_parts(panel: WaitsPanel) -> None:
    panel.by.setCurrentIndex(By.PROCESS.value)
    panel.table.sortByColumn(ProcessColumn.SPENT, Qt.SortOrder.DescendingOrder)
    panel.table.scrollTo(panel.order.index(0, ProcessColumn.SPENT))
    place = panel.table.visualRect(panel.order.index(0, ProcessColumn.SPENT))
    picture = panel.table.viewport().grab(place).toImage()
    colours = {picture.pixelColor(x, picture.height() // 2).rgb() for x in range(min(130, picture.width()))}
    assert bar_color(LIGHT, Condition.BLOCKED).rgb() in colours
