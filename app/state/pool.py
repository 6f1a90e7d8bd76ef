"""What is known of a pool: its jobs, its tasks, its workers, and what has gone wrong.

Plain data, as all of `model`; only `fold` changes it.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from typing import NamedTuple

from app.state.history import Granting, Location
from app.state.objects import SharedObject, Waiter
from app.wire.frames import Slot
from app.wire.records import Effect, Stopped

#: Tasks that are lost are kept by name; beyond that they are only counted.
LOST_KEPT = 100

#: A worker: its process and thread.
Place = tuple[int, int]


@dataclass(slots=True)
class Task:
    """A task that a worker runs, or has run."""

    job: int
    number: int  # of its job's: 0, 1, ...
    text: str  # "square(3)"; of a chunk "square(0), ... (25)"
    since_ns: int
    count: int | None = None  # how many tasks its job has
    is_cut_off: bool = False  # its pool was at its end already: nobody takes its result
    failure: TaskFailure | None = None

    @property
    def is_chunk(self) -> bool:
        """Whether it is several calls, told as one."""
        if "..." not in self.text:
            return False
        _, mark, count = self.text.rpartition(", ... (")
        return bool(mark) and count[:-1].isdecimal()


@dataclass(slots=True)
class Worker:
    """A process, or a thread, that runs tasks of a pool."""

    process: int
    thread: int
    since_ns: int  # when it began to wait for a task, or to run one
    task: Task | None = None
    initializer: str = ""  # what it runs before its first task, while it does
    ran: int = 0  # how many tasks it has begun
    last: Task | None = None  # the one that it ran last


@dataclass(slots=True)
class Load:
    """How busy the workers of a pool have been. Times are of the run's clock (ns)."""

    running: dict[Place, int] = field(default_factory=dict)  # who runs a task, and since when
    changed_ns: int = 0  # when that was another number the last time
    busy_ns: int = 0  # how long any worker has run a task
    alone_ns: int = 0  # how long only one of them has
    chunks: int = 0  # how many of the tasks were several calls
    workers: set[int] = field(default_factory=set)  # numbers of the processes that have worked for it
    ran_ns: dict[int, int] = field(default_factory=dict)  # by process: how long it has run tasks

    def began(self, place: Place, time_ns: int) -> None:
        """A worker runs a task from now on."""
        self._pass(time_ns)
        self.running[place] = time_ns

    def over(self, place: Place, time_ns: int) -> int:
        """A worker runs no task any more; how long it has run the one that it had."""
        if place not in self.running:
            return 0
        self._pass(time_ns)
        ran_ns = max(0, time_ns - self.running.pop(place))
        self.ran_ns[place[0]] = self.ran_ns.get(place[0], 0) + ran_ns
        return ran_ns

    def _pass(self, time_ns: int) -> None:
        passed_ns = max(0, time_ns - self.changed_ns)
        self.changed_ns = max(self.changed_ns, time_ns)
        if self.running:
            self.busy_ns += passed_ns
        if len(self.running) == 1:
            self.alone_ns += passed_ns


class Handed(NamedTuple):
    """A job of which all results have come: how long that took, and how long its tasks have run."""

    operation: str  # "Pool.map"
    text: str
    location: Location | None  # where it was asked for
    tasks: int
    took_ns: int  # from the beginning of the first task to the last result
    ran_ns: int  # all tasks, one after the other

    @property
    def lost_ns(self) -> int:
        """How much sooner one process would have been through with them."""
        return self.took_ns - self.ran_ns


@dataclass(slots=True)
class TaskFailure:
    """How a task failed."""

    text: str  # the task's
    error: str  # "ValueError: x"
    process: int  # where it has run, or where it could not be handed over
    location: Location | None  # the line of the script that has raised
    is_run: bool = True  # else no worker has begun it

    @property
    def is_of_pickling(self) -> bool:
        """Whether it is the library that has failed, in the middle of pickling something."""
        return self.location is None and "pickle" in self.error.lower()


@dataclass(slots=True)
class CallbackFailure:
    """A callback that has raised in the thread that takes the results in."""

    callback: str
    error: str
    process: int
    location: Location | None
    job: str  # what it was called for
    is_passed_over: bool  # by the library; else it has ended the thread
    is_logged: bool = False  # neither: the library has logged it, and goes on


@dataclass(slots=True)
class Job:
    """What one call has asked for: one task, or one for each chunk."""

    number: int
    operation: str  # "Pool.map"
    text: str  # "square"
    process: int  # who has asked
    count: int | None  # of its tasks; None: not known yet
    location: Location | None = None  # where it was asked for
    is_asked: bool = False  # somebody has asked for its result
    failure: TaskFailure | None = None  # of the task that has failed last
    begun: int = 0  # tasks that a worker has begun, or that are settled without
    settled: int = 0
    first_ns: int | None = None  # when a worker has begun the first task
    ran_ns: int = 0  # how long its tasks have run, all together
    lost: int = 0
    #: By number, tasks that are over and whose results have not come: the operation that has told so.
    over: dict[int, tuple[Granting, Slot]] = field(default_factory=dict, compare=False)
    ran: dict[int, Task] = field(default_factory=dict, compare=False)  # the same, as the tasks that they are
    last: tuple[Granting, Slot] | None = field(default=None, compare=False)  # the one whose result came last

    @property
    def unsettled(self) -> int | None:
        """Of how many tasks the results have still to come; None: not known."""
        return None if self.count is None else max(0, self.count - self.settled)


