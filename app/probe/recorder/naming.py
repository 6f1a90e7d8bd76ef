"""Names objects by the variables that hold them in the script.

An object's maker returns before the variable is assigned, so the name is looked for in the frames that
use it, or any other object, later.
"""

from __future__ import annotations

import sys
from _weakref import ref

from .handlers import is_from_script

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import FrameType

    from .reporter import Watch

_TRIES = 20
_OPTIMIZED = 1  # CO_OPTIMIZED: a function, whose f_locals is a snapshot


class Unnamed:
    """The objects of this process that have no name yet."""

    __slots__ = ("_objects",)

    def __init__(self) -> None:
        self._objects: list[tuple[Watch, ref[object]]] = []  # weak: nothing lives longer for us

    def __bool__(self) -> bool:
        return bool(self._objects)

    def add(self, watch: Watch, holder: object) -> None:
        """One more; `holder` is the object of the script."""
        self._objects.append((watch, ref(holder)))

    def forget(self) -> None:
        """In a forked child: what the parent had not yet named stays the parent's."""
        self._objects.clear()

    def named(self, frame: FrameType) -> Iterator[tuple[Watch, str]]:
        """Those whose variable can be seen from `frame`, with its name; gives up after some tries."""
        for watch, holder in self._objects:
            name = "" if watch.named else variable_of(frame, holder())
            watch.attempts += 1
            if name:
                yield watch, name
            watch.named = watch.named or bool(name) or watch.attempts >= _TRIES
        self._objects = [pair for pair in self._objects if not pair[0].named]


def variable_of(frame: FrameType, holder: object) -> str:
    """The name of the variable (or attribute of `self`) that holds an object, as `frame` sees it."""
    if holder is None:
        return ""
    name = _name_in_locals(frame, holder)
    if not name and not frame.f_code.co_flags & _OPTIMIZED:
        return name
    return name or _name_in(frame.f_globals, holder)


def _name_in(scope: dict[str, object], holder: object) -> str:
    pairs = dict.items(scope) if issubclass(type(scope), dict) else scope.items()  # no method of the script's
    for name, value in list(pairs):
        if value is holder and type(name) is str and name[:1] != "_":
            return name
    return ""


def _name_in_locals(frame: FrameType, holder: object) -> str:
    scope = frame.f_locals
    plain = issubclass(type(scope), dict)
    if not plain and not frame.f_code.co_flags & _OPTIMIZED:
        return ""  # a class body or exec in a mapping of the script's own, whose code would run
    name = _name_in(scope, holder)
    me = dict.get(scope, "self") if plain else scope.get("self")
    if not name and me is not None:
        attribute = _name_in(_attributes(me), holder)
        name = "self." + attribute if attribute else ""
    del me
    # Up to 3.12 the snapshot stays with the frame, and would keep what it names alive. One that
    # the script holds too (its own locals()) is left alone: here it is the frame's, ours, the call's.
    if frame.f_code.co_flags & _OPTIMIZED and type(scope) is dict and sys.getrefcount(scope) <= 3:
        scope.clear()
    return name


def _attributes(thing: object) -> dict[str, object]:
    """The attributes of an object of the script; its own __getattribute__ and __getattr__ are not asked."""
    try:
        found = object.__getattribute__(thing, "__dict__")
    except AttributeError as error:  # it has slots
        if is_from_script(error):
            raise
        return {}
    return found if type(found) is dict else {}
