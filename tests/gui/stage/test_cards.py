"""What cards say is where it belongs and can be read in full, or is left out."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QApplication

from app.gui.look.theme import LIGHT
from app.gui.stage.geometry.slots import buffer_height
from app.gui.stage.kit import LEFT, Face, Kit
from app.gui.stage.paint.buffer import draw_buffer
from app.gui.stage.paint.cards import draw_card, draw_compact
from app.gui.stage.paint.objects import draw_object
from app.gui.stage.paint.pictures import Drawing
from app.gui.stage.words.buffer_words import buffer_words
from app.gui.stage.words.card import card_of, card_tip
from app.gui.stage.words.phrases import process_tip, process_words
from app.gui.stage.words.queue_phrases import queue_note, queue_tip
from app.state.model import Outcome
from app.state.objects import (
    ChannelEnd,
    Drop,
    FlagObject,
    LockObject,
    Owner,
    QueueObject,
    Told,
    ValueObject,
    Waiter,
)
from app.wire.records import Effect, Kind
from tests.gui.stage_runs import (
    DICT,
    FLAG,
    LOCK,
    NOW_NS,
    QUEUE,
    READER,
    SECOND_NS,
    channel_run,
    flag_run,
    kill,
    lock_run,
    plain_run,
    queue_run,
)
from tests.state.build import BEGAN, BLOCKED, FAILED, Script


class HearingKit(Kit):
    """Draws, and records which texts it has drawn and where."""

    def __init__(self) -> None:
        super().__init__(LIGHT, QApplication.font())
        self.said: dict[str, QRectF] = {}
        self.drawn: list[tuple[str, QRectF]] = []  # the same text may stand in several places

    def text(
        self,
        painter: QPainter,
        rect: QRectF,
        text: str,
        color: str | QColor,
        face: Face = Face.TEXT,
        flags: Qt.AlignmentFlag = LEFT,
        where: Qt.TextElideMode = Qt.TextElideMode.ElideRight,
    ) -> float:
        shown = self.fitted(face, text, rect.width(), where)
        if shown:
            self.said[shown] = QRectF(rect)
            self.drawn.append((shown, QRectF(rect)))
        return super().text(painter, rect, text, color, face, flags, where)

    def draw(self, drawing: Drawing, width: float, height: float, words: object) -> None:
        """Draw a card of this size."""
        image = QImage(int(width) + 1, int(height) + 1, QImage.Format.Format_ARGB32_Premultiplied)
        with QPainter(image) as painter:
            drawing(painter, self, QRectF(0, 0, width, height), words)


@pytest.fixture
def kit(qapp: QApplication) -> HearingKit:
    return HearingKit()


def shortened(kit: HearingKit) -> list[str]:
    return [text for text in kit.said if "…" in text]


def test_the_end_of_what_a_process_holds_is_seen_it_tells_one_from_others(kit: HearingKit) -> None:
    run = plain_run()
    name = "forks_of_the_philosophers[12]"
    words = process_words(run.processes[1], run, NOW_NS)._replace(
        state="blocked", holding=f"holding {name}", held=name
    )
    kit.draw(draw_card, 200, kit.metrics.card, words)
    assert any(text.startswith("…") and text.endswith("[12]") for text in shortened(kit))


def test_who_alone_stands_in_a_second_row_has_its_name(kit: HearingKit) -> None:
    run = lock_run(3)
    run.processes[4].name = "a worker with a name that is longer than its row 7"
    width = kit.width(Face.SMALL, "waiting worker-2") + kit.metrics.pad * 2 + kit.metrics.line * 3
    kit.draw(draw_object, width, kit.metrics.object, card_of(run.objects[LOCK], run, NOW_NS))
    assert any(text.startswith("a") and text.endswith("7") for text in shortened(kit))


def test_those_who_wait_stand_below_each_other(kit: HearingKit) -> None:
    run = lock_run(3)
    lock = run.objects[LOCK]
    assert isinstance(lock, LockObject)
    width = kit.width(Face.SMALL, "waiting worker-2") + kit.metrics.pad * 2 + kit.metrics.line * 3
    kit.draw(draw_object, width, kit.metrics.object, card_of(lock, run, NOW_NS))
    first, second = kit.said["worker-2"], kit.said["worker-3"]
    assert second.top() > first.top()
    assert second.left() == pytest.approx(first.left())


def test_what_nobody_knows_the_value_of_has_no_room_for_one() -> None:
    index = ValueObject(DICT, "AutoProxy[Index]", "index")
    assert card_of(index, plain_run(), NOW_NS).value is None


def test_a_long_name_keeps_what_tells_it_from_others(kit: HearingKit) -> None:
    run = lock_run(1)
    lock = run.objects[LOCK]
    lock.name = "self.connections_to_other_actors['alice']"
    kit.draw(draw_object, 160, kit.metrics.object, card_of(lock, run, NOW_NS))
    assert any(text.startswith("…") and text.endswith("['alice']") for text in shortened(kit))


@pytest.mark.parametrize("kind", ["Queue", "JoinableQueue"])
@pytest.mark.parametrize("maxsize", [0, 10])
def test_the_counts_of_a_queue_are_whole_or_left_out(kit: HearingKit, maxsize: int, kind: str) -> None:
    run = queue_run(maxsize, 3, kind)
    queue = run.objects[QUEUE]
    assert isinstance(queue, QueueObject)
    seen = set()
    for width in range(round(kit.metrics.buffer_width_min), 500, 7):
        kit.said.clear()
        height = buffer_height(maxsize, width, kind == "JoinableQueue", kit.metrics)
        kit.draw(draw_buffer, width, height, buffer_words(queue, run, width, kit))
        assert not shortened(kit), f"at {width}"
        seen.add("peak 3" in kit.said)
    assert True in seen
    assert (False in seen) == (kind == "Queue"), "a second line has room for it"


def test_a_queue_whose_put_waits_for_pipe_has_no_free_places_and_is_not_empty(kit: HearingKit) -> None:
    """What is being put is in the pipe in part; a SimpleQueue has no places that it could wait for."""
    run = queue_run(0, 0, "SimpleQueue")
    queue = run.objects[QUEUE]
    assert isinstance(queue, QueueObject)
    queue.waiters = [Waiter(2, 1, "SimpleQueue.put", NOW_NS, Effect.PUT)]
    assert buffer_words(queue, run, 300, kit).badge == ""
    assert queue_note(queue, run) == "q.put() in producer waits to write to the pipe"
    queue.waiters = [Waiter(3, 1, "SimpleQueue.get", NOW_NS, Effect.GET)]
    assert buffer_words(queue, run, 300, kit).badge == "empty"


@pytest.mark.parametrize(("was_pickled", "reason"), [(False, "pickled"), (True, "sent")])
def test_a_queue_says_that_it_has_dropped_an_item_and_why(
    kit: HearingKit, was_pickled: bool, reason: str
) -> None:
    run = queue_run(10, 3, "Queue")
    queue = run.objects[QUEUE]
    assert isinstance(queue, QueueObject)
    assert not buffer_words(queue, run, 500, kit).has_details
    queue.dropped, queue.last_drop = 2, Drop("<Task>", 2, "TypeError: cannot", was_pickled, None)
    words = buffer_words(queue, run, 500, kit)
    assert words.has_details
    sentence = f"dropped 2 · <Task> was dropped because it could not be {reason}"
    assert words.answers == sentence
    height = buffer_height(10, 700, True, kit.metrics)
    kit.draw(draw_buffer, 700, height, buffer_words(queue, run, 700, kit))
    assert any(sentence in said for said in kit.said)
    assert {sentence, "TypeError: cannot"} <= set(queue_tip(queue, run).split("\n"))


def test_an_answer_of_a_queue_says_when_it_was_given_and_to_whom(kit: HearingKit) -> None:
    """It may be old: what is in the queue now stands beside it."""
    run = queue_run(10, 3, "Queue")
    queue = run.objects[QUEUE]
    assert isinstance(queue, QueueObject)
    queue.last_answer = Told("empty() -> True", 3, run.began_ns + 2_100_000_000)
    assert buffer_words(queue, run, 500, kit).answers == "empty() -> True at 2.1 s"
    assert "empty() -> True at 2.1 s · asked by consumer" in queue_tip(queue, run).split("\n")


def test_a_card_without_a_call_has_no_empty_line(kit: HearingKit) -> None:
    run = plain_run()
    words = process_words(run.processes[1], run, NOW_NS)
    assert not words.call
    kit.draw(draw_card, kit.metrics.card_width_max, kit.metrics.card, words)
    assert kit.said[words.place].top() == pytest.approx(kit.said["main"].top() + kit.metrics.row)


def test_the_card_of_a_managers_server_says_what_it_is() -> None:
    run = plain_run()
    run.processes[1].is_server = True
    words = process_words(run.processes[1], run, NOW_NS)
    assert (words.state, words.call) == ("running", "manager's server")


@pytest.mark.parametrize(
    ("state", "call", "on", "frames", "said"),
    [
        ("R", "", "", [["burn", "/fake/script.py", 4, ""]], ("running", "burn()", "line 4")),
        (
            "S",
            "read",
            "input",
            [["<module>", "/fake/script.py", 9, ""]],
            ("waiting", "waiting for input", "line 9"),
        ),
        (
            "S",
            "futex",
            "",
            [["Queue.get", "/usr/lib/python3.11/queue.py", 171, "library"], ["f", "/fake/script.py", 7, ""]],
            ("waiting", "queue.Queue.get()", "line 7"),
        ),
    ],
)
def test_the_card_of_a_process_in_no_known_call_says_what_its_stack_tells(
    state: str, call: str, on: str, frames: list[list[object]], said: tuple[str, str, str]
) -> None:
    script = Script()
    script.main()
    row = [101, "MainThread", state, state == "R", True, call, on, "", frames]
    script.fact(600, "stacks", number=1, time_ns=600_000_000, threads=[row])
    run = script.tick(601)
    words = process_words(run.processes[1], run, run.now_ns)
    assert (words.state, words.call, words.place) == said


def test_the_card_of_a_process_whose_code_is_over_says_what_it_does_then(kit: HearingKit) -> None:
    script = Script()
    main = script.main()
    main.make(0, "Queue", QUEUE, 0, "q")
    script.worker(2, "w1")
    main.op(1, "exit functions", BEGAN, line=0, meaning=Effect.EXIT)
    run = script.tick(2)
    words = process_words(run.processes[1], run, run.now_ns)
    assert (words.state, words.call, words.place) == ("running", "exit functions", "its code is over")
    main.op(3, "Process.join", BLOCKED, "w1", value=102)
    run = script.tick(2000)
    words = process_words(run.processes[1], run, run.now_ns)
    assert (words.state, words.call, words.place) == ("blocked 1 s", "w1.join()", "its code is over")
    kit.draw(draw_card, kit.metrics.card_width_max, kit.metrics.card, words)
    assert {"w1.join()", "its code is over"} <= set(kit.said)
    assert "its code is over: waiting for w1 to end" in process_tip(run.processes[1], run, run.now_ns)


def test_a_queue_says_who_waits_until_it_is_sent() -> None:
    script = Script()
    script.main().make(0, "Queue", QUEUE, 0, "q")
    script.worker(2, "w1").op(3, "Queue.join_thread", BLOCKED, object=QUEUE, meaning=Effect.FLUSH)
    run = script.tick(9)
    queue = run.objects[QUEUE]
    assert isinstance(queue, QueueObject)
    assert queue_note(queue, run) == "w1 waits until what is left in q is sent"


def test_waits_for_programs_stand_on_the_card_as_in_the_script() -> None:
    script = Script()
    main = script.main()
    script.process(2, name="sort", kind="subprocess", watched=False)
    for name, pid, text in (
        ("Popen.communicate", 102, "sort.communicate()"),
        ("subprocess.run", 102, "subprocess.run(sort)"),
        ("os.waitpid", 102, "os.waitpid(sort)"),
        ("os.wait", -1, "os.wait()"),
    ):
        main.op(3, name, BLOCKED, value=pid, meaning=Effect.JOIN)
        run = script.tick(9)
        assert process_words(run.processes[1], run, run.now_ns).call == text
        main.op(9, name, value=pid, meaning=Effect.JOIN)


def test_a_card_and_its_tip_say_what_each_thread_does() -> None:
    script = Script()
    main = script.main()
    main.make(0, "Queue", QUEUE, 0, "q")
    main.slot(Kind.THREAD, 1, b"MainThread", thread=1, value=101)
    main.slot(Kind.VARIABLE, 1, b"7", operation=main.string("i"))
    main.op(2, "time.sleep", BEGAN, line=3)
    main.slot(Kind.THREAD, 2, b"reader", thread=2, value=9)
    main.op(3, "Queue.get", BLOCKED, object=QUEUE, line=7, thread=2)
    run = script.tick(2003)
    words = process_words(run.processes[1], run, run.now_ns)
    assert (words.state, words.place) == ("sleeping", "line 3 · reader: blocked on q (empty)")
    tip = process_tip(run.processes[1], run, run.now_ns).split("\n")
    assert "thread reader: blocked on q (empty) 2 s · q.get() · line 7" in tip


def test_a_tip_says_who_has_ended_a_process_and_by_what_it_ended() -> None:
    script = Script()
    script.main().op(3, "Process.kill", text="w1", value=102, line=12)
    worker = script.worker(2, "w1")
    worker.op(2, "Process.run", FAILED, "ValueError: first\n  second")
    script.ended(5, 2, -9)
    run = script.tick(9)
    tip = process_tip(run.processes[2], run, run.now_ns).split("\n")
    assert {"ended by: main Process.kill line 12", "ValueError: first second"} <= set(tip)


def test_a_narrow_card_of_an_ended_process_says_how_it_ended(kit: HearingKit) -> None:
    run = lock_run()
    kill(run, 2)
    words = process_words(run.processes[2], run, NOW_NS)
    kit.draw(draw_compact, kit.metrics.card_width_max, kit.metrics.compact, words)
    assert {"ended: killed", "exit code -9"} <= set(kit.said)
    kit.said.clear()
    width = kit.width(Face.SMALL, "ended: killed") + kit.metrics.pad
    kit.draw(draw_compact, width, kit.metrics.compact, words)
    assert "killed" in kit.said
    assert not any("exit" in text for text in kit.said), "the beginning of an exit code tells nothing"


def test_a_narrow_card_of_one_that_ended_with_main_says_with_whom(kit: HearingKit) -> None:
    run = lock_run()
    kill(run, 2)
    run.processes[2].outcome = Outcome.ENDED_WITH_MAIN
    words = process_words(run.processes[2], run, NOW_NS)
    width = kit.width(Face.SMALL, "ended with main") + kit.metrics.pad
    kit.draw(draw_compact, width, kit.metrics.compact, words)
    assert "with main" in kit.said


def test_a_narrow_card_names_what_is_held_beside_a_wait(kit: HearingKit) -> None:
    """In the colour of holding: of "holding lock", the beginning alone would say less."""
    run = lock_run()
    lock = run.objects[LOCK]
    assert isinstance(lock, LockObject)
    run.processes[3].holding[LOCK] = NOW_NS
    words = process_words(run.processes[3], run, NOW_NS)
    widths = [kit.width(Face.SMALL, text) for text in (words.state, "holding lock")]
    kit.draw(draw_card, sum(widths) + 6 * kit.metrics.pad, kit.metrics.card, words)
    assert "holding lock" in kit.said
    kit.said.clear()
    kit.draw(draw_card, sum(widths) + 1.5 * kit.metrics.pad, kit.metrics.card, words)
    assert "lock" in kit.said
    assert not shortened(kit)


def test_a_value_that_ends_with_blanks_is_one_line(kit: HearingKit) -> None:
    run = lock_run()
    value = run.objects[DICT]
    assert isinstance(value, ValueObject)
    tops = []
    for text in ("{'num': 94}", "{'num': 94}" + " " * 60):
        value.value = text
        kit.said.clear()
        kit.draw(draw_object, kit.metrics.card_width_min, kit.metrics.object, card_of(value, run, NOW_NS))
        tops.append(kit.said["{'num': 94}"].top())
    assert tops[0] == tops[1]


def test_of_several_owners_it_is_said_how_many_are_not_named(kit: HearingKit) -> None:
    run = lock_run(4)
    lock = run.objects[LOCK]
    assert isinstance(lock, LockObject)
    lock.initial, lock.owners = 3, [Owner(number, NOW_NS) for number in (2, 3, 4)]
    kit.draw(draw_object, kit.metrics.card_width_min, kit.metrics.object, card_of(lock, run, NOW_NS))
    assert "+2" in kit.said


def test_a_wait_for_a_lock_counts_while_it_lasts(kit: HearingKit) -> None:
    run = lock_run(2)
    lock = run.objects[LOCK]
    assert isinstance(lock, LockObject)
    assert card_of(lock, run, NOW_NS + 76 * SECOND_NS).counts == "taken 4 · waited 76 s"
    lock.waited_ns, lock.waiters = 1_800_000_000, []
    assert card_of(lock, run, NOW_NS + 76 * SECOND_NS).counts == "taken 4 · waited 1.8 s"


def test_of_many_long_waits_the_time_ticks_once_a_second() -> None:
    run = lock_run(2)
    lock = run.objects[LOCK]
    assert isinstance(lock, LockObject)
    lock.waiters = [
        Waiter(2, thread, "Lock.acquire", NOW_NS + thread * SECOND_NS // 5, Effect.TAKE)
        for thread in range(5)
    ]
    tenths = range(100, 131)
    said = [card_of(lock, run, NOW_NS + tenth * SECOND_NS // 10).counts for tenth in tenths]
    assert len(dict.fromkeys(said)) == 4
    assert said[-1] == "taken 4 · waited 63 s"


def test_a_flag_says_whether_it_is_set_who_did_it_and_who_waits(kit: HearingKit) -> None:
    run = flag_run()
    flag = run.objects[FLAG]
    assert isinstance(flag, FlagObject)
    kit.draw(draw_object, kit.metrics.card_width_max, kit.metrics.object, card_of(flag, run, NOW_NS))
    assert {"ready", "clear", "by", "main", "waiting", "worker", "times set: 2"} <= set(kit.said)
    # main waits in set(), which a waiter that is suspended holds up: it does not wait for the flag
    flag.is_set, flag.waiters = True, [Waiter(1, 1, "Event.set", NOW_NS, Effect.SET)]
    kit.said.clear()
    kit.draw(draw_object, kit.metrics.card_width_max, kit.metrics.object, card_of(flag, run, NOW_NS))
    assert {"set", "nobody waits"} <= set(kit.said)


def test_a_pipe_says_at_both_ends_who_has_it_open_and_what_is_to_be_received(kit: HearingKit) -> None:
    run = channel_run()
    card = card_of(run.objects[READER], run, NOW_NS)
    kit.draw(draw_object, kit.metrics.card_width_max, kit.metrics.object, card)
    said = {"reader, writer", "Pipe", "to receive: 2", "writer: open in", "worker-1", "waiting"}
    assert said <= set(kit.said)
    assert card_tip(card).split("\n") == [
        "reader, writer · Pipe",
        "reader: open in worker-1 · to receive: 2",
        "writer: open in worker-1",
        "waiting: worker-1",
        "messages: 5 · bytes: 90",
    ]


def test_a_pipe_that_nobody_has_open_says_so_and_counts_its_messages(kit: HearingKit) -> None:
    run = channel_run()
    for end in run.objects.values():
        assert isinstance(end, ChannelEnd)
        end.open_in, end.waiters = {}, []
    kit.draw(
        draw_object, kit.metrics.card_width_max, kit.metrics.object, card_of(run.objects[READER], run, NOW_NS)
    )
    assert {"reader: closed by all", "writer: closed by all", "messages: 5 · bytes: 90"} <= set(kit.said)


@pytest.mark.parametrize("users", [2, 9])
def test_many_who_have_an_end_open_never_cover_what_is_to_be_received(kit: HearingKit, users: int) -> None:
    run = channel_run(users)
    width = kit.metrics.card_width_min
    kit.draw(draw_object, width, kit.metrics.object, card_of(run.objects[READER], run, NOW_NS))
    assert "to receive: 2" in kit.said
    left = width - kit.metrics.pad - kit.width(Face.SMALL, "to receive: 2")
    row = kit.said["to receive: 2"]
    beside = [one for one in kit.drawn if one[1].top() == row.top() and one[0] != "to receive: 2"]
    assert beside and all(rect.right() <= left for _, rect in beside)
    assert any(
        text.startswith("re") for text, _ in beside
    )  # which end it is, if there is little room in short
    assert not any(text.startswith("worker") for text, _ in beside)


def test_who_waited_for_a_queue_when_the_run_ended_waits_no_more() -> None:
    script = Script()
    script.main().make(0, "Queue", 8, 0, "q")
    script.worker(2, "w1").op(1, "Queue.get", BLOCKED, object=8)
    run = script.tick(500)
    queue = run.objects[8]
    assert isinstance(queue, QueueObject)
    assert queue_note(queue, run) == "q.get() in w1 waits for an item"
    assert queue_note(queue, script.end(600)) == "q.get() in w1 waited for an item"


def test_a_compact_card_of_a_stopped_process_has_room_for_what_it_was_in(kit: HearingKit) -> None:
    script = Script()
    script.main().make(0, "Lock", LOCK, 1, "lock")
    script.worker(2, "w1").op(1, "Lock.acquire", BLOCKED, object=LOCK)
    script.ended(3001, 2, -9, "run")
    run = script.end(3002)
    words = process_words(run.processes[2], run, run.now_ns)
    width = kit.width(Face.SMALL, "with the run") + kit.width(Face.SMALL, words.call) + 5 * kit.metrics.line
    picture = QImage(500, 100, QImage.Format.Format_ARGB32)
    with QPainter(picture) as painter:
        draw_compact(painter, kit, QRectF(0, 0, width, 60), words)
        assert {"with the run", "lock.acquire() 3.0 s"} <= set(kit.said)
        kit.said.clear()
        draw_compact(painter, kit, QRectF(0, 0, width * 2, 60), words)
        assert {"ended with the run", "lock.acquire() 3.0 s"} <= set(kit.said)
        kit.said.clear()
        draw_compact(painter, kit, QRectF(0, 0, kit.width(Face.SMALL, words.state) * 1.6, 60), words)
        assert "ended with the run" in kit.said, "no word is left out where that makes room for nothing"
        assert "lock.acquire() 3.0 s" not in kit.said
