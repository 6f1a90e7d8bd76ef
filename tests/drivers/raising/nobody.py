"""Calls that nobody in Python has made."""

import _thread
import functools
import sys
import threading
import time

from bench import collector, describe

CASES = {}
case = collector(CASES)


@case
def calls_that_nobody_has_made(bench):
    """What C code calls, as a thread's function or at the interpreter's exit, has no frame below it."""
    lock, semaphore, event = bench.context.Lock(), bench.context.Semaphore(0), bench.context.Event()
    queue, simple = bench.context.Queue(), bench.context.SimpleQueue()
    calls = (
        (lock.acquire,),
        (lock.release,),
        (semaphore.release,),
        (semaphore.acquire, True, 1),
        (semaphore.__enter__,),
        (event.set,),
        (event.wait,),
        (queue.put, 1),
        (queue.get, True, 5),
        (queue.get, False),
        (queue.qsize,),
        (simple.put, 1),
        (simple.get,),
        (time.sleep, 0),
        (time.sleep, -1),
        (bench.context.Process().is_alive,),
        (bench.context.Process().join,),
        (bench.context.Lock,),
        (bench.context.Queue,),
    )
    semaphore.release()
    return "".join(_called_by_nobody(*call) for call in calls)


def _called_by_nobody(function, *args):
    """What the hook is given when a thread that is nothing but this call is over."""
    said, over = [], threading.Event()

    class End:
        def __del__(self):
            over.set()

    before, sys.unraisablehook = sys.unraisablehook, lambda told: said.append(describe(told.exc_value))
    try:
        _thread.start_new_thread(_Call(function, End()), args)
        assert over.wait(5)
    finally:
        sys.unraisablehook = before
    return f"{function.__name__}: {''.join(said)}\n"


class _Call(functools.partial):
    """A call in C, with something that dies when it is over."""

    def __new__(cls, function, end):
        made = super().__new__(cls, function)
        made.end = end
        return made
