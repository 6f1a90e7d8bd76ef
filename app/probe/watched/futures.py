"""Watches the futures of an executor: who waits for one, or for several, and which are cancelled.

Patched where all futures are, before another module takes a function from there by name; a future of another
kind costs one look.
"""

from __future__ import annotations

import time

from ...wire.records import ALL_JOBS, LOGGED, Effect, Phase, task_value
from ..patching.around import Watcher, around
from ..recorder.shorten import describe_exception, name_of_callable
from .bounds import bound_of
from .own_copies import aside
from .pool_results import tell_asked
from .pool_tasks import failure_text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import FrameType
    from typing import Any

    from ..recorder.reporter import Reporter
    from .pool_watch import PoolWatch

_now = time.monotonic_ns
FUTURE = "_procession_task"  # of a future: its `Task`
_CANCELLED = ("CANCELLED", "CANCELLED_AND_NOTIFIED")
_FUNCTION = type(bound_of)
OVER = (*_CANCELLED, "FINISHED")


def patch(module: Any, report: Reporter) -> None:
    """Patch ``concurrent.futures._base``."""
    cls = module.Future
    for name in ("result", "exception"):
        setattr(cls, name, around(cls.__dict__[name], Wait(report, "Future." + name)))
    cls.cancel = around(cls.cancel, Cancel(report, "Future.cancel"))
    cls._invoke_callbacks = around(cls._invoke_callbacks, Callbacks(report, "callback"))
    installing = module._create_and_install_waiters
    module._create_and_install_waiters = around(installing, Waiters(report, "futures"))


class Task:
    """What a future stands for: a job of a pool, which has one task."""

    __slots__ = ("job", "watch")

    def __init__(self, watch: PoolWatch, job: int) -> None:
        self.watch = watch
        self.job = job


class Wait(Watcher):
    """result and exception; told if they have to wait."""

    def begin(self, frame: FrameType, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """What is there already is not waited for."""
        own = args[0].__dict__
        known = own.get(FUTURE)
        if known is None:
            return None
        if own["_state"] in OVER:
            if own.get("_exception") is not None:
                tell_asked(known.watch, frame, known.job)
            self._has_run(known.watch, self.report.script_frame(frame))
            return None
        watch = known.watch
        bound = bound_of(True, args[1] if len(args) > 1 else kwargs.get("timeout"))
        where = self.report.script_frame(frame) or frame
        watch.site(self.name, Effect.AWAIT, Phase.BLOCKED).tell(where, _now(), known.job, bound)
        return watch, where, bound, own

    def done(self, call: Any, result: Any) -> None:
        """It has come."""
        self._tell_end(call, 1)
        self._has_run(call[0], call[1])

    def failed(self, call: Any, error: BaseException) -> None:
        """What has come is an exception; or the time is over; or the wait was interrupted."""
        watch, where, bound, own = call
        if own["_state"] in OVER:
            self._tell_end(call, 1)
        elif type(error).__name__ == "TimeoutError":
            self._tell_end(call, 0)
        else:
            self.report.failed(watch, self.name, Effect.AWAIT, where, error, 0, bound)

    def _has_run(self, watch: PoolWatch, where: FrameType | None) -> None:
        if watch.own is not None and where is not None:
            aside(self.report, watch.own.has_run, watch.id, where)

    def _tell_end(self, call: Any, value: int) -> None:
        watch, where, bound, _ = call
        watch.site(self.name, Effect.AWAIT, Phase.DONE).tell(where, _now(), value, bound)


class Cancel(Watcher):
    """cancel, also as the executor calls it when it is shut down."""

    def begin(self, frame: FrameType, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """Only the first one counts."""
        own = args[0].__dict__
        known = own.get(FUTURE)
        return None if known is None or own["_state"] in _CANCELLED else (known, frame)

    def done(self, call: Any, result: Any) -> None:
        """Whether it was in time."""
        task, frame = call
        if result:
            script, value = self.report.script_frame(frame), task_value(task.job, 0)
            self.report.operation(self.name, Effect.CANCEL, Phase.DONE, script, task.watch, "", value)


class Callbacks(Watcher):
    """The callbacks of one future, one after the other; what they raise is logged by the library."""

    def begin(self, frame: FrameType, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """The first one gives its name."""
        own = args[0].__dict__
        known, callbacks = own.get(FUTURE), own.get("_done_callbacks")
        first = None if known is None else next(filter(_is_the_scripts, callbacks), None)
        if known is None or first is None:
            return None
        self._tell(known.watch, Phase.BEGAN, name_of_callable(first))
        for at, callback in enumerate(callbacks):
            if _is_the_scripts(callback):
                callbacks[at] = around(callback, Callback(self.report, known))
        return known.watch

    def done(self, call: Any, result: Any) -> None:
        """All have returned."""
        self._tell(call, Phase.DONE, "")

    def failed(self, call: Any, error: BaseException) -> None:
        """One was interrupted."""
        self._tell(call, Phase.FAILED, describe_exception(error))

    def _tell(self, watch: PoolWatch, phase: int, text: str) -> None:
        self.report.operation(watch.operation(self.name), Effect.ACT, phase, None, watch, text)


class Callback(Watcher):
    """One callback: the library logs what it raises, and goes on."""

    def __init__(self, report: Reporter, task: Task) -> None:
        super().__init__(report, "callback")
        self._task = task

    def failed(self, call: Any, error: BaseException) -> None:
        """It has raised."""
        text = failure_text(error, self.report)
        name, value = self._task.watch.operation(self.name), task_value(self._task.job, LOGGED)
        self.report.operation(name, Effect.ACT, Phase.FAILED, None, self._task.watch, text, value)


def _is_the_scripts(callback: Any) -> bool:
    """Whether it is none of those by which asyncio learns of a result."""
    return getattr(type(callback) is _FUNCTION and callback, "__module__", "") != "asyncio.futures"


class Waiters(Watcher):
    """What as_completed and wait sleep on, until one of their futures wakes them."""

    def begin(self, frame: FrameType, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """The pool of the futures; of the first, if they are of several."""
        return next((one.__dict__[FUTURE].watch for one in args[0] if FUTURE in one.__dict__), None)

    def done(self, call: Any, result: Any) -> None:
        """Its sleep is told."""
        event = result.event
        event.__dict__["wait"] = around(event.wait, Sleep(self.report, self.name, call))


class Sleep(Watcher):
    """One sleep of as_completed or wait."""

    def __init__(self, report: Reporter, name: str, watch: PoolWatch) -> None:
        super().__init__(report, name)
        self._watch = watch

    def begin(self, frame: FrameType, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """The function of the library calls it, which the script has called."""
        bound = bound_of(True, args[0] if args else kwargs.get("timeout"))
        call = "futures." + frame.f_code.co_name, self.report.script_frame(frame), bound
        self._tell(call, Phase.BLOCKED, ALL_JOBS)
        return call

    def done(self, call: Any, result: Any) -> None:
        """Something has come, or the time is over."""
        self._tell(call, Phase.DONE, int(bool(result)))

    def failed(self, call: Any, error: BaseException) -> None:
        """Interrupted."""
        self._tell(call, Phase.FAILED, 0, describe_exception(error))

    def _tell(self, call: Any, phase: int, value: int, text: str = "") -> None:
        name, script, bound = call
        self.report.operation(name, Effect.AWAIT, phase, script, self._watch, text, value, bound)
