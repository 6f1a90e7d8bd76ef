"""The process table: a pair of buttons on each living row, which ask and change nothing themselves."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QFontMetricsF, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton, QStyleOptionViewItem
from pytestqt.qtbot import QtBot

from app.gui.look.theme import DARK, LIGHT
from app.gui.processes.columns import on_two_lines
from app.gui.processes.panel import ProcessPanel
from app.gui.processes.row_parts import CELL_ROOM, DOT, RowDelegate
from app.gui.processes.rows import Column
from app.state.history import Location
from app.state.model import Outcome, Run, Thread
from app.state.objects import LockObject, Owner
from app.wire.records import Effect
from tests.gui.fakes import BEGAN_NS, make_process, make_run
from tests.state.build import made_call


@pytest.fixture
def run() -> Run:
    return make_run(make_process(1, "main"), make_process(2, "worker"), make_process(3, "other"))


@pytest.fixture
def panel(qtbot: QtBot, run: Run) -> ProcessPanel:
    made = ProcessPanel(LIGHT)
    qtbot.addWidget(made)
    made.resize(760, 300)
    made.table.set_can_act(True)
    made.set_run(run)
    made.show()
    return made


def buttons(panel: ProcessPanel, name: str) -> dict[int, QPushButton]:
    """The buttons that are on living rows, by the pid they carry."""
    found = panel.table.viewport().findChildren(QPushButton, name)
    return {button.property("pid"): button for button in found if button.isVisibleTo(panel.table)}


def end(run: Run, number: int) -> None:
    process = run.processes[number]
    process.ended_ns, process.exitcode, process.outcome = BEGAN_NS, -15, Outcome.TERMINATED


def test_every_living_row_has_one_pair_of_buttons_with_its_pid(panel: ProcessPanel) -> None:
    assert sorted(buttons(panel, "terminateButton")) == [101, 102, 103]
    assert sorted(buttons(panel, "killButton")) == [101, 102, 103]
    assert all(button.isEnabled() for button in buttons(panel, "killButton").values())


def test_a_click_asks_for_the_process_and_the_row_waits_for_the_fact(
    panel: ProcessPanel, run: Run, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(panel.table.terminate_requested) as asked:
        QTest.mouseClick(buttons(panel, "terminateButton")[102], Qt.MouseButton.LeftButton)
    assert asked.args == [2]
    panel.refresh(BEGAN_NS, at_once=True)
    assert 102 in buttons(panel, "terminateButton")
    end(run, 2)
    panel.refresh(BEGAN_NS, at_once=True)
    qtbot.waitUntil(lambda: sorted(buttons(panel, "terminateButton")) == [101, 103])
    assert panel.model.index_of(2, Column.EXIT_CODE).data() == "-15"


def test_what_changes_just_before_everything_rests_is_shown_all_the_same(
    panel: ProcessPanel, run: Run, qtbot: QtBot
) -> None:
    panel.refresh(BEGAN_NS, at_once=True)
    end(run, 2)
    panel.refresh(BEGAN_NS + 1)
    qtbot.waitUntil(lambda: panel.model.index_of(2, Column.EXIT_CODE).data() == "-15")


def test_kill_asks_too(panel: ProcessPanel, qtbot: QtBot) -> None:
    with qtbot.waitSignal(panel.table.kill_requested) as asked:
        QTest.mouseClick(buttons(panel, "killButton")[103], Qt.MouseButton.LeftButton)
    assert asked.args == [3]


def test_without_a_supervisor_that_obeys_there_are_no_buttons(panel: ProcessPanel, qtbot: QtBot) -> None:
    panel.table.set_can_act(False)
    qtbot.waitUntil(lambda: buttons(panel, "killButton") == {})


def test_a_new_row_gets_its_buttons(panel: ProcessPanel, run: Run) -> None:
    run.processes[4] = make_process(4, "late")
    panel.refresh(BEGAN_NS, at_once=True)
    assert 104 in buttons(panel, "terminateButton")


def test_a_name_in_the_tree_has_its_room_beside_the_indentation(qtbot: QtBot) -> None:
    panel = ProcessPanel(LIGHT)
    qtbot.addWidget(panel)
    panel.resize(1000, 300)
    panel.set_run(make_run(make_process(1, "main"), make_process(2, "talker-aa"), make_process(3, "other")))
    panel.show()
    panel.table.set_tree(True)
    room = panel.table.visualRect(panel.model.index_of(2, Column.NAME)).width()
    assert room >= panel.table.fontMetrics().horizontalAdvance("talker-aa") + DOT + CELL_ROOM


def test_a_number_is_not_parted_from_its_unit(panel: ProcessPanel, run: Run) -> None:
    """A state of two lines would break there: "waiting for salary to end 1" and, below it, "s"."""
    run.processes[2].calls[1] = made_call("Process.join", since_ns=BEGAN_NS, blocked=True, argument="other")
    panel.refresh(BEGAN_NS + 3_000_000_000, at_once=True)
    index = panel.model.index_of(2, Column.STATE)
    option = QStyleOptionViewItem()
    RowDelegate().initStyleOption(option, index)
    assert (index.data(), option.text) == (
        "waiting for other to end 3 s",
        "waiting for other to end 3\N{NO-BREAK SPACE}s",
    )


@pytest.mark.parametrize("width", range(120, 420, 20))
def test_a_state_that_needs_a_third_line_says_that_it_goes_on(
    panel: ProcessPanel, run: Run, width: int
) -> None:
    run.processes[2].calls[1] = made_call(
        "Process.join", since_ns=BEGAN_NS, blocked=True, argument="one whose name is of many words, " * 5
    )
    panel.refresh(BEGAN_NS + 3_000_000_000, at_once=True)
    option = QStyleOptionViewItem()
    option.rect = QRect(0, 0, width, 40)
    RowDelegate().initStyleOption(option, panel.model.index_of(2, Column.STATE))
    rows = option.text.split("\N{LINE SEPARATOR}")
    assert len(rows) == 2 and rows[1].endswith("…")
    assert all(QFontMetricsF(option.font).horizontalAdvance(row) <= width - CELL_ROOM for row in rows)


def test_a_worker_that_waits_for_a_task_does_not_stand_out(panel: ProcessPanel, run: Run) -> None:
    role = Qt.ItemDataRole.ForegroundRole
    for number, effect in ((2, Effect.WORK), (3, Effect.TAKE)):
        run.processes[number].calls[1] = call = made_call("Pool.worker", 9, BEGAN_NS, blocked=True)
        call.effect = effect
    panel.refresh(BEGAN_NS + 3_000_000_000, at_once=True)
    colors = {number: panel.model.index_of(number, Column.STATE).data(role) for number in (1, 2, 3)}
    assert colors[2] == colors[1] != colors[3]


def test_the_tree_keeps_the_buttons(panel: ProcessPanel, qtbot: QtBot) -> None:
    panel.table.set_tree(True)
    qtbot.waitUntil(lambda: sorted(buttons(panel, "terminateButton")) == [101, 102, 103])


def test_the_menu_greys_what_would_do_nothing(panel: ProcessPanel, run: Run) -> None:
    def enabled(number: int) -> dict[str, bool]:
        menu = panel.table.menu_for(run.processes[number])
        found = {action.text(): action.isEnabled() for action in menu.actions() if action.text()}
        menu.deleteLater()
        return found

    run.processes[2].suspended = True
    end(run, 3)
    assert enabled(1)["Suspend"] and not enabled(1)["Resume"]
    assert not enabled(2)["Suspend"] and enabled(2)["Resume"]
    assert [name for name, on in enabled(3).items() if on] == ["Copy PID", "Copy row"]


def test_a_row_can_be_copied(panel: ProcessPanel, run: Run) -> None:
    menu = panel.table.menu_for(run.processes[2])
    next(action for action in menu.actions() if action.text() == "Copy row").trigger()
    menu.deleteLater()
    assert QGuiApplication.clipboard().text().startswith("worker\t102\t101\t")


@pytest.mark.parametrize("width", [480, 760, 1200])
def test_the_buttons_and_the_name_are_never_given_up_for_room(
    panel: ProcessPanel, width: int, qtbot: QtBot
) -> None:
    panel.resize(width, 300)
    qtbot.waitUntil(lambda: panel.table.width() == width)
    for column in (Column.NAME, Column.PID, Column.STATE, Column.EXIT_CODE, Column.ACTIONS):
        assert not panel.table.isColumnHidden(column)

    def right_edge() -> int:
        shown = buttons(panel, "killButton").values()
        return max(button.mapTo(panel, button.rect().bottomRight()).x() for button in shown)

    qtbot.waitUntil(lambda: right_edge() < width)


def test_a_long_state_gets_the_room_of_numbers(panel: ProcessPanel, run: Run, qtbot: QtBot) -> None:
    def shown() -> bool:
        return not panel.table.isColumnHidden(Column.MEMORY)

    panel.resize(panel.table.needed_width(Column.PARENT) + 20, 300)
    qtbot.waitUntil(shown)
    narrow = panel.table.columnWidth(Column.STATE)
    run.processes[3].name = "a-very-long-worker-name-2"
    lock = LockObject(7, "Lock", "lock", True)
    lock.owners = [Owner(3, BEGAN_NS)]
    run.objects[7] = lock
    run.processes[2].calls[1] = made_call("Lock.acquire", 7, BEGAN_NS, True)
    panel.refresh(BEGAN_NS, at_once=True)
    state = panel.model.index_of(2, Column.STATE).data()
    assert state == "blocked on lock (held by a-very-long-worker-name-2)"
    assert not shown()
    two_lines = 2 * (panel.table.columnWidth(Column.STATE) - CELL_ROOM)
    assert two_lines > panel.table.fontMetrics().horizontalAdvance(state) > 2 * (narrow - CELL_ROOM)
    run.processes[2].calls.clear()
    panel.refresh(BEGAN_NS, at_once=True)
    assert not shown(), "columns do not come and go with each call"
    panel.set_run(make_run(make_process(1, "main")))
    assert shown()


def test_when_all_is_over_the_room_of_the_buttons_is_that_of_the_states(panel: ProcessPanel) -> None:
    """What is over is told in longer sentences than what goes on."""
    panel.resize(panel.table.needed_width(Column.PARENT) + 20, 300)
    run = make_run(make_process(1, "main"), make_process(2, "w1"))
    panel.set_run(run)
    lock = LockObject(7, "Lock", "lock", True)
    lock.owners = [Owner(2, BEGAN_NS)]
    run.objects[7] = lock
    run.processes[1].calls[1] = made_call("Lock.acquire", 7, BEGAN_NS, True)
    run.processes[2].name = "a-very-long-worker-name-that-has-it"
    panel.refresh(BEGAN_NS, at_once=True)
    before = panel.table.columnWidth(Column.STATE)
    assert not panel.table.isColumnHidden(Column.ACTIONS)
    for process in run.processes.values():
        process.ended_ns, process.outcome = BEGAN_NS + 9_000_000_000, Outcome.ENDED_WITH_RUN
    panel.refresh(BEGAN_NS + 9_000_000_000, at_once=True)
    panel.table.set_can_act(False)
    assert panel.table.isColumnHidden(Column.ACTIONS)
    assert panel.table.columnWidth(Column.STATE) > before
    panel.table.set_can_act(True)
    assert not panel.table.isColumnHidden(Column.ACTIONS)


def test_a_state_that_breaks_badly_has_room_for_both_lines() -> None:
    text = "waiting in socket.socket.accept (line 10)"
    assert on_two_lines(text, len) == len("socket.socket.accept (line 10)")
    assert on_two_lines("waiting for x to end 5 s", len) == len("x to end 5 s")
    assert on_two_lines("running", len) == len("running")


def test_texts_of_buttons_are_not_cut_off(panel: ProcessPanel) -> None:
    for name in ("terminateButton", "killButton"):
        shown = buttons(panel, name)
        assert shown, name
        for button in shown.values():
            assert button.width() >= button.sizeHint().width()


def test_another_theme_gives_other_colours(panel: ProcessPanel) -> None:
    before = panel.model.index_of(2).data(Qt.ItemDataRole.DecorationRole)
    panel.set_theme(DARK)
    assert panel.model.index_of(2).data(Qt.ItemDataRole.DecorationRole) != before


def test_the_state_of_a_row_tells_of_its_other_threads_too(panel: ProcessPanel, run: Run) -> None:
    worker = run.processes[2]
    worker.main_thread, worker.threads = 1, {1: Thread("MainThread", 102), 2: Thread("reader", 9)}
    worker.calls[1] = made_call("time.sleep", since_ns=BEGAN_NS)
    worker.calls[2] = made_call("Queue.get", since_ns=BEGAN_NS, blocked=True)
    worker.calls[2].location = Location("/fake/script.py", 7)
    panel.refresh(BEGAN_NS, at_once=True)
    index = panel.model.index_of(2, Column.STATE)
    assert index.data() == "sleeping · reader: blocked in Queue.get"


def test_a_fold_shows_what_packages_have_started(panel: ProcessPanel, run: Run) -> None:
    assert not panel.fold.isVisibleTo(panel)
    run.processes[3].made_by = "joblib"
    panel.refresh(BEGAN_NS, at_once=True)
    assert set(buttons(panel, "killButton")) == {101, 102}
    assert (panel.fold.isVisibleTo(panel), panel.fold.text()) == (True, "+1")
    panel.fold.click()
    assert panel.model.index_of(3, Column.STATE).data() == "running · made by joblib"
    assert set(buttons(panel, "killButton")) == {101, 102, 103}
