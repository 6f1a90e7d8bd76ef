"""Sees that a child has changed its own copy of what it was given, and that its parent reads another one.

That is an object of the script's whose method it runs, a Process of the script's own class, or an argument:
of a list, dict or set its items are looked at, of an object its attributes. What a parent has given is found
there by its variables; nothing is kept alive for that.
"""

from __future__ import annotations

from ..recorder.attributes import is_of_script, own_dict
from ..recorder.holders import locals_of
from ..recorder.shorten import METHOD, shorten
from . import copies, variable_uses
from .variable_uses import STORED

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import CodeType, FrameType
    from typing import Any

    from ..recorder.reporter import Reporter
    from .variable_uses import Use

    #: What a child was given: by the name that its code has for it; and what was in it, by attribute.
    Given = tuple[str, Any, dict[str, object]]
    #: The same as it is kept: without the object, with its class and its identity.
    Held = tuple[str, type, int, dict[str, object]]

_Function = type(lambda: None)
_SIMPLE = (int, float, complex, str, bool, type(None))
_ITEMS = ""  # in place of an attribute: the items of a container
_KEPT = 1000  # items and attributes
_DEEP = 2
_FRAMES = 3
_OF_PROCESS = frozenset(("_identity", "_config", "_parent_pid", "_parent_name", "_popen", "_closed", "_name"))


def given_to(process: Any, base: Any) -> list[Given]:
    """What a process's code is given, before it runs."""
    own = process.__dict__
    function = own.get("_target")
    if function is None:
        return _with_values([("self", process)]) if type(process).run is not base.run else []
    return _with_values(arguments_of(function, own.get("_args", ()), own.get("_kwargs", {})))


def given_with(function: Any) -> list[Given]:
    """The object whose method a function is."""
    return _with_values(arguments_of(function, (), {}))


def given_and_code(process: Any, base: Any) -> tuple[CodeType | None, list[Given]]:
    """In the child: its code, if that is the script's, and what that is given."""
    function = process.__dict__.get("_target")
    if function is None and type(process).run is not base.run:
        function = type(process).run
    code = _code_of(function)
    return code, [] if code is None else given_to(process, base)


def _code_of(function: Any) -> CodeType | None:
    """The code of a function or method."""
    function = getattr(function, "__func__", None) if type(function) is METHOD else function
    return function.__code__ if type(function) is _Function else None


def changed(given: list[Given], code: CodeType) -> Iterator[tuple[str, str, Use]]:
    """What is not as it was, and is of no use to this process itself: with what it is now, and the change.

    Of what was taken out of a container, or handed on after the change, nothing is expected in the parent.
    """
    for name, thing, before in given:
        now = _values(thing)
        for attribute, old in before.items():
            if attribute not in now or now[attribute] == old or _is_shorter(now[attribute], old):
                continue
            value = thing if attribute == _ITEMS else own_dict(thing)[attribute]
            uses = _uses(code, type(thing), name, attribute)
            change = next((use for use in uses if use[0]), ("", code, code.co_firstlineno, "", False))
            if attribute != _ITEMS or not _is_handed_on(uses, change):
                for item in ("", *(_changed_items(value, old) if attribute == _ITEMS else ())):
                    yield _path(name, attribute) + item, shorten(value), change


def _uses(code: CodeType, kind: type, name: str, attribute: str) -> list[Use]:
    if attribute == _ITEMS:
        return [use for use in variable_uses.of_variable(code, {name}) if use[0] != STORED]
    name = code.co_varnames[0] if name == "self" and code.co_argcount else name
    return [
        *variable_uses.of_attribute(code, attribute, -2, {name}),
        *variable_uses.in_methods(code, kind, attribute, -2, {name}),
    ]


def _is_handed_on(uses: list[Use], change: Use) -> bool:
    """Whether it is read after it was changed."""
    behind = uses[uses.index(change) + 1 :] if change in uses else uses
    return any(not use[0] and use[2] > change[2] and not variable_uses.is_only_shown(use) for use in behind)


def _is_shorter(now: Any, old: Any) -> bool:
    both = type(now), type(old)
    return both == (_Parts, _Parts) and len(now) < len(old)


def _changed_items(value: Any, old: Any) -> list[str]:
    """The items that are new or others than before, if they have keys that can be written."""
    now = _kept(value)
    if type(value) is dict:
        keys = [key for key in value if type(key) in (int, str)]
        before = dict(zip(old[::2], old[1::2], strict=True))
        same = [key for key in keys if before.get(_kept(key)) == _kept(value[key], _DEEP - 1)]
        return [f"[{key!r}]" for key in keys if key not in same]
    if type(value) is not list or len(now) != len(old):
        return []
    return [f"[{at}]" for at, (one, other) in enumerate(zip(now, old, strict=True)) if one != other]


# --- in the parent --------------------------------------------------------------------------


def held(given: list[Given]) -> list[Held]:
    """What is kept of that until the child has ended."""
    return [(name, type(thing), id(thing), values) for name, thing, values in given]


