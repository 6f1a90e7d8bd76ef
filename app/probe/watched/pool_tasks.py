"""Says what a task of a pool is, and with what it failed, in few words; no code of the script runs for it."""

from __future__ import annotations

from ...wire.records import PLACE
from ..recorder.shorten import describe_exception, name_of_callable, shorten

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import TracebackType
    from typing import Any

    from ..recorder.reporter import Reporter

_LENGTH = 72  # characters; so that most have room in one slot
_DEPTH = 2
PLACE_ATTRIBUTE = "_procession_place"  # of what wraps an exception that loses its traceback
_WRAPPED = ("ExceptionWithTraceback", "_ExceptionWithTraceback")


def call_text(function: Any, args: Any, kwds: Any = None) -> str:
    """`square(3)`"""
    name = name_of_callable(function)
    words = [shorten(value, _DEPTH) for value in args] if type(args) in (tuple, list) else [shorten(args)]
    if type(kwds) is dict:
        words += ["%s=%s" % (key, shorten(value, _DEPTH)) for key, value in kwds.items()]
    return _cut("%s(%s)" % (name, ", ".join(words)))


def chunk_text(function: Any, chunk: Any, unpacks: bool) -> str:
    """`square(0)` for a chunk of one, `square(0), ... (25)` for more; `unpacks`: each has all arguments."""
    if type(chunk) not in (tuple, list) or not chunk:
        return _cut(name_of_callable(function) + "()")
    first = call_text(function, chunk[0] if unpacks else (chunk[0],))
    return first if len(chunk) == 1 else "%s, ... (%d)" % (first[: _LENGTH - 12], len(chunk))


def failure_text(error: Any, report: Reporter) -> str:
    """The exception, and the line of the script that has raised it."""
    place = None
    if type(error).__name__ in _WRAPPED:
        place, error = error.__dict__.get(PLACE_ATTRIBUTE), error.exc
    text = _cut(describe_exception(error))
    place = place or place_of(error.__traceback__, report)
    return text if place is None else PLACE.join((text, *place))


def place_of(trace: TracebackType | None, report: Reporter) -> tuple[str, str] | None:
    """File and line of the innermost frame of the script in a traceback."""
    found = None
    while trace is not None:
        if not report.is_library(trace.tb_frame):
            found = trace.tb_frame.f_code.co_filename, str(trace.tb_lineno)
        trace = trace.tb_next
    return found


def _cut(text: str) -> str:
    return text if len(text) <= _LENGTH else text[: _LENGTH - 3] + "..."
