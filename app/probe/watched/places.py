"""The places of a queue that are taken by puts; in Python (see `c/queues.c`).

Here a put learns whether it has to wait, and when it got its place.
"""

from __future__ import annotations

import time
from _thread import get_ident

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from types import FrameType
    from typing import Any

    from ..recorder.quick import Site

_now = time.monotonic_ns


class Put:
    """A put: what it tells, when it got its place (0: not yet), and the serial of its item (see `Unsent`).

    `outer` is the put of the same thread that it came in the middle of, in a signal handler.
    """

    __slots__ = ("bound", "frame", "outer", "places", "serial", "stamp", "text")

    places: Places
    frame: FrameType
    text: bytes
    bound: float
    stamp: int
    serial: int
    outer: Put | None


class Places:
    """Stands in front of the semaphore that counts a queue's free places, of which there are `count`."""

    __slots__ = ("_count", "_free", "blocked", "done", "puts", "take")

    def __init__(
        self, take: Callable[..., bool], free: Callable[[], int], count: int, blocked: Site, done: Site
    ) -> None:
        self.take, self._free, self._count = take, free, count
        self.blocked, self.done = blocked, done
        self.puts: dict[int, Put] = {}  # by thread

    def begin(self, frame: FrameType, text: bytes, bound: float) -> Put:
        """This thread is about to put."""
        thread, puts = get_ident(), self.puts
        put = Put()  # without `__init__`: where the stack is nearly full, each call counts
        put.places, put.frame, put.text, put.bound = self, frame, text, bound
        put.stamp = put.serial = 0
        put.outer = puts.get(thread)
        puts[thread] = put
        return put

    def end(self, put: Put) -> None:
        """This thread's put is over."""
        if put.outer is None:
            self.puts.pop(get_ident(), None)
        else:
            self.puts[get_ident()] = put.outer

    def current(self) -> Put | None:
        """This thread's put; None when it is in none."""
        return self.puts.get(get_ident())

    def forget(self) -> None:
        """In a forked child: the parent's puts are not here."""
        self.puts = {}

    def acquire(self, block: Any = True, timeout: Any = None) -> bool:
        """Of `Room`."""
        raise NotImplementedError

    def is_used(self, _: Any) -> bool:
        """Whether an item is in the buffer; True when that cannot be asked (macOS)."""
        try:
            return self._free() < self._count
        except NotImplementedError:
            return True
