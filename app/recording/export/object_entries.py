"""What processes share in the report of their run: for each family its keys."""

from __future__ import annotations

from typing import Any

from app.recording.export.entries import pid_of, pids_of, place_of, since
from app.recording.export.pool_entries import pool_entry
from app.state.calls import lock_of_memory
from app.state.memory import Attachment, BlockObject, Failure, MemoryObject, Written
from app.state.model import Run
from app.state.objects import (
    BarrierObject,
    Break,
    ChannelEnd,
    ConditionObject,
    Drop,
    FlagObject,
    Hold,
    LockObject,
    QueueObject,
    SharedObject,
    ValueObject,
)
from app.state.pool import PoolObject
from app.state.primitives.conditions import lock_of
from app.state.telling.blocks import items_text
from app.state.telling.channels import channel_kind, channel_name, ends_of
from app.state.wait_groups import held_ns
from app.wire.records import FAMILY_NAMES, Access, Broken, Family

#: The families of what has keys of its own, subclasses first.
_FAMILIES: tuple[tuple[type[SharedObject], int], ...] = (
    (QueueObject, Family.BUFFER),
    (ConditionObject, Family.CONDITION),
    (BarrierObject, Family.BARRIER),
    (MemoryObject, Family.VALUE),
    (LockObject, Family.LOCK),
    (ChannelEnd, Family.CHANNEL),
    (FlagObject, Family.FLAG),
    (PoolObject, Family.POOL),
)


def _family(known: SharedObject) -> str:
    """The word for what an object is; it follows from its keys where nobody has told of its making."""
    its_own = next((family for cls, family in _FAMILIES if isinstance(known, cls)), None)
    if its_own == Family.LOCK and known.family == Family.COUNTER:
        its_own = Family.COUNTER
    if its_own is None and known.family not in dict(_FAMILIES).values():
        its_own = known.family
    name = FAMILY_NAMES[its_own] if its_own is not None and its_own < len(FAMILY_NAMES) else ""
    return name or "value"


def object_entry(known: SharedObject, run: Run) -> dict[str, Any]:
    """What an object is, and the keys that its family has."""
    named: dict[str, Any] = {"kind": known.kind, "family": _family(known), "name": known.name}
    if known.made_by:
        named["made_by"] = known.made_by
    if isinstance(known, QueueObject):
        return named | _queue(known, run)
    if isinstance(known, ConditionObject):
        return named | _condition(known, run)
    if isinstance(known, BarrierObject):
        return named | _barrier(known, run)
    if isinstance(known, MemoryObject):
        return named | _memory(known, run)
    if isinstance(known, LockObject):
        return named | _lock(known, run)
    if isinstance(known, ChannelEnd):
        return _channel(known, run)
    if isinstance(known, PoolObject) and known.is_known:
        return named | pool_entry(known, run)
    if isinstance(known, BlockObject):
        return named | _block(known, run)
    if isinstance(known, FlagObject):
        return {**named, "is_set": known.is_set, "sets": known.sets, "calls": known.calls}
    if isinstance(known, ValueObject):
        return {**named, "value": known.value, "calls": known.calls}
    return {**named, "calls": known.calls}


def _block(block: BlockObject, run: Run) -> dict[str, Any]:
    """`leaked`: no process has unlinked it; then a resource tracker has removed it, or it is still there."""
    told: dict[str, Any] = {
        "system_name": block.system_name,
        "size": block.size,
        "attached_by": [_attachment(one, run) for one in block.attachments.values()],
        "unlinked_by_pid": pid_of(block.unlinked_by, run),
        "removed_by_pid": pid_of(block.removed_by, run),
        "removed_while_attached_pids": pids_of(block.removed_from, run),
        "leaked": block.is_leaked,
        "failures": block.failures,
        "last_failure": _failure(block.last_failure, run) if block.last_failure is not None else None,
        "calls": block.calls,
    }
    if block.is_list:
        told |= {"value": items_text(block), "reads": block.reads, "writes": block.writes}
    return told


def _attachment(one: Attachment, run: Run) -> dict[str, Any]:
    """`attached`: at the end of the run, or when the run ended the process."""
    pid = pid_of(one.process, run)
    return {"pid": pid, "how": one.how, "attached": one.now > 0, "closed": one.closed}


def _failure(failure: Failure, run: Run) -> dict[str, Any]:
    pid = pid_of(failure.process, run)
    return {"pid": pid, "call": failure.call, "error": failure.error, **place_of(failure.location)}


def _channel(end: ChannelEnd, run: Run) -> dict[str, Any]:
    """Both ends of a channel, or a Listener."""
    named = {"kind": channel_kind(end), "family": "channel", "name": channel_name(end, run)}
    if end.made_by:
        named["made_by"] = end.made_by
    if end.listens:
        return {**named, "accepted": end.accepted, "open_in": pids_of(end.open_in, run), "calls": end.calls}
    ends = [_end_of_channel(one, run) for one in ends_of(end, run)]
    calls = sum(one["calls"] for one in ends)
    return {**named, "ends": ends, "messages": sum(one["sent"] for one in ends), "calls": calls}


def _end_of_channel(end: ChannelEnd, run: Run) -> dict[str, Any]:
    """`to_receive`: messages that came to this end and that nobody has received."""
    names = ("name", "readable", "writable", "sent", "received", "bytes_sent", "bytes_received", "calls")
    told = {name: getattr(end, name) for name in names}
    return {**told, "to_receive": max(0, end.to_receive), "open_in": pids_of(end.open_in, run)}


