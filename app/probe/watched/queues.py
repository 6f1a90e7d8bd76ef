"""Watches Queue, JoinableQueue and SimpleQueue: every public operation, with Full and Empty.

A queue of the script is told from one of the library (Pool's, an executor's) by its maker; its
id is that of its inner read lock, which travels with it. A put is stamped when it has its place
in the buffer, before anybody can get the item, and a get after it has the item, so that order
by time never shows an effect before its cause.
"""

from __future__ import annotations

import select
import sys
import time
from _thread import get_ident

from ...wire.records import Phase
from ..patching.likeness import like
from ..recorder.log import encode
from ..recorder.quick import Site
from ..recorder.reporter import Watch
from ..recorder.shorten import describe_exception, shorten
from . import ownership, synchronize

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from ..recorder.reporter import Reporter

_ATTRIBUTE = "_procession_watch"
_ROOM = "_procession_room"
_GETS = "_procession_gets"
_caller = sys._getframe
_now = time.monotonic_ns


def patch(module: Any, report: Reporter) -> None:
    """Patch ``multiprocessing.queues``."""
    _patch_making(module.Queue, report)
    _patch_making(module.SimpleQueue, report)
    for cls in (module.Queue, module.JoinableQueue):
        cls.put = _watched_put(cls.__dict__["put"], report)
    module.Queue.get = _watched_get(module.Queue.get, report)
    module.SimpleQueue.put = _watched_simple_put(module.SimpleQueue.put, report)
    module.SimpleQueue.get = _watched_get(module.SimpleQueue.get, report)
    for cls, names in ((module.Queue, ("qsize", "empty", "full")), (module.SimpleQueue, ("empty",))):
        for name in names:
            setattr(cls, name, _watched_question(cls.__dict__[name], name, report))
    module.JoinableQueue.task_done = _watched_task_done(module.JoinableQueue.task_done, report)
    module.JoinableQueue.join = _watched_join(module.JoinableQueue.join, report)


# --- making and unpickling ---------------------------------------------------------------


def _patch_making(cls: Any, report: Reporter) -> None:
    init, set_ = cls.__init__, cls.__setstate__

    def __init__(self: Any, *args: Any, **kwargs: Any) -> None:
        thread = get_ident()
        script = thread not in ownership.making_queue and ownership.made_by_script(report, self)
        if script:
            ownership.making_queue.add(thread)
        try:
            init(self, *args, **kwargs)
        except BaseException as error:
            error.__traceback__ = error.__traceback__.tb_next  # type: ignore[union-attr]  # this frame
            del self, args, kwargs
            raise
        finally:
            if script:
                ownership.making_queue.discard(thread)
        watch = _watch(self, report)
        if script and watch is not None:
            report.announce(watch, _maxsize(self), self)

    def __setstate__(self: Any, state: Any) -> None:
        set_(self, state)
        watch = _watch(self, report)
        if watch is not None:
            report.await_name(watch, self)

    cls.__init__, cls.__setstate__ = like(init, __init__), like(set_, __setstate__)


def _watch(queue: Any, report: Reporter) -> Watch | None:
    """The watch of a queue of the script; None for the library's own."""
    known: Watch | None = queue.__dict__.get(_ATTRIBUTE)
    if known is None and "_rlock" in queue.__dict__:
        name = synchronize.name_of(queue._rlock)
        if ownership.letter_of(name) == ownership.QUEUE:
            known = queue.__dict__[_ATTRIBUTE] = Watch(ownership.id_of(name), type(queue).__name__)
            queue.__dict__[_GETS] = _Gets(known, report)
            if "_sem" in queue.__dict__:
                room = queue.__dict__[_ROOM] = _Room(queue._sem.acquire, known, report)
                queue._sem.acquire = room.acquire
    return known


def _maxsize(queue: Any) -> int:
    """The size given by the script; 0 when it gave none (the library then puts SEM_VALUE_MAX)."""
    size = getattr(queue, "_maxsize", 0)
    return size if 0 < size < queue._rlock._semlock.SEM_VALUE_MAX else 0


