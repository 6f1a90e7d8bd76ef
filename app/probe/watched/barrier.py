"""Watches Barrier: who comes, who is there, its action, and what breaks it.

A Barrier is that of `threading` over a Condition and a few shared bytes, which belong to it. What happens
inside is told where the library does it, while it has the inner lock: so the order of what is told is that
in which the parties came. Those who wait are let go by a notify, of which the condition tells.
"""

from __future__ import annotations

import sys
import time

from ...wire.records import FOR_EVER, Broken, Effect, Family, Phase
from ..patching.around import Watcher, around
from ..recorder.quick import Site
from ..recorder.reporter import Watch
from ..recorder.shorten import describe_exception, name_of_callable
from . import condition, ownership, synchronize
from .bounds import bound_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import FrameType
    from typing import Any

    from ..recorder.reporter import Reporter

_ATTRIBUTE = "_procession_barrier"  # of the semaphore that its waiters sleep on
_now = time.monotonic_ns

#: Why `_break` is called, by the name of the function that calls it.
_REASONS = {"abort": Broken.ABORT, "_wait": Broken.TIMEOUT, "_release": Broken.ACTION}


def patch(module: Any, report: Reporter) -> None:
    """Patch the Barrier of ``multiprocessing.synchronize``, which inherits its methods."""
    cls = module.Barrier

    def made(barrier: Any) -> None:
        known = _known(barrier, report)
        if known is not None:
            tell_barrier(report, known.watch, barrier, barrier)

    cls.__init__ = ownership.composite(cls.__init__, report, ownership.BARRIER, made)
    for name, kind in (
        ("wait", Wait),
        ("abort", Abort),
        ("reset", Reset),
        ("_wait", Arrival),
        ("_release", Release),
        ("_break", Break),
    ):
        setattr(cls, name, around(getattr(cls, name), kind(report, "Barrier." + name)))


def tell_barrier(report: Reporter, watch: Watch, barrier: Any, holder: Any = None) -> None:
    """A barrier was made: for how many, and with which action."""
    own = _own(barrier)
    parties, action = own.get("_parties"), own.get("_action")
    report.announce(watch, parties if type(parties) is int else 0, holder)
    if action is not None:
        report.value(watch.id, name_of_callable(action))


def _own(barrier: Any) -> dict[str, Any]:
    """Its attributes; a subclass's own way to give them is not asked."""
    own: dict[str, Any] = object.__getattribute__(barrier, "__dict__")
    return own


class Known:
    """A barrier of the script, in this process: how its calls are told."""

    __slots__ = ("abort", "began", "blocked", "done", "passed", "reset", "reset_done", "watch")

    def __init__(self, report: Reporter, watch: Watch) -> None:
        self.watch = watch
        self.began = Site(report, watch, "wait", Effect.WAIT, Phase.BEGAN)
        self.blocked = Site(report, watch, "wait", Effect.WAIT, Phase.BLOCKED)
        self.done = Site(report, watch, "wait", Effect.WAIT, Phase.DONE)
        self.passed = Site(report, watch, "wait", Effect.NOTIFY, Phase.DONE)


def _known(barrier: Any, report: Reporter) -> Known | None:
    """A barrier of the script; one that came from another process is known from its first use on."""
    semaphore = condition.semaphore_of(_own(barrier)["_cond"])
    known: Known | None = semaphore.__dict__.get(_ATTRIBUTE)
    if known is None:
        name = synchronize.name_of(semaphore)
        if ownership.letter_of(name) != ownership.BARRIER:
            return None
        watch = Watch(ownership.id_of(name), type(barrier).__name__, Family.BARRIER)
        known = semaphore.__dict__[_ATTRIBUTE] = Known(report, watch)
        if not ownership.is_making():
            report.names.add(watch, barrier)
    return known


