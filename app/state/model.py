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
from typing import NamedTuple

from app.language import Sentence
from app.state.accesses import Accesses
from app.state.history import Grant, History, Interval, Location
from app.state.life import Spent
from app.state.lock_orders import LockOrders
from app.state.objects import SharedObject
from app.state.waits import WaitTable
from app.wire.stacks import Stack


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
    """What a process is doing now: one word for each condition, everywhere."""

    STARTING = "starting"
    RUNNING = "running"
    BLOCKED = "blocked"
    WAITING = "waiting"  # in what no record tells of
    HOLDING = "holding"
    SLEEPING = "sleeping"
    SUSPENDED = "suspended"
    ENDED = "ended"
    FAILED = "failed"


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
    outer: Call | None = None  # the call that this one is inside of: a signal handler's, or part of it
    awake_ns: int | None = None  # since when it waits no more, though it is not over: for its lock at most
    granted_by: Grant | None = None  # what has ended its wait, if that was known before its end
    has_acted: bool = False  # what it does has been done, as others tell; only its return is still to come


#: Threads of a process that are known one by one.
THREADS_KEPT = 1024
#: The main thread's name, unless the script gives it another one.
MAIN_THREAD = "MainThread"


@dataclass(slots=True)
class Thread:
    """A thread of a process that has reported something."""

    name: str  # "" when it is not known
    system_number: int  # what the operating system calls it
    serves: int = 0  # the id of the queue whose items it sends, or of the pool that it works for
    runs_tasks: bool = False  # of that pool
    is_own: bool = False  # it runs what the script has given it: it was told of at its beginning
    location: Location | None = (
        None  # the last line of the script that it was seen at, if it is not the main one
    )
    ended: bool = False
    last_words: Sentence | None = None  # what it did right before its process ended
    error: str | None = None  # the exception that has left its code
    error_location: Location | None = None


class OwnValue(NamedTuple):
    """What something is in a process's own memory, where it changes or reads it."""

    name: str  # as the script calls it there: "total", "counter.total"
    text: str  # its short repr
    location: Location
    key: str  # the same for all processes that have it
    is_global: bool  # a global variable; else an item or an attribute of what a child was given
    value: int = 0  # what was told with it, see `Effect.FIRST_OWN`


class UnseenUpdate(NamedTuple):
    """A process's code reads something and writes it back; not when."""

    kind: str  # "file" or "block"
    what: str  # a path, or a block's name
    item: str  # which of the block's
    read: Location
    write: Location


#: Of a process: variables that it has changed, or read behind the join of a child.
OWN_VALUES_KEPT = 256


@dataclass(slots=True)
class FailedStart:
    """A child that could not be started."""

    child: str  # its name
    error: str
    location: Location | None  # None: the library has started it


class CutOff(NamedTuple):
    """A call of what a manager serves that failed, as the server could not be reached."""

    object_id: int
    error: str
    location: Location | None
    time_ns: int


class Interrupt(NamedTuple):
    """Ctrl+C has come in the middle of a call."""

    time_ns: int
    location: Location | None


class Quit(NamedTuple):
    """Where a process ends itself, past the library, and with which exit code."""

    location: Location
    exitcode: int
    time_ns: int


class ForkedFrom(NamedTuple):
    """Where a thread was when its process forked: it is not in the child."""

    thread: str
    lock: str  # one that its code names, and that was taken just then; ""
    location: Location


#: Children of a process of which it is known from what they were forked.
FORKS_KEPT = 256


@dataclass(slots=True)
class Polling:
    """One line has asked the same again and again, each time in vain."""

    operation: str  # "Queue.empty"
    object_id: int  # 0: none
    location: Location
    since_ns: int
    last_ns: int
    count: int = 1
    is_kept: bool = False  # it has gone on for long


#: Of a process: lines that have polled for long.
POLLS_KEPT = 64


