"""Calls that have begun and not finished, and who waits on what because of them."""

from __future__ import annotations

from collections.abc import Iterator

from app.state.context import Context, Operation
from app.state.model import Call, LockObject, Process, Run, Waiter
from app.state.source import Slot, text_of

#: A call that was not seen to wait, and has not finished after this time, waits.
BLOCKED_AFTER_NS = 50_000_000
_NESTED = 8  # calls of one thread inside each other (signal handlers); deeper ones are garbage


def begin(op: Operation, record: Slot, blocked: bool) -> Call:
    """A thread has begun a call, or is now seen to wait in the one that it had begun."""
    _, _, _, thread, time_ns, object_id, _, file, line, _, value, _ = record
    process, location = op.process, op.source.location(file, line) if line else None
    call = Call(op.name, object_id, thread, time_ns, blocked, text_of(record), value, location)
    if process.main_thread is None:
        process.main_thread = thread
    outer = process.calls.get(thread)
    if outer is not None:
        if (outer.operation, outer.object_id) == (op.name, object_id):
            call.outer = outer.outer
            call.since_ns = outer.since_ns if blocked and not outer.blocked else time_ns
            _leave(op.run, process, outer)
        elif _depth(outer) < _NESTED:
            call.outer = outer
        else:
            _leave_all(op.run, process, outer)
    process.calls[thread] = call
    if blocked:
        wait(op.run, process, call)
    return call


def finish(process: Process, run: Run, thread: int, name: str, object_id: int) -> Call | None:
    """A thread has finished a call; None when its beginning was not worth a record.

    Calls inside it that have not told their end have ended too.
    """
    innermost = process.calls.get(thread)
    for call in chain(innermost):
        if call.object_id == object_id and call.operation == name:
            break
    else:
        return None
    for inner in chain(innermost):
        _leave(run, process, inner)
        if inner is call:
            break
    if call.outer is None:
        del process.calls[thread]
    else:
        process.calls[thread] = call.outer
    return call


def chain(call: Call | None) -> Iterator[Call]:
    """A call and those that it has interrupted."""
    while call is not None:
        yield call
        call = call.outer


def _depth(call: Call) -> int:
    return sum(1 for _ in chain(call))


def wait(run: Run, process: Process, call: Call) -> None:
    """Stand in the object's line."""
    call.blocked = True
    known = run.objects.get(call.object_id)
    if known is not None and process.ended_ns is None:
        known.waiters.append(Waiter(process.number, call.thread, call.operation, call.since_ns))


def _leave(run: Run, process: Process, call: Call) -> None:
    """Stand in the object's line no more."""
    known = run.objects.get(call.object_id) if call.blocked else None
    if known is None:
        return
    for index, waiter in enumerate(known.waiters):
        if waiter.process == process.number and waiter.thread == call.thread:
            del known.waiters[index]
            return


def _leave_all(run: Run, process: Process, innermost: Call) -> None:
    for call in chain(innermost):
        _leave(run, process, call)


def abandon(run: Run, process: Process, time_ns: int) -> None:
    """The process has ended: nobody waits any more, what it was about stays known."""
    for innermost in process.calls.values():
        _leave_all(run, process, innermost)
        for call in chain(innermost):
            known = run.objects.get(call.object_id)
            if call.blocked and isinstance(known, LockObject):
                known.waited_ns += max(0, time_ns - call.since_ns)


def can_wait(call: Call) -> bool:
    """Whether a call that takes long has to wait for others; time.sleep and Process.start do not."""
    return call.object_id != 0 or call.operation == "Process.join"


def promote(context: Context, now_ns: int) -> None:
    """Calls that have gone on for long wait, though the probe did not see it when they began."""
    for process in context.alive.values():
        for call in process.calls.values():
            if not call.blocked and now_ns - call.since_ns >= BLOCKED_AFTER_NS and can_wait(call):
                wait(context.run, process, call)


# --- operations of which nothing more is known -------------------------------------------


def begun(op: Operation, record: Slot) -> None:
    """Any call has begun."""
    op.note(record[7], record[8])
    begin(op, record, False)


def blocked(op: Operation, record: Slot) -> None:
    """Any call has to wait."""
    op.note(record[7], record[8])
    begin(op, record, True)


def ended(op: Operation, record: Slot) -> None:
    """Any call has finished or failed."""
    op.note(record[7], record[8])
    finish(op.process, op.run, record[3], op.name, record[5])
