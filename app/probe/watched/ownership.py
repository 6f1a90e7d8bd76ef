"""Whose object it is: the script's own, or one that the library made for itself.

A lock of the script and a Queue's inner lock are the same class. What tells them apart is who
called the constructor; and because the mark has to travel with the object through fork and
pickling, it is a letter at the end of the POSIX semaphore's name, which travels anyway.
The same name gives the object its id.
"""

from __future__ import annotations

import sys
from _thread import get_ident

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import FrameType

    from ..recorder.reporter import Reporter

INTERNAL = "i"  # a lock that the library made for itself
QUEUE = "q"  # an inner lock of a queue that the script made

_RANDOM = 8  # characters that multiprocessing puts after the last dash: "/mp-x3k_09ab"

#: Threads that are inside the constructor of a queue of the script, for the letter of its locks.
making_queue: set[int] = set()


def made_by_script(report: Reporter, instance: object) -> bool:
    """Whether the constructor that runs now was called by the script.

    The frames between are the constructors of the object itself and the context's methods.
    """
    frame: FrameType | None = sys._getframe(2)
    while frame is not None and frame.f_locals.get("self") is instance:
        frame = frame.f_back
    while frame is not None and _is_factory(frame):
        frame = frame.f_back
    return frame is not None and not report.is_library(frame)


def _is_factory(frame: FrameType) -> bool:
    return frame.f_globals.get("__name__") == "multiprocessing.context"


def letter(script_made_it: bool) -> str:
    """What to append to the name of a semaphore that is being made now."""
    if script_made_it:
        return ""
    return QUEUE if get_ident() in making_queue else INTERNAL


def letter_of(name: str) -> str:
    """The letter that a semaphore's name carries: "", `INTERNAL` or `QUEUE`."""
    return name.rpartition("-")[2][_RANDOM:]


def id_of(name: str) -> int:
    """A number for a semaphore's name: its random characters, the same in every process."""
    return int.from_bytes(name.rpartition("-")[2][:_RANDOM].encode(), "little")
