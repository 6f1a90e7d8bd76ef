"""The JSON report of a run, computed from its state and from nothing else."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from app.findings.owner_died import Finding, findings
from app.language import Sentence
from app.state.calls import lock_of_memory
from app.state.history import Grant, Interval, Location
from app.state.model import Output, Process, Run
from app.state.objects import (
    Attachment,
    BarrierObject,
    BlockObject,
    Break,
    ChannelEnd,
    ConditionObject,
    Drop,
    Failure,
    FlagObject,
    LockObject,
    MemoryObject,
    QueueObject,
    SharedObject,
    ValueObject,
    Written,
)
from app.state.pool import PoolObject, TaskFailure, Worker
from app.state.primitives.conditions import lock_of
from app.state.primitives.processes import is_watched
from app.state.telling.blocks import items_text
from app.state.telling.channels import channel_kind, channel_name, ends_of, is_shown
from app.state.telling.threads import is_of_script, thread_state
from app.state.telling.words import blocked_call, describe_last, sleeping_call
from app.wire.records import FAMILY_NAMES, Access, Broken, Family, Stopped

SCHEMA = 1


def build_report(run: Run) -> dict[str, Any]:
    """The report, ready for `json.dumps`. For all of the output, fold with ``keep_output=None``."""
    return {
        "schema": SCHEMA,
        "target": run.target,
        "exitcode": run.exitcode,
        "signal": run.signal,
        "duration_s": _since(run, run.now_ns if run.ended_ns is None else run.ended_ns),
        "events": run.events,
        "lost_events": run.lost_events,
        "processes": [_process(process, run) for process in run.script_processes],
        "objects": [_object(known, run) for known in run.objects.values() if is_shown(known, run)],
        "output": [_output(piece, run) for piece in run.output],
        "probe_failures": run.probe_failures,
        "findings": [_finding(finding, run) for finding in findings(run)],
    }


def _since(run: Run, time_ns: int) -> float:
    """Seconds since the run began."""
    return max(0.0, round((time_ns - run.began_ns) / 1e9, 6))


def _process(process: Process, run: Run) -> dict[str, Any]:
    return {
        "pid": process.pid,
        "name": process.name,
        "parent_pid": process.parent_pid,
        "daemon": process.daemon,
        "start_method": process.start_method,
        **({"made_by": process.made_by} if process.made_by else {}),
        "watched": is_watched(process, run),
        "exitcode": process.exitcode,
        "signal": process.signal,
        "outcome": process.outcome.value if process.outcome is not None else None,
        "began_s": _since(run, process.began_ns),
        "ended_s": _since(run, process.ended_ns) if process.ended_ns is not None else None,
        "cpu_s": round(process.cpu_s, 3),
        "peak_memory_mb": round(process.peak_memory_mb, 1),
        "last_state": _last_state(process, run),
        "threads": [_thread(process, run, number) for number in process.threads],
        "error": _error(process.error, process.error_location),
        "ended_by": _grant(process.ended_by, run) if process.ended_by is not None else None,
        "last_wait": _wait(process.last_wait, run) if process.last_wait is not None else None,
    }


def _last_state(process: Process, run: Run) -> dict[str, Any]:
    """What it is doing, or did right before it ended; `text` is the sentence of the window."""
    at_ns = run.now_ns if process.ended_ns is None else process.ended_ns
    described, call = (
        describe_last(process, run, run.now_ns),
        blocked_call(process, at_ns) or sleeping_call(process),
    )
    known = run.objects.get(call.object_id) if call is not None else None
    since_ns = described.since_ns
    return {
        "condition": described.condition.value,
        "text": described.english,
        "code_over": process.code_over_ns is not None,
        "operation": call.operation if call is not None else None,
        "object": known.name if known is not None else None,
        "for_s": round(max(0, at_ns - since_ns) / 1e9, 6) if since_ns is not None else None,
        "held": [run.objects[number].name for number in process.holding if number in run.objects],
        **_place(call.location if call is not None else process.location),
    }


def _thread(process: Process, run: Run, number: int) -> dict[str, Any]:
    """A thread that has told something; `of_script`: it was at a line of the script."""
    at_ns = run.now_ns if process.ended_ns is None else process.ended_ns
    state, is_main = thread_state(process, run, number, at_ns), number == process.main_thread
    known = run.objects.get(state.call.object_id) if state.call is not None else None
    told = is_of_script(process, number) or state.call is not None or state.thread.ended
    return {
        "name": state.name.english if isinstance(state.name, Sentence) else state.name,
        "id": state.thread.system_number,
        "main": is_main,
        "of_script": is_of_script(process, number),
        "state": state.condition.value if told else None,
        "text": state.text.english if told else None,
        "operation": state.call.operation if state.call is not None else None,
        "object": known.name if known is not None else None,
        "for_s": round(max(0, at_ns - state.since_ns) / 1e9, 6) if state.since_ns is not None else None,
        "error": _error(state.thread.error, state.thread.error_location),
        **_place(process.location if is_main and state.call is None else state.location),
    }


def _error(error: str | None, location: Location | None) -> dict[str, Any] | None:
    """The exception that has ended a process's code, and the line of the script that it came from."""
    if error is None:
        return None
    kind, _, text = error.partition(": ")
    return {"type": kind, "text": text, **_place(location)}


