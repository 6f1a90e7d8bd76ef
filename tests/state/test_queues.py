"""Queues: items, counts, waiting lines, whatever the order in which records come."""

from __future__ import annotations

from typing import Any

import pytest

from app.recording.export.report import build_report
from app.state.history import How
from app.state.model import Run
from app.state.objects import ITEMS_KEPT, QueueObject, Told
from app.wire.records import AT_ONCE, NO_SERIAL, Effect, Family, Kind
from tests.state.build import BEGAN, BLOCKED, DONE, FAILED, MS, Log, Script

QUEUE = 9


def made(kind: str = "Queue", maxsize: int = 3) -> tuple[Script, Log, Log]:
    """A run with a queue, a producer (2) and a consumer (3)."""
    script = Script()
    script.main().make(0, kind, QUEUE, maxsize, "q")
    return script, script.worker(2, "producer"), script.worker(3, "consumer")


def queue_of(run: Run) -> QueueObject:
    queue = run.objects[QUEUE]
    assert isinstance(queue, QueueObject)
    return queue


def put(log: Log, ms: float, text: str, phase: int = DONE, kind: str = "Queue") -> None:
    log.op(ms, f"{kind}.put", phase, text, object=QUEUE)


def get(log: Log, ms: float, text: str = "", phase: int = DONE, kind: str = "Queue") -> None:
    log.op(ms, f"{kind}.get", phase, text, object=QUEUE)


def texts(run: Run) -> list[str]:
    return [item.text for item in queue_of(run).items]


def test_items_move_through_in_order_with_their_producers() -> None:
    script, producer, consumer = made()
    put(producer, 1, "'a'")
    put(producer, 2, "'b'")
    get(consumer, 3, "'a'")
    run = script.tick(4)
    queue = queue_of(run)
    assert texts(run) == ["'b'"]
    assert (queue.items[0].producer, queue.items[0].put_ns, queue.items[0].number) == (2, 2 * MS, 2)
    assert (queue.puts, queue.gets, queue.size, queue.high_water) == (2, 1, 1, 2)
    assert (queue.producers, queue.consumers, queue.maxsize) == ({2}, {3}, 3)
    assert [(t.number, t.text, t.process, t.into) for t in queue.recent] == [
        (1, "'a'", 2, True),
        (2, "'b'", 2, True),
        (1, "'a'", 3, False),
    ]


def test_a_put_into_a_full_queue_waits_until_a_get_makes_room() -> None:
    script, producer, consumer = made(maxsize=1)
    put(producer, 1, "1")
    put(producer, 2, "2", BLOCKED)
    run = script.tick(3)
    assert [(w.process, w.operation) for w in queue_of(run).waiters] == [(2, "Queue.put")]
    assert run.processes[2].calls[1].argument == "2"
    get(consumer, 5, "1")
    put(producer, 6, "2")
    run = script.tick(7)
    assert not queue_of(run).waiters
    assert texts(run) == ["2"]


def test_a_get_from_an_empty_queue_waits() -> None:
    script, producer, consumer = made()
    get(consumer, 1, phase=BLOCKED)
    assert [w.process for w in queue_of(script.tick(2)).waiters] == [3]
    put(producer, 3, "1")
    get(consumer, 4, "1")
    run = script.tick(5)
    assert not queue_of(run).waiters
    assert queue_of(run).size == 0


def test_a_get_that_was_not_seen_to_wait_does_so_when_it_takes_long() -> None:
    script, _, consumer = made()
    get(consumer, 1, phase=BEGAN)
    assert not queue_of(script.tick(20)).waiters
    run = script.tick(100)
    assert [w.since_ns for w in queue_of(run).waiters] == [MS]
    assert run.processes[3].calls[1].blocked
    get(consumer, 101, "1")
    assert not queue_of(script.tick(102)).waiters


def test_a_get_that_is_told_before_its_put_leaves_no_ghost() -> None:
    script, producer, consumer = made()
    get(consumer, 2, "'a'")
    script.tick(10)
    put(producer, 1, "'a'")
    run = script.tick(11)
    assert texts(run) == []
    assert (queue_of(run).puts, queue_of(run).gets, queue_of(run).size) == (1, 1, 0)


