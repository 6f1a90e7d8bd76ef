"""Watches Pool and ThreadPool: what is asked of them, who waits for it, what has come, how they end.

A pool's own locks carry its letter, so that a worker knows whose it is by the queue that it gets its tasks
from; a worker of a manager's pool is told. What a worker does is told there (see `pool_workers`), tasks are
known by the library's own numbers.
"""

from __future__ import annotations

import sys
from _thread import get_ident

from ...wire.records import COLLECTED, FOR_EVER, LEFT, Broken, Effect, Phase, Stopped, task_value
from ..patching.around import Watcher, around
from ..recorder.reporter import Watch
from ..recorder.shorten import describe_exception
from . import ownership, served, synchronize
from .pool_jobs import Jobs
from .pool_results import PoolWait
from .pool_tasks import call_text, chunk_text
from .pool_watch import ATTRIBUTE, PoolWatch
from .pool_workers import Reading, watched_worker

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import FrameType
    from typing import Any

    from ..recorder.reporter import Reporter

_MAY_RUN_AT = 4  # which argument of a worker says how many tasks it may run
_ENDING = ("terminate", "__exit__", "_exit_function", "_run_finalizers")
_SERVED = "_procession_served"  # of a manager's pool's queue and its workers: the id of the pool


def patch(module: Any, report: Reporter) -> None:
    """Patch ``multiprocessing.pool``."""
    cls, made = module.Pool, Made()
    report.forked.append(ownership.after_fork)
    cls.__init__ = ownership.composite(cls.__init__, report, ownership.POOL, lambda pool: None)
    cls._repopulate_pool = around(cls._repopulate_pool, Announce(report, "Pool", made))
    cls.close = around(cls.close, Close(report, "close"))
    terminate = around(cls.__dict__["_terminate_pool"].__func__, Terminate(report, "terminate", made))
    cls._terminate_pool = classmethod(terminate)
    cls._handle_results = staticmethod(
        around(cls.__dict__["_handle_results"].__func__, Results(report, "results", made))
    )
    for name in ("join", "terminate"):
        setattr(cls, name, around(getattr(cls, name), PoolWait(report, name)))
    cls.Process = staticmethod(around(cls.__dict__["Process"].__func__, Mark(report, "Process")))
    module.worker = watched_worker(module.worker, report, PoolReading(module, report, made), _MAY_RUN_AT)
    Jobs(module, report).patch()


class Made:
    """The pools of the script that this process has made, by the identity of the queue of their tasks."""

    def __init__(self) -> None:
        self.by_queue: dict[int, PoolWatch] = {}
        self.by_results: dict[int, PoolWatch] = {}  # the same by that of the results


def _know(pool: Any, report: Reporter) -> PoolWatch | None:
    """The watch of a pool of the script, made anew; None for the library's own."""
    own = object.__getattribute__(pool, "__dict__")
    lock = getattr(own["_inqueue"], "_rlock", None)
    name = synchronize.name_of(lock or own["_change_notifier"]._rlock)
    if ownership.letter_of(name) != ownership.POOL:
        return None
    object_id, address = ownership.id_of(name), ownership.serving.get(get_ident())
    if address is not None:  # its clients know it by this
        object_id = served.identity(address, "%x" % id(pool))
        if lock is not None:
            own["_inqueue"].__dict__[_SERVED] = object_id
    watch = own[ATTRIBUTE] = PoolWatch(report, object_id, type(pool).__name__, address is not None)
    return watch


