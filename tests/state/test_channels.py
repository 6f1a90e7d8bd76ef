"""Channels: records in, what is under way, who has which end open, who waits and why."""

from __future__ import annotations

import pytest

from app.recording.export.report import build_report
from app.state.history import Grant, How, Interval
from app.state.model import Run
from app.state.objects import ChannelEnd
from app.state.primitives.channels import MESSAGES_KEPT
from app.state.telling import words
from app.state.telling.channels import channel_name, is_shown
from app.wire.records import Effect, End
from tests.state.build import BEGAN, BLOCKED, FAILED, MS, Log, Script

READER, WRITER, LISTENER = 40, 41, 60
NOTHING = -1


@pytest.fixture
def script() -> Script:
    """Main has made a pipe whose ends "r" and "w" it has open, and started w1, which has both, too."""
    script = Script()
    main = script.main()
    main.make(0, "Connection", READER, End.OF_PIPE | End.READABLE, "r")
    main.make(0, "Connection", WRITER, End.OF_PIPE | End.WRITABLE, "w")
    main.has(0, READER, WRITER)
    script.worker(2, "w1", 1).has(1, READER, WRITER)
    return script


@pytest.fixture
def main(script: Script) -> Log:
    return script.logs[1]


@pytest.fixture
def w1(script: Script) -> Log:
    return script.logs[2]


def end_of(run: Run, number: int) -> ChannelEnd:
    known = run.objects[number]
    assert isinstance(known, ChannelEnd)
    return known


def send(log: Log, ms: float, text: str = "'x'", size: int = 5, done: float | None = None) -> None:
    log.op(ms, "Connection.send", BEGAN, text, object=WRITER, value=size, line=12)
    if done is not None:
        log.op(done, "Connection.send", object=WRITER, value=size)


def receive(log: Log, ms: float, text: str = "'x'", size: int = 5) -> None:
    log.op(ms, "Connection.recv", text=text, object=READER, value=size)


def last(run: Run) -> Interval:
    return list(run.history.intervals)[-1]


def told(run: Run, ms: float, number: int) -> str:
    return words.describe_condition(run.processes[number], run, int(ms * MS)).english


def test_what_was_sent_lies_in_the_inbox_of_the_other_end_until_it_is_received(
    script: Script, main: Log, w1: Log
) -> None:
    send(main, 2, "'one'", 8, 2.1)
    send(main, 3, "'two'", 9, 3.1)
    reader = end_of(script.tick(4), READER)
    assert [(one.text, one.size, one.sender) for one in reader.inbox] == [("'one'", 8, 1), ("'two'", 9, 1)]
    w1.op(5, "Connection.recv", BEGAN, object=READER)
    w1.op(5.1, "Connection.recv", text="'one'", object=READER, value=8)
    run = script.tick(6)
    reader, writer = end_of(run, READER), end_of(run, WRITER)
    assert (reader.received, reader.bytes_received, reader.to_receive) == (1, 8, 1)
    assert (writer.sent, writer.bytes_sent) == (2, 17)
    assert [one.text for one in reader.inbox] == ["'two'"]


def test_a_receive_that_is_told_before_its_send_leaves_nothing_behind(
    script: Script, main: Log, w1: Log
) -> None:
    w1.op(2, "Connection.recv", text="'x'", object=READER, value=5)
    assert end_of(script.tick(3), READER).to_receive == -1
    send(main, 4, done=4.1)
    run = script.tick(5)
    assert (end_of(run, READER).to_receive, list(end_of(run, READER).inbox)) == (0, [])
    assert build_report(run)["objects"][0]["ends"][0]["to_receive"] == 0


def test_a_send_grants_the_receive_that_waits_for_it(script: Script, main: Log, w1: Log) -> None:
    w1.op(2, "Connection.recv", BLOCKED, object=READER)
    send(main, 9, done=9.1)
    w1.op(9.2, "Connection.recv", text="'x'", object=READER, value=5)
    interval = last(script.tick(10))
    assert interval.blocked_ns == 2 * MS
    grant = interval.granted_by
    assert grant is not None and grant.location is not None
    assert (grant.process, grant.operation, grant.time_ns) == (1, "Connection.send", 9 * MS)
    assert (grant.location.line, grant.is_certain) == (12, True)


