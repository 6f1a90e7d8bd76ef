"""Short, harmless reprs: bounded in length and depth, and no code of the script runs for them.

Only the reprs of built-in types are asked; another object is shown by its type, as calling a
script's own ``__repr__`` could have effects, block, or be endless.
"""

from __future__ import annotations

from .handlers import is_from_script

LIMIT = 200  # characters
_ITEMS = 12
_DEPTH = 3
_PLAIN = (int, str, bytes, type(None))
_ATOMS = (int, float, complex, bool, type(None), range)


class _Method:
    def method(self) -> None: ...


METHOD = type(_Method().method)
_UNNAMED = ("builtins", "__main__", "__mp_main__")  # modules; the last is main's in a child that was spawned
_NAMED = (type(_Method.method), type(len), type)  # what has a name of its own


def shorten(value: object, depth: int = _DEPTH) -> str:
    """A repr of at most about `LIMIT` characters."""
    kind = type(value)
    try:
        if kind is int and -(1 << 64) < value < (1 << 64):  # type: ignore[operator]  # it is an int
            return repr(value)
        if kind is str or kind is bytes or kind is bytearray:
            return _shorten_text(value)  # type: ignore[arg-type]  # one of the three
        if kind is int:
            return "<int of %d bits>" % value.bit_length()  # type: ignore[attr-defined]  # it is an int
        if kind in _ATOMS:
            return repr(value)
        if kind in (list, tuple, set, frozenset, dict):
            return _cut(_container(value, kind, depth))
        if issubclass(kind, BaseException):  # what an object itself says of its class is code of the script
            return _cut(_exception(value))  # type: ignore[arg-type]  # it is an exception
    except RecursionError:
        pass  # the script is at its limit, and a repr goes deeper than we
    return "<%s>" % getattr(kind, "__qualname__", "object")


def shorten_items(items: object) -> str:
    """The items of what is not a list, such as an `array.array`, as those of a list."""
    return _cut(_container(items, list, _DEPTH))


def shorten_encoded(value: object) -> bytes:
    """The same in UTF-8, as it goes into a record."""
    if type(value) is int and -(1 << 64) < value < (1 << 64):
        return b"%d" % value
    return shorten(value).encode("utf-8", "backslashreplace")


def name_of_callable(thing: object) -> str:
    """What stands before the brackets of a call of it: the name of a function, else its type."""
    if type(thing) is METHOD:
        thing = thing.__func__  # type: ignore[attr-defined]  # it is a method
    if type(thing) in _NAMED:
        return _cut(thing.__name__)  # type: ignore[attr-defined]  # all of these have one
    return shorten(thing)


def describe_exception(error: BaseException) -> str:
    """An exception as a traceback's last line has it: "ValueError: x", "queue.Full"."""
    kind = type(error)
    module = kind.__module__
    name = kind.__qualname__ if module in _UNNAMED else module.lstrip("_") + "." + kind.__qualname__
    words = ", ".join(shorten(a) if type(a) is not str else a for a in error.args[:3])
    if isinstance(error, OSError) and kind.__str__ is OSError.__str__ and _is_plain(error):
        words = str(error)  # "[Errno 2] No such file or directory: 'x'"
    return _cut(name + (": " + words if words else ""))


def _is_plain(error: OSError) -> bool:
    """Whether no code of the script runs for its text: a name of a file may be an object of any kind."""
    names = OSError.filename.__get__(error), OSError.filename2.__get__(error)
    return all(type(part) in _PLAIN for part in (*error.args, *names))


def _exception(error: BaseException) -> str:
    return "%s(%s)" % (type(error).__qualname__, ", ".join(shorten(a, 1) for a in error.args[:3]))


def _shorten_text(value: str | bytes | bytearray) -> str:
    if len(value) <= LIMIT:
        return _cut(repr(value))
    return _cut(repr(value[: LIMIT - 20]) + "... (%d)" % len(value))


def _container(value: object, kind: type, depth: int) -> str:
    if depth <= 0:
        return "..."
    try:
        return _container_now(value, kind, depth)
    except RuntimeError as error:  # another thread changed it meanwhile
        if is_from_script(error):
            raise
        return "<%s, changing>" % kind.__name__


def _container_now(value: object, kind: type, depth: int) -> str:
    if kind is dict:
        parts = []
        for key, item in value.items():  # type: ignore[attr-defined]  # it is a dict
            parts.append(shorten(key, depth - 1) + ": " + shorten(item, depth - 1))
            if len(parts) >= _ITEMS:
                break
        return "{" + _join(parts, len(value)) + "}"  # type: ignore[arg-type]  # a sized container
    parts = []
    for item in value:  # type: ignore[attr-defined]  # it is a container
        parts.append(shorten(item, depth - 1))
        if len(parts) >= _ITEMS:
            break
    inner = _join(parts, len(value))  # type: ignore[arg-type]
    if kind is list:
        return "[" + inner + "]"
    if kind is tuple:
        return "(" + inner + ("," if len(parts) == 1 else "") + ")"
    if not parts:
        return kind.__name__ + "()"
    return "{" + inner + "}" if kind is set else "frozenset({" + inner + "})"


def _join(parts: list[str], total: int) -> str:
    return ", ".join(parts) + (", ... (%d)" % total if total > len(parts) else "")


def _cut(text: str) -> str:
    return text if len(text) <= LIMIT else text[: LIMIT - 3] + "..."
