"""The ceremony of `around` for a method that a script may call thousands of times a second.

An ordinary call has the object, and perhaps one thing that it is given, and is passed on just so; with
`*args` it would take twice as long. A call with more goes the other way.
"""

from __future__ import annotations

import sys

from ..recorder.handlers import is_from_script
from .around import around, cut
from .likeness import like

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from .around import Watcher

_getframe = sys._getframe
_NO_NAMES: dict[str, Any] = {}  # nobody writes into it


def around_bare(original: Any, watcher: Watcher) -> Any:
    """In the place of a method that is mostly called as ``thing.get()``."""
    begin, done, failed = watcher.begin, watcher.done, watcher.failed
    otherwise = around(original, watcher, 2)

    def patched(self: Any, *args: Any, **kwargs: Any) -> Any:
        if args or kwargs or watcher.aside:
            try:
                return otherwise(self, *args, **kwargs)
            except BaseException as error:
                cut(error)
                del self, args, kwargs
                raise
        frame = call = ours = None
        try:
            try:
                frame = _getframe(1)
            except ValueError:  # C code has made the call
                frame = _getframe(0)
            call = begin(frame, (self,), _NO_NAMES)
        except BaseException as error:
            if is_from_script(error):
                cut(error)
                del self, frame
                raise
            ours = error.with_traceback(None)
        try:
            result = original(self)
        except BaseException as error:
            try:
                if call is not None:
                    failed(call, error)
                elif isinstance(ours, RecursionError):  # it may have taken effect all the same
                    watcher.report.untold = watcher.report.untold, None
            except RecursionError:  # see `Reporter.untold`; it is counted as lost
                watcher.report.untold = watcher.report.untold, None
            except BaseException as worse:  # what a handler raises now is not worth losing the error
                watcher.is_the_scripts(worse)
            cut(error)
            del self, frame, call, ours
            raise
        if ours is not None:
            watcher.step_aside(ours)
        if call is not None:
            try:
                done(call, result)
            except RecursionError:  # it is counted as lost
                watcher.report.untold = watcher.report.untold, None
            except BaseException as error:
                if watcher.is_the_scripts(error):
                    cut(error)
                    del self, frame, call, result
                    raise
        return result

    return like(original, patched)


def around_given(original: Any, watcher: Watcher) -> Any:
    """In the place of a method that is mostly called as ``thing.put(obj)``."""
    begin, done, failed = watcher.begin, watcher.done, watcher.failed
    otherwise = around(original, watcher, 2)

    def patched(self: Any, obj: Any, *args: Any, **kwargs: Any) -> Any:
        if args or kwargs or watcher.aside:
            try:
                return otherwise(self, obj, *args, **kwargs)
            except BaseException as error:
                cut(error)
                del self, obj, args, kwargs
                raise
        frame = call = ours = None
        try:
            try:
                frame = _getframe(1)
            except ValueError:  # C code has made the call
                frame = _getframe(0)
            call = begin(frame, (self, obj), _NO_NAMES)
        except BaseException as error:
            if is_from_script(error):
                cut(error)
                del self, obj, frame
                raise
            ours = error.with_traceback(None)
        try:
            result = original(self, obj)
        except BaseException as error:
            try:
                if call is not None:
                    failed(call, error)
                elif isinstance(ours, RecursionError):  # it may have taken effect all the same
                    watcher.report.untold = watcher.report.untold, None
            except RecursionError:  # see `Reporter.untold`; it is counted as lost
                watcher.report.untold = watcher.report.untold, None
            except BaseException as worse:  # what a handler raises now is not worth losing the error
                watcher.is_the_scripts(worse)
            cut(error)
            del self, obj, frame, call, ours
            raise
        if ours is not None:
            watcher.step_aside(ours)
        if call is not None:
            try:
                done(call, result)
            except RecursionError:  # it is counted as lost
                watcher.report.untold = watcher.report.untold, None
            except BaseException as error:
                if watcher.is_the_scripts(error):
                    cut(error)
                    del self, obj, frame, call, result
                    raise
        return result

    return like(original, patched)
