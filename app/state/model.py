"""What is known of a run: plain data that every view and the report are computed from.

Only `fold` changes these objects. Times are ``time.monotonic_ns()`` of the machine that ran
the script. A process is identified by its `number` within the run (the supervisor gives a new
number to a new process even when the system reuses a pid); objects by the id that travels
with them through fork and pickling.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from enum import Enum

from app.language import Sentence
from app.state.history import Grants, History, Interval, Location
from app.wire.records import Trait


class Outcome(Enum):
    """How a process ended; the values are the report's words."""

    FINISHED = "finished"
    FAILED = "failed"
    TERMINATED = "terminated"
    KILLED = "killed"
    CRASHED = "crashed"
    ENDED_WITH_MAIN = "ended-with-main"
    ENDED_WITH_RUN = "ended-with-run"


class Condition(Enum):
    """What a process is doing now: one word a state, everywhere."""

    STARTING = "starting"
    RUNNING = "running"
    BLOCKED = "blocked"
    HOLDING = "holding"
    SLEEPING = "sleeping"
    SUSPENDED = "suspended"
    ENDED = "ended"


@dataclass(slots=True)
class Call:
    """An operation that a thread has begun and not finished."""

    operation: str  # "Queue.put", "Process.join", "time.sleep"
    effect: int  # see `wire.records.Effect`
    object_id: int  # 0 when it has none
    thread: int
    began_ns: int
    since_ns: int  # when it was last seen to begin or to have to wait
    blocked: bool  # the probe saw that it has to wait
    argument: str  # short repr of the argument, "" when there is none
    target_pid: int  # Process.join and others: the pid it is about, else 0
    location: Location | None
    bound_s: float | None = None  # how long it may wait at most; 0: not at all; None: for ever
    grants: int = 0  # of its object, when it began to wait
    outer: Call | None = None  # the call that a signal handler has interrupted with this one


@dataclass(slots=True)
class Thread:
    """A thread of a process that has reported something."""

    name: str  # "" when it is not known
    system_number: int  # what the operating system calls it


@dataclass(slots=True)
class Process:
    """One process of the run."""

    number: int
    pid: int
    parent_pid: int
    name: str
    kind: str  # "main", "process" (multiprocessing), "fork", "subprocess", "helper" (tracker, forkserver)
    parent: int | None = None  # number of the parent, when known
    start_method: str | None = None
    daemon: bool | None = None
    watched: bool = False  # a probe has reported from inside it
    program: str = ""  # the file name of what it runs, "" when not known
    began_ns: int = 0
    ended_ns: int | None = None
    exitcode: int | None = None  # -N when signal N ended it
    signal: int | None = None
    outcome: Outcome | None = None
    error: str | None = None  # the last line of an uncaught exception
    cpu_s: float = 0.0
    cpu_percent: float = 0.0
    memory_mb: float = 0.0
    peak_memory_mb: float = 0.0
    suspended: bool = False
    location: Location | None = None  # the last line of the script that it was seen at
    last_operation: str = ""
    last_effect: int = 0
    calls: dict[int, Call] = field(default_factory=dict)  # by thread
    holding: dict[int, int] = field(default_factory=dict)  # object id -> since_ns
    variables: dict[str, str] = field(default_factory=dict)
    main_thread: int | None = None  # the thread that made the first call, the main one in all likelihood
    threads: dict[int, Thread] = field(default_factory=dict)  # by number: 1, 2, ... in each process
    last_wait: Interval | None = None  # the last call that had to wait and is over

    @property
    def alive(self) -> bool:
        """Whether the process has not ended yet, as far as is known."""
        return self.ended_ns is None

    @property
    def is_helper(self) -> bool:
        """Whether multiprocessing runs it for itself: a resource tracker or a forkserver."""
        return self.kind == "helper"


@dataclass(slots=True)
class Waiter:
    """A process (and thread) that waits on an object, in a named operation."""

    process: int
    thread: int
    operation: str
    since_ns: int


@dataclass(slots=True)
class SharedObject:
    """What all watched objects have in common."""

    id: int
    kind: str  # "Lock", "RLock", "Semaphore", "Queue", "JoinableQueue", "DictProxy", "File", ...
    name: str  # the variable's name, else "Queue-1"
    named: bool = False
    users: set[int] = field(default_factory=set)  # numbers of processes that used it
    waiters: list[Waiter] = field(default_factory=list)  # in order of arrival
    calls: int = 0
    family: int = 0  # see `wire.records.Family`
    traits: int = 0  # see `wire.records.Trait`
    grants: dict[int, Grants] = field(
        default_factory=dict
    )  # by the effect that waits: what could end its wait

    @property
    def is_reentrant(self) -> bool:
        """Whether its owner may take it again."""
        return bool(self.traits & Trait.REENTRANT)

    @property
    def is_bounded(self) -> bool:
        """Whether giving back more than was taken is refused."""
        return bool(self.traits & Trait.BOUNDED)

    @property
    def counts_tasks(self) -> bool:
        """Whether its items are marked as finished."""
        return bool(self.traits & Trait.COUNTS_TASKS)

    @property
    def is_served(self) -> bool:
        """Whether it lives in a manager's server."""
        return bool(self.traits & Trait.SERVED)


