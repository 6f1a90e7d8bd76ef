"""The one ceremony of every patch: tell before, call the original, tell after, leave no trace of us.

An exception of the script goes on as it came, without our frames in its traceback. A failure of our own
never gets there: it is told once, and its patch tells nothing any more.
"""

from __future__ import annotations

import os
import sys

from ..recorder.handlers import is_from_script
from .likeness import like

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import FrameType
    from typing import Any

    from ..recorder.reporter import Reporter

_getframe = sys._getframe
#: Read and set as the interpreter does: a class of the script (a frozen dataclass) may refuse that.
_traceback = BaseException.__dict__["__traceback__"]
_PROBE = os.path.dirname(os.path.dirname(os.path.abspath(__file__))) + os.sep


class Watcher:
    """What a patch tells of the calls that go through it.

    `begin` returns what `done` and `failed` need to tell the end of the same call, and None for a call that
    is not told: one that the library makes for itself, mostly.
    """

    def __init__(self, report: Reporter, name: str) -> None:
        self.report = report
        self.name = name  # of what is patched, for a failure of ours
        self.aside = False

    def begin(self, frame: FrameType, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """The call has been made, from `frame`; nothing is told of that unless a watcher says otherwise."""
        return self

    def done(self, call: Any, result: Any) -> None:
        """It has returned."""

    def failed(self, call: Any, error: BaseException) -> None:
        """It has raised."""

    def is_the_scripts(self, error: BaseException) -> bool:
        """Whether what was raised while we told something is the script's; if it is ours we step aside."""
        its = is_from_script(error)
        if not its:
            self.step_aside(error)
        return its

    def step_aside(self, error: BaseException) -> None:
        """A failure of ours is told, and nothing more by this watcher; no room on the stack is none."""
        self.aside = self.aside or not isinstance(error, RecursionError)
        self.report.failure(self.name, error)


def around(original: Any, watcher: Watcher, depth: int = 1) -> Any:
    """A function in the place of `original` that calls it, and lets `watcher` tell of it.

    `depth` is how many calls outwards from it the frame lies from which it counts as called.
    """
    begin, done, failed = watcher.begin, watcher.done, watcher.failed

    def patched(*args: Any, **kwargs: Any) -> Any:
        frame = call = ours = None
        if not watcher.aside:
            try:
                try:
                    frame = _getframe(depth)
                except ValueError:  # C code has made the call
                    frame = _getframe(0)
                call = begin(frame, args, kwargs)
            except BaseException as error:
                if is_from_script(error):
                    cut(error)
                    del args, kwargs, frame
                    raise
                ours = error.with_traceback(None)
        try:
            result = original(*args, **kwargs)
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
            del args, kwargs, frame, call, ours  # the next frame in the traceback leads to this one
            raise  # a call that is wrong (an object half made, a missing argument) is no failure of ours
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
                    del args, kwargs, frame, call, result
                    raise
        return result

    return like(original, patched)


def caller(depth: int) -> FrameType:
    """The frame `depth` calls outwards; our own, which no line of the script is, when there is none.

    There is none when C code has made the call, as for a thread's function or at the interpreter's exit.
    """
    try:
        return _getframe(depth + 1)
    except ValueError as error:
        if is_from_script(error):
            raise
        return _getframe(1)


def cut(error: BaseException) -> None:
    """Take our frames, with which the traceback begins, out of it."""
    trace = _traceback.__get__(error)
    while trace is not None and trace.tb_frame.f_code.co_filename.startswith(_PROBE):
        trace = trace.tb_next
    _traceback.__set__(error, trace)
