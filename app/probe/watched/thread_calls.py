"""Watches the threads of a process: who waits for which, and when one that has told something ends."""

from __future__ import annotations

from ...wire.records import Effect, Phase
from ..patching.around import Watcher, around
from ..recorder.callers import is_library_file
from ..recorder.packages import package_of
from ..recorder.shorten import describe_exception
from .bounds import bound_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import FrameType
    from typing import Any

    from ..recorder.reporter import Reporter


def patch(module: Any, report: Reporter) -> None:
    """Patch ``threading``."""
    cls = module.Thread
    cls._bootstrap_inner = around(cls._bootstrap_inner, Life(report, "Thread._bootstrap_inner"))
    cls.join = around(cls.join, Join(report, "Thread.join"))


class Life(Watcher):
    """A thread's life, from its first moment to its last."""

    def begin(self, frame: FrameType, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """It is told if it is the script's: one of the library's tells of itself when it does something."""
        file = _file_of(args[0])
        if not is_library_file(file):
            self.report.thread_begun(args[0], not package_of(file))
        return self

    def done(self, call: Any, result: Any) -> None:
        """It is over."""
        self.report.thread_ended()


def _file_of(thread: Any) -> str:
    """The file of what a thread runs, a Timer's function, too; "" where that is not known."""
    known = thread.__dict__
    runs = known.get("_target") or known.get("function") or type(thread).run
    code = getattr(getattr(runs, "__func__", runs), "__code__", None)
    return getattr(code, "co_filename", "")


class Join(Watcher):
    """Waits for a thread's end, where the script itself does."""

    def begin(self, frame: FrameType, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """Its name."""
        if self.report.is_library(frame):
            return None
        name = args[0].__dict__.get("_name")
        bound = bound_of(True, args[1] if len(args) > 1 else kwargs.get("timeout"))
        call = frame, name if type(name) is str else "?", bound
        self._tell(Phase.BEGAN, call, call[1])
        return call

    def done(self, call: Any, result: Any) -> None:
        """It has ended, or the time is over."""
        self._tell(Phase.DONE, call, call[1])

    def failed(self, call: Any, error: BaseException) -> None:
        """It was never started, or is the one that asks."""
        self._tell(Phase.FAILED, call, describe_exception(error))

    def _tell(self, phase: int, call: Any, text: str) -> None:
        frame, _, bound = call
        self.report.operation(self.name, Effect.THREADS, phase, frame, None, text, 1, bound)