@dataclass(slots=True)
class LockObject(SharedObject):
    """What is taken and given back: one owner at a time, or a number of permits."""

    initial: int = 1  # how many may have it at the same time
    owners: list[tuple[int, int]] = field(default_factory=list)  # (process number, since_ns), oldest first
    owner_is_dead: bool = False  # the owner ended without releasing it: nobody will ever get it
    acquires: int = 0
    waited_ns: int = 0
    held_ns: int = 0
    changed_ns: int = 0  # when it was last taken or given back
    recursion: int = 0  # how often the owner of an RLock has taken it again
    signals: bool = False  # a semaphore that some release and others acquire: nobody owns it
    starved: set[int] = field(default_factory=set)  # processes that waited in vain for a dead owner
    evicted: dict[int, int] = field(default_factory=dict)  # owners whose release is still on its way


@dataclass(slots=True)
class Item:
    """Something in a queue."""

    text: str  # its short repr
    producer: int  # process number
    put_ns: int
    serial: int  # 1, 2, ... in the order of puts
    key: int = 0  # travels with it from put to get; 0 when it has none
    thread: int = 0  # of its producer
    location: Location | None = None  # of its put


@dataclass(slots=True)
class Transfer:
    """An item on its way, for the animation: who moved it, when."""

    serial: int
    text: str
    process: int
    time_ns: int
    into: bool  # True: put, False: got


@dataclass(slots=True)
class QueueObject(SharedObject):
    """A buffer between those who put and those who get."""

    maxsize: int = 0  # 0 = unbounded
    items: deque[Item] = field(default_factory=deque)  # the oldest ones, at most ITEMS_KEPT of them
    size: int = 0  # puts - gets, never negative
    puts: int = 0
    gets: int = 0
    task_done: int = 0
    high_water: int = 0
    full_raised: int = 0
    empty_raised: int = 0
    producers: set[int] = field(default_factory=set)
    consumers: set[int] = field(default_factory=set)
    recent: deque[Transfer] = field(default_factory=lambda: deque(maxlen=64))
    last_answer: str = ""  # of qsize(), empty(), full(): "qsize() -> 3"

    @property
    def is_joinable(self) -> bool:
        """Whether unfinished items are of interest; a manager's queue counts them also when nobody asks."""
        return self.counts_tasks and (not self.is_served or self.task_done > 0)

    @property
    def unfinished(self) -> int:
        """Items put and not yet marked with task_done()."""
        return max(0, self.puts - self.task_done)


@dataclass(slots=True)
class ValueObject(SharedObject):
    """Something with a value: a manager's object, or a file of the run's folder."""

    value: str = ""
    changed_ns: int = 0
    last_call: str = ""  # "__setitem__('num', 99)"
    last_process: int | None = None


@dataclass(slots=True)
class FlagObject(SharedObject):
    """What is set or clear, and can be waited for."""

    is_set: bool = False
    changed_ns: int = 0
    changed_by: int | None = None  # the process that set or cleared it last
    sets: int = 0


@dataclass(slots=True)
class Output:
    """A piece of what a process wrote, in the order of writing."""

    process: int
    pid: int
    stream: str  # "stdout" or "stderr"
    time_ns: int
    text: str


#: Items of a queue that are kept one by one; beyond that only counts are kept.
ITEMS_KEPT = 4096
#: Characters of output that a live state keeps (the oldest go first); the report keeps all.
OUTPUT_KEPT = 4_000_000


@dataclass(slots=True)
class Run:
    """Everything that is known of one run."""

    target: str = ""
    script: str = ""  # absolute path of the file that runs
    start_method: str = ""
    began_ns: int = 0
    now_ns: int = 0  # the newest time seen
    ended_ns: int | None = None
    exitcode: int | None = None  # of the main process
    signal: int | None = None
    timed_out: bool = False
    supervisor_died: bool = False
    error: Sentence | None = None  # why the script could not be started
    events: int = 0
    lost_events: int = 0
    probe_failures: list[str] = field(default_factory=list)  # of the probe itself; the script has not noticed
    history: History = field(default_factory=History, compare=False)
    processes: dict[int, Process] = field(default_factory=dict)
    objects: dict[int, SharedObject] = field(default_factory=dict)
    output: deque[Output] = field(default_factory=deque)
    output_dropped: int = 0  # characters of the oldest output that are no longer kept
    output_total: int = 0  # pieces ever appended; the newest is number output_total - 1
    version: int = 0  # grows with every change, but not with the time alone

    @property
    def main(self) -> Process | None:
        """The script's main process, once it is known."""
        return self.processes.get(1)

    @property
    def script_processes(self) -> list[Process]:
        """The processes that the script consists of, in the order in which they came; no helpers."""
        return [process for process in self.processes.values() if not process.is_helper]

    def process_of_pid(self, pid: int) -> Process | None:
        """The newest process with this pid."""
        for process in reversed(self.processes.values()):
            if process.pid == pid:
                return process
        return None
