"""Sees that a process has changed its own copy of the script's global variables, and who reads another one.

Which variables a child's code may change is read from its code; that it has changed them, from their values
when it began and when it ended. What its parent reads after join() is read from the code behind that call.
Only numbers, texts and plain containers are looked at, so that no code of the script runs. What a child was
given is looked at in `own_objects`.
"""

from __future__ import annotations

import time

from ...wire.records import PLACE, Effect, Phase
from ..recorder.log import encode
from ..recorder.shorten import METHOD, shorten
from . import copies, global_uses, own_objects
from .first_values import FirstValues

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import CodeType, FrameType
    from typing import Any

    from ..recorder.reporter import Reporter
    from .own_objects import Given, Held

    #: The variables of a module, and of those that may be changed the values.
    Before = tuple[dict[str, Any], dict[str, object]]
    #: By variable: the ids of the codes that only set it, if nothing else changes it.
    Setters = dict[str, set[int]]

_now = time.monotonic_ns
_Function = type(lambda: None)
_OWN = "code of the script"  # for a failure of ours
_GLOBAL, _OBJECT = "global", "object"  # what is changed: a variable, or something that was given
_SIMPLE = (int, float, complex, str, bool, type(None))
_KEPT = 1000  # items of a container, and children
_FRAMES = 5


class OwnCopies:
    """What children may change, by their pids in the parent; what this process had when its code began."""

    def __init__(self, report: Reporter) -> None:
        self._report = report
        self._children: dict[int, tuple[Before, Setters, list[Held]]] = {}
        #: By pool and function, which is kept; of a method its object, which is not.
        self._pools: dict[tuple[int, int], tuple[Any, Before | None, Setters, list[Held]]] = {}
        report.forked += self._children.clear, self._pools.clear

    def started(self, pid: int, function: Any, before: Before | None, held: list[Held]) -> None:
        """A child runs that may change what `before` tells of, and what it was given."""
        if (before is not None or held) and pid and len(self._children) < _KEPT:
            self._children[pid] = before or ({}, {}), _setters(function, before), held

    def changed(self, function: Any, before: Before) -> bool:
        """Tell which variables this process's code has changed, and where that stands in it; whether any."""
        names, values = before
        is_changed = False
        for name, old in values.items():
            if not _is_same(old, names.get(name)):
                found, is_changed = global_uses.change(function.__code__, names, name), True
                if found is not None:
                    self._tell(Effect.CHANGE_OWN, name, *found, shorten(names.get(name)))
        return is_changed

    def changed_objects(self, given: list[Given], code: CodeType) -> bool:
        """Tell what the code that this process has run has changed of what it was given; whether any."""
        is_changed = False
        for name, text, (_, where, line, *_) in own_objects.changed(given, code):
            is_changed = True
            self._tell(Effect.CHANGE_OWN, name, where, line, text, kind=_OBJECT)
        return is_changed

    def joined(self, pid: int, frame: FrameType) -> None:
        """The parent has waited for a child's end: tell what it reads after that and the child may change."""
        before, setters, held = self._children.pop(pid, (({}, {}), {}, []))
        self._tell_reads(before, setters, held, frame, pid, 0)

    def asked(self, pool: int, function: Any, frame: FrameType) -> None:
        """The workers of a pool are to run this, as is asked at or above a frame."""
        is_method = type(function) is METHOD
        key = pool, id(function.__self__ if is_method else function)
        if (is_method or type(function) is _Function) and key not in self._pools and len(self._pools) < _KEPT:
            held = own_objects.held(own_objects.given_with(function))
            plain, before = function_before(function)
            self._pools[key] = None if is_method else function, before, _setters(plain, before), held
            script = self._report.script_frame(frame)
            if plain is not None and script is not None:
                FirstValues(self._report).tell_changed(plain, script, 0, pool)

    def has_run(self, pool: int, frame: FrameType) -> None:
        """Something that a pool was asked for is there."""
        for key, (function, before, setters, held) in list(self._pools.items()):
            if key[0] == pool and (before is not None or held):
                self._pools[key] = function, None, {}, []
                self._tell_reads(before or ({}, {}), setters, held, frame, 0, pool)

    def _tell_reads(
        self, before: Before, setters: Setters, held: list[Held], frame: FrameType, pid: int, pool: int
    ) -> None:
        for known in held:
            for name, shown, text, (_, code, line, *_) in own_objects.reads(known, frame, self._report):
                self._tell(Effect.READ_OWN, name, code, line, text, pid, pool, _OBJECT, shown)
        names, values = before
        called = self._called(frame, names) if setters else set()
        for name, old in values.items():
            its_own = setters.get(name) and setters[name] <= called  # its value is its own, and meant to be
            if _is_same(old, names.get(name)) and not its_own:
                found = self._read(frame, names, name)
                if found is not None:
                    self._tell(Effect.READ_OWN, name, *found, shorten(names[name]), pid, pool)

    def _read(self, frame: FrameType, names: dict[str, Any], name: str) -> tuple[CodeType, int] | None:
        """The first line behind the call that reads it, if none there changes it."""
        at: FrameType | None = frame
        for _ in range(_FRAMES):
            if at is None or at.f_globals is not names:
                return None
            uses = list(global_uses.behind(at.f_code, names, name, at.f_lasti))
            if any(how for how, _, _ in uses):
                return None
            if uses:
                return uses[0][1:]
            at = self._report.script_frame(at.f_back)
        return None

    def _called(self, frame: FrameType, names: dict[str, Any]) -> set[int]:
        """The ids of the codes that are called where a frame is, and in those that have called it."""
        found, at = set[int](), frame if frame.f_globals is names else None
        for _ in range(_FRAMES):
            if at is None:
                break
            found.update(map(id, global_uses.surely_called(at.f_code, names)))
            at = self._report.script_frame(at.f_back)
        return found

    def _tell(
        self,
        effect: int,
        name: str,
        code: CodeType,
        line: int,
        text: str,
        pid: int = 0,
        pool: int = 0,
        kind: str = _GLOBAL,
        shown: str = "",
    ) -> None:
        log = self._report.log
        file, operation = log.string(code.co_filename), log.string(f"{kind} {shown or name}")
        log.write(
            1, Phase.DONE, _now(), pool, operation, file, line, pid, encode(name + PLACE + text), effect
        )


