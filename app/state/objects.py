"""What is known of the objects that processes share: locks, queues, values, flags, conditions, barriers,
channels, blocks of shared memory; and who waits for them.

Plain data, as all of `model`; only `fold` changes it.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from functools import partial
from typing import NamedTuple

from app.state.flow import Flow
from app.state.history import Grant, Grants, Location
from app.wire.records import OTHER_END, Effect, Trait

#: Items of a queue that are kept one by one; beyond that only counts are kept.
ITEMS_KEPT = 4096


@dataclass(slots=True)
class Waiter:
    """A process (and thread) that waits on an object, in a named operation."""

    process: int
    thread: int
    operation: str
    since_ns: int
    effect: int = 0  # see `wire.records.Effect`


@dataclass(slots=True)
class SharedObject:
    """What all watched objects have in common."""

    id: int
    kind: str  # "Lock", "RLock", "Semaphore", "Queue", "JoinableQueue", "DictProxy", "File", ...
    name: str  # by what holds it in the script, "forks[0]", else "Queue-1"
    named: bool = False
    users: set[int] = field(default_factory=set)  # numbers of processes that used it
    waiters: list[Waiter] = field(default_factory=list)  # in order of arrival
    calls: int = 0
    family: int = 0  # see `wire.records.Family`
    traits: int = 0  # see `wire.records.Trait`
    made_by: str | None = None  # the package that has made it; "": the script itself; None: not told yet
    made_at: Location | None = None  # the line of the script, or of that package
    grants: dict[int, Grants] = field(default_factory=dict)  # what could end a wait, by the effect that waits

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


class Owner(NamedTuple):
    """Who has a lock, or a permit."""

    process: int
    since_ns: int
    thread: int = 0  # 0: not known


#: An owner from its fields in one tuple: several times faster than its own constructor.
owner_of = partial(tuple.__new__, Owner)


class Hold(NamedTuple):
    """A time for which a lock was held, until it was given back."""

    process: int  # that had it
    held_ns: int
    location: Location | None  # of what gave it back


@dataclass(slots=True)
class LockObject(SharedObject):
    """What is taken and given back: one owner at a time, or a number of permits."""

    initial: int = 1  # how many may have it at the same time
    owners: list[Owner] = field(default_factory=list)  # the oldest first
    owner_is_dead: bool = False  # the owner ended without releasing it: nobody will ever get it
    acquires: int = 0
    waited_ns: int = 0
    held_ns: int = 0
    longest_hold: Hold | None = None  # that is over
    changed_ns: int = 0  # when it was last taken or given back
    recursion: int = 0  # how often the owner of an RLock has taken it again
    signals: bool = False  # a semaphore that some release and others acquire: nobody owns it
    evicted: dict[int, int] = field(default_factory=dict)  # owners whose release is still on its way
    balance: int = 0  # how often it was given back, less how often it was taken
    changes_hands: bool = False  # one has given back what another took: who has what is not sure from then on
    refused: int = 0  # how often it was not given back, as nobody had it, or all permits were there
    refused_to: int | None = None  # the process to which that happened last

    @property
    def takers(self) -> list[Waiter]:
        """Who waits to take it, in order of arrival."""
        return [waiter for waiter in self.waiters if waiter.effect == Effect.TAKE]

    @property
    def available(self) -> int:
        """How many permits nobody has now; it may be more than there were at first."""
        return max(0, self.initial + self.balance)

    def waited_until(self, now_ns: int) -> int:
        """How long it has been waited for (ns), by all together; waits that go on count up to now."""
        return self.waited_ns + sum(max(0, now_ns - waiter.since_ns) for waiter in self.takers)


@dataclass(slots=True)
class ConditionObject(LockObject):
    """What waits for a notify. It is the lock, too, if it was not given one."""

    lock_id: int = 0  # of the lock that it was given
    notifies: int = 0
    woken: int = 0  # by all of them
    last_woken: int | None = None  # by the last one; None: not known
    #: Of those whom it has woken, how many have not come back from their wait yet; None: not known.
    on_their_way: int | None = 0
    notified_by: int | None = None  # the process that has notified last
    died_waiting: list[int] = field(default_factory=list)  # numbers of processes: a notify still counts them
    #: Of a manager's condition, by process and thread: how often its lock was taken besides.
    asleep: dict[tuple[int, int], int] = field(default_factory=dict)

    @property
    def sleepers(self) -> list[Waiter]:
        """Who waits for a notify, in order of arrival."""
        return [waiter for waiter in self.waiters if waiter.effect == Effect.WAIT]


@dataclass(slots=True)
class Party:
    """A process (and thread) that is at a barrier."""

    process: int
    thread: int
    since_ns: int


@dataclass(slots=True)
class Break:
    """Why a barrier is broken."""

    reason: int  # see `wire.records.Broken`
    process: int  # whose call has broken it
    thread: int
    error: str  # of its action
    location: Location | None


@dataclass(slots=True)
class BarrierObject(SharedObject):
    """All parties wait in it until all are there."""

    parties: int = 0  # how many it waits for; 0: not known
    action: str = ""  # what the last one runs before all go on
    there: list[Party] = field(default_factory=list)  # in order of arrival
    leaving: list[Party] = field(default_factory=list)  # all were there; these have still to go on
    acting: int | None = None  # the process that runs the action
    passes: int = 0  # how often all were there
    broken: Break | None = None
    breaks: int = 0
    resets: int = 0
    reset_by: int | None = None
    died_waiting: list[int] = field(default_factory=list)  # numbers of processes: it still counts them


@dataclass(slots=True)
class Item:
    """Something in a queue."""

    text: str  # its short repr
    producer: int  # process number
    put_ns: int
    number: int  # 1, 2, ... in the order of puts
    serial: int = 0  # travels with it from put to get; 0 when it has none
    thread: int = 0  # of its producer
    location: Location | None = None  # of its put


@dataclass(slots=True)
class Transfer:
    """An item on its way, for the animation: who moved it, when."""

    number: int  # of the item
    text: str
    process: int
    time_ns: int
    into: bool  # True: put, False: got


@dataclass(slots=True)
class Drop:
    """An item that was put and that nobody can get: it could not be pickled, or its pickle not be sent."""

    text: str  # its short repr
    process: int  # that has put it
    error: str  # "TypeError: cannot pickle ..."
    was_pickled: bool
    location: Location | None  # of its put


@dataclass(slots=True)
class Differing:
    """An item that was not the same when it was got as when it was put; the first one."""

    before: str  # their short reprs
    after: str
    producer: int  # process numbers
    consumer: int
    location: Location | None  # of its put
    count: int = 1  # how many there were


class Answer(NamedTuple):
    """What a process was told last of how much is in a queue."""

    method: str  # "empty", "full"; "get" for one that has raised queue.Empty
    items: int  # so many are there, or places of `room_told`; 1: there are some
    time_ns: int
    location: Location | None
    gets: int  # how many the process had got by then


class Misled(NamedTuple):
    """A put or get that was not to wait has raised, though an answer had said that it would not."""

    answer: Answer
    is_put: bool
    process: int
    thread: int
    error: str
    location: Location | None


#: Of one queue, by thread.
MISLED_KEPT = 256


class Told(NamedTuple):
    """What qsize(), empty() or full() said last, to anyone: it was true at that time."""

    text: str  # "qsize() -> 3"
    process: int
    time_ns: int


@dataclass(slots=True)
class QueueObject(SharedObject):
    """A buffer between those who put and those who get."""

    maxsize: int = 0  # 0 = unbounded
    items: deque[Item] = field(default_factory=deque)  # the oldest ones, at most ITEMS_KEPT of them
    size: int = 0  # puts - gets - dropped, never negative
    puts: int = 0
    gets: int = 0
    dropped: int = 0
    last_drop: Drop | None = None
    differing: Differing | None = None
    flow: Flow = field(default_factory=Flow)
    task_done: int = 0
    high_water: int = 0
    full_raised: int = 0
    empty_raised: int = 0
    producers: set[int] = field(default_factory=set)
    consumers: set[int] = field(default_factory=set)
    waited_to_put: set[int] = field(default_factory=set)  # at any time, though they may have put nothing yet
    waited_to_get: set[int] = field(default_factory=set)
    recent: deque[Transfer] = field(default_factory=lambda: deque(maxlen=64))
    last_answer: Told | None = None
    answers: dict[int, Answer] = field(default_factory=dict)  # the last one, by process
    gets_by: dict[int, int] = field(default_factory=dict)  # process -> how many items it has got
    room_told: dict[int, Answer] = field(default_factory=dict)  # by process, until it has put
    misled: dict[tuple[int, int], Misled] = field(default_factory=dict)  # the last one, by process and thread

    @property
    def is_joinable(self) -> bool:
        """Whether unfinished items are of interest; a manager's queue counts them also when nobody asks."""
        return self.counts_tasks and (not self.is_served or self.task_done > 0)

    @property
    def put_waits_for_pipe(self) -> bool:
        """Whether a put() waits although there are no places: for the pipe, or for who else writes to it."""
        waits = any(waiter.effect == Effect.PUT for waiter in self.waiters)
        return waits and not self.maxsize and not self.is_served

    @property
    def unfinished(self) -> int:
        """Items put and not yet marked with task_done(); nobody can do so for one that was dropped."""
        return max(0, self.puts - self.task_done)


