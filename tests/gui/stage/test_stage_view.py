"""The stage and the buffers as widgets: they show the state as it is, cheaply, and never late."""

from __future__ import annotations

import time
from collections.abc import Callable
from itertools import pairwise

import pytest
from PySide6.QtCore import QEvent, QObject, QPoint, Qt
from PySide6.QtGui import QFont, QImage, QPaintEvent, QRegion
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.gui.look.theme import DARK, LIGHT
from app.gui.stage.buffer_view import BufferView
from app.gui.stage.geometry.places import RouteKey, What
from app.gui.stage.geometry.slots import plan_slots
from app.gui.stage.kit import Face, Kit
from app.gui.stage.paint.flights import AT_ONCE, Flights
from app.gui.stage.view import StageView
from app.gui.stage.words.buffer_words import newest_text, place_of, short_item
from app.gui.stage.words.card import card_of
from app.gui.stage.words.phrases import call_text, process_words
from app.gui.stage.words.queue_phrases import queue_note, queue_unfinished
from app.state.model import Condition, Outcome, Run
from app.state.objects import LockObject, QueueObject, ValueObject
from tests.gui.stage_runs import (
    DICT,
    LOCK,
    NOW_NS,
    QUEUE,
    READER,
    SECOND_NS,
    channel_run,
    get,
    kill,
    lock_run,
    plain_run,
    process,
    put,
    queue_run,
)
from tests.state.build import made_call

FRAME_NS = 16_000_000
TICK_NS = 100_000_000


@pytest.fixture
def stage(qtbot: QtBot) -> StageView:
    view = StageView()
    qtbot.addWidget(view)
    view.animation_ms = 0
    view.resize(760, 560)
    view.set_theme(LIGHT)
    view.show()
    return view


@pytest.fixture
def buffers(qtbot: QtBot) -> BufferView:
    view = BufferView()
    qtbot.addWidget(view)
    view.canvas.animation_ms = 0
    view.resize(760, 300)
    view.show()
    return view


def queue_of(run: Run) -> QueueObject:
    queue = run.objects[QUEUE]
    assert isinstance(queue, QueueObject)
    return queue


def click(view: StageView, where: QPoint) -> None:
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, where)


def picture(view: QWidget) -> QImage:
    return view.grab().toImage()


# --- words -------------------------------------------------------------------------------


def test_a_card_says_name_pid_call_line_and_state() -> None:
    run = queue_run()
    run.processes[2].variables["i"] = "7"
    words = process_words(run.processes[2], run, NOW_NS)
    assert (words.name, words.pid, words.call) == ("producer", "4102", "q.join()")
    assert words.place == "line 12 · i = 7"
    assert (words.condition, words.state) == (Condition.BLOCKED, "blocked 1 s")
    assert process_words(run.processes[3], run, NOW_NS).daemon


@pytest.mark.parametrize(
    ("operation", "object_id", "argument", "text"),
    [
        ("JoinableQueue.put", QUEUE, "'大包子7号'", "q.put('大包子7号')"),
        ("DictProxy.__setitem__", DICT, "'num', 99", "m_d['num'] = 99"),
        ("DictProxy.__setitem__", DICT, "(1, 2), 99", "m_d.__setitem__((1, 2), 99)"),
        ("DictProxy.__getitem__", DICT, "'num'", "m_d['num']"),
        ("DictProxy.__delitem__", DICT, "'num'", "del m_d['num']"),
        ("DictProxy.__contains__", DICT, "'num'", "'num' in m_d"),
        ("DictProxy.__len__", DICT, "", "len(m_d)"),
        ("DictProxy.__iter__", DICT, "", "iter(m_d)"),
        ("NamespaceProxy.__getattribute__", DICT, "'num'", "m_d.num"),
        ("NamespaceProxy.__setattr__", DICT, "'num', [1, 2]", "m_d.num = [1, 2]"),
        ("NamespaceProxy.__delattr__", DICT, "'num'", "del m_d.num"),
        ("Process.join", 0, "producer", "producer.join()"),
        ("time.sleep", 0, "0.5", "time.sleep(0.5)"),
        ("Lock.acquire", 12345, "", "Lock.acquire()"),
        ("Connection.recv", READER, "", "reader.recv()"),
        ("connection.wait", 0, f"{READER:x} p4102 ?", "wait([reader, producer, …])"),
    ],
)
def test_a_call_reads_as_in_the_script(operation: str, object_id: int, argument: str, text: str) -> None:
    run = queue_run()
    run.objects |= lock_run().objects | channel_run().objects
    assert call_text(made_call(operation, object_id, argument=argument), run) == text


