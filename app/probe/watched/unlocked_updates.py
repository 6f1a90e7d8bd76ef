"""Reads from a function's code that it reads a file or a place of a shared block and writes it back.

That cannot be seen as it happens: to watch each `open` would cost every record, and a block's bytes have no
calls. So it is told what the code does where it surely comes to it by calls, and only if nothing there looks
like a lock; the fold knows whether others did the same at that time. What is not understood is not told.
"""

from __future__ import annotations

import os
import time

from ...wire.records import PLACE, Effect, Phase
from ..recorder.log import encode
from . import global_uses, own_objects, variable_uses
from .variable_uses import SUBSCRIPTS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import CodeType
    from typing import Any

    from ..recorder.reporter import Reporter
    from .variable_uses import Step

    #: What is used, whether it is written, and where.
    Event = tuple[str, bool, CodeType, int]
    #: An instruction: "const", "load", "store", "attr" or its name; what that is about; as it stands there.
    Token = tuple[str, Any, Step]

_now = time.monotonic_ns
_Function = type(lambda: None)
_DEEP = 3
_LONG = 4000  # tokens of a function
_UNKNOWN = object()
_FILE, _BYTES = "file", "block"
_SILENT = frozenset(
    ("CACHE", "NOP", "PUSH_NULL", "PRECALL", "RESUME", "EXTENDED_ARG", "NOT_TAKEN", "KW_NAMES")
)
_READING = frozenset(("read", "readline", "readlines", "load", "read_text", "read_bytes"))
_WRITING = frozenset(("write_text", "write_bytes"))
_VIEWING = frozenset(("ndarray", "frombuffer", "asarray", "cast"))
#: What keeps others off, or asks whether somebody was there before.
_GUARDS = frozenset(
    (
        "acquire",
        "flock",
        "lockf",
        "locking",
        "exists",
        "isfile",
        "is_file",
        "mkdir",
        "link",
        "symlink",
        "O_EXCL",
    )
)
_WITH = ("BEFORE_WITH", "SETUP_WITH", "LOAD_SPECIAL")  # of the last, from 3.14 on, there are two
_JUMPS = ("POP_JUMP", "JUMP_IF")
_NEAR = 40  # tokens of a call
#: A function that names none of these, nor one that it may call, updates nothing of that kind.
_WANTED = frozenset(("open", "buf", *_WRITING))
_MODES = frozenset("rwaxbt+U")


class _Block:
    """A block of shared memory, by its name."""

    def __init__(self, name: str) -> None:
        self.name = name


class _View(_Block):
    """What is laid over a block's bytes."""


def tell(report: Reporter, function: Any, process: Any = None) -> None:
    """Tell what a function updates that this process begins to run."""
    names, code = function.__globals__, function.__code__
    if _WANTED.isdisjoint(global_uses.reached(code, names)):
        return
    known: dict[str, Any] = {}
    if process is not None:
        own = process.__dict__
        given = own_objects.arguments_of(own.get("_target"), own.get("_args", ()), own.get("_kwargs", {}))
        known = {name: _known(value) for name, value in given}
    reader = _Reader(names)
    reader.events(code, known, _DEEP)
    if reader.is_guarded:
        return
    for what, (read, write) in reader.pairs.items():
        log, (_, _, where, line) = report.log, read
        file, operation = log.string(where.co_filename), log.string("update")
        log.write(
            1, Phase.DONE, _now(), 0, operation, file, line, write[3], encode(what), Effect.UPDATE_UNSEEN
        )


