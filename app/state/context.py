"""What the fold needs besides the run itself: who has which pid, who is alive, what has which name."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import NamedTuple, TypeVar

from app.state.history import Grant, How, Interval, Location
from app.state.model import THREADS_KEPT, Polling, Process, Run, Thread
from app.state.objects import Owner, SharedObject, ValueObject
from app.state.output import OutputKeeper
from app.state.source import Source
from app.wire.frames import Record, Slot, bound_s_of, record_of
from app.wire.records import FOR_EVER

AnyObject = TypeVar("AnyObject", bound=SharedObject)


class Started(NamedTuple):
    """A child that its parent has started and that the supervisor has not found yet."""

    name: str
    kind: str
    parent: Process
    time_ns: int
    location: Location | None = None  # the line of the script that has started it
    called_ns: int | None = None  # when the call that has started it began, if that was told
    thread: int = 0  # of the parent, that has made it


class Asked(NamedTuple):
    """A process was sent a signal that ends it: by terminate, kill or interrupt."""

    signal: int | None
    grant: Grant


@dataclass(slots=True)
class Context:
    """The fold's own working state; nothing in it is shown."""

    run: Run
    output: OutputKeeper
    sources: dict[int, Source] = field(default_factory=dict)  # by log number
    alive: dict[int, Process] = field(default_factory=dict)  # by number
    by_pid: dict[int, list[Process]] = field(default_factory=dict)  # the oldest first
    started: dict[int, Started] = field(default_factory=dict)  # by pid
    made: dict[int, str] = field(default_factory=dict)  # pid of one not yet found -> the package that made it
    introduced: set[int] = field(default_factory=set)  # numbers whose parent's start() has told of them
    orphans: dict[int, list[Process]] = field(default_factory=dict)  # by the pid of the unknown parent
    reaped: dict[int, int] = field(default_factory=dict)  # number -> exit code, from the parent's probe
    unseen: dict[int, tuple[int, int]] = field(default_factory=dict)  # pid -> exit code, when reaped
    asked: dict[int, Asked] = field(default_factory=dict)  # pid -> who has asked it to end
    code_ended: set[int] = field(default_factory=set)  # numbers whose run() came to its end
    ended_by_main: set[int] = field(default_factory=set)  # numbers of daemons that main's end terminates
    kinds: Counter[str] = field(default_factory=Counter)
    names: dict[int, dict[tuple[int, str], int]] = field(default_factory=dict)  # see `primitives.names`
    own_names: dict[str, set[int]] = field(default_factory=dict)  # of attributes of `self`: whose they are
    files: dict[str, ValueObject] = field(default_factory=dict)  # by path
    released: dict[tuple[int, int], Owner] = field(default_factory=dict)  # by process and thread
    suspects: dict[int, list[Process]] = field(default_factory=dict)  # lock -> dead users, perhaps its owner
    renewed: dict[int, int] = field(default_factory=dict)  # id -> the number of the object that has it by now
    from_server: set[int] = field(default_factory=set)  # objects that a manager's server has told of
    trackers: dict[str, int] = field(default_factory=dict)  # pids of resource trackers, by their pipes
    works_for: dict[int, set[int]] = field(default_factory=dict)  # pools, by the numbers of processes

    def source(self, number: int) -> Source:
        """The log with this number."""
        known = self.sources.get(number)
        if known is None:
            known = self.sources[number] = Source(None)
        return known

    def object_of(self, object_id: int, kind: str, make: type[AnyObject]) -> AnyObject:
        """The object with this id, made when it is not known or known as something else.

        Only garbage makes an operation without an object; it gets one that nobody sees.
        """
        known = self.run.objects.get(object_id)
        if isinstance(known, make):
            return known
        new = make(object_id, kind, self.next_name(kind) if known is None and object_id else "")
        if known is not None:
            new.name, new.named, new.users = known.name, known.named, known.users
            new.family, new.traits = known.family, known.traits
        if object_id:
            self.run.objects[object_id] = new
        return new

    def next_name(self, kind: str) -> str:
        """A name for an object that has none in the script: "Queue-1"."""
        self.kinds[kind] += 1
        return f"{kind}-{self.kinds[kind]}"

    def newest(self, pid: int) -> Process | None:
        """The newest process with this pid."""
        known = self.by_pid.get(pid)
        return known[-1] if known else None


class Operation:
    """One operation of one log, resolved once: "Queue.put" as this process makes it.

    `read` takes in a record of it; from then on until the next one its fields stand here. A plain tuple
    is taken apart at once, which costs a third of reading a record's names one after the other.
    """

    __slots__ = (
        "_file",
        "_length",
        "_line",
        "_text",
        "bound",
        "context",
        "effect",
        "kind",
        "location",
        "method",
        "name",
        "object_id",
        "polling",
        "process",
        "run",
        "slot",
        "source",
        "thread",
        "time_ns",
        "value",
    )

    def __init__(
        self, context: Context, source: Source, process: Process, name: str, effect: int = 0
    ) -> None:
        self.context = context
        self.run = context.run
        self.source = source
        self.process = process
        self.name = name
        self.effect = effect
        self.kind, _, self.method = name.rpartition(".")
        self._file = self._line = 0  # of the last record, as most come from the same line
        self.location: Location | None = None  # the line of the script that the record is about
        self.bound = FOR_EVER
        self.polling: Polling | None = None

    def read(self, slot: Slot) -> None:
        """Take in a record; count it, and see where the process is."""
        (
            _,
            _,
            self._length,
            self.thread,
            self.time_ns,
            self.object_id,
            _,
            file,
            line,
            _,
            _,
            _,
            self.value,
            self.bound,
            self._text,
        ) = self.slot = slot
        if line != self._line or file != self._file:
            self._file, self._line = file, line
            self.location = self.source.location(file, line) if line else None
        self.run.events += 1
        process = self.process
        process.last_operation, process.last_effect = self.name, self.effect
        process.seen_ns = self.time_ns
        if line:
            if self.thread == process.main_thread:
                process.location = self.location
            else:
                self._place_thread(process)

    def _place_thread(self, process: Process) -> None:
        """Another thread than the main one is at a line; the process is, too, if that one is in no call."""
        known = self.known_thread()
        if known is not None:
            known.location = self.location
        if process.main_thread not in process.calls:
            process.location = self.location

    def known_thread(self) -> Thread | None:
        """The thread, if so many can be known; it tells its name behind its first operation."""
        threads = self.process.threads
        known = threads.get(self.thread)
        if known is None and self.process.main_thread is not None and len(threads) < THREADS_KEPT:
            known = threads[self.thread] = Thread("", 0)
        return known

    @property
    def text(self) -> str:
        """The record's text; a character that was cut is shown as such."""
        return self._text[: self._length].decode("utf-8", "replace")

    @property
    def bound_s(self) -> float | None:
        """How long it may wait at most; None: for ever."""
        return bound_s_of(self.bound)

    def instant(self, slot: Slot) -> Interval:
        """A call of it that was told in one record."""
        record = record_of(slot)
        return Interval(
            self.process.number,
            record.thread,
            self.name,
            self.effect,
            record.object,
            record.time_ns,
            None,
            record.time_ns,
            How.DONE,
            bound_s_of(record.bound),
            self._place(record),
            None,
        )

    def grant(self, slot: Slot) -> Grant:
        """A record of it, as what ends the wait of another."""
        record = record_of(slot)
        return Grant(self.process.number, record.thread, record.time_ns, self.name, self._place(record))

    def _place(self, record: Record) -> Location | None:
        return self.source.location(record.file, record.line) if record.line else None
