"""The window as screen readers get it: names, roles, values, and words for what is only drawn."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.gui.stage.view import StageView
from app.gui.window.main_window import MainWindow
from tests.gui.find import bring_to_front, find
from tests.gui.stage_runs import NOW_NS, call, channel_run, lock_run, put, queue_run

START_MS = 30_000
Role = QAccessible.Role
#: Roles of what a person acts on or reads by itself.
CONTROLS = frozenset(
    {
        Role.Button,
        Role.CheckBox,
        Role.RadioButton,
        Role.ComboBox,
        Role.EditableText,
        Role.SpinBox,
        Role.PageTab,
        Role.List,
        Role.ListItem,
        Role.Tree,
        Role.TreeItem,
        Role.ColumnHeader,
        Role.MenuItem,
        Role.PushButton,
        Role.Slider,
        Role.Table,
        Role.Cell,
    }
)
ROLES = {
    "startButton": Role.Button,
    "stopButton": Role.Button,
    "languageButton": Role.Button,
    "startMethodBox": Role.ComboBox,
    "scenarioList": Role.List,
    "processTable": Role.Tree,
    "codeView": Role.EditableText,
    "outputView": Role.EditableText,
    "inputLine": Role.EditableText,
    "explainView": Role.StaticText,
    "parameter_SIZE": Role.SpinBox,
}


@pytest.fixture
def stage(qtbot: QtBot) -> StageView:
    view = StageView()
    qtbot.addWidget(view)
    view.resize(760, 560)
    view.show()
    return view


def interface(widget: QWidget) -> QAccessibleInterface:
    found = QAccessible.queryAccessibleInterface(widget)
    assert found is not None
    return found


def every(root: QAccessibleInterface) -> Iterator[QAccessibleInterface]:
    """A whole accessibility tree, without Qt's internals: lists of closed combo boxes, scroll buttons."""
    yield root
    for index in range(root.childCount()):
        child = root.child(index)
        if child is not None and child.isValid() and root.role() is not Role.ComboBox:
            yield from every(child)


def name(one: QAccessibleInterface) -> str:
    """The name of an element, or that of its label where the name is the value."""
    labels = [label for label, _ in one.relations(QAccessible.RelationFlag.Label)]
    return labels[0].text(QAccessible.Text.Name) if labels else one.text(QAccessible.Text.Name)


def described(one: QAccessibleInterface) -> str:
    thing = one.object()
    return f"{one.role().name} {thing.objectName() if thing is not None else ''} in {one.rect()}"


# --- all of it -----------------------------------------------------------------------------


@pytest.mark.parametrize("scenario", ["joinable", "queue-api", "shared-dict"])
def test_no_control_is_without_a_name(window: MainWindow, qtbot: QtBot, scenario: str) -> None:
    window.workspace.choose(scenario)
    window.start()
    qtbot.waitUntil(lambda: window.processes.model.rowCount() >= 2, timeout=START_MS)
    nameless = []
    for page in (
        window.processes,
        window.buffers,
        window.objects,
        window.output,
        window.explanation,
        window.forms,
    ):
        bring_to_front(window, page)
        nameless += [
            described(one) for one in every(interface(window)) if one.role() in CONTROLS and not name(one)
        ]
    assert nameless == []


def test_controls_have_the_roles_of_what_they_are(window: MainWindow) -> None:
    window.workspace.choose("joinable")
    for object_name, role in ROLES.items():
        assert interface(find(window, QWidget, object_name)).role() is role, object_name


def test_a_box_is_named_by_what_it_is_for_and_has_its_entry_as_value(window: MainWindow) -> None:
    for object_name, label in (("startMethodBox", "Start method"), ("outputFilter", "Whose output")):
        box = interface(find(window, QWidget, object_name))
        assert name(box) == label
        assert box.text(QAccessible.Text.Value)


def test_a_disabled_button_says_so(window: MainWindow) -> None:
    assert interface(find(window, QWidget, "stopButton")).state().disabled
    assert not interface(find(window, QWidget, "startButton")).state().disabled


def test_start_is_pressed_by_the_action_of_a_screen_reader(window: MainWindow, qtbot: QtBot) -> None:
    actions = interface(find(window, QWidget, "startButton")).actionInterface()
    assert actions is not None and "Press" in actions.actionNames()
    with qtbot.waitSignal(window.controller.run_started):
        actions.doAction("Press")