# --- put ---------------------------------------------------------------------------------


class _Room:
    """Stands in front of the semaphore that counts a queue's free places.

    Here a put learns whether it has to wait, and when it got its place.
    """

    __slots__ = ("_acquire", "_puts", "blocked", "done")

    def __init__(self, acquire: Callable[..., bool], watch: Watch, report: Reporter) -> None:
        self._acquire = acquire
        self._puts: dict[int, bytes | int] = {}  # by thread: the item's repr, then when it got its place
        self.blocked = Site(report, watch, "put", Phase.BLOCKED)
        self.done = Site(report, watch, "put", Phase.DONE)

    def begin(self, text: bytes) -> None:
        """This thread is about to put."""
        self._puts[get_ident()] = text

    def end(self) -> int:
        """This thread's put is over; when it got its place, 0 if it did not."""
        stamp = self._puts.pop(get_ident(), 0)
        return stamp if isinstance(stamp, int) else 0

    def acquire(self, block: Any = True, timeout: Any = None) -> bool:
        """The semaphore's acquire; tries without waiting first."""
        got = self._acquire(False)
        if not got and block:
            text = self._puts.get(get_ident(), b"")
            self.blocked.tell_text(_caller(3), _now(), text if isinstance(text, bytes) else b"")
            got = self._acquire(block, timeout)
        self._puts[get_ident()] = _now()
        return got


def _watched_put(original: Any, report: Reporter) -> Any:
    def put(self: Any, obj: Any, *args: Any, **kwargs: Any) -> Any:
        watch = self.__dict__.get(_ATTRIBUTE)
        if watch is None:
            return _untold(original, self, obj, *args, **kwargs)
        room, text = self.__dict__[_ROOM], encode(shorten(obj))
        room.begin(text)
        try:
            result = original(self, obj, *args, **kwargs)
        except BaseException as error:
            room.end()
            _tell_failure(report, watch, "put", error)
            del self, obj, args, kwargs
            raise
        room.done.tell_text(_caller(1), room.end() or _now(), text)
        return result

    return like(original, put)


def _tell_failure(report: Reporter, watch: Watch, method: str, error: BaseException) -> None:
    """Tell an exception, and take the frame that caught it out of its traceback."""
    frame = report.script_frame(_caller(2))
    report.operation(watch.operation(method), Phase.FAILED, frame, watch, describe_exception(error))
    error.__traceback__ = error.__traceback__.tb_next  # type: ignore[union-attr]  # of the caller


def _watched_simple_put(original: Any, report: Reporter) -> Any:
    """A SimpleQueue's put waits for the pipe: begun before, done after; told as done before it is sent."""
    tell = report.operation

    def put(self: Any, obj: Any) -> Any:
        watch = self.__dict__.get(_ATTRIBUTE)
        if watch is None:
            return _untold(original, self, obj)
        frame, text, stamp = report.script_frame(_caller(1)), shorten(obj), _now()
        tell(watch.operation("put"), Phase.BEGAN, frame, watch, text, 0, stamp)
        try:
            result = original(self, obj)
        except BaseException as error:
            tell(watch.operation("put"), Phase.FAILED, frame, watch, describe_exception(error))
            error.__traceback__ = error.__traceback__.tb_next  # type: ignore[union-attr]
            del self, obj
            raise
        tell(watch.operation("put"), Phase.DONE, frame, watch, text, 0, stamp + 1)
        return result

    return like(original, put)


def _untold(original: Any, *args: Any, **kwargs: Any) -> Any:
    """A call on one of the library's own queues."""
    try:
        return original(*args, **kwargs)
    except BaseException as error:
        error.__traceback__ = error.__traceback__.tb_next.tb_next  # type: ignore[union-attr]
        del args, kwargs
        raise


