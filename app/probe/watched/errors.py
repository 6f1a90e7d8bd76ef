"""Tells the exceptions that leave a process's code, or that of one of its threads, with the script's line."""

from __future__ import annotations

import sys

from ...wire.records import Effect, Stage
from ..patching.around import Watcher, around, cut
from ..patching.likeness import like
from ..recorder.packages import package_of
from ..recorder.shorten import describe_exception
from . import ownership

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import FrameType
    from typing import Any

    from ..recorder.reporter import Reporter

RUN = "Process.run"


def tell_of_main(report: Reporter) -> None:
    """What has ended main's code, if an exception has: the interpreter keeps it when it has printed it.

    A script may keep one there by itself, that it has caught: then main ends with exit code 0. Of main's own
    `sys.exit("why")` the interpreter keeps nothing: only its exit code, and what it has printed, are known.
    """
    error = getattr(sys, "last_value", None)
    if not isinstance(error, BaseException) or id(error) == report.told:
        return
    trace, main = error.__traceback__, sys.modules.get("__main__")
    if trace is not None and trace.tb_frame.f_globals is getattr(main, "__dict__", None):
        report.told = id(error)
        tell(report, RUN, Effect.RUN, error)


def tell(
    report: Reporter,
    name: str,
    effect: int,
    error: BaseException,
    stage: int = Stage.CODE,
    object_id: int = 0,
) -> None:
    """An exception has left a process's code, or a thread's; `object_id`: what it was about."""
    try:
        text, place = describe_exception(error), _origin(report, error)
    except BaseException as worse:
        if report.is_the_scripts(worse, name):
            raise
        return
    report.raised(name, effect, text, place, stage, object_id)


def is_quiet_exit(error: BaseException) -> bool:
    """Whether an exception ends a process with exit code 0.

    `sys.exit("")` does not. A reason of the script's own is not asked whether it is true: that is its code.
    """
    if not issubclass(type(error), SystemExit):
        return False
    code = _exit_code(error)
    return code is None or (issubclass(type(code), int) and int.__eq__(code, 0))


_exit_code: Any = SystemExit.__dict__["code"].__get__  # past what a subclass says


def _origin(report: Reporter, error: BaseException) -> tuple[str, int]:
    """File and line of the script's innermost frame; of an installed package if there is no other."""
    found, is_own, trace = ("", 0), False, error.__traceback__
    while trace is not None:
        if not report.is_library(trace.tb_frame):
            name = trace.tb_frame.f_code.co_filename
            is_installed = bool(package_of(name))
            if not is_installed or not is_own:
                found, is_own = (name, trace.tb_lineno), not is_installed
        trace = trace.tb_next
    return found


def patch(module: Any, report: Reporter) -> None:
    """Patch ``multiprocessing.spawn``: a child that cannot be unpickled never comes to its run."""
    module._main = around(module._main, Child(report, RUN))


class Child(Watcher):
    """A spawned child, from its first moment on."""

    def failed(self, call: Any, error: BaseException) -> None:
        """What its run raises goes no further; so this came before it."""
        if not is_quiet_exit(error):
            tell(self.report, RUN, Effect.RUN, error, *_how_far(error))


def _how_far(error: BaseException) -> tuple[int, int]:
    """How far the child had come, by the library's functions that it was in; and what it opened."""
    stage, opened, trace = Stage.UNPICKLING, 0, error.__traceback__
    while trace is not None:
        frame = trace.tb_frame
        name, module = frame.f_code.co_name, frame.f_globals.get("__name__")
        if name == "prepare" and module == "multiprocessing.spawn":
            return Stage.IMPORTING, 0
        if name == "__setstate__" and module == "multiprocessing.synchronize":
            stage, opened = Stage.OPENING, ownership.id_of(frame.f_locals["state"][3])
        trace = trace.tb_next
    return stage, opened


def patch_threads(module: Any, report: Reporter) -> None:
    """Patch ``threading``: what shows an exception of a thread is made with the thread."""
    original, watcher = module._make_invoke_excepthook, Uncaught(report, "Thread.run")

    def _make_invoke_excepthook() -> Any:
        try:
            return around(original(), watcher)
        except BaseException as error:  # a script may have taken the hook away
            cut(error)
            raise

    module._make_invoke_excepthook = like(original, _make_invoke_excepthook)


class Uncaught(Watcher):
    """An exception has left a thread's code, and is about to be shown."""

    def begin(self, frame: FrameType, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """SystemExit ends a thread quietly."""
        error = sys.exc_info()[1]
        if error is not None and not issubclass(type(error), SystemExit):
            tell(self.report, self.name, Effect.THREAD, error)
