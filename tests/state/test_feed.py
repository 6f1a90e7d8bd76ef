"""Frames become events: in the order of time, with whole texts, from logs that may be in any state."""

from __future__ import annotations

import pytest

from app.state.calls import BLOCKED_AFTER_NS
from app.state.objects import QueueObject
from app.wire.frames import FRAME, FrameKind, pack_frame
from app.wire.header import HEAD, MAGIC, MAJOR, pack_header
from app.wire.records import INLINE, Effect, Kind
from tests.state.build import BEGAN, FILE, HEADER, MS, Script


def test_events_of_several_logs_are_applied_in_the_order_of_time() -> None:
    script = Script()
    main, worker = script.main(), script.worker(2, "w1")
    main.make(0, "Queue", 7, 3, "q")
    worker.op(5, "Queue.get", text="'a'", object=7)  # relayed first, though it came later
    script.block += pack_frame(FrameKind.RECORDS, 2, 0, worker.take())
    main.op(4, "Queue.put", text="'a'", object=7)
    queue = script.tick(10).objects[7]
    assert isinstance(queue, QueueObject)
    assert [(t.into, t.process, t.number) for t in queue.recent] == [(True, 1, 1), (False, 2, 1)]


def test_nothing_at_or_after_the_watermark_is_applied_before_the_next_tick() -> None:
    script = Script()
    main = script.main()
    main.op(3, "time.sleep", BEGAN, "1").op(8, "time.sleep")
    assert script.tick(8).processes[1].calls
    assert not script.tick(9).processes[1].calls


def test_the_end_applies_what_no_tick_has_passed() -> None:
    script = Script()
    script.main().op(50, "time.sleep", BEGAN, "1")
    assert script.end(60).events == 1


def test_a_record_that_comes_after_its_watermark_is_applied_at_the_next_tick() -> None:
    script = Script()
    main = script.main()
    script.tick(100)
    main.op(20, "time.sleep", BEGAN, "1")
    assert script.tick(101).events == 1


def test_a_backlog_is_applied_in_bounded_steps_and_ends_in_the_same_state() -> None:
    script = Script()
    main = script.main().make(0, "Queue", 7, 0, "q")
    for number in range(100):
        main.op(number, "Queue.put", text=str(number), object=7)
    script.send()
    script.block += pack_frame(FrameKind.TICK, 0, 1000 * MS, b"")
    script.fold.feed(bytes(script.block))
    steps = 0
    while script.fold.advance(10):
        steps += 1
    assert steps >= 10
    assert script.state.events == 100


def test_texts_longer_than_a_slot_are_put_together() -> None:
    script = Script()
    text = "'" + "大包子" * 60 + "'"
    script.main().make(0, "Queue", 7, 0, "q").op(1, "Queue.put", text=text, object=7)
    queue = script.tick(2).objects[7]
    assert isinstance(queue, QueueObject)
    assert queue.items[0].text == text


def test_more_slots_of_a_signal_handler_in_the_middle_of_a_record_do_not_mix() -> None:
    script = Script()
    main = script.main().make(0, "Queue", 7, 0, "q")
    put = main.string("Queue.put")
    main._raw(Kind.MORE, 0, b"a" * INLINE, 1, {})
    main.op(1, "Queue.put", text="h" * 100, object=7)  # the handler's own put, of the same thread
    main._raw(Kind.MORE, 0, b"b" * INLINE, 1, {})
    fields = {"operation": put, "meaning": Effect.PUT, "object": 7, "more": 2}
    main._raw(Kind.OPERATION, 2 * MS, b"c", 1, fields)
    queue = script.tick(3).objects[7]
    assert isinstance(queue, QueueObject)
    assert [item.text for item in queue.items] == ["h" * 100, "a" * INLINE + "b" * INLINE + "c"]


def test_long_strings_of_the_table_are_put_together() -> None:
    script = Script()
    script.main().op(1, "X" * 200 + "Proxy.get", object=9)
    assert script.tick(2).objects[9].kind == "X" * 200 + "Proxy"


def test_strings_that_are_never_told_do_no_harm() -> None:
    script = Script()
    main = script.main()
    main.slot(Kind.OPERATION, 1, operation=77, file=78, line=3)
    assert script.tick(2).processes[1].last_operation == ""


def test_records_of_a_log_that_belongs_to_nobody_are_counted_as_lost() -> None:
    script = Script()
    worker = script.process(2, watched=False)
    worker.op(1, "time.sleep", BEGAN).op(2, "time.sleep")
    assert script.tick(3).lost_events == 2


def test_lost_events_are_counted() -> None:
    script = Script()
    main = script.main()
    main.slot(Kind.LOST, 1, value=40)
    main.slot(Kind.LOST, 2, value=2)
    assert script.tick(3).lost_events == 42