# --- get ---------------------------------------------------------------------------------


class _Gets:
    """The ways to tell a get of one queue."""

    __slots__ = ("began", "blocked", "done")

    def __init__(self, watch: Watch, report: Reporter) -> None:
        self.began = Site(report, watch, "get", Phase.BEGAN)
        self.blocked = Site(report, watch, "get", Phase.BLOCKED)
        self.done = Site(report, watch, "get", Phase.DONE)


def _watched_get(original: Any, report: Reporter) -> Any:
    def get(self: Any, *args: Any, **kwargs: Any) -> Any:
        watch = self.__dict__.get(_ATTRIBUTE)
        if watch is None:
            return _untold(original, self, *args, **kwargs)
        sites, frame = self.__dict__[_GETS], _caller(1)
        (sites.began if _has_item(self) else sites.blocked).tell(frame, _now())
        try:
            result = original(self, *args, **kwargs)
        except BaseException as error:
            _tell_failure(report, watch, "get", error)
            del self, frame, args, kwargs
            raise
        sites.done.tell_text(frame, _now(), encode(shorten(result)))
        return result

    return like(original, get)


def _has_item(queue: Any) -> bool:
    """Whether there is something to get; a guess, as another process may take it first."""
    try:
        if "_sem" in queue.__dict__:
            free: int = queue._sem._semlock._get_value()
            return free < int(queue._maxsize)
        return bool(select.select([queue._reader.fileno()], (), (), 0)[0])
    except (OSError, ValueError, NotImplementedError):
        return True  # more than 1024 descriptors, macOS, Windows, or closed: get itself will tell


# --- the others --------------------------------------------------------------------------


def _watched_question(original: Any, method: str, report: Reporter) -> Any:
    """qsize, empty, full: an answer at once."""
    tell = report.operation

    def ask(self: Any) -> Any:
        watch = self.__dict__.get(_ATTRIBUTE)
        try:
            result = original(self)
        except BaseException as error:
            if watch is not None:
                frame = report.script_frame(_caller(1))
                tell(watch.operation(method), Phase.FAILED, frame, watch, describe_exception(error))
            error.__traceback__ = error.__traceback__.tb_next  # type: ignore[union-attr]
            del self
            raise
        if watch is not None:
            tell(watch.operation(method), Phase.DONE, report.script_frame(_caller(1)), watch, shorten(result))
        return result

    return like(original, ask)


def _watched_task_done(original: Any, report: Reporter) -> Any:
    """Told before it takes effect: a join may return at once."""
    tell = report.operation

    def task_done(self: Any) -> Any:
        watch = self.__dict__.get(_ATTRIBUTE)
        frame = report.script_frame(_caller(1))
        if watch is not None:
            tell(watch.operation("task_done"), Phase.DONE, frame, watch)
        try:
            return original(self)
        except BaseException as error:
            if watch is not None:
                tell(watch.operation("task_done"), Phase.FAILED, frame, watch, describe_exception(error))
            error.__traceback__ = error.__traceback__.tb_next  # type: ignore[union-attr]
            del self
            raise

    return like(original, task_done)


def _watched_join(original: Any, report: Reporter) -> Any:
    tell = report.operation

    def join(self: Any) -> Any:
        watch = self.__dict__.get(_ATTRIBUTE)
        frame = report.script_frame(_caller(1))
        if watch is not None:
            waits = not self._unfinished_tasks._semlock._is_zero()
            tell(watch.operation("join"), Phase.BLOCKED if waits else Phase.BEGAN, frame, watch)
        try:
            result = original(self)
        except BaseException as error:
            if watch is not None:
                tell(watch.operation("join"), Phase.FAILED, frame, watch, describe_exception(error))
            error.__traceback__ = error.__traceback__.tb_next  # type: ignore[union-attr]
            del self
            raise
        if watch is not None:
            tell(watch.operation("join"), Phase.DONE, frame, watch)
        return result

    return like(original, join)
