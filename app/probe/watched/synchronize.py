"""Watches Lock, RLock, Semaphore and BoundedSemaphore: acquire, release and ``with``.

The C semaphore inside a lock of the script gets a class whose methods report, found by the
library's own ``acquire``, ``release`` and ``__enter__``; a lock that the library made for
itself keeps the C methods, so that it costs nothing and is not reported.
"""

from __future__ import annotations

import sys
import time
from _functools import partial  # type: ignore[import-not-found]

from ...wire.records import FOR_EVER, Effect, Family, Phase, Trait
from ..patching.around import caller, cut
from ..patching.likeness import like
from ..recorder.chosen import accelerator
from ..recorder.handlers import is_from_script
from ..recorder.prepared import pack
from ..recorder.quick import Site
from ..recorder.reporter import Watch
from . import ownership
from .bounds import bound_of, is_surely_a_time

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from types import FrameType
    from typing import Any

    from ..recorder.reporter import Reporter

_ATTRIBUTE = "_procession_watch"
_NAME = "_procession_name"
_EFFECTS = {"acquire": Effect.TAKE, "release": Effect.GIVE}
_now = time.monotonic_ns
_getframe = sys._getframe
_TRIES = range(30)
#: What has a lock whose name carries this letter.
_OF_VALUES = {ownership.VALUE: "Value", ownership.ARRAY: "Array"}
_RECURSIVE_MUTEX = 0  # of the C type's `kind`

#: The class of the C semaphore inside a lock of the script, once it is made, and that of any other lock.
_watched: Any = None
plain: Any = None


def patch(module: Any, report: Reporter) -> None:
    """Patch ``multiprocessing.synchronize``."""
    global _watched, plain
    plain = _with_room(module._multiprocessing.SemLock)
    _watched = watched_type(plain, report)
    module._multiprocessing.SemLock = plain
    _patch_making(module.SemLock, report)
    _patch_pickling(module.SemLock)
    _patch_methods(module, report)


def _with_room(base: Any) -> Any:
    """The C type, as one whose instances can have attributes and another class."""
    names = {"__module__": base.__module__, "__qualname__": base.__qualname__}
    return type("SemLock", (base,), names)


def watch_of(lock: Any) -> Watch | None:
    """What is known of a lock; None for the library's own."""
    watch: Watch | None = lock.__dict__.get(_ATTRIBUTE)
    return watch


def name_of(lock: Any) -> str:
    """The name that the lock's semaphore was made with; "" when it is not known."""
    name = lock.__dict__.get(_NAME)
    return name if isinstance(name, str) else ""


def _patch_making(cls: Any, report: Reporter) -> None:
    init, make_name = cls.__init__, cls._make_name

    def __init__(self: Any, kind: Any, value: Any, *args: Any, **kwargs: Any) -> None:
        letter = ownership.letter(ownership.made_by_script(report, self))

        def named() -> str:
            name = self.__dict__[_NAME] = make_name() + letter
            return str(name)

        # Past the script's own __setattr__, here and wherever we set an attribute.
        self.__dict__["_make_name"] = named
        try:
            init(self, kind, value, *args, **kwargs)
        except BaseException as error:
            self.__dict__.pop("_make_name", None)
            cut(error)
            del self, kind, value, args, kwargs, named
            raise
        self.__dict__.pop("_make_name", None)
        watch = watch_of(self)
        if watch is not None:
            report.announce(watch, value, self)

    cls.__init__ = like(init, __init__)


def _patch_pickling(cls: Any) -> None:
    """Let the name travel where the library sends none (Windows), and find it again."""
    get, set_ = cls.__getstate__, cls.__setstate__

    def __getstate__(self: Any) -> Any:
        try:
            state = get(self)
        except BaseException as error:
            cut(error)
            del self
            raise
        return state if state[3] is not None else (*state[:3], name_of(self) or None)

    def __setstate__(self: Any, state: Any) -> None:
        if isinstance(state, tuple) and len(state) > 3 and isinstance(state[3], str):
            self.__dict__[_NAME] = state[3]
        try:
            set_(self, state)
        except BaseException as error:
            cut(error)
            del self, state
            raise

    cls.__getstate__, cls.__setstate__ = like(get, __getstate__), like(set_, __setstate__)


