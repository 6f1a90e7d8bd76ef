"""What stands on the cards of locks, shared values and files, in words: plain texts made from the state."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from app.gui.stage.words.phrases import NOTICEABLE_NS, access_text, process_name
from app.gui.words.state_words import duration_text
from app.language import translate
from app.state.model import LockObject, Run, ValueObject, Waiter

_WAITERS = 24


class Named(NamedTuple):
    """A process, for its colour and its name."""

    number: int
    name: str


class LockWords(NamedTuple):
    """The texts of a lock's card."""

    name: str
    kind: str
    owners: tuple[Named, ...]
    since: str  # how long the owner has held it
    is_dead: bool
    free: str  # when nobody owns it
    waiting: tuple[Named, ...]  # in order of arrival
    counts: str


def lock_words(lock: LockObject, run: Run, now_ns: int) -> LockWords:
    """The texts of a lock's card."""
    owners = _named((number for number, _ in lock.owners), run)
    held_ns = now_ns - min((since for _, since in lock.owners), default=now_ns)
    return LockWords(
        name=lock.name,
        kind=lock.kind if lock.initial == 1 else f"{lock.kind}({lock.initial})",
        owners=owners,
        since=duration_text(held_ns) if owners and held_ns >= NOTICEABLE_NS else "",
        is_dead=lock.owner_is_dead,
        free=_free_text(lock),
        waiting=_waiting(lock.waiters, run),
        counts=translate("stage", "taken {count} · waited {time}").format(
            count=lock.acquires, time=duration_text(lock.waited_ns)
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


def _named(numbers: Iterable[int], run: Run) -> tuple[Named, ...]:
    return tuple(
        Named(number, process_name(run.processes[number]))
        for number in dict.fromkeys(numbers)
        if number in run.processes
    )


def _waiting(waiters: list[Waiter], run: Run) -> tuple[Named, ...]:
    return _named((waiter.process for waiter in waiters[:_WAITERS]), run)


def lock_tip(words: LockWords) -> str:
    """Everything about a lock, line by line."""
    owners = ", ".join(owner.name for owner in words.owners)
    held = (
        translate("stage", "held by {names}")
        if not words.is_dead
        else translate("stage", "held by {names}, which is dead")
    )
    lines = [
        f"{words.name} · {words.kind}",
        f"{held.format(names=owners)} {words.since}".rstrip() if owners else words.free,
        translate("stage", "waiting: {names}").format(names=", ".join(one.name for one in words.waiting))
        if words.waiting
        else "",
        words.counts,
    ]
    return "\n".join(line for line in lines if line)


# --- values ------------------------------------------------------------------------------


class ValueWords(NamedTuple):
    """The texts of a shared value's or a file's card."""

    name: str
    kind: str
    value: str
    last: str  # the last call on it
    by: Named | None
    is_file: bool


def value_words(value: ValueObject, run: Run) -> ValueWords:
    """The texts of a shared value's or a file's card."""
    numbers = [] if value.last_process is None else [value.last_process]
    return ValueWords(
        name=value.name,
        kind=translate("stage", "file") if value.kind == "File" else value.kind,
        value=value.value[:1000],
        last=_last_text(value),
        by=next(iter(_named(numbers, run)), None),
        is_file=value.kind == "File",
    )


def _last_text(value: ValueObject) -> str:
    """The last call as it stands in the script: ``m_d['num'] = 94``; a file's is there already."""
    method, bracket, rest = value.last_call.partition("(")
    if not bracket or value.kind == "File":
        return value.last_call
    return value.name + access_text(method, rest.removesuffix(")"))


def value_tip(words: ValueWords) -> str:
    """Everything about a value, line by line."""
    by = "" if words.by is None else f"{words.by.name}: {words.last}"
    return "\n".join(line for line in (f"{words.name} · {words.kind}", words.value, by) if line)
