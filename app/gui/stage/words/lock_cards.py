"""The cards of locks and semaphores, in words: who has one, how many permits are left."""

from __future__ import annotations

from app.gui.stage.words.facets import Card, Owners, of_its_time, one, threads, waiting
from app.gui.words.kind_words import class_beside, sized_kind
from app.gui.words.state_words import duration_text, lasting_text
from app.language import translate
from app.state.model import Run
from app.state.objects import LockObject
from app.state.telling.durations import NOTICEABLE_NS
from app.wire.records import Family

_SECOND_NS = 1_000_000_000
_LONG_NS = 10 * _SECOND_NS


def lock_card(lock: LockObject, run: Run, now_ns: int) -> Card:
    """The card of a lock, or of a semaphore."""
    return Card(
        name=lock.name,
        kind=sized_kind(lock, None if lock.initial == 1 else lock.initial),
        class_name=class_beside(lock),
        icon="lock" if lock.owners else "lock-open",
        owners=owners_of(lock, run, now_ns, _free_text(lock)),
        waiting=waiting(lock.takers, run),
        counts=_takes_text(lock, now_ns),
        trouble=_refused_text(lock, run),
    )


def owners_of(lock: LockObject, run: Run, now_ns: int, free: str) -> Owners:
    """Who has a lock; who may have it, when permits go from hand to hand. `free`: if nobody has it."""
    names = threads(((owner.process, owner.thread) for owner in lock.owners), run)
    if lock.changes_hands:
        label = of_its_time(
            run, translate("stage", "may be held by"), translate("stage", "may have been held by")
        )
        return Owners(names, "", False, free, label)
    held_ns = now_ns - min((owner.since_ns for owner in lock.owners), default=now_ns)
    since = lasting_text(held_ns) if names and held_ns >= NOTICEABLE_NS else ""
    label = of_its_time(run, translate("stage", "held by"), translate("stage", "was held by"))
    return Owners(names, since, lock.owner_is_dead, free, label)


def _takes_text(lock: LockObject, now_ns: int) -> str:
    """How often it was taken; and how many permits are free where the owners stand in the other line."""
    if lock.family == Family.COUNTER and lock.owners:
        return translate("stage", "{free} · taken {count}").format(free=_free_text(lock), count=lock.acquires)
    waited_ns = lock.waited_until(now_ns)
    if lock.takers and waited_ns >= _LONG_NS:  # of several that wait it would tick several times a second
        waited_ns = lock.waited_until(now_ns - (now_ns - lock.takers[0].since_ns) % _SECOND_NS)
    waited_text = lasting_text if lock.takers else duration_text
    return translate("stage", "taken {count} · waited {time}").format(
        count=lock.acquires, time=waited_text(waited_ns)
    )


def _free_text(lock: LockObject) -> str:
    """How many permits are free, or that a lock is; "" for a lock that is not."""
    if lock.family != Family.COUNTER:
        return "" if lock.owners else translate("stage", "free")
    if lock.is_served and not lock.initial:  # only its server knows how many there are
        return translate("stage", "given by some, taken by others")
    if lock.signals or lock.available > lock.initial:
        return translate("stage", "{free} free · began with {all}").format(
            free=lock.available, all=lock.initial
        )
    return translate("stage", "{free} of {all} free").format(free=lock.available, all=lock.initial)


def _refused_text(lock: LockObject, run: Run) -> str:
    """Who gave it back last though nobody had it, which was refused."""
    by = one(lock.refused_to, run)
    return translate("stage", "release refused: {name}").format(name=by.name) if by is not None else ""