def test_a_get_of_a_repr_that_differs_between_processes_is_still_its_puts_get() -> None:
    script, producer, consumer = made()
    put(producer, 1, "{'a', 'b'}")
    get(consumer, 2, "{'b', 'a'}")
    get(consumer, 4, "{'d', 'c'}")
    put(producer, 3, "{'c', 'd'}")
    assert texts(script.tick(10)) == []
    get(consumer, 12, "{'f', 'e'}")
    script.tick(20)
    put(producer, 11, "{'e', 'f'}")
    run = script.tick(21)
    assert (texts(run), queue_of(run).size) == ([], 0)


def test_an_item_whose_put_was_lost_does_not_swallow_a_later_one() -> None:
    script, producer, consumer = made()
    get(consumer, 1, "1")
    put(producer, 5000, "1")
    assert texts(script.tick(6000)) == ["1"]


def test_a_bounded_queue_never_shows_more_than_it_holds() -> None:
    script, producer, consumer = made(maxsize=2)
    for ms, text in enumerate("abc", 1):
        put(producer, ms, text)  # the get that made room for c is told later
    run = script.tick(10)
    assert (texts(run), queue_of(run).size, queue_of(run).high_water) == (["b", "c"], 2, 2)
    get(consumer, 11, "a")
    run = script.tick(12)
    assert (texts(run), queue_of(run).size) == (["b", "c"], 2)


def test_items_that_overtake_each_other_are_told_apart() -> None:
    script, producer, consumer = made(maxsize=0)
    put(producer, 1, "a")
    put(script.logs[1], 2, "b")
    get(consumer, 3, "b")
    run = script.tick(4)
    assert texts(run) == ["a"]
    assert queue_of(run).recent[-1].number == 2


@pytest.mark.parametrize("count", [ITEMS_KEPT + 10, ITEMS_KEPT * 3, ITEMS_KEPT * 8])
def test_a_huge_queue_keeps_a_bounded_number_of_items_and_exact_counts(count: int) -> None:
    script, producer, consumer = made(maxsize=0)
    for number in range(count):
        put(producer, 1, str(number))
    run = script.tick(2)
    queue = queue_of(run)
    assert (queue.size, len(queue.items), queue.high_water) == (count, ITEMS_KEPT, count)
    for number in range(count - 5):
        get(consumer, 3, str(number))
    run = script.tick(4)
    assert queue.size == 5
    assert texts(run) == [str(n) for n in range(count - 5, count)]


def test_full_and_empty_are_counted_and_end_the_wait() -> None:
    script, producer, consumer = made()
    put(producer, 1, "x", BLOCKED)
    put(producer, 2, "queue.Full", FAILED)
    get(consumer, 3, phase=BLOCKED)
    get(consumer, 4, "queue.Empty", FAILED)
    get(consumer, 5, "OSError: handle is closed", FAILED)
    queue = queue_of(script.tick(6))
    assert (queue.full_raised, queue.empty_raised, queue.puts, queue.gets) == (1, 1, 0, 0)
    assert not queue.waiters


def test_who_has_waited_in_vain_is_known() -> None:
    """It belongs to the queue, though it has put or got nothing."""
    script, producer, consumer = made()
    put(producer, 1, "", BLOCKED)
    get(consumer, 2, phase=BLOCKED)
    get(consumer, 3, "queue.Empty", FAILED)
    script.worker(4, "other").op(4, "Queue.get", BEGAN, object=QUEUE)  # another one has the lock to read
    script.worker(5, "one that only looks").op(4, "Queue.get", BEGAN, object=QUEUE, bound=AT_ONCE)
    queue = queue_of(script.tick(5))
    assert (queue.waited_to_put, queue.waited_to_get) == ({2}, {3, 4})
    assert not queue.producers and not queue.consumers


def test_the_last_answer_is_kept() -> None:
    script, producer, _ = made()
    producer.op(1, "Queue.qsize", text="3", object=QUEUE)
    answer = queue_of(script.tick(2)).last_answer
    assert answer == Told("qsize() -> 3", producer.number, 1 * MS)