def _queue(queue: QueueObject, run: Run) -> dict[str, Any]:
    """One that has dropped items says how many, and what became of the last."""
    names = ("maxsize", "puts", "gets", "task_done", "high_water")
    told = {name: getattr(queue, name) for name in names} | _flow(queue, run)
    if queue.last_drop is None:
        return told
    return {**told, "dropped": queue.dropped, "last_drop": _drop(queue.last_drop, run)}


def _flow(queue: QueueObject, run: Run) -> dict[str, Any]:
    """How items flow through it, once one was put."""
    flow, end_ns = queue.flow, run.now_ns if run.ended_ns is None else run.ended_ns
    if flow.first_put_ns is None:
        return {}
    count = flow.inside_count
    told = {
        "puts_per_s": _rounded(flow.put_rate(queue.puts)),
        "gets_per_s": _rounded(flow.get_rate(queue.gets)),
        "mean_inside_s": round(flow.inside_ns / count / 1e9, 6) if count else None,
        "longest_inside_s": round(flow.longest_inside_ns / 1e9, 6) if count else None,
        "full_s": round(flow.full_until(end_ns) / 1e9, 6) if queue.maxsize else None,
        "empty_s": round(flow.empty_until(end_ns) / 1e9, 6),
    }
    return {"flow": told}


def _rounded(rate: float | None) -> float | None:
    return None if rate is None else round(rate, 3)


def _drop(drop: Drop, run: Run) -> dict[str, Any]:
    return {
        "item": drop.text,
        "pid": pid_of(drop.process, run),
        "pickled": drop.was_pickled,
        "error": drop.error,
        **place_of(drop.location),
    }


def _lock(lock: LockObject, run: Run) -> dict[str, Any]:
    """Waits and possessions that go on count up to now; a dead owner's up to its end."""
    owner = run.processes.get(lock.owners[0].process) if lock.owners else None
    is_counter, permits = _family(lock) == "counter", max(0, lock.initial)
    counter = {"permits": permits, "available": lock.available, "owner_certain": not lock.changes_hands}
    return {
        **(counter if is_counter else {}),
        "acquires": lock.acquires,
        "waited_s": round(lock.waited_until(run.now_ns) / 1e9, 6),
        "held_s": round(held_ns(lock, run, run.now_ns) / 1e9, 6),
        "owner_pid": owner.pid if owner is not None else None,
        **({"longest_hold": _hold(lock.longest_hold, run)} if lock.longest_hold is not None else {}),
        **({"refused": lock.refused} if lock.refused or is_counter else {}),
    }


def _hold(hold: Hold, run: Run) -> dict[str, Any]:
    held_s = round(hold.held_ns / 1e9, 6)
    return {"pid": pid_of(hold.process, run), "held_s": held_s, **place_of(hold.location)}


def _condition(condition: ConditionObject, run: Run) -> dict[str, Any]:
    """Of one with a lock of its own that lock's facts, too."""
    lock = lock_of(condition, run)
    return {
        **(_lock(lock, run) if lock is condition else {}),
        "lock": None if lock is condition else lock.name,
        "waiting_pids": pids_of((waiter.process for waiter in condition.sleepers), run),
        "notifies": condition.notifies,
        "woken": None if condition.is_served else condition.woken,
        "died_waiting_pids": pids_of(condition.died_waiting, run),
    }


def _memory(memory: MemoryObject, run: Run) -> dict[str, Any]:
    """A value in shared memory; of one with a lock of its own that lock's facts, too."""
    lock, is_seen = lock_of_memory(memory, run), memory.is_sampled
    written = memory.last_write
    seen_s = None if memory.sampled_ns is None else since(run, memory.sampled_ns)
    return {
        "value": memory.content,
        "type": memory.type,
        **({} if memory.length is None else {"length": memory.length}),
        "sampled": is_seen,
        **({"last_sample_s": seen_s} if is_seen else {}),
        "reads": memory.reads,
        "writes": memory.writes,
        "without_lock": memory.unlocked,
        "last_write": None if written is None else _written(written, run),
        **({} if memory.is_raw else {"lock": None if lock is memory else lock.name}),
        **(_lock(memory, run) if lock is memory and not memory.is_raw else {}),
        "calls": memory.calls,
    }


def _written(written: Written, run: Run) -> dict[str, Any]:
    how = written.how
    return {
        "pid": pid_of(written.process, run),
        "at_s": since(run, written.time_ns),
        "text": written.text,
        "under_lock": None if how & Access.UNKNOWN_LOCK else bool(how & Access.UNDER_LOCK),
        **place_of(written.location),
    }


def _barrier(barrier: BarrierObject, run: Run) -> dict[str, Any]:
    return {
        "parties": barrier.parties,
        "action": barrier.action or None,
        "there_pids": pids_of((party.process for party in barrier.there), run),
        "passes": barrier.passes,
        "broken": _broken(barrier.broken, run) if barrier.broken is not None else None,
        "breaks": barrier.breaks,
        "resets": barrier.resets,
        "reset_by_pid": pid_of(barrier.reset_by, run),
        "died_waiting_pids": pids_of(barrier.died_waiting, run),
        "calls": barrier.calls,
    }


_REASONS = {Broken.ABORT: "abort", Broken.TIMEOUT: "timeout", Broken.ACTION: "action"}


def _broken(broken: Break, run: Run) -> dict[str, Any]:
    return {
        "reason": _REASONS.get(broken.reason),
        "pid": pid_of(broken.process, run),
        "error": broken.error or None,
        **place_of(broken.location),
    }
