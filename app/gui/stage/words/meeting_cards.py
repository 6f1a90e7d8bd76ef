"""The cards of conditions and barriers, in words: who is there, and what lets them go on."""

from __future__ import annotations

from app.gui.stage.words.facets import Card, Flag, Presence, named, of_its_time, one, waiting
from app.gui.stage.words.lock_cards import owners_of
from app.gui.words.kind_words import class_beside, sized_kind
from app.language import translate
from app.state.model import Run
from app.state.objects import BarrierObject, Break, ConditionObject, LockObject
from app.state.primitives.conditions import lock_of
from app.wire.records import Broken


def condition_card(condition: ConditionObject, run: Run, now_ns: int) -> Card:
    """Who sleeps, who has the lock, and who is awake and wants it."""
    lock = lock_of(condition, run)
    free = translate("stage", "lock free") if lock is condition else _given_free_text(lock)
    return Card(
        name=condition.name,
        kind=sized_kind(condition) if lock is condition else f"{sized_kind(condition)}({lock.name})",
        class_name=class_beside(condition),
        icon="bell",
        owners=owners_of(lock, run, now_ns, "" if lock.owners else free),
        waiting=waiting(condition.sleepers, run),
        wanting=waiting(condition.takers, run),
        counts=_notifies_text(condition, run),
        trouble=_died_text(condition.died_waiting, run),
    )


def _given_free_text(lock: LockObject) -> str:
    return translate("stage", "{lock} free").format(lock=lock.name)


def _notifies_text(condition: ConditionObject, run: Run) -> str:
    """How often it was notified; how many the last one woke, and who that was."""
    by = one(condition.notified_by, run)
    if not condition.notifies or by is None:
        return translate("stage", "notified: {count}").format(count=condition.notifies)
    if condition.last_woken is None:
        return translate("stage", "notified: {count}, last by {name}").format(
            count=condition.notifies, name=by.name
        )
    return translate("stage", "notified: {count}, last {woken} woken by {name}").format(
        count=condition.notifies, woken=condition.last_woken, name=by.name
    )


def _died_text(numbers: list[int], run: Run) -> str:
    names = ", ".join(one.name for one in named(numbers, run))
    return translate("stage", "{names} died waiting").format(names=names) if names else ""


def barrier_card(barrier: BarrierObject, run: Run) -> Card:
    """How far it is, who is there, and what has broken it."""
    return Card(
        name=barrier.name,
        kind=sized_kind(barrier, barrier.parties or None),
        class_name=class_beside(barrier),
        icon="fence",
        flag=_barrier_flag(barrier, run),
        waiting=waiting(barrier.there, run),
        presence=Presence(
            of_its_time(run, translate("stage", "there"), translate("stage", "was there")),
            of_its_time(run, translate("stage", "nobody is there"), translate("stage", "nobody was there")),
        ),
        counts=_passes_text(barrier),
        trouble=_died_text(barrier.died_waiting, run) or _break_text(barrier.broken),
    )


def _barrier_flag(barrier: BarrierObject, run: Run) -> Flag:
    """How far it is."""
    if barrier.broken is not None:
        return Flag(False, translate("stage", "broken"), one(barrier.broken.process, run), is_bad=True)
    if barrier.acting is not None:
        return Flag(True, barrier.action + "()", one(barrier.acting, run))
    text = translate("stage", "{count} of {parties} there").format(
        count=len(barrier.there), parties=barrier.parties or "?"
    )
    return Flag(bool(barrier.there), text, None)


def _break_text(broken: Break | None) -> str:
    """What has broken it."""
    if broken is None:
        return ""
    if broken.reason == Broken.ACTION:
        return broken.error or translate("stage", "its action has raised")
    return translate("stage", "time-out of wait()") if broken.reason == Broken.TIMEOUT else "abort()"


def _passes_text(barrier: BarrierObject) -> str:
    parts = [translate("stage", "times passed: {count}").format(count=barrier.passes)]
    if barrier.resets:
        parts.append(translate("stage", "reset: {count}").format(count=barrier.resets))
    if barrier.action:
        parts.append(translate("stage", "action: {name}").format(name=barrier.action))
    return " · ".join(parts)
