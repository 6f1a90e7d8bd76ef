"""The content of shared ctypes objects as short texts: bounded in cost, and nothing is found by its address.

A pointer in shared memory is good in the process that has written it, at most; so none is followed.
"""

from __future__ import annotations

import sys

from ...wire.records import BETWEEN_ITEMS, CHARACTERS, ITEMS_TOLD
from ..recorder.handlers import is_from_script
from ..recorder.shorten import shorten

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_BYTES = 200
_FIELDS = 8
_NUMBERS = "bBhHiIlLqQfd?"
_NATIVE = "__ctype_%se__" % sys.byteorder[0]  # the same type with its bytes in our order
_POINTERS = "zZO"  # ctypes' letters for what reading would follow


class Texts:
    """Texts of ctypes objects. `ctypes` is the script's own import of it."""

    __slots__ = ("_array", "_char", "_field", "_simple", "_size", "_structure", "_value")

    def __init__(self, ctypes: Any) -> None:
        self._simple = ctypes._SimpleCData
        self._value = ctypes._SimpleCData.__dict__["value"].__get__  # past what a script's subclass has
        self._size = ctypes.sizeof
        self._array, self._char = ctypes.Array, ctypes.c_char
        self._structure = (ctypes.Structure, ctypes.Union)
        self._field = type(vars(type("_", (ctypes.Structure,), {"_fields_": [("x", ctypes.c_int)]}))["x"])

    def is_array(self, thing: object) -> bool:
        """Whether it is a ctypes array."""
        return issubclass(type(thing), self._array)

    def is_plain(self, thing: object) -> bool:
        """Whether its value is what ctypes says, and no class of the script has a say in that."""
        return type(thing).__module__ == "ctypes" or self.is_array(thing)

    def is_bytes(self, thing: Any) -> bool:
        """Whether it is an array of characters, which has a value as a whole."""
        return issubclass(type(thing), self._array) and thing._type_ is self._char

    def is_part(self, thing: object) -> bool:
        """Whether it is memory itself, and no copy of its content: whoever has it can change that."""
        return issubclass(type(thing), (self._simple, self._array, *self._structure))

    def kind(self, thing: Any) -> tuple[str, int]:
        """The type of an item, and how many there are."""
        if issubclass(type(thing), self._array):
            return thing._type_.__name__, thing._length_
        return type(thing).__name__, 1

    def content(self, thing: Any) -> str:
        """All that is shown of an object: its value, or the first items of an array."""
        if self.is_bytes(thing):
            return shorten(bytes(thing[:_BYTES]).partition(b"\0")[0])
        if not issubclass(type(thing), self._array):
            return self.short(thing)
        if _is_pointer(thing._type_):
            return BETWEEN_ITEMS.join(["<%s>" % thing._type_.__name__] * min(ITEMS_TOLD, thing._length_))
        return BETWEEN_ITEMS.join([self.short(item) for item in thing[:ITEMS_TOLD]])

    def layout(self, thing: Any) -> tuple[str, int]:
        """What is read of its memory to show as much of it, for another process: see `run_folder.MEMORY`."""
        if self.is_bytes(thing):
            return CHARACTERS, min(thing._length_, _BYTES)
        is_array = issubclass(type(thing), self._array)
        cls, count = (thing._type_, min(thing._length_, ITEMS_TOLD)) if is_array else (type(thing), 1)
        letter, native = getattr(cls, "_type_", None), getattr(cls, _NATIVE, cls) is cls
        if type(letter) is not str or letter not in _NUMBERS or not native:
            return "", 0
        return letter * count, count * self._size(cls)

    def short(self, thing: Any) -> str:
        """The text of one value, which may be a plain one of Python's."""
        try:
            if issubclass(type(thing), self._simple):
                return self._text_of_simple(thing)
            if issubclass(type(thing), self._structure):
                return self._text_of_fields(thing)
            if issubclass(type(thing), self._array):
                return "[%s]" % self.content(thing).replace(BETWEEN_ITEMS, ", ")
        except (ValueError, RecursionError) as error:
            if is_from_script(error):
                raise
            return "<%s>" % type(thing).__name__
        return shorten(thing)

    def _text_of_simple(self, thing: Any) -> str:
        if _is_pointer(type(thing)):
            return "<%s>" % type(thing).__name__
        return shorten(self._value(thing))

    def field(self, thing: Any, name: str) -> str:
        """The text of a structure's field, of a simple object's value, or of an array's characters."""
        if issubclass(type(thing), self._simple):
            return self.short(thing)
        if issubclass(type(thing), self._array):
            return self.short(getattr(thing, name))
        kind = next((kind for field, kind, *_ in type(thing)._fields_ if field == name), None)
        return self._field_of(thing, name, kind)

    def _field_of(self, thing: Any, name: str, kind: Any) -> str:
        field: Any = next((vars(base)[name] for base in type(thing).__mro__ if name in vars(base)), None)
        if type(field) is not self._field or _is_pointer(kind):
            return "..."
        return self.short(field.__get__(thing))

    def _text_of_fields(self, thing: Any) -> str:
        cls, parts = type(thing), []
        for name, kind, *_ in cls._fields_[:_FIELDS]:
            parts.append("%s=%s" % (name, self._field_of(thing, name, kind)))
        more = ", ..." if len(cls._fields_) > _FIELDS else ""
        return "%s(%s%s)" % (cls.__name__, ", ".join(parts), more)


def attributes_of(thing: object) -> dict[str, Any]:
    """The attributes of an object; a class's own way to give them is not asked."""
    try:
        found: dict[str, Any] = object.__getattribute__(thing, "__dict__")
    except AttributeError as error:  # it has none
        if is_from_script(error):
            raise
        return {}
    return found


def _is_pointer(kind: Any) -> bool:
    """Whether reading something of this type would follow a pointer."""
    letter = getattr(kind, "_type_", None)
    return type(letter) is str and letter in _POINTERS
