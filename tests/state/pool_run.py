"""A run with a pool, told as the probe tells it: jobs, tasks, workers, results."""

from __future__ import annotations

from typing import Any

from app.state.model import Run
from app.state.pool import PoolObject
from app.wire.records import INITIALIZER, UNCOUNTED, Effect, Leaving, Stopped, task_value
from tests.state.build import BEGAN, BLOCKED, DONE, FAILED, Log, Script

POOL = 7


class PoolRun:
    """main with a pool of so many workers: w2, w3, ..., that wait for tasks since 1 ms."""

    def __init__(self, workers: int = 2, kind: str = "Pool") -> None:
        self.kind = kind
        self.script = Script()
        self.main = self.script.main().make(0, kind, POOL, workers, "pool")
        self.workers = [self.script.worker(number, f"w{number}") for number in range(2, 2 + workers)]
        for worker in self.workers:
            self.op(worker, 1, "worker", Effect.WORK, BEGAN)
            self.idle(worker, 1)

    def op(
        self, log: Log, ms: float, method: str, effect: int, phase: int, text: str = "", **more: Any
    ) -> None:
        """An operation on the pool."""
        name = method if "." in method else f"{self.kind}.{method}"
        log.op(ms, name, phase, text, object=POOL, meaning=effect, **more)

    def submit(self, ms: float, job: int, count: int = 1, method: str = "map", text: str = "square") -> None:
        """main asks for a job of so many tasks."""
        value = task_value(job, count)
        self.op(self.main, ms, method, Effect.SUBMIT, DONE, text, value=value, line=9)

    def submit_uncounted(self, ms: float, job: int) -> None:
        """main asks for an imap whose end is not known."""
        self.submit(ms, job, UNCOUNTED, "imap")

    def wait(self, ms: float, job: int, method: str = "map", bound: float = -1.0) -> None:
        """main waits for a job."""
        self.op(self.main, ms, method, Effect.AWAIT, BLOCKED, value=job, line=9, bound=bound)

    def waited(self, ms: float, method: str = "map", came: int = 1) -> None:
        """It has come, or the time was over."""
        self.op(self.main, ms, method, Effect.AWAIT, DONE, value=came, line=9)

    def idle(self, worker: Log, ms: float) -> None:
        """A worker waits for a task."""
        self.op(worker, ms, "worker", Effect.WORK, BLOCKED)

    def run_task(self, worker: Log, ms: float, job: int, number: int, text: str = "square(3)") -> None:
        """A worker runs a task from now on."""
        self.op(worker, ms, "task", Effect.TASK, BEGAN, text, value=task_value(job, number))

    def finish(self, worker: Log, ms: float, job: int, number: int, error: str = "") -> None:
        """It is done with it, or it has failed."""
        phase = FAILED if error else DONE
        self.op(worker, ms, "task", Effect.TASK, phase, error, value=task_value(job, number))

    def settle(self, ms: float, job: int, number: int, error: str = "") -> None:
        """The result has come to main."""
        phase = FAILED if error else DONE
        value = task_value(job, number)
        self.op(self.main, ms, "result", Effect.SETTLE, phase, error, value=value, thread=2)

    def do(self, worker: Log, ms: float, job: int, number: int) -> None:
        """All of a task, in one millisecond."""
        self.run_task(worker, ms, job, number)
        self.finish(worker, ms + 0.5, job, number)
        self.idle(worker, ms + 0.6)
        self.settle(ms + 0.8, job, number)

    def initialize(self, worker: Log, ms: float, phase: int, text: str = "") -> None:
        """What a worker runs before its first task."""
        self.op(worker, ms, "initializer", Effect.TASK, phase, text, value=INITIALIZER)

    def leave(self, worker: Log, ms: float, reason: int = Leaving.TOLD) -> None:
        """A worker takes no more tasks."""
        self.op(worker, ms, "worker", Effect.WORK, DONE, value=reason)

    def stop(self, ms: float, how: int = Stopped.TERMINATED) -> None:
        """main closes or terminates the pool."""
        method = "close" if how == Stopped.CLOSED else "terminate"
        self.op(self.main, ms, method, Effect.CLOSE, DONE, value=how, line=12)


def pool_in(run: Run) -> PoolObject:
    """The pool."""
    pool = run.objects[POOL]
    assert isinstance(pool, PoolObject)
    return pool


def counts(run: Run) -> tuple[int, int, int, int]:
    """Tasks: waiting, running, done, failed."""
    pool = pool_in(run)
    return pool.waiting, len(pool.running), pool.done, pool.failed
