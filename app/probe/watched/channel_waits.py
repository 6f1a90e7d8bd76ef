"""Watches ``multiprocessing.connection.wait``: for which ends, and for the end of which processes."""

from __future__ import annotations

import sys

from ...wire.records import AT_ONCE, Effect, Phase
from ..patching.around import Watcher
from .bounds import bound_of
from .channel_ends import known_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import FrameType
    from typing import Any


_PLAIN: tuple[type, ...] = (list, tuple, set, frozenset, dict, type({}.keys()), type({}.values()))
_MOST = 64  # things that are named


class Wait(Watcher):
    """wait, where the script itself calls it."""

    def begin(self, frame: FrameType, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """What it waits for is told by ids: an end's, in hexadecimal, a process's, as "p<pid>"."""
        waited_for = args[0] if args else kwargs.get("object_list")
        bound = bound_of(True, args[1] if len(args) > 1 else kwargs.get("timeout"))
        text = _told(waited_for) if type(waited_for) in _PLAIN else "?"
        if bound != AT_ONCE:
            self._tell(frame, Phase.BEGAN, text, 0, bound)
        return frame, bound

    def done(self, call: Any, result: Any) -> None:
        """What is ready."""
        frame, bound = call
        self._tell(frame, Phase.DONE, _told(result), len(result), bound)

    def failed(self, call: Any, error: BaseException) -> None:
        """One of them was closed, mostly."""
        frame, bound = call
        self._tell(frame, Phase.FAILED, "", 0, bound)

    def _tell(self, frame: FrameType, phase: int, text: str, value: int, bound: float) -> None:
        self.report.operation(self.name, Effect.POLL, phase, frame, None, text, value, bound)


def _told(things: Any) -> str:
    """The ids of what is waited for; "?" for what is nothing that we know."""
    sentinels = _sentinels()
    return " ".join([_id_of(thing, sentinels) for thing in list(things)[:_MOST]])


def _id_of(thing: Any, sentinels: dict[int, int]) -> str:
    if type(thing) is int:
        return "p%d" % sentinels[thing] if thing in sentinels else "?"
    known = known_of(thing)
    return "?" if known is None else "%x" % known.watch.id


def _sentinels() -> dict[int, int]:
    """The pids of this process's children, by their sentinels."""
    process = sys.modules.get("multiprocessing.process")
    found = {}
    for child in list(getattr(process, "_children", ())):
        popen = child.__dict__.get("_popen")
        sentinel = getattr(popen, "sentinel", None)
        if type(sentinel) is int:
            found[sentinel] = popen.pid
    return found
