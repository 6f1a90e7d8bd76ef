"""The card of a shared object, in words: made of facets, so that no card knows a class.

A facet is something that an object can have: owners, a flag, a value, a waiting line, a last call, counts.
What a card shows follows from what the object has.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from app.gui.stage.words.phrases import access_text, process_name
from app.gui.words.state_words import NOTICEABLE_NS, duration_text, lasting_text
from app.language import translate
from app.state.model import Run
from app.state.objects import ChannelEnd, FlagObject, LockObject, SharedObject, ValueObject, Waiter
from app.state.primitives.channels import channel_kind, channel_name, other_of
from app.wire.records import Effect, Family

_WAITERS = 24
_VALUE_LENGTH = 1000
FILE = "File"  # the kind of a file of the run's folder, which is no class


class Named(NamedTuple):
    """A process, for its colour and its name."""

    number: int
    name: str


class Owners(NamedTuple):
    """Who has it."""

    names: tuple[Named, ...]
    since: str  # how long the first one has had it
    is_dead: bool
    free: str  # when nobody has it, or not all of it is taken


class Flag(NamedTuple):
    """Whether it is set, and who made it so."""

    is_set: bool
    text: str
    by: Named | None


class EndOfChannel(NamedTuple):
    """One end of a channel: who has it open, and how much there is to receive."""

    name: str
    open_in: tuple[Named, ...]
    text: str  # "open in" or what has become of it
    to_receive: str


class LastCall(NamedTuple):
    """The last call on it."""

    by: Named | None
    text: str


class Card(NamedTuple):
    """The words of an object's card; a facet that it does not have is None."""

    name: str
    kind: str
    icon: str
    owners: Owners | None = None
    flag: Flag | None = None
    value: str | None = None
    ends: tuple[EndOfChannel, ...] = ()
    waiting: tuple[Named, ...] | None = None  # in order of arrival
    last: LastCall | None = None
    counts: str = ""

    @property
    def is_dead(self) -> bool:
        """Whether nobody will ever get it."""
        return self.owners is not None and self.owners.is_dead


def card_of(known: SharedObject, run: Run, now_ns: int) -> Card:
    """The words of an object's card."""
    if isinstance(known, LockObject):
        return _lock_card(known, run, now_ns)
    if isinstance(known, FlagObject):
        return _flag_card(known, run)
    if isinstance(known, ChannelEnd):
        return _channel_card(known, run)
    if isinstance(known, ValueObject) and known.family in (0, Family.VALUE):
        return _value_card(known, run)
    return Card(known.name, known.kind, "database", waiting=_waiting(known.waiters, run))


def _lock_card(lock: LockObject, run: Run, now_ns: int) -> Card:
    names = _named((number for number, _ in lock.owners), run)
    held_ns = now_ns - min((since for _, since in lock.owners), default=now_ns)
    since = lasting_text(held_ns) if names and held_ns >= NOTICEABLE_NS else ""
    waited_text = lasting_text if lock.waiters else duration_text
    return Card(
        name=lock.name,
        kind=lock.kind if lock.initial == 1 else f"{lock.kind}({lock.initial})",
        icon="lock" if names else "lock-open",
        owners=Owners(names, since, lock.owner_is_dead, _free_text(lock)),
        waiting=_waiting(lock.waiters, run),
        counts=translate("stage", "taken {count} · waited {time}").format(
            count=lock.acquires, time=waited_text(lock.waited_until(now_ns))
        ),
    )


def _free_text(lock: LockObject) -> str:
    if lock.signals:
        return translate("stage", "given by some, taken by others")
    if lock.initial > 1:
        return translate("stage", "{free} of {all} free").format(
            free=max(0, lock.initial - len(lock.owners)), all=lock.initial
        )
    return "" if lock.owners else translate("stage", "free")


def _flag_card(flag: FlagObject, run: Run) -> Card:
    by = _one(flag.changed_by, run)
    return Card(
        name=flag.name,
        kind=flag.kind,
        icon="flag",
        flag=Flag(flag.is_set, translate("stage", "set") if flag.is_set else translate("stage", "clear"), by),
        waiting=_waiting([waiter for waiter in flag.waiters if waiter.effect == Effect.WAIT], run),
        counts=translate("stage", "times set: {count}").format(count=flag.sets),
    )


