"""Sees that a variable keeps a manager's answer, a copy, that is changed there and never put back.

``row = table["a"]`` and then ``row.append(1)``; also a part of the answer (``table["a"]["b"]``), and what a
`for` takes from an answer one by one. It is read from the code that follows the call, once for each place;
what is handed on in any way is left alone.
"""

from __future__ import annotations

from . import copies, variable_uses
from .variable_uses import STORED, SUBSCRIPTS, steps_of, variables_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import CodeType, FrameType
    from typing import Any

    from .variable_uses import Use

    #: The variable, how it is changed, the code and the line, whether the code surely comes there, and which
    #: part of the answer it is.
    Change = tuple[str, str, CodeType, int, bool, str]

_KEPT = 1024  # places
_PARTS = ("values", "items")  # what answers with a list of copies, which is of no interest itself
_GROWING = (
    ".append(...)",
    ".extend(...)",
    ".insert(...)",
    ".add(...)",
    " += ...",
    " |= ...",
)  # also if then shown

_ITEMS = 1000
_NO_KEY = object()

_known: dict[tuple[int, int], tuple[CodeType, Kept | None, Change | None]] = {}


class Kept:
    """Which variable keeps what of an answer, and where it begins to."""

    __slots__ = "at", "is_loaded", "is_loop", "path", "variable"

    def __init__(self, variable: str, at: int, is_loaded: bool, is_loop: bool, path: tuple[Any, ...]) -> None:
        self.variable, self.at = variable, at
        self.is_loaded = is_loaded  # the same instruction loads it again
        self.is_loop, self.path = is_loop, path  # it is each item of the part that these keys lead to


def change_of(frame: FrameType, answer: Any, method: str, proxy: type) -> Change | None:
    """How a frame changes later what a variable keeps of the answer of the call that it is in.

    `proxy` is the class of all proxies: what one of these is asked for takes effect.
    """
    if type(answer) not in copies.PLAIN or copies.may_have_proxies(answer, proxy):
        return None
    place = id(frame.f_code), frame.f_lasti
    known = _known.get(place)
    if known is None:
        if len(_known) >= _KEPT:
            _known.clear()
        known = _known[place] = frame.f_code, *_found(frame.f_code, frame.f_lasti, method in _PARTS)
    _, kept, change = known
    if kept is None or change is None:
        return None
    value = _part(answer, kept, method)
    return change if type(value) in copies.PLAIN and not copies.may_have_proxies(value, proxy) else None


def _part(answer: Any, kept: Kept, method: str) -> Any:
    """What the variable holds of an answer; of each of several the first."""
    for key in kept.path:
        if type(answer) is dict:
            parts = list(answer.items())[:_ITEMS]
            answer = next((part for one, part in parts if type(one) is type(key) and one == key), None)
        elif type(answer) is list and type(key) is int:
            answer = answer[key] if -len(answer) <= key < len(answer) else None
    if not kept.is_loop:
        return answer
    if type(answer) not in (list, set):
        return None  # the keys of a dict cannot be changed
    first = next(iter(answer), None)
    return first[-1] if method == "items" and type(first) is tuple else first


def _found(code: CodeType, offset: int, parts: bool) -> tuple[Kept | None, Change | None]:
    kept = _keeps(code, offset, parts)
    if kept is None:
        return None, None
    start = kept.at - 2 if kept.is_loaded else kept.at
    uses = list(variable_uses.of_variable(code, {kept.variable}, start, True))[kept.is_loaded :]
    uses = [use for index, use in enumerate(uses) if not _ends_in_place(use, uses[index - 1 : index])]
    change = next((use for use in uses if use[0]), None)
    if change is None or change[0] == STORED or not all(_is_its_own(use, change) for use in uses):
        return None, None
    how, _, line, *_ = change
    item = "[...]" if kept.is_loop and not parts else ""
    path = "".join(f"[{key!r}]" for key in kept.path) + item
    return kept, (kept.variable, how, code, line, variable_uses.comes_there(code, kept.at, line), path)


def _ends_in_place(use: Use, before: list[Use]) -> bool:
    """Whether it is the assignment that belongs to a ``+=``."""
    return use[0] == STORED and any(one[0].endswith("= ...") and one[2] == use[2] for one in before)


def _keeps(code: CodeType, offset: int, parts: bool) -> Kept | None:
    """The variable that keeps an answer, a part of it, or each of its parts."""
    is_loop, left = False, 1
    path: list[Any] = []
    key: Any = _NO_KEY
    for at, name, argument in steps_of(code, offset):
        if name in ("GET_ITER", "FOR_ITER", "UNPACK_SEQUENCE", "CACHE"):
            is_loop = is_loop or name == "FOR_ITER"
            if name == "UNPACK_SEQUENCE":
                if not parts:
                    return None
                left = argument
        elif not parts and not is_loop and key is _NO_KEY and name in ("LOAD_CONST", "LOAD_SMALL_INT"):
            key = code.co_consts[argument] if name == "LOAD_CONST" else argument
            if type(key) not in (int, str):
                return None
        elif key is not _NO_KEY and (name, argument if name == "BINARY_OP" else 0) in SUBSCRIPTS:
            path.append(key)
            key = _NO_KEY
        elif name.startswith("STORE_") and (is_loop or not parts) and key is _NO_KEY:
            stored = variables_of(code, name, argument)
            left -= 2 if name == "STORE_FAST_STORE_FAST" else 1
            if left <= 0 and stored:
                is_loaded = name == "STORE_FAST_LOAD_FAST"
                return Kept(stored[0 if is_loaded else -1], at, is_loaded, is_loop, tuple(path))
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
