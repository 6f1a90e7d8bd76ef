"""What the table of objects says of each of them: plain texts made from the state."""

from __future__ import annotations

from collections.abc import Iterable
from enum import IntEnum
from typing import NamedTuple

from app.gui.stage.words.card import card_of, card_state
from app.gui.stage.words.phrases import process_name, thread_of_process
from app.gui.stage.words.queue_phrases import queue_counts, queue_drop, queue_title, queue_unfinished
from app.gui.words.kind_words import class_beside
from app.gui.words.state_words import made_by_text
from app.language import translate
from app.state.model import Run
from app.state.objects import ChannelEnd, QueueObject, SharedObject, Waiter
from app.state.pool import PoolObject
from app.state.telling.channels import channel_name, ends_of

_NAMES = 24  # of processes, in one cell
_LENGTH = 300  # of a value


class Column(IntEnum):
    """The columns, from left to right."""

    NAME = 0
    KIND = 1
    STATE = 2
    WAITING = 3
    USERS = 4


class Row(NamedTuple):
    """What is shown of an object."""

    cells: tuple[str, ...]  # a text for each `Column`
    is_dead: bool  # nobody will ever get it


NOTHING = Row(("",) * len(Column), False)


def row_of(known: SharedObject, run: Run, now_ns: int) -> Row:
    """The row of an object; of a channel, that of both ends."""
    parts = ends_of(known, run) if isinstance(known, ChannelEnd) else [known]
    waiters = [waiter for part in parts for waiter in waiters_of(part)]
    users = sorted(set().union(*(part.users for part in parts)))
    kind, state, is_dead = _kind_and_state(known, run, now_ns)
    cells = (
        channel_name(known, run) if isinstance(known, ChannelEnd) else known.name,
        kind,
        state,
        _listed((_waiting(waiter, run) for waiter in waiters[:_NAMES]), len(waiters)),
        _listed((_name(number, run) for number in users[:_NAMES]), len(users)),
    )
    return Row(cells, is_dead)


def waiters_of(known: SharedObject) -> list[Waiter]:
    """Who waits; a pool's own workers are not meant."""
    return known.callers if isinstance(known, PoolObject) else known.waiters


def _kind_and_state(known: SharedObject, run: Run, now_ns: int) -> tuple[str, str, bool]:
    """What it is, its state, and whether nobody will ever get it."""
    if isinstance(known, QueueObject):
        parts = queue_counts(known), queue_unfinished(known), queue_drop(known)
        return queue_title(known), " · ".join(part for part in parts if part), False
    card = card_of(known, run, now_ns)
    lines = [*card_state(card), card.trouble]
    if isinstance(known, PoolObject):
        lines.append(card.counts)
    return _kind(card.kind, known), " · ".join(line for line in lines if line)[:_LENGTH], card.is_dead


def _kind(title: str, known: SharedObject) -> str:
    """What it is to a reader, the name of its class where that is another one, and who has made it."""
    maker = made_by_text(known.made_by) if known.made_by else ""
    return " · ".join(filter(None, (title, class_beside(known), maker)))


def _waiting(waiter: Waiter, run: Run) -> str:
    """Who waits, and in which call: ``c1: get``."""
    process = run.processes.get(waiter.process)
    name = "" if process is None else thread_of_process(process, waiter.thread)
    return f"{name}: {waiter.operation.rpartition('.')[2]}"


def _name(number: int, run: Run) -> str:
    process = run.processes.get(number)
    return "" if process is None else process_name(process)


def _listed(names: Iterable[str], count: int) -> str:
    text = translate("stage", ", ").join(dict.fromkeys(name for name in names if name))
    if count <= _NAMES:
        return text
    return f"{text} " + translate("objects", "and {count} more").format(count=count - _NAMES)
