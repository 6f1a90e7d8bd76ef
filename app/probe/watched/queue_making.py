"""Knows the queues that the script has made: when they are made, unpickled, or inherited by a fork.

A queue of the script is told from one of the library (Pool's, an executor's) by its maker; its id is that
of its inner read lock, which travels with it.
"""

from __future__ import annotations

import select
import time
from _thread import get_ident

from ...wire.records import Effect, Family, Phase, Trait
from ..patching.around import Watcher, around, cut
from ..recorder.chosen import accelerator
from ..recorder.handlers import is_from_script
from ..recorder.quick import Site
from ..recorder.reporter import Watch
from . import ownership, synchronize
from .bounds import is_surely_a_time
from .items import Serials, Unsent

TYPE_CHECKING = False
if TYPE_CHECKING or accelerator is None:
    from .places import Places
else:
    Places = accelerator.Places
if TYPE_CHECKING:
    from collections.abc import Callable
    from types import FrameType
    from typing import Any

    from ..recorder.reporter import Reporter

_ATTRIBUTE = "_procession_queue"
_now = time.monotonic_ns


class Changed(Watcher):
    """A method that makes a queue another one: `then` is called with it."""

    def __init__(self, report: Reporter, name: str, then: Callable[[Any], None]) -> None:
        super().__init__(report, name)
        self._then = then

    def begin(self, frame: FrameType, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """Nothing is told before."""
        return args[0]

    def done(self, call: Any, result: Any) -> None:
        """It is what it will be."""
        self._then(call)


class Making:
    """Knows a queue of the script when it is made, unpickled, or inherited by a fork."""

    def __init__(self, module: Any, report: Reporter, serials: Serials) -> None:
        self._module = module
        self._report = report
        self._serials = serials

    def patch(self) -> None:
        """Patch the makers."""
        module = self._module
        for cls in (module.Queue, module.SimpleQueue):
            cls.__init__ = ownership.composite(cls.__init__, self._report, ownership.QUEUE, self._made)
            unpickled = Changed(self._report, "Queue.__setstate__", self._unpickled)
            cls.__setstate__ = around(cls.__setstate__, unpickled)
        reset = Changed(self._report, "Queue._reset", self._reset)
        module.Queue._reset = around(module.Queue._reset, reset)

    def _made(self, queue: Any) -> None:
        known = self._know(queue)
        if known is not None:
            self._report.announce(known.watch, _maxsize(queue), queue)

    def _unpickled(self, queue: Any) -> None:
        known = self._know(queue)
        if known is not None:
            self._report.names.add(known.watch, queue)

    def _reset(self, queue: Any) -> None:
        """A Queue has a new buffer at its making, and after a fork."""
        known = self._know(queue)
        if known is not None and known.room is not None:
            known.room.forget()
            queue.__dict__["_buffer"] = Unsent(self._serials, known.room)

    def _know(self, queue: Any) -> Known | None:
        """What is known of a queue of the script; None for the library's own."""
        known = known_of(queue)
        if known is None and "_rlock" in queue.__dict__:
            name = synchronize.name_of(queue._rlock)
            if ownership.letter_of(name) == ownership.QUEUE:
                counts = Trait.COUNTS_TASKS * isinstance(queue, self._module.JoinableQueue)
                watch = Watch(ownership.id_of(name), type(queue).__name__, Family.BUFFER, counts)
                known = queue.__dict__[_ATTRIBUTE] = Known(queue, watch, self._report)
        return known


def known_of(queue: Any) -> Known | None:
    """What is known of a queue; None for the library's own."""
    known: Known | None = queue.__dict__.get(_ATTRIBUTE)
    return known


def _maxsize(queue: Any) -> int:
    """The size given by the script; 0 when it gave none (the library then puts SEM_VALUE_MAX)."""
    size = getattr(queue, "_maxsize", 0)
    return size if 0 < size < queue._rlock._semlock.SEM_VALUE_MAX else 0


class Known:
    """What is known of one queue: its watch, and the ways to tell of it."""

    __slots__ = ("get_began", "get_blocked", "get_done", "has_item", "put_done", "room", "watch")

    def __init__(self, queue: Any, watch: Watch, report: Reporter) -> None:
        self.watch = watch
        self.put_done = Site(report, watch, "put", Effect.PUT, Phase.DONE)
        self.get_began = Site(report, watch, "get", Effect.GET, Phase.BEGAN)
        self.get_blocked = Site(report, watch, "get", Effect.GET, Phase.BLOCKED)
        self.get_done = Site(report, watch, "get", Effect.GET, Phase.DONE)
        self.room: Room | None = None
        if "_sem" in queue.__dict__:
            blocked = Site(report, watch, "put", Effect.PUT, Phase.BLOCKED)
            self.room = Room(queue, watch, blocked, self.put_done)
        #: Whether there is something to get; a guess, as another process may take it first.
        self.has_item: Callable[[Any], bool] = self.room.is_used if self.room else _is_readable


def _is_readable(queue: Any) -> bool:
    """Whether a SimpleQueue's pipe has something in it; True when that cannot be asked."""
    try:
        return bool(select.select([queue._reader.fileno()], (), (), 0)[0])
    except (OSError, ValueError) as error:
        if is_from_script(error):
            raise
        return True  # more than 1024 descriptors, Windows, or closed


class Room(Places):
    """The places of one queue."""

    __slots__ = ("_is_full", "watch")

    def __init__(self, queue: Any, watch: Watch, blocked: Site, done: Site) -> None:
        self.watch = watch
        semaphore = queue._sem
        inner = semaphore._semlock
        super().__init__(semaphore.acquire, inner._get_value, queue._maxsize, blocked, done)
        self._is_full: Callable[[], bool] = inner._is_zero
        semaphore.acquire = self.acquire

    def acquire_slowly(self, block: Any = True, timeout: Any = None) -> bool:
        """The semaphore's acquire; tries without waiting first."""
        try:
            # In Python without a call more, as each counts where the stack is nearly full.
            put = self.current() if accelerator is not None else self.puts.get(get_ident())
            sure = timeout is None or is_surely_a_time(timeout)
            got = sure and self.take(False)
            if not got and (block or not sure):
                if put is not None and (sure or (block and self._is_full())):
                    self.blocked.tell_text(put.frame, _now(), put.text, 0, put.bound)
                got = self.take(block, timeout)
            if put is not None:
                put.stamp = _now()
        except BaseException as error:
            cut(error)
            raise
        return got

    if accelerator is None:
        acquire = acquire_slowly
