"""The card of a shared object, in words: made of facets, so that no card knows a class.

A facet is something that an object can have: owners, a flag, a value, ends, a waiting line, a last call,
counts. What a card shows follows from what the object has.
"""

from __future__ import annotations

from collections.abc import Iterable

from app.gui.stage.words.block_cards import block_card
from app.gui.stage.words.channel_cards import channel_card
from app.gui.stage.words.facets import (
    Card,
    EndOfChannel,
    Flag,
    LastCall,
    Named,
    Owners,
    one,
    presence_of,
    waiting,
    wanting_label,
)
from app.gui.stage.words.lock_cards import lock_card
from app.gui.stage.words.meeting_cards import barrier_card, condition_card
from app.gui.stage.words.memory_cards import memory_card
from app.gui.stage.words.phrases import access_text
from app.gui.stage.words.pool_cards import pool_card
from app.gui.words.kind_words import class_beside, sized_kind
from app.gui.words.state_words import made_by_text
from app.language import translate
from app.state.memory import BlockObject, MemoryObject
from app.state.model import Run
from app.state.objects import (
    BarrierObject,
    ChannelEnd,
    ConditionObject,
    FlagObject,
    LockObject,
    SharedObject,
    ValueObject,
)
from app.state.pool import PoolObject
from app.wire.records import Effect, Family

_VALUE_LENGTH = 1000
FILE = "File"  # the kind of a file of the run's folder, which is no class


def card_of(known: SharedObject, run: Run, now_ns: int) -> Card:
    """The words of an object's card; of one that the script has not made, also who has."""
    card = _card_of(known, run, now_ns)
    if run.ended_ns is not None:
        card = card._replace(is_over=True)
    if not known.made_by:
        return card
    parts = card.class_name, made_by_text(known.made_by)
    return card._replace(class_name=" · ".join(part for part in parts if part))


def _card_of(known: SharedObject, run: Run, now_ns: int) -> Card:
    if isinstance(known, ConditionObject):
        return condition_card(known, run, now_ns)
    if isinstance(known, BarrierObject):
        return barrier_card(known, run)
    if isinstance(known, MemoryObject):
        return memory_card(known, run, now_ns)
    if isinstance(known, LockObject):
        return lock_card(known, run, now_ns)
    if isinstance(known, FlagObject):
        return _flag_card(known, run)
    if isinstance(known, ChannelEnd):
        return channel_card(known, run)
    if isinstance(known, PoolObject):
        return pool_card(known, run)
    if isinstance(known, BlockObject):
        return block_card(known, run)
    if isinstance(known, ValueObject) and known.family in (0, Family.VALUE):
        return _value_card(known, run)
    line = waiting(known.waiters, run)
    return Card(known.name, sized_kind(known), "database", class_beside(known), waiting=line)


def _flag_card(flag: FlagObject, run: Run) -> Card:
    by = one(flag.changed_by, run)
    return Card(
        name=flag.name,
        kind=sized_kind(flag),
        class_name=class_beside(flag),
        icon="flag",
        flag=Flag(flag.is_set, translate("stage", "set") if flag.is_set else translate("stage", "clear"), by),
        waiting=waiting([waiter for waiter in flag.waiters if waiter.effect == Effect.WAIT], run),
        counts=translate("stage", "times set: {count}").format(count=flag.sets),
    )


def _value_card(value: ValueObject, run: Run) -> Card:
    by = one(value.last_process, run)
    return Card(
        name=value.name,
        kind=translate("stage", "file") if value.kind == FILE else sized_kind(value),
        class_name=class_beside(value),
        icon="file-text" if value.kind == FILE else "database",
        value=value.value[:_VALUE_LENGTH] if value.value or value.kind == FILE else None,
        last=LastCall(by, _last_text(value)),
    )


def _last_text(value: ValueObject) -> str:
    """The last call as it stands in the script: ``m_d['num'] = 94``; a file's is there already."""
    method, bracket, rest = value.last_call.partition("(")
    if not bracket or value.kind == FILE:
        return value.last_call
    return access_text(value.name, method, rest.removesuffix(")"))


# --- everything, line by line ---------------------------------------------------------------


def card_state(card: Card) -> list[str]:
    """What an object is like now: who has it, whether it is set, its value, its ends."""
    lines = []
    if card.owners is not None:
        lines.append(_owners_line(card.owners))
    if card.flag is not None:
        lines.append(_by_line(card.flag.text, card.flag.by))
    if card.value is not None:
        lines.append(card.value)
    return [*lines, *(_end_line(one) for one in card.ends), *card.besides]


def card_tip(card: Card) -> str:
    """Everything that a card says, line by line."""
    head = " · ".join(filter(None, (card.name, card.kind, card.class_name)))
    lines = [head, *card_state(card)]
    if card.waiting:
        lines.append(_names_line(presence_of(card).label, card.waiting))
    if card.wanting:
        lines.append(_names_line(wanting_label(card), card.wanting))
    if card.last is not None and card.last.by is not None:
        lines.append(f"{card.last.by.name}: {card.last.text}")
    lines += [card.trouble, card.counts]
    return "\n".join(line for line in lines if line)


def _owners_line(owners: Owners) -> str:
    if not owners.names:
        return owners.free
    held = translate("stage", "{label} {names}")
    if owners.is_dead:
        held = translate("stage", "{label} {names}, which is dead")
    names = ", ".join(owners.told or (owner.name for owner in owners.names))
    text = f"{held.format(label=owners.label, names=names)} {owners.since}".rstrip()
    return f"{text} · {owners.free}" if owners.free else text


def _end_line(end: EndOfChannel) -> str:
    names = ", ".join(one.name for one in end.open_in)
    return " · ".join(filter(None, (f"{end.name}: {end.text} {names}".rstrip(), end.to_receive)))


def _names_line(label: str, processes: Iterable[Named]) -> str:
    names = ", ".join(one.name for one in processes)
    return translate("stage", "{label}: {names}").format(label=label, names=names)


def _by_line(text: str, by: Named | None) -> str:
    return text if by is None else translate("stage", "{state} by {name}").format(state=text, name=by.name)
