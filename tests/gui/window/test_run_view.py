"""What the user asks for in any part of the window reaches the supervisor as that command."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from pytestqt.qtbot import QtBot

from app.gui.processes.rows import Column
from app.gui.window.main_window import MainWindow
from app.wire.commands import CloseInput, Command, Input, Kill, Resume, Suspend, Terminate
from tests.gui.fakes import BEGAN_NS, FakeClient, beginning, ending, spec

ASKED: dict[str, tuple[Callable[[MainWindow], None], Command]] = {
    "terminate in the table": (lambda w: w.processes.table.terminate_requested.emit(2), Terminate(2)),
    "kill in the table": (lambda w: w.processes.table.kill_requested.emit(3), Kill(3)),
    "suspend in the table": (lambda w: w.processes.table.suspend_requested.emit(2), Suspend(2)),
    "resume in the table": (lambda w: w.processes.table.resume_requested.emit(2), Resume(2)),
    "terminate on the stage": (lambda w: w.stage.terminate_requested.emit(4), Terminate(4)),
    "kill on the stage": (lambda w: w.stage.kill_requested.emit(4), Kill(4)),
    "a line of input": (lambda w: w.output.input_entered.emit("go\n"), Input("go\n")),
    "the end of the input": (lambda w: w.output.input_closed.emit(), CloseInput()),
}


@pytest.mark.parametrize(("ask", "command"), ASKED.values(), ids=ASKED)
def test_what_is_asked_reaches_the_supervisor(
    ask: Callable[[MainWindow], None],
    command: Command,
    window: MainWindow,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    client = FakeClient(spec())
    monkeypatch.setattr(window.controller, "_make_client", lambda _spec: client)
    window.controller.start(spec())
    ask(window)
    assert client.commands == [command]
    assert window.controller.shut_down()


def test_the_end_is_shown_at_once_though_the_supervisor_has_not_gone_yet(
    window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    client, controller = FakeClient(spec()), window.controller
    monkeypatch.setattr(controller, "_make_client", lambda _spec: client)
    controller.start(spec())
    client.bring(beginning())
    model = window.processes.table.model()
    qtbot.waitUntil(lambda: model.rowCount() == 2)
    client.bring(ending(BEGAN_NS + 1_000_000))
    qtbot.waitUntil(lambda: controller.run is not None and controller.run.ended_ns is not None)
    states = {model.index(row, Column.STATE).data() for row in range(2)}
    assert controller.running
    assert states == {"ended: finished"}
    assert controller.shut_down()
