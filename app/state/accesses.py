"""What is known of who reads and writes the items of what processes share: changes that got lost.

A *change* is what one thread does in two accesses: it reads an item, and writes it back. Another process that
writes the item in between is overwritten, and what it wrote is lost. Plain data, as all of `model`; only the
fold changes it, and it is bounded.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from functools import partial
from typing import NamedTuple

from app.state.history import Location

#: Items that are followed, of all objects together; of more the oldest is followed no longer.
ITEMS_KEPT = 2048
#: Of one item: threads that have read it, and processes that have changed it.
THREADS_KEPT = 64
WRITES_KEPT = 16
#: Of one object: pairs of lines by which changes got lost, and lines that changed a copy.
PAIRS_KEPT = 16


class Access(NamedTuple):
    """One read or write of an item."""

    process: int
    thread: int
    began_ns: int
    ended_ns: int
    text: str  # what was read or written
    location: Location


class Change(NamedTuple):
    """A read of an item, and the write of it by the same thread after that."""

    read: Access
    write: Access
    locks: frozenset[int]  # ids of those that only its process held, from the read to the write


@dataclass(slots=True)
class Lost:
    """Another process wrote an item between the read and the write of a change; the first time seen."""

    place: str  # the item, as it stands behind the object's name: "['blue']"
    change: Change
    between: Access
    count: int = 1  # how often that was seen at these lines


@dataclass(slots=True)
class Crossed:
    """Two processes were changing the item at the same time, with no common lock."""

    place: str
    change: Change
    other: Change
    count: int = 1


#: These from their fields in one tuple: several times faster than their own constructors.
access_of = partial(tuple.__new__, Access)
change_of = partial(tuple.__new__, Change)
#: An access that a write may follow, as its fields; and the locks that were held, by id, since when.
Reading = tuple[tuple[int, int, int, int, str, Location], dict[int, int]]


@dataclass(slots=True)
class Alteration:
    """A copy of an item was changed in the line that has asked for it, and the item stayed as it was."""

    place: str
    how: str  # ".append(...)"
    location: Location
    may_take_effect: bool  # as it is an object of the script's own
    processes: set[int]
    variable: str = ""  # what has kept the copy until then; "": nothing
    count: int = 0


@dataclass(slots=True)
class SharedItem:
    """One item of an object."""

    place: str
    readings: dict[tuple[int, int], Reading] = field(default_factory=dict)  # by process and thread
    writes: deque[Access] = field(default_factory=lambda: deque(maxlen=WRITES_KEPT))  # the newest last
    changes: dict[int, Change] = field(default_factory=dict)  # the last one, by process
    written: set[str] = field(default_factory=set)  # a few different texts that changes have written


@dataclass(slots=True)
class Accesses:
    """All items that are followed, and what was seen of them, by the ids of their objects."""

    items: dict[tuple[int, str], SharedItem] = field(default_factory=dict)
    asked: dict[tuple[int, int], tuple[int, str, str, int]] = field(default_factory=dict)
    lost: dict[int, list[Lost]] = field(default_factory=dict)
    both_read: dict[int, list[Crossed]] = field(default_factory=dict)  # and none saw the other's write
    crossed: dict[int, Crossed] = field(default_factory=dict)  # perhaps one after the other
    altered: dict[int, list[Alteration]] = field(default_factory=dict)

    def item(self, object_id: int, place: str) -> SharedItem:
        """An item, followed from now on."""
        known = self.items.get((object_id, place))
        if known is None:
            if len(self.items) >= ITEMS_KEPT:
                del self.items[next(iter(self.items))]
            known = self.items[object_id, place] = SharedItem(place)
        return known
