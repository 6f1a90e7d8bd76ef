"""Finds what holds an object in the script: `lock`, `forks[0]`, `self.inbox`, `table.forks[2]`.

Looked at are the variables of frames, the items of containers and the attributes of objects, through the
built-in types' own methods, so that no code of the script runs, and so many of them at most.
"""

from __future__ import annotations

import sys
from itertools import compress, count, islice

from ...wire.records import Holder
from .attributes import (
    KEYS,
    LEAVES,
    Module,
    attributes_of,
    classes_of,
    fields_of,
    main_variables,
    name_of,
    pairs_of,
)
from .shorten import shorten

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from types import FrameType
    from typing import Any

    #: Rank (see `Holder`), name, what it holds.
    Root = tuple[int, str, object]
    #: Rank, whether a variable or an attribute itself holds it, the name.
    Hit = tuple[int, bool, str]

FRAMES = 4  # of the script, from the innermost one outwards, whose variables are looked at
_OPTIMIZED, _ARGUMENTS, _KEYWORDS = 1, 4, 8  # CO_OPTIMIZED: a function; CO_VARARGS, CO_VARKEYWORDS
_NESTED = 256  # items of one container that are looked into
_MOST_HITS = 2000
_INSIDE = 8  # what looking into something costs of the room, besides its items
_DEPTH = 2  # steps from a variable: `grid[1][2]`, `table.forks[2]`
_KEY = 40  # characters of a key
#: Up to 3.12 a function that calls these has one snapshot of its variables, and asking renews it.
_ASKS_FOR_LOCALS = frozenset(("locals", "vars", "eval", "exec")) if sys.version_info < (3, 13) else None


class Search:
    """One look at what the script holds.

    `wanted` are entries by the identities of their objects, `room` is how much is looked at, and `most` how
    much of one container; `hits` is what holds them, by entry.
    """

    __slots__ = ("_groups", "_most", "_plain", "_room", "_seen", "_wanted", "hits")

    def __init__(self, wanted: dict[int, Any], room: int, most: int) -> None:
        self._wanted = wanted
        self._room = room
        self._most = most
        self._seen: set[int] = set()
        self._plain: set[Any] = set()  # entries that a variable of their own holds
        self._groups: list[tuple[int, set[Any]]] = []  # entries that are in one container, and its rank
        self.hits: dict[Any, list[Hit]] = {}

    def look(self, frames: Sequence[FrameType]) -> None:
        """Look from `frames`, the script's own from the innermost one outwards; the best holders first."""
        roots = _roots_of(frames)
        roots.sort(key=_rank_of, reverse=True)
        for rank, name, value in roots:
            if id(value) in self._wanted:
                self._note(value, rank, True, name)
        inside = [root for root in roots if self._may_hold(root[2])]
        for containers in (True, False):  # `workers[0].inbox` stays true longer than `worker.inbox`
            for rank, name, value in inside:
                if _is_container(value) is containers:
                    self._look_into(rank, name, value, _DEPTH)

    def passing(self) -> dict[Any, int]:
        """Entries whose variable holds one of many after the other: `for fork in forks`.

        With the rank up to which that is so of their variables.
        """
        found: dict[Any, int] = {}
        for rank, group in self._groups:
            if not group <= self._plain:
                for entry in group & self._plain:
                    found[entry] = max(rank, Holder.LOCAL, found.get(entry, 0))
        return found

    def _note(self, value: object, rank: int, plain: bool, name: str) -> None:
        entry = self._wanted.get(id(value))
        if entry is None or not entry.is_of(value):
            return
        self.hits.setdefault(entry, []).append((rank, plain, name))
        if plain:
            self._plain.add(entry)

    def _may_hold(self, value: object) -> bool:
        return type(value) not in LEAVES and id(value) not in self._wanted

    def _look_into(self, rank: int, name: str, value: object, depth: int) -> None:
        """What is in `value`, so many steps deep."""
        if self._room <= _INSIDE or id(value) in self._seen:
            return
        self._seen.add(id(value))
        self._room -= _INSIDE
        if not _is_container(value):
            self._look_at_attributes(_rank_inside(rank, value), name, attributes_of(value), depth)
        elif issubclass(type(value), dict):
            most = min(dict.__len__(value), self._room, self._most)  # type: ignore[arg-type]  # it is a dict
            self._room -= most
            pairs = pairs_of(value, most)  # type: ignore[arg-type]
            self._look_at_items(rank, name, [key for key, _ in pairs], [item for _, item in pairs], depth)
        else:
            self._look_at_sequence(rank, name, value, depth)

    def _look_at_attributes(
        self, rank: int, name: str, attributes: list[tuple[str, object]], depth: int
    ) -> None:
        self._room -= len(attributes)
        for attribute, value in attributes:
            if id(value) in self._wanted:
                self._note(value, rank, True, name + "." + attribute)
            elif depth > 1 and _is_container(value):
                self._look_into(rank, name + "." + attribute, value, depth - 1)

    def _look_at_sequence(self, rank: int, name: str, sequence: Any, depth: int) -> None:
        kind = type(sequence)
        read = list.__iter__ if issubclass(kind, list) else tuple.__iter__
        values = list(islice(read(sequence), min(self._room, self._most)))
        fields = fields_of(kind) if kind not in (list, tuple) else None
        if fields is not None and len(fields) == len(values):
            named = [(field, item) for field, item in zip(fields, values, strict=True) if type(field) is str]
            self._look_at_attributes(rank, name, named, depth)
        else:
            self._look_at_items(rank, name, None, values, depth)

    def _look_at_items(
        self, rank: int, name: str, keys: list[object] | None, values: list[object], depth: int
    ) -> None:
        """The items of a container, which are at `keys`, or numbered."""
        self._room -= len(values)
        group = set()
        for at in compress(count(), map(self._wanted.__contains__, map(id, values))):
            key = key_text(at if keys is None else keys[at])
            if key and len(self.hits) < _MOST_HITS:
                self._note(values[at], rank, False, name + key)
                group.add(self._wanted.get(id(values[at])))
        if len(group) > 1:
            self._groups.append((rank, group))
        nested = values[: min(_NESTED, self._most)]
        if depth > 1 and not LEAVES.issuperset(map(type, nested)):
            for at, value in enumerate(nested):
                if self._room <= _INSIDE:
                    break
                if self._may_hold(value):
                    key = key_text(at if keys is None else keys[at])
                    if key:
                        self._look_into(rank, name + key, value, depth - 1)


