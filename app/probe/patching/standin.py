"""A callable that stands for a built-in function.

Like a built-in, and unlike a Python function, it does not bind as a method when it is a class
attribute, and it pickles by its name.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


class StandIn:
    """Base of the stand-ins; a subclass defines ``__call__``."""

    def __init__(self, original: Any) -> None:
        self.original = original
        self.__name__ = self.__qualname__ = original.__name__
        self.__doc__ = original.__doc__
        self.__module__ = original.__module__

    def __reduce__(self) -> str:
        return str(self.__name__)

    def __repr__(self) -> str:
        return "<built-in function %s>" % self.__name__
