"""The process table's model: right rows, right texts, and no more told than has changed."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from app.gui.processes.model import ProcessModel
from app.gui.processes.rows import NUMBER_ROLE, Column, Looks
from app.gui.words.state_words import state_text
from app.state.model import Outcome, Process, Run
from app.wire.records import Kind
from tests.gui.fakes import BEGAN_NS, make_process, make_run
from tests.state.build import Script, made_call

LOOKS = Looks(state_text, lambda number: QColor(number % 256, 0, 0), lambda *about: None)


@pytest.fixture
def model(qtbot: QtBot) -> ProcessModel:
    made = ProcessModel(LOOKS)
    tester = QAbstractItemModelTester(made, QAbstractItemModelTester.FailureReportingMode.Fatal)
    tester.setParent(made)
    return made


def column(model: ProcessModel, which: Column, parent: QModelIndex | None = None) -> list[str]:
    above = QModelIndex() if parent is None else parent
    return [model.index(row, which, above).data() for row in range(model.rowCount(above))]


def test_pid_name_and_exit_code_are_display_texts(model: ProcessModel) -> None:
    ended = make_process(
        2, "worker", ended_ns=BEGAN_NS, exitcode=-15, outcome=Outcome.TERMINATED, daemon=True
    )
    model.set_run(make_run(make_process(1, "main"), ended))
    assert column(model, Column.NAME) == ["main", "worker"]
    assert column(model, Column.PID) == ["101", "102"]
    assert column(model, Column.EXIT_CODE) == ["", "-15"]
    assert column(model, Column.ALIVE) == ["True", "False"]
    assert column(model, Column.DAEMON) == ["–", "True"]
    assert column(model, Column.STATE) == ["running", "ended: terminated"]
    assert model.index(1, 0).data(NUMBER_ROLE) == 2


def test_rows_come_one_by_one_without_a_reset(model: ProcessModel, qtbot: QtBot) -> None:
    run = make_run(make_process(1))
    model.set_run(run)
    resets: list[int] = []
    model.modelReset.connect(lambda: resets.append(1))
    for number in (2, 3):
        run.processes[number] = make_process(number)
    with qtbot.waitSignals([model.rowsInserted, model.rowsInserted]):
        model.sync(BEGAN_NS)
    assert model.rowCount() == 3
    assert resets == []


def test_only_the_cells_that_changed_are_reported(model: ProcessModel) -> None:
    run = make_run(make_process(1), make_process(2), make_process(3))
    model.set_run(run)
    model.sync(BEGAN_NS)
    told: list[tuple[int, int, int, int]] = []
    model.dataChanged.connect(lambda a, b: told.append((a.row(), b.row(), a.column(), b.column())))
    model.sync(BEGAN_NS)
    assert told == []
    run.processes[2].cpu_percent = 7.0
    run.processes[2].memory_mb = 12.0
    model.sync(BEGAN_NS)
    assert told == [(1, 1, Column.CPU, Column.MEMORY)]


def test_an_exit_code_that_comes_late_is_shown(model: ProcessModel) -> None:
    run = make_run(make_process(1), make_process(2, ended_ns=BEGAN_NS))
    model.set_run(run)
    run.processes[2].exitcode, run.processes[2].outcome = 3, Outcome.FAILED
    model.sync(BEGAN_NS)
    assert column(model, Column.EXIT_CODE) == ["", "3"]


def test_processes_of_multiprocessing_itself_are_hidden_and_their_children_move_up(
    model: ProcessModel,
) -> None:
    server = make_process(2, "forkserver")
    server.kind = "helper"
    child = make_process(3, "child")
    child.parent = 2
    model.set_run(make_run(make_process(1, "main"), server, child))
    assert column(model, Column.NAME) == ["main", "child"]
    model.set_tree(True)
    main = model.index(0, 0)
    assert column(model, Column.NAME) == ["main"]
    assert column(model, Column.NAME, main) == ["child"]


def test_a_process_that_turns_out_to_be_a_helper_goes(model: ProcessModel) -> None:
    run = make_run(make_process(1, "main"), make_process(2, "tracker"))
    model.set_run(run)
    run.processes[2].kind = "helper"
    model.sync(BEGAN_NS)
    assert column(model, Column.NAME) == ["main"]


def test_the_tree_follows_a_parent_that_becomes_known_later(model: ProcessModel) -> None:
    orphan = make_process(2, "child")
    orphan.parent = None
    run = make_run(make_process(1, "main"), orphan)
    model.set_tree(True)
    model.set_run(run)
    assert column(model, Column.NAME) == ["main", "child"]
    orphan.parent = 1
    model.sync(BEGAN_NS)
    assert column(model, Column.NAME, model.index(0, 0)) == ["child"]


def test_children_told_before_their_parents_find_their_place(model: ProcessModel) -> None:
    child, parent = make_process(2, "child"), make_process(3, "parent")
    child.parent = 3
    model.set_tree(True)
    model.set_run(make_run(make_process(1, "main"), child, parent))
    middle = model.index(0, 0, model.index(0, 0))
    assert middle.data() == "parent"
    assert column(model, Column.NAME, middle) == ["child"]


def test_parents_in_a_circle_are_no_end(model: ProcessModel) -> None:
    one, two = make_process(2), make_process(3)
    one.parent, two.parent = 3, 2
    model.set_tree(True)
    model.set_run(make_run(make_process(1), one, two))
    assert model.rowCount() == 3


def blocked(process: Process) -> Process:
    process.calls[1] = made_call("Process.join", 0, BEGAN_NS, True, "worker", 102)
    return process


def test_a_state_says_for_how_long_and_ticks_with_the_clock(model: ProcessModel) -> None:
    run: Run = make_run(blocked(make_process(1, "main")), make_process(2, "worker"))
    model.set_run(run)
    model.sync(BEGAN_NS + 1_800_000_000)
    assert column(model, Column.STATE)[0] == "waiting for worker to end 1 s"


def test_the_head_names_every_column_but_the_buttons(model: ProcessModel) -> None:
    titles = [model.headerData(column, Qt.Orientation.Horizontal) for column in Column]
    assert titles == ["Name", "PID", "Parent", "State", "Alive", "Daemon", "Exit", "CPU", "Memory", ""]


def test_a_process_that_only_its_parent_has_told_of_has_a_row(model: ProcessModel) -> None:
    """It ended so soon that the supervisor never saw it."""
    script = Script()
    script.main().op(1, "Process.start", text="soon over", value=777).slot(
        Kind.REAPED, 2, object=777, value=0
    )
    model.set_run(script.end(3))
    names = [model.index(row, Column.NAME).data() for row in range(model.rowCount())]
    assert names == ["main", "soon over"]


# --- what installed packages have started -------------------------------------------------


def test_what_a_package_has_started_is_folded_away_and_its_children_move_up(model: ProcessModel) -> None:
    run = make_run(
        make_process(1, "main"),
        make_process(2, "LokyProcess-1", parent=1, made_by="joblib"),
        make_process(3, "mine", parent=2),
    )
    model.set_run(run)
    assert column(model, Column.NAME) == ["main", "mine"]
    model.set_tree(True)
    assert column(model, Column.NAME, model.index_of(1)) == ["mine"]
    model.set_open(True)
    assert column(model, Column.NAME, model.index_of(1)) == ["LokyProcess-1"]
    assert column(model, Column.NAME, model.index_of(2)) == ["mine"]


def test_a_row_goes_when_its_maker_becomes_known(model: ProcessModel) -> None:
    run = make_run(make_process(1, "main"), make_process(2, "LokyProcess-1"))
    model.set_run(run)
    run.processes[2].made_by = "joblib"
    model.sync(BEGAN_NS)
    assert column(model, Column.NAME) == ["main"]