def _rank_of(root: Root) -> int:
    return root[0]


def _rank_inside(rank: int, value: object) -> int:
    """The rank of what an object has, if a variable of `rank` holds the object."""
    if type(value) is Module:
        return rank
    return min(rank, Holder.SELF if issubclass(type(value), type) else Holder.OBJECT)


def _is_container(value: object) -> bool:
    return issubclass(type(value), (list, tuple, dict))


def key_text(key: object) -> str:
    """`[0]`, `['a']`, `[(1, 2)]`; "" for a key that is long, or of a type of the script's own."""
    parts = key if type(key) is tuple else (key,)
    if not 0 < len(parts) <= 4 or not all(type(part) in KEYS for part in parts):
        return ""
    text = shorten(key)
    return "[" + text + "]" if len(text) <= _KEY else ""


def attribute_text(name: object) -> str:
    """`.inbox`; "" for a name of a type of the script's own."""
    return "." + name if type(name) is str else ""


# --- variables ------------------------------------------------------------------------------


def _roots_of(frames: Sequence[FrameType]) -> list[Root]:
    """The variables that can be seen from `frames`."""
    found: list[Root] = []
    for at, frame in enumerate(frames[:FRAMES]):
        if frame.f_code.co_flags & _OPTIMIZED:
            found += _roots_in_function(frame, frames[at + 1 :])
        elif frame.f_locals is not frame.f_globals:  # a class body, or exec
            scope = frame.f_locals  # in a mapping of the script's own its code would run
            variables = _named(pairs_of(scope)) if issubclass(type(scope), dict) else []
            found += [(Holder.LOCAL, *pair) for pair in variables]
    scopes = [frames[0].f_globals]
    main = main_variables()
    if main is not scopes[0]:
        scopes.append(main)
    return found + [(Holder.MODULE, *pair) for scope in scopes for pair in _named(pairs_of(scope))]


def _roots_in_function(frame: FrameType, callers: Sequence[FrameType]) -> list[Root]:
    """Its variables, the attributes of `self`, and the classes that have more."""
    code, variables, found = frame.f_code, locals_of(frame), []
    arguments = code.co_varnames[: _argument_count(code)]
    is_method = any(name in ("self", "cls") for name, _ in variables)
    # Called by no other function of the script, as `main()` is, it is where things are made for all.
    is_outermost = not callers or not callers[0].f_code.co_flags & _OPTIMIZED
    rank = Holder.OUTERMOST if is_outermost and not is_method else Holder.LOCAL
    for name, value in variables:
        if name == "self":
            own = attributes_of(value, code.co_names)
            found += [(Holder.SELF, "self." + attribute, part) for attribute, part in own]
            found += [(Holder.SELF, *pair) for pair in classes_of(value)]
        elif name == "cls" and issubclass(type(value), type):
            found.append((Holder.SELF, name_of(value), value))
        else:
            found.append((Holder.ARGUMENT if name in arguments else rank, name, value))
    return found


def _argument_count(code: Any) -> int:
    variable = bool(code.co_flags & _ARGUMENTS) + bool(code.co_flags & _KEYWORDS)
    return int(code.co_argcount + code.co_kwonlyargcount + variable)


def locals_of(frame: FrameType) -> list[tuple[str, object]]:
    """The variables of a function's frame that somebody has named; the frame stays as it was."""
    if _ASKS_FOR_LOCALS and not _ASKS_FOR_LOCALS.isdisjoint(frame.f_code.co_names):
        return []
    scope = frame.f_locals
    try:
        return _named(pairs_of(scope) if type(scope) is dict else scope.items())
    finally:
        # Up to 3.12 the snapshot stays with the frame, and would keep what it names alive. One that
        # the script holds too (its own locals()) is left alone: here it is the frame's, ours, the call's.
        # A function that traces or profiles the frame gives the snapshot back to it when it returns.
        ours = type(scope) is dict and sys.getrefcount(scope) <= 3
        if ours and not sys.gettrace() and not sys.getprofile():
            scope.clear()


def _named(pairs: Iterable[tuple[Any, Any]]) -> list[tuple[str, object]]:
    """The variables that somebody has named: no `__file__`, no `.0`, no `_`."""
    return [
        (name, value)
        for name, value in pairs
        if type(value) not in LEAVES
        and type(name) is str
        and name[:1] != "."
        and name[:2] != "__"
        and name != "_"
    ]
