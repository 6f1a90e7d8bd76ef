"""JoinableQueue and SimpleQueue."""

import pickle

from bench import WITH_SIGNALS, Bomb, collector
from handlers import interrupted
from queues import full, with_item

CASES = {}
case = collector(CASES)
case_of_signals = collector(CASES, WITH_SIGNALS)


@case
def joinable_queue_task_done(bench):
    bench.watch(bench.context.JoinableQueue()).task_done()


@case
def joinable_queue_put_whenfull(bench):
    full(bench, "JoinableQueue").put(bench.token, False)


@case
def joinable_queue_put_when_closed(bench):
    queue = bench.context.JoinableQueue()
    queue.close()
    queue.put(bench.token)


@case
def joinable_queue_get_nowait(bench):
    bench.context.JoinableQueue().get_nowait()


@case
def joinable_queue_join_with_too_much(bench):
    bench.context.JoinableQueue().join(bench.token)


@case
def joinable_queue_is_pickled(bench):
    pickle.dumps(bench.context.JoinableQueue())


@case
def simple_queue_get_of_a_bomb(bench):
    with_item(bench, Bomb(), "SimpleQueue").get()


@case
def simple_queue_get_when_closed(bench):
    queue = bench.watch(bench.context.SimpleQueue())
    queue.close()
    queue.get()


@case
def simple_queue_put_of_what_cannot_be_pickled(bench):
    bench.watch(bench.context.SimpleQueue()).put((bench.token, lambda: 0))


@case
def simple_queue_put_when_closed(bench):
    queue = bench.context.SimpleQueue()
    queue.close()
    queue.put(bench.token)


@case
def simple_queue_empty_when_closed(bench):
    queue = bench.context.SimpleQueue()
    queue.close()
    queue.empty()


@case
def simple_queue_is_pickled(bench):
    pickle.dumps(bench.context.SimpleQueue())


@case_of_signals
def joinable_queue_join_is_interrupted(bench):
    queue = bench.context.JoinableQueue()
    queue.put(1)
    queue.get()
    interrupted(queue.join)


@case_of_signals
def simple_queue_get_is_interrupted(bench):
    interrupted(bench.context.SimpleQueue().get)


@case_of_signals
def simple_queue_put_is_interrupted(bench):
    interrupted(bench.watch(bench.context.SimpleQueue()).put, b"x" * 1_000_000)
