"""Watches Queue, JoinableQueue and SimpleQueue: every public operation, with Full and Empty.

A queue of the script is told from one of the library (Pool's, an executor's) by its maker; its
id is that of its inner read lock, which travels with it. A put is stamped when it has its place
in the buffer, before anybody can get the item, and a get after it has the item, so that order
by time never shows an effect before its cause.
"""

from __future__ import annotations

import select
import time
from _thread import get_ident

from ...wire.records import FOR_EVER, Effect, Family, Phase, Trait
from ..patching.around import Watcher, around, cut
from ..patching.likeness import like
from ..recorder.log import encode
from ..recorder.quick import Site
from ..recorder.reporter import Watch
from ..recorder.shorten import describe_exception, shorten
from . import ownership, synchronize
from .items import Serials, Unsent, patch_pickling

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from types import FrameType
    from typing import Any

    from ..recorder.reporter import Reporter

_ATTRIBUTE = "_procession_queue"
_now = time.monotonic_ns


def patch(module: Any, report: Reporter) -> None:
    """Patch ``multiprocessing.queues``."""
    serials = Serials()
    report.forked.append(serials.after_fork)
    patch_pickling(module, serials)
    Making(module, report, serials).patch()
    for cls in (module.Queue, module.JoinableQueue):
        cls.put = around(cls.__dict__["put"], Put(report, "Queue.put", serials))
    module.SimpleQueue.put = around(module.SimpleQueue.put, SimplePut(report, "SimpleQueue.put", serials))
    for cls in (module.Queue, module.SimpleQueue):
        cls.get = around(cls.get, Get(report, "Queue.get", serials))
    for cls, names in ((module.Queue, ("qsize", "empty", "full")), (module.SimpleQueue, ("empty",))):
        for name in names:
            setattr(cls, name, around(cls.__dict__[name], Question(report, name)))
    module.JoinableQueue.task_done = around(module.JoinableQueue.task_done, TaskDone(report, "task_done"))
    module.JoinableQueue.join = around(module.JoinableQueue.join, Join(report, "join"))


# --- making and unpickling ---------------------------------------------------------------


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
            cls.__setstate__ = self._unpickling(cls.__setstate__)
        module.Queue._reset = self._resetting(module.Queue._reset)

    def _made(self, queue: Any) -> None:
        known = self._know(queue)
        if known is not None:
            self._report.announce(known.watch, _maxsize(queue), queue)

    def _unpickling(self, original: Any) -> Any:
        def __setstate__(queue: Any, state: Any) -> None:
            try:
                original(queue, state)
            except BaseException as error:
                cut(error)
                raise
            known = self._know(queue)
            if known is not None:
                self._report.await_name(known.watch, queue)

        return like(original, __setstate__)

    def _resetting(self, original: Any) -> Any:
        """A Queue has a new buffer at its making, and after a fork."""

        def _reset(queue: Any, *args: Any, **kwargs: Any) -> None:
            original(queue, *args, **kwargs)
            known = self._know(queue)
            if known is not None and known.room is not None:
                queue._buffer = Unsent(self._serials)
                known.room.forget()

        return like(original, _reset)

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

    __slots__ = ("get_began", "get_blocked", "get_done", "put_done", "room", "watch")

    def __init__(self, queue: Any, watch: Watch, report: Reporter) -> None:
        self.watch = watch
        self.put_done = Site(report, watch, "put", Effect.PUT, Phase.DONE)
        self.get_began = Site(report, watch, "get", Effect.GET, Phase.BEGAN)
        self.get_blocked = Site(report, watch, "get", Effect.GET, Phase.BLOCKED)
        self.get_done = Site(report, watch, "get", Effect.GET, Phase.DONE)
        self.room: Room | None = None
        if "_sem" in queue.__dict__:
            self.room = Room(queue._sem.acquire, Site(report, watch, "put", Effect.PUT, Phase.BLOCKED))
            queue._sem.acquire = self.room.acquire


# --- put ---------------------------------------------------------------------------------


