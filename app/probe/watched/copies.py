"""Sees that the answer of a call is changed at once, in the line that has asked: ``d["open"].append(1)``.

A manager's answer is a copy, so nothing comes of that. It is read from the code that follows the call in the
frame that has made it, once for each place, and only for an answer that can be changed.
"""

from __future__ import annotations

import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import CodeType, FrameType
    from typing import Any

#: Methods that change a container and return nothing; others may be called for what they return.
_CHANGING = frozenset(
    (
        *("append", "extend", "insert", "remove", "clear", "sort", "reverse", "add", "discard", "update"),
        *("appendleft", "extendleft", "difference_update", "intersection_update"),
        "symmetric_difference_update",
    )
)
#: What does nothing else when it is changed.
PLAIN = (list, dict, set, bytearray)
_OF_SCRIPT = ("__main__", "__mp_main__", "collections", "array", "types")
_KEPT = 1024  # places; and items that are looked at
_FAR = 40  # instructions
#: What only moves on; and after what nothing is known any more.
_NOTHING = frozenset(("CACHE", "EXTENDED_ARG", "NOP", "RESUME", "NOT_TAKEN"))
_ENDS = ("JUMP", "POP_JUMP", "FOR_", "SEND", "RETURN", "RAISE", "YIELD", "STORE_", "UNPACK", "SETUP")
#: How many of the highest on the stack an instruction moves or copies; of these its argument says it.
_REACH = {"DUP_TOP": 1, "ROT_TWO": 2, "DUP_TOP_TWO": 2, "ROT_THREE": 3, "ROT_FOUR": 4}
_REACH_TOLD = ("COPY", "SWAP", "ROT_N")
_SUBSCRIPT = 26  # of BINARY_OP, from 3.14 on

#: The operators that containers have, from 3.11 on as arguments of BINARY_OP.
_IN_PLACE = {13: "+=", 14: "&=", 18: "*=", 20: "|=", 23: "-=", 25: "^="}
_IN_PLACE_3_10 = {
    "INPLACE_ADD": "+=",
    "INPLACE_AND": "&=",
    "INPLACE_MULTIPLY": "*=",
    "INPLACE_OR": "|=",
    "INPLACE_SUBTRACT": "-=",
    "INPLACE_XOR": "^=",
}

_known: dict[tuple[int, int], tuple[CodeType, str, bool]] = {}


def change_of(frame: FrameType, answer: object, proxy: type) -> str:
    """How a frame changes the answer of the call that it is in: ".append(...)"; "" if it does not.

    `proxy` is the class of all proxies: what one of these is asked for takes effect.
    """
    kind = type(answer)
    if kind not in PLAIN and (kind.__module__ not in _OF_SCRIPT or issubclass(kind, proxy)):
        return ""
    place = id(frame.f_code), frame.f_lasti
    known = _known.get(place)
    if known is None:
        if len(_known) >= _KEPT:
            _known.clear()
        known = _known[place] = (frame.f_code, *found(frame.f_code, frame.f_lasti))
    _, how, is_inner = known
    return "" if is_inner and how and may_have_proxies(answer, proxy) else how


def may_have_proxies(answer: Any, proxy: type) -> bool:
    """Whether a part of an answer may be the very thing and no copy."""
    if type(answer) not in PLAIN:
        return True
    parts = answer.values() if type(answer) is dict else answer
    return any(issubclass(type(part), proxy) for part in list(parts)[:_KEPT])


def found(code: CodeType, offset: int, above: int = 0, in_place: bool = False) -> tuple[str, bool]:
    """What the code does to what the instruction there has put on the stack, or to a part of that.

    `above`: how much that instruction has put on top of it. `in_place`: ``+=`` is a change, too.
    """
    from _opcode import stack_effect  # type: ignore[import-not-found]  # here, as few processes need it

    steps, is_part = list(_steps(code, offset)), False
    for index, (op, name, argument, has_argument) in enumerate(steps):
        following = steps[index + 1] if index + 1 < len(steps) else (0, "", 0, False)
        how = _on_top(name, argument, following, code) if not above else _below_key(name, argument, above)
        if in_place and above == 1:
            how = how or _in_place(name, argument)
        if how is not None:
            return how, is_part
        if above == 1 and (name == "BINARY_SUBSCR" or (name == "BINARY_OP" and argument == _SUBSCRIPT)):
            above, is_part = 0, True
            continue
        reach = argument if name in _REACH_TOLD else _REACH.get(name, 0)
        effect = stack_effect(op, argument if has_argument else None)
        if reach > above or (effect <= 0 and above + effect <= 0):
            break  # it may have taken the answer, or moved it
        above += effect
    return "", False


def _steps(code: CodeType, offset: int) -> Iterator[tuple[int, str, int, bool]]:
    """The instructions behind that at an offset, up to the first that goes elsewhere."""
    from opcode import HAVE_ARGUMENT, opname  # half a millisecond

    data, high = code.co_code, 0
    for at in range(offset + 2, min(len(data), offset + 2 + 2 * _FAR), 2):
        op, argument = data[at], high | data[at + 1]
        name = opname[op]
        high = argument << 8 if name == "EXTENDED_ARG" else 0
        if name not in _NOTHING:
            yield op, name, argument, op >= HAVE_ARGUMENT
            if name.startswith(_ENDS):
                return


def _on_top(name: str, argument: int, following: Any, code: CodeType) -> str | None:
    """What is done to the answer while it is the highest on the stack; None: not known yet."""
    if name in ("LOAD_METHOD", "LOAD_ATTR"):
        method = _attribute(name, argument, code)
        return ".%s(...)" % method if method in _CHANGING else ""
    if name == "STORE_ATTR":
        return ".%s = ..." % code.co_names[argument]
    if name == "DUP_TOP" or (name == "COPY" and argument == 1):
        is_read = following[1] == "LOAD_ATTR"  # ``+=``
        return ".%s = ..." % _attribute("LOAD_ATTR", following[2], code) if is_read else ""
    return None


def _below_key(name: str, argument: int, above: int) -> str | None:
    """What is done to the answer while so many stand above it; None: not known yet."""
    if above != 1:
        return None
    if name == "STORE_SUBSCR" or name == "DUP_TOP_TWO" or (name == "COPY" and argument == 2):
        return "[...] = ..."  # the latter two begin a ``+=``
    return ".__delitem__(...)" if name == "DELETE_SUBSCR" else None


def _in_place(name: str, argument: int) -> str | None:
    """An operator that changes what is on its left side, if that can be changed."""
    symbol = _IN_PLACE.get(argument) if name == "BINARY_OP" else _IN_PLACE_3_10.get(name)
    return f" {symbol} ..." if symbol else None


def _attribute(name: str, argument: int, code: CodeType) -> str:
    return code.co_names[argument >> 1 if name == "LOAD_ATTR" and sys.version_info >= (3, 12) else argument]