def reads(known: Held, frame: FrameType, report: Reporter) -> Iterator[tuple[str, str, str, Use]]:
    """What the script reads of it behind the call that `frame` is in, if that is still as it was.

    By the child's name, by that of the script there, with its value, and the use.
    """
    name, kind, identity, before = known
    at: FrameType | None = frame
    for _ in range(_FRAMES):
        if at is None:
            return
        scope = _Scope(at, kind, identity)
        found = [(attribute, *scope.read(attribute)) for attribute in before]
        uses = [(attribute, shown, use) for attribute, shown, use in found if use is not None]
        now = _values(scope.thing) if uses else {}
        for attribute, shown, use in uses:
            if not use[0] and now.get(attribute) == before[attribute]:
                value = scope.thing if attribute == _ITEMS else own_dict(scope.thing)[attribute]
                yield _path(name, attribute) + use[3], shown, shorten(value), use
        if uses:
            return
        at = report.script_frame(at.f_back)


class _Scope:
    """The variables that a frame sees, and how it holds one object."""

    def __init__(self, frame: FrameType, kind: type, identity: int) -> None:
        self._code, self._offset, self._kind = frame.f_code, frame.f_lasti, kind
        variables = dict(frame.f_globals)
        if frame.f_locals is not frame.f_globals:
            variables.update(locals_of(frame))
        self.thing: Any = None
        self.names = set[str]()  # of variables that hold it
        self._containers = set[str]()
        self._attributes = set[tuple[str, str]]()
        for name, value in variables.items():
            if self._is_it(value, identity):
                self.names.add(name)
            elif type(value) in (list, tuple, dict) and len(value) <= _KEPT:
                parts = list(value.values() if type(value) is dict else value)
                if any(self._is_it(part, identity) for part in parts):
                    self._containers.add(name)
            elif is_of_script(type(value)) and not issubclass(type(value), type):
                own = own_dict(value)
                self._attributes |= {(name, one) for one in own if self._is_it(own[one], identity)}
        self._others = {name for name, value in variables.items() if type(value) is not kind}

    def _is_it(self, value: Any, identity: int) -> bool:
        is_it = id(value) == identity and type(value) is self._kind
        if is_it:
            self.thing = value
        return is_it

    def read(self, attribute: str) -> tuple[str, Use | None]:
        """How the script calls what it uses behind the call, and the first use; one that changes it first."""
        uses = self._of_items() if attribute == _ITEMS else self._of_attribute(attribute)
        found = list(uses)
        changing = next((one for one in found if one[1][0]), None)
        return changing or next(iter(found), ("", None))

    def _of_items(self) -> Iterator[tuple[str, Use]]:
        for name in self.names:
            for use in variable_uses.of_variable(self._code, {name}, self._offset):
                yield name, use
        for name, attribute in self._attributes:
            for use in variable_uses.of_attribute(self._code, attribute, self._offset, {name}):
                yield f"{name}.{attribute}", use

    def _of_attribute(self, attribute: str) -> Iterator[tuple[str, Use]]:
        code, offset = self._code, self._offset
        for name in self.names:
            for use in variable_uses.of_attribute(code, attribute, offset, {name}):
                yield f"{name}.{attribute}", use
            for use in variable_uses.in_methods(code, self._kind, attribute, offset, {name}):
                yield f"{name}.{attribute}", use
        for name in self._containers:
            if next(variable_uses.of_variable(code, {name}, offset), None) is not None:
                for use in variable_uses.of_attribute(code, attribute, offset, None, self._others):
                    yield f"{name}[...].{attribute}", use


# --- values ---------------------------------------------------------------------------------


def arguments_of(function: Any, args: Any, kwargs: Any) -> list[tuple[str, Any]]:
    """What a function is given, by the names that it has for it."""
    code, found = _code_of(function), []
    if code is None or type(args) is not tuple or type(kwargs) is not dict:
        return []
    if type(function) is METHOD:
        found.append(("self", getattr(function, "__self__", None)))
    names = code.co_varnames[len(found) : code.co_argcount]
    found += zip(names, args, strict=False)
    return found + [(name, kwargs[name]) for name in kwargs if name in names]


def _with_values(given: list[tuple[str, Any]]) -> list[Given]:
    """What has something to look at; an attribute that is given itself is not looked at twice."""
    things = {id(thing) for _, thing in given}
    found = []
    for name, thing in given:
        own = {} if type(thing) in copies.PLAIN else own_dict(thing)
        values = {one: value for one, value in _values(thing).items() if id(own.get(one)) not in things}
        if values:
            found.append((name, thing, values))
    return found


def _values(thing: Any) -> dict[str, object]:
    """What is in it, as it can be compared and is not kept: of a container its items, else its attributes."""
    kind = type(thing)
    if kind in copies.PLAIN:
        return {_ITEMS: _kept(thing)} if len(thing) <= _KEPT else {}
    if not is_of_script(kind) or issubclass(kind, type):
        return {}
    own = own_dict(thing)
    return {
        name: _kept(value)
        for name, value in list(own.items())[:_KEPT]
        if type(name) is str and name not in _OF_PROCESS and _is_plain(value)
    }


def _is_plain(value: Any) -> bool:
    return type(value) in _SIMPLE or (type(value) in copies.PLAIN and len(value) <= _KEPT)


class _Parts(tuple):  # type: ignore[type-arg]
    """What a container had."""

    __slots__ = ()


def _kept(value: Any, depth: int = _DEEP) -> Any:
    """Simple values as they are; of a container what it has, and of what else is there who it is."""
    kind = type(value)
    if kind in _SIMPLE:
        return kind, value
    if kind not in copies.PLAIN or not depth or len(value) > _KEPT:
        return id(value)
    parts = [part for item in value.items() for part in item] if kind is dict else list(value)
    return _Parts(_kept(part, depth - 1) for part in parts)


def _path(name: str, attribute: str) -> str:
    return f"{name}.{attribute}" if attribute else name