class _Reader:
    """Goes through a function's code and that of what it calls."""

    def __init__(self, names: dict[str, Any]) -> None:
        self._names = names
        self.pairs: dict[str, tuple[Event, Event]] = {}  # by what is read and then written
        self.is_guarded = False

    def events(self, code: CodeType, known: dict[str, Any], depth: int) -> list[Event]:
        """The uses in the order in which they stand, `known`: the values of variables."""
        tokens = list(_tokens(code))[:_LONG]
        tokens += [("", None, (0, "", 0))] * 5
        found: list[Event] = []
        since = 0  # of `found`: a value was returned after those before
        reads_files = any(kind == "attr" and what in _READING for kind, what, _ in tokens)
        making: Any = None  # what the next variable will hold
        over: Any = None  # the block whose bytes were asked for last
        is_view = False  # something is being laid over it
        for index, (kind, what, step) in enumerate(tokens[:-5]):
            behind, line = tokens[index + 1 :], variable_uses.line_of(code, step[0])
            before = tokens[index - 1] if index else ("", None, step)
            self.is_guarded = self.is_guarded or _is_guard(tokens, index, code)
            if kind == "attr" and what == "buf":
                over = self._value(before, code, known)
            if kind == "store":
                if is_view or before[:2] == ("attr", "buf"):
                    making = _View(over.name) if isinstance(over, _Block) else _UNKNOWN
                known[what] = making if making is not None else self._value(before, code, known)
                making, over, is_view = None, None, False
            elif kind in ("load", "attr") and what == "SharedMemory":
                making = self._attached(behind, code, known)
            elif kind in ("load", "attr") and what in _VIEWING:
                is_view = True
            elif kind == "POP_TOP":
                making, over, is_view = None, None, False
            elif kind.startswith("RETURN") and not _returns_nothing(kind, what, before, code):
                since = len(found)
            for name, is_write in self._used(tokens, index, code, known, reads_files):
                found.append((name, is_write, code, line))
                self._pair(found[since:])
            if kind == "load" and depth and what not in code.co_varnames:
                function = self._names.get(what)
                if (
                    type(function) is _Function
                    and function.__globals__ is self._names
                    and global_uses.is_called(code, step)
                ):
                    inner = self._given(function, behind, code, known)
                    found += self.events(function.__code__, inner, depth - 1)
                    self._pair(found[since:])
        return found

    def _pair(self, events: list[Event]) -> None:
        what, is_write, *_ = events[-1] if events else ("", False)
        for read in events[:-1] if is_write else ():
            if read[0] == what and not read[1] and what not in self.pairs:
                self.pairs[what] = read, events[-1]

    def _used(
        self, tokens: list[Token], index: int, code: CodeType, known: dict[str, Any], reads_files: bool
    ) -> Iterator[tuple[str, bool]]:
        """What an instruction begins to use: its name, and whether that is written."""
        kind, what, _ = tokens[index]
        one, two, three, four = tokens[index + 1 : index + 5]
        if kind == "load" and what == "open" and what not in self._names:
            yield from self._opened(self._value(one, code, known), two, code, known, reads_files)
        elif kind == "attr" and index:
            holder = self._value(tokens[index - 1], code, known)
            if what in _READING | _WRITING and _is_path(holder):
                yield _file(holder), what in _WRITING
            elif what == "open" and _is_path(holder):
                yield from self._opened(holder, one, code, known, reads_files)
            elif what == "buf" and isinstance(holder, _Block):
                yield from self._item(holder, one, two, code, known)
        elif kind == "load" and isinstance(known.get(what), _View):
            yield from self._item(known[what], one, two, code, known)
        if kind in ("load", "attr") and what in ("unpack_from", "pack_into") and three[:2] == ("attr", "buf"):
            place, block = self._value(four, code, known), self._value(two, code, known)
            if isinstance(block, _Block) and type(place) is int:
                yield f"{_BYTES}{PLACE}{block.name}{PLACE}[{place}:]", what == "pack_into"

    def _opened(
        self, path: Any, behind: Token, code: CodeType, known: dict[str, Any], reads: bool
    ) -> Iterator[tuple[str, bool]]:
        mode: Any = self._value(behind, code, known) if behind[0] in ("const", "load") else "r"
        mode = "r" if type(mode) is str and not _MODES.issuperset(mode) else mode  # it is an encoding
        if type(mode) is not str or not (type(path) is str or _is_path(path)):
            return
        self.is_guarded = self.is_guarded or "x" in mode
        if "r" in mode and ("+" not in mode or reads):
            yield _file(path), False
        if "w" in mode or "+" in mode:
            yield _file(path), True

    def _item(
        self, block: _Block, key: Token, use: Token, code: CodeType, known: dict[str, Any]
    ) -> Iterator[tuple[str, bool]]:
        """One item of a block's bytes, or of what is laid over them."""
        value = self._value(key, code, known)
        name = f"{_BYTES}{PLACE}{block.name}{PLACE}{type(block).__name__}[{value!r}]"
        if type(value) is not int:
            return
        if (use[0], use[1] if use[0] == "BINARY_OP" else 0) in SUBSCRIPTS:
            yield name, False
        elif use[0] == "STORE_SUBSCR":
            yield name, True
        elif use[0] in ("COPY", "DUP_TOP_TWO"):  # a ``+=``
            yield name, False
            yield name, True

    def _attached(self, behind: list[Token], code: CodeType, known: dict[str, Any]) -> Any:
        """The block that a call of SharedMemory attaches by its name."""
        values = []
        for token in behind:
            if token[0] not in ("const", "load"):
                break
            values.append(self._value(token, code, known))
        names = [value for value in values if type(value) is str]
        return _Block(names[0]) if len(names) == 1 and True not in values else _UNKNOWN

    def _value(self, token: Token, code: CodeType, known: dict[str, Any]) -> Any:
        kind, what, _ = token
        if kind == "const":
            return what
        if kind != "load":
            return _UNKNOWN
        if what in known:
            return known[what]
        is_local = what in code.co_varnames or what in code.co_cellvars or what in code.co_freevars
        return _UNKNOWN if is_local else _known(self._names.get(what))

    def _given(
        self, function: Any, behind: list[Token], code: CodeType, known: dict[str, Any]
    ) -> dict[str, Any]:
        """What a function is called with, as far as it is plain."""
        values: list[Any] = []
        for token in behind:
            if token[0] not in ("const", "load"):
                break
            values.append(self._value(token, code, known))
        inner, count = function.__code__, function.__code__.co_argcount
        is_plain = token[0] in ("CALL", "CALL_FUNCTION") and token[1] == len(values) <= count
        if not is_plain:
            return {}
        late = function.__defaults__ or ()
        found = dict(zip(inner.co_varnames[count - len(late) : count], map(_known, late), strict=True))
        return found | dict(zip(inner.co_varnames, values, strict=False))


