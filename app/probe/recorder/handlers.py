"""Tells an exception of the script's signal handler from a failure of our own.

A handler runs between two instructions of whatever code is running, ours too. What it raises (a
`Timeout` by SIGALRM, say) is the script's and has to go on to it; what our own code raises must
never get there.
"""

from __future__ import annotations

import _signal  # type: ignore[import-not-found]  # without the enums of `signal`

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def is_of_handler(error: BaseException) -> bool:
    """Whether an exception that was caught here was raised in a signal handler of the script."""
    codes, trace = _handler_codes(), error.__traceback__
    while trace is not None:
        if trace.tb_frame.f_code in codes:
            return True
        trace = trace.tb_next
    return False


def _handler_codes() -> list[Any]:
    found = []
    for number in range(1, _signal.NSIG):
        try:
            handler: Any = _signal.getsignal(number)
        except ValueError:
            continue
        while hasattr(handler, "func"):  # functools.partial
            handler = handler.func
        if callable(handler) and not hasattr(handler, "__code__"):
            handler = getattr(handler, "__func__", None) or getattr(type(handler), "__call__", None)  # noqa: B004
        found.append(getattr(handler, "__code__", None))
    return [code for code in found if code is not None]