def test_an_ended_process_says_how_and_not_by_colour_alone() -> None:
    run = lock_run()
    kill(run, 2)
    words = process_words(run.processes[2], run, NOW_NS)
    assert (words.condition, words.state, words.call) == (Condition.ENDED, "ended: killed", "exit code -9")
    run.processes[3].ended_ns, run.processes[3].outcome = NOW_NS, Outcome.ENDED_WITH_MAIN
    assert process_words(run.processes[3], run, NOW_NS).state == "ended with main"


def test_what_a_waiting_process_holds_is_reported_too() -> None:
    run = lock_run()
    run.processes[3].holding[DICT] = NOW_NS
    words = process_words(run.processes[3], run, NOW_NS)
    assert (words.condition, words.holding) == (Condition.BLOCKED, "holding m_d")


def test_a_lock_names_its_owner_and_those_who_wait_in_their_order() -> None:
    run = lock_run(5)
    lock = run.objects[LOCK]
    assert isinstance(lock, LockObject)
    card = card_of(lock, run, NOW_NS)
    assert card.owners is not None and card.waiting is not None
    assert [owner.name for owner in card.owners.names] == ["worker-1"]
    assert [one.name for one in card.waiting] == ["worker-2", "worker-3", "worker-4", "worker-5"]
    assert not card.is_dead
    kill(run, 2)
    assert card_of(lock, run, NOW_NS).is_dead


def test_a_shared_value_says_who_changed_it_last() -> None:
    run = lock_run()
    value = run.objects[DICT]
    assert isinstance(value, ValueObject)
    card = card_of(value, run, NOW_NS)
    assert card.last is not None and card.last.by is not None
    assert (card.value, card.last.by.name, card.last.text) == ("{'num': 94}", "worker-1", "m_d['num'] = 94")


def test_a_joinable_queue_says_who_waits_for_how_many_tasks() -> None:
    run = queue_run()
    assert queue_note(queue_of(run), run) == "q.join() in producer waits for 5 more task_done()"
    assert queue_unfinished(queue_of(run)) == "unfinished 5"


# --- the stage ---------------------------------------------------------------------------


def test_without_a_run_it_says_what_to_do(stage: StageView) -> None:
    assert "Start" in stage.accessibleDescription()
    assert picture(stage) != blank(stage)


def test_the_words_for_nothing_stand_below_a_sign_where_there_is_room(stage: StageView) -> None:
    def rows_drawn() -> list[int]:
        image = picture(stage)
        ground = image.pixel(2, 2)
        columns = range(image.width() // 2 - 20, image.width() // 2 + 20)
        return [
            y for y in range(image.height()) if any(image.pixel(column, y) != ground for column in columns)
        ]

    high = rows_drawn()
    stage.resize(stage.width(), 60)
    low = rows_drawn()
    assert len(low) < 30 < len(high), "in a low window there are the words alone"
    assert any(below - above > 5 for above, below in pairwise(high)), "they do not touch"


def blank(view: QWidget) -> QImage:
    image = picture(view)
    image.fill(Qt.GlobalColor.white)
    return image


def test_it_has_a_name_and_a_description_for_those_who_cannot_see(stage: StageView) -> None:
    stage.set_run(queue_run())
    assert (stage.objectName(), stage.accessibleName()) == ("stageView", "Stage")
    assert stage.accessibleDescription() == "Processes: 3, queues: 1, other shared objects: 0"


def test_it_shows_each_process_and_object(stage: StageView) -> None:
    stage.set_run(queue_run())
    for what, key in ((What.PROCESS, 1), (What.PROCESS, 2), (What.PROCESS, 3), (What.QUEUE, QUEUE)):
        assert stage.layout_shown.place_of(what, key) is not None


def test_a_process_that_comes_later_gets_a_card(stage: StageView) -> None:
    run = plain_run()
    stage.set_run(run)
    process(run, 2, "late")
    run.version += 1
    stage.refresh(NOW_NS)
    assert stage.layout_shown.place_of(What.PROCESS, 2) is not None


def test_nothing_is_laid_out_again_while_the_things_stay(stage: StageView) -> None:
    run = queue_run()
    stage.set_run(run)
    before = stage.layout_shown
    for tick in range(1, 20):
        put(run)
        stage.refresh(NOW_NS + tick * TICK_NS)
    assert stage.layout_shown is before


def test_what_has_changed_is_seen(stage: StageView) -> None:
    run = queue_run()
    stage.set_run(run)
    before = picture(stage)
    put(run)
    stage.refresh(NOW_NS)
    assert picture(stage) != before


def test_how_long_a_process_waits_goes_on_without_events(stage: StageView) -> None:
    stage.set_run(queue_run())
    stage.refresh(NOW_NS)
    before = picture(stage)
    stage.refresh(NOW_NS + SECOND_NS)
    assert picture(stage) != before


class Painted(QObject):
    """Notes what is painted anew of a viewport."""

    def __init__(self, viewport: QWidget) -> None:
        super().__init__(viewport)
        self.regions: list[QRegion] = []
        viewport.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QPaintEvent):
            self.regions.append(QRegion(event.region()))
        return False