def test_a_message_is_in_the_tree_of_those_who_hear_it(window: MainWindow) -> None:
    window.banner.say("The disk is full.")
    one = interface(window.banner)
    assert not one.state().invisible
    assert one.text(QAccessible.Text.Description) == "The disk is full."


# --- the table -----------------------------------------------------------------------------


def test_no_cell_is_silent(window: MainWindow, qtbot: QtBot) -> None:
    window.workspace.choose("identity")
    window.start()
    qtbot.waitUntil(lambda: window.processes.model.rowCount() == 2, timeout=START_MS)
    table = interface(window.processes.table)
    cells = [one for one in every(table) if one.role() is Role.TreeItem]
    words = [cell.text(QAccessible.Text.Name) for cell in cells]
    assert "no exit code yet" in words
    assert "Delete terminates it, Shift+Delete kills it" in words
    assert cells[0].text(QAccessible.Text.Name) == "main"
    assert cells[0].text(QAccessible.Text.Description).startswith("PID ")
    window.controller.stop()
    qtbot.waitUntil(lambda: not window.controller.running, timeout=START_MS)
    words = [one.text(QAccessible.Text.Name) for one in every(table) if one.role() is Role.TreeItem]
    assert "has ended" in words and "no exit code yet" not in words


# --- what is drawn -------------------------------------------------------------------------


def cards(stage: StageView) -> dict[str, QAccessibleInterface]:
    found = [one for one in every(interface(stage)) if described(one).split()[1] == "cardOfStage"]
    return {one.text(QAccessible.Text.Name): one for one in found}


def test_each_card_says_what_is_seen_on_it(stage: StageView) -> None:
    run = queue_run(items=2)
    call(run.processes[1], "Process.join", argument="producer", blocked=True)
    stage.set_run(run)
    words = cards(stage)
    assert "main, blocked: waiting for producer to end" in words
    assert "producer, blocked on q (unfinished: 2)" in words
    assert "consumer, sleeping" in words
    assert "q · JoinableQueue(30), 2 of 30 · put 2 · got 0" in words
    assert words["consumer, sleeping"].text(QAccessible.Text.Description).startswith("PID 4103, daemon")


def test_a_pipe_is_one_card_and_who_waits_at_it_is_blocked(stage: StageView) -> None:
    stage.set_run(channel_run())
    words = cards(stage)
    why = "waiting for a message on reader (only worker-1 itself has its other end open)"
    assert f"worker-1, blocked: {why}" in words
    (pipe,) = [name for name in words if "Pipe" in name or "Connection" in name]
    assert pipe.startswith("reader, writer · Pipe, reader: open in worker-1")


def test_the_words_follow_the_run(stage: StageView, qtbot: QtBot) -> None:
    run = queue_run(items=2)
    stage.set_run(run)
    put(run)
    stage.refresh(NOW_NS + 1)
    qtbot.waitUntil(lambda: "q · JoinableQueue(30), 3 of 30 · put 3 · got 0" in cards(stage))


def test_a_card_is_where_it_is_drawn_also_after_scrolling(stage: StageView) -> None:
    stage.set_run(lock_run(30))
    bar = stage.verticalScrollBar()
    assert bar.maximum() > 40
    for value in (0, 40):
        bar.setValue(value)
        for place in stage.layout_shown.places:
            if place.key == 9:
                top = stage.viewport().mapToGlobal(place.rect.toAlignedRect().topLeft()).y() - value
                card = next(one for text, one in cards(stage).items() if text.startswith("worker-8,"))
                assert card.rect().top() == top


def test_a_card_is_pressed_by_a_screen_reader(stage: StageView, qtbot: QtBot) -> None:
    stage.set_run(queue_run())
    actions = cards(stage)["consumer, sleeping"].actionInterface()
    assert actions is not None
    with qtbot.waitSignal(stage.process_activated) as activated:
        actions.doAction("Press")
    assert activated.args == [3]


def test_there_are_no_words_of_what_is_gone(stage: StageView, qtbot: QtBot) -> None:
    stage.set_run(queue_run())
    stage.set_run(None)
    qtbot.waitUntil(lambda: cards(stage) == {})
    assert "Press Start" in interface(stage).text(QAccessible.Text.Description)


def test_the_code_says_where_the_processes_are(window: MainWindow, qtbot: QtBot) -> None:
    window.workspace.choose("joinable")
    window.start()
    description = window.code.accessibleDescription
    qtbot.waitUntil(
        lambda: "main: line" in description() and "consumer: line" in description(), timeout=START_MS
    )
