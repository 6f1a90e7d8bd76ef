"""Watches Event: set, clear, wait and is_set.

An Event consists of locks that the library makes for itself; the semaphore that is its flag carries its
letter and its id. A set is told before it takes effect, so that nobody is seen to wake before it.
"""

from __future__ import annotations

from ...wire.records import FOR_EVER, Effect, Family, Phase
from ..patching.around import Watcher, around
from ..recorder.reporter import Watch
from ..recorder.shorten import shorten
from . import ownership, synchronize
from .bounds import bound_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import FrameType
    from typing import Any

    from ..recorder.reporter import Reporter

_ATTRIBUTE = "_procession_event"  # of the flag: an Event's own attributes are pickled with it


def patch(module: Any, report: Reporter) -> None:
    """Patch the Event of ``multiprocessing.synchronize``."""
    cls = module.Event

    def made(event: Any) -> None:
        watch = _know(event)
        if watch is not None:
            report.announce(watch, 0, event)

    cls.__init__ = ownership.composite(cls.__init__, report, ownership.EVENT, made)
    effects = {"set": Effect.SET, "clear": Effect.CLEAR, "wait": Effect.WAIT, "is_set": Effect.CALL}
    for name, effect in effects.items():
        setattr(cls, name, around(cls.__dict__[name], EventCall(report, name, effect)))


def _know(event: Any) -> Watch | None:
    """The watch of an event of the script, made anew; None for the library's own."""
    name = synchronize.name_of(event._flag)
    if ownership.letter_of(name) != ownership.EVENT:
        return None
    watch = Watch(ownership.id_of(name), type(event).__name__, Family.FLAG)
    event._flag.__dict__[_ATTRIBUTE] = watch
    return watch


def _watch_of(event: Any, report: Reporter) -> Watch | None:
    """The watch of an event; one that came from another process is known from its first use on."""
    watch: Watch | None = event._flag.__dict__.get(_ATTRIBUTE)
    if watch is None:
        watch = _know(event)
        if watch is not None:
            report.names.add(watch, event)
    return watch


class EventCall(Watcher):
    """One method of an Event."""

    def __init__(self, report: Reporter, name: str, effect: int) -> None:
        super().__init__(report, name)
        self._effect = effect

    def begin(self, frame: FrameType, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """A wait is blocked if the flag is not set; a question needs no beginning."""
        watch = _watch_of(args[0], self.report)
        if watch is None:
            return None
        script, bound, phase = self.report.script_frame(frame), FOR_EVER, Phase.BEGAN
        if self._effect == Effect.WAIT:
            bound = bound_of(True, args[1] if len(args) > 1 else kwargs.get("timeout"))
            if args[0]._flag._semlock._is_zero():
                phase = Phase.BLOCKED
        if self._effect != Effect.CALL:
            self._tell(watch, phase, script, "", 0, bound)
        return watch, script, bound

    def done(self, call: Any, result: Any) -> None:
        """The answer of wait and is_set is whether the flag is set."""
        watch, script, bound = call
        self._tell(
            watch, Phase.DONE, script, "" if result is None else shorten(result), int(result or 0), bound
        )

    def failed(self, call: Any, error: BaseException) -> None:
        """Interrupted, mostly."""
        watch, script, bound = call
        self.report.failed(watch, self.name, self._effect, script, error, 0, bound)

    def _tell(
        self, watch: Watch, phase: int, script: FrameType | None, text: str, value: int, bound: float
    ) -> None:
        name = watch.operation(self.name)
        self.report.operation(name, self._effect, phase, script, watch, text, value, bound)