@pytest.mark.parametrize("cut", [1, FRAME.size - 1, FRAME.size + 3])
def test_a_cut_block_is_refused_as_a_whole(cut: int) -> None:
    script = Script()
    script.main().op(1, "time.sleep", BEGAN)
    script.send()
    block = bytes(script.block)
    with pytest.raises(ValueError, match="cut off"):
        script.fold.feed(block + block[:cut])
    script.fold.finish()
    assert not script.state.processes


def test_slots_that_are_cut_are_passed_over() -> None:
    script = Script()
    main = script.main().op(1, "time.sleep", BEGAN)
    script.block += pack_frame(FrameKind.RECORDS, 1, 0, main.take() + b"\1" * 50)
    assert script.tick(2).events == 1


def test_output_keeps_characters_that_are_cut_by_a_frame() -> None:
    script = Script()
    script.main()
    data = "包子".encode()
    for index in range(len(data)):
        script.output(index, 1, data[index : index + 1])
        script.output(index, 1, b"e", stream=2)
    run = script.end(20)
    assert "".join(o.text for o in run.output if o.stream == "stdout") == "包子"
    assert "".join(o.text for o in run.output if o.stream == "stderr") == "e" * len(data)


def test_wrong_bytes_and_a_character_that_is_never_finished_are_shown_as_such() -> None:
    script = Script()
    script.main()
    script.output(1, 1, b"a\xffb\xe5\x8c")
    run = script.end(20)
    assert "".join(o.text for o in run.output) == "a\ufffdb\ufffd"


def test_output_of_one_stream_is_never_reordered() -> None:
    script = Script()
    script.main()
    script.output(9, 1, b"first ")
    script.output(5, 1, b"second")
    assert "".join(o.text for o in script.end(20).output) == "first second"


def test_a_live_view_keeps_the_newest_output_and_says_how_much_it_dropped() -> None:
    script = Script(keep_output=1000)
    script.main()
    for number in range(100):
        script.output(number, 1, b"%02d" % number * 50)
    run = script.end(200)
    assert sum(len(o.text) for o in run.output) == 1000
    assert run.output[-1].text == "99" * 50
    assert (run.output_dropped, run.output_total) == (9000, 100)


def test_many_small_pieces_do_not_grow_without_bound() -> None:
    script = Script(keep_output=6400)
    script.main()
    for number in range(1000):
        script.output(number, 1, b"x")
    assert len(script.end(2000).output) == 100


def test_all_output_is_kept_for_the_report() -> None:
    script = Script()
    script.main()
    for number in range(1000):
        script.output(number, 1, b"%d\n" % number)
    run = script.end(2000)
    assert "".join(o.text for o in run.output) == "".join(f"{n}\n" for n in range(1000))


def test_the_header_says_what_runs() -> None:
    run = Script().tick(1)
    assert (run.target, run.script, run.start_method, run.began_ns) == ("t", FILE, "fork", 0)


def test_a_header_that_is_none_is_passed_over() -> None:
    script = Script()
    script.block += pack_frame(FrameKind.HEADER, 0, 0, b"garbage")
    script.main()
    run = script.tick(1)
    assert (run.target, len(run.processes), run.error) == ("t", 1, None)


def test_what_a_newer_version_has_recorded_is_refused_with_a_sentence() -> None:
    """Its frames may mean anything."""
    script = Script()
    newer = bytearray(pack_header(HEADER))
    HEAD.pack_into(newer, 0, MAGIC, MAJOR + 1, 3, len(newer) - HEAD.size)
    script.block[:] = pack_frame(FrameKind.HEADER, 0, 5 * MS, bytes(newer))
    script.main()
    script.tick(6)
    script.worker(2, "comes later")
    run = script.tick(7)
    assert (run.target, run.processes, run.ended_ns) == ("", {}, 5 * MS)
    assert run.error is not None
    assert f"(its format is {MAJOR + 1}.3)" in str(run.error)


def test_the_version_grows_with_every_change_but_not_with_the_time_alone() -> None:
    script = Script()
    main = script.main()
    before = script.tick(1).version
    script.fold.advance()
    assert script.tick(2).version == before
    main.op(3, "Lock.acquire", BEGAN, object=7)
    begun = script.tick(4).version
    assert begun > before
    script.process(2)
    assert script.tick(5).version > begun, "who is there counts at once"


def test_a_call_that_has_come_to_wait_with_time_is_a_change() -> None:
    script = Script()
    main = script.main()
    main.make(1, "Queue", 7).op(2, "Queue.get", BEGAN, object=7)
    begun = script.tick(3).version
    assert not script.state.objects[7].waiters
    waiting = script.tick(3 + BLOCKED_AFTER_NS / MS)
    assert waiting.objects[7].waiters
    assert waiting.version > begun
    before = waiting.version
    assert script.tick(1000).version == before
