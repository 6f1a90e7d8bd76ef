"""The controller: facts in, state and signals out; commands only ask."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from app.gui.run import controller as module
from app.gui.run.controller import CALM_NS, RunController
from app.gui.run.pace import FOLD_S, Pace
from app.gui.run.reader import HandOver
from app.state.model import Outcome
from app.supervisor.spec import RunSpec
from app.wire.commands import Input, Kill, Terminate
from tests.gui.fakes import BEGAN_NS, FakeClient, beginning, ending, process_fact, spec, tick


class Supervisors:
    """Makes a client for each run and keeps them."""

    def __init__(self) -> None:
        self.clients: list[FakeClient] = []
        self.obey = True
        self.start_error = ""

    def __call__(self, run_spec: RunSpec) -> FakeClient:
        self.clients.append(FakeClient(run_spec, obeys=self.obey, start_error=self.start_error))
        return self.clients[-1]


@pytest.fixture
def supervisors() -> Supervisors:
    return Supervisors()


class CountedPace(Pace):
    """Counts the turns; can leave no time to fold."""

    def __init__(self) -> None:
        super().__init__()
        self.turns = 0

    def begin(self, now_s: float) -> float:
        self.turns += 1
        return super().begin(now_s)

    def leave(self, fold_s: float) -> None:
        """From now on a turn may fold so long."""
        self.fold_s = self.fold_behind_s = fold_s


@pytest.fixture
def pace() -> CountedPace:
    return CountedPace()


@pytest.fixture
def controller(supervisors: Supervisors, qtbot: QtBot, pace: CountedPace) -> Iterator[RunController]:
    made = RunController(supervisors, pace=pace)
    yield made
    made.shut_down()


def names(controller: RunController) -> list[str]:
    return [] if controller.run is None else [process.name for process in controller.run.processes.values()]


def test_facts_reach_the_state_while_the_run_is_on(
    controller: RunController, supervisors: Supervisors, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(controller.run_started):
        controller.start(spec())
    supervisors.clients[0].bring(beginning())
    qtbot.waitUntil(lambda: names(controller) == ["main", "worker"])
    assert controller.running


def test_a_run_that_ends_by_itself_ends_once_with_everything_applied(
    controller: RunController, supervisors: Supervisors, qtbot: QtBot
) -> None:
    ends: list[int] = []
    controller.run_ended.connect(lambda: ends.append(1))
    controller.start(spec())
    with qtbot.waitSignal(controller.run_ended):
        supervisors.clients[0].bring(beginning(), ending())
        supervisors.clients[0].end()
    assert not controller.running
    assert controller.run is not None
    assert controller.run.ended_ns is not None
    assert [process.outcome for process in controller.run.processes.values()] == [Outcome.FINISHED] * 2
    assert ends == [1]
    assert supervisors.clients[0].closed == 1


def test_commands_go_to_the_supervisor_in_their_order(
    controller: RunController, supervisors: Supervisors
) -> None:
    controller.start(spec())
    controller.send(Input("at once\n"))  # the supervisor may not be there yet
    controller.send(Terminate(2))
    controller.send(Kill(3))
    assert supervisors.clients[0].commands == [Input("at once\n"), Terminate(2), Kill(3)]


def test_commands_without_a_run_do_nothing(controller: RunController) -> None:
    controller.send(Terminate(2))
    controller.stop()
    controller.restart()
    assert not controller.running


def test_starting_while_a_run_is_on_ends_it_first(
    controller: RunController, supervisors: Supervisors, qtbot: QtBot
) -> None:
    controller.start(spec("one"))
    supervisors.clients[0].bring(beginning())
    qtbot.waitUntil(lambda: bool(names(controller)))
    controller.start(spec("two"))
    assert len(supervisors.clients) == 1, "two runs at once"
    assert controller.stopping
    qtbot.waitUntil(lambda: len(supervisors.clients) == 2)
    assert supervisors.clients[0].closed == 1
    assert controller.spec == spec("two")
    assert names(controller) == []


def test_a_supervisor_that_does_not_obey_is_closed_from_this_side(
    controller: RunController, supervisors: Supervisors, qtbot: QtBot
) -> None:
    supervisors.obey = False
    controller._grace.setInterval(50)
    controller.start(spec())
    supervisors.clients[0].bring(beginning())
    qtbot.waitUntil(lambda: bool(names(controller)))
    with qtbot.waitSignal(controller.run_ended):
        controller.stop()
    assert supervisors.clients[0].closed == 1
    assert controller.run is not None
    assert not any(process.alive for process in controller.run.processes.values())


def test_shutting_down_returns_with_the_run_ended(
    controller: RunController, supervisors: Supervisors, qtbot: QtBot
) -> None:
    controller.start(spec())
    supervisors.clients[0].bring(beginning())
    qtbot.waitUntil(lambda: bool(names(controller)))
    assert controller.shut_down()
    assert not controller.running
    assert controller.shut_down(), "it may be called again"


def test_shutting_down_cancels_a_restart(controller: RunController, supervisors: Supervisors) -> None:
    controller.start(spec("one"))
    controller.start(spec("two"))
    assert controller.shut_down()
    assert len(supervisors.clients) == 1


def test_a_run_that_cannot_be_started_says_why_and_ends(
    controller: RunController, supervisors: Supervisors, qtbot: QtBot
) -> None:
    supervisors.start_error = "There is no room. Free some."
    with qtbot.waitSignal(controller.run_ended):
        controller.start(spec())
    assert controller.run is not None
    assert str(controller.run.error) == "There is no room. Free some."


def test_a_supervisor_that_vanishes_without_a_word_counts_as_died(
    controller: RunController, supervisors: Supervisors, qtbot: QtBot
) -> None:
    controller.start(spec())
    supervisors.clients[0].bring(beginning())
    with qtbot.waitSignal(controller.run_ended):
        supervisors.clients[0].end()
    assert controller.run is not None
    assert controller.run.supervisor_died


def test_one_turn_is_bounded_although_much_has_come(
    controller: RunController, supervisors: Supervisors, qtbot: QtBot, pace: CountedPace
) -> None:
    pace.leave(0.0)
    controller.start(spec())
    supervisors.clients[0].bring(beginning())
    qtbot.waitUntil(lambda: pace.turns > 3)
    assert names(controller) == [], "nothing may be applied when there is no time for it"
    pace.leave(FOLD_S)
    qtbot.waitUntil(lambda: len(names(controller)) == 2)


def test_the_script_is_slowed_and_nothing_dropped_when_the_window_is_behind(
    controller: RunController,
    supervisors: Supervisors,
    qtbot: QtBot,
    pace: CountedPace,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    pace.leave(0.0)
    monkeypatch.setattr(module, "HandOver", lambda: HandOver(1000))
    controller.start(spec())
    count = 200
    blocks = [process_fact(number, f"w{number}") + tick(BEGAN_NS + number) for number in range(2, count)]
    supervisors.clients[0].bring(beginning(), *blocks, ending())
    supervisors.clients[0].end()
    qtbot.waitUntil(lambda: pace.turns > 3)
    assert supervisors.clients[0]._blocks.qsize() > count / 2, "more was read than there is room for"
    assert supervisors.clients[0].receipts == [0], "a receipt for what was not applied"
    pace.leave(FOLD_S)
    qtbot.waitUntil(lambda: not controller.running)
    assert len(names(controller)) == count - 1


# --- the time of the run -------------------------------------------------------------------


def test_the_clock_stands_where_the_state_has_come_to(
    controller: RunController, supervisors: Supervisors, qtbot: QtBot
) -> None:
    controller.start(spec())
    assert controller.clock.now_ns == 0
    supervisors.clients[0].bring(beginning())
    qtbot.waitUntil(lambda: controller.clock.now_ns == BEGAN_NS + 1)
    supervisors.clients[0].bring(tick(BEGAN_NS + 900))
    qtbot.waitUntil(lambda: controller.clock.now_ns == BEGAN_NS + 900)
    supervisors.clients[0].bring(tick(BEGAN_NS + CALM_NS + 900))
    with qtbot.waitSignal(controller.clock_advanced) as advanced:
        pass
    assert advanced.args == [BEGAN_NS + CALM_NS + 900], "the time alone is not told of for less than that"
    assert controller.clock.now_ns == BEGAN_NS + CALM_NS + 900


def test_the_time_alone_is_no_change_of_the_run(
    controller: RunController, supervisors: Supervisors, qtbot: QtBot
) -> None:
    controller.start(spec())
    supervisors.clients[0].bring(beginning())
    qtbot.waitUntil(lambda: controller.clock.now_ns == BEGAN_NS + 1)
    changes: list[int] = []
    controller.run_changed.connect(lambda: changes.append(1))
    supervisors.clients[0].bring(tick(BEGAN_NS + 900))
    qtbot.waitUntil(lambda: controller.clock.now_ns == BEGAN_NS + 900)
    assert changes == []


def test_the_window_takes_no_turns_while_nothing_comes(
    controller: RunController, supervisors: Supervisors, qtbot: QtBot, pace: CountedPace
) -> None:
    controller.start(spec())
    supervisors.clients[0].bring(beginning())
    qtbot.waitUntil(lambda: len(names(controller)) == 2)
    assert not controller._timer.isActive()
    turns = pace.turns
    supervisors.clients[0].bring(tick(BEGAN_NS + 900))
    qtbot.waitUntil(lambda: controller.clock.now_ns == BEGAN_NS + 900)
    assert pace.turns == turns + 1


def test_a_receipt_tells_what_was_applied_and_the_time_needs_none(
    controller: RunController, supervisors: Supervisors, qtbot: QtBot
) -> None:
    controller.start(spec())
    client = supervisors.clients[0]
    client.bring(beginning())
    qtbot.waitUntil(lambda: client.receipts == [0, len(beginning())])
    client.bring(tick(BEGAN_NS + 900))
    qtbot.waitUntil(lambda: controller.clock.now_ns == BEGAN_NS + 900)
    assert client.receipts == [0, len(beginning())]
    more = process_fact(3, "another") + tick(BEGAN_NS + 901)
    client.bring(more)
    qtbot.waitUntil(lambda: client.receipts[2:] == [len(beginning() + tick(0) + more)])


def test_asking_for_the_end_is_reported_at_once(
    controller: RunController, supervisors: Supervisors, qtbot: QtBot
) -> None:
    controller.start(spec())
    with qtbot.waitSignal(controller.run_stopping, timeout=0):
        controller.stop()
    assert controller.stopping