class BarrierCall(Watcher):
    """One method of a Barrier that the script calls."""

    method, effect = "", Effect.CALL

    def begin(self, frame: FrameType, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """Before it has the inner lock."""
        known = _known(args[0], self.report)
        if known is None:
            return None
        self._tell(known.watch, Phase.BEGAN, frame)
        return known, frame

    def done(self, call: Any, result: Any) -> None:
        """It has taken effect."""
        known, frame = call
        self._tell(known.watch, Phase.DONE, frame)

    def failed(self, call: Any, error: BaseException) -> None:
        """Interrupted, mostly."""
        known, frame = call
        self.report.failed(known.watch, self.method, self.effect, frame, error)

    def _tell(self, watch: Watch, phase: int, frame: FrameType) -> None:
        script = self.report.script_frame(frame)
        self.report.operation(watch.operation(self.method), self.effect, phase, script, watch)


class Abort(BarrierCall):
    """abort; that it is broken is told by `Break`."""

    method, effect = "abort", Effect.BREAK


class Reset(BarrierCall):
    """reset"""

    method, effect = "reset", Effect.RESET


class Wait(Watcher):
    """wait, from its call to its return."""

    def begin(self, frame: FrameType, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """It comes; it is there when it has the inner lock, see `Arrival`."""
        barrier = args[0]
        known = _known(barrier, self.report)
        if known is None:
            return None
        bound = bound_of(True, _timeout(barrier, args, kwargs))
        known.began.tell(frame, _now(), 0, bound)
        return known, frame, bound

    def done(self, call: Any, result: Any) -> None:
        """It has passed."""
        known, frame, bound = call
        known.done.tell(frame, _now(), 1, bound)

    def failed(self, call: Any, error: BaseException) -> None:
        """The barrier is broken, or was reset, or the action has raised."""
        known, frame, bound = call
        self.report.failed(known.watch, "wait", Effect.WAIT, frame, error, 0, bound)


def _timeout(barrier: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    """A wait without a time-out has that of its barrier."""
    given = args[1] if len(args) > 1 else kwargs.get("timeout")
    return _own(barrier).get("_timeout") if given is None else given


class Arrival(Watcher):
    """Inside wait: others have still to come."""

    def begin(self, frame: FrameType, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """It is there, and sleeps from now on; its end is that of wait."""
        known = _known(args[0], self.report)
        if known is not None:
            bound = bound_of(True, args[1] if len(args) > 1 else kwargs.get("timeout"))
            known.blocked.tell(_outside(frame), _now(), 0, bound)


def _outside(frame: FrameType) -> FrameType:
    """Where wait was called, from inside it: beyond the library's method and what stands in its place."""
    for _ in range(2):
        frame = frame.f_back or frame
    return frame


class Release(Watcher):
    """Inside wait: the last party is there; it runs the action and lets the others go."""

    def begin(self, frame: FrameType, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """The action begins, if there is one."""
        known = _known(args[0], self.report)
        if known is None:
            return None
        own = _own(args[0])
        last = Last(self.report, known, own["_cond"], _outside(frame))
        if own.get("_action"):
            last.begin(own["_action"])
        condition.before_notify(own["_cond"], last.let_go)
        return last

    def done(self, call: Any, result: Any) -> None:
        """The condition has told it."""

    def failed(self, call: Any, error: BaseException) -> None:
        """The action has raised, or the wait was interrupted after it."""
        call.failed(error)


class Last:
    """The party that has come last."""

    __slots__ = ("_acts", "_condition", "_frame", "_known", "_report")

    def __init__(self, report: Reporter, known: Known, its_condition: Any, frame: FrameType) -> None:
        self._report, self._known = report, known
        self._condition, self._frame = its_condition, frame
        self._acts = False

    def begin(self, action: Any) -> None:
        """It runs the action."""
        self._acts = True
        self._tell(Phase.BEGAN, name_of_callable(action))

    def let_go(self) -> None:
        """All whose wait this ends go on from here."""
        if self._acts:
            self._acts = False
            self._tell(Phase.DONE)
        self._known.passed.tell(self._frame, _now())

    def failed(self, error: BaseException) -> None:
        """Nobody is let go."""
        condition.before_notify(self._condition, None)
        if self._acts:
            self._report.failed(self._known.watch, "action", Effect.ACT, self._frame, error)

    def _tell(self, phase: int, text: str = "") -> None:
        operation, script = self._known.watch.operation("action"), self._report.script_frame(self._frame)
        self._report.operation(operation, Effect.ACT, phase, script, self._known.watch, text)


class Break(Watcher):
    """Inside abort, and inside wait where the time is over or the action has raised."""

    def begin(self, frame: FrameType, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """It is broken from now on; its end is that of what has called it."""
        barrier, report = args[0], self.report
        known = _known(barrier, report)
        if known is None:
            return
        condition.before_notify(_own(barrier)["_cond"], None)
        reason = _REASONS.get(frame.f_code.co_name, Broken.ABORT)
        error = sys.exc_info()[1] if reason == Broken.ACTION else None
        text = "" if error is None else describe_exception(error)
        method, script = "abort" if reason == Broken.ABORT else "wait", report.script_frame(frame)
        operation = known.watch.operation(method)
        report.operation(operation, Effect.BREAK, Phase.DONE, script, known.watch, text, reason, FOR_EVER)