@dataclass(slots=True)
class Awaited:
    """What somebody waits for."""

    number: int  # of the job; `wire.records.ALL_JOBS`: all of the pool
    job: Job | None  # None: all of the pool, or it is over
    settled: int  # tasks of the job, when the wait began


@dataclass(slots=True)
class LostTask:
    """A task that was on a worker that has ended before it."""

    text: str
    job: int
    number: int
    process: int


@dataclass(slots=True)
class PoolObject(SharedObject):
    """What runs tasks in workers: a Pool, a ThreadPool, an executor of processes or of threads."""

    size: int = 0  # how many workers it wants
    stopped: int = 0  # see `wire.records.Stopped`; 0: it takes more
    left_open_by: int | None = None  # the process whose end has terminated it, as nobody had stopped it
    is_collected: bool = False  # it was no end: nothing there referred to it any more
    terminated_at: Location | None = None
    is_left: bool = False  # it was the end of its `with` block
    cut_jobs: tuple[Job, ...] = ()  # that were not done when nobody could wait for them any more
    broken_by: list[int] = field(default_factory=list)  # processes whose death has broken it
    is_broken: bool = False
    runs_on: bool = False  # what its workers run comes to its end all the same
    workers: dict[Place, Worker] = field(default_factory=dict)
    load: Load = field(default_factory=Load)
    slowest: Handed | None = None  # the job with which most time was lost
    jobs: dict[int, Job] = field(default_factory=dict)  # not yet settled
    awaited: dict[Place, Awaited] = field(default_factory=dict, compare=False)  # by who waits
    submitted: int = 0  # tasks; of a job that is not counted yet those that were seen
    begun: int = 0
    done: int = 0
    failed: int = 0
    cancelled: int = 0
    lost: int = 0
    not_run: int = 0  # of those that failed, or that were cut off: no worker has begun them
    cut_off: int = 0  # by the end of the pool, in a worker
    lost_tasks: deque[LostTask] = field(default_factory=lambda: deque(maxlen=LOST_KEPT))
    unsure: dict[tuple[int, int], LostTask] = field(default_factory=dict)  # whose results may not come
    last_failure: TaskFailure | None = None
    unsent: TaskFailure | None = None  # the first task that could not be pickled
    unreturned: TaskFailure | None = None  # the first one whose result could not
    unasked: dict[int, Job] = field(default_factory=dict)  # failed ones for whose results nobody has asked
    asked: set[str] = field(default_factory=set)  # for results of which operations somebody has asked
    replaced: int = 0  # workers that have run as many tasks as one may
    died: list[int] = field(default_factory=list)  # processes that ended though they were to go on
    initializer_failures: int = 0
    initializer_failure: TaskFailure | None = None  # the last one
    callbacks: int = 0
    callback_error: str = ""  # what one has raised: no more results are taken in
    unread: TaskFailure | None = None  # the task whose result it was; without an error if it had returned
    result_error: str = ""  # what was raised when a result was unpickled: no more are taken in
    callback_failure: CallbackFailure | None = None  # the first one
    never_done: set[int] = field(default_factory=set)  # numbers of jobs whose callback has raised
    last_job: Job | None = field(default=None, compare=False)  # the one whose result came last
    takes_in: Place | None = None  # the thread that has taken in the last result that a worker has sent

    @property
    def is_known(self) -> bool:
        """Whether its tasks are told, and not only the calls of its clients: a server can be elsewhere."""
        return not self.is_served or self.size > 0

    @property
    def initializer_error(self) -> str:
        """What the initializer has raised last, if that is known."""
        return "" if self.initializer_failure is None else self.initializer_failure.error

    @property
    def is_over(self) -> bool:
        """Whether it takes in no more results."""
        return (self.is_broken and not self.runs_on) or self.stopped == Stopped.TERMINATED

    @property
    def running(self) -> list[Worker]:
        """Workers that run a task."""
        return [worker for worker in self.workers.values() if worker.task is not None]

    @property
    def waiting(self) -> int:
        """Tasks that no worker has begun and that nothing else has ended."""
        return max(0, self.submitted - self.begun - self.not_run - self.cancelled)

    @property
    def is_counted(self) -> bool:
        """Whether it is known how many tasks there are."""
        return all(job.count is not None for job in self.jobs.values())

    @property
    def callers(self) -> list[Waiter]:
        """Who waits for its results or for its end; its own workers are not meant."""
        return [waiter for waiter in self.waiters if waiter.effect != Effect.WORK]
