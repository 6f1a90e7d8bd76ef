"""Sees that a child's code reads a global variable as it was at first, and its parent changed its own.

A child that was not forked has what the import of the script makes; a pool's worker what was there when it
began. Which variables a child's code reads, and nothing there changes, is read from its code; where the
parent has changed them, from the code on the way to the start. Both tell their values, and the fold compares.
"""

from __future__ import annotations

import time

from ...wire.records import PLACE, Effect, Phase
from ..recorder.log import encode
from ..recorder.shorten import shorten
from . import global_uses, variable_uses

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import CodeType, FrameType
    from typing import Any

    from ..recorder.reporter import Reporter

_now = time.monotonic_ns
_SIMPLE = (int, float, complex, str, bool, type(None))
_ITEMS = 100  # of a container
_NAMES = 64  # that are told of one function
_DEEP = 3
_FRAMES = 5
_Function = type(lambda: None)
_WRAPPED = (staticmethod, classmethod)
_BY_NAME = frozenset(("globals", "vars", "setattr", "exec", "eval", "import_module"))  # what may change any


class FirstValues:
    """Tells of a process's own variables, and of those that its children read."""

    def __init__(self, report: Reporter) -> None:
        self._report = report

    def tell_first(self, function: Any, pool: int = 0, initializer: Any = None) -> None:
        """This process begins to run a function: what that reads is as the process has found it."""
        names = function.__globals__
        changed = _changed(initializer.__code__, names) if initializer is not None else set()
        for name, (code, line) in _reads(function).items():
            if changed is not None and name not in changed:
                is_sure = code is function.__code__ and variable_uses.comes_there(code, -2, line)
                self._tell(Effect.FIRST_OWN, name, names, code, line, int(is_sure), pool)

    def tell_changed(self, function: Any, frame: FrameType, pid: int, pool: int = 0) -> None:
        """What this process had changed when it started one that runs a function, or asked a pool for it."""
        names = function.__globals__
        for name in _reads(function):
            found = self._change(frame, names, name)
            if found is not None:
                self._tell(Effect.GIVEN_OWN, name, names, *found, pid, pool)

    def _change(self, frame: FrameType, names: dict[str, Any], name: str) -> tuple[CodeType, int] | None:
        """The last line that has changed it on the way to where a frame is, but for the script's import."""
        at: FrameType | None = frame
        for _ in range(_FRAMES):
            if at is None or at.f_globals is not names:
                return None
            code = at.f_code
            begin = _guard(code) if code.co_name == "<module>" else -2
            if begin is None:
                return None
            found = list(global_uses.changes_between(code, names, name, begin, at.f_lasti))
            if found:
                return found[-1]
            at = self._report.script_frame(at.f_back)
        return None

    def _tell(
        self, effect: int, name: str, names: dict[str, Any], code: CodeType, line: int, value: int, pool: int
    ) -> None:
        log, text = self._report.log, encode(name + PLACE + shorten(names[name]))
        file, operation = log.string(code.co_filename), log.string(f"global {name}")
        log.write(1, Phase.DONE, _now(), pool, operation, file, line, value, text, effect)


def _guard(code: CodeType) -> int | None:
    """Where a module's code asks for its own name; None: it does not."""
    for at, name, argument in variable_uses.steps_of(code, -2):
        if name == "LOAD_NAME" and variable_uses.variables_of(code, name, argument) == ("__name__",):
            return at
    return None


def _reads(function: Any) -> dict[str, tuple[CodeType, int]]:
    """The variables that a function reads, also in what it calls, and that none of that changes."""
    code, names = function.__code__, function.__globals__
    wanted = {name for name in global_uses.reached(code, names) if _can_be_told(name, names)}
    if not wanted:
        return {}
    changed = _changed(code, names)
    if changed is None:
        return {}
    wanted -= changed
    found: dict[str, tuple[CodeType, int]] = {}
    for inner in global_uses.surely_called(code, names):
        for name, line in global_uses.loads(inner):
            if name in wanted and len(found) < _NAMES:
                found.setdefault(name, (inner, line))
    return found


def _changed(code: CodeType, names: dict[str, Any]) -> set[str] | None:
    """The variables that a function may change, or any method of the module; None: it may be all of them."""
    if not _BY_NAME.isdisjoint(global_uses.reached(code, names)):
        return None
    found = global_uses.changed(code, names)
    for cls in [one for one in names.values() if type(one) is type]:
        for method in list(type.__dict__["__dict__"].__get__(cls).values()):
            method = getattr(method, "__func__", method) if type(method) in _WRAPPED else method
            if type(method) is _Function and method.__globals__ is names:
                found |= global_uses.changed(method.__code__, names, 0)
    return found


def _can_be_told(name: str, names: dict[str, Any]) -> bool:
    return name in names and name[:1] != "_" and _is_plain(names[name], _DEEP)


def _is_plain(value: Any, depth: int) -> bool:
    """Whether its text is the same in each process that has the same value; a set's is not."""
    kind = type(value)
    if kind in (list, tuple, dict) and depth and len(value) <= _ITEMS:
        parts = [*value, *value.values()] if kind is dict else list(value)
        return all(_is_plain(part, depth - 1) for part in parts)
    return kind in _SIMPLE
