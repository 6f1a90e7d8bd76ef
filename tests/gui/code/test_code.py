"""The code view: the script's text, its colours, and where each process is."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from app.gui.code.marks import CHIP, current_lines, elsewhere, place_tags, short_name, short_names
from app.gui.code.syntax import Span, Style, spans_of
from app.gui.code.view import CodeView
from app.gui.look.colors import process_color
from app.gui.look.theme import LIGHT
from app.state.history import Location
from app.state.model import Run, Thread
from tests.gui.fakes import BEGAN_NS, make_process, make_run
from tests.gui.find import find
from tests.state.build import made_call

FILE = "/fake/script.py"
SOURCE = "\n".join(f"line{number} = {number}" for number in range(1, 41)) + "\n"


def at(line: int, file: str = FILE) -> Location:
    return Location(file, line)


# --- marks ---------------------------------------------------------------------------------


def test_living_processes_are_marked_on_their_lines_and_ended_ones_are_not() -> None:
    run = make_run(
        make_process(1, location=at(3)),
        make_process(2, location=at(7)),
        make_process(3, location=at(7)),
        make_process(4, location=at(9), ended_ns=BEGAN_NS),
        make_process(5, location=at(3, "/other/file.py")),
        make_process(6),
    )
    assert current_lines(run, FILE) == {3: [1], 7: [2, 3]}


def test_a_process_whose_code_is_over_is_at_no_line_but_that_of_its_call() -> None:
    call = made_call("Queue.put", object_id=7)
    call.location = at(9)
    run = make_run(
        make_process(1, location=at(3), code_over_ns=BEGAN_NS),
        make_process(2, location=at(7), code_over_ns=BEGAN_NS, calls={1: call}, main_thread=1),
    )
    assert current_lines(run, FILE) == {9: [2]}


def threads_run() -> Run:
    """A worker with threads at lines 3, 7 and 7, one that has ended, and one in another file."""
    run = make_run(make_process(1, location=at(7)), make_process(2, "w1", location=at(3), main_thread=1))
    places = {"kneader": at(7), "baker": at(7), "done": at(9), "helper": at(5, "/fake/tools.py")}
    run.processes[2].threads = {
        number: Thread(name, 9, location=place) for number, (name, place) in enumerate(places.items(), 2)
    }
    run.processes[2].threads[4].ended = True
    return run


def test_a_process_is_marked_on_the_line_of_each_of_its_threads() -> None:
    run = threads_run()
    assert current_lines(run, FILE) == {7: [1, 2], 3: [2]}
    assert [(one.name, one.short, one.line) for one in elsewhere(run, FILE)] == [
        ("w1 in thread helper", "tools.py", 5)
    ]


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("main", "main"),
        ("producer", "pro"),
        ("consumer", "con"),
        ("Process-12", "P12"),
        ("w3", "w3"),
        ("", ""),
    ],
)
def test_a_name_is_shortened(name: str, short: str) -> None:
    assert short_name(name) == short


def test_no_two_processes_have_the_same_short_name() -> None:
    names = short_names(
        [make_process(2, "producer"), make_process(3, "provider"), make_process(4, "product")]
    )
    assert len(set(names.values())) == 3
    names = short_names([make_process(2, "writer-a"), make_process(3, "writer-b"), make_process(4, "reader")])
    assert list(names.values()) == ["wra", "wrb", "rea"]


def test_tags_that_fit_show_their_names_without_overlap() -> None:
    tags = place_tags([(1, "main", 30.0), (2, "pro", 24.0)], width=60.0, height=16.0)
    assert [tag.name for tag in tags] == ["main", "pro"]
    assert tags[0].x + tags[0].width <= tags[1].x
    assert tags[1].x + tags[1].width == 60.0


@pytest.mark.parametrize("count", [3, 10, 40, 200])
def test_of_many_processes_on_a_line_each_one_stays_visible(count: int) -> None:
    tags = place_tags([(n, f"w{n}", 20.0) for n in range(count)], width=100.0, height=17.0)
    assert [tag.number for tag in tags] == list(range(count))
    places = [(tag.x, tag.y) for tag in tags]
    assert len(set(places)) == count
    assert all(tag.x >= -1e-6 and tag.x + tag.width <= 100.0 + 1e-6 for tag in tags)
    assert all(tag.y >= 0 and tag.y + CHIP <= 17.0 for tag in tags if not tag.name)


# --- colours -------------------------------------------------------------------------------


def test_the_tokenizer_finds_what_is_what() -> None:
    spans = spans_of("@wraps\ndef f(x):\n    return print('a', 1)  # why\n")
    assert spans[0][0].style is Style.DECORATOR
    assert spans[1] == [Span(0, 3, Style.KEYWORD), Span(4, 1, Style.DEFINITION)]
    assert [span.style for span in spans[2]] == [
        Style.KEYWORD,
        Style.BUILTIN,
        Style.STRING,
        Style.NUMBER,
        Style.COMMENT,
    ]


def test_a_text_over_several_lines_is_coloured_on_each() -> None:
    spans = spans_of('x = """one\ntwo\nthree"""\n')
    assert [spans[line][0] for line in (0, 1, 2)] == [
        Span(4, 6, Style.STRING),
        Span(0, 3, Style.STRING),
        Span(0, 8, Style.STRING),
    ]


def test_columns_count_as_qt_counts_them() -> None:
    assert spans_of("'😀' + 1\n")[0][-1] == Span(7, 1, Style.NUMBER)


@pytest.mark.parametrize("text", ["def f(:\n", "x = '''open\n", "  a\n b\n", "\0", "x = (\n", ""])
def test_what_is_not_python_raises_nothing(text: str) -> None:
    spans_of(text)


# --- the view ------------------------------------------------------------------------------


@pytest.fixture
def view(qtbot: QtBot) -> CodeView:
    made = CodeView(LIGHT)
    qtbot.addWidget(made)
    made.resize(500, 400)
    made.show_source(SOURCE)
    made.show()
    return made


def test_marks_follow_the_processes(view: CodeView) -> None:
    run = make_run(make_process(1, "main", location=at(2)), make_process(2, "producer", location=at(5)))
    view.set_run(run)
    view.refresh()
    assert view.marks == {2: [1], 5: [2]}
    run.processes[2].location = at(6)
    view.refresh()
    assert view.marks == {2: [1], 6: [2]}
    view.set_run(None)
    assert view.marks == {}


def test_a_tag_in_the_colour_of_its_process_is_painted_on_its_line(view: CodeView) -> None:
    view.set_run(make_run(make_process(2, "producer", location=at(5))))
    view.refresh()
    image = view.grab().toImage()
    block = view.document().findBlockByNumber(4)
    rect = view.blockBoundingGeometry(block).translated(view.contentOffset())
    middle = round(rect.center().y()) + view.viewport().y()
    wanted = process_color(LIGHT, 2).rgb()
    scale = image.devicePixelRatio()
    row = [image.pixelColor(round(x * scale), round(middle * scale)) for x in range(view.margin_width())]
    assert QColor(wanted) in row


def test_the_margin_does_not_shrink_while_a_run_is_on(view: CodeView) -> None:
    run = make_run(make_process(2, "producer", location=at(5)))
    view.set_run(run)
    view.refresh()
    width = view.margin_width()
    run.processes[2].location = None
    view.refresh()
    assert view.margin_width() == width


def test_a_changed_literal_keeps_the_place(view: CodeView) -> None:
    view.verticalScrollBar().setValue(12)
    view.show_source(SOURCE.replace("= 20", "= 2000"))
    assert view.verticalScrollBar().value() == 12
    assert "= 2000" in view.toPlainText()


def test_the_line_of_a_process_can_be_brought_into_view(view: CodeView) -> None:
    view.set_run(make_run(make_process(2, "producer", location=at(38))))
    view.refresh()
    view.show_process(2)
    assert view.verticalScrollBar().value() > 0


def test_a_line_gives_the_full_names(view: CodeView) -> None:
    view.set_run(
        make_run(make_process(2, "producer", location=at(5)), make_process(3, "consumer", location=at(5)))
    )
    view.refresh()
    assert view.told_of(5) == "producer (102)\nconsumer (103)"


def test_a_line_names_the_threads_and_a_process_is_found_at_its_own(view: CodeView) -> None:
    run = threads_run()
    run.processes[2].location = at(38)
    view.set_run(run)
    view.refresh()
    view._tell_marks()
    assert view.told_of(7) == "p1 (101)\nw1 in thread kneader (102)\nw1 in thread baker (102)"
    assert "w1 in thread kneader: line 7, w1 in thread baker: line 7" in view.accessibleDescription()
    view.show_process(2)
    assert view.textCursor().blockNumber() + 1 == 38


# --- other files ---------------------------------------------------------------------------


@pytest.fixture
def two_files(view: CodeView, tmp_path: Path) -> Run:
    """A script with a worker that is in a module beside it, and one in the standard library."""
    helper = tmp_path / "pkg" / "helper.py"
    helper.parent.mkdir()
    helper.write_text("def work():\n    pass\n", encoding="utf-8")
    script = tmp_path / "script.py"
    run = make_run(
        make_process(1, "main", location=at(3, str(script))),
        make_process(2, "worker", location=at(2, str(helper))),
        make_process(3, "other", location=at(9, "/usr/lib/python3/queue.py")),
    )
    run.script = str(script)
    view.show_source(SOURCE)
    view.set_run(run)
    view.refresh()
    return run


def test_a_process_in_another_file_is_said_and_its_file_can_be_shown(view: CodeView, two_files: Run) -> None:
    strip = find(view, QLabel, "fileStrip")
    assert strip.isVisible()
    assert "worker: pkg/helper.py, line 2" in strip.text()
    assert "queue.py" not in strip.text()
    strip.linkActivated.emit(two_files.processes[2].location.file)  # type: ignore[union-attr]
    assert view.toPlainText() == "def work():\n    pass"
    assert view.marks == {2: [2]}
    assert "Back to script.py" in strip.text() and "main: script.py, line 3" in strip.text()
    strip.linkActivated.emit("")
    assert view.toPlainText() == SOURCE.removesuffix("\n")
    assert view.marks == {3: [1]}


def test_a_text_that_is_in_no_file_is_no_other_file(
    view: CodeView, two_files: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    two_files.processes[2].location = at(1, "<string>")
    view.refresh()
    assert not find(view, QLabel, "fileStrip").isVisible()


def test_showing_a_process_turns_to_its_file(view: CodeView, two_files: Run) -> None:
    view.show_process(2)
    assert view.marks == {2: [2]}
    view.show_process(1)
    assert view.marks == {3: [1]}


def test_the_strip_covers_no_line(view: CodeView, two_files: Run) -> None:
    strip = find(view, QLabel, "fileStrip")
    assert strip.geometry().top() >= view.viewport().geometry().bottom()
    view.show_source(SOURCE + "x = " + "1 + " * 400)
    sideways = view.horizontalScrollBar()
    assert sideways.isVisible()
    bar_top = sideways.mapTo(view, sideways.rect().topLeft()).y()
    assert strip.geometry().bottom() < bar_top
    assert find(view, QWidget, "codeMargin").geometry().bottom() < strip.geometry().top()
    two_files.processes[2].ended_ns = BEGAN_NS
    view.refresh()
    assert not strip.isVisible()


def test_a_new_run_begins_with_the_script(view: CodeView, two_files: Run) -> None:
    view.show_process(2)
    view.set_run(None)
    assert view.toPlainText() == SOURCE.removesuffix("\n")