def aside(report: Reporter, look: Any, *args: Any) -> Any:
    """Look at what is not told of a call itself: what fails of ours here harms nothing else; None then."""
    try:
        return look(*args) if report.tells(_OWN) else None
    except BaseException as error:
        if report.is_the_scripts(error, _OWN):
            raise
        return None


def values_before(process: Any, base: Any) -> tuple[Any, Before | None]:
    """The function that a process runs, and the values of the variables that its code may change."""
    function = process.__dict__.get("_target")
    if function is None and type(process).run is not base.run:
        function = type(process).run
    return function_before(function)


def function_before(function: Any) -> tuple[Any, Before | None]:
    """The same of a function."""
    function = getattr(function, "__func__", function) if type(function) is METHOD else function
    if type(function) is not _Function:
        return None, None
    names = function.__globals__
    reached = global_uses.reached(function.__code__, names)
    values = {
        name: _kept(value)
        for name, value in list(names.items())
        if name in reached and name[:1] != "_" and _is_plain(value)
    }
    code = function.__code__
    changed = {name: value for name, value in values.items() if global_uses.change(code, names, name)}
    return function, (names, changed) if changed else None


def _setters(function: Any, before: Before | None) -> Setters:
    if before is None:
        return {}
    names, values = before
    return {name: global_uses.setters(function.__code__, names, name) for name in values}


# --- values ---------------------------------------------------------------------------------


def _is_plain(value: object) -> bool:
    return type(value) in _SIMPLE or (type(value) in copies.PLAIN and len(value) <= _KEPT)  # type: ignore[arg-type]


def _kept(value: Any) -> object:
    """What it was, also when it is changed; of a container which objects it had, and none of them is kept."""
    if type(value) is dict:
        return [id(one) for item in value.items() for one in item]
    return [id(one) for one in value] if type(value) in copies.PLAIN else value


def _is_same(old: object, value: object) -> bool:
    new = _kept(value)
    return type(old) is type(new) and (old is new or old == new)