class Announce(Watcher):
    """Inside the constructor: a pool has its queues, and starts its first workers."""

    def __init__(self, report: Reporter, name: str, made: Made) -> None:
        super().__init__(report, name)
        self._made = made

    def begin(self, frame: FrameType, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """It is told of before a worker can tell of itself."""
        pool = args[0]
        if ATTRIBUTE in pool.__dict__:
            return
        watch = _know(pool, self.report)
        if watch is not None:
            self._made.by_queue[id(pool._inqueue)] = watch
            self._made.by_results[id(pool._outqueue)] = watch
            if watch.is_served:  # its clients have a class and names for it
                self.report.announce(Watch(watch.id, "", watch.family, watch.traits), pool._processes)
            else:
                self.report.announce(watch, pool._processes, pool)


class Mark(Watcher):
    """A worker is made: a process of its own has to be told that its pool is a manager's, and which one."""

    def begin(self, frame: FrameType, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """The first thing that it is given is the queue of its tasks."""
        given = kwargs.get("args")
        return getattr(given[0], "__dict__", {}).get(_SERVED) if given else None

    def done(self, call: Any, result: Any) -> None:
        """This goes with it, also when it is pickled."""
        result.__dict__[_SERVED] = call


class Close(Watcher):
    """close: nothing more is taken, what there is will be run."""

    def begin(self, frame: FrameType, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """It counts from here."""
        watch = args[0].__dict__.get(ATTRIBUTE)
        if watch is not None:
            script = self.report.script_frame(frame)
            name = watch.operation(self.name)
            value = Stopped.CLOSED
            self.report.operation(name, Effect.CLOSE, Phase.DONE, script, watch, "", value, FOR_EVER)


class Terminate(Watcher):
    """What terminate, the end of a `with` block, of the pool itself and of the process have in common."""

    def __init__(self, report: Reporter, name: str, made: Made) -> None:
        super().__init__(report, name)
        self._made = made

    def begin(self, frame: FrameType, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """What has not been run will not be. The queue of the tasks is the second that it is given."""
        watch = self._made.by_queue.pop(id(args[2]), None)
        if watch is not None:
            script = self.report.script_frame(frame)
            text = self._reason(frame)
            name = watch.operation(self.name)
            value = Stopped.TERMINATED
            self.report.operation(name, Effect.CLOSE, Phase.DONE, script, watch, text, value, FOR_EVER)

    def _reason(self, frame: FrameType) -> str:
        """Empty: somebody has called terminate, the process ends, or an exception leaves the `with` block."""
        at: FrameType | None = frame
        is_called = False
        while at is not None and self.report.is_library(at):
            name = at.f_code.co_name
            if name == "__exit__" and at.f_locals.get("exc_type") is None:
                return LEFT
            is_called = is_called or name in _ENDING
            at = at.f_back
        return "" if is_called else COLLECTED


class Results(Watcher):
    """The thread that takes in the results, from its beginning to its end."""

    def __init__(self, report: Reporter, name: str, made: Made) -> None:
        super().__init__(report, name)
        self._made = made

    def begin(self, frame: FrameType, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """The queue of the results is the first that it is given."""
        return self._made.by_results.pop(id(args[0]), None)

    def failed(self, call: Any, error: BaseException) -> None:
        """A result that could not be unpickled has ended it; or a callback, which is told."""
        name, text = call.operation("break"), describe_exception(error)
        self.report.operation(name, Effect.BREAK, Phase.DONE, None, call, text, Broken.RESULT)


class PoolReading(Reading):
    """Tasks are `(job, number, function, args, kwds)`, results `(job, number, (is it well, what))`."""

    def __init__(self, module: Any, report: Reporter, made: Made) -> None:
        self._module = module
        self._report = report
        self._made = made

    def watch_of(self, inbox: Any) -> PoolWatch | None:
        """A thread finds what its own process has made; a process knows the lock of the queue."""
        lock = getattr(inbox, "_rlock", None)
        if lock is None:
            return self._made.by_queue.get(id(inbox))
        name = synchronize.name_of(lock)
        if ownership.letter_of(name) != ownership.POOL:
            return None
        process = sys.modules["multiprocessing.process"]._current_process
        served_id = process.__dict__.get(_SERVED)
        return PoolWatch(self._report, served_id or ownership.id_of(name), "Pool", bool(served_id))

    def task(self, message: Any) -> tuple[int, str]:
        """A chunk is one task, as the library hands it over."""
        job, number, function, args, kwds = message
        module = self._module
        if function is module.mapstar or function is module.starmapstar:
            mapped, chunk = args[0]
            text = chunk_text(mapped, chunk, function is module.starmapstar)
        else:
            text = call_text(function, args, kwds)
        return task_value(job, number), text

    def function(self, message: Any) -> Any:
        """That of a chunk is in its arguments."""
        _, _, function, args, _ = message
        is_chunk = function is self._module.mapstar or function is self._module.starmapstar
        return args[0][0] if is_chunk else function

    def result(self, message: Any) -> tuple[int, Any] | None:
        """An exception is wrapped, mostly."""
        job, number, (is_well, what) = message
        return task_value(job, number), None if is_well else what
