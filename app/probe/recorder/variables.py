"""The script's module-level variables with simple values, as this process sees them.

Sampled at every reported operation, so it has to be cheap: the names are collected once for
each size of the module's dict, and values are compared by identity. A script with many
variables is sampled once a millisecond at quick operations, and always when it has to wait.
"""

from __future__ import annotations

import sys
import time
from _operator import is_
from itertools import repeat

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any  # costs every process of the script some milliseconds otherwise

_SIMPLE = (int, float, complex, bool, str, bytes, type(None))
_MANY = 8
_PAUSE_NS = 1_000_000
_KEPT = 64  # names per process
_now = time.monotonic_ns


class Variables:
    """What was reported last, and what has changed since."""

    __slots__ = ("_last", "_module_id", "_names", "_size", "_time_ns")

    def __init__(self) -> None:
        self._module_id = 0  # no reference: it would keep all that the script has beyond its end
        self.forget()

    def forget(self) -> None:
        """Report everything again: a forked child says what it inherited."""
        self._names: list[str] = []
        self._last: list[object] = []
        self._size = -1
        self._time_ns = 0

    def changed(self, always: bool) -> list[tuple[str, object]]:
        """Name and value of each variable that changed; [] mostly."""
        module = getattr(sys.modules.get("__main__"), "__dict__", None)
        if module is None:
            return []
        if len(self._names) > _MANY and not always:
            now = _now()
            if now - self._time_ns < _PAUSE_NS:
                return []
            self._time_ns = now
        if id(module) != self._module_id or len(module) != self._size:
            self._collect(module)
        values = list(map(module.get, self._names, repeat(_NOTHING)))
        last = self._last
        if all(map(is_, values, last)):
            return []
        news = [
            (name, value)
            for name, value, before in zip(self._names, values, last, strict=False)
            if value is not before and not _same(value, before)
        ]
        self._last = values
        if all(type(value) in _SIMPLE for _, value in news):
            return news
        self._size = -1  # one is no longer simple, or gone: collect anew, and keep no reference to it
        self._last = [value if type(value) in _SIMPLE else None for value in values]
        return [(name, value) for name, value in news if type(value) in _SIMPLE]

    def _collect(self, module: dict[str, Any]) -> None:
        known = dict(zip(self._names, self._last, strict=False)) if id(module) == self._module_id else {}
        self._module_id, self._size = id(module), len(module)
        self._names = [
            name for name, value in list(module.items()) if name[:1] != "_" and type(value) in _SIMPLE
        ][:_KEPT]
        self._last = [known.get(name, _NOTHING) for name in self._names]


_NOTHING = object()


def _same(one: object, other: object) -> bool:
    """Equal without running code of the script: only simple values of one type are compared."""
    return type(one) is type(other) and type(one) in _SIMPLE and one == other
