"""The calls that a process is in, below the code: all threads, each call leading to its line."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QUrl
from PySide6.QtWidgets import QLabel, QScrollBar, QTextBrowser, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from app.gui.code.view import CodeView
from app.gui.look.theme import LIGHT
from app.state.history import Location
from app.state.model import Process, Run
from app.wire.stacks import LIBRARY, Frame, Stack
from tests.gui.fakes import BEGAN_NS, make_process, make_run
from tests.gui.find import find

LIBRARY_FRAME = Frame("Queue.get", "/usr/lib/python3.11/queue.py", 171, LIBRARY)


def stack(*frames: Frame, number: int = 102, name: str = "MainThread", runs: bool = False) -> Stack:
    return Stack(number, name, "R" if runs else "S", runs, runs, "", "", "", frames)


def shown_calls(view: CodeView) -> list[str]:
    return find(view, QTextBrowser, "tracebackView").toPlainText().splitlines()


def title_of_calls(view: CodeView) -> str:
    return find(view, QWidget, "tracebackPane").findChildren(QLabel)[0].text()


@pytest.fixture
def view(qtbot: QtBot) -> CodeView:
    view = CodeView(LIGHT)
    qtbot.addWidget(view)
    view.resize(600, 400)
    view.show()
    return view


@pytest.fixture
def run(view: CodeView, tmp_path: Path) -> Run:
    """A worker that waits in its helper's line 2, called by the script, beside a thread of its own."""
    helper, script = tmp_path / "pkg" / "helper.py", tmp_path / "script.py"
    helper.parent.mkdir()
    helper.write_text("def work():\n    pass\n", encoding="utf-8")
    script.write_text("x = 1\n" * 12, encoding="utf-8")
    run = make_run(
        make_process(1, "main", location=Location(str(script), 3)),
        make_process(2, "worker", location=Location(str(helper), 2)),
    )
    run.script = str(script)
    main = stack(LIBRARY_FRAME, Frame("work", str(helper), 2, ""), Frame("<module>", str(script), 9, ""))
    run.processes[2].stacks = main, stack(Frame("beat", str(script), 5, ""), number=990, name="heart")
    run.processes[2].stacks_ns = BEGAN_NS
    view.show_source(script.read_text(encoding="utf-8"))
    view.set_run(run)
    view.refresh()
    return run


@pytest.fixture
def worker(run: Run) -> Process:
    return run.processes[2]


def test_a_click_on_a_process_shows_the_calls_of_all_its_threads(
    view: CodeView, worker: Process, tmp_path: Path
) -> None:
    view.show_process(2)
    assert shown_calls(view) == [
        "MainThread: waiting in queue.Queue.get (line 2)",
        f"  <module>  …/{tmp_path.name}/script.py:9",
        "  work  …/pkg/helper.py:2",
        "  Queue.get  …/python3.11/queue.py:171",
        "heart: waiting (line 5)",
        f"  beat  …/{tmp_path.name}/script.py:5",
    ]
    assert title_of_calls(view) == "worker is in these calls"
    view.show_process(1)
    assert find(view, QWidget, "tracebackPane").isHidden(), "nothing was seen of that one"


@pytest.mark.parametrize("depth", [1, 40])
def test_of_many_threads_the_main_one_is_in_view_down_to_its_innermost_call(
    view: CodeView, worker: Process, depth: int
) -> None:
    main = [Frame(f"call_{level}", "/s.py", level + 1, "") for level in range(depth)]
    others = [stack(Frame("beat", "/s.py", 5, ""), number=990 + k, name=f"t{k}") for k in range(30)]
    worker.stacks = (*others, stack(*main))
    view.show_process(2)
    text = find(view, QTextBrowser, "tracebackView")
    top, bottom = (
        text.cursorForPosition(QPoint(2, y)).block().text() for y in (2, text.viewport().height() - 2)
    )
    seen = text.toPlainText().splitlines()
    assert seen.index(top) <= depth <= seen.index(bottom), "line 0 is its head, and its last call is call_0"
    assert (text.verticalScrollBar().value() == 0) == (depth == 1)
    text.verticalScrollBar().triggerAction(QScrollBar.SliderAction.SliderToMaximum)
    place = text.verticalScrollBar().value()
    worker.stacks_ns += 1
    view.refresh()
    assert text.verticalScrollBar().value() == place, "somebody reads there"


def test_each_call_leads_to_its_line(view: CodeView, worker: Process, run: Run) -> None:
    view.show_process(2)
    assert view.marks == {2: [2]}
    find(view, QTextBrowser, "tracebackView").anchorClicked.emit(QUrl("#1"))
    assert view.file == run.script and view.textCursor().blockNumber() + 1 == 9
    assert not find(view, QWidget, "tracebackPane").isHidden()


def test_the_calls_are_those_that_were_seen_last(view: CodeView, worker: Process) -> None:
    view.show_process(2)
    worker.stacks = (stack(Frame("a", "/s.py", 1, ""), Frame("b", "/s.py", 4, ""), runs=True),)
    worker.stacks_ns += 1
    view.refresh()
    assert shown_calls(view)[0] == "MainThread: computing in a (line 1)"
    assert title_of_calls(view) == "worker: last seen in these calls"
    worker.seen_ns = worker.stacks_ns + 1
    view.refresh()
    assert shown_calls(view)[0] == "MainThread:", "it has told something since"


def test_the_calls_of_its_parent_are_not_its_own(view: CodeView, worker: Process) -> None:
    begin = Frame("BaseProcess._bootstrap", "/usr/lib/python3.11/multiprocessing/process.py", 314, LIBRARY)
    worker.stacks = (stack(Frame("work", "/s.py", 4, ""), begin, Frame("<module>", "/s.py", 20, "")),)
    view.show_process(2)
    assert [line.split()[0] for line in shown_calls(view)[1:]] == ["BaseProcess._bootstrap", "work"]


def test_of_one_that_has_ended_there_is_what_it_was_in_right_before(view: CodeView, worker: Process) -> None:
    worker.ended_ns = worker.stacks_ns + 1
    view.show_process(2)
    assert title_of_calls(view) == "worker: last seen in these calls"
    worker.seen_ns = worker.stacks_ns + 1
    view.show_process(2)
    assert find(view, QWidget, "tracebackPane").isHidden()


def test_one_line_of_the_script_alone_needs_no_calls(view: CodeView, worker: Process) -> None:
    worker.stacks = (stack(Frame("<module>", "/s.py", 1, "")),)
    view.show_process(2)
    assert find(view, QWidget, "tracebackPane").isHidden()


def test_the_calls_can_be_closed_and_go_with_the_run(view: CodeView, worker: Process) -> None:
    view.show_process(2)
    find(view, QToolButton, "closeTracebackButton").click()
    assert find(view, QWidget, "tracebackPane").isHidden()
    worker.stacks_ns += 1
    view.refresh()
    assert find(view, QWidget, "tracebackPane").isHidden(), "closed is closed"
    view.show_process(2)
    view.set_run(None)
    assert find(view, QWidget, "tracebackPane").isHidden()
