"""Watches ThreadPoolExecutor and what is derived from it: its tasks, the threads that run them, its end.

The library gives its tasks no numbers, so their futures get some. A task begins and ends where its future
is told so: no frame of ours calls it, and one that was cancelled in time has never begun.
"""

from __future__ import annotations

import sys
import time
from _thread import get_ident

from ...wire.records import Broken, Effect, Phase, task_value
from ..patching.around import Watcher, around
from ..recorder.log import encode
from .executor_calls import Asked, Item, OfExecutor, Shutdown, Submit
from .futures import OVER, Task
from .pool_tasks import call_text, failure_text
from .pool_watch import ATTRIBUTE, PoolWatch
from .pool_workers import watching
from .thread_workers import Here, ThreadTask

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import FrameType
    from typing import Any

    from ..recorder.reporter import Reporter

_now = time.monotonic_ns
_BUILTIN: Any = type(get_ident)


def patch(module: Any, report: Reporter) -> None:
    """Patch ``concurrent.futures.thread``."""
    cls, item, future = module.ThreadPoolExecutor, module._WorkItem, module._base.Future
    here = Here(report)
    report.forked.append(here.after_fork)
    cls.__init__ = around(cls.__init__, Make(report, "ThreadPoolExecutor", here))
    cls.submit = around(cls.submit, ThreadSubmit(report, "submit", here))
    cls.shutdown = around(cls.shutdown, ThreadShutdown(report, "shutdown", here))
    cls._initializer_failed = around(cls._initializer_failed, Break(report, "break", here))
    item.__init__ = around(item.__init__, ThreadItem(report, "submit", here.asked))
    begins = future.set_running_or_notify_cancel
    future.set_running_or_notify_cancel = around(begins, Begin(report, "task", here))
    future.set_result = around(future.set_result, Return(report, "result", here))
    future.set_exception = around(future.set_exception, Raise(report, "exception", here))
    module._worker = watching(module._worker, report, here.start)


# --- made, and asked for --------------------------------------------------------------------


class Make(Watcher):
    """The constructor."""

    def __init__(self, report: Reporter, name: str, here: Here) -> None:
        super().__init__(report, name)
        self._here = here

    def begin(self, frame: FrameType, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """Who makes it."""
        return args[0], frame

    def done(self, call: Any, result: Any) -> None:
        """An event loop makes one for what it is to run without an executor's being named."""
        executor, frame = call
        is_loops = frame.f_code.co_name == "run_in_executor" and _module(frame).startswith("asyncio.")
        self._here.announce(executor, **({"made_by": "asyncio"} if is_loops else {}))


def _module(frame: FrameType) -> str:
    name = frame.f_globals.get("__name__")
    return name if type(name) is str else ""


class ThreadSubmit(Submit):
    """submit, also as map and an event loop call it."""

    def __init__(self, report: Reporter, name: str, here: Here) -> None:
        super().__init__(report, name, here.asked)
        self._here = here

    def watch_of(self, executor: Any) -> PoolWatch | None:
        """A copy that is asked for something is another one from here on."""
        known = ATTRIBUTE in executor.__dict__
        return (self._here.watch_of(executor) or self._here.announce(executor)) if known else None


class ThreadItem(Item):
    """A task for a thread of this process."""

    def task(self, item: Any, asked: Asked) -> tuple[Task, str]:
        """What was submitted is not everywhere in what stands for it."""
        text = call_text(*_asked_for(asked.args[1], asked.args[2:], asked.kwargs))
        watch: Any = asked.watch
        return ThreadTask(watch, encode(text)), text


def _asked_for(function: Any, args: Any, kwds: Any) -> tuple[Any, Any, Any]:
    """The function that is to be called; asyncio.to_thread wraps it into a call of its context's `run`."""
    if type(function) is getattr(sys.modules.get("functools"), "partial", None) and function.args:
        run = function.func
        if type(run) is _BUILTIN and type(run.__self__).__name__ == "Context":
            return function.args[0], function.args[1:], function.keywords
    return function, args, kwds


# --- a task ------------------------------------------------------------------------------------


class OfTask(Watcher):
    """What a future is told of its task."""

    def __init__(self, report: Reporter, name: str, here: Here) -> None:
        super().__init__(report, name)
        self.here = here

    def end(self, task: ThreadTask, phase: int, frame: FrameType, text: bytes = b"") -> None:
        """It is over in its thread, if it has begun, and its result is there, for all who wait for it."""
        value = task_value(task.job, 0)
        if task.thread == get_ident():
            task.thread = 0
            task.watch.site("task", Effect.TASK, phase, True).tell_text(frame, _now(), text, value)
        task.watch.site("result", Effect.SETTLE, phase, True).tell_text(frame, _now(), text, value)


class Begin(OfTask):
    """It is running from now on, or was cancelled."""

    def begin(self, frame: FrameType, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """Which one."""
        task = self.here.task_of(args[0])
        return None if task is None else (task, frame)

    def done(self, call: Any, result: Any) -> None:
        """Nothing can keep it from running any more."""
        task, frame = call
        if result:
            task.thread = get_ident()
            site = task.watch.site(self.name, Effect.TASK, Phase.BEGAN, True)
            site.tell_text(frame, _now(), task.text, task_value(task.job, 0))
            task.text = b""


class Return(OfTask):
    """It has returned; told before anybody can know it."""

    def begin(self, frame: FrameType, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """A future that has a result takes no other one."""
        task = self.here.task_of(args[0])
        if task is not None and args[0].__dict__["_state"] not in OVER:
            self.end(task, Phase.DONE, frame)


class Raise(OfTask):
    """It has raised; or it cannot be run, as its executor is broken."""

    def begin(self, frame: FrameType, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """With what, and at which line of the script."""
        task = self.here.task_of(args[0])
        if task is not None and args[0].__dict__["_state"] not in OVER:
            error = args[1] if len(args) > 1 else kwargs["exception"]
            self.end(task, Phase.FAILED, frame, encode(failure_text(error, self.report)))


# --- the end -----------------------------------------------------------------------------------


class ThreadShutdown(Shutdown):
    """shutdown; of a copy in a forked child nothing is told, as there is nothing to end."""

    def __init__(self, report: Reporter, name: str, here: Here) -> None:
        super().__init__(report, name)
        self._here = here

    def watch_of(self, executor: Any) -> PoolWatch | None:
        """From here on it is closed."""
        watch = self._here.watch_of(executor)
        if watch is not None:
            watch.closed = True
        return watch


class Break(OfExecutor):
    """A thread's initializer has raised: what waits fails, and nothing more is taken."""

    def __init__(self, report: Reporter, name: str, here: Here) -> None:
        super().__init__(report, name)
        self._here = here

    def begin(self, frame: FrameType, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """The thread itself says so, while it handles the exception."""
        watch, work = self._here.watch_of(args[0]), self._here.workers.get(get_ident())
        if work is not None:
            work.initializer_failed(sys.exc_info()[1])
        if watch is not None:
            self.tell(watch, Effect.BREAK, Phase.DONE, None, value=Broken.INITIALIZER)
