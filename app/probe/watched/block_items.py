"""Watches a ShareableList: its items, and each read and write of one by the script.

What the library reads for itself, to show the list or to search it, is no read of an item. A script may do
nothing else than read and write items, so these two are told quickly (see `channel_transfers`).
"""

from __future__ import annotations

import sys
import time
from _thread import get_ident

from ...wire.records import NO_ITEM, Effect, Phase
from ..patching.around import Watcher, cut
from ..patching.likeness import like
from ..recorder.handlers import is_from_script
from ..recorder.quick import Site
from ..recorder.shorten import shorten, shorten_encoded
from .known_blocks import ATTRIBUTE, watch_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import FrameType
    from typing import Any

    from ..recorder.reporter import Reporter, Watch
    from .known_blocks import Blocks

_now = time.monotonic_ns
_getframe = sys._getframe
_TOLD = 64  # items that are told when a list is made or attached
_LENGTH = 600  # bytes of them; a record's text has little more


class Known:
    """A list of the script, in this process: how its items are told."""

    __slots__ = ("read", "watch", "write")

    def __init__(self, report: Reporter, watch: Watch) -> None:
        self.watch = watch
        self.read = Site(report, watch, "__getitem__", Effect.READ, Phase.DONE)
        self.write = Site(report, watch, "__setitem__", Effect.WRITE, Phase.DONE)


class Listing(Watcher):
    """The constructor: its block is the list's."""

    def __init__(self, report: Reporter, name: str, blocks: Blocks) -> None:
        super().__init__(report, name)
        self._blocks = blocks
        cls, own = blocks.module.ShareableList, vars(blocks.module)
        setattr(cls, ATTRIBUTE, None)
        self._get = cls.__getitem__
        cls.__getitem__ = quick_get(cls.__getitem__, ItemCall(report, "__getitem__", Effect.READ), own)
        cls.__setitem__ = quick_set(cls.__setitem__, ItemCall(report, "__setitem__", Effect.WRITE), own)

    def begin(self, frame: FrameType, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """The block that is made in between is this list's."""
        thread = get_ident()
        self._blocks.making[thread] = args[0], frame
        return args[0], thread

    def done(self, call: Any, result: Any) -> None:
        """It has its items."""
        made, thread = call
        self._blocks.making.pop(thread, None)
        own = object.__getattribute__(made, "__dict__")
        watch = watch_of(own["shm"])
        if watch is not None:
            own[ATTRIBUTE] = Known(self.report, watch)
            self.report.value(watch.id, self._items(made, own["_list_len"]))

    def failed(self, call: Any, error: BaseException) -> None:
        """There is no list."""
        self._blocks.making.pop(call[1], None)

    def _items(self, made: Any, count: int) -> str:
        """How many, and the first ones."""
        parts = ["%d" % count]
        room = _LENGTH
        for position in range(min(count, _TOLD)):
            part = shorten(self._get(made, position))
            room -= len(part.encode("utf-8", "backslashreplace")) + 1
            if room < 0:
                break
            parts.append(part)
        return "\x1f".join(parts)


class ItemCall(Watcher):
    """What a read and a write have in common when they fail."""

    def __init__(self, report: Reporter, name: str, effect: int) -> None:
        super().__init__(report, name)
        self._effect = effect

    def item_raised(
        self, known: Known, frame: FrameType, made: Any, position: Any, error: BaseException
    ) -> None:
        """The script's error is not lost, whatever happens while it is told.

        A read right behind the last item is how a loop over the list finds its end.
        """
        try:
            index = _index(made, position)
            if self._effect != Effect.READ or type(error) is not IndexError or index != made._list_len:
                self.report.failed(known.watch, self.name, self._effect, frame, error, index)
        except RecursionError:  # see `Reporter.untold`
            self.report.untold = self.report.untold, None
        except BaseException as worse:
            self.is_the_scripts(worse)


def _index(made: Any, position: Any) -> int:
    """The item's number from the beginning; NO_ITEM for what is no plain number."""
    if type(position) is not int or not -(1 << 31) < position < 1 << 31:
        return NO_ITEM
    if position >= 0:
        return position
    length: int = made._list_len
    return max(NO_ITEM, position + length)


def quick_get(original: Any, watcher: ItemCall, library: dict[str, Any]) -> Any:
    """``__getitem__`` in the place of the library's."""

    def patched(self: Any, position: Any) -> Any:
        known, frame = self._procession_block, None
        if known is not None:
            try:
                frame = _getframe(1)
                if watcher.aside or frame.f_globals is library:
                    known = None
            except BaseException as error:  # no frame: C code alone has made the call
                if is_from_script(error):
                    cut(error)
                    del self, position, frame
                    raise
                known = None
        try:
            result = original(self, position)
        except BaseException as error:
            if known is not None and frame is not None:
                watcher.item_raised(known, frame, self, position, error)
            cut(error)
            del self, position, frame, known
            raise
        if known is not None:
            try:
                index = position if type(position) is int and position >= 0 else _index(self, position)
                known.read.tell_text(frame, _now(), shorten_encoded(result), index)
            except BaseException as error:
                if watcher.is_the_scripts(error):
                    cut(error)
                    del self, position, frame, known, result
                    raise
        return result

    return like(original, patched)


def quick_set(original: Any, watcher: ItemCall, library: dict[str, Any]) -> Any:
    """``__setitem__`` in the place of the library's: stamped before it takes effect."""

    def patched(self: Any, position: Any, value: Any) -> None:
        known, frame, began_ns = self._procession_block, None, 0
        if known is not None:
            try:
                frame, began_ns = _getframe(1), _now()
                if watcher.aside or frame.f_globals is library:
                    known = None
            except BaseException as error:  # no frame: C code alone has made the call
                if is_from_script(error):
                    cut(error)
                    del self, position, value, frame
                    raise
                known = None
        try:
            original(self, position, value)
        except BaseException as error:
            if known is not None and frame is not None:
                watcher.item_raised(known, frame, self, position, error)
            cut(error)
            del self, position, value, frame, known
            raise
        if known is not None:
            try:
                index = position if type(position) is int and position >= 0 else _index(self, position)
                known.write.tell_text(frame, began_ns, shorten_encoded(value), index)
            except BaseException as error:
                if watcher.is_the_scripts(error):
                    cut(error)
                    del self, position, value, frame, known
                    raise

    return like(original, patched)
