"""Reads the attributes that an object really has, without running code of the script.

A property is not asked, nor are __getattribute__, __getattr__ and what a class says of its own __dict__; no
object of the library is looked into.
"""

from __future__ import annotations

import sys
from itertools import islice

from .handlers import is_from_script

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

KEYS = frozenset((int, str, float, bool, bytes, type(None)))  # types of keys that are said
#: Nothing is in them that is looked for.
LEAVES = KEYS | {complex, bytearray, range, type(is_from_script), type(len)}
_MOST = 2000  # attributes of one object, variables of one scope

_class_dict: Any = type.__dict__["__dict__"].__get__
_class_mro: Any = type.__dict__["__mro__"].__get__
_class_name: Any = type.__dict__["__name__"].__get__
_Slot = type(type(is_from_script).__dict__["__globals__"])
_REAL = (type(type.__dict__["__dict__"]), _Slot)  # how a class gives its instances' own __dict__
Module, _Space = type(sys), type(sys.implementation)


def attributes_of(thing: object, private: Iterable[str] = ()) -> list[tuple[str, object]]:
    """The attributes of an object, as the script writes them.

    Of those that begin with `_` only the ones in `private`, if a class of the library has some, too.
    """
    kind = type(thing)
    if kind is Module:
        found = pairs_of(own_dict(thing)) if _is_beside_main(thing) else []
    elif issubclass(kind, type):
        found = pairs_of(_class_dict(thing).copy()) if is_of_script(thing) else []
    elif is_of_script(kind) or kind is _Space or _module_of(kind) == "argparse":
        found = pairs_of(own_dict(thing)) + _slots(thing)
    else:
        return []
    all_private = kind is not Module and all(cls is object or is_of_script(cls) for cls in _class_mro(kind))
    return [
        (_as_written(name, kind), value)
        for name, value in found
        if type(name) is str and (name[:1] != "_" or all_private or name in private) and name[:2] != "__"
    ]


def classes_of(thing: object) -> list[tuple[str, object]]:
    """The script's classes that an object is an instance of, by name."""
    return [(name_of(cls), cls) for cls in _class_mro(type(thing)) if is_of_script(cls)]


def main_variables() -> dict[str, object]:
    """The variables of the script's main module."""
    main = sys.modules.get("__main__")
    return own_dict(main) if type(main) is Module else {}


def name_of(cls: object) -> str:
    """The name of a class, whatever it says of itself."""
    return str(_class_name(cls))


def fields_of(kind: type) -> tuple[object, ...] | None:
    """The names of a named tuple's items; None of another one."""
    fields = _class_dict(kind).get("_fields")
    return fields if type(fields) is tuple else None


def pairs_of(mapping: dict[Any, Any], most: int = _MOST) -> list[tuple[Any, Any]]:
    """Of the first items of a dict, or of a script's own kind of dict, those that may hold something.

    Without its methods. The others are dropped at once: many tuples together would set off the garbage
    collector, and with it code of the script.
    """
    try:
        return [pair for pair in islice(dict.items(mapping), most) if type(pair[1]) not in LEAVES]
    except RuntimeError as error:  # another thread has changed it meanwhile
        if is_from_script(error):
            raise
        return []


def _as_written(name: str, kind: type) -> str:
    """`__lock` for `_Worker__lock`."""
    at = name.find("__", 1)
    if name[:1] != "_" or at < 2:
        return name
    owners = [_class_name(cls).lstrip("_") for cls in _class_mro(kind)]
    return name[at:] if name[1:at] in owners else name


def own_dict(thing: object) -> dict[Any, Any]:
    """The dict of an object's own attributes itself; {} of one that has none."""
    for cls in _class_mro(type(thing)):
        descriptor = _class_dict(cls).get("__dict__")
        if type(descriptor) in _REAL:
            found = descriptor.__get__(thing)
            return found if issubclass(type(found), dict) else {}
    return {}


def _slots(thing: object) -> list[tuple[str, object]]:
    found = []
    for cls in _class_mro(type(thing)):
        names = _class_dict(cls)
        if "__slots__" in names:
            slots = [(name, slot) for name, slot in pairs_of(names.copy()) if type(slot) is _Slot]
            found += [(name, value) for name, slot in slots for value in _value_in(slot, thing)]
    return found


def _value_in(slot: Any, thing: object) -> list[object]:
    """What stands in a slot; [] while it is empty."""
    try:
        return [slot.__get__(thing)]
    except AttributeError as error:
        if is_from_script(error):
            raise
        return []


def _module_of(cls: object) -> str:
    module = _class_dict(cls).get("__module__")
    return module if type(module) is str else "builtins"


def is_of_script(cls: object) -> bool:
    """Whether a class is none of the library's."""
    return _module_of(cls).partition(".")[0] not in sys.stdlib_module_names


def _is_beside_main(module: object) -> bool:
    """Whether a module is one of the script's own: its file lies where main's does, or below."""
    here, there = main_variables().get("__file__"), dict.get(own_dict(module), "__file__")
    if type(here) is not str or type(there) is not str:
        return False
    folder = here[: max(here.rfind("/"), here.rfind("\\")) + 1]
    return bool(folder) and there.startswith(folder) and "site-packages" not in there