@pytest.fixture
def painted(stage: StageView, qtbot: QtBot) -> Painted:
    """Of the stage, from the moment on at which a run with somebody who waits has been painted."""
    watching = Painted(stage.viewport())
    stage.set_run(queue_run())
    stage.refresh(NOW_NS)
    qtbot.waitUntil(lambda: bool(watching.regions))
    watching.regions.clear()
    return watching


def test_the_time_alone_repaints_nothing_while_no_words_change(
    stage: StageView, painted: Painted, qtbot: QtBot
) -> None:
    for step in range(1, 4):  # the wait goes on from 1.8 s to 1.95 s
        stage.refresh(NOW_NS + step * 50_000_000)
    stage.refresh(NOW_NS + SECOND_NS)
    qtbot.waitUntil(lambda: bool(painted.regions))
    assert len(painted.regions) == 1, "something was painted before a second was over"


def test_a_second_that_is_over_repaints_only_the_card_that_says_so(
    stage: StageView, painted: Painted, qtbot: QtBot
) -> None:
    stage.refresh(NOW_NS + SECOND_NS)
    qtbot.waitUntil(lambda: bool(painted.regions))
    (region,) = painted.regions
    waiting, others = stage.layout_shown.place_of(What.PROCESS, 2), (1, 3)
    assert waiting is not None
    assert region.contains(waiting.rect.center().toPoint())
    for number in others:
        other = stage.layout_shown.place_of(What.PROCESS, number)
        assert other is not None
        assert not region.contains(other.rect.center().toPoint())


def test_the_two_themes_differ(stage: StageView) -> None:
    stage.set_run(queue_run())
    light = picture(stage)
    stage.set_theme(DARK)
    assert picture(stage) != light


def test_a_click_on_a_card_names_its_process(stage: StageView, qtbot: QtBot) -> None:
    stage.set_run(queue_run())
    place = stage.layout_shown.place_of(What.PROCESS, 3)
    assert place is not None
    with qtbot.waitSignal(stage.process_activated) as activated:
        click(stage, place.rect.center().toPoint())
    assert activated.args == [3]


@pytest.mark.parametrize("open_it", ["click", "key"])
def test_the_summary_opens_and_closes(stage: StageView, open_it: str) -> None:
    stage.set_run(lock_run(96))
    place = stage.layout_shown.place_of(What.MORE, 57)
    assert place is not None
    if open_it == "key":
        QTest.keyClick(stage, Qt.Key.Key_Return)
    else:
        bar = stage.verticalScrollBar()
        bar.setValue(bar.maximum())
        where = place.rect.center().toPoint() - QPoint(0, bar.value())
        click(stage, where)
    assert len(stage.scene_shown.processes) == 97
    QTest.keyClick(stage, Qt.Key.Key_Space)
    assert len(stage.scene_shown.processes) == 40


def test_it_scrolls_when_there_is_more_than_fits(stage: StageView) -> None:
    stage.set_run(lock_run(30))
    assert stage.verticalScrollBar().maximum() > 0
    stage.set_run(plain_run())
    assert stage.verticalScrollBar().maximum() == 0


