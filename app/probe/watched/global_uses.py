"""Reads from a function's code where it changes or reads a global variable, also in what it calls.

What it may call is any function of the same module that it names; what it surely calls, where that decides.
"""

from __future__ import annotations

import sys

from . import copies
from .variable_uses import STORED, line_of, steps_of, variables_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import CodeType
    from typing import Any

    from .variable_uses import Step

_Function = type(lambda: None)
_LOADS = ("LOAD_GLOBAL", "LOAD_NAME")
_STORES = ("STORE_GLOBAL", "STORE_NAME", "DELETE_GLOBAL", "DELETE_NAME")
_DEEP = 3  # functions that call one another
#: By how a function is called up to 3.10: how much besides the arguments is taken.
_CALLS = {"CALL_FUNCTION": 0, "CALL_FUNCTION_KW": 1, "CALL_FUNCTION_EX": 0}
_ELSEWHERE = ("JUMP", "POP_JUMP", "FOR_", "YIELD", "SETUP")


def reached(code: CodeType, names: dict[str, Any], depth: int = _DEEP) -> set[str]:
    """The global names in the code of a function, and of those that it may call."""
    found = set(code.co_names)
    for inner in _named(code, names) if depth else ():
        found |= reached(inner, names, depth - 1)
    return found


def change(code: CodeType, names: dict[str, Any], name: str) -> tuple[CodeType, int] | None:
    """The first line that changes a variable for others; one that does more than set it before others."""
    found = list(_changes(code, names, name, _DEEP))
    found.sort(key=lambda one: one[2])
    return found[0][:2] if found else None


def changed(code: CodeType, names: dict[str, Any], depth: int = _DEEP) -> set[str]:
    """The variables that a function, or one that it may call, changes in any way."""
    found = set[str]()
    for at, operation, argument in steps_of(code, -2):
        if operation in _STORES:
            found.add(code.co_names[argument])
        elif operation in _LOADS and copies.found(code, at)[0]:
            found.update(variables_of(code, operation, argument))
        elif operation == "LOAD_CONST" and type(code.co_consts[argument]) is type(code):
            found |= changed(code.co_consts[argument], names, 0)
    for inner in dict.fromkeys(_named(code, names)) if depth else ():
        found |= changed(inner, names, depth - 1)
    return found


def loads(code: CodeType) -> Iterator[tuple[str, int]]:
    """The variables that a code reads, with the lines, in the order in which they stand there."""
    for at, operation, argument in steps_of(code, -2):
        if operation in _LOADS:
            yield variables_of(code, operation, argument)[0], line_of(code, at)


def changes_between(
    code: CodeType, names: dict[str, Any], name: str, begin: int, end: int
) -> Iterator[tuple[CodeType, int]]:
    """The lines between two offsets of a code that change a variable, and those of what is called there."""
    for step in steps_of(code, begin):
        at, operation, argument = step
        if at >= end:
            return
        if operation in _STORES and code.co_names[argument] == name:
            yield code, line_of(code, at)
        elif operation in _LOADS:
            loaded = variables_of(code, operation, argument)[0]
            function = names.get(loaded)
            if loaded == name and copies.found(code, at)[0]:
                yield code, line_of(code, at)
            elif type(function) is _Function and function.__globals__ is names and is_called(code, step):
                for inner in surely_called(function.__code__, names, _DEEP - 1):
                    yield from ((inner, line) for how, line in _uses(inner, name, -2) if how)


def setters(code: CodeType, names: dict[str, Any], name: str) -> set[int]:
    """The ids of all codes that change a variable, if each does no more than set it; else none."""
    found = list(_changes(code, names, name, _DEEP))
    return {id(where) for where, _, is_set in found} if all(is_set for *_, is_set in found) else set()


