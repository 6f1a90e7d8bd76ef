"""The output panel: every line whole, nothing without bound, and the way to the script's input."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QTextCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from app.gui.look.theme import LIGHT
from app.gui.output import text as output_text
from app.gui.output.lines import LINE_LENGTH, WAITING, Backlog, clean, fragments
from app.gui.output.panel import OutputPanel
from app.state.model import Output, Run
from app.targets.catalog import InputButton
from app.wire.stacks import Stack
from tests.gui.fakes import make_process, make_run
from tests.gui.find import find


def write(run: Run, process: int, text: str, stream: str = "stdout") -> None:
    run.output.append(Output(process, 100 + process, stream, 0, text))
    run.output_total += 1


def drop_oldest(run: Run) -> None:
    run.output_dropped += len(run.output.popleft().text)


@pytest.fixture
def run() -> Run:
    return make_run(make_process(1, "main"), make_process(2, "worker"))


@pytest.fixture
def panel(qtbot: QtBot, run: Run) -> Iterator[OutputPanel]:
    made = OutputPanel()
    qtbot.addWidget(made)
    made.set_theme(LIGHT)
    made.set_run(run)
    made.resize(700, 300)
    made.show()
    yield made
    made.text.stop()


def lines(panel: OutputPanel) -> list[str]:
    return [" ".join(line.split()) for line in panel.text.toPlainText().split("\n")]


# --- lines ---------------------------------------------------------------------------------


def test_colour_escapes_go_and_control_characters_become_visible() -> None:
    assert clean("\x1b[31mred\x1b[0m\x07\r\nnext\u2028x") == "red\u2407\nnext↵x"


def test_a_line_without_end_is_broken() -> None:
    parts = list(fragments(Output(1, 101, "stdout", 0, "x" * (LINE_LENGTH + 5))))
    assert [(len(part.text), part.ends) for part in parts] == [(LINE_LENGTH, True), (5, False)]


def test_what_waits_is_bounded_and_what_goes_is_counted(run: Run) -> None:
    backlog = Backlog(run)
    for _ in range(5):
        write(run, 1, "x" * (WAITING // 2))
    backlog.collect()
    assert backlog.dropped == WAITING // 2 * 3
    assert len(backlog) == 2


def test_what_the_state_dropped_before_it_was_seen_is_counted_once(run: Run) -> None:
    backlog = Backlog(run)
    for text in ("aaaa", "bb", "c"):
        write(run, 1, text)
    drop_oldest(run)
    backlog.collect()
    assert backlog.dropped == 4
    drop_oldest(run)  # "bb" has been seen
    backlog.collect()
    assert backlog.dropped == 4
    assert len(backlog) == 2


# --- the text ------------------------------------------------------------------------------


def test_each_line_has_its_process_before_it(panel: OutputPanel, run: Run) -> None:
    write(run, 1, "one\n")
    write(run, 2, "two\nthree\n")
    panel.refresh()
    assert lines(panel) == ["main one", "worker two", "worker three"]


def test_parts_of_lines_are_joined_although_others_write_between(panel: OutputPanel, run: Run) -> None:
    write(run, 1, "begin ")
    panel.refresh()
    write(run, 2, "other\n")
    panel.refresh()
    write(run, 1, "end\nnext")
    panel.refresh()
    assert lines(panel) == ["main begin end", "worker other", "main next"]


def test_stderr_is_set_apart_and_has_its_own_line(panel: OutputPanel, run: Run) -> None:
    write(run, 1, "out ")
    write(run, 1, "oops\n", "stderr")
    write(run, 1, "put\n")
    panel.refresh()
    assert lines(panel) == ["main out put", "main ! oops"]
    block = panel.text.document().findBlockByNumber(1)
    cursor = QTextCursor(block)
    cursor.movePosition(QTextCursor.MoveOperation.EndOfBlock)
    assert cursor.charFormat().foreground().color() == QColor(LIGHT.danger)


def test_long_names_keep_the_number_at_their_end(panel: OutputPanel, run: Run) -> None:
    run.processes[2].name = "image-worker-number-27"
    write(run, 2, "x\n")
    panel.refresh()
    assert lines(panel) == ["image-…mber-27 x"]


def test_one_process_can_be_picked_out(panel: OutputPanel, run: Run) -> None:
    write(run, 1, "one\n")
    write(run, 2, "two\n")
    panel.refresh()
    box = find(panel, QComboBox, "outputFilter")
    assert [box.itemText(index) for index in range(box.count())] == ["All processes", "main", "worker"]
    box.setCurrentIndex(2)
    assert lines(panel) == ["two"]
    box.setCurrentIndex(0)
    assert lines(panel) == ["main one", "worker two"]


def test_the_filter_follows_what_is_learned_of_a_process(panel: OutputPanel, run: Run) -> None:
    """One is seen before it is known for a helper, and before it has its name."""
    run.processes[2].name = "python"
    run.processes[3] = make_process(3, "python")
    panel.refresh()
    box = find(panel, QComboBox, "outputFilter")
    box.setCurrentIndex(3)
    run.processes[2].name, run.processes[3].kind = "worker", "helper"
    panel.refresh()
    assert [box.itemText(index) for index in range(box.count())] == ["All processes", "main", "worker"]
    assert box.currentIndex() == 0


def test_the_document_is_bounded_and_says_what_is_gone(
    panel: OutputPanel, run: Run, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(output_text, "LINES_KEPT", 10)
    panel.text.setMaximumBlockCount(10)
    write(run, 1, "".join(f"{number:04}\n" for number in range(30)))
    panel.refresh()
    qtbot.waitUntil(lambda: lines(panel)[-1:] == ["main 0029"])
    assert lines(panel) == [f"main {number:04}" for number in range(20, 30)]
    assert panel.text.dropped == 20 * 4


def test_a_part_whose_line_is_gone_begins_a_new_one(
    panel: OutputPanel, run: Run, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(output_text, "LINES_KEPT", 5)
    panel.text.setMaximumBlockCount(5)
    write(run, 2, "open ")
    write(run, 1, "x\n" * 20)
    panel.refresh()
    qtbot.waitUntil(lambda: panel.text.dropped > 0)
    write(run, 2, "late\n")
    panel.refresh()
    qtbot.waitUntil(lambda: lines(panel)[-1] == "worker late")


def test_a_flood_is_shown_to_its_end_in_batches(panel: OutputPanel, run: Run, qtbot: QtBot) -> None:
    for number in range(20_000):
        write(run, 1, f"line {number}\n")
    panel.refresh()
    qtbot.waitUntil(lambda: lines(panel)[-1:] == ["main line 19999"], timeout=60_000)
    assert panel.text.blockCount() <= output_text.LINES_KEPT


def test_the_view_follows_the_end_unless_it_was_scrolled_up(
    panel: OutputPanel, run: Run, qtbot: QtBot
) -> None:
    bar = panel.text.verticalScrollBar()
    write(run, 1, "x\n" * 100)
    panel.refresh()
    qtbot.waitUntil(lambda: panel.text.blockCount() == 100)
    assert bar.value() == bar.maximum() > 0
    bar.setValue(3)
    write(run, 1, "y\n")
    panel.refresh()
    assert bar.value() == 3


def test_cleared_text_is_gone_and_new_text_comes(panel: OutputPanel, run: Run) -> None:
    write(run, 1, "old\npart ")
    panel.refresh()
    QTest.mouseClick(find(panel, QPushButton, "clearOutputButton"), Qt.MouseButton.LeftButton)
    assert panel.text.toPlainText() == ""
    write(run, 1, "new\n")
    panel.refresh()
    assert lines(panel) == ["main new"]


# --- input ---------------------------------------------------------------------------------


def test_a_line_is_sent_with_its_end_while_a_run_is_on(panel: OutputPanel, qtbot: QtBot) -> None:
    field, send = find(panel, QLineEdit, "inputLine"), find(panel, QPushButton, "sendButton")
    assert not field.isEnabled() and not send.isEnabled()
    panel.set_running(True)
    field.setText("你好")
    with qtbot.waitSignal(panel.input_entered) as sent:
        QTest.mouseClick(send, Qt.MouseButton.LeftButton)
    assert sent.args == ["你好\n"]
    assert field.text() == ""
    with qtbot.waitSignal(panel.input_entered) as sent:
        QTest.keyClicks(field, "next")
        QTest.keyClick(field, Qt.Key.Key_Return)
    assert sent.args == ["next\n"]


def seen_to_read(run: Run, on: str = "input", number: int = 1) -> None:
    """The process was looked at while it waited for something to read."""
    process = run.processes[number]
    process.stacks = (Stack(process.pid, "MainThread", "S", False, False, "read", on, "", ()),)
    process.stacks_ns += 1


@pytest.fixture
def field(panel: OutputPanel, qtbot: QtBot) -> QLineEdit:
    """The input line of a run that is on, with the focus elsewhere."""
    panel.set_running(True)
    panel.activateWindow()
    qtbot.waitUntil(panel.isActiveWindow)
    find(panel, QComboBox, "outputFilter").setFocus()
    return find(panel, QLineEdit, "inputLine")


def test_the_line_says_that_the_script_waits_for_it_and_takes_the_focus(
    panel: OutputPanel, run: Run, field: QLineEdit
) -> None:
    panel.refresh()
    assert "waits" not in field.placeholderText() and not field.hasFocus()
    seen_to_read(run)
    panel.refresh()
    assert field.placeholderText().startswith("The script waits for input") and field.hasFocus()
    QTest.keyClicks(field, "yes\r")
    panel.refresh()
    assert "waits" not in field.placeholderText(), "it was answered; nothing has been seen since"
    seen_to_read(run)
    panel.refresh()
    assert field.placeholderText().startswith("The script waits for input")
    panel.set_running(False)
    assert "waits" not in field.placeholderText()


@pytest.mark.parametrize(("on", "number"), [("pipe", 1), ("input", 2)])
def test_what_is_no_input_of_the_script_is_not_asked_for(
    panel: OutputPanel, run: Run, field: QLineEdit, on: str, number: int
) -> None:
    seen_to_read(run, on, number)
    panel.refresh()
    assert "waits" not in field.placeholderText() and not field.hasFocus()


def test_what_the_script_has_told_since_counts_more(panel: OutputPanel, run: Run, field: QLineEdit) -> None:
    seen_to_read(run)
    run.processes[1].seen_ns = run.processes[1].stacks_ns + 1
    panel.refresh()
    assert "waits" not in field.placeholderText()


def test_a_hidden_line_takes_the_focus_when_it_is_shown(
    panel: OutputPanel, run: Run, field: QLineEdit
) -> None:
    panel.hide()
    seen_to_read(run)
    panel.refresh()
    panel.show()
    assert panel.focusWidget() is field


def test_the_scenarios_buttons_send_their_lines(panel: OutputPanel, qtbot: QtBot) -> None:
    panel.set_buttons(
        [InputButton({"en": "put", "zh": "放"}, "put 1"), InputButton({"en": "get", "zh": "取"}, "get")], "zh"
    )
    found = panel.findChildren(QPushButton, "inputButton")
    assert [button.text() for button in found] == ["放", "取"]
    assert not any(button.isEnabled() for button in found)
    panel.set_running(True)
    with qtbot.waitSignal(panel.input_entered) as sent:
        QTest.mouseClick(found[0], Qt.MouseButton.LeftButton)
    assert sent.args == ["put 1\n"]


# --- the echo ------------------------------------------------------------------------------


def test_a_sent_line_is_shown_quietly_where_it_was_sent(panel: OutputPanel, run: Run) -> None:
    panel.set_running(True)
    write(run, 1, "what?\n")
    panel.refresh()
    QTest.keyClicks(panel.line, "put 3")
    QTest.keyClick(panel.line, Qt.Key.Key_Return)
    write(run, 1, "done\n")
    panel.refresh()
    expected = ["main what?", "> put 3", "main done"]
    assert lines(panel) == expected
    cursor = panel.text.document().find("> put 3")
    assert cursor.charFormat().foreground().color() == QColor(LIGHT.muted)
    panel.text.set_process(2)
    assert lines(panel) == [""]
    panel.text.set_process(None)
    assert lines(panel) == expected
    panel.set_theme(LIGHT)
    assert lines(panel) == expected


def test_another_run_begins_without_the_input_of_the_last_one(panel: OutputPanel) -> None:
    panel.text.echo("put")
    assert lines(panel) == ["> put"]
    panel.set_run(make_run(make_process(1, "main")))
    assert lines(panel) == [""]


def test_the_end_of_the_input_is_shown_too(panel: OutputPanel, qtbot: QtBot) -> None:
    panel.set_running(True)
    with qtbot.waitActive(panel):
        panel.activateWindow()
    panel.line.setFocus()
    with qtbot.waitSignal(panel.input_closed):
        QTest.keyClick(panel.line, Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier)
    assert lines(panel) == ["> (end of the input)"]


# --- what nobody has seen yet ----------------------------------------------------------------


def test_lines_of_stderr_are_unread_until_the_panel_is_in_front(panel: OutputPanel, run: Run) -> None:
    told: list[int] = []
    panel.unread_changed.connect(told.append)
    write(run, 2, "seen\n", "stderr")
    panel.refresh()
    panel.hide()
    write(run, 2, "out\n")
    panel.refresh()
    assert told == []
    write(run, 2, "one\ntwo\n", "stderr")
    write(run, 1, "thr", "stderr")
    panel.refresh()
    panel.refresh()
    assert told == [3]
    panel.show()
    assert told == [3, 0]


def test_what_the_filter_hides_is_unread_too_and_another_run_begins_anew(
    panel: OutputPanel, run: Run
) -> None:
    told: list[int] = []
    panel.unread_changed.connect(told.append)
    panel.refresh()
    box = find(panel, QComboBox, "outputFilter")
    box.setCurrentIndex(box.findText("main"))
    write(run, 2, "hidden\n", "stderr")
    write(run, 1, "shown\n", "stderr")
    panel.refresh()
    assert told == [1]
    box.setCurrentIndex(0)
    assert told == [1, 0]
    panel.hide()
    write(run, 2, "late\n", "stderr")
    panel.refresh()
    panel.set_run(make_run(make_process(1, "main")))
    assert told == [1, 0, 1, 0]
