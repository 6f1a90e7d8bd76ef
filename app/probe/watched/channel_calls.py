"""Watches the ends of the script's channels: send and receive in all their ways, poll and close.

A send is told when its message has been pickled, before any of it can be received, and a receive after the
message is out, so that order by time never shows an effect before its cause (see `channel_bytes`).
The methods are patched when the script has its first end. A Connection of the library's own costs one look.
"""

from __future__ import annotations

import os
import time

from ...wire.records import AT_ONCE, OTHER_END, Effect, End, Phase
from ..patching.around import Watcher, around, cut
from ..patching.likeness import like
from .bounds import bound_of
from .channel_ends import ATTRIBUTE, Ends, new_id, patch_reducing
from .channel_transfers import Receive, ReceiveInto, Send, quick_receive, quick_send

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import FrameType
    from typing import Any

    from ..recorder.reporter import Reporter

_now = time.monotonic_ns
#: Who asks for a descriptor to wait at it, or to send it in a way that is told.
_OWN_USERS = frozenset(("selectors", "asyncio.selector_events", "multiprocessing.connection"))
_ends: list[Ends] = []  # one, when there is any


def ends_of(module: Any, report: Reporter) -> Ends:
    """The ends that the script has open in this process; from the first time on their methods are watched."""
    if not _ends:
        ends = Ends(report)
        _patch_methods(module._ConnectionBase, report, ends)
        patch_reducing(module, ends)
        report.forked.append(ends.after_fork)
        if hasattr(os, "register_at_fork"):
            os.register_at_fork(before=ends.before_fork)
        _ends.append(ends)
    return _ends[0]


def _patch_methods(base: Any, report: Reporter, ends: Ends) -> None:
    """Each once, also when it was begun before and the stack was full, or another thread is at it."""
    setattr(base, ATTRIBUTE, None)  # of the library's own: asked for at each of their calls
    ways: tuple[tuple[Any, Watcher], ...] = (
        (quick_send, Send(report, "send")),
        (_with_bytes, Send(report, "send_bytes")),
        (quick_receive, Receive(report, "recv")),
        (_with_length, Receive(report, "recv_bytes")),
        (_with_buffer, ReceiveInto(report, "recv_bytes_into")),
        (_with_timeout, Poll(report, "poll")),
        (_alone, Close(report, "close", ends)),
        (_alone, Close(report, "__del__", ends)),
        (_alone, HandOver(report, "fileno")),
    )
    for way, watcher in ways:
        original = vars(base)[watcher.name]
        if not hasattr(original, "__wrapped__"):
            setattr(base, watcher.name, way(original, watcher))


class Made(Watcher):
    """Pipe: both ends are made at the same time."""

    def __init__(self, report: Reporter, name: str, ends: Ends) -> None:
        super().__init__(report, name)
        self._ends = ends

    def done(self, call: Any, result: Any) -> None:
        """There are two ends."""
        number = new_id()
        self._ends.made(result[0], number, End.OF_PIPE)
        self._ends.made(result[1], number | OTHER_END, End.OF_PIPE)


# --- as the library's methods are called ------------------------------------------------------
# A call on one of the library's own connections is passed on as it came: with `*args` it would take twice
# as long, and a Queue and a Manager make one for each message.


def _alone(original: Any, watcher: Watcher) -> Any:
    watched = around(original, watcher)

    def patched(self: Any) -> Any:
        try:
            return original(self) if self._procession_end is None else watched(self)
        except BaseException as error:
            cut(error)
            del self
            raise

    return like(original, patched)


def _with_bytes(original: Any, watcher: Watcher) -> Any:
    watched = around(original, watcher)

    def patched(self: Any, buf: Any, offset: Any = 0, size: Any = None) -> Any:
        try:
            if self._procession_end is None:
                return original(self, buf, offset, size)
            return watched(self, buf, offset, size)
        except BaseException as error:
            cut(error)
            del self, buf, offset, size
            raise

    return like(original, patched)


def _with_length(original: Any, watcher: Watcher) -> Any:
    watched = around(original, watcher)

    def patched(self: Any, maxlength: Any = None) -> Any:
        try:
            return original(self, maxlength) if self._procession_end is None else watched(self, maxlength)
        except BaseException as error:
            cut(error)
            del self, maxlength
            raise

    return like(original, patched)


def _with_buffer(original: Any, watcher: Watcher) -> Any:
    watched = around(original, watcher)

    def patched(self: Any, buf: Any, offset: Any = 0) -> Any:
        try:
            return original(self, buf, offset) if self._procession_end is None else watched(self, buf, offset)
        except BaseException as error:
            cut(error)
            del self, buf, offset
            raise

    return like(original, patched)


def _with_timeout(original: Any, watcher: Watcher) -> Any:
    watched = around(original, watcher)

    def patched(self: Any, timeout: Any = 0.0) -> Any:
        try:
            return original(self, timeout) if self._procession_end is None else watched(self, timeout)
        except BaseException as error:
            cut(error)
            del self, timeout
            raise

    return like(original, patched)


def _outside(frame: FrameType) -> FrameType:
    """The frame that has called, from that of the functions above; the same when C code has."""
    return frame.f_back or frame


# --- the others ----------------------------------------------------------------------------


class Poll(Watcher):
    """poll: whether there is something to receive, by and by."""

    def begin(self, frame: FrameType, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """Blocked when there is nothing and it may wait; an answer at once needs no beginning."""
        end, timeout = args
        known, caller = end._procession_end, _outside(frame)
        bound = AT_ONCE if type(timeout) is float and timeout == 0.0 else bound_of(True, timeout)
        way = known.way("poll", Effect.POLL)
        if bound != AT_ONCE and end._handle is not None:
            (way.began if known.has_something() else way.blocked).tell(caller, _now(), 0, bound)
        return caller, way, known, bound

    def done(self, call: Any, result: Any) -> None:
        """The answer."""
        caller, way, _, bound = call
        way.done.tell_text(caller, _now(), b"True" if result is True else b"False", result is True, bound)

    def failed(self, call: Any, error: BaseException) -> None:
        """It is closed."""
        caller, _, known, bound = call
        self.report.failed(known.watch, self.name, Effect.POLL, caller, error, 0, bound)


class Close(Watcher):
    """close, and the end of the object: told before it takes effect, as the other end may see it at once."""

    def __init__(self, report: Reporter, name: str, ends: Ends) -> None:
        super().__init__(report, name)
        self._ends = ends

    def begin(self, frame: FrameType, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """Nothing is told of an end that is closed already."""
        known = self._ends.closing(args[0])
        if known is None:
            return None
        watch, script = known.watch, self.report.script_frame(_outside(frame))
        self.report.operation(watch.operation(self.name), Effect.CLOSE, Phase.DONE, script, watch)
        return None


class HandOver(Watcher):
    """fileno: the end may go to any process by its descriptor, which no call of multiprocessing tells."""

    def begin(self, frame: FrameType, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """It is on its way from now on: nobody knows where it is open besides."""
        known = args[0]._procession_end
        if not known.is_handed_over and _outside(frame).f_globals.get("__name__") not in _OWN_USERS:
            known.is_handed_over = True
            self.report.has(known.watch, phase=Phase.BEGAN)
        return None