def test_of_two_that_send_at_the_same_time_none_is_said_to_have_ended_a_wait_for_certain(
    script: Script, main: Log, w1: Log
) -> None:
    reader = script.worker(3, "w2", 1).has(1, READER)
    reader.op(2, "Connection.recv", BLOCKED, object=READER)
    send(main, 3)
    send(w1, 3.5)
    main.op(4, "Connection.send", object=WRITER, value=5)
    w1.op(4, "Connection.send", object=WRITER, value=5)
    reader.op(4.1, "Connection.recv", text="'x'", object=READER, value=5)
    run = script.tick(5)
    grant = last(run).granted_by
    assert grant is not None and not grant.is_certain
    assert not end_of(run, READER).in_order
    reader.op(6, "Connection.recv", text="'x'", object=READER, value=5)
    assert end_of(script.tick(7), READER).in_order, "an empty channel begins anew"


def test_more_messages_than_are_kept_are_counted(script: Script, main: Log) -> None:
    for number in range(MESSAGES_KEPT + 5):
        send(main, 2 + number / 1000, done=2 + number / 1000)
    reader = end_of(script.tick(20), READER)
    assert (reader.to_receive, len(reader.inbox), reader.in_order) == (
        MESSAGES_KEPT + 5,
        MESSAGES_KEPT,
        False,
    )


def test_a_send_that_failed_has_sent_nothing(script: Script, main: Log) -> None:
    main.op(2, "Connection.send", FAILED, "TypeError: cannot pickle", object=WRITER, value=NOTHING)
    send(main, 3)
    main.op(4, "Connection.send", FAILED, "BrokenPipeError", object=WRITER, value=5)
    run = script.tick(5)
    assert (end_of(run, WRITER).sent, end_of(run, READER).to_receive) == (0, 0)
    assert last(run).how is How.FAILED


def test_a_message_that_cannot_be_unpickled_is_out_all_the_same(script: Script, main: Log, w1: Log) -> None:
    send(main, 2, done=2.1)
    w1.op(3, "Connection.recv", BEGAN, object=READER)
    w1.op(3.1, "Connection.recv", FAILED, "AttributeError: x", object=READER, value=5)
    run = script.tick(4)
    assert (end_of(run, READER).received, end_of(run, READER).to_receive) == (1, 0)
    assert last(run).how is How.FAILED


# --- who has it open -----------------------------------------------------------------------------


def test_an_end_is_gone_when_the_last_has_closed_it_and_that_grants_the_end(
    script: Script, main: Log, w1: Log
) -> None:
    w1.op(2, "Connection.close", object=WRITER)
    w1.op(3, "Connection.recv", BLOCKED, object=READER)
    run = script.tick(4)
    assert set(end_of(run, WRITER).open_in) == {1}
    assert not end_of(run, WRITER).is_gone
    main.op(5, "Connection.close", object=WRITER, line=30)
    w1.op(5.1, "Connection.recv", FAILED, "EOFError", object=READER, value=NOTHING)
    run = script.tick(6)
    assert end_of(run, WRITER).is_gone
    interval = last(run)
    assert interval.how is How.FAILED and interval.granted_by is not None
    assert (interval.granted_by.process, interval.granted_by.operation) == (1, "Connection.close")


def test_an_end_that_is_on_its_way_to_another_process_is_not_gone(script: Script, main: Log, w1: Log) -> None:
    main.has(2, WRITER, phase=BEGAN)
    for log in (main, w1):
        log.op(3, "Connection.close", object=WRITER)
    assert not end_of(script.tick(4), WRITER).is_gone
    far = script.worker(3, "far", 5).has(6, WRITER, received=True)
    assert set(end_of(script.tick(7), WRITER).open_in) == {3}
    far.op(8, "Connection.close", object=WRITER)
    assert end_of(script.tick(9), WRITER).is_gone


