"""What is known of shared memory: blocks that have a name in the system, and values and arrays.

Plain data, as all of `model`; only `fold` changes it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from app.state.history import Location
from app.state.objects import LockObject, SharedObject, Waiter
from app.wire.records import Effect, Trait


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


class EndedTracker(NamedTuple):
    """A resource tracker that has come to its end, when this was seen."""

    process: int
    pipe: str
    time_ns: int


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
    ended_tracker: EndedTracker | None = None  # while somebody unlinked it, perhaps too late
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
    sampled_ns: int | None = None  # when what is shown of it was last seen to have changed
    reads: int = 0
    writes: int = 0
    unlocked: int = 0  # accesses by a thread that had not taken the lock before
    last_write: Written | None = None

    @property
    def is_sampled(self) -> bool:
        """Whether it is looked at now and then, as not every access to it is told."""
        return self.is_raw or self.is_outside

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
