"""The facets of an object's card: what an object can have, whatever its class is called."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from app.gui.stage.words.phrases import process_name, thread_of_process
from app.language import translate
from app.state.model import Process, Run
from app.state.objects import Party, Waiter

_WAITERS = 24


class Named(NamedTuple):
    """A process, or a thread of it, for its colour and its name."""

    number: int
    name: str
    thread: str = ""  # its own name, where there is no room for more


class Owners(NamedTuple):
    """Who has it."""

    names: tuple[Named, ...]
    since: str  # how long the first one has had it
    is_dead: bool
    free: str  # when nobody has it, or not all of it is taken
    label: str  # before the names
    told: tuple[str, ...] = ()  # the names with more of each, where there is room


class Flag(NamedTuple):
    """Its state in a word or two, and who made it so."""

    is_set: bool
    text: str
    by: Named | None
    is_bad: bool = False


class EndOfChannel(NamedTuple):
    """One end of a channel: who has it open, and how much there is to receive."""

    name: str
    open_in: tuple[Named, ...]
    text: str  # "open in" or what has become of it
    to_receive: str


class Presence(NamedTuple):
    """What is said of those in the waiting line, if it is not that they wait."""

    label: str  # before their names
    nobody: str


class LastCall(NamedTuple):
    """The last call on it."""

    by: Named | None
    text: str


class Card(NamedTuple):
    """The words of an object's card; a facet that it does not have is None."""

    name: str
    kind: str  # what it is to a reader, mostly the name of its class
    icon: str
    class_name: str = ""  # if the kind does not say it
    owners: Owners | None = None
    flag: Flag | None = None
    value: str | None = None
    ends: tuple[EndOfChannel, ...] = ()
    waiting: tuple[Named, ...] | None = None  # in order of arrival
    presence: Presence | None = None
    wanting: tuple[Named, ...] = ()  # who wants its lock, in place of the counts
    trouble: str = ""  # what is wrong with it, in place of the counts
    last: LastCall | None = None
    counts: str = ""
    besides: tuple[str, ...] = ()  # what there is no room for on the card
    is_over: bool = False  # the run is: it shows what was in its last moment

    @property
    def is_dead(self) -> bool:
        """Whether nobody will ever get it."""
        return self.owners is not None and self.owners.is_dead


def named(numbers: Iterable[int], run: Run) -> tuple[Named, ...]:
    return tuple(
        Named(number, process_name(run.processes[number]))
        for number in dict.fromkeys(numbers)
        if number in run.processes
    )


def one(number: int | None, run: Run) -> Named | None:
    return next(iter(named(() if number is None else (number,), run)), None)


def waiting(waiters: list[Waiter] | list[Party], run: Run) -> tuple[Named, ...]:
    """Who waits, or is there, in order of arrival."""
    return threads(((one.process, one.thread) for one in waiters[:_WAITERS]), run)


def threads(numbers: Iterable[tuple[int, int]], run: Run) -> tuple[Named, ...]:
    """Processes, each with its thread if that is not the main one."""
    there = dict.fromkeys(numbers)
    return tuple(
        named_thread(run.processes[number], thread) for number, thread in there if number in run.processes
    )


def named_thread(process: Process, thread: int) -> Named:
    """A process, with its thread if that is not the main one."""
    return Named(process.number, thread_of_process(process, thread), process.other_thread(thread))


def presence_of(card: Card) -> Presence:
    """What is said of those in a card's waiting line."""
    if card.presence is not None:
        return card.presence
    if card.is_over:
        return Presence(translate("stage", "was waiting"), translate("stage", "nobody waited"))
    return Presence(translate("stage", "waiting"), translate("stage", "nobody waits"))


def wanting_label(card: Card) -> str:
    """What is said of those who want a condition's lock."""
    return translate("stage", "wanted lock") if card.is_over else translate("stage", "wants lock")


def of_its_time(run: Run, now: str, then: str) -> str:
    """What is true of a run now, or what was in its last moment."""
    return now if run.ended_ns is None else then
