"""Send and receive, as they are told; ``send`` and ``recv`` themselves quickly.

A script may do nothing else, thousands of times a second, so these two do without the ordinary ceremony
(see `patching.around`) what it does: our failures never reach the script, and the script's errors go on as
they came.
"""

from __future__ import annotations

import sys
import time

from ...wire.records import Effect
from ..patching.around import Watcher, cut
from ..patching.likeness import like
from ..recorder.handlers import is_from_script
from ..recorder.shorten import shorten_encoded
from .channel_bytes import END, FRAME, NOTHING, OUTER, SIZE, WAY
from .channel_ends import ATTRIBUTE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import FrameType
    from typing import Any

_now = time.monotonic_ns
_getframe = sys._getframe


class Transfer(Watcher):
    """What send and receive have in common."""

    effect = 0

    def failed(self, call: Any, error: BaseException) -> None:
        """The size tells whether a message is on its way, or out of the channel, all the same."""
        self._over(call)
        watch = call[END].__dict__[ATTRIBUTE].watch
        self.report.failed(watch, self.name, self.effect, call[FRAME], error, call[SIZE])

    def raised(self, call: Any, error: BaseException, ours: BaseException | None) -> None:
        """The script's error is not lost, whatever happens while it is told."""
        try:
            if call is not None:
                self.failed(call, error)
            elif isinstance(ours, RecursionError):  # it may have taken effect all the same
                self.report.untold = self.report.untold, None
        except RecursionError:  # see `Reporter.untold`
            self.report.untold = self.report.untold, None
        except BaseException as worse:
            self.is_the_scripts(worse)

    def _over(self, call: Any) -> None:
        raise NotImplementedError


class Send(Transfer):
    """send and send_bytes: begun when the message is pickled, done when all of it is in the pipe."""

    effect = Effect.SEND

    def begin(self, frame: FrameType, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """What is sent is written down before it can change."""
        end = args[0]
        known = end._procession_end
        way = known.ways.get(self.name) or known.way(self.name, Effect.SEND)
        call = [frame.f_back or frame, way, shorten_encoded(args[1]), NOTHING, end, known.sending]
        known.sending = call
        return call

    def done(self, call: Any, result: Any) -> None:
        """It is in the pipe."""
        call[END]._procession_end.sending = call[OUTER]
        call[WAY].done.tell(call[FRAME], _now(), call[SIZE])

    def _over(self, call: Any) -> None:
        call[END]._procession_end.sending = call[OUTER]


class Receive(Transfer):
    """recv and recv_bytes: blocked when there is nothing to receive, as is told when the library reads."""

    effect = Effect.RECEIVE

    def begin(self, frame: FrameType, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """Nothing is told before."""
        end = args[0]
        known = end._procession_end
        way = known.ways.get(self.name) or known.way(self.name, Effect.RECEIVE)
        call = [frame.f_back or frame, way, b"", NOTHING, end, known.receiving]
        known.receiving = call
        return call

    def done(self, call: Any, result: Any) -> None:
        """A message was received."""
        call[END]._procession_end.receiving = call[OUTER]
        call[WAY].done.tell_text(call[FRAME], _now(), self.text_of(result), call[SIZE])

    def text_of(self, result: Any) -> bytes:
        """What the message was."""
        return shorten_encoded(result)

    def _over(self, call: Any) -> None:
        call[END]._procession_end.receiving = call[OUTER]


class ReceiveInto(Receive):
    """recv_bytes_into: its result is not the message."""

    def text_of(self, result: Any) -> bytes:
        """The script has it in a buffer of its own."""
        return b""


# --- quickly -----------------------------------------------------------------------------------


def quick_send(original: Any, watcher: Send) -> Any:
    """``send`` in the place of the library's."""

    def patched(self: Any, obj: Any) -> Any:
        call = frame = ours = None
        known = self._procession_end
        if known is not None and not watcher.aside:
            try:
                try:
                    frame = _getframe(1)
                except ValueError:  # C code has made the call
                    frame = _getframe(0)
                way = known.ways.get("send") or known.way("send", Effect.SEND)
                call = known.sending = [frame, way, shorten_encoded(obj), NOTHING, self, known.sending]
            except BaseException as error:
                if is_from_script(error):
                    cut(error)
                    del self, obj, frame, call
                    raise
                ours = error.with_traceback(None)
        try:
            result = original(self, obj)
        except BaseException as error:
            watcher.raised(call, error, ours)
            cut(error)
            del self, obj, frame, call, ours
            raise
        if ours is not None:
            watcher.step_aside(ours)
        if call is not None:
            try:
                known.sending = call[OUTER]
                way.done.tell(frame, _now(), call[SIZE])
            except BaseException as error:
                if watcher.is_the_scripts(error):
                    cut(error)
                    del self, obj, frame, call
                    raise
        return result

    return like(original, patched)


def quick_receive(original: Any, watcher: Receive) -> Any:
    """``recv`` in the place of the library's."""

    def patched(self: Any) -> Any:
        call = frame = ours = None
        known = self._procession_end
        if known is not None and not watcher.aside:
            try:
                try:
                    frame = _getframe(1)
                except ValueError:  # C code has made the call
                    frame = _getframe(0)
                way = known.ways.get("recv") or known.way("recv", Effect.RECEIVE)
                call = known.receiving = [frame, way, b"", NOTHING, self, known.receiving]
            except BaseException as error:
                if is_from_script(error):
                    cut(error)
                    del self, frame, call
                    raise
                ours = error.with_traceback(None)
        try:
            result = original(self)
        except BaseException as error:
            watcher.raised(call, error, ours)
            cut(error)
            del self, frame, call, ours
            raise
        if ours is not None:
            watcher.step_aside(ours)
        if call is not None:
            try:
                known.receiving = call[OUTER]
                way.done.tell_text(frame, _now(), shorten_encoded(result), call[SIZE])
            except BaseException as error:
                if watcher.is_the_scripts(error):
                    cut(error)
                    del self, frame, call, result
                    raise
        return result

    return like(original, patched)
