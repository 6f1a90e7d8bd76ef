"""Watches what comes of a pool's jobs: who waits for it, that a result has come, the callback that follows.

What is there already is not waited for, and not told.
"""

from __future__ import annotations

import time

from ...wire.records import ALL_JOBS, FOR_EVER, Effect, Phase, task_value
from ..patching.around import Watcher
from ..recorder.log import encode
from ..recorder.shorten import name_of_callable
from .bounds import bound_of
from .own_copies import aside
from .pool_tasks import failure_text
from .pool_watch import ATTRIBUTE, called

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import FrameType
    from typing import Any

    from ..recorder.reporter import Reporter
    from .own_copies import OwnCopies
    from .pool_watch import PoolWatch

_now = time.monotonic_ns
#: Methods of a pool that wait for what they have asked for.
_WAITING = frozenset(("apply", "map", "starmap"))


class PoolWait(Watcher):
    """join and terminate: until all workers have ended."""

    def begin(self, frame: FrameType, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """The end of a `with` block calls terminate."""
        watch = args[0].__dict__.get(ATTRIBUTE)
        if watch is None or watch.is_served:
            return None
        script = self.report.script_frame(frame)
        self._tell(watch, Phase.BEGAN, script, ALL_JOBS)
        return watch, script

    def done(self, call: Any, result: Any) -> None:
        """All have."""
        self._tell(call[0], Phase.DONE, call[1], 1)

    def failed(self, call: Any, error: BaseException) -> None:
        """It still runs, mostly."""
        self.report.failed(call[0], self.name, Effect.AWAIT, call[1], error)

    def _tell(self, watch: PoolWatch, phase: int, script: FrameType | None, value: int) -> None:
        self.report.operation(watch.operation(self.name), Effect.AWAIT, phase, script, watch, "", value)


class Wait(Watcher):
    """The wait for a job, be it in map, in a result's get, or by itself; told if it has to wait."""

    def __init__(self, report: Reporter, name: str, own: OwnCopies | None = None) -> None:
        super().__init__(report, name)
        self._own = own

    def begin(self, frame: FrameType, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """What is there already is not waited for."""
        job = args[0]
        watch = job.__dict__.get(ATTRIBUTE)
        if watch is None or watch.is_served:
            return None
        if self.is_there(job):
            if job.__dict__.get("_success") is False:
                tell_asked(watch, frame, job._job)
            return None
        bound = bound_of(True, args[1] if len(args) > 1 else kwargs.get("timeout"))
        name, script = called(frame, self.report, self.name)
        name = self.operation(name)
        where = script or frame
        watch.site(name, Effect.AWAIT, Phase.BLOCKED).tell(where, _now(), job._job, bound)
        return watch, name, where, bound, job

    def done(self, call: Any, result: Any) -> None:
        """It has come, or the time is over."""
        self.tell_end(call, int(call[-1]._event.is_set()))
        watch, _, where, *_ = call
        if self._own is not None and watch.kind == "Pool" and not self.report.is_library(where):
            aside(self.report, self._own.has_run, watch.id, where)

    def failed(self, call: Any, error: BaseException) -> None:
        """Interrupted, mostly."""
        watch, name, where, bound, _ = call
        self.report.failed(watch, name, Effect.AWAIT, where, error, 0, bound)

    def is_there(self, job: Any) -> bool:
        """Whether there is nothing to wait for."""
        return bool(job._event.is_set())

    def operation(self, name: str) -> str:
        """As the script calls it."""
        return name if name in _WAITING else "AsyncResult." + name

    def tell_end(self, call: Any, value: int) -> None:
        """Told from where it began."""
        watch, name, where, bound, _ = call
        watch.site(name, Effect.AWAIT, Phase.DONE).tell(where, _now(), value, bound)


class Successful(Watcher):
    """Whether a job has failed."""

    def begin(self, frame: FrameType, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """That it has not is nothing to tell."""
        job = args[0]
        watch = job.__dict__.get(ATTRIBUTE)
        if watch is not None and not watch.is_served and job.__dict__.get("_success") is False:
            tell_asked(watch, frame, job._job)
        return None


def tell_asked(watch: PoolWatch, frame: FrameType, job: int) -> None:
    """Somebody learns how a job has failed."""
    watch.site("asked", Effect.ASK, Phase.DONE, True).tell(frame, _now(), job)


class Next(Wait):
    """The wait for the next result of an imap."""

    def done(self, call: Any, result: Any) -> None:
        """There is one."""
        self.tell_end(call, 1)

    def failed(self, call: Any, error: BaseException) -> None:
        """It was the last one, the task has failed, or the time is over."""
        is_late = type(error).__name__ == "TimeoutError" and error.__suppress_context__
        self.tell_end(call, int(not (is_late and call[3] != FOR_EVER)))

    def is_there(self, job: Any) -> bool:
        """A result that is next, or the end."""
        return bool(job._items) or job._index == job._length

    def operation(self, name: str) -> str:
        """An iterator's."""
        return "IMapIterator.next"


# --- settled -----------------------------------------------------------------------------


class Settle(Watcher):
    """A task's result has come, or it could not be handed over; and the callback that follows."""

    def begin(self, frame: FrameType, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """It is told before who waits can go on."""
        job, number, (is_well, what) = args
        watch = job.__dict__.get(ATTRIBUTE)
        if watch is None:
            return None
        text = b"" if is_well else encode(failure_text(what, self.report))
        site = watch.site(self.name, Effect.SETTLE, Phase.DONE if is_well else Phase.FAILED, True)
        site.tell_text(frame, _now(), text, task_value(job._job, number))
        callback = _callback(job, is_well)
        if callback is None:
            return None
        if not is_well:
            tell_asked(watch, frame, job._job)
        self._tell_callback(watch, Phase.BEGAN, name_of_callable(callback))
        return watch, job._job

    def done(self, call: Any, result: Any) -> None:
        """The callback has returned."""
        self._tell_callback(call[0], Phase.DONE)

    def failed(self, call: Any, error: BaseException) -> None:
        """The callback has raised, and with that the thread ends that takes the results.

        A KeyError is passed over there: the library takes it for a job that nobody waits for. So the job
        stays unfinished, and nothing is said.
        """
        watch, job = call
        value = task_value(job, int(issubclass(type(error), KeyError)))
        self._tell_callback(watch, Phase.FAILED, failure_text(error, self.report), value)

    def _tell_callback(self, watch: PoolWatch, phase: int, text: str = "", value: int = 0) -> None:
        self.report.operation(watch.operation("callback"), Effect.ACT, phase, None, watch, text, value)


def _callback(job: Any, is_well: bool) -> Any:
    """What the library is about to call; a map calls it when all its tasks are settled."""
    own = job.__dict__
    if "_number_left" in own:
        if own["_number_left"] != 1:
            return None
        is_well = is_well and own["_success"]
    return own.get("_callback" if is_well else "_error_callback")
