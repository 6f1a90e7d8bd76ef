"""Watches Condition: wait, wait_for, notify and notify_all, and its lock.

A Condition consists of semaphores that the library makes for itself; the one that its waiters sleep on
carries its letter and its id. A lock that the script gave to it is watched as that lock; one of its own is
taken and given back as the condition itself. So a wait needs to tell no more than that it sleeps: that the
lock is given back before and taken again after is told by the lock.
"""

from __future__ import annotations

import sys
import time

from ...wire.records import FOR_EVER, NOT_COUNTED, Effect, Family, Phase, Trait, as_value
from ..patching.around import Watcher, around
from ..recorder.handlers import is_from_script
from ..recorder.quick import Site
from ..recorder.reporter import Watch
from . import ownership, synchronize
from .bounds import bound_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from types import FrameType
    from typing import Any

    from ..recorder.reporter import Reporter

_ATTRIBUTE = "_procession_condition"  # of the semaphore: a condition's own attributes are the script's
_NOTE = "_procession_note"
_OWN_LOCK = Trait.REENTRANT | Trait.BOUNDED
_now = time.monotonic_ns


def patch(module: Any, report: Reporter) -> None:
    """Patch the Condition of ``multiprocessing.synchronize``."""
    cls = module.Condition

    def made(condition: Any) -> None:
        known = _known(condition)
        if known is not None:
            report.announce(known.watch, _lock_of(condition), condition)

    cls._make_methods = around(cls._make_methods, Making(report, "Condition"))
    cls.__init__ = ownership.composite(cls.__init__, report, ownership.CONDITION, made)
    inside = cls.__dict__["wait_for"].__code__, cls.__dict__["notify_all"].__code__
    cls.wait = around(cls.__dict__["wait"], Wait(report, "Condition.wait", inside[0]))
    cls.notify = around(cls.__dict__["notify"], Notify(report, "Condition.notify", inside[1]))


def semaphore_of(condition: Any) -> Any:
    """What its waiters sleep on. A subclass's own way to give attributes is not asked."""
    return object.__getattribute__(condition, "__dict__")["_wait_semaphore"]


def before_notify(condition: Any, note: Callable[[], None] | None) -> None:
    """Call `note` right before the next notify of a condition that the library made for itself."""
    semaphore_of(condition).__dict__[_NOTE] = note


class Known:
    """A condition of the script, in this process."""

    __slots__ = ("sites", "watch")

    def __init__(self, watch: Watch) -> None:
        self.watch = watch
        self.sites: dict[str, Sites] = {}


class Sites:
    """The ways to tell the calls of one method of one condition."""

    __slots__ = ("began", "blocked", "done", "effect", "method", "watch")

    def __init__(self, report: Reporter, watch: Watch, method: str, effect: int) -> None:
        self.watch, self.method, self.effect = watch, method, effect
        self.began = Site(report, watch, method, effect, Phase.BEGAN)
        self.blocked = Site(report, watch, method, effect, Phase.BLOCKED)
        self.done = Site(report, watch, method, effect, Phase.DONE)


