"""Who waits is named with the thread, if that is not the main one: on the cards, in notes, in the table."""

from __future__ import annotations

import pytest

from app.gui.objects.rows import Column, row_of
from app.gui.stage.words.card import card_of, card_tip
from app.gui.stage.words.queue_phrases import queue_note
from app.state.model import Run
from app.state.objects import QueueObject
from app.wire.records import Kind
from tests.state.build import BLOCKED, Script


def waiting_threads(kind: str, operation: str) -> Run:
    """Two threads of a worker wait for object 7 in turn, then main."""
    script = Script()
    main = script.main().make(0, kind, 7, 4, "it")  # permits, parties, or the shape of a value
    worker = script.worker(2, "w1", 1)
    worker.slot(Kind.THREAD, 1, b"MainThread", thread=1, value=102)
    for thread, name in ((2, b"kneader"), (3, b"baker")):
        worker.op(thread, operation, BLOCKED, object=7, line=4, thread=thread)
        worker.slot(Kind.THREAD, thread + 0.1, name, thread=thread, value=9)
    main.op(5, operation, BLOCKED, object=7, line=4)
    return script.tick(6)


NAMES = ["w1 in thread kneader", "w1 in thread baker", "main"]


@pytest.mark.parametrize(
    ("kind", "operation"),
    [
        ("Lock", "Lock.acquire"),
        ("Semaphore", "Semaphore.acquire"),
        ("Event", "Event.wait"),
        ("Condition", "Condition.wait"),
        ("Barrier", "Barrier.wait"),
    ],
)
def test_each_thread_that_waits_is_named(kind: str, operation: str) -> None:
    run = waiting_threads(kind, operation)
    card = card_of(run.objects[7], run, run.now_ns)
    assert [one.name for one in card.waiting or ()] == NAMES
    assert ", ".join(NAMES) in card_tip(card)


def test_who_wants_the_lock_of_a_condition_or_of_a_value_is_named_with_its_thread() -> None:
    for kind, operation in (("Condition", "Condition.acquire"), ("Value", "Value.acquire")):
        run = waiting_threads(kind, operation)
        assert [one.name for one in card_of(run.objects[7], run, run.now_ns).wanting] == NAMES


def test_a_queue_s_note_and_the_table_name_the_thread() -> None:
    run = waiting_threads("Queue", "Queue.get")
    queue = run.objects[7]
    assert isinstance(queue, QueueObject)
    assert queue_note(queue, run) == f"it.get() in {', '.join(NAMES)} waits for an item"
    waiting = row_of(queue, run, run.now_ns).cells[Column.WAITING]
    assert waiting == "w1 in thread kneader: get, w1 in thread baker: get, main: get"


def test_the_card_names_the_thread_that_has_it() -> None:
    script = Script()
    script.main().make(0, "Semaphore", 7, 2, "it")
    worker = script.worker(2, "w1", 1)
    worker.slot(Kind.THREAD, 1, b"MainThread", thread=1, value=102)
    worker.op(2, "Semaphore.acquire", object=7, value=1, thread=2)
    worker.slot(Kind.THREAD, 2.1, b"kneader", thread=2, value=9)
    worker.op(3, "Semaphore.acquire", object=7, value=1, thread=1)
    run = script.tick(4)
    owners = card_of(run.objects[7], run, run.now_ns).owners
    assert owners is not None
    assert [(one.name, one.thread) for one in owners.names] == [
        ("w1 in thread kneader", "kneader"),
        ("w1", ""),
    ]
