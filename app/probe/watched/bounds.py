"""How long a call may wait, by its arguments; no code of the script runs for the answer."""

from __future__ import annotations

from ...wire.records import AT_ONCE, FOR_EVER
from ..recorder.handlers import is_from_script

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_LONGEST = 1e30  # seconds; what a record has room for
_WHOLE = 1 << 63
_IN_C = type(float.__float__)


def bound_of(block: Any, timeout: Any) -> float:
    """How long a call with these arguments may wait, in seconds; FOR_EVER when nothing bounds it."""
    if not block:
        return AT_ONCE
    if timeout is None:
        return FOR_EVER
    if type(timeout) not in (int, float):
        timeout = _converted(timeout)
    try:
        return min(max(AT_ONCE, float(timeout)), _LONGEST)
    except (OverflowError, TypeError, ValueError) as error:
        if is_from_script(error):
            raise
        return FOR_EVER


def _converted(timeout: Any) -> Any:
    """A number of another type (a Decimal, one of numpy's), if its conversion is written in C; else None."""
    convert = getattr(type(timeout), "__float__", None)
    return convert(timeout) if type(convert) is _IN_C else None


def is_surely_a_time(timeout: Any) -> bool:
    """Whether the library takes this for a time-out; it may refuse another one, and in its own words."""
    kind = type(timeout)
    return timeout is None or kind is float or (kind is int and -_WHOLE < timeout < _WHOLE)
