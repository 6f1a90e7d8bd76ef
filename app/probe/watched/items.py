"""Serials of items: a number that goes with an item from its put to its get.

It stands behind the pickled item in the pipe, where unpickling does not look: a pickle ends with its
STOP, and what comes after is passed over, in a process that nobody watches too. So a put and a get
are paired by identity: two equal items, two producers, a producer that was killed in between.

The way: a put gives the item its serial (for a Queue in `Unsent`, where it waits for the feeder
thread), pickling sets it behind the item, unpickling in another process reads it, the get tells it.
"""

from __future__ import annotations

import os
import struct
import sys
import time
from _collections import deque  # type: ignore[import-not-found]  # in C, and here already
from _thread import _local, get_ident
from itertools import count

from ..patching.around import cut
from ..recorder.chosen import accelerator

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from .places import Places

_MARK = b"P"  # no pickle ends so: its last byte is the STOP, "."
_SIZE = 8 + len(_MARK)
_tail = struct.Struct("<Qc").pack
_PROCESS_BITS = 31  # of a serial that tell the process; the other 32 count


class InHand(_local):
    """The serials of the items that this thread has in its hands: put and not yet pickled, unpickled last."""

    sent = 0
    got = 0
    refused = 0, 0  # what could not be pickled last, and when: before its place was freed


class Serials:
    """Numbers the items that this process puts, otherwise than all other processes of the run."""

    def __init__(self) -> None:
        self.in_hand: Any = InHand() if accelerator is None else accelerator.InHand()
        self.after_fork()

    def after_fork(self) -> None:
        """In a forked child: begin anew."""
        process = hash((os.getpid(), time.monotonic_ns())) & ((1 << _PROCESS_BITS) - 1)
        #: The next number; 63 bits.
        self.next = _counted_from(process << 32 | 1)


def _counted_from(first: int) -> Callable[[], int]:
    """Gives one number after the other."""
    if accelerator is None:
        return count(first).__next__
    accelerator.count_from(first)
    next_serial: Callable[[], int] = accelerator.next_serial
    return next_serial


def patch_pickling(module: Any, serials: Serials) -> None:
    """Let ``multiprocessing.queues`` pickle and unpickle items with their serials.

    A script may put functions of its own in the place of these two, at any time. Where its items are no
    pickles they have no serials: who knows what stands behind them there.
    """
    plain, in_hand = module._ForkingPickler, serials.in_hand
    pickles = sys.modules["_pickle"].loads
    if accelerator is None:
        dumps, loads = _pickling(plain, in_hand, pickles)
    else:
        dumps, loads = accelerator.pickling((plain, pickles, serial_of))
    names = {"__module__": plain.__module__, "__qualname__": plain.__qualname__}
    methods = {"dumps": staticmethod(dumps), "loads": staticmethod(loads)}
    module._ForkingPickler = type(plain.__name__, (plain,), {**names, **methods})


def _pickling(plain: Any, in_hand: InHand, pickles: Any) -> tuple[Any, Any]:
    """The pickler's dumps and loads."""

    def dumps(obj: Any, *args: Any, **kwargs: Any) -> Any:
        serial, in_hand.sent = in_hand.sent, 0
        try:
            data = plain.dumps(obj, *args, **kwargs)
        except BaseException as error:
            in_hand.refused = serial, time.monotonic_ns()
            cut(error)
            del obj, args, kwargs
            raise
        return marked(data, serial) if serial and plain.loads is pickles else data

    def loads(data: Any, *args: Any, **kwargs: Any) -> Any:
        serial = serial_of(data) if plain.loads is pickles else 0
        try:
            item = plain.loads(data, *args, **kwargs)
        except BaseException as error:
            cut(error)
            del data, args, kwargs
            raise
        finally:
            in_hand.got = serial  # last: unpickling may run a get of its own
        return item

    return dumps, loads


def marked(data: Any, serial: int) -> bytes:
    """A pickled item with its serial behind it."""
    return b"".join((data, _tail(serial, _MARK)))


def serial_of(data: Any) -> int:
    """The serial behind a pickled item; 0 when it came from a process that is not watched."""
    if data[-1:] != _MARK or len(data) < _SIZE:
        return 0
    return int.from_bytes(data[-_SIZE:-1], "little")


_append, _popleft = deque.append, deque.popleft  # `super()` takes twice as long


class Unsent(deque):  # type: ignore[misc]  # it is a class
    """The items of a queue that its feeder thread has not sent yet, each with its serial."""

    def __init__(self, serials: Serials, room: Places) -> None:
        super().__init__()
        self.numbers: Any = deque()
        self.serials, self.in_hand = serials, serials.in_hand
        self.room = room

    def append(self, item: Any) -> None:
        """An item is put, or the mark that ends the feeder; one thread at a time."""
        serial = self.serials.next()
        put = self.room.puts.get(get_ident())
        if put is not None:
            put.serial = serial
        self.numbers.append(serial)
        _append(self, item)

    def appendleft(self, item: Any) -> None:
        """A queue of the script's own kind lets an item go first."""
        self.numbers.appendleft(self.serials.next())
        super().appendleft(item)

    def pop(self) -> Any:
        """A queue of the script's own kind takes the last one back."""
        item = super().pop()
        if self.numbers:
            self.numbers.pop()
        return item

    def popleft(self) -> Any:
        """The feeder takes the next item."""
        item = _popleft(self)
        self.in_hand.sent = self.numbers.popleft() if self.numbers else 0  # it came another way
        return item

    def clear(self) -> None:
        """Before the feeder begins."""
        self.numbers.clear()
        super().clear()


Unsent.__name__ = Unsent.__qualname__ = "deque"
Unsent.__module__ = "collections"
if accelerator is not None:
    accelerator.accelerate_unsent(Unsent)
