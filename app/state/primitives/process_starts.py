"""How processes come to be: who has started or forked whom at which line, also those that nobody saw."""

from __future__ import annotations

from app.state import calls
from app.state.context import Context, Operation, Started
from app.state.history import How
from app.state.model import (
    FORKS_KEPT,
    FailedStart,
    ForkedFrom,
)
from app.state.primitives.process_ends import ended
from app.state.primitives.processes import identify, introduce
from app.state.source import text_of
from app.wire.frames import Record, Slot
from app.wire.records import unpack_fields

#: The numbers of processes that only their parents have told of; they fit into 32 bits, as views need.
UNSEEN_FROM = 1 << 30


def start_done(op: Operation, slot: Slot) -> None:
    """Process.start has returned; value is the child's pid."""
    op.read(slot)
    call = calls.end(op)
    called_ns = None if call is None else call.began_ns
    started = Started(op.text, "process", op.process, op.time_ns, op.location, called_ns, op.thread)
    _tell_of_child(op.context, op.value, started)


def start_failed(op: Operation, slot: Slot) -> None:
    """Process.start has raised."""
    op.read(slot)
    call = calls.end(op, How.FAILED)
    child = "" if call is None else call.argument
    op.process.failed_start = FailedStart(child, op.text, op.location)


def program_started(op: Operation, slot: Slot) -> None:
    """Another program was started; value is its pid."""
    calls.done(op, slot)
    _tell_of_child(op.context, op.value, Started(op.text, "subprocess", op.process, op.time_ns, op.location))


def helper_started(op: Operation, record: Record) -> None:
    """A helper of multiprocessing was started; `object` is its pid, and the time is that before its start.

    The word of who started it counts, not what the supervisor has seen: it may see it only when it is dead.
    """
    started = Started(text_of(record), "helper", op.process, record.time_ns)
    _tell_of_child(op.context, record.object, started, record.time_ns)


def made(op: Operation, record: Record) -> None:
    """An installed package has started a process: `object` is its pid, the text the package's name.

    It may have ended since. One whose parent has told of its start already is an older one with the same pid.
    """
    child = op.context.newest(record.object)
    if child is not None and (child.alive or child.number not in op.context.introduced):
        child.made_by = text_of(record)
    else:
        op.context.made[record.object] = text_of(record)


def _tell_of_child(context: Context, pid: int, started: Started, since_ns: int = 0) -> None:
    """`since_ns`: what has ended before is an older process that had the same pid."""
    child = context.newest(pid)
    if child is not None and child.ended_ns is not None and child.ended_ns < since_ns:
        child = None
    if child is not None and child.number not in context.introduced and child is not started.parent:
        introduce(context, child, started)
    elif pid > 0:
        context.started[pid] = started


def forked(op: Operation, slot: Slot) -> None:
    """The script has called os.fork."""
    op.read(slot)
    if op.location is not None and len(op.process.forked_at) < FORKS_KEPT:
        op.process.forked_at[op.value] = op.location
        if op.text:
            op.process.copied_to.add(op.value)


def forked_from(op: Operation, slot: Slot) -> None:
    """A thread of it was at this line when it forked: neither the process is there now nor who tells it."""
    place, threads = op.process.location, op.process.threads
    places = {number: thread.location for number, thread in threads.items()}
    op.read(slot)
    location, op.process.location = op.location, place
    if op.thread in threads:
        threads[op.thread].location = places.get(op.thread)
    fields, forks = unpack_fields(op.text), op.process.forked_from
    if location is not None and (op.value in forks or len(forks) < FORKS_KEPT):
        known = ForkedFrom(fields.get("thread", ""), fields.get("lock", ""), location)
        forks.setdefault(op.value, []).append(known)


def make_up_unseen(context: Context, now_ns: int) -> None:
    """Children that ended so soon that the supervisor never saw them: their parents tell all that is known.

    A parent that was killed has not told how. Their numbers are none that the supervisor will ever come to.
    """
    for pid, started in list(context.started.items()):
        if pid not in context.unseen and (started.kind == "helper" or pid in context.by_pid):
            continue
        code, time_ns = context.unseen.get(pid, (None, started.parent.ended_ns or now_ns))
        number = UNSEEN_FROM + sum(known >= UNSEEN_FROM for known in context.run.processes)
        identify(context, number, pid, started.parent.pid, started.time_ns, started.kind, started.name)
        ended(context, number, code, time_ns, False)
    context.unseen.clear()
