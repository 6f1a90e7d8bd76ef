"""Whose object it is: the script's own, or one that the library made for itself.

A lock of the script and a Queue's inner lock are the same class. What tells them apart is who
called the constructor: of the standard library only multiprocessing and the executors of processes make
some for themselves; all else there (a thread, an executor of threads, asyncio, functools) only calls what
the script has given to it. And because the mark has to travel with the object through fork and
pickling, it is a letter at the end of the POSIX semaphore's name, which travels anyway.
The same name gives the object its id. What consists of several semaphores (a Queue, an Event) is
known by one of them, which carries the letter of the whole.
"""

from __future__ import annotations

from _thread import get_ident

from ..patching.around import caller, cut
from ..patching.likeness import like
from ..recorder.runners import is_runner

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from types import FrameType
    from typing import Any

    from ..recorder.reporter import Reporter

INTERNAL = "i"  # a lock that the library made for itself
QUEUE = "q"  # an inner lock of a queue that the script made
EVENT = "e"  # an inner lock of an event that the script made
CONDITION = "c"  # the same of a condition
BARRIER = "b"  # the same of a barrier
POOL = "p"  # the same of a pool
VALUE = "v"  # the lock of a value in shared memory that the script made
ARRAY = "a"  # the same of an array

_FUNCTION = type(like)
_RANDOM = 8  # characters that multiprocessing puts after the last dash: "/mp-x3k_09ab"

_NEAR = 8  # frames between a server's `create` and a constructor

#: Of the modules that make objects for themselves, what else only calls what it is given.
_MAKERS = {
    "multiprocessing.managers": "create",  # of the server
    "multiprocessing.util": "__call__",  # of Finalize
}

#: Modules that make for the script what it could make itself.
_FACTORIES = ("multiprocessing.context", "multiprocessing.dummy")

#: Threads in which a manager's server makes an object: its address.
serving: dict[int, object] = {}

#: Threads that are inside the constructor of a composite object of the script: the letter of its locks.
_making: dict[int, str] = {}


def made_by_script(report: Reporter, instance: object) -> bool:
    """Whether the constructor that runs now was called by the script, or by what does so at its bidding.

    The frames between are the constructors of the object itself and the context's methods. C code alone is
    behind them when the script has given them to a bare thread, or to atexit.
    """
    frame: FrameType | None = caller(2)
    codes = constructors(type(instance))
    while frame is not None and frame.f_code in codes:
        frame = frame.f_back
    return asked_by_script(report, frame)


def asked_by_script(report: Reporter, frame: FrameType | None) -> bool:
    """Whether what `frame` has called makes something for the script; the context's methods lie between."""
    while frame is not None and _is_factory(frame):
        frame = frame.f_back
    return frame is None or not report.is_library(frame) or not _makes_for_itself(frame)


def constructors(cls: type) -> set[Any]:
    """The code of a class's constructors, what is put in their place and what that calls.

    Known by code: up to 3.12 a frame that is asked for its variables keeps what they hold alive.
    """
    found: set[Any] = set()
    for base in cls.__mro__:
        function = vars(base).get("__init__")
        while type(function) is _FUNCTION and function.__code__ not in found:
            found.add(function.__code__)
            function = vars(function).get("__wrapped__")
    return found


def _is_factory(frame: FrameType) -> bool:
    return frame.f_globals.get("__name__") in _FACTORIES


def _makes_for_itself(frame: FrameType) -> bool:
    """Whether code of the library's makes what nobody has given it to make."""
    module: str = frame.f_globals.get("__name__", "")
    if not module.startswith("multiprocessing.") and module != "concurrent.futures.process":
        return False
    return not is_runner(frame) and frame.f_code.co_name != _MAKERS.get(module)


def composite(original: Any, report: Reporter, letter: str, made: Callable[[Any], None]) -> Any:
    """The constructor of what consists of several locks: they get its letter when the script makes it.

    `made` is called with an object that the script has made.
    """

    def __init__(self: Any, *args: Any, **kwargs: Any) -> None:
        thread = get_ident()
        script = thread not in _making and made_by_script(report, self)
        if script and letter == POOL and _is_in_server():
            script = is_served(self)
        if script:
            _making[thread] = letter
        try:
            original(self, *args, **kwargs)
        except BaseException as error:
            cut(error)
            del self, args, kwargs
            raise
        finally:
            if script:
                _making.pop(thread, None)
        if script:
            try:
                made(self)
            except BaseException as error:
                if report.is_the_scripts(error, "making of " + type(self).__name__):
                    cut(error)
                    del self, args, kwargs
                    raise

    return like(original, __init__)


def is_served(instance: object) -> bool:
    """Whether a manager's server makes it for its clients; what a function that it calls makes may be a part.

    Its constructor runs now, and we were called from there.
    """
    frame: FrameType | None = caller(2)
    codes = constructors(type(instance))
    while frame is not None and (frame.f_code in codes or _is_factory(frame)):
        frame = frame.f_back
    return frame is not None and _is_create(frame)


def _is_create(frame: FrameType) -> bool:
    return frame.f_code.co_name == "create" and frame.f_globals.get("__name__") == "multiprocessing.managers"


def _is_in_server() -> bool:
    """Whether a manager's server makes it, or something of which it is a part."""
    frame: FrameType | None = caller(2)
    for _ in range(_NEAR):
        if frame is None:
            return False
        if _is_create(frame):
            return True
        frame = frame.f_back
    return False


def is_making() -> bool:
    """Whether this thread is inside the constructor of a composite object of the script."""
    return get_ident() in _making


def after_fork() -> None:
    """In a child that was forked inside a constructor: a pool's starts its workers."""
    _making.clear()
    serving.clear()


def begin_making(letter: str) -> None:
    """This thread makes a composite object of the script from now on."""
    _making[get_ident()] = letter


def end_making() -> None:
    """It is made."""
    _making.pop(get_ident(), None)


def letter(script_made_it: bool) -> str:
    """What to append to the name of a semaphore that is being made now."""
    return "" if script_made_it else _making.get(get_ident(), INTERNAL)


def letter_of(name: str) -> str:
    """The letter that a semaphore's name carries: "" for the script's own, else one of those above."""
    return name.rpartition("-")[2][_RANDOM:]


def id_of(name: str) -> int:
    """A number for a semaphore's name: its random characters, the same in every process."""
    return int.from_bytes(name.rpartition("-")[2][:_RANDOM].encode(), "little")
