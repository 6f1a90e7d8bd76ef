"""Knows the executors of threads that this process has, their tasks, and what their threads do.

A copy of an executor in a forked child has none of its threads: it is another one once the child uses it.
"""

from __future__ import annotations

import os
import time
from _thread import get_ident

from ...wire.records import Effect, Leaving, Phase, Stopped, object_id_of
from ..patching.around import around
from .executor_calls import Asked
from .futures import FUTURE, Task
from .pool_watch import ATTRIBUTE, PoolWatch
from .pool_workers import Box, Get, Work

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import FrameType
    from typing import Any

    from ..recorder.reporter import Reporter


class ThreadsWatch(PoolWatch):
    """The watch of an executor that this process has made, or has a copy of."""

    __slots__ = ("closed", "generation", "jobs")

    def __init__(self, report: Reporter, kind: str, generation: int) -> None:
        made = "threads %d %d %d" % (os.getpid(), time.monotonic_ns(), get_ident())
        super().__init__(report, object_id_of(made), kind)
        self.generation = generation
        self.jobs = 0
        self.closed = False

    def next_job(self) -> int:
        """A number for a task; called with the executor's lock."""
        self.jobs += 1
        return self.jobs


class ThreadTask(Task):
    """A task that a thread of this process will run."""

    __slots__ = ("text", "thread", "watch_here")

    def __init__(self, watch: ThreadsWatch, text: bytes) -> None:
        super().__init__(watch, watch.next_job())
        self.watch_here = watch
        self.text = text  # until it begins
        self.thread = 0  # that runs it, while it does


class Here:
    """The executors of this process, and their workers."""

    def __init__(self, report: Reporter) -> None:
        self._report = report
        self._generation = 0
        self.asked: dict[int, Asked] = {}
        self.workers: dict[int, ThreadWork] = {}  # by thread

    def after_fork(self) -> None:
        """In a forked child: of what was made before there are copies."""
        self._generation += 1
        self.asked.clear()
        self.workers.clear()

    def announce(self, executor: Any, **facts: object) -> ThreadsWatch:
        """There is an executor."""
        watch = ThreadsWatch(self._report, type(executor).__name__, self._generation)
        executor.__dict__[ATTRIBUTE] = watch
        self._report.announce(watch, executor._max_workers, executor, **facts)
        return watch

    def watch_of(self, executor: Any) -> ThreadsWatch | None:
        """What is known of an executor; None of a copy that nothing has been asked of."""
        watch = executor.__dict__.get(ATTRIBUTE)
        return watch if type(watch) is ThreadsWatch and watch.generation == self._generation else None

    def task_of(self, future: Any) -> ThreadTask | None:
        """What a future stands for; None for one of another kind, and for a copy."""
        task = future.__dict__.get(FUTURE)
        is_here = type(task) is ThreadTask and task.watch_here.generation == self._generation
        return task if is_here else None

    def start(self, args: tuple[Any, ...]) -> Work | None:
        """A thread begins to work, for an executor that it knows by a weak reference."""
        executor = args[0]()
        watch = None if executor is None else self.watch_of(executor)
        del executor  # its threads end when it is gone
        if watch is None:
            return None
        work = self.workers[get_ident()] = ThreadWork(self._report, watch, self, args)
        work.begin(*_initializer(args))
        return work


def _initializer(args: tuple[Any, ...]) -> tuple[Any, ...]:
    """What a worker runs first, of its arguments; from 3.14 on they stand in its context."""
    own = getattr(args[1], "__dict__", {})
    if "initdata" in own:  # of an executor of interpreters
        return own["initdata"] or ()
    return (own["initializer"], own["initargs"]) if "initargs" in own else args[2:4]


class ThreadWork(Work):
    """What a thread of an executor does."""

    def __init__(self, report: Reporter, watch: ThreadsWatch, here: Here, args: tuple[Any, ...]) -> None:
        super().__init__(report, watch)
        self._here = here
        self._threads = watch
        at = 1 if hasattr(args[1], "get") else 2  # the queue stands before the initializer, or last
        queue = args[at]
        get, at_once = around(queue.get, Get(report, self)), around(queue.get_nowait, Take(report, self))
        inbox = Box(queue, get=get, get_nowait=at_once, put=queue.put)
        self.args = (*args[:at], inbox, *args[at + 1 :])

    def over(self, why: int = Leaving.TOLD) -> None:
        """Its executor takes no more, or is gone, if it was told to end."""
        super().over(why)
        self._here.workers.pop(get_ident(), None)
        if self.was_told and not self._threads.closed:
            self._threads.closed = True
            name, value = self.watch.operation("shutdown"), Stopped.CLOSED
            self.report.operation(name, Effect.CLOSE, Phase.DONE, None, self.watch, "", value)


class Take(Get):
    """A look for a task, from 3.13 on before the wait for one."""

    def begin(self, frame: FrameType, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """It does not wait."""
        self.work.initialized()
        return frame
