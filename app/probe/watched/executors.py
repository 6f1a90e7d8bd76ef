"""Watches ProcessPoolExecutor: what is submitted, what comes of it, how it is shut down, and what breaks it.

A task is known by the number that the executor gives it. What a worker does is told there, as for a Pool's
(see `pool_workers`).
"""

from __future__ import annotations

import sys
import time
from _thread import allocate_lock

from ...wire.records import ALL_JOBS, Broken, Effect, Phase, Stopped, task_value
from ..patching.around import Watcher, around
from . import ownership, synchronize
from .executor_calls import Asked, Item, OfExecutor, Shutdown, Submit, function_of
from .futures import Task
from .own_copies import OwnCopies
from .pool_tasks import PLACE_ATTRIBUTE, call_text, chunk_text, failure_text, place_of
from .pool_watch import ATTRIBUTE, PoolWatch
from .pool_workers import Reading, watched_worker

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import FrameType
    from typing import Any

    from ..recorder.reporter import Reporter

_now = time.monotonic_ns
_MAY_RUN_AT = 4  # which argument of a worker says how many tasks it may run
_MODULE = "concurrent.futures.process"
_Lock = type(allocate_lock())
_SUBMIT_S = 5.0  # the most that a submit is waited for; the library itself waits for ever


def patch(module: Any, report: Reporter) -> None:
    """Patch ``concurrent.futures.process``."""
    cls, manager = module.ProcessPoolExecutor, module._ExecutorManagerThread
    asked: dict[int, Asked] = {}
    own = OwnCopies(report)

    def made(executor: Any) -> None:
        name = synchronize.name_of(executor._call_queue._rlock)
        watch = PoolWatch(report, ownership.id_of(name), type(executor).__name__)
        watch.own = own
        executor.__dict__[ATTRIBUTE] = executor._call_queue.__dict__[ATTRIBUTE] = watch
        report.announce(watch, executor._max_workers, executor)

    cls.__init__ = ownership.composite(cls.__init__, report, ownership.POOL, made)
    cls.submit = around(cls.submit, Submit(report, "submit", asked))
    cls.shutdown = around(cls.shutdown, Shutdown(report, "shutdown"))
    for name in ("terminate_workers", "kill_workers"):  # from 3.14 on
        if name in cls.__dict__:
            setattr(cls, name, around(cls.__dict__[name], Force(report, name)))
    item = module._WorkItem
    item.__init__ = around(item.__init__, ProcessItem(report, "submit", asked))
    manager.__init__ = around(manager.__init__, Managed(report, "executor's thread"))
    manager.process_result_item = around(manager.process_result_item, Settle(report, "result"))
    manager.join_executor_internals = around(manager.join_executor_internals, Over(report, "shutdown"))
    manager.terminate_broken = around(manager.terminate_broken, Break(report, "break"))
    queue = module._SafeQueue
    queue._on_queue_feeder_error = around(queue._on_queue_feeder_error, NotSent(report, "result"))
    wrapper = module._ExceptionWithTraceback
    wrapper.__init__ = around(wrapper.__init__, Wrapped(report, "task's exception"))
    worker = watched_worker(module._process_worker, report, ExecutorReading(module, report), _MAY_RUN_AT)
    module._process_worker = worker


# --- submitted ---------------------------------------------------------------------------


class ProcessItem(Item):
    """A task for another process."""

    def task(self, item: Any, asked: Asked) -> tuple[Task, str]:
        """Its number is the executor's next one."""
        text = _text(item.fn, item.args, item.kwargs, sys.modules[_MODULE])
        return Task(asked.watch, asked.args[0]._queue_count), text


def _text(function: Any, args: Any, kwds: Any, module: Any) -> str:
    """What a task is; map's are chunks."""
    if type(function) is module.partial and function.func is module._process_chunk:
        return chunk_text(function.args[0], args[0], True)
    return call_text(function, args, kwds)


# --- what comes of it ----------------------------------------------------------------------


