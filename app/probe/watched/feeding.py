"""Watches a Queue's feeder thread: the wait until it has sent all that was put, and what it drops.

An item that cannot be pickled, or not be sent, is dropped: the library frees its place, and calls
`_on_queue_feeder_error`, which prints the exception unless a subclass does something else. No put raises: it
has returned long before. When the process is about to end the library does nothing of that: the thread ends.
"""

from __future__ import annotations

import sys
import time

from ...wire.records import Effect, Phase
from ..patching.around import Watcher, around
from ..recorder.shorten import describe_exception
from ..recorder.threads import FEEDS
from .endings import script_or_exit
from .items import serial_of
from .queue_making import known_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import FrameType
    from typing import Any

    from ..recorder.reporter import Reporter, Watch
    from .items import Serials

_HOOK = "_on_queue_feeder_error"
#: What it may be in a class: what something else gives is code of the script, and is left alone.
_KINDS = (staticmethod, classmethod, type(lambda: None))


def patch(cls: Any, report: Reporter, serials: Serials) -> None:
    """Patch ``multiprocessing.queues.Queue``."""
    cls._start_thread = around(cls._start_thread, Start(report, "Queue._start_thread", serials))
    cls._feed = staticmethod(around(cls._feed, Feed(report, "Queue._feed", serials)))
    cls._finalize_join = staticmethod(around(cls._finalize_join, Flush(report, "Queue.join_thread")))


class Start(Watcher):
    """A feeder thread is started: meanwhile the queue has a hook of ours, which the thread is given."""

    def __init__(self, report: Reporter, name: str, serials: Serials) -> None:
        super().__init__(report, name)
        self._serials = serials

    def begin(self, frame: FrameType, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """The queue and the hook that the script has given to it alone; None for the library's own queues."""
        queue = args[0]
        known, own = known_of(queue), queue.__dict__.get(_HOOK)
        of_class = next((vars(cls)[_HOOK] for cls in type(queue).__mro__ if _HOOK in vars(cls)), None)
        if known is None or not isinstance(of_class, _KINDS):
            return None
        hook = object.__getattribute__(queue, _HOOK)
        if not callable(hook):
            return None
        queue.__dict__[_HOOK] = around(hook, Drop(self.report, known.watch, self._serials))
        return queue, own

    def done(self, call: Any, result: Any) -> None:
        """The thread has it."""
        queue, own = call
        known, thread = known_of(queue), queue.__dict__.get("_thread")
        if known is not None and thread is not None:
            thread.__dict__[FEEDS] = known.watch
        if own is None:
            del queue.__dict__[_HOOK]
        else:
            queue.__dict__[_HOOK] = own

    def failed(self, call: Any, error: BaseException) -> None:
        """There is no thread."""
        self.done(call, None)


class Flush(Watcher):
    """The wait for a feeder thread, by join_thread or at the end: until all that was put is sent."""

    def begin(self, frame: FrameType, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """None for the library's own queues, and for a thread that is through."""
        thread = args[0]()
        watch = None if thread is None else thread.__dict__.get(FEEDS)
        if watch is None or not thread.is_alive():
            return None
        script, name = script_or_exit(self.report, frame), watch.operation("join_thread")
        self.report.operation(name, Effect.FLUSH, Phase.BEGAN, script, watch)
        return watch, script

    def done(self, call: Any, result: Any) -> None:
        """All is sent, or has to be dropped."""
        watch, script = call
        self.report.operation(watch.operation("join_thread"), Effect.FLUSH, Phase.DONE, script, watch)

    def failed(self, call: Any, error: BaseException) -> None:
        """Interrupted."""
        watch, script = call
        text = describe_exception(error)
        name = watch.operation("join_thread")
        self.report.operation(name, Effect.FLUSH, Phase.FAILED, script, watch, text)


class Feed(Watcher):
    """All that the thread does."""

    def __init__(self, report: Reporter, name: str, serials: Serials) -> None:
        super().__init__(report, name)
        self._in_hand = serials.in_hand

    def done(self, call: Any, result: Any) -> None:
        """It has ended; what it could not pickle last, and has told nobody of, is lost."""
        in_hand, me = self._in_hand, sys.modules["threading"].current_thread()
        (serial, stamp), in_hand.refused = in_hand.refused, (0, 0)
        watch = me.__dict__.get(FEEDS)
        if serial and watch is not None:
            name = watch.operation("_feed")
            self.report.operation(name, Effect.PUT, Phase.FAILED, None, watch, "", serial, time_ns=stamp)


class Drop(Watcher):
    """The feeder's hook: told as a put, or a sending, that has failed, of an item that counts as put."""

    def __init__(self, report: Reporter, watch: Watch, serials: Serials) -> None:
        super().__init__(report, "Queue._on_queue_feeder_error")
        self._watch, self._in_hand = watch, serials.in_hand

    def begin(self, frame: FrameType, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """The exception, and the item; or its pickle, when it had been pickled."""
        in_hand, error, item = self._in_hand, args[0], args[1]
        serial, stamp = (serial_of(item), 0) if type(item) is bytes else (0, 0)
        effect = Effect.SEND
        if not serial:
            (serial, stamp), effect = in_hand.refused, Effect.PUT
        in_hand.refused = 0, 0
        if serial:
            self._tell(effect, error, serial, stamp or time.monotonic_ns(), frame)

    def _tell(self, effect: int, error: BaseException, serial: int, stamp: int, frame: FrameType) -> None:
        script, name = self.report.script_frame(frame), self._watch.operation("_feed")
        text = describe_exception(error)
        self.report.operation(name, effect, Phase.FAILED, script, self._watch, text, serial, time_ns=stamp)
