"""Small parts of the window: the shares of its panels, the status line, the banner, the workspace."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.gui.launcher.scripts.script_target import ScriptTarget
from app.gui.launcher.workspace import Workspace
from app.gui.look.theme import LIGHT
from app.gui.widgets.banner import Banner
from app.gui.widgets.splitter import panel_widths, stage_heights
from app.gui.widgets.status_line import StatusLine
from app.gui.words.run_message import run_message
from app.gui.words.state_words import duration_text, lasting_text
from app.gui.words.status_text import status_parts
from app.language import Sentence
from tests.gui.fakes import BEGAN_NS, make_process, make_run
from tests.state.build import MS
from tests.state.test_ended_with_run import philosophers


@pytest.mark.parametrize("length", [300, 700, 1024, 1440, 3840])
def test_the_panels_take_what_there_is_and_no_more(length: int) -> None:
    assert all(part >= 0 for part in panel_widths(length) + stage_heights(length))
    if length >= 700:
        assert sum(panel_widths(length)) == sum(stage_heights(length)) == length


@pytest.mark.parametrize(
    ("duration_ns", "text"), [(-5, "0.0 s"), (1_840_000_000, "1.8 s"), (125_000_000_000, "2:05 min")]
)
def test_durations_are_read_easily(duration_ns: int, text: str) -> None:
    assert duration_text(duration_ns) == text


@pytest.mark.parametrize(
    ("duration_ns", "text"),
    [(-5, "0.0 s"), (970_000_000, "0.9 s"), (3_990_000_000, "3 s"), (125_000_000_000, "2:05 min")],
)
def test_what_goes_on_has_lasted_so_many_whole_seconds(duration_ns: int, text: str) -> None:
    assert lasting_text(duration_ns) == text


def test_the_status_says_how_a_run_ended() -> None:
    run = make_run(make_process(1))
    run.events = 1284
    now_ns = BEGAN_NS + 3_200_000_000
    assert status_parts(None, now_ns, False) == ["ready"]
    assert status_parts(run, now_ns, False) == ["running", "3 s", "1\u202f284 events"]
    assert status_parts(run, now_ns, True)[0] == "stopping"
    run.ended_ns, run.exitcode, run.lost_events = now_ns, -9, 7
    assert status_parts(run, now_ns * 2, False) == [
        "ended with exit code -9",
        "7 events lost",
        "3.2 s",
        "1\u202f284 events",
    ]


def test_a_status_without_room_leaves_out_the_last_parts(qtbot: QtBot) -> None:
    line = StatusLine()
    qtbot.addWidget(line)
    line.show()
    line.show_parts(["running", "3.2 s", "1284 events"])
    line.resize(1000, 20)
    assert line.text() == "running · 3.2 s · 1284 events"
    line.resize(line.fontMetrics().horizontalAdvance("running · 3.2 s") + 4, 20)
    assert line.text() == "running · 3.2 s"
    assert line.toolTip() == "running · 3.2 s · 1284 events"


def test_what_went_wrong_is_said_with_what_to_do(qtbot: QtBot) -> None:
    banner = Banner(LIGHT)
    qtbot.addWidget(banner)
    assert banner.text == ""
    run = make_run(make_process(1))
    assert run_message(run) is None
    run.error = Sentence("errors", "python9 is not there; give another one.")
    assert str(run.error) in str(run_message(run))
    run.supervisor_died = True
    assert "Press Start" in str(run_message(run))
    banner.say("x")
    assert banner.text == "x"
    banner.clear()
    assert banner.text == ""


def test_each_target_keeps_its_own_choices(tmp_path: Path, qtbot: QtBot) -> None:
    targets = [ScriptTarget(tmp_path / name) for name in ("a.py", "b.py")]
    workspace = Workspace(targets)
    workspace.set_start_method("spawn")
    with qtbot.waitSignal(workspace.target_changed):
        workspace.choose(targets[1].id)
    assert workspace.start_method == ""
    workspace.choose(targets[0].id)
    assert workspace.start_method == "spawn"
    workspace.add(ScriptTarget(tmp_path / "a.py"))
    assert len(workspace.targets) == 2


@pytest.mark.parametrize(
    ("data", "text"),
    [
        ("x = '包子'\n".encode(), "x = '包子'\n"),
        (b"# coding: gbk\nx = '\xb0\xfc'\n", "# coding: gbk\nx = '包'\n"),
    ],
)
def test_a_script_is_shown_in_the_encoding_that_python_reads(tmp_path: Path, data: bytes, text: str) -> None:
    (tmp_path / "a.py").write_bytes(data)
    assert ScriptTarget(tmp_path / "a.py").source({}) == text


@pytest.mark.parametrize("data", [b"\xff\xfe\x00", b"# coding: nonsense\nx\n"])
def test_a_script_that_python_cannot_read_is_shown_all_the_same(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "a.py").write_bytes(data)
    assert ScriptTarget(tmp_path / "a.py").source({})


def test_the_status_says_that_nothing_moves_and_for_how_long() -> None:
    run = philosophers(2)[0].tick(1500)
    assert status_parts(run, 1500 * MS, False)[0] == "running", "it may only pause"
    assert status_parts(run, 9000 * MS, False)[0] == "stands still for 8 s"
    assert status_parts(run, 9000 * MS, True)[0] == "stopping"