def test_a_process_that_ends_has_nothing_open_and_that_grants_the_end(script: Script, w1: Log) -> None:
    script.logs[1].op(2, "Connection.close", object=WRITER)
    script.logs[1].op(3, "Connection.recv", BLOCKED, object=READER)
    script.ended(5, 2, -9)
    script.logs[1].op(6, "Connection.recv", FAILED, "EOFError", object=READER, value=NOTHING)
    run = script.tick(7)
    assert (end_of(run, WRITER).open_in, set(end_of(run, READER).open_in)) == ({}, {1})
    assert last(run).granted_by == Grant(2, 0, 5 * MS, "", None)


def test_what_the_run_has_ended_is_still_said_to_have_had_it_open(script: Script) -> None:
    script.ended(5, 2, -15, cause="run")
    assert set(end_of(script.tick(6), WRITER).open_in) == {1, 2}


def test_an_end_that_a_process_has_twice_is_open_until_both_are_closed(script: Script, w1: Log) -> None:
    w1.has(2, WRITER)
    w1.op(3, "Connection.close", object=WRITER)
    assert end_of(script.tick(4), WRITER).open_in == {1: 1, 2: 1}
    w1.op(5, "Connection.close", object=WRITER)
    assert end_of(script.tick(6), WRITER).open_in == {1: 1}


def test_a_sender_that_is_killed_leaves_a_message_that_is_cut(script: Script, main: Log, w1: Log) -> None:
    send(w1, 2, "'big'", 900_000)
    script.ended(3, 2, -9)
    reader = end_of(script.tick(4), READER)
    assert [one.is_cut for one in reader.inbox] == [True]
    main.op(5, "Connection.recv", FAILED, "OSError: got end of file during message", object=READER, value=-1)
    assert end_of(script.tick(6), READER).to_receive == 0


# --- in words -------------------------------------------------------------------------------------


def test_who_waits_for_a_message_is_told_with_those_who_have_the_other_end_open(
    script: Script, main: Log, w1: Log
) -> None:
    w1.op(2, "Connection.recv", BLOCKED, object=READER)
    assert told(script.tick(3), 3, 2) == ("waiting for a message on r (its other end is open in main, w1)")
    main.op(4, "Connection.close", object=WRITER)
    assert told(script.tick(5), 5, 2) == (
        "waiting for a message on r (only w1 itself has its other end open)"
    )
    assert [waiter.process for waiter in end_of(script.state, READER).waiters] == [2]


def test_a_send_whose_message_has_been_received_does_not_wait_though_it_has_not_returned(
    script: Script, main: Log, w1: Log
) -> None:
    """On a busy machine a process may stand between the write and its record; or it is killed there."""
    send(main, 3)
    receive(w1, 5)
    assert told(script.tick(90), 90, 1) == "running"
    main.op(95, "Connection.send", object=WRITER, value=5)
    run = script.tick(96)
    assert not run.processes[1].calls
    assert (run.objects[WRITER].calls, run.waits.rows) == (1, {}), "that was no wait"


def test_a_send_that_had_to_wait_has_waited_until_its_message_was_received(
    script: Script, main: Log, w1: Log
) -> None:
    send(main, 3)
    assert told(script.tick(80), 80, 1) == "waiting to send on w (not received: 1)"
    receive(w1, 83)
    assert told(script.tick(90), 90, 1) == "running"
    main.op(95, "Connection.send", object=WRITER, value=5)
    (row,) = script.tick(96).waits.rows.values()
    assert row.total_ns == 80 * MS


def test_a_send_whose_message_is_still_to_be_received_goes_on(script: Script, main: Log, w1: Log) -> None:
    send(main, 2, done=2.1)
    send(main, 3)
    receive(w1, 5)
    assert told(script.tick(80), 80, 1) == "waiting to send on w (not received: 1)"


def test_a_send_that_lasts_waits_and_says_how_much_is_not_received(script: Script, main: Log) -> None:
    send(main, 2, done=2.1)
    send(main, 3)
    assert told(script.tick(10), 10, 1) == "running"
    assert told(script.tick(60), 60, 1) == "waiting to send on w (not received: 2)"


