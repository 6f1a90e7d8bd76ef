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


def thread_name() -> str:
    """The name of this thread, without an import that the script does not make itself; "" if it has none."""
    threading = sys.modules.get("threading")
    known = getattr(threading, "_active", {}).get(get_ident())
    name = getattr(known, "_name", "")
    return name if type(name) is str else ""
