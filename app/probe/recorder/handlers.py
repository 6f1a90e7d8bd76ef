"""Tells an exception of the script that was raised in our midst from a failure of our own.

A signal handler runs between two instructions of whatever code is running, ours too. What it raises (a
`Timeout` by SIGALRM, say) is the script's and has to go on to it; what our own code raises must never get
there. The same holds of what one thread of the script raises in another one (`PyThreadState_SetAsyncExc`),
and of what a trace function raises.
"""

from __future__ import annotations

import _signal  # type: ignore[import-not-found]  # without the enums of `signal`
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def is_from_script(error: BaseException) -> bool:
    """Whether an exception that was caught in our code is the script's."""
    if not isinstance(error, Exception) or _is_not_ours(error):
        return True
    codes, trace = _handler_codes(), error.__traceback__
    while trace is not None:
        if trace.tb_frame.f_code in codes:
            return True
        trace = trace.tb_next
    return False


def _is_not_ours(error: Exception) -> bool:
    """Nothing that we call raises a class of the script, or an exception that does not say why.

    One that is raised in another thread is made of its class alone.
    """
    module = type(error).__module__
    if not isinstance(module, str) or module.partition(".")[0] not in sys.stdlib_module_names:
        return True
    return not error.args and not isinstance(error, MemoryError)


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
