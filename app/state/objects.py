"""What is known of the objects that processes share: locks, queues, values, flags, conditions, barriers,
channels, blocks of shared memory; and who waits for them.

Plain data, as all of `model`; only `fold` changes it.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field

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
    made_by: str = ""  # the installed package that has made it; "": the script itself
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
class QueueObject(SharedObject):
    """A buffer between those who put and those who get."""

    maxsize: int = 0  # 0 = unbounded
    items: deque[Item] = field(default_factory=deque)  # the oldest ones, at most ITEMS_KEPT of them
    size: int = 0  # puts - gets - dropped, never negative
    puts: int = 0
    gets: int = 0
    dropped: int = 0
    last_drop: Drop | None = None
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
class Attachment:
    """What one process has, or had, of a block of shared memory."""

    process: int
    how: str  # "created", "by-name", "received", "inherited": the first time
    since_ns: int
    tracker: str = ""  # the resource tracker that was told of it, by its pipe
    now: int = 0  # how often it has it attached
    closed: int = 0  # how often it has closed it
    gone_ns: int = 0  # when it was last left without it, by a close or its end


@dataclass(slots=True)
class Failure:
    """A call on an object that has raised."""

    process: int
    call: str  # "close()"
    error: str
    location: Location | None


@dataclass(slots=True)
class BlockObject(SharedObject):
    """A block of shared memory. What is in its bytes is known only if a ShareableList is in them."""

    system_name: str = ""  # as the system knows it: "psm_1c2d3e4f"
    size: int = 0  # bytes
    exists: bool = False  # somebody has attached it, or was refused as there is one of this name already
    attachments: dict[int, Attachment] = field(default_factory=dict)  # by process, the first one first
    trackers: set[str] = field(default_factory=set)  # the resource trackers that will remove it
    is_untracked: bool = False  # a process has attached it without telling its tracker
    unlinked_by: int | None = None
    unlinked_at: Location | None = None
    unlink_is_done: bool = False
    removed_by: int | None = None  # the resource tracker that has ended, as nobody had unlinked it
    removed_from: list[int] = field(default_factory=list)  # had it attached when none could reach the tracker
    is_left: bool = False  # the run is over, and nobody has unlinked it
    length: int = 0  # items of its ShareableList
    items: dict[int, str] = field(default_factory=dict)  # their short reprs, by position
    reads: int = 0
    writes: int = 0
    failures: int = 0
    last_failure: Failure | None = None
    last_call: str = ""
    last_process: int | None = None

    @property
    def is_list(self) -> bool:
        """Whether a ShareableList is in it."""
        return bool(self.traits & Trait.LISTED)

    @property
    def attached(self) -> list[Attachment]:
        """What processes have of it now."""
        return [one for one in self.attachments.values() if one.now > 0]

    @property
    def is_gone(self) -> bool:
        """Whether nobody can attach it any more."""
        return self.unlinked_by is not None or self.removed_by is not None

    @property
    def is_leaked(self) -> bool:
        """Whether no process of the script has unlinked it, and none can any more."""
        return self.exists and self.unlinked_by is None and (self.removed_by is not None or self.is_left)


@dataclass(slots=True)
class Written:
    """A write to a value in shared memory."""

    process: int
    thread: int
    time_ns: int
    text: str  # what was written, as it stands in the script: ".value = 3"
    how: int  # see `wire.records.Access`
    location: Location | None


@dataclass(slots=True)
class MemoryObject(LockObject):
    """A value in shared memory. It is the lock, too, if it has one and was not given it."""

    type: str = ""  # of the value, or of an item: "c_int"
    length: int | None = None  # of an array
    is_raw: bool = False  # it has no lock, and nobody tells of an access
    is_outside: bool = False  # the script has got the memory itself, past the lock
    lock_id: int = 0  # of the lock that it was given
    value: str = ""
    items: list[str] = field(default_factory=list)  # of an array, in place of the value: the first ones
    changed_ns: int = 0
    sampled_ns: int | None = None  # when it was last seen to have changed although nobody told so
    reads: int = 0
    writes: int = 0
    unlocked: int = 0  # accesses by a thread that had not taken the lock before
    last_write: Written | None = None

    @property
    def takers(self) -> list[Waiter]:
        """Who waits for its lock, in order of arrival: to take it, or for an access."""
        return [waiter for waiter in self.waiters if waiter.effect in _OF_MEMORY]

    @property
    def content(self) -> str:
        """Its value as Python writes it; of an array the first items, and how many there are."""
        if self.length is None or not self.items:
            return self.value
        more = f", ... ({self.length})" if self.length > len(self.items) else ""
        return f"[{', '.join(self.items)}{more}]"


_OF_MEMORY = (Effect.TAKE, Effect.READ, Effect.WRITE)


@dataclass(slots=True)
class FlagObject(SharedObject):
    """What is set or clear, and can be waited for."""

    is_set: bool = False
    changed_ns: int = 0
    changed_by: int | None = None  # the process that set or cleared it last
    sets: int = 0


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
