"""Numbers the threads of this process: 1, 2, ... in the order in which they first report something.

A thread's identity in Python is an address (or a small number) that the system gives to the next
thread when it ends, so it cannot tell one from another. A number here lives with its thread.
"""

from __future__ import annotations

import sys
from _thread import _local, get_ident

TYPE_CHECKING = False
if TYPE_CHECKING:
    from itertools import count
    from typing import Any

#: What a feeder thread has in its attributes: its queue's watch.
FEEDS = "_procession_feeds"


class Threads(_local):
    """`own` is the number of the thread that asks, `named`, whether its name has been told.

    `number` is the same as `own`, but 0 while something else has to be told first: its name, or what is
    `untold`. So whoever compares it with the number of a prepared record tells that one the slow way.
    """

    own: int
    number = 0
    named = False

    def __init__(self, numbers: count[int]) -> None:
        self.own = next(numbers)  # called in each thread, when it first asks


def this_thread() -> Any:
    """This thread's object, without an import that the script does not make itself; None if it has none."""
    threading = sys.modules.get("threading")
    return getattr(threading, "_active", {}).get(get_ident())


def name_of(thread: Any) -> str:
    """The name of a thread; "" if it has none."""
    name = getattr(thread, "_name", "")
    return name if type(name) is str else ""


def feeds_of(thread: Any) -> int:
    """The id of the queue that a thread feeds; 0 for any other thread."""
    watch = getattr(thread, "__dict__", {}).get(FEEDS)
    return 0 if watch is None else int(watch.id)