def test_a_listener_waits_for_a_client(script: Script, main: Log) -> None:
    main.make(2, "Listener", LISTENER, End.LISTENS, "listener").has(2, LISTENER)
    main.op(3, "Listener.accept", BEGAN, object=LISTENER)
    assert told(script.tick(60), 60, 1) == "waiting for a client on listener"
    main.op(61, "Listener.accept", object=LISTENER, value=1)
    assert end_of(script.tick(62), LISTENER).accepted == 1


def test_a_wait_for_several_stands_in_the_line_of_each(script: Script, main: Log) -> None:
    main.op(2, "connection.wait", BEGAN, f"{READER:x} p102 ?")
    run = script.tick(60)
    assert told(run, 60, 1) == "waiting for the first of: r, w1, …"
    assert [waiter.process for waiter in end_of(run, READER).waiters] == [1]
    script.ended(70, 2)
    main.op(71, "connection.wait", text="p102", value=1)
    run = script.tick(72)
    assert end_of(run, READER).waiters == []
    assert last(run).granted_by == Grant(2, 0, 70 * MS, "", None)


def test_a_wait_for_several_that_was_in_vain_is_missed(script: Script, main: Log) -> None:
    main.op(2, "connection.wait", BEGAN, f"{READER:x}", bound=0.1)
    script.tick(60)
    main.op(102, "connection.wait", value=0, bound=0.1)
    run = script.tick(103)
    assert (last(run).how, last(run).granted_by, end_of(run, READER).waiters) == (How.MISSED, None, [])


def test_a_poll_is_missed_or_granted_by_what_is_sent(script: Script, main: Log, w1: Log) -> None:
    w1.op(2, "Connection.poll", BLOCKED, object=READER, bound=1.0)
    w1.op(3, "Connection.poll", text="False", object=READER, value=0, bound=1.0)
    assert last(script.tick(4)).how is How.MISSED
    w1.op(5, "Connection.poll", BLOCKED, object=READER, bound=1.0)
    send(main, 6, done=6.1)
    w1.op(7, "Connection.poll", text="True", object=READER, value=1, bound=1.0)
    run = script.tick(8)
    grant = last(run).granted_by
    assert grant is not None and (grant.process, grant.operation) == (1, "Connection.send")
    assert end_of(run, READER).to_receive == 1, "it has not been received"


# --- both ends are one ------------------------------------------------------------------------------


def test_both_ends_are_shown_and_reported_as_one(script: Script, main: Log) -> None:
    send(main, 2, done=2.1)
    run = script.tick(3)
    assert [known.id for known in run.objects.values() if is_shown(known, run)] == [READER]
    assert channel_name(end_of(run, READER), run) == "r, w"
    (pipe,) = build_report(run)["objects"]
    assert (pipe["kind"], pipe["family"], pipe["name"], pipe["messages"]) == ("Pipe", "channel", "r, w", 1)
    reader, writer = pipe["ends"]
    assert (reader["to_receive"], reader["open_in"], writer["open_in"]) == (1, [101, 102], [101, 102])


def test_an_end_whose_other_end_is_not_known_stands_alone(script: Script, main: Log) -> None:
    main.make(2, "Connection", 71, End.READABLE, "far").has(2, 71)
    main.op(3, "Connection.recv", text="'x'", object=71, value=3)
    run = script.tick(4)
    far = end_of(run, 71)
    assert is_shown(far, run) and channel_name(far, run) == "far"
    assert (far.received, far.to_receive) == (1, 0)


def test_an_item_that_a_queue_could_not_send_is_none_of_a_channel(script: Script, main: Log) -> None:
    main.make(2, "Queue", 8, 0, "q").op(3, "Queue.put", object=8, value=77)
    main.op(4, "Queue._feed", FAILED, "OSError", object=8, value=77, meaning=Effect.SEND)
    assert build_report(script.tick(5))["objects"][1]["dropped"] == 1