def _wait(wait: Interval, run: Run) -> dict[str, Any]:
    """A call that had to wait and is over, and what ended it."""
    known = run.objects.get(wait.object)
    return {
        "operation": wait.operation,
        "object": known.name if known is not None else None,
        "waited_s": round(wait.waited_ns / 1e9, 6),
        "how": wait.how.value,
        "bound_s": wait.bound_s,
        **_place(wait.location),
        "granted_by": _grant(wait.granted_by, run) if wait.granted_by is not None else None,
    }


def _grant(grant: Grant, run: Run) -> dict[str, Any]:
    process = run.processes.get(grant.process)
    return {
        "pid": process.pid if process is not None else None,
        "operation": grant.operation or "exit",
        "at_s": _since(run, grant.time_ns),
        "certain": grant.is_certain,
        **_place(grant.location),
    }


def _place(location: Location | None) -> dict[str, Any]:
    if location is None:
        return {"file": None, "line": None}
    return {"file": location.file, "line": location.line}


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


def _object(known: SharedObject, run: Run) -> dict[str, Any]:
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
    if isinstance(known, PoolObject) and not known.is_served:
        return named | _pool(known, run)
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
        "unlinked_by_pid": _pid(block.unlinked_by, run),
        "removed_by_pid": _pid(block.removed_by, run),
        "removed_while_attached_pids": _pids(block.removed_from, run),
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
    pid = _pid(one.process, run)
    return {"pid": pid, "how": one.how, "attached": one.now > 0, "closed": one.closed}


def _failure(failure: Failure, run: Run) -> dict[str, Any]:
    pid = _pid(failure.process, run)
    return {"pid": pid, "call": failure.call, "error": failure.error, **_place(failure.location)}


def _channel(end: ChannelEnd, run: Run) -> dict[str, Any]:
    """Both ends of a channel, or a Listener."""
    named = {"kind": channel_kind(end), "family": "channel", "name": channel_name(end, run)}
    if end.made_by:
        named["made_by"] = end.made_by
    if end.listens:
        return {**named, "accepted": end.accepted, "open_in": _pids(end.open_in, run), "calls": end.calls}
    ends = [_end_of_channel(one, run) for one in ends_of(end, run)]
    calls = sum(one["calls"] for one in ends)
    return {**named, "ends": ends, "messages": sum(one["sent"] for one in ends), "calls": calls}


def _end_of_channel(end: ChannelEnd, run: Run) -> dict[str, Any]:
    """`to_receive`: messages that came to this end and that nobody has received."""
    names = ("name", "readable", "writable", "sent", "received", "bytes_sent", "bytes_received", "calls")
    told = {name: getattr(end, name) for name in names}
    return {**told, "to_receive": max(0, end.to_receive), "open_in": _pids(end.open_in, run)}


def _queue(queue: QueueObject, run: Run) -> dict[str, Any]:
    """One that has dropped items says how many, and what became of the last."""
    names = ("maxsize", "puts", "gets", "task_done", "high_water")
    told = {name: getattr(queue, name) for name in names}
    if queue.last_drop is None:
        return told
    return {**told, "dropped": queue.dropped, "last_drop": _drop(queue.last_drop, run)}


def _drop(drop: Drop, run: Run) -> dict[str, Any]:
    process = run.processes.get(drop.process)
    return {
        "item": drop.text,
        "pid": process.pid if process is not None else None,
        "pickled": drop.was_pickled,
        "error": drop.error,
        **_place(drop.location),
    }


def _lock(lock: LockObject, run: Run) -> dict[str, Any]:
    """Waits and possessions that go on count up to now; a dead owner's up to its end."""
    held = sum(_end(run, number) - since_ns for number, since_ns in lock.owners)
    owner = run.processes.get(lock.owners[0][0]) if lock.owners else None
    is_counter, permits = _family(lock) == "counter", max(0, lock.initial)
    counter = {"permits": permits, "available": lock.available, "owner_certain": not lock.changes_hands}
    return {
        **(counter if is_counter else {}),
        "acquires": lock.acquires,
        "waited_s": round(lock.waited_until(run.now_ns) / 1e9, 6),
        "held_s": round((lock.held_ns + max(0, held)) / 1e9, 6),
        "owner_pid": owner.pid if owner is not None else None,
        **({"refused": lock.refused} if lock.refused or is_counter else {}),
    }


def _condition(condition: ConditionObject, run: Run) -> dict[str, Any]:
    """Of one with a lock of its own that lock's facts, too."""
    lock = lock_of(condition, run)
    return {
        **(_lock(lock, run) if lock is condition else {}),
        "lock": None if lock is condition else lock.name,
        "waiting_pids": _pids((waiter.process for waiter in condition.sleepers), run),
        "notifies": condition.notifies,
        "woken": None if condition.is_served else condition.woken,
        "died_waiting_pids": _pids(condition.died_waiting, run),
    }


