"""Reads from a function's code where it changes or reads a variable, or an attribute of one."""

from __future__ import annotations

import sys

from . import copies

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import CodeType
    from typing import Any

    #: How something is changed, "" where it is only read; the code and the line where it is; the item if only
    #: one is read, as it stands in the script; whether it is only asked for something.
    Use = tuple[str, CodeType, int, str, bool]
    #: Where an instruction stands, its name, its argument.
    Step = tuple[int, str, int]

STORED = "="
_Function = type(lambda: None)
_Code = type((lambda: None).__code__)
_SKIPPED = ("CACHE", "NOP", "NOT_TAKEN", "PUSH_NULL", "COPY", "DUP_TOP", "SWAP", "ROT_TWO")
_GLOBAL = ("LOAD_GLOBAL", "LOAD_NAME")
_ASKED = ("LOAD_ATTR", "LOAD_METHOD")
_SHOWING = frozenset(("print", "len"))
SUBSCRIPTS = (("BINARY_SUBSCR", 0), ("BINARY_OP", 26))  # the latter from 3.14 on
_DEEP = 3  # functions that call one another
_ELSEWHERE = ("JUMP", "POP_JUMP", "FOR_", "SEND", "RETURN", "RAISE", "YIELD", "SETUP", "BEFORE")


def of_variable(code: CodeType, names: set[str], offset: int = -2, in_place: bool = False) -> Iterator[Use]:
    """Behind an offset: the uses of variables, also in functions that are written there.

    `in_place`: what they hold can be changed by ``+=``.
    """
    for at, name, argument in steps_of(code, offset):
        used = variables_of(code, name, argument)
        if names.isdisjoint(used):
            continue
        if name == "STORE_FAST_LOAD_FAST" and used[0] in names:
            yield STORED, code, line_of(code, at), "", False
            if used[1] not in names:
                continue
        is_below = len(used) == 2 and used[-1] not in names
        is_stored = name.startswith("STORE_") and name != "STORE_FAST_LOAD_FAST"
        how = STORED if is_stored else copies.found(code, at, int(is_below), in_place)[0]
        if how or is_below:
            yield how, code, line_of(code, at), "", is_below and _next(code, at)[0][1:] in SUBSCRIPTS
        else:
            yield how, code, line_of(code, at), *_asked(code, at)
    for inner in _written_in(code, offset):
        yield from of_variable(inner, names)


def of_attribute(
    code: CodeType, attribute: str, offset: int = -2, variables: set[str] | None = None, apart: Any = ()
) -> Iterator[Use]:
    """Behind an offset: the uses of an attribute of these variables; None: of all but those `apart`."""
    loaded: tuple[str, ...] = ()
    for at, name, argument in steps_of(code, offset):
        if name in _SKIPPED:
            continue
        its = attribute_of(code, name, argument) == attribute
        if its and (variables is None if not loaded else _is_meant(loaded[-1], variables, apart)):
            how = STORED if name == "STORE_ATTR" else copies.found(code, at)[0]
            yield how, code, line_of(code, at), "", False
        loaded = variables_of(code, name, argument)
    for inner in _written_in(code, offset):
        yield from of_attribute(inner, attribute, -2, variables, apart)


def in_methods(
    code: CodeType, kind: type, attribute: str, offset: int, variables: set[str], depth: int = _DEEP
) -> Iterator[Use]:
    """The same in the methods of a class that are called of these variables."""
    loaded: tuple[str, ...] = ()
    for _, name, argument in steps_of(code, offset):
        if name in _SKIPPED:
            continue
        if name in _ASKED and loaded and loaded[-1] in variables:
            method = _method(kind, attribute_of(code, name, argument))
            if method is not None:
                itself = set(method.co_varnames[:1])
                yield from of_attribute(method, attribute, -2, itself)
                if depth:
                    yield from in_methods(method, kind, attribute, -2, itself, depth - 1)
        loaded = variables_of(code, name, argument)


def is_only_shown(use: Use) -> bool:
    """Whether something is read in a line that prints it or asks for its length, and does no more."""
    _, code, line, *_ = use
    for at, name, argument in steps_of(code, -2):
        if (
            name in _GLOBAL
            and line_of(code, at) == line
            and variables_of(code, name, argument)[0] in _SHOWING
        ):
            return True
    return False