class Room:
    """Stands in front of the semaphore that counts a queue's free places.

    Here a put learns whether it has to wait, and when it got its place.
    """

    __slots__ = ("_acquire", "_blocked", "_puts")

    def __init__(self, acquire: Callable[..., bool], blocked: Site) -> None:
        self._acquire = acquire
        self._blocked = blocked
        self._puts: dict[
            int, tuple[FrameType, bytes, float] | int
        ] = {}  # by thread: then when it got its place

    def begin(self, frame: FrameType, text: bytes, bound: float) -> None:
        """This thread is about to put."""
        self._puts[get_ident()] = frame, text, bound

    def forget(self) -> None:
        """In a forked child: the parent's threads are not here."""
        self._puts.clear()

    def end(self) -> int:
        """This thread's put is over; when it got its place, 0 if it did not."""
        stamp = self._puts.pop(get_ident(), 0)
        return stamp if isinstance(stamp, int) else 0

    def acquire(self, block: Any = True, timeout: Any = None) -> bool:
        """The semaphore's acquire; tries without waiting first."""
        try:
            got = self._acquire(False)
            if not got and block:
                put = self._puts.get(get_ident())
                if isinstance(put, tuple):
                    self._blocked.tell_text(put[0], _now(), put[1], 0, put[2])
                got = self._acquire(block, timeout)
            self._puts[get_ident()] = _now()
        except BaseException as error:
            cut(error)
            raise
        return got