def test_join_waits_for_the_last_task_done() -> None:
    script, producer, consumer = made("JoinableQueue", 30)
    put(producer, 1, "1", kind="JoinableQueue")
    put(producer, 2, "2", kind="JoinableQueue")
    producer.op(3, "JoinableQueue.join", BLOCKED, object=QUEUE)
    for ms in (4, 6):
        get(consumer, ms, str(ms // 2 - 1), kind="JoinableQueue")
        consumer.op(ms + 1, "JoinableQueue.task_done", object=QUEUE)
    queue = queue_of(script.tick(7))
    assert (queue.unfinished, [w.operation for w in queue.waiters]) == (1, ["JoinableQueue.join"])
    producer.op(8, "JoinableQueue.join", object=QUEUE)
    queue = queue_of(script.tick(9))
    assert (queue.unfinished, queue.task_done, queue.waiters) == (0, 2, [])


def test_a_task_done_too_many_is_taken_back() -> None:
    script, _, consumer = made("JoinableQueue")
    consumer.op(1, "JoinableQueue.task_done", object=QUEUE)
    consumer.op(2, "JoinableQueue.task_done", FAILED, "ValueError", object=QUEUE)
    assert queue_of(script.tick(3)).task_done == 0


def test_a_simple_queues_put_that_waits_for_the_pipe_is_one_put() -> None:
    script, producer, consumer = made("SimpleQueue", 0)
    put(producer, 1, "1", BEGAN, "SimpleQueue")
    get(consumer, 5, "1", kind="SimpleQueue")
    script.tick(10)
    put(producer, 1.001, "1", DONE, "SimpleQueue")
    queue = queue_of(script.tick(11))
    assert (queue.puts, queue.gets, queue.size) == (1, 1, 0)


def test_the_size_that_the_library_gives_for_unbounded_is_no_size() -> None:
    script, _, _ = made(maxsize=2**31 - 1)
    assert queue_of(script.tick(1)).maxsize == 0


def test_a_process_that_dies_in_get_waits_no_more_but_it_is_known_where_it_died() -> None:
    script, _, consumer = made()
    get(consumer, 1, phase=BLOCKED)
    script.ended(5, 3, -9)
    run = script.tick(6)
    assert not queue_of(run).waiters
    assert run.processes[3].calls[1].operation == "Queue.get"


def test_a_subclass_of_queue_is_a_queue() -> None:
    script = Script()
    what: dict[str, Any] = {"meaning": Family.BUFFER, "object": QUEUE, "value": 3}
    main = script.main()
    main.slot(Kind.OBJECT, 0, operation=main.string("Mailbox"), **what)
    main.op(1, "Mailbox.put", text="1", object=QUEUE, meaning=Effect.PUT)
    queue = queue_of(script.tick(2))
    assert (queue.kind, queue.size, queue.maxsize) == ("Mailbox", 1, 3)


# --- items are paired by their keys ---------------------------------------------------------


def test_two_equal_items_of_two_producers_are_not_mixed_up() -> None:
    """The first one's producer was killed before its feeder had sent it."""
    script, producer, consumer = made()
    other = script.worker(4, "other")
    producer.op(1, "Queue.put", text="'x'", object=QUEUE, value=101)
    script.ended(2, 2, -9)
    other.op(3, "Queue.put", text="'x'", object=QUEUE, value=202)
    consumer.op(4, "Queue.get", text="'x'", object=QUEUE, value=202)
    queue = queue_of(script.tick(5))
    assert [(item.producer, item.serial) for item in queue.items] == [(2, 101)], "it never reached the pipe"


def test_a_text_that_differs_from_process_to_process_does_not_hide_an_item() -> None:
    script, producer, consumer = made()
    for ms, serial in ((1, 11), (2, 22)):
        producer.op(ms, "Queue.put", text=f"<Task at {serial}>", object=QUEUE, value=serial)
    consumer.op(3, "Queue.get", text="<Task at 99>", object=QUEUE, value=22)
    assert [item.serial for item in queue_of(script.tick(4)).items] == [11]


def test_an_item_that_is_got_before_its_put_is_told_goes_through() -> None:
    script, producer, consumer = made()
    producer.op(1, "Queue.put", text="1", object=QUEUE, value=11)
    consumer.op(2, "Queue.get", text="2", object=QUEUE, value=22)
    assert [item.serial for item in queue_of(script.tick(3)).items] == [11]
    producer.op(2.5, "Queue.put", text="2", object=QUEUE, value=22)
    queue = queue_of(script.tick(4))
    assert ([item.serial for item in queue.items], queue.size) == ([11], 1)


def test_an_item_that_cannot_be_unpickled_is_out_of_the_buffer_all_the_same() -> None:
    script, producer, consumer = made()
    producer.op(1, "Queue.put", text="<Task>", object=QUEUE, value=11)
    consumer.op(2, "Queue.get", FAILED, "AttributeError: no Task here", object=QUEUE, value=11)
    queue = queue_of(script.tick(3))
    assert (queue.size, queue.gets, queue.empty_raised) == (0, 1, 0)


def test_an_item_without_a_serial_that_cannot_be_unpickled_is_out_of_the_buffer_too() -> None:
    script, producer, consumer = made()
    for ms in (1, 2):
        put(producer, ms, f"<Task {ms}>")
    consumer.op(3, "Queue.get", FAILED, "AttributeError: no Task here", object=QUEUE, value=NO_SERIAL)
    run = script.tick(4)
    queue = queue_of(run)
    assert (texts(run), queue.gets, queue.empty_raised) == (["<Task 2>"], 1, 0)


# --- items that are dropped -----------------------------------------------------------------


def drop(log: Log, ms: float, serial: int, effect: int = Effect.PUT) -> None:
    """The feeder thread could not pickle an item (or not send its pickle)."""
    what: dict[str, Any] = {"object": QUEUE, "value": serial, "meaning": effect, "thread": 2}
    log.op(ms, "Queue._feed", FAILED, "TypeError: cannot pickle 'lock' object", **what)


def numbered_put(log: Log, ms: float, serial: int, **more: Any) -> None:
    log.op(ms, "Queue.put", text=str(serial), object=QUEUE, value=serial, **more)


@pytest.mark.parametrize(("effect", "was_pickled"), [(Effect.PUT, False), (Effect.SEND, True)])
def test_an_item_that_is_dropped_is_in_no_buffer_and_its_place_is_free(
    effect: int, was_pickled: bool
) -> None:
    script, producer, consumer = made(maxsize=2)
    numbered_put(producer, 1, 11, line=5)
    numbered_put(producer, 2, 22)
    consumer.op(2.5, "Queue.put", BLOCKED, "33", object=QUEUE)
    drop(producer, 3, 11, effect)
    run = script.tick(4)
    queue = queue_of(run)
    assert ([item.serial for item in queue.items], queue.size) == ([22], 1)
    assert (queue.puts, queue.gets, queue.dropped, queue.full_raised) == (2, 0, 1, 0)
    last = queue.last_drop
    assert last is not None and last.location is not None
    assert (last.text, last.process, last.was_pickled, last.location.line) == ("11", 2, was_pickled, 5)
    numbered_put(consumer, 5, 33)
    run = script.tick(6)
    wait = run.processes[3].last_wait
    assert wait is not None and wait.granted_by is not None
    assert (wait.granted_by.operation, wait.granted_by.process) == ("Queue._feed", 2)
    told = [one for one in run.history.intervals if one.operation == "Queue._feed"]
    assert [(one.how, one.thread) for one in told] == [(How.FAILED, 2)]
    (shown,) = build_report(run)["objects"]
    assert (shown["puts"], shown["dropped"], shown["last_drop"]["line"]) == (3, 1, 5)


def test_a_dropped_item_is_taken_from_where_it_is() -> None:
    """Among so many that not all are kept one by one, and when its place has been given away already."""
    script, producer, _ = made(maxsize=0)
    for serial in range(1, ITEMS_KEPT + 3):
        numbered_put(producer, serial / 1000, serial)
    drop(producer, 10, ITEMS_KEPT + 2)
    queue = queue_of(script.tick(11))
    assert (queue.size, queue.items[0].serial, queue.items[-1].serial) == (ITEMS_KEPT + 1, 1, ITEMS_KEPT)
    script, producer, consumer = made(maxsize=1)
    numbered_put(producer, 1, 11)
    numbered_put(consumer, 2, 22)
    drop(producer, 3, 11)
    queue = queue_of(script.tick(4))
    assert ([item.serial for item in queue.items], queue.size, queue.dropped) == ([22], 1, 1)


def test_a_drop_that_is_told_before_its_put_leaves_no_ghost() -> None:
    script, producer, _ = made()
    drop(producer, 2, 11)
    script.tick(3)
    numbered_put(producer, 1, 11)
    queue = queue_of(script.tick(4))
    assert (queue.size, queue.puts, queue.dropped) == (0, 1, 1)


def test_nobody_can_finish_an_item_that_was_dropped() -> None:
    script, producer, _ = made("JoinableQueue")
    producer.op(1, "JoinableQueue.put", text="1", object=QUEUE, value=11)
    drop(producer, 2, 11)
    queue = queue_of(script.tick(3))
    assert (queue.size, queue.unfinished) == (0, 1)