def _changes(
    code: CodeType, names: dict[str, Any], name: str, depth: int
) -> Iterator[tuple[CodeType, int, bool]]:
    """The lines that change a variable, and not only to be read by the same code; if they only set it."""
    if name in code.co_names:
        uses = list(_uses(code, name, -2))
        for index, (how, line) in enumerate(uses):
            grows = any(not before and at == line for before, at in uses[:index])
            if how and (how != STORED or grows or all(later for later, _ in uses[index + 1 :])):
                yield code, line, how == STORED and not grows
    for inner in _named(code, names) if depth else ():
        yield from _changes(inner, names, name, depth - 1)


def _named(code: CodeType, names: dict[str, Any]) -> Iterator[CodeType]:
    for name in code.co_names:
        function = names.get(name)
        if type(function) is _Function and function.__globals__ is names:
            yield function.__code__


def behind(
    code: CodeType, names: dict[str, Any], name: str, offset: int, depth: int = _DEEP
) -> Iterator[tuple[str, CodeType, int]]:
    """The uses of a variable behind an offset; also in functions that are named there, of which only the
    changes count in those that these name in turn."""
    for how, line in _uses(code, name, offset):
        if how or depth >= _DEEP - 1:
            yield how, code, line
    named = (where for _, where in _named_behind(code, names, offset)) if depth else ()
    for inner in dict.fromkeys(named):
        yield from behind(inner, names, name, -2, depth - 1)


def surely_called(code: CodeType, names: dict[str, Any], depth: int = _DEEP) -> Iterator[CodeType]:
    """A code and those of the functions that it calls, and does not only name."""
    yield code
    named = _named_behind(code, names, -2) if depth else ()
    for inner in dict.fromkeys(where for step, where in named if is_called(code, step)):
        yield from surely_called(inner, names, depth - 1)


def _named_behind(code: CodeType, names: dict[str, Any], offset: int) -> Iterator[tuple[Step, CodeType]]:
    """The functions of the module that are named behind an offset, and where."""
    for step in steps_of(code, offset):
        _, name, argument = step
        if name in _LOADS:
            function = names.get(variables_of(code, name, argument)[0])
            if type(function) is _Function and function.__globals__ is names:
                yield step, function.__code__


def is_called(code: CodeType, step: Step) -> bool:
    """Whether what an instruction loads is called right there."""
    at, name, argument = step
    if sys.version_info < (3, 11):
        return _is_called_3_10(code, at)
    if name == "LOAD_GLOBAL" and argument & 1:
        return True
    steps = [one for one in steps_of(code, -2) if one[1] != "CACHE"]
    index = next((index for index, one in enumerate(steps) if one[0] == at), 0)
    beside = index + 1 if sys.version_info >= (3, 13) else index - 1  # the NULL came before, and comes behind
    return 0 <= beside < len(steps) and steps[beside][1] == "PUSH_NULL"


def _is_called_3_10(code: CodeType, at: int) -> bool:
    from _opcode import stack_effect  # type: ignore[import-not-found]
    from opcode import HAVE_ARGUMENT, opmap

    above = 0  # so many values lie on the function
    for _, name, argument in steps_of(code, at):
        if name in _CALLS:
            taken = 1 + (argument & 1) if name == "CALL_FUNCTION_EX" else argument + _CALLS[name]
            if taken == above:
                return True
        if name.startswith(_ELSEWHERE):
            return True  # perhaps, as it has arguments that depend on something
        operation = opmap[name]
        effect = stack_effect(operation, argument if operation >= HAVE_ARGUMENT else None)
        if effect <= 0 and above + effect <= 0:
            return False
        above += effect
    return False


def _uses(code: CodeType, name: str, offset: int) -> Iterator[tuple[str, int]]:
    """Behind an offset: how a global variable is changed, "" where it is only read; and the line."""
    for at, operation, argument in steps_of(code, offset):
        if operation in _LOADS and variables_of(code, operation, argument)[0] == name:
            yield copies.found(code, at)[0], line_of(code, at)
        elif operation in _STORES and code.co_names[argument] == name:
            yield STORED, line_of(code, at)
