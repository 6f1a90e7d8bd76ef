"""Calls a built-in function so that what it warns of is said of the line that has called our stand-in.

A function in C gives a warning the place of the innermost Python frame. That is ours, and what our module is
warned of Python does not show: `os.fork` warns since 3.12 when there are other threads. So it is called from
a frame that has the caller's file, line and globals.
"""

from __future__ import annotations

import sys

from .around import _traceback

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

_CALL = (lambda function: function()).__code__
_Function: Any = type(lambda: 0)
_CALLER = 2  # calls outwards: what is returned here, the patch, and who has called that


def in_place(function: Callable[[], Any]) -> Callable[[], Any]:
    """What calls a function without arguments as if the line had done so that calls the patch around it."""

    def called() -> Any:
        try:
            at = sys._getframe(_CALLER)
            code = _CALL.replace(co_filename=at.f_code.co_filename, co_firstlineno=at.f_lineno)
            call = _Function(code, at.f_globals)
        except Exception:  # C code has made the call
            return function()
        try:
            return call(function)
        except BaseException as error:
            trace = _traceback.__get__(error)
            _traceback.__set__(error, trace.tb_next.tb_next)  # without this frame, and the one made here
            del at, call, trace
            raise

    return called
