"""Watches the end of a process: its code is over, and what it still does and waits for until it is gone.

Main's code is over when the interpreter calls `threading._shutdown`, a child's when its `run` has returned.
Then come its threads, the functions of atexit and multiprocessing's own: it ends daemons, waits for the other
children, and lets the queues' feeder threads send what is left. What is registered with atexit cannot be
seen, but multiprocessing's function, which is among the first to be registered, is among the last to run.
"""

from __future__ import annotations

import sys

from ...wire.records import Effect, Phase
from ..patching.around import Watcher, around
from . import errors

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import FrameType
    from typing import Any

    from ..recorder.reporter import Reporter

_NAMED = 4  # threads
_EXIT = "exit functions"


def patch(module: Any, report: Reporter) -> None:
    """Patch ``threading``."""
    module._shutdown = around(module._shutdown, Shutdown(report, module))
    errors.patch_threads(module, report)


class Shutdown(Watcher):
    """The code is over, and all threads but daemons are waited for."""

    def __init__(self, report: Reporter, threading: Any) -> None:
        super().__init__(report, "threads")
        self._threading = threading

    def begin(self, frame: FrameType, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """Which threads, if there are any; an uncaught exception is known by now.

        Where there are none, and the end of the code is told, there is nothing to tell.
        """
        if self.report.code_over and len(self._threading._active) == 1:
            return None
        self.report.code_over = True
        errors.tell_of_main(self.report)
        names = self._names()
        more = ", ..." if len(names) > _NAMED else ""
        text = ", ".join(names[:_NAMED]) + more
        self.report.operation(self.name, Effect.THREADS, Phase.BEGAN, None, None, text, len(names))
        return self

    def _names(self) -> list[str]:
        main = self._threading._main_thread
        others = [one for one in list(self._threading._active.values()) if one is not main]
        return [one._name if type(one._name) is str else "?" for one in others if not one._daemonic]

    def done(self, call: Any, result: Any) -> None:
        """The exit functions follow, where multiprocessing's has not run before."""
        self.report.operation(self.name, Effect.THREADS, Phase.DONE, None)
        util = sys.modules.get("multiprocessing.util")
        if getattr(util, "_exiting", True) is False:
            self.report.exiting = True
            self.report.operation(_EXIT, Effect.EXIT, Phase.BEGAN, None)

    def failed(self, call: Any, error: BaseException) -> None:
        """Interrupted, mostly; the interpreter goes on to the exit functions all the same."""
        self.done(call, None)


# --- multiprocessing's own exit function -------------------------------------------------


def patch_util(module: Any, report: Reporter) -> None:
    """Every process that has imported multiprocessing runs its finalizers at its end, main too."""
    original, end = module._run_finalizers, module._exit_function
    module._run_finalizers = around(original, Finalizers(report, "finalizers", module))
    end.__defaults__ = tuple(
        module._run_finalizers if default is original else default for default in end.__defaults__
    )


class Finalizers(Watcher):
    """The last opportunity to tell what could not be told before."""

    def __init__(self, report: Reporter, name: str, util: Any) -> None:
        super().__init__(report, name)
        self._util = util

    def begin(self, frame: FrameType, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """Whether it is the end: a script, and a server at its beginning, may run them, too.

        Mostly there are none, and nothing to tell.
        """
        report, are_any = self.report, bool(self._util._finalizer_registry)
        if not are_any and not report.exiting and report.untold is None and not report.samplers:
            return None
        is_end = is_exit(frame)
        if is_end and are_any:
            report.operation(self.name, Effect.EXIT, Phase.BEGAN, None)
        return is_end and are_any, is_end and not args

    def done(self, call: Any, result: Any) -> None:
        """Nobody who takes part in anything is left."""
        are_told, are_last = call
        if are_told:
            self.report.operation(self.name, Effect.EXIT, Phase.DONE, None)
        if are_last and self.report.exiting:
            self.report.operation(_EXIT, Effect.EXIT, Phase.DONE, None)
        self.report.end()

    def failed(self, call: Any, error: BaseException) -> None:
        """Interrupted: what a finalizer raises is printed, and goes no further."""
        self.done(call, None)


def is_exit(frame: FrameType) -> bool:
    """Whether multiprocessing's exit function has made a call."""
    return frame.f_code.co_name == "_exit_function" and _module(frame) == "multiprocessing.util"


def script_or_exit(report: Reporter, frame: FrameType | None) -> FrameType | None:
    """The script's frame that has made a call; None when multiprocessing makes it at a process's end.

    Below a forked child's end lies the script's code that has started it.
    """
    while frame is not None and report.is_library(frame):
        if is_exit(frame) or (
            frame.f_code.co_name == "_bootstrap" and _module(frame) == "multiprocessing.process"
        ):
            return None
        frame = frame.f_back
    return frame


def _module(frame: FrameType) -> Any:
    return frame.f_globals.get("__name__")