def _patch_methods(module: Any, report: Reporter) -> None:
    """Watch the lock when the library takes its methods, at making and at unpickling."""
    cls = module.SemLock
    make_methods = cls._make_methods

    def _make_methods(self: Any) -> None:
        name = name_of(self)
        letter = ownership.letter_of(name)
        if name and not letter:
            watch_as(self, Watch(ownership.id_of(name), type(self).__name__, *_what(self, module)), report)
            if "_make_name" not in self.__dict__:  # it came from another process
                report.names.add(self.__dict__[_ATTRIBUTE], self)
        elif letter in _OF_VALUES and "_make_name" not in self.__dict__:  # it may have come without its value
            traits = Trait.BOUNDED | Trait.REENTRANT
            watch_as(self, Watch(ownership.id_of(name), _OF_VALUES[letter], Family.VALUE, traits), report)
        make_methods(self)

    cls._make_methods = like(make_methods, _make_methods)


def _what(lock: Any, module: Any) -> tuple[int, int]:
    """The family of a lock, and its traits."""
    if isinstance(lock, module.Semaphore):
        return Family.COUNTER, Trait.BOUNDED * isinstance(lock, module.BoundedSemaphore)
    if lock._semlock.kind == _RECURSIVE_MUTEX:
        return Family.LOCK, Trait.BOUNDED | Trait.REENTRANT
    return Family.LOCK, Trait.BOUNDED


def watch_as(lock: Any, watch: Watch, report: Reporter) -> None:
    """Give the C semaphore of a lock its reporting methods: the script's lock, or what it takes as one."""
    lock.__dict__[_ATTRIBUTE] = watch
    inner = lock._semlock
    inner.__class__ = _watched.of_condition if watch.family == Family.CONDITION else _watched
    inner.watch = watch
    inner.waits = Site(report, watch, "acquire", Effect.TAKE, Phase.BLOCKED)
    inner.takes = Site(report, watch, "acquire", Effect.TAKE, Phase.DONE)
    inner.gives = Site(report, watch, "release", Effect.GIVE, Phase.DONE)


def watched_type(base: Any, report: Reporter) -> Any:
    """The class of the C semaphore inside a lock of the script.

    An acquire that finds the lock free is one record, prepared before, so that the lock is hardly
    held any longer for being watched. A release is stamped before it takes effect, so that nobody
    is seen to have the lock before it was given back, and written after. It can take effect where no
    stack is left to tell it (see `Reporter.untold`).
    """
    take, give = base.acquire, base.release
    enter = _quick_enter(take) if accelerator is None else partial(_enter_slowly, take)

    def failed(lock: Any, method: str, frame: FrameType, error: BaseException) -> None:
        report.failed(lock.watch, method, _EFFECTS[method], frame, error)

    class SemLock(base):  # type: ignore[misc]  # made at run time
        outwards = 2  # from below `__enter__` and `__exit__` of the library's lock to who uses it

        def acquire(self, block: Any = True, timeout: Any = None, *rest: Any, **unknown: Any) -> Any:
            try:
                if unknown:
                    return take(self, **unknown)  # the lock has its own words for what it does not take
                if rest:
                    return take(self, block, timeout, *rest)
                if block and timeout is None:
                    return enter(self, caller(1))
                return _try(report, take, self, block, timeout)
            except BaseException as error:
                failed(self, "acquire", caller(1), error)
                cut(error)
                del self
                raise

        def __enter__(self) -> Any:
            try:
                return enter(self, caller(self.outwards))
            except BaseException as error:
                failed(self, "acquire", caller(1), error)
                cut(error)
                del self
                raise

        def release(self) -> None:
            before = _now()
            try:
                give(self)
            except BaseException as error:
                if is_from_script(error):  # raised after the release: the library's method runs no handler
                    self.gives.tell(caller(1), before)
                else:
                    failed(self, "release", caller(1), error)
                cut(error)
                del self
                raise
            try:
                self.gives.tell(caller(1), before)
            except RecursionError:  # before it had begun to tell
                threads, code, line = report.log.threads, _getframe(1).f_code, _getframe(1).f_lineno
                late = threads.own, self.gives.what, code.co_filename, line, before, b"", 0, FOR_EVER
                report.untold, threads.number = (report.untold, late), 0
            except BaseException as error:  # a signal handler's
                cut(error)
                raise

        def __exit__(self, *_: object) -> None:
            before = _now()
            try:
                give(self)
            except BaseException as error:
                if is_from_script(error):  # raised after the release: the library's method runs no handler
                    self.gives.tell(caller(1), before)
                else:
                    failed(self, "release", caller(1), error)
                cut(error)
                del self
                raise
            try:
                self.gives.tell(caller(self.outwards), before)
            except RecursionError:  # before it had begun to tell
                threads, user = report.log.threads, _getframe(self.outwards)
                code, line = user.f_code, user.f_lineno
                late = threads.own, self.gives.what, code.co_filename, line, before, b"", 0, FOR_EVER
                report.untold, threads.number = (report.untold, late), 0
            except BaseException as error:  # a signal handler's
                cut(error)
                raise

    SemLock.__module__, SemLock.__qualname__ = base.__module__, base.__qualname__
    for name in ("acquire", "__enter__", "release", "__exit__"):
        like(getattr(base, name), vars(SemLock)[name])
    names = {"__module__": base.__module__, "__qualname__": base.__qualname__, "outwards": 3}
    names |= {name: vars(SemLock)[name] for name in ("__enter__", "__exit__")}
    if accelerator is not None:
        accelerator.accelerate_lock(base, SemLock, failed)
    SemLock.of_condition = type("SemLock", (SemLock,), names)  # one method of the library further inwards
    return SemLock


