"""A callable that stands for a built-in function.

Like a built-in, and unlike a Python function, it does not bind as a method when it is a class
attribute, and it pickles by its name.
"""

from __future__ import annotations

import sys

from .around import around
from .in_place import in_place
from .likeness import like

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from .around import Watcher


class StandIn:
    """Base of the stand-ins: each is the only instance of a class of its own, which has the call."""

    def __init__(self, original: Any) -> None:
        self.original = original  # no data: xmlrpc, which writes an object's attributes, refuses it
        self.__name__ = self.__qualname__ = original.__name__
        self.__doc__ = original.__doc__
        self.__module__ = original.__module__

    def __reduce__(self) -> str:
        return str(self.__name__)

    def __repr__(self) -> str:
        return "<built-in function %s>" % self.__name__


def replace(module: Any, name: str, watcher: Watcher, warns: bool = False) -> None:
    """Put a stand-in in the place of a module's function, if it has it, also where pickle finds that.

    One that `warns`, and takes no arguments, warns of the line that calls the stand-in.
    """
    original = getattr(module, name, None)
    if original is not None:
        ours = stand_in(original, watcher, warns)
        for place in (module, sys.modules.get(original.__module__)):
            if getattr(place, name, None) is original:
                setattr(place, name, ours)


def stand_in(original: Any, watcher: Watcher, warns: bool = False) -> StandIn:
    """What calls `original`, and lets `watcher` tell of it."""
    call = like(original, around(in_place(original), watcher)) if warns else around(original, watcher)
    cls = type("builtin_function_or_method", (StandIn,), {"__call__": staticmethod(call)})
    made: StandIn = cls(original)
    return made
