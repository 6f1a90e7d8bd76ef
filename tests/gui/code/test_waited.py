"""How long each line has waited: what is added up, what the margin shows, and that nothing jumps."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QPoint
from PySide6.QtGui import QFontInfo, QHelpEvent
from PySide6.QtWidgets import QToolTip, QWidget
from pytestqt.qtbot import QtBot

from app.gui.code import waited
from app.gui.code.view import CodeView
from app.gui.code.waited import PACE_NS, Figure, figure, waits_by_line
from app.gui.look.theme import LIGHT
from app.state.model import Run
from tests.gui.find import find
from tests.state.build import FILE, MS
from tests.state.test_wait_groups import run_with_waits

SOURCE = "\n".join(f"line{number} = {number}" for number in range(1, 41)) + "\n"


@pytest.fixture
def run() -> Run:
    """4 ms were waited at line 4, and somebody waits at line 5 since 20 ms."""
    return run_with_waits()


@pytest.fixture
def view(qtbot: QtBot) -> CodeView:
    made = CodeView(LIGHT)
    qtbot.addWidget(made)
    made.resize(500, 400)
    made.show_source(SOURCE)
    made.show()
    return made


def test_a_line_has_the_waits_that_are_over_and_those_that_go_on(run: Run) -> None:
    lines = waits_by_line(run, FILE, 30 * MS)
    assert {line: (waits.total_ns // MS, waits.growing > 0) for line, waits in lines.items()} == {
        4: (4, False),
        5: (10, True),
    }
    assert waits_by_line(run, "/run/work/other.py", 30 * MS) == {}


def test_adding_up_changes_nothing_that_is_kept(run: Run) -> None:
    first, second = (waits_by_line(run, FILE, 30 * MS) for _ in range(2))
    assert first == second
    assert [waits.count for waits in run.waits.rows.values()] == [1]


@pytest.mark.parametrize(
    ("ms", "told"),
    [
        (0, ""),
        (0.9, ""),
        (37, "37 ms"),
        (999, "999 ms"),
        (44_900, "44 s"),
        (185_000, "3 min"),
        (7_300_000, "2 h"),
    ],
)
def test_a_figure_is_short_and_never_more_than_was_waited(ms: float, told: str) -> None:
    assert figure(round(ms * MS)) == told


def test_the_margin_tells_who_waited_for_what_and_keeps_the_text_where_it_is(
    view: CodeView, run: Run
) -> None:
    view.set_run(run)
    view.refresh()
    width = view.margin_width()
    before = view.grab().toImage()
    view.refresh_waits(30 * MS)
    told = view.told_of(5)
    assert "Waited here: 10 ms" in told and "w2, other: 10 ms (1×)" in told
    assert view.margin_width() == width
    assert view.grab().toImage() != before
    assert "Waited" not in view.told_of(6)


def test_the_tool_tip_of_the_margin_has_it(view: CodeView, run: Run) -> None:
    view.set_run(run)
    view.refresh_waits(30 * MS)
    block = view.blockBoundingGeometry(view.document().findBlockByNumber(4)).translated(view.contentOffset())
    margin = find(view, QWidget, "codeMargin")
    place = QPoint(20, round(block.center().y()))
    margin.event(QHelpEvent(QEvent.Type.ToolTip, place, margin.mapToGlobal(place)))
    assert "w2, other: 10 ms" in QToolTip.text()
    QToolTip.hideText()


def test_a_wait_that_goes_on_grows_without_being_added_up_again(
    view: CodeView, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    view.set_run(run)
    view.refresh_waits(30 * MS)
    monkeypatch.setattr(waited, "waits_by_line", None)
    view.refresh_waits(5_030 * MS)
    assert view._marked.waited == {4: Figure("4 ms", goes_on=False), 5: Figure("5 s", goes_on=True)}


def test_what_has_happened_is_told_at_its_own_pace_and_at_once_when_asked(view: CodeView, run: Run) -> None:
    view.set_run(run)
    view.refresh_waits(30 * MS)
    run.version += 1
    view.refresh_waits(60 * MS)
    assert view._marked.waited[5].text == "10 ms"
    view.refresh_waits(60 * MS, at_once=True)
    assert view._marked.waited[5].text == "40 ms"
    run.version += 1
    view.refresh_waits(60 * MS + PACE_NS)
    assert view._marked.waited[5].text == "540 ms"


def test_another_run_begins_without_waits(view: CodeView, run: Run) -> None:
    width = view.margin_width()
    view.set_run(run)
    view.refresh_waits(30 * MS)
    assert view.margin_width() > width
    view.set_run(None)
    assert view.told_of(5) == "" and view.margin_width() == width


def test_tags_and_figures_are_painted_in_the_font_that_they_are_measured_in(
    view: CodeView, qtbot: QtBot
) -> None:
    """A painter takes what a font leaves open from its widget, which has that of the code."""
    window = QWidget()
    qtbot.addWidget(window)
    view.setParent(window)
    font = view._margin._tag_font()
    painted = font.resolve(view._margin.font())
    assert QFontInfo(view._margin.font()).family() != QFontInfo(font).family(), "else this shows nothing"
    assert QFontInfo(painted).family() == QFontInfo(font).family()
    view.setParent(None)