def _memory(memory: MemoryObject, run: Run) -> dict[str, Any]:
    """A value in shared memory; of one with a lock of its own that lock's facts, too."""
    lock, is_seen = lock_of_memory(memory, run), memory.is_raw or memory.is_outside
    written = memory.last_write
    seen_s = None if memory.sampled_ns is None else _since(run, memory.sampled_ns)
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
    process, how = run.processes.get(written.process), written.how
    return {
        "pid": process.pid if process is not None else None,
        "at_s": _since(run, written.time_ns),
        "text": written.text,
        "under_lock": None if how & Access.UNKNOWN_LOCK else bool(how & Access.UNDER_LOCK),
        **_place(written.location),
    }


def _barrier(barrier: BarrierObject, run: Run) -> dict[str, Any]:
    return {
        "parties": barrier.parties,
        "action": barrier.action or None,
        "there_pids": _pids((party.process for party in barrier.there), run),
        "passes": barrier.passes,
        "broken": _broken(barrier.broken, run) if barrier.broken is not None else None,
        "breaks": barrier.breaks,
        "resets": barrier.resets,
        "reset_by_pid": next(iter(_pids([barrier.reset_by or 0], run)), None),
        "died_waiting_pids": _pids(barrier.died_waiting, run),
        "calls": barrier.calls,
    }


_REASONS = {Broken.ABORT: "abort", Broken.TIMEOUT: "timeout", Broken.ACTION: "action"}


def _broken(broken: Break, run: Run) -> dict[str, Any]:
    process = run.processes.get(broken.process)
    return {
        "reason": _REASONS.get(broken.reason),
        "pid": process.pid if process is not None else None,
        "error": broken.error or None,
        **_place(broken.location),
    }


_STOPPED = {Stopped.CLOSED: "closed", Stopped.TERMINATED: "terminated"}


def _pool(pool: PoolObject, run: Run) -> dict[str, Any]:
    """Tasks are chunks where chunks are handed over; a lost one was on a worker that has died."""
    tasks = {name: getattr(pool, name) for name in ("submitted", "waiting", "done", "failed", "cancelled")}
    return {
        "size": pool.size,
        "state": "broken" if pool.is_broken else _STOPPED.get(pool.stopped, "open"),
        "broken_by_pids": _pids(pool.broken_by, run),
        "tasks": {
            **tasks,
            "running": len(pool.running),
            "lost": pool.lost,
            "cut_off": pool.cut_off,
            "counted": pool.is_counted,
        },
        "workers": [_worker(worker, run) for worker in pool.workers.values()],
        "workers_replaced": pool.replaced,
        "workers_died_pids": _pids(pool.died, run),
        "initializer_failures": pool.initializer_failures,
        "last_failure": _task_failure(pool.last_failure, run) if pool.last_failure is not None else None,
        "lost_tasks": [_lost(task.text, task.process, run) for task in pool.lost_tasks],
        "perhaps_lost_tasks": [_lost(task.text, task.process, run) for task in pool.unsure.values()],
        "callbacks": pool.callbacks,
        "callback_error": pool.callback_error or None,
        "calls": pool.calls,
    }


def _worker(worker: Worker, run: Run) -> dict[str, Any]:
    process = run.processes.get(worker.process)
    is_thread = process is not None and worker.thread != process.main_thread
    thread = process.threads.get(worker.thread) if process is not None and is_thread else None
    return {
        "pid": None if process is None else process.pid,
        "thread": None if thread is None else thread.name,
        "task": None if worker.task is None else worker.task.text,
        "tasks": worker.ran,
    }


def _lost(text: str, number: int, run: Run) -> dict[str, Any]:
    return {"task": text, "pid": next(iter(_pids([number], run)), None)}


def _task_failure(failure: TaskFailure, run: Run) -> dict[str, Any]:
    told = _lost(failure.text, failure.process, run)
    return {**told, "error": failure.error, **_place(failure.location)}


def _pid(number: int | None, run: Run) -> int | None:
    return next(iter(_pids([] if number is None else [number], run)), None)


def _pids(numbers: Iterable[int], run: Run) -> list[int]:
    return [run.processes[number].pid for number in numbers if number in run.processes]


def _end(run: Run, number: int) -> int:
    process = run.processes.get(number)
    return run.now_ns if process is None or process.ended_ns is None else process.ended_ns


def _output(piece: Output, run: Run) -> dict[str, Any]:
    at_s = _since(run, piece.time_ns)
    return {"pid": piece.pid, "stream": piece.stream, "at_s": at_s, "text": piece.text}


def _finding(finding: Finding, run: Run) -> dict[str, Any]:
    return {
        "rule": finding.rule,
        "severity": finding.severity,
        "message": finding.message,
        "pids": [run.processes[number].pid for number in finding.processes],
        "objects": [run.objects[number].name for number in finding.objects],
    }