@dataclass(slots=True)
class ValueObject(SharedObject):
    """Something with a value: a manager's object, or a file of the run's folder."""

    value: str = ""
    shape: int = 0  # of a manager's value, see `wire.records.Shape`
    changed_ns: int = 0
    last_call: str = ""  # "__setitem__('num', 99)"
    last_process: int | None = None


@dataclass(slots=True)
class Asking:
    """A thread asks again and again whether a flag is set, each time in vain."""

    location: Location
    since_ns: int
    last_ns: int
    longest_ns: int = 0  # between two times
    count: int = 1


@dataclass(slots=True)
class FlagObject(SharedObject):
    """What is set or clear, and can be waited for."""

    is_set: bool = False
    changed_ns: int = 0
    changed_by: int | None = None  # the process that set or cleared it last
    sets: int = 0
    askings: dict[tuple[int, int], Asking] = field(default_factory=dict)  # by process and thread


@dataclass(slots=True)
class Message:
    """What was sent and has not been received."""

    text: str  # its short repr
    size: int  # bytes
    sender: int  # process number
    thread: int
    sent_ns: int
    operation: str  # "Connection.send"
    location: Location | None
    is_cut: bool = False  # its sender ended in the middle of it


@dataclass(slots=True)
class ChannelEnd(SharedObject):
    """One end of a channel; the other end is another object, whose id differs in one bit."""

    readable: bool = True
    writable: bool = True
    listens: bool = False  # a Listener: others connect with it
    of_pipe: bool = False
    open_in: dict[int, int] = field(default_factory=dict)  # process -> how often it has this end open
    was_open: bool = False
    on_its_way: int = 0  # how often it was sent to a process that has not yet received it
    ended_by: Grant | None = None  # the close, or the end of a process, after which nobody had it open
    inbox: deque[Message] = field(default_factory=deque)  # sent to this end, the oldest first
    to_receive: int = 0  # messages that were sent to this end and not received
    sent: int = 0
    received: int = 0
    bytes_sent: int = 0
    bytes_received: int = 0
    accepted: int = 0  # by a Listener
    in_order: bool = True  # False: several send at the same time, or receive: nobody knows which is which
    sending: set[tuple[int, int]] = field(default_factory=set)  # process and thread
    receiving: set[tuple[int, int]] = field(default_factory=set)

    @property
    def other_id(self) -> int:
        """The id of the other end."""
        return self.id ^ OTHER_END

    @property
    def is_second(self) -> bool:
        """Whether it is shown with the other end."""
        return bool(self.id & OTHER_END)

    @property
    def is_gone(self) -> bool:
        """Whether nobody has it open any more."""
        return self.was_open and not self.open_in and self.on_its_way <= 0
