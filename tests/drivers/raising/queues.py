"""Queue."""

import multiprocessing.queues
import pickle
import threading

from bench import WITH_SIGNALS, Bomb, collector, describe
from handlers import interrupted

CASES = {}
case = collector(CASES)
case_of_signals = collector(CASES, WITH_SIGNALS)


def full(bench, kind="Queue"):
    queue = bench.watch(getattr(bench.context, kind)(1))
    queue.put("first")
    queue.cancel_join_thread()
    return queue


def with_item(bench, item, kind="Queue"):
    queue = bench.watch(getattr(bench.context, kind)())
    queue.put(item)
    return queue


@case
def queue_get_nowait(bench):
    bench.watch(bench.context.Queue()).get_nowait()


@case
def queue_get_with_a_timeout(bench):
    bench.watch(bench.context.Queue()).get(timeout=0.005)


@case
def queue_get_with_a_wrong_timeout(bench):
    bench.context.Queue().get(True, bench.token)


@case
def queue_get_with_an_unknown_keyword(bench):
    bench.context.Queue().get(patience=bench.token)


@case
def queue_get_of_a_bomb(bench):
    with_item(bench, Bomb()).get()


@case
def queue_get_of_a_bomb_with_a_timeout(bench):
    with_item(bench, Bomb()).get(timeout=5)


@case
def queue_get_when_closed(bench):
    queue = bench.watch(bench.context.Queue())
    queue.close()
    queue.get()


@case
def queue_put_whenfull(bench):
    full(bench).put(bench.token, timeout=0.005)


@case
def queue_put_nowait_whenfull(bench):
    full(bench).put_nowait(bench.token)


@case
def queue_put_when_closed(bench):
    queue = bench.watch(bench.context.Queue())
    queue.close()
    queue.put(bench.token)


@case
def queue_put_without_an_item(bench):
    bench.context.Queue().put()


@case
def queue_put_with_an_unknown_keyword(bench):
    bench.context.Queue().put(bench.token, patience=1)


@case
def queue_put_of_what_cannot_be_pickled(bench):
    """The feeder thread tells it."""
    told = threading.Event()

    class Telling(multiprocessing.queues.Queue):
        @staticmethod
        def _on_queue_feeder_error(error, item):
            said.append(describe(error))
            told.set()

    said = []
    queue = Telling(ctx=bench.context)
    queue.put(lambda: bench)
    assert told.wait(5)
    queue.close()
    queue.join_thread()
    return said[0]


@case
def queue_of_a_wrong_size(bench):
    bench.context.Queue(bench.token)


@case
def queue_of_too_much(bench):
    bench.context.Queue(1, 2, 3)


@case
def queue_empty_when_closed(bench):
    queue = bench.context.Queue()
    queue._reader.close()
    queue.empty()


@case
def queue_full_of_a_damaged_one(bench):
    queue = bench.context.Queue()
    del queue._sem
    queue.full()


@case
def queue_qsize_of_a_damaged_one(bench):
    queue = bench.context.Queue()
    queue._maxsize = None
    queue.qsize()


@case
def queue_join_thread(bench):
    queue = bench.context.Queue()
    queue.put(1)
    queue.get()
    queue.join_thread()


@case
def queue_close_raises(bench):
    queue = bench.context.Queue()
    queue.put(1)
    queue.get()
    real, queue._close = queue._close, lambda: {}["missing"]
    try:
        queue.close()
    finally:
        real()


@case
def queue_is_pickled(bench):
    pickle.dumps(bench.watch(bench.context.Queue()))


@case
def queue_of_a_wrong_state_is_unpickled(bench):
    kind = multiprocessing.queues.Queue
    kind.__new__(kind).__setstate__((bench.token,))


@case
def queue_of_its_own_class(bench):
    class Mailbox(multiprocessing.queues.Queue):
        def get(self, *args, **kwargs):
            return super().get(*args, **kwargs)

    Mailbox(ctx=bench.context).get(block=False)


@case
def thread_that_gets_nothing(bench):
    """What the thread's hook is given."""
    said = []
    queue = bench.context.Queue()
    before, threading.excepthook = threading.excepthook, lambda told: said.append(describe(told.exc_value))
    try:
        thread = threading.Thread(target=queue.get, args=(False,))
        thread.start()
        thread.join()
    finally:
        threading.excepthook = before
    return said[0]


@case_of_signals
def queue_get_is_interrupted(bench):
    interrupted(bench.watch(bench.context.Queue()).get)


@case_of_signals
def queue_get_with_a_timeout_is_interrupted(bench):
    interrupted(bench.context.Queue().get, True, 60)


@case_of_signals
def queue_put_is_interrupted(bench):
    interrupted(full(bench).put, bench.token)