def test_a_larger_font_gives_larger_cards(stage: StageView) -> None:
    stage.set_run(queue_run())
    small = stage.layout_shown.place_of(What.PROCESS, 1)
    font = QFont(stage.font())
    font.setPixelSize(26)
    stage.setFont(font)
    large = stage.layout_shown.place_of(What.PROCESS, 1)
    assert small is not None
    assert large is not None
    assert large.rect.height() > small.rect.height() * 1.5


def test_no_picture_takes_a_process_that_is_gone_from_the_state(stage: StageView) -> None:
    run = queue_run()
    stage.set_run(run)
    del run.processes[3]
    del run.objects[QUEUE]
    picture(stage)


@pytest.mark.parametrize("width", [200, 320, 480, 1600])
def test_any_state_is_drawn_at_any_width(stage: StageView, width: int) -> None:
    runs: list[Callable[[], Run]] = [
        plain_run,
        queue_run,
        lambda: queue_run(100, 60, "Queue"),
        lambda: queue_run(5000, 3000, "Queue"),
        lambda: queue_run(0, 5000, "Queue"),
        lambda: queue_run(1, 1, "SimpleQueue"),
        lock_run,
        lambda: lock_run(96),
    ]
    stage.resize(width, 400)
    for make in runs:
        run = make()
        kill(run, 1)
        stage.set_run(run)
        stage.refresh(NOW_NS)
        picture(stage)


def test_painting_is_cheap_while_nothing_changes(stage: StageView) -> None:
    stage.resize(900, 700)
    stage.set_run(lock_run(39))
    picture(stage)
    spent = []
    for _ in range(10):
        began = time.process_time()
        stage.viewport().repaint()
        spent.append(time.process_time() - began)
    assert min(spent) < 0.008


# --- motion ------------------------------------------------------------------------------


def test_an_item_that_is_put_flies_to_its_slot_and_one_that_is_got_from_it(stage: StageView) -> None:
    stage.animation_ms = 60_000
    run = queue_run()
    stage.set_run(run)
    assert stage.flights.active(time.monotonic_ns()) == [], "what was there before does not move"
    item = put(run)
    stage.refresh(NOW_NS)
    flying = stage.flights.active(time.monotonic_ns())
    assert [(flight.number, flight.key.into) for flight in flying] == [(item.number, True)]
    taken = get(run)
    stage.refresh(NOW_NS + FRAME_NS)
    flying = stage.flights.active(time.monotonic_ns())
    assert [(flight.number, flight.key.into) for flight in flying] == [
        (item.number, True),
        (taken.number, False),
    ]
    picture(stage)
    stage.set_run(None)
    assert stage.flights.active(time.monotonic_ns()) == []


def test_a_flight_ends_by_itself(stage: StageView, qtbot: QtBot) -> None:
    stage.animation_ms = 30
    run = queue_run()
    stage.set_run(run)
    put(run)
    stage.refresh(NOW_NS)
    before = picture(stage)
    qtbot.waitUntil(lambda: stage.flights.into(QUEUE) == frozenset())
    assert picture(stage) != before


def test_without_a_duration_nothing_flies(stage: StageView) -> None:
    run = queue_run()
    stage.set_run(run)
    put(run)
    stage.refresh(NOW_NS)
    assert stage.flights.into(QUEUE) == frozenset()


def test_what_is_too_fast_to_follow_is_not_animated() -> None:
    flights, run = Flights(280), queue_run()
    keys = [RouteKey(QUEUE, 2, True), RouteKey(QUEUE, 3, False)]
    flights.observe([queue_of(run)], keys, 0)
    for _ in range(AT_ONCE + 1):
        put(run)
    flights.observe([queue_of(run)], keys, FRAME_NS)
    assert flights.active(FRAME_NS) == []
    put(run)
    flights.observe([queue_of(run)], keys, 2 * FRAME_NS)
    assert len(flights.active(2 * FRAME_NS)) == 1, "and when it is slow again, it is"


def test_a_flight_lasts_less_than_a_third_of_a_second() -> None:
    flights, run = Flights(), queue_run()
    keys = [RouteKey(QUEUE, 2, True)]
    flights.observe([queue_of(run)], keys, 0)
    put(run)
    flights.observe([queue_of(run)], keys, 0)
    (flight,) = flights.active(0)
    assert flights.part(flight, 0) == 0.0
    assert 0.0 < flights.part(flight, 140_000_000) < 1.0
    assert flights.active(300_000_000) == []


