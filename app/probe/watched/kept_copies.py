"""Sees that a variable keeps a manager's answer, a copy, that is changed there and never put back.

``row = table["a"]`` and then ``row.append(1)``; also what a `for` takes from an answer one by one. It is read
from the code that follows the call, once for each place; what is handed on in any way is left alone.
"""

from __future__ import annotations

from . import copies, variable_uses
from .variable_uses import STORED, line_of, steps_of, variables_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import CodeType, FrameType
    from typing import Any

    from .variable_uses import Use

    #: The variable, how it is changed, the code and the line, and whether the code surely comes there.
    Change = tuple[str, str, CodeType, int, bool]

_KEPT = 1024  # places
_PARTS = ("values", "items")  # what answers with a list of copies, which is of no interest itself
_GROWING = (".append(...)", ".extend(...)", ".insert(...)", ".add(...)")  # also if the result is looked at
_ELSEWHERE = ("JUMP", "POP_JUMP", "FOR_", "SEND", "RETURN", "RAISE", "YIELD", "SETUP", "BEFORE")

_known: dict[tuple[int, int], tuple[CodeType, Change | None]] = {}


def change_of(frame: FrameType, answer: Any, method: str, proxy: type) -> Change | None:
    """How a frame changes later what a variable keeps of the answer of the call that it is in.

    `proxy` is the class of all proxies: what one of these is asked for takes effect.
    """
    parts = method in _PARTS
    if type(answer) not in copies.PLAIN or (parts and not answer) or copies.may_have_proxies(answer, proxy):
        return None
    place = id(frame.f_code), frame.f_lasti
    known = _known.get(place)
    if known is None:
        if len(_known) >= _KEPT:
            _known.clear()
        known = _known[place] = frame.f_code, _found(frame.f_code, frame.f_lasti, parts)
    return known[1]


def _found(code: CodeType, offset: int, parts: bool) -> Change | None:
    kept = _keeps(code, offset, parts)
    if kept is None:
        return None
    variable, at, is_loaded = kept
    uses = list(variable_uses.of_variable(code, {variable}, at - 2 if is_loaded else at))[is_loaded:]
    change = next((use for use in uses if use[0]), None)
    if change is None or change[0] == STORED or not all(_is_its_own(use, change) for use in uses):
        return None
    how, _, line, *_ = change
    return variable, how, code, line, _comes_there(code, at, line)


def _keeps(code: CodeType, offset: int, parts: bool) -> tuple[str, int, bool] | None:
    """The variable that keeps an answer, or each of its parts; where; if it is loaded there as well."""
    is_loop, left = False, 1
    for at, name, argument in steps_of(code, offset):
        if parts and name in ("GET_ITER", "FOR_ITER", "UNPACK_SEQUENCE", "CACHE"):
            is_loop = is_loop or name == "FOR_ITER"
            left = argument if name == "UNPACK_SEQUENCE" else left
        elif name == "CACHE":
            continue
        elif name.startswith("STORE_") and (is_loop or not parts):
            stored = variables_of(code, name, argument)
            left -= 2 if name == "STORE_FAST_STORE_FAST" else 1
            if left <= 0 and stored:
                is_loaded = name == "STORE_FAST_LOAD_FAST"
                return stored[0 if is_loaded else -1], at, is_loaded
        else:
            return None
    return None


def _is_its_own(use: Use, change: Use) -> bool:
    """Whether a use keeps the copy where it is: it changes it, asks for a part, or is about another value."""
    how, _, line, _, is_asked = use
    if how:
        return True
    if line > change[2]:
        return change[0] in _GROWING and variable_uses.is_only_shown(use)
    return is_asked or variable_uses.is_only_shown(use)


def _comes_there(code: CodeType, offset: int, line: int) -> bool:
    """Whether no jump is in between."""
    for at, name, _ in steps_of(code, offset):
        if line_of(code, at) == line:
            return True
        if name.startswith(_ELSEWHERE):
            return False
    return False