def _channel_card(end: ChannelEnd, run: Run) -> Card:
    """Both ends of a channel, or a Listener."""
    other = other_of(end, run)
    both = [end] if other is None else [end, other]
    if end.listens:
        counts = translate("stage", "accepted: {count}").format(count=end.accepted)
    else:
        size = sum(one.bytes_sent for one in both)
        counts = translate("stage", "messages: {count} · bytes: {size}").format(
            count=sum(one.sent for one in both), size=size
        )
    return Card(
        name=channel_name(end, run),
        kind=channel_kind(end),
        icon="arrow-left-right",
        ends=tuple(_end_of_channel(one, run) for one in both),
        waiting=_waiting([waiter for one in both for waiter in one.waiters], run),
        counts=counts,
    )


def _end_of_channel(end: ChannelEnd, run: Run) -> EndOfChannel:
    text = translate("stage", "open in")
    if not end.open_in:
        text = translate("stage", "closed by all") if end.is_gone else translate("stage", "on its way")
    to_receive = ""
    if end.to_receive > 0:
        to_receive = translate("stage", "to receive: {count}").format(count=end.to_receive)
    return EndOfChannel(end.name, _named(end.open_in, run), text, to_receive)


def _value_card(value: ValueObject, run: Run) -> Card:
    by = _one(value.last_process, run)
    return Card(
        name=value.name,
        kind=translate("stage", "file") if value.kind == FILE else value.kind,
        icon="file-text" if value.kind == FILE else "database",
        value=value.value[:_VALUE_LENGTH],
        last=LastCall(by, _last_text(value)),
    )


def _last_text(value: ValueObject) -> str:
    """The last call as it stands in the script: ``m_d['num'] = 94``; a file's is there already."""
    method, bracket, rest = value.last_call.partition("(")
    if not bracket or value.kind == FILE:
        return value.last_call
    return value.name + access_text(method, rest.removesuffix(")"))


def _named(numbers: Iterable[int], run: Run) -> tuple[Named, ...]:
    return tuple(
        Named(number, process_name(run.processes[number]))
        for number in dict.fromkeys(numbers)
        if number in run.processes
    )


def _one(number: int | None, run: Run) -> Named | None:
    return next(iter(_named(() if number is None else (number,), run)), None)


def _waiting(waiters: list[Waiter], run: Run) -> tuple[Named, ...]:
    return _named((waiter.process for waiter in waiters[:_WAITERS]), run)


# --- everything, line by line ---------------------------------------------------------------


def card_tip(card: Card) -> str:
    """Everything that a card says, line by line."""
    lines = [f"{card.name} · {card.kind}"]
    if card.owners is not None:
        lines.append(_owners_line(card.owners))
    if card.flag is not None:
        lines.append(_by_line(card.flag.text, card.flag.by))
    if card.value is not None:
        lines.append(card.value)
    lines += [_end_line(one) for one in card.ends]
    if card.waiting:
        names = ", ".join(one.name for one in card.waiting)
        lines.append(translate("stage", "waiting: {names}").format(names=names))
    if card.last is not None and card.last.by is not None:
        lines.append(f"{card.last.by.name}: {card.last.text}")
    lines.append(card.counts)
    return "\n".join(line for line in lines if line)


def _owners_line(owners: Owners) -> str:
    if not owners.names:
        return owners.free
    held = (
        translate("stage", "held by {names}, which is dead")
        if owners.is_dead
        else translate("stage", "held by {names}")
    )
    names = ", ".join(owner.name for owner in owners.names)
    return f"{held.format(names=names)} {owners.since}".rstrip()


def _end_line(end: EndOfChannel) -> str:
    names = ", ".join(one.name for one in end.open_in)
    return " · ".join(filter(None, (f"{end.name}: {end.text} {names}".rstrip(), end.to_receive)))


def _by_line(text: str, by: Named | None) -> str:
    return text if by is None else translate("stage", "{state} by {name}").format(state=text, name=by.name)