class Managed(Watcher):
    """The thread that takes in the results knows whose it is."""

    def begin(self, frame: FrameType, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """The executor may be gone before the thread."""
        watch = args[1].__dict__.get(ATTRIBUTE)
        if watch is not None:
            args[0].__dict__[ATTRIBUTE] = watch


class Settle(OfExecutor):
    """A result has come; told before its future has it."""

    def begin(self, frame: FrameType, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """Up to 3.11 a number is a worker that has ended as it should."""
        watch, item = args[0].__dict__.get(ATTRIBUTE), args[1]
        if watch is None or type(item) is int:
            return
        value = task_value(item.work_id, 0)
        if item.exception is None:
            watch.site(self.name, Effect.SETTLE, Phase.DONE, True).tell(frame, _now(), value)
        else:
            text = failure_text(item.exception, self.report)
            self.tell(watch, Effect.SETTLE, Phase.FAILED, None, text=text, value=value)


class NotSent(OfExecutor):
    """A task could not be pickled; told by the thread that was to send it.

    Until 3.12.8 and 3.13.1 that thread takes the task out of the executor, then the lock under which tasks
    are submitted. If it has to wait there, and the executor is shut down meanwhile, the executor's own thread
    may get the lock first, and joins this one: both wait for ever (gh-125451). Watched, it would wait more
    often, as a submit takes longer; so it lets one that has begun finish before.
    """

    def begin(self, frame: FrameType, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """The sentinel for a worker is no task."""
        queue, error, item = args
        watch = queue.__dict__.get(ATTRIBUTE)
        job = getattr(item, "work_id", None)
        if watch is not None and type(job) is int:
            text, value = failure_text(error, self.report), task_value(job, 0)
            self.tell(watch, Effect.SETTLE, Phase.FAILED, None, text=text, value=value)
        lock = queue.__dict__.get("shutdown_lock")
        if type(job) is int and type(lock) is _Lock and lock.acquire(timeout=_SUBMIT_S):
            lock.release()


class Wrapped(Watcher):
    """An exception on its way loses its traceback; where it comes from is kept beside it."""

    def begin(self, frame: FrameType, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """What wraps it is pickled without its attributes."""
        args[0].__dict__[PLACE_ATTRIBUTE] = place_of(args[2], self.report)


# --- the end -----------------------------------------------------------------------------


class Force(Shutdown):
    """terminate_workers and kill_workers: nothing more is run."""

    def begin(self, frame: FrameType, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """It counts from here."""
        watch = args[0].__dict__.get(ATTRIBUTE)
        if watch is None:
            return None
        self.tell(watch, Effect.CLOSE, Phase.DONE, frame, value=Stopped.TERMINATED)
        self.tell(watch, Effect.AWAIT, Phase.BEGAN, frame, value=ALL_JOBS)
        return watch, frame


class Over(OfExecutor):
    """The thread that serves an executor ends, also when the executor is gone or its process ends."""

    def begin(self, frame: FrameType, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """No more can be submitted, whoever has seen to that."""
        watch = args[0].__dict__.get(ATTRIBUTE)
        if watch is not None:
            self.tell(watch, Effect.CLOSE, Phase.DONE, None, value=Stopped.CLOSED)


class Break(OfExecutor):
    """A worker has ended though it was to go on: all futures fail, all other workers are terminated."""

    def begin(self, frame: FrameType, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """Which workers are dead, before the others are."""
        watch = args[0].__dict__.get(ATTRIBUTE)
        cause = args[1] if len(args) > 1 else None
        if watch is not None and type(cause) is list and _is_of_a_result(cause):
            self.tell(watch, Effect.BREAK, Phase.DONE, None, text=cause[-1].strip(), value=Broken.RESULT)
        if watch is not None:
            dead = " ".join(map(str, _dead(args[0].processes)))
            self.tell(watch, Effect.BREAK, Phase.DONE, None, text=dead)


def _is_of_a_result(cause: list[str]) -> bool:
    """Whether it was raised as a result was received; from 3.12 on it may be that nothing could be sent."""
    return any("in wait_result_broken_or_wakeup" in line for line in cause)


def _dead(processes: dict[int, Any]) -> list[int]:
    """The pids of those that have ended; they are looked at, and left to be reaped by the library."""
    sentinels = {process.sentinel: pid for pid, process in list(processes.items())}
    ready = sys.modules["multiprocessing.connection"].wait(list(sentinels), 0)
    return [sentinels[sentinel] for sentinel in ready]


# --- in a worker ---------------------------------------------------------------------------


class ExecutorReading(Reading):
    """Tasks and results are objects with the number of the task."""

    def __init__(self, module: Any, report: Reporter) -> None:
        self._module = module
        self._report = report

    def watch_of(self, inbox: Any) -> PoolWatch | None:
        """By the lock of the queue."""
        name = synchronize.name_of(inbox._rlock)
        if ownership.letter_of(name) != ownership.POOL:
            return None
        return PoolWatch(self._report, ownership.id_of(name), "ProcessPoolExecutor")

    def task(self, message: Any) -> tuple[int, str]:
        """A job has one task here."""
        text = _text(message.fn, message.args, message.kwargs, self._module)
        return task_value(message.work_id, 0), text

    def function(self, message: Any) -> Any:
        """That of a chunk is in its arguments."""
        return function_of(message.fn)

    def result(self, message: Any) -> tuple[int, Any] | None:
        """A number is a worker that says good-bye."""
        if type(message) is int:
            return None
        return task_value(message.work_id, 0), message.exception
