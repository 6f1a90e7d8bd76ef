"""The table of objects: what it says, in which order, and how much it works."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.gui.look.theme import DARK, LIGHT
from app.gui.objects.model import AT_ONCE
from app.gui.objects.panel import PACE_NS, ObjectPanel
from app.gui.objects.rows import Column
from app.state.model import Run
from app.state.objects import LockObject, Owner, QueueObject, Waiter
from app.wire.records import OTHER_END, Effect
from tests.gui.stage_runs import (
    FLAG,
    LOCK,
    NOW_NS,
    QUEUE,
    READER,
    channel_run,
    flag_run,
    kill,
    lock_run,
    plain_run,
    queue_run,
)


@pytest.fixture
def panel(qtbot: QtBot) -> ObjectPanel:
    made = ObjectPanel(LIGHT)
    qtbot.addWidget(made)
    made.resize(900, 300)
    made.show()
    return made


def show(panel: ObjectPanel, run: Run) -> None:
    panel.set_run(run)
    panel.refresh(run.now_ns, at_once=True)


def rows(panel: ObjectPanel) -> list[list[str]]:
    """The cells that can be seen, from top to bottom."""
    order = panel.order
    return [[order.index(row, column).data() for column in Column] for row in range(order.rowCount())]


def names(panel: ObjectPanel) -> list[str]:
    return [row[Column.NAME] for row in rows(panel)]


def many_locks(count: int) -> Run:
    run = plain_run()
    for number in range(count):
        run.objects[number + 1] = LockObject(number + 1, "Lock", f"lock{number}", True)
    return run


# --- what it says --------------------------------------------------------------------------


def test_a_queue_says_how_full_it_is_and_who_waits_in_which_call(panel: ObjectPanel) -> None:
    run = queue_run()
    run.objects[QUEUE].users = {2, 3}
    show(panel, run)
    assert rows(panel) == [
        [
            "q",
            "JoinableQueue(30)",
            "5 of 30 · put 5 · got 0 · unfinished 5",
            "producer: join",
            "producer, consumer",
        ]
    ]


def test_a_lock_says_who_has_it_and_an_event_whether_it_is_set(panel: ObjectPanel) -> None:
    show(panel, lock_run())
    (row,) = [row for row in rows(panel) if row[Column.KIND] == "Lock"]
    assert row[Column.STATE].startswith("held by ")
    show(panel, flag_run())
    (row,) = [row for row in rows(panel) if row[Column.KIND] == "Event"]
    assert row[Column.STATE].partition(" ")[0] in ("set", "clear")


def test_a_lock_that_nobody_will_ever_get_stands_out(panel: ObjectPanel) -> None:
    run = lock_run()
    show(panel, run)
    row = [row[Column.KIND] for row in rows(panel)].index("Lock")
    state = panel.order.index(row, Column.STATE)
    calm = state.data(Qt.ItemDataRole.ForegroundRole)
    lock = run.objects[LOCK]
    assert isinstance(lock, LockObject)
    kill(run, lock.owners[0].process)
    lock.owner_is_dead = True
    panel.refresh(run.now_ns, at_once=True)
    assert calm is None
    assert state.data(Qt.ItemDataRole.ForegroundRole) == LIGHT.danger
    panel.set_theme(DARK)
    assert state.data(Qt.ItemDataRole.ForegroundRole) == DARK.danger


def test_more_waiters_than_a_cell_names_are_counted(panel: ObjectPanel) -> None:
    run = queue_run()
    queue = run.objects[QUEUE]
    queue.waiters = [Waiter(2, thread, "JoinableQueue.put", NOW_NS, Effect.PUT) for thread in range(30)]
    show(panel, run)
    assert rows(panel)[0][Column.WAITING] == "producer: put and 6 more"


def test_both_ends_of_a_pipe_are_one_row_that_says_who_has_which_open(panel: ObjectPanel) -> None:
    run = channel_run()
    run.objects[READER].users, run.objects[READER | OTHER_END].users = {2}, {1, 2}
    show(panel, run)
    state = "reader: open in worker-1 · to receive: 2 · writer: open in worker-1"
    assert rows(panel) == [["reader, writer", "Pipe", state, "worker-1: recv", "main, worker-1"]]
    assert panel._count.text() == "1"


def test_the_row_of_an_end_becomes_that_of_the_pipe_when_the_first_end_is_known(panel: ObjectPanel) -> None:
    run = channel_run()
    reader = run.objects.pop(READER)
    run.objects[LOCK] = LockObject(LOCK, "Lock", "lock", True)
    show(panel, run)
    assert names(panel) == ["writer", "lock"]
    assert panel.model.id_at(0) == READER | OTHER_END
    run.objects[READER] = reader
    panel.refresh(run.now_ns, at_once=True)
    assert names(panel) == ["reader, writer", "lock"]
    assert panel.model.id_at(0) == READER
    assert not panel.model.is_behind


# --- order and search ------------------------------------------------------------------------


def test_names_are_sorted_as_people_count_and_a_third_click_gives_their_own_order_back(
    panel: ObjectPanel,
) -> None:
    run = many_locks(12)
    run.objects[3].name = "Alpha"
    show(panel, run)
    own = names(panel)
    header = panel.table.header()
    place = header.viewport().rect().topLeft()
    place.setX(header.sectionViewportPosition(Column.NAME) + 30)
    place.setY(header.height() // 2)
    seen = []
    for _ in range(3):
        QTest.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=place)
        seen.append(names(panel))
    ordered = ["Alpha", *(f"lock{number}" for number in range(12) if number != 2)]
    assert seen == [ordered, ordered[::-1], own]


def test_who_is_waited_for_comes_first_when_sorted_by_that(panel: ObjectPanel) -> None:
    run = many_locks(5)
    run.objects[4].waiters = [Waiter(1, 1, "Lock.acquire", NOW_NS, Effect.TAKE)]
    show(panel, run)
    panel.table.sortByColumn(Column.WAITING, Qt.SortOrder.AscendingOrder)
    assert names(panel)[0] == "lock3"


def test_all_searched_words_have_to_stand_somewhere_in_the_row(panel: ObjectPanel) -> None:
    run = many_locks(30)
    run.objects[99] = QueueObject(99, "Queue", "inbox", True, maxsize=4)
    show(panel, run)
    QTest.keyClicks(panel.line, "LOCK2 free")
    assert names(panel) == ["lock2", *(f"lock2{number}" for number in range(10))]
    assert panel.order.rows_as_text()[0] == ["Name", "Kind", "State", "Waiting", "Used by"]
    assert len(panel.order.rows_as_text()) == 12
    QTest.keyClick(panel.line, Qt.Key.Key_Escape)
    assert len(names(panel)) == 31
    QTest.keyClicks(panel.line, "4 queue")
    assert names(panel) == ["inbox"]


def test_a_search_goes_on_while_objects_come_and_change(panel: ObjectPanel) -> None:
    run = many_locks(3)
    show(panel, run)
    panel.line.setText("held")
    assert names(panel) == []
    lock = run.objects[2]
    assert isinstance(lock, LockObject)
    lock.owners = [Owner(1, NOW_NS)]
    run.objects[50] = LockObject(50, "Lock", "late", True, owners=[Owner(1, NOW_NS)])
    panel.refresh(run.now_ns + PACE_NS)
    assert names(panel) == ["lock1", "late"]


# --- choice ------------------------------------------------------------------------------------


def test_a_click_and_the_arrow_keys_tell_which_object_even_with_an_id_of_64_bits(
    panel: ObjectPanel,
) -> None:
    run = queue_run()
    run.objects[FLAG] = LockObject(FLAG, "Lock", "gate", True)
    show(panel, run)
    chosen: list[int] = []
    panel.object_selected.connect(chosen.append)
    place = panel.table.visualRect(panel.order.index(0, 0)).center()
    QTest.mouseClick(panel.table.viewport(), Qt.MouseButton.LeftButton, pos=place)
    panel.table.setFocus()
    QTest.keyClick(panel.table, Qt.Key.Key_Down)
    assert chosen[0] == QUEUE
    assert chosen[-1] == FLAG
    assert panel.selected_text().startswith("gate\tLock\tfree")


# --- work ----------------------------------------------------------------------------------------


def test_one_look_at_very_many_objects_is_bounded_and_all_get_their_turn(
    panel: ObjectPanel, qtbot: QtBot
) -> None:
    run = many_locks(5 * AT_ONCE)
    panel.set_run(run)
    panel.refresh(run.now_ns, at_once=True)
    assert panel.model.rowCount() == AT_ONCE
    qtbot.waitUntil(lambda: panel.model.rowCount() == 5 * AT_ONCE)
    for known in run.objects.values():
        known.name += "!"
    for _ in range(6):
        panel.refresh(run.now_ns, at_once=True)
    assert all(name.endswith("!") for name in names(panel))


def test_what_is_in_view_is_looked_at_each_time(panel: ObjectPanel, qtbot: QtBot) -> None:
    run = many_locks(5 * AT_ONCE)
    show(panel, run)
    qtbot.waitUntil(lambda: panel.model.rowCount() == 5 * AT_ONCE)
    panel.table.scrollToBottom()
    run.objects[5 * AT_ONCE].name = "last"
    panel.refresh(run.now_ns, at_once=True)
    assert names(panel)[-1] == "last"


def test_it_rests_while_it_is_hidden_and_knows_the_present_when_it_is_shown(panel: ObjectPanel) -> None:
    run = many_locks(1)
    show(panel, run)
    panel.hide()
    run.objects[1].name = "renamed"
    panel.refresh(run.now_ns + 2 * PACE_NS)
    assert names(panel) == ["lock0"]
    panel.show()
    assert names(panel) == ["renamed"]


def test_without_an_object_it_says_so(panel: ObjectPanel) -> None:
    show(panel, plain_run())
    assert panel._count.text() == "This run shares no object"


# --- what installed packages have made ----------------------------------------------------


def test_what_a_package_has_made_is_folded_away_until_it_is_opened_or_searched(panel: ObjectPanel) -> None:
    run = many_locks(3)
    run.objects[2].made_by = "joblib"
    show(panel, run)
    assert names(panel) == ["lock0", "lock2"]
    assert (panel.fold.isVisible(), panel.fold.text()) == (True, "+1")
    assert panel.fold.toolTip() == panel.fold.accessibleName() == "Show what was made by joblib: 1"
    panel.fold.click()
    assert names(panel) == ["lock0", "lock1", "lock2"]
    assert rows(panel)[1][Column.KIND] == "Lock · made by joblib"
    panel.fold.click()
    assert names(panel) == ["lock0", "lock2"]
    panel.line.setText("lock1")
    assert names(panel) == ["lock1"]


def test_what_is_found_late_to_be_a_package_s_is_folded_away_then(panel: ObjectPanel) -> None:
    run = many_locks(3)
    show(panel, run)
    run.objects[2].made_by = "joblib"  # a manager's server has told of it before its maker
    panel.refresh(run.now_ns, at_once=True)
    assert names(panel) == ["lock0", "lock2"]
    assert (panel.fold.isVisible(), panel.fold.text()) == (True, "+1")


def test_nothing_to_fold_shows_no_fold(panel: ObjectPanel) -> None:
    show(panel, many_locks(3))
    assert not panel.fold.isVisible()
