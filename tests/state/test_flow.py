"""How items flow through a buffer: how long they are inside, how long it is full or empty."""

from __future__ import annotations

from app.state.flow import Flow
from app.state.objects import QueueObject
from tests.state.build import MS, Script

QUEUE = 8


def flow_of(script: Script, now_ms: float) -> Flow:
    queue = script.tick(now_ms).objects[QUEUE]
    assert isinstance(queue, QueueObject)
    return queue.flow


def made(maxsize: int) -> Script:
    script = Script()
    script.main().make(0, "Queue", QUEUE, maxsize, "q")
    return script


def test_it_tells_how_long_items_were_inside_and_how_long_it_was_full_and_empty() -> None:
    script = made(2)
    producer, consumer = script.worker(2, "producer"), script.worker(3, "consumer")
    for ms, serial in ((10, 1), (20, 2)):
        producer.op(ms, "Queue.put", text=f"{serial}", object=QUEUE, value=serial)
    for ms, serial in ((50, 1), (60, 2)):
        consumer.op(ms, "Queue.get", text=f"{serial}", object=QUEUE, value=serial)
    producer.op(90, "Queue.put", text="3", object=QUEUE, value=3)
    flow = flow_of(script, 100)
    assert (flow.inside_count, flow.inside_ns, flow.longest_inside_ns) == (2, 80 * MS, 40 * MS)
    assert (flow.full_until(100 * MS), flow.empty_until(100 * MS)) == (30 * MS, 30 * MS)
    assert (flow.first_put_ns, flow.last_put_ns, flow.last_get_ns) == (10 * MS, 90 * MS, 60 * MS)


def test_what_goes_on_counts_up_to_now_and_before_the_first_put_it_is_not_called_empty() -> None:
    script = made(1)
    script.worker(2, "producer").op(10, "Queue.put", text="1", object=QUEUE, value=1)
    flow = flow_of(script, 30)
    assert (flow.full_until(30 * MS), flow.empty_until(30 * MS)) == (20 * MS, 0)


def test_an_item_of_which_it_is_not_sure_which_it_is_counts_for_no_time_inside() -> None:
    script = made(0)
    script.worker(2, "producer").op(10, "Queue.put", text="1", object=QUEUE)
    script.worker(3, "consumer").op(20, "Queue.get", text="1", object=QUEUE)
    assert flow_of(script, 30).inside_count == 0
