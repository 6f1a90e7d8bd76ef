"""Values that cross a process's border as JSON objects, and come back with nothing in them believed.

A subclass of `Message` is one kind of fact or command. Its annotations are its fields, and say how each
is read: what has another type than it should counts as not given, and is then the zero of its type. (A
dataclass would serve as well, and cost the supervisor and the command line 20 ms each at their start.)
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from math import isfinite
from typing import Any, ClassVar, Generic, Self, TypeVar, dataclass_transform

Reader = Callable[[object], Any]

_LARGEST = 2**63 - 1


# --- what comes from outside, made into what it should be ---------------------------------


def whole(value: object) -> int:
    """A whole number of 64 bits."""
    return whole_or_none(value) or 0


def whole_or_none(value: object) -> int | None:
    """A whole number of 64 bits, or that it is not known."""
    return value if type(value) is int and -_LARGEST <= value <= _LARGEST else None


def real(value: object) -> float:
    """A number."""
    if type(value) is float and isfinite(value):
        return value
    return float(whole(value))


def truth(value: object) -> bool:
    """Whether something is said to be so."""
    return value is True


def words(value: object) -> str:
    """A text without halves of characters."""
    return value.encode("utf-8", "replace").decode() if isinstance(value, str) else ""


def list_of_words(value: object) -> tuple[str, ...]:
    """Texts in their order."""
    return tuple(words(text) for text in value) if isinstance(value, (list, tuple)) else ()


def table_of_words(value: object) -> dict[str, str]:
    """Texts by their names."""
    return {words(name): words(text) for name, text in value.items()} if isinstance(value, dict) else {}


#: How a field is read, by its annotation.
_READERS: dict[str, Reader] = {
    "int": whole,
    "int | None": whole_or_none,
    "float": real,
    "bool": truth,
    "str": words,
    "tuple[str, ...]": list_of_words,
    "Mapping[str, str]": table_of_words,
}


# --- messages -----------------------------------------------------------------------------


@dataclass_transform(frozen_default=True)
class Message:
    """One fact or command; two are equal when they are of one kind and say the same."""

    _fields: ClassVar[tuple[tuple[str, Reader], ...]] = ()

    def __init_subclass__(cls, **readers: Reader) -> None:
        """`readers`: of single fields, whose types only this message knows."""
        new = ((name, readers.get(name) or _READERS[kind]) for name, kind in cls.__annotations__.items())
        cls._fields = (*cls._fields, *new)

    def __init__(self, *values: object, **named: object) -> None:
        names = (name for name, _ in self._fields)
        self.__dict__.update(zip(names, values, strict=False), **named)

    @classmethod
    def of(cls, fields: Mapping[str, object], **otherwise: object) -> Self:
        """The message with these fields, whatever they hold; for what is not given, or zero, `otherwise`."""
        message = cls.__new__(cls)
        for name, read in cls._fields:
            value = read(fields.get(name))
            message.__dict__[name] = otherwise[name] if not value and name in otherwise else value
        return message

    @property
    def fields(self) -> dict[str, Any]:
        """What it says, by the fields' names."""
        return {name: getattr(self, name) for name, _ in self._fields}

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Message) and type(other) is type(self) and other.fields == self.fields

    def __repr__(self) -> str:
        said = ", ".join(f"{name}={value!r}" for name, value in self.fields.items())
        return f"{type(self).__name__}({said})"


AnyMessage = TypeVar("AnyMessage", bound=Message)


class Vocabulary(Generic[AnyMessage]):
    """All that is said in one direction: each kind of message with its word on the wire."""

    def __init__(self, key: str, kinds: Mapping[str, type[AnyMessage]]) -> None:
        """`key` is the field that holds the word."""
        self._key = key
        self._kinds = kinds
        self._words = {kind: word for word, kind in kinds.items()}

    def pack(self, message: AnyMessage) -> bytes:
        """A message as JSON, on one line."""
        return to_json({self._key: self._words[type(message)], **message.fields})

    def unpack(self, text: bytes, **otherwise: object) -> AnyMessage | None:
        """The message that a JSON text is; None when it is none, or one of a newer version."""
        fields = from_json(text)
        word = fields.get(self._key)
        kind = self._kinds.get(word) if isinstance(word, str) else None
        return None if kind is None else kind.of(fields, **otherwise)


def to_json(fields: Mapping[str, object]) -> bytes:
    """Fields as a JSON object; half a character becomes its escape, which is JSON as well."""
    return json.dumps(fields, ensure_ascii=False).encode("utf-8", "backslashreplace")


def from_json(text: bytes) -> dict[str, object]:
    """The fields in a JSON object; {} when it is none."""
    try:
        fields = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return fields if isinstance(fields, dict) else {}