def _quick_enter(take: Any) -> Callable[[Any, FrameType], bool]:
    """How the lock is taken, once it is known that it may be waited for without end."""

    def enter(self: Any, frame: FrameType) -> bool:
        instruction, code, thread, log, head, middle, _ = self.takes.ready
        if (
            frame.f_lasti == instruction
            and frame.f_code is code
            and self.takes.report.log is log
            and log.threads.number == thread
        ):
            page = log.page
            offset = next(page.free, -1)
            if offset >= 0:
                chunk, words, stamp = page.chunk, page.words, (offset >> 3) + 1
                try:
                    pack(chunk, offset, head, 0, middle, 1, FOR_EVER)
                    if take(self, False) or spin(take, self):
                        words[stamp] = _now()
                        chunk[offset] = 1
                        return True
                finally:
                    if not chunk[offset]:  # what is reserved has to be filled
                        words[stamp] = _now()
                        chunk[offset + 1] = 2  # Phase.BLOCKED
                        chunk[offset] = 1
                take(self)
                self.takes.tell(frame, _now(), 1)
                return True
        return _enter_slowly(take, self, frame)

    return enter


def _enter_slowly(take: Any, inner: Any, frame: FrameType) -> bool:
    """From a line that has not taken this lock before."""
    _try_to_call()
    if not take(inner, False) and not spin(take, inner):
        inner.waits.tell(frame, _now())
        take(inner)
    inner.takes.tell(frame, _now(), 1)
    return True


def _try_to_call() -> None:
    """A RecursionError comes now or not at all: not between the taking of a lock and the telling of it."""
    _now()


def spin(take: Any, inner: Any) -> bool:
    """Try for some microseconds before it counts as waiting.

    A watched lock is held a little longer than a plain one; without this, two processes that
    take it in turns at full speed would sleep and wake each other at every turn.
    """
    for _ in _TRIES:  # noqa: SIM110  # a generator would take longer than the tries
        if take(inner, False):
            return True
    return False


def _try(report: Reporter, take: Any, inner: Any, block: Any, timeout: Any) -> bool:
    """Take the lock if it is free; else wait for it as long as is asked for, and perhaps not get it."""
    watch, frame = inner.watch, report.script_frame(caller(2))
    operation, bound = watch.operation("acquire"), bound_of(block, timeout)
    sure = is_surely_a_time(timeout)
    success: bool = sure and take(inner, False)
    if not success and (block or not sure):
        if sure or (block and _is_taken(inner)):
            report.operation(operation, Effect.TAKE, Phase.BLOCKED, frame, watch, bound=bound)
        success = take(inner, block, timeout)
    report.operation(operation, Effect.TAKE, Phase.DONE, frame, watch, "", int(success), bound)
    return success


def _is_taken(inner: Any) -> bool:
    """Whether an acquire would have to wait."""
    mine = inner.kind == _RECURSIVE_MUTEX and inner._is_mine()
    return not mine and bool(inner._is_zero())