def _is_guard(tokens: list[Token], index: int, code: CodeType) -> bool:
    """Whether an instruction keeps others off, as far as one can see.

    Any `with` but that of a file does; and who is asked what it was given may do something else than others.
    """
    kind, what, _ = tokens[index]
    if kind in ("load", "attr"):
        return what in _GUARDS
    if kind.startswith(_JUMPS):
        return any(name in code.co_varnames[: code.co_argcount] for name in _tested(tokens[:index]))
    if kind not in _WITH:
        return False
    for before, name, _ in reversed(tokens[max(0, index - _NEAR) : index]):
        if name == "open" or before == "LOAD_SPECIAL":
            return False
        if before in ("store", "POP_TOP"):
            break
    return True


def _tested(tokens: list[Token]) -> Iterator[str]:
    """The variables of a condition, of which these are the instructions before its jump."""
    for kind, what, _ in reversed(tokens):
        if kind in ("store", "POP_TOP") or kind.startswith((*_JUMPS, "STORE", "FOR_", "RETURN")):
            return
        if kind == "load":
            yield what


def _known(value: Any) -> Any:
    """What is of use of a value."""
    kind = type(value)
    if kind in (str, int) or _is_path(value):
        return value
    if kind.__name__ == "SharedMemory" and kind.__module__ == "multiprocessing.shared_memory":
        return _Block(value.__dict__.get("_name", "").lstrip("/"))
    return _UNKNOWN


def _is_path(value: Any) -> bool:
    """Whether it is a path of the library's own type, which few scripts import."""
    kind = type(value)
    return kind.__name__ == "PosixPath" and kind.__module__ in ("pathlib", "pathlib._local")


def _file(path: Any) -> str:
    return _FILE + PLACE + os.path.abspath(str(path))


def _returns_nothing(kind: str, what: Any, before: Token, code: CodeType) -> bool:
    if kind == "RETURN_CONST":
        return code.co_consts[what] is None
    return kind != "RETURN_VALUE" or before[:2] == ("const", None)


def _tokens(code: CodeType) -> Iterator[Token]:
    for step in variable_uses.steps_of(code, -2):
        _, name, argument = step
        used = variable_uses.variables_of(code, name, argument)
        if name in _SILENT:
            continue
        if name == "LOAD_CONST":
            yield "const", code.co_consts[argument], step
        elif name == "LOAD_SMALL_INT":
            yield "const", argument, step
        elif name in ("LOAD_ATTR", "LOAD_METHOD"):
            yield "attr", variable_uses.attribute_of(code, name, argument), step
        elif name == "STORE_FAST_LOAD_FAST":
            yield "store", used[0], step
            yield "load", used[1], step
        elif used and name.startswith(("LOAD", "STORE")):
            for one in used:
                yield "load" if name.startswith("LOAD") else "store", one, step
        else:
            yield name, argument, step
