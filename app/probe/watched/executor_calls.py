"""Watches what executors of processes and of threads have in common: what is submitted, and shutdown.

A task is known by a number that it has in its executor; its future remembers that for those who wait for it
(see `futures`).
"""

from __future__ import annotations

import sys
import time
from _thread import get_ident

from ...wire.records import ALL_JOBS, Effect, Phase, Stopped, task_value
from ..patching.around import Watcher
from ..recorder.log import encode
from .futures import FUTURE
from .own_copies import aside
from .pool_watch import ATTRIBUTE, leave

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import FrameType
    from typing import Any

    from ..recorder.reporter import Reporter
    from .futures import Task
    from .pool_watch import PoolWatch

_now = time.monotonic_ns
_MAPS = ("concurrent.futures._base", "concurrent.futures.process")  # the modules whose map submits


class OfExecutor(Watcher):
    """Something that has the watch of its executor, if that is the script's."""

    def watch_of(self, executor: Any) -> PoolWatch | None:
        """What is known of an executor here."""
        watch: PoolWatch | None = executor.__dict__.get(ATTRIBUTE)
        return watch

    def tell(self, watch: PoolWatch, effect: int, phase: int, frame: FrameType | None, **what: Any) -> None:
        """Told of the executor."""
        script = None if frame is None else self.report.script_frame(frame)
        self.report.operation(watch.operation(self.name), effect, phase, script, watch, **what)


def function_of(function: Any) -> Any:
    """The script's function that is submitted; map submits one that calls it for a chunk."""
    if type(function) is getattr(sys.modules.get("functools"), "partial", None):
        is_chunk = getattr(function.func, "__name__", "") == "_process_chunk"
        return function.args[0] if is_chunk and function.args else function
    return function


# --- submitted ---------------------------------------------------------------------------


class Asked:
    """What a thread is submitting, and to whom."""

    __slots__ = ("args", "frame", "kwargs", "outer", "watch")

    def __init__(
        self, watch: PoolWatch, frame: FrameType, args: Any, kwargs: Any, outer: Asked | None
    ) -> None:
        self.watch = watch
        self.frame = frame
        self.args = args  # the executor, the function, and what that is to be given
        self.kwargs = kwargs
        self.outer = outer  # of a signal handler's, what it came in the middle of


class Submit(OfExecutor):
    """submit, also as map calls it for each task."""

    def __init__(self, report: Reporter, name: str, asked: dict[int, Asked]) -> None:
        super().__init__(report, name)
        self.asked = asked  # by thread, while it is inside submit

    def begin(self, frame: FrameType, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """The task gets its number inside, with the executor's lock."""
        watch = self.watch_of(args[0])
        if watch is None:
            return None
        thread = get_ident()
        self.asked[thread] = Asked(watch, frame, args, kwargs, self.asked.get(thread))
        return watch, frame, thread

    def done(self, call: Any, result: Any) -> None:
        """It has been told inside."""
        watch, _, thread = call
        asked = self.asked.get(thread)
        leave(self.asked, thread)
        if watch.own is not None and asked is not None and len(asked.args) > 1:
            aside(self.report, watch.own.asked, watch.id, function_of(asked.args[1]), asked.frame)

    def failed(self, call: Any, error: BaseException) -> None:
        """It is broken, or was shut down."""
        watch, frame, thread = call
        leave(self.asked, thread)
        self.report.failed(watch, self.name, Effect.SUBMIT, frame, error)


class Item(OfExecutor):
    """What stands for a task in the executor has been made; it is put into its queue only after that."""

    def __init__(self, report: Reporter, name: str, asked: dict[int, Asked]) -> None:
        super().__init__(report, name)
        self._asked = asked

    def task(self, item: Any, asked: Asked) -> tuple[Task, str]:
        """The task, and what it is."""
        raise NotImplementedError

    def begin(self, frame: FrameType, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """Told when it is whole."""
        asked = self._asked.get(get_ident())
        return None if asked is None else (args[0], asked)

    def done(self, call: Any, result: Any) -> None:
        """It has a number."""
        item, asked = call
        task, text = self.task(item, asked)
        item.future.__dict__[FUTURE] = task
        name = "map" if asked.frame.f_globals.get("__name__") in _MAPS else "submit"
        where = self.report.script_frame(asked.frame) or asked.frame
        site = asked.watch.site(name, Effect.SUBMIT, Phase.DONE)
        site.tell_text(where, _now(), encode(text), task_value(task.job, 1))


# --- the end -----------------------------------------------------------------------------


class Shutdown(OfExecutor):
    """shutdown, also that of a `with` block."""

    def begin(self, frame: FrameType, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """It takes nothing more from here on; with wait it returns when all workers have ended."""
        watch = self.watch_of(args[0])
        if watch is None:
            return None
        self.tell(watch, Effect.CLOSE, Phase.DONE, frame, value=Stopped.CLOSED)
        if not (args[1] if len(args) > 1 else kwargs.get("wait", True)):
            return None
        self.tell(watch, Effect.AWAIT, Phase.BEGAN, frame, value=ALL_JOBS)
        return watch, frame

    def done(self, call: Any, result: Any) -> None:
        """All have."""
        watch, frame = call
        self.tell(watch, Effect.AWAIT, Phase.DONE, frame, value=1)
        script = self.report.script_frame(frame)
        if watch.own is not None and script is not None:
            aside(self.report, watch.own.has_run, watch.id, script)

    def failed(self, call: Any, error: BaseException) -> None:
        """Interrupted, mostly."""
        self.report.failed(call[0], self.name, Effect.AWAIT, call[1], error)
