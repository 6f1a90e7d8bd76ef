"""Sees, when a process forks, where its threads are, and which of their locks are taken just then.

A child has a copy of such a lock, taken, and not the thread that would give it back.
"""

from __future__ import annotations

import sys
import time
from _thread import RLock, allocate_lock, get_ident

from ...wire.records import Effect, Phase, pack_fields
from ..recorder.holders import locals_of
from ..recorder.log import encode

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import FrameType
    from typing import Any, NamedTuple

    from ..recorder.reporter import Reporter

    class Place(NamedTuple):
        """Where a thread was, and the name of a lock that was taken."""

        thread: str
        file: str
        line: int
        lock: str


_now = time.monotonic_ns
_LOCKS = (type(allocate_lock()), RLock)
_OPTIMIZED = 1  # the code of a function
_KEPT = 16  # threads
_LENGTH = 100  # of a name
_FRAMES = 8


def other_threads(report: Reporter) -> list[Place]:
    """Where the threads are that will not be in a child that is forked now: those in the script's code.

    And where this one is, if a lock is taken there: in the child it stays taken. That has no name.
    """
    frames = sys._current_frames()
    own = report.script_frame(frames.pop(get_ident(), None))
    lock = _taken(own, report)
    places = _places(frames, report) if frames else []
    if own is not None and lock and all(place[3] != lock for place in places):
        places.append(("", own.f_code.co_filename, own.f_lineno or 0, lock))  # type: ignore[arg-type]
    del own  # with this frame in its own variables all that the script's have would be kept alive
    return places


def _places(frames: dict[int, FrameType], report: Reporter) -> list[Place]:
    names = dict(getattr(sys.modules.get("threading"), "_active", {}))
    found: list[Any] = []
    for ident, frame in list(frames.items())[:_KEPT]:
        script = report.script_frame(frame)
        if script is not None:
            name = getattr(names.get(ident), "_name", "")
            place = script.f_code.co_filename, script.f_lineno or 0
            found.append((name if type(name) is str else "", *place, _taken(script, report)))
    return found


def tell(report: Reporter, places: list[Place], pid: int) -> None:
    """It has forked: the child's pid is known."""
    log = report.log
    for thread, file, line, lock in places:
        text = pack_fields(thread=thread[:_LENGTH], lock=lock)
        numbers = log.string("Process.start"), log.string(file), line
        log.write(1, Phase.DONE, _now(), 0, *numbers, pid, encode(text), Effect.FORK)


def _taken(frame: FrameType | None, report: Reporter) -> str:
    """The name of a lock that a thread's code names and that is taken; "" if there is none."""
    for _ in range(_FRAMES):
        if frame is None:
            break
        for name, value in _named(frame):
            if type(value) in _LOCKS and repr(value).startswith("<locked"):
                return name
        frame = report.script_frame(frame.f_back)
    return ""


def _named(frame: FrameType) -> list[tuple[str, object]]:
    """The variables that the code of a frame names, and the attributes of these, as far as it names them."""
    code, names = frame.f_code, frame.f_globals
    known = locals_of(frame) if code.co_flags & _OPTIMIZED else []
    known += [(name, names[name]) for name in code.co_names if name in names]
    found = list(known)
    for name, value in known:
        try:
            attributes = object.__getattribute__(value, "__dict__")
        except AttributeError:
            continue
        for attribute in code.co_names if type(attributes) is dict else ():
            if attribute in attributes:
                found.append((_outer(name, value, names) + "." + attribute, attributes[attribute]))
    return found


def _outer(name: str, value: object, names: dict[str, Any]) -> str:
    """What the module calls an object that a function calls `self`."""
    return next((known for known, one in list(names.items()) if one is value), name)