def _asked(code: CodeType, offset: int) -> tuple[str, bool]:
    """What a value is asked for right behind it: the item, if its key is in the code; if for anything."""
    first, second = _next(code, offset)
    if first[1] in _ASKED or first[1] == "CONTAINS_OP":
        return "", True
    if second[1:] not in SUBSCRIPTS:
        return "", False
    _, name, argument = first
    key = code.co_consts[argument] if name == "LOAD_CONST" else argument
    is_key = name in ("LOAD_CONST", "LOAD_SMALL_INT") and type(key) in (int, str)
    return f"[{key!r}]" if is_key else "", True


def _next(code: CodeType, offset: int) -> list[Step]:
    """The next two instructions."""
    found: list[Step] = []
    for step in steps_of(code, offset):
        if step[1] not in _SKIPPED:
            found.append(step)
        if len(found) == 2:
            return found
    return [*found, (0, "", 0), (0, "", 0)][:2]


def _is_meant(loaded: str, variables: set[str] | None, apart: Any) -> bool:
    return loaded not in apart if variables is None else loaded in variables


def _method(kind: type, name: str) -> CodeType | None:
    for cls in type.__dict__["__mro__"].__get__(kind):
        found = type.__dict__["__dict__"].__get__(cls).get(name)
        if type(found) is _Function:
            return found.__code__
    return None


def steps_of(code: CodeType, offset: int) -> Iterator[Step]:
    """The instructions behind an offset."""
    from opcode import opname

    data, high = code.co_code, 0
    for at in range(offset + 2, len(data), 2):
        name, argument = opname[data[at]], high | data[at + 1]
        high = argument << 8 if name == "EXTENDED_ARG" else 0
        if not high or name != "EXTENDED_ARG":
            yield at, name, argument


def _written_in(code: CodeType, offset: int) -> Iterator[CodeType]:
    """The code of functions and comprehensions that are written behind an offset."""
    for _, name, argument in steps_of(code, offset):
        if name == "LOAD_CONST" and type(code.co_consts[argument]) is _Code:
            yield code.co_consts[argument]


def variables_of(code: CodeType, name: str, argument: int) -> tuple[str, ...]:
    """The variables that an instruction loads or stores; two at a time from 3.13 on."""
    if name in _GLOBAL or name in ("STORE_GLOBAL", "STORE_NAME"):
        shifted = name == "LOAD_GLOBAL" and sys.version_info >= (3, 11)
        return (code.co_names[argument >> 1 if shifted else argument],)
    if name.count("_FAST") == 2:
        return _local(code, name, argument >> 4), _local(code, name, argument & 15)
    if ("_FAST" in name or "_DEREF" in name) and "AND_CLEAR" not in name:
        return (_local(code, name, argument),)
    return ()


def _local(code: CodeType, name: str, argument: int) -> str:
    if sys.version_info >= (3, 11):
        return code._varname_from_oparg(argument)  # type: ignore[attr-defined,no-any-return]
    names = code.co_cellvars + code.co_freevars if "_DEREF" in name else code.co_varnames
    return names[argument]


def attribute_of(code: CodeType, name: str, argument: int) -> str:
    """The attribute that an instruction is about; "" of another one."""
    if name in _ASKED:
        shifted = name == "LOAD_ATTR" and sys.version_info >= (3, 12)
        return code.co_names[argument >> 1 if shifted else argument]
    return code.co_names[argument] if name == "STORE_ATTR" else ""


def line_of(code: CodeType, offset: int) -> int:
    return next((line or 0 for start, end, line in code.co_lines() if start <= offset < end), 0)


def comes_there(code: CodeType, offset: int, line: int) -> bool:
    """Whether no jump is between an offset and a line."""
    for at, name, _ in steps_of(code, offset):
        if line_of(code, at) == line:
            return True
        if name.startswith(_ELSEWHERE):
            return False
    return False


def names_before(code: CodeType, offset: int) -> set[str]:
    """The names that the code up to an offset uses: global ones, attributes, keywords of calls."""
    found: set[str] = set()
    for at, name, argument in steps_of(code, -2):
        if at >= offset:
            break
        if name in _GLOBAL:
            found.update(variables_of(code, name, argument))
        elif name in _ASKED:
            found.add(attribute_of(code, name, argument))
        elif name in ("KW_NAMES", "LOAD_CONST") and type(code.co_consts[argument]) is tuple:
            found.update(one for one in code.co_consts[argument] if type(one) is str)
    return found
