"""Watches Queue, JoinableQueue and SimpleQueue: every public operation, with Full and Empty.

A put is stamped when it has its place in the buffer, before anybody can get the item, and a get after
it has the item, so that order by time never shows an effect before its cause.
"""

from __future__ import annotations

import time

from ...wire.records import FOR_EVER, Effect, Phase
from ..patching.around import Watcher, around
from ..patching.methods import around_bare, around_given
from ..recorder.chosen import accelerator
from ..recorder.shorten import shorten, shorten_encoded
from . import feeding
from .bounds import bound_of
from .items import Serials, patch_pickling
from .queue_making import Making, known_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import FrameType
    from typing import Any

    from ..recorder.reporter import Reporter

_now = time.monotonic_ns


def patch(module: Any, report: Reporter) -> None:
    """Patch ``multiprocessing.queues``."""
    serials = Serials()
    report.forked.append(serials.after_fork)
    patch_pickling(module, serials)
    Making(module, report, serials).patch()
    feeding.patch(module.Queue, report, serials)
    for cls in (module.Queue, module.JoinableQueue):
        cls.put = around_given(cls.__dict__["put"], Put(report, "Queue.put"))
    module.SimpleQueue.put = around_given(
        module.SimpleQueue.put, SimplePut(report, "SimpleQueue.put", serials)
    )
    for cls in (module.Queue, module.SimpleQueue):
        cls.get = around_bare(cls.get, Get(report, "Queue.get", serials))
    for cls, names in ((module.Queue, ("qsize", "empty", "full")), (module.SimpleQueue, ("empty",))):
        for name in names:
            setattr(cls, name, around(cls.__dict__[name], Question(report, name)))
    module.JoinableQueue.task_done = around(module.JoinableQueue.task_done, TaskDone(report, "task_done"))
    module.JoinableQueue.join = around(module.JoinableQueue.join, Join(report, "join"))


# --- put ---------------------------------------------------------------------------------


class Put(Watcher):
    """Queue.put: blocked while the buffer is full, done when the item has its place."""

    def begin(self, frame: FrameType, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """None for the library's own queues."""
        known = known_of(args[0]) if args else None
        if known is None or known.room is None:
            return None
        text = shorten_encoded(args[1] if len(args) > 1 else kwargs.get("obj"))
        bound = _bound(args[2:], kwargs) if kwargs or len(args) > 2 else FOR_EVER
        return known.room.begin(frame, text, bound)

    def done(self, call: Any, result: Any) -> None:
        """The item is in the buffer."""
        room = call.places
        room.end(call)
        room.done.tell_text(call.frame, call.stamp or _now(), call.text, call.serial, call.bound)

    def failed(self, call: Any, error: BaseException) -> None:
        """queue.Full, mostly."""
        room = call.places
        room.end(call)
        if call.serial:  # raised when the item was in the buffer already: by a handler, or for want of stack
            room.done.tell_text(call.frame, call.stamp or _now(), call.text, call.serial, call.bound)
            return
        self.report.failed(room.watch, "put", Effect.PUT, call.frame, error, 0, call.bound)


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
        self.report.failed(watch, "put", Effect.PUT, script, error)


# --- get ---------------------------------------------------------------------------------


class Get(Watcher):
    """The get of all queues."""

    def __init__(self, report: Reporter, name: str, serials: Serials) -> None:
        super().__init__(report, name)
        self.in_hand = serials.in_hand

    def begin(self, frame: FrameType, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """Blocked when there is nothing to get."""
        known = known_of(args[0]) if args else None
        if known is None:
            return None
        bound = _bound(args[1:], kwargs) if kwargs or len(args) > 1 else FOR_EVER
        self.in_hand.got = 0
        (known.get_began if known.has_item(args[0]) else known.get_blocked).tell(frame, _now(), 0, bound)
        return known, frame, bound

    def done(self, call: Any, result: Any) -> None:
        """An item was got."""
        known, frame, bound = call
        known.get_done.tell_text(frame, _now(), shorten_encoded(result), self.in_hand.got, bound)

    def failed(self, call: Any, error: BaseException) -> None:
        """queue.Empty, mostly; an item that cannot be unpickled is out of the buffer all the same."""
        known, frame, bound = call
        serial = self.in_hand.got
        self.report.failed(known.watch, "get", Effect.GET, frame, error, serial, bound)


def _bound(args: tuple[Any, ...], kwargs: dict[str, Any]) -> float:
    """How long a put or get with (block, timeout) may wait."""
    block = args[0] if args else kwargs.get("block", True)
    timeout = args[1] if len(args) > 1 else kwargs.get("timeout")
    return bound_of(block, timeout)


if accelerator is not None:
    accelerator.accelerate_queues(Put, Get, shorten_encoded)


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
        self.report.failed(call[0], self.name, Effect.CALL, call[1], error)


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
        self.report.failed(call[0], "task_done", Effect.FINISH, call[1], error)


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
        self.report.failed(call[0], "join", Effect.DRAIN, call[1], error)