class Making(Watcher):
    """The library takes the methods of a condition's lock: it is made, or arrives."""

    def begin(self, frame: FrameType, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """Its lock has to have its methods before."""
        _know(args[0], self.report)


def _know(condition: Any, report: Reporter) -> None:
    """If a condition is the script's it is watched from now on."""
    semaphore = semaphore_of(condition)
    name = synchronize.name_of(semaphore)
    if ownership.letter_of(name) != ownership.CONDITION:
        return
    watch = Watch(ownership.id_of(name), type(condition).__name__, Family.CONDITION, _OWN_LOCK)
    semaphore.__dict__[_ATTRIBUTE] = Known(watch)
    lock = _lock_in(condition)
    if _is_own(lock) and synchronize.watch_of(lock) is None:
        synchronize.watch_as(lock, watch, report)
        lock.__dict__.update(acquire=lock._semlock.acquire, release=lock._semlock.release)
    if not ownership.is_making():  # it came from another process
        report.names.add(watch, condition)


def _known(condition: Any) -> Known | None:
    known: Known | None = semaphore_of(condition).__dict__.get(_ATTRIBUTE)
    return known


def _lock_in(condition: Any) -> Any:
    return object.__getattribute__(condition, "__dict__")["_lock"]


def _is_own(lock: Any) -> bool:
    """Whether a condition's lock was made for it."""
    return ownership.letter_of(synchronize.name_of(lock)) == ownership.CONDITION


def _lock_of(condition: Any) -> int:
    """The id of the lock that it was given; 0 when it has its own."""
    given, known = synchronize.watch_of(_lock_in(condition)), _known(condition)
    return 0 if given is None or known is None or given is known.watch else as_value(given.id)


class ConditionCall(Watcher):
    """One method of a Condition, which another one calls for itself."""

    effect = Effect.CALL
    method = other = ""

    def __init__(self, report: Reporter, name: str, other: object) -> None:
        super().__init__(report, name)
        self._other = other  # its code

    def sites(self, known: Known, frame: FrameType) -> tuple[Sites, FrameType]:
        """The ways to tell this call, under the name of the method that was called, and from where."""
        method = self.method
        if frame.f_code is self._other:
            method, frame = self.other, frame.f_back or frame
        sites = known.sites.get(method)
        if sites is None:
            sites = known.sites[method] = Sites(self.report, known.watch, method, self.effect)
        return sites, frame

    def failed(self, call: Any, error: BaseException) -> None:
        """Without the lock, or interrupted."""
        sites, frame, bound = call
        self.report.failed(sites.watch, sites.method, sites.effect, frame, error, 0, bound)


class Wait(ConditionCall):
    """wait, which wait_for calls again and again with what is left of its time."""

    effect = Effect.WAIT
    method, other = "wait", "wait_for"

    def begin(self, frame: FrameType, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """It sleeps, if it owns the lock."""
        condition = args[0]
        known = _known(condition)
        if known is None:
            return None
        sites, frame = self.sites(known, frame)
        bound = bound_of(True, args[1] if len(args) > 1 else kwargs.get("timeout"))
        sleeps = bound != 0 and _lock_in(condition)._semlock._is_mine()
        (sites.blocked if sleeps else sites.began).tell(frame, _now(), 0, bound)
        return sites, frame, bound

    def done(self, call: Any, result: Any) -> None:
        """The answer is whether it was notified."""
        sites, frame, bound = call
        sites.done.tell(frame, _now(), int(bool(result)), bound)


class Notify(ConditionCall):
    """notify, which notify_all calls. It waits until all are awake whom it wakes."""

    effect = Effect.NOTIFY
    method, other = "notify", "notify_all"

    def begin(self, frame: FrameType, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """Told before it takes effect; one that wakes nobody has no beginning."""
        condition = args[0]
        known = _known(condition)
        if known is None:
            note = semaphore_of(condition).__dict__.pop(_NOTE, None)
            if note is not None:
                note()
            return None
        sites, frame = self.sites(known, frame)
        if _is_refused(condition):
            return sites, frame, FOR_EVER
        woken = _woken(condition, args[1] if len(args) > 1 else kwargs.get("n", 1))
        if woken:
            sites.began.tell(frame, _now(), woken)
        return sites, frame, FOR_EVER

    def done(self, call: Any, result: Any) -> None:
        """All whom it wakes are awake."""
        sites, frame, _ = call
        sites.done.tell(frame, _now())


def _is_refused(condition: Any) -> bool:
    """Whether an assertion will fail: the lock is not owned."""
    return __debug__ and not _lock_in(condition)._semlock._is_mine()


def _woken(condition: Any, most: Any) -> int:
    """How many a notify of at most so many will wake."""
    try:
        own = object.__getattribute__(condition, "__dict__")
        asleep: int = own["_sleeping_count"]._semlock._get_value()
        awake: int = own["_woken_count"]._semlock._get_value()
    except NotImplementedError as error:  # macOS
        if is_from_script(error):
            raise
        return NOT_COUNTED
    limit: int = most if type(most) is int else sys.maxsize
    return max(0, min(asleep - awake, limit))