class Put(Watcher):
    """Queue.put: blocked while the buffer is full, done when the item has its place."""

    def __init__(self, report: Reporter, name: str, serials: Serials) -> None:
        super().__init__(report, name)
        self._in_hand = serials.in_hand

    def begin(self, frame: FrameType, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """None for the library's own queues."""
        known = known_of(args[0]) if args else None
        if known is None or known.room is None:
            return None
        text = encode(shorten(args[1] if len(args) > 1 else kwargs.get("obj")))
        bound = _bound(args[2:], kwargs)
        known.room.begin(frame, text, bound)
        self._in_hand.sent = 0
        return known, frame, text, bound

    def done(self, call: Any, result: Any) -> None:
        """The item is in the buffer."""
        known, frame, text, bound = call
        serial, self._in_hand.sent = self._in_hand.sent, 0
        known.put_done.tell_text(frame, known.room.end() or _now(), text, serial, bound)

    def failed(self, call: Any, error: BaseException) -> None:
        """queue.Full, mostly."""
        known, frame, _, bound = call
        self._in_hand.sent = 0
        known.room.end()
        tell_failure(self.report, known.watch, "put", Effect.PUT, frame, error, 0, bound)


class SimplePut(Watcher):
    """A SimpleQueue's put waits for the pipe: begun before, done after; told as done before it is sent."""

    def __init__(self, report: Reporter, name: str, serials: Serials) -> None:
        super().__init__(report, name)
        self._serials = serials

    def begin(self, frame: FrameType, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """None for the library's own queues."""
        known = known_of(args[0]) if args else None
        if known is None:
            return None
        text, stamp = shorten(args[1] if len(args) > 1 else kwargs.get("obj")), _now()
        serial = self._serials.in_hand.sent = self._serials.next()
        script, watch = self.report.script_frame(frame), known.watch
        name = watch.operation("put")
        self.report.operation(name, Effect.PUT, Phase.BEGAN, script, watch, text, serial, time_ns=stamp)
        return watch, script, text, stamp, serial

    def done(self, call: Any, result: Any) -> None:
        """The item is in the pipe."""
        watch, script, text, stamp, serial = call
        name = watch.operation("put")
        self.report.operation(name, Effect.PUT, Phase.DONE, script, watch, text, serial, time_ns=stamp + 1)

    def failed(self, call: Any, error: BaseException) -> None:
        """It could not be pickled, or there is nobody to read."""
        watch, script, *_ = call
        self._serials.in_hand.sent = 0
        tell_failure(self.report, watch, "put", Effect.PUT, script, error)


# --- get ---------------------------------------------------------------------------------


class Get(Watcher):
    """The get of all queues."""

    def __init__(self, report: Reporter, name: str, serials: Serials) -> None:
        super().__init__(report, name)
        self._in_hand = serials.in_hand

    def begin(self, frame: FrameType, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """Blocked when there is nothing to get."""
        known = known_of(args[0]) if args else None
        if known is None:
            return None
        bound = _bound(args[1:], kwargs)
        self._in_hand.got = 0
        (known.get_began if _has_item(args[0]) else known.get_blocked).tell(frame, _now(), 0, bound)
        return known, frame, bound

    def done(self, call: Any, result: Any) -> None:
        """An item was got."""
        known, frame, bound = call
        known.get_done.tell_text(frame, _now(), encode(shorten(result)), self._in_hand.got, bound)

    def failed(self, call: Any, error: BaseException) -> None:
        """queue.Empty, mostly; an item that cannot be unpickled is out of the buffer all the same."""
        known, frame, bound = call
        serial = self._in_hand.got
        tell_failure(self.report, known.watch, "get", Effect.GET, frame, error, serial, bound)


def _has_item(queue: Any) -> bool:
    """Whether there is something to get; a guess, as another process may take it first."""
    try:
        if "_sem" in queue.__dict__:
            free: int = queue._sem._semlock._get_value()
            return free < int(queue._maxsize)
        return bool(select.select([queue._reader.fileno()], (), (), 0)[0])
    except (OSError, ValueError, NotImplementedError):
        return True  # more than 1024 descriptors, macOS, Windows, or closed: get itself will tell


def _bound(args: tuple[Any, ...], kwargs: dict[str, Any]) -> float:
    """How long a put or get with (block, timeout) may wait."""
    if not args and not kwargs:
        return FOR_EVER
    block = args[0] if args else kwargs.get("block", True)
    timeout = args[1] if len(args) > 1 else kwargs.get("timeout")
    return synchronize.bound_of(block, timeout)


# --- the others --------------------------------------------------------------------------


class Question(Watcher):
    """qsize, empty, full: an answer at once."""

    def begin(self, frame: FrameType, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """None for the library's own queues."""
        known = known_of(args[0]) if args else None
        return None if known is None else (known.watch, self.report.script_frame(frame))

    def done(self, call: Any, result: Any) -> None:
        """The answer."""
        watch, script = call
        name = watch.operation(self.name)
        self.report.operation(name, Effect.CALL, Phase.DONE, script, watch, shorten(result))

    def failed(self, call: Any, error: BaseException) -> None:
        """It is closed, or the system cannot say it."""
        tell_failure(self.report, call[0], self.name, Effect.CALL, call[1], error)


class TaskDone(Watcher):
    """Told before it takes effect: a join may return at once."""

    def begin(self, frame: FrameType, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """None for the library's own queues."""
        known = known_of(args[0]) if args else None
        if known is None:
            return None
        watch, script = known.watch, self.report.script_frame(frame)
        self.report.operation(watch.operation("task_done"), Effect.FINISH, Phase.DONE, script, watch)
        return watch, script

    def failed(self, call: Any, error: BaseException) -> None:
        """Called too often."""
        tell_failure(self.report, call[0], "task_done", Effect.FINISH, call[1], error)


class Join(Watcher):
    """JoinableQueue.join: until each item has been marked with task_done()."""

    def begin(self, frame: FrameType, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """Blocked when items are unfinished."""
        known = known_of(args[0]) if args else None
        if known is None:
            return None
        watch, script = known.watch, self.report.script_frame(frame)
        waits = not args[0]._unfinished_tasks._semlock._is_zero()
        phase = Phase.BLOCKED if waits else Phase.BEGAN
        self.report.operation(watch.operation("join"), Effect.DRAIN, phase, script, watch)
        return watch, script

    def done(self, call: Any, result: Any) -> None:
        """All items are finished."""
        watch, script = call
        self.report.operation(watch.operation("join"), Effect.DRAIN, Phase.DONE, script, watch)

    def failed(self, call: Any, error: BaseException) -> None:
        """Interrupted."""
        tell_failure(self.report, call[0], "join", Effect.DRAIN, call[1], error)


def tell_failure(
    report: Reporter,
    watch: Watch,
    method: str,
    effect: int,
    frame: FrameType | None,
    error: BaseException,
    value: int = 0,
    bound: float = FOR_EVER,
) -> None:
    """A call on an object has raised."""
    script, text = report.script_frame(frame), describe_exception(error)
    report.operation(watch.operation(method), effect, Phase.FAILED, script, watch, text, value, bound)
