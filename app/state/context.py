"""What the fold needs besides the run itself: who has which pid, who is alive, what has which name."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import NamedTuple, TypeVar

from app.state.history import Grant, Location
from app.state.model import Process, Run, SharedObject, ValueObject
from app.state.output import OutputKeeper
from app.state.source import Source
from app.wire.frames import Record

AnyObject = TypeVar("AnyObject", bound=SharedObject)


class Started(NamedTuple):
    """A child that its parent has started and that the supervisor has not found yet."""

    name: str
    kind: str
    parent: Process


@dataclass(slots=True)
class Context:
    """The fold's own working state; nothing in it is shown."""

    run: Run
    output: OutputKeeper
    sources: dict[int, Source] = field(default_factory=dict)  # by log number
    alive: dict[int, Process] = field(default_factory=dict)  # by number
    by_pid: dict[int, list[Process]] = field(default_factory=dict)  # the oldest first
    started: dict[int, Started] = field(default_factory=dict)  # by pid
    introduced: set[int] = field(default_factory=set)  # numbers whose parent's start() has told of them
    orphans: dict[int, list[Process]] = field(default_factory=dict)  # by the pid of the unknown parent
    reaped: dict[int, int] = field(default_factory=dict)  # number -> exit code, from the parent's probe
    unseen: dict[int, tuple[int, int]] = field(default_factory=dict)  # pid -> exit code, when reaped
    code_ended: set[int] = field(default_factory=set)  # numbers whose run() came to its end
    ended_by_main: set[int] = field(default_factory=set)  # numbers of daemons that main's end terminates
    kinds: Counter[str] = field(default_factory=Counter)
    files: dict[str, ValueObject] = field(default_factory=dict)  # by path
    released: dict[tuple[int, int], tuple[int, int]] = field(default_factory=dict)  # by process and thread
    suspects: dict[int, list[Process]] = field(default_factory=dict)  # lock -> dead users, perhaps its owner
    from_server: set[int] = field(default_factory=set)  # objects that a manager's server has told of
    dead_locks: set[int] = field(default_factory=set)  # locks whose owner is dead

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
        """A name for an object that no variable is known for: "Queue-1"."""
        self.kinds[kind] += 1
        return f"{kind}-{self.kinds[kind]}"

    def newest(self, pid: int) -> Process | None:
        """The newest process with this pid."""
        known = self.by_pid.get(pid)
        return known[-1] if known else None


class Operation:
    """One operation of one log, resolved once: "Queue.put" as this process makes it."""

    __slots__ = ("context", "effect", "kind", "method", "name", "process", "run", "source")

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

    def note(self, record: Record) -> None:
        """Count a record of this operation, and see where the process is."""
        self.run.events += 1
        process = self.process
        process.last_operation, process.last_effect = self.name, self.effect
        if record.line:
            process.location = self.source.location(record.file, record.line)

    def place(self, record: Record) -> Location | None:
        """The line of the script that the record is about."""
        return self.source.location(record.file, record.line) if record.line else None

    def grant(self, record: Record) -> Grant:
        """This operation, as what ends the wait of another."""
        return Grant(self.process.number, record.thread, record.time_ns, self.name, self.place(record))