@dataclass(slots=True)
class Process:
    """One process of the run."""

    number: int
    pid: int
    parent_pid: int
    name: str
    kind: str  # "main", "process" (multiprocessing), "fork", "subprocess", "helper", or "unknown" as yet
    parent: int | None = None  # number of the parent, when known
    start_method: str | None = None
    daemon: bool | None = None
    made_by: str = ""  # the installed package that has started it; "": the script itself
    started_at: Location | None = None  # the line of the script that has; None: the library has, or not known
    is_server: bool = False  # of a manager: it serves its objects
    watched: bool = False  # a probe has reported from inside it
    program: str = ""  # the file name of what it runs, "" when not known
    began_ns: int = 0
    started_ns: int | None = None  # when its parent has called what started it, if that was told
    started_in: int = 0  # in which of its parent's threads
    code_began_ns: int | None = None  # when its own code began, if that was told
    ended_ns: int | None = None
    exitcode: int | None = None  # -N when signal N ended it
    signal: int | None = None
    outcome: Outcome | None = None
    error: str | None = None  # the last line of an uncaught exception
    error_location: Location | None = None  # the line of the script that it came from
    stderr_tail: str = ""  # the newest of what it wrote to stderr, at most STDERR_TAIL characters
    stage: int = 0  # how far it had come when that was raised, see `wire.records.Stage`
    unopened: int = 0  # the id of the object that it could not open then
    failed_start: FailedStart | None = None  # the last one of a child of its own
    found_ended: dict[int, tuple[int, Location]] = field(
        default_factory=dict
    )  # process -> when and where is_alive() has said first that it had ended
    is_asked: bool = False  # the script has read its exit code since it failed
    zombie_until_ns: int | None = None  # its parent never asked how it had ended, until its own end
    code_over_ns: int | None = None  # since when it only does what belongs to its end
    last_words: tuple[Sentence, ...] = ()  # what it did right before it ended, the most important first
    quit_at: Quit | None = None  # the last try
    interrupt: Interrupt | None = None  # the last one; what it has done since the script decides
    cut_off: CutOff | None = None  # the last time
    ended_by: Grant | None = None  # the call that has sent the signal of which it ended
    asked_to_end: Grant | None = None  # the call that has last sent it a signal to end, whatever it did then
    cpu_s: float = 0.0
    cpu_percent: float = 0.0
    memory_mb: float = 0.0
    peak_memory_mb: float = 0.0
    suspended: bool = False
    handles_signals: bool = False  # it has a handler of its own: what that does nobody knows
    location: Location | None = None  # the last line of the script that it was seen at
    seen_ns: int = 0  # when it has last told of an operation
    stacks: tuple[Stack, ...] = ()  # as they were seen from outside when it was last looked at
    stacks_ns: int = 0  # when that was
    last_operation: str = ""
    last_effect: int = 0
    calls: dict[int, Call] = field(default_factory=dict)  # by thread
    holding: dict[int, int] = field(default_factory=dict)  # object id -> since_ns
    variables: dict[str, str] = field(default_factory=dict)
    changed_own: dict[str, OwnValue] = field(default_factory=dict)  # by key, if only its own memory has that
    polls: list[Polling] = field(default_factory=list)
    forked_from: dict[int, list[ForkedFrom]] = field(default_factory=dict)  # by the child's pid
    forked_at: dict[int, Location] = field(default_factory=dict)  # by the pid of the child: its os.fork()
    copied_to: set[int] = field(default_factory=set)  # of these: what it had printed may be in their buffers
    read_own: dict[tuple[str, int], OwnValue] = field(
        default_factory=dict
    )  # by key, and the child; 0: a pool's
    first_own: dict[tuple[str, int], OwnValue] = field(
        default_factory=dict
    )  # by key, and the pool that it works for: what its code reads and does not change, as it began
    given_own: dict[tuple[str, int, int], OwnValue] = field(
        default_factory=dict
    )  # by key, pid of a child and pool: what it had changed before they began, and they read
    updates: list[UnseenUpdate] = field(default_factory=list)
    main_thread: int | None = None  # until it has told of itself: the one that made the first call
    threads: dict[int, Thread] = field(default_factory=dict)  # by number: 1, 2, ... in each process
    last_wait: Interval | None = None  # the last call that had to wait and is over
    spent: Spent = field(default_factory=Spent)  # by the main thread, on calls that are over

    def until(self, now_ns: int) -> int:
        """The time up to which it can do anything: its end, or now."""
        return now_ns if self.ended_ns is None else self.ended_ns

    @property
    def own_end(self) -> Location | None:
        """The line at which it has ended itself."""
        if self.quit_at is None or self.quit_at.exitcode & 0xFF != (self.exitcode or 0) & 0xFF:
            return None
        return self.quit_at.location

    @property
    def alive(self) -> bool:
        """Whether the process has not ended yet, as far as is known."""
        return self.ended_ns is None

    @property
    def ended_with_run(self) -> bool:
        """Whether the run's own end has ended it: what it did and had until then stays as it was."""
        return self.outcome is Outcome.ENDED_WITH_RUN

    @property
    def has_failed(self) -> bool:
        """Whether an exception, an exit code or a crash has ended it, and no one from outside.

        What another program means by its exit code is not known: that of grep is 1 when it has found nothing.
        """
        is_python = self.kind != "subprocess" or self.watched
        return self.outcome is Outcome.CRASHED or (self.outcome is Outcome.FAILED and is_python)

    @property
    def place(self) -> Location | None:
        """The line of the script that it is at: when its code is over, that of the call it is in, if any."""
        if self.code_over_ns is None:
            return self.location
        call = self.calls.get(self.main_thread or 0)
        return None if call is None else call.location

    def other_thread(self, number: int) -> str:
        """The name of a thread of it that is not the main one; "" where there is nothing to name."""
        thread = self.threads.get(number)
        return "" if thread is None or number == self.main_thread else thread.name

    @property
    def is_helper(self) -> bool:
        """Whether multiprocessing runs it for itself: a resource tracker or a forkserver."""
        return self.kind == "helper"


@dataclass(slots=True)
class Output:
    """A piece of what a process wrote, in the order of writing."""

    process: int
    pid: int
    stream: str  # "stdout" or "stderr"
    time_ns: int
    text: str


#: Characters of a process's stderr that are kept with it: what it said last tells why it has failed.
STDERR_TAIL = 4_000
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
    sampling_failure: Sentence | None = None  # why stacks are not seen from outside
    probe_failures: list[str] = field(default_factory=list)  # of the probe itself; the script has not noticed
    history: History = field(default_factory=History, compare=False)
    waits: WaitTable = field(default_factory=WaitTable)
    processes: dict[int, Process] = field(default_factory=dict)
    objects: dict[int, SharedObject] = field(default_factory=dict)
    accesses: Accesses = field(default_factory=Accesses)
    lock_orders: LockOrders = field(default_factory=LockOrders)
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