# --- buffers -----------------------------------------------------------------------------


def test_without_a_queue_it_says_so(buffers: BufferView) -> None:
    buffers.set_run(plain_run())
    assert buffers.canvas.accessibleDescription() == "This run has no queue"
    assert buffers.snapshot() == []


def test_it_shows_the_items_in_their_slots(buffers: BufferView) -> None:
    run = queue_run(maxsize=10, items=3)
    buffers.set_run(run)
    (shown,) = buffers.snapshot()
    assert (shown["name"], shown["size"], shown["maxsize"]) == ("q", 3, 10)
    assert shown["items"] == ["'大包子1号'", "'大包子2号'", "'大包子3号'"]
    get(run)
    buffers.refresh(NOW_NS)
    assert buffers.snapshot()[0]["items"] == ["'大包子2号'", "'大包子3号'"]


def test_full_and_empty_are_said_in_words(buffers: BufferView) -> None:
    run = queue_run(maxsize=2, items=2)
    buffers.set_run(run)
    assert buffers.snapshot()[0]["state"] == "full"
    get(run)
    assert buffers.snapshot()[0]["state"] == ""
    get(run)
    assert buffers.snapshot()[0]["state"] == "empty"


def test_one_of_several_queues_can_be_chosen(buffers: BufferView) -> None:
    run = queue_run()
    buffers.set_run(run)
    assert not buffers.box.isVisible(), "there is nothing to choose"
    run.objects[77] = QueueObject(77, "Queue", "other", True, maxsize=3)
    run.version += 1
    buffers.refresh(NOW_NS)
    assert buffers.box.isVisible()
    assert [shown["name"] for shown in buffers.snapshot()] == ["q", "other"]
    for queue, name in ((77, "other"), (QUEUE, "q")):
        buffers.choose(queue)
        assert [shown["name"] for shown in buffers.snapshot()] == [name]
    buffers.choose(None)
    assert len(buffers.snapshot()) == 2


def test_the_choice_does_not_outlive_the_run(buffers: BufferView) -> None:
    run = queue_run()
    run.objects[77] = QueueObject(77, "Queue", "other", True, maxsize=3)
    buffers.set_run(run)
    buffers.choose(77)
    buffers.set_run(queue_run())
    assert [shown["name"] for shown in buffers.snapshot()] == ["q"]


def test_a_queue_without_limit_shows_its_oldest_items_and_its_newest(buffers: BufferView) -> None:
    run = queue_run(maxsize=0, items=5000, kind="Queue")
    buffers.set_run(run)
    (shown,) = buffers.snapshot()
    assert (shown["size"], shown["items"][0]) == (5000, "'大包子1号'")
    assert newest_text(queue_of(run)) == "'大包子5000号'"
    picture(buffers)


def test_the_newest_item_is_known_even_when_not_all_are_kept() -> None:
    run = queue_run(maxsize=0, items=50, kind="Queue")
    queue = queue_of(run)
    for _ in range(20):
        queue.items.pop()
    assert newest_text(queue) == "'大包子50号'"


def test_the_oldest_item_lies_next_to_the_consumers(qtbot: QtBot) -> None:
    plan = plan_slots(10, 300, Kit(LIGHT, QFont()).metrics)
    assert [place_of(index, 3, plan) for index in range(3)] == [0, 1, 2]


def test_an_item_is_shortened_to_what_tells_it_apart(qtbot: QtBot) -> None:
    kit = Kit(LIGHT, QFont())
    room = kit.width(Face.TINY, "777") + 1
    assert short_item("'大包子777号'", room, kit) == "777"
    assert short_item("'ok'", 200, kit) == "ok"
    assert "…" in short_item("('page-1', 200)", room, kit)


def test_a_long_name_keeps_its_beginning_and_its_end_on_a_card(
    stage: StageView, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = queue_run()
    run.processes[2].name = "a-producer-with-quite-a-long-name-17"
    drawn: list[str] = []
    fitted = Kit.fitted

    def note(self: Kit, face: Face, text: str, *more: float) -> str:
        drawn.append(fitted(self, face, text, *more))  # type: ignore[arg-type]
        return drawn[-1]

    monkeypatch.setattr(Kit, "fitted", note)
    stage.set_run(run)
    picture(stage)
    assert any(text.startswith("a-p") and "…" in text and text.endswith("-17") for text in drawn)
