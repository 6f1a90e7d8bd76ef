"""Calls that have begun and not finished, who waits on what because of them, and what ended the wait."""

from __future__ import annotations

from collections.abc import Iterator

from app.state.context import Context, Operation
from app.state.history import Grant, Grants, How, Interval, interval_of
from app.state.memory import MemoryObject
from app.state.model import MAIN_THREAD, Call, CutOff, Interrupt, Process, Run
from app.state.objects import LockObject, QueueObject, SharedObject, Waiter
from app.wire.frames import Slot
from app.wire.records import Effect

#: A call that was not seen to wait, and has not finished after this time, waits.
BLOCKED_AFTER_NS = 50_000_000
#: Calls that wait for the end of a process.
FOR_PROCESSES = frozenset((Effect.JOIN, Effect.TALK))
#: Those that wait for others and have no object.
_WITHOUT_OBJECT = FOR_PROCESSES | {Effect.POLL, Effect.THREADS}
#: What a client raises when its manager's server has ended.
_UNREACHED = frozenset(
    ("EOFError", "BrokenPipeError", "ConnectionResetError", "ConnectionRefusedError", "FileNotFoundError")
)
_NESTED = 8  # calls of one thread inside each other (signal handlers); deeper ones are garbage


def begin(op: Operation, blocked: bool) -> Call:
    """A thread has begun a call, or is now seen to wait in the one that it had begun."""
    process, thread, time_ns = op.process, op.thread, op.time_ns
    argument, target_pid = op.text, op.value if op.effect in FOR_PROCESSES else 0
    call = Call(  # by position: by name would take twice as long
        op.name,
        op.effect,
        op.object_id,
        thread,
        time_ns,
        time_ns,
        blocked,
        argument,
        target_pid,
        op.location,
        op.bound_s,
    )
    if process.main_thread is None and _may_be_main(process, thread):
        process.main_thread = thread
    outer = process.calls.get(thread)
    if outer is not None:
        if outer.operation == op.name and outer.object_id == op.object_id:
            call.outer, call.began_ns = outer.outer, outer.began_ns
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


def _note_cut_off(op: Operation) -> None:
    """What is served could not be reached."""
    known = op.run.objects.get(op.object_id)
    if known is not None and known.is_served and op.text.partition(":")[0] in _UNREACHED:
        op.process.cut_off = CutOff(known.id, op.text, op.location, op.time_ns)


def _note_interrupt(op: Operation) -> None:
    """Ctrl+C has come in the middle of it; the script may catch that."""
    if op.text.startswith("KeyboardInterrupt") and _may_be_main(op.process, op.thread):
        op.process.interrupt = Interrupt(op.time_ns, op.location)


def _may_be_main(process: Process, thread: int) -> bool:
    """Whether a thread has not said that it is another one."""
    known = process.threads.get(thread)
    return known is None or known.name in ("", MAIN_THREAD)


def end(
    op: Operation, how: How = How.DONE, granted_by: Grant | None = None, was_let_go: bool | None = None
) -> Call | None:
    """A thread's call is over; None when its beginning was not worth a record.

    Calls inside it that have not told their end have ended too. `granted_by` is what ended its wait, if
    that is known better than by what happened to its object last; `was_let_go`: whether that ended it at
    all, if it does not follow from `how`.
    """
    process, history = op.process, op.run.history
    if how is How.FAILED:
        _note_cut_off(op)
        _note_interrupt(op)
    call = _finish(op) if process.calls else None
    history.total += 1
    history.ops.append(op)
    if call is None:
        history.ended.append(op.slot if how is How.DONE else op.instant(op.slot)._replace(how=how))
        return None
    if call.blocked and granted_by is None and (how is How.DONE if was_let_go is None else was_let_go):
        granted_by = call.granted_by or _granted(op.run, call)
    interval = _interval(process, call, op.time_ns, how, granted_by)
    history.ended.append(interval)
    _add_up(op.run, process, call, interval)
    if call.blocked and not (process.code_over_ns is not None and call.location is None):
        process.last_wait = interval  # none that its end has brought with it
    return call


def end_wait(op: Operation, effect: int, is_granted: bool = True) -> None:
    """The thread is in a wait of this effect, and what it is told to do now has ended that.

    `is_granted`: that has been made possible by what happened to the object last.
    """
    process, call = op.process, op.process.calls.get(op.thread)
    if call is None or call.effect != effect:
        return
    granted_by = _granted(op.run, call) if call.blocked and is_granted else None
    process.calls.pop(op.thread)
    if call.outer is not None:
        process.calls[op.thread] = call.outer
    _leave(op.run, process, call)
    interval = _interval(process, call, op.time_ns, How.DONE, granted_by)
    op.run.history.add(interval)
    _add_up(op.run, process, call, interval)
    if call.thread == process.main_thread:  # not what a thread of a pool does
        process.last_wait = interval


def _add_up(run: Run, process: Process, call: Call, interval: Interval) -> None:
    """A call is over, or its process has ended in it: what was waited is added up, and what was slept."""
    if call.blocked:
        run.waits.add(interval)
    if call.outer is None and call.thread == process.main_thread:
        waited_ns = interval.waited_ns if call.blocked else None
        process.spent.add(call.effect, call.object_id, waited_ns, interval.ended_ns - interval.began_ns)


def _interval(process: Process, call: Call, time_ns: int, how: How, granted_by: Grant | None) -> Interval:
    interval: Interval = interval_of(
        (
            process.number,
            call.thread,
            call.operation,
            call.effect,
            call.object_id,
            call.began_ns,
            call.since_ns if call.blocked else None,
            time_ns,
            how,
            call.bound_s,
            call.location,
            granted_by if call.blocked else None,
            call.awake_ns,
        )
    )
    return interval


def _finish(op: Operation) -> Call | None:
    process, thread = op.process, op.thread
    innermost = process.calls.get(thread)
    for call in chain(innermost):
        if call.object_id == op.object_id and call.operation == op.name:
            break
    else:
        return None
    for inner in chain(innermost):
        _leave(op.run, process, inner)
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


# --- waiting -----------------------------------------------------------------------------


def wait(run: Run, process: Process, call: Call) -> None:
    """Stand in the object's line."""
    call.blocked = True
    if process.ended_ns is not None:
        return
    for known, effect in _lines(run, call):
        grants = known.grants.get(effect)
        call.grants = grants.count if grants is not None else 0
        known.waiters.append(Waiter(process.number, call.thread, call.operation, call.since_ns, effect))


def awake(run: Run, process: Process, call: Call, time_ns: int) -> None:
    """What a call has waited for has come, or its time is over; it goes on all the same."""
    if call.awake_ns is None:
        call.granted_by = _granted(run, call)
        call.awake_ns = time_ns
        _leave(run, process, call)


def acted(run: Run, process: Process, thread: int, effect: int, time_ns: int) -> None:
    """A thread's call has done what it does, as others tell: it waits no more, though it has not returned."""
    call = process.calls.get(thread)
    if call is None or call.effect != effect:
        return
    call.has_acted = True
    if call.blocked:
        awake(run, process, call, time_ns)


def awaited(run: Run, call: Call) -> list[SharedObject]:
    """The objects that a call is about: one, mostly, or those that `connection.wait` names."""
    if call.object_id:
        ids = [call.object_id]
    elif call.effect == Effect.POLL:
        ids = [end for end in map(end_id, call.argument.split(" ")) if end]
    else:
        return []
    return [known for known in map(run.objects.get, ids) if known is not None]


def _lines(run: Run, call: Call) -> list[tuple[SharedObject, int]]:
    """The lines that a call stands in, and for which effect: an access to memory waits for its lock, too.

    What lets it go on stands last.
    """
    lines = [(known, call.effect) for known in awaited(run, call)]
    lock = _lock_of_access(run, call)
    if lock is not None and lines[0][0] is not lock:
        lines.append((lock, Effect.TAKE))
    return lines


def _lock_of_access(run: Run, call: Call) -> LockObject | None:
    """The lock that a read or a write waits for; None for any other call."""
    known = run.objects.get(call.object_id) if call.effect in (Effect.READ, Effect.WRITE) else None
    return lock_of_memory(known, run) if isinstance(known, MemoryObject) else None


def lock_of_memory(memory: MemoryObject, run: Run) -> LockObject:
    """What is taken for an access: its own lock, or the one that it was given."""
    given = run.objects.get(memory.lock_id) if memory.lock_id else None
    return given if isinstance(given, LockObject) else memory


def end_id(token: str) -> int:
    """The id of the end that `connection.wait` names so; 0: it is something else."""
    try:
        return int(token, 16)
    except ValueError:
        return 0


def grant(known: SharedObject, effect: int, op: Operation) -> None:
    """An operation on an object can end a wait of this effect."""
    grants = known.grants.get(effect)
    if grants is None:
        grants = known.grants[effect] = Grants()
    grants.count += 1
    grants.by, grants.slot = op, op.slot


def _granted(run: Run, call: Call) -> Grant | None:
    """What ended a wait: the last that could; one of several, if there have been more since it began.

    Of a lock that one may have at a time only the last release can be it.
    """
    known, effect = run.objects.get(call.object_id), call.effect
    lock = _lock_of_access(run, call)
    if lock is not None:
        known, effect = lock, Effect.TAKE
    grants = known.grants.get(effect) if known is not None else None
    last = grants.last if grants is not None else None
    if grants is None or last is None:
        return None
    one = effect == Effect.TAKE and isinstance(known, LockObject) and known.initial == 1
    only = one and isinstance(known, LockObject) and not known.signals and not known.changes_hands
    if only or grants.count - call.grants == 1 or _is_drained(known, effect, call):
        return last
    return last._replace(is_certain=False) if grants.count > call.grants else None


def _is_drained(known: SharedObject | None, effect: int, call: Call) -> bool:
    """Whether all items are finished, and none was put since a wait for that began: then the last let go."""
    if effect != Effect.DRAIN or not isinstance(known, QueueObject) or known.unfinished:
        return False
    puts = known.grants.get(Effect.GET)
    last = None if puts is None else puts.last
    return last is not None and last.time_ns <= call.since_ns


def _leave(run: Run, process: Process, call: Call) -> None:
    """Stand in the object's line no more."""
    if not call.blocked:
        return
    for known, effect in _lines(run, call):
        for index, waiter in enumerate(known.waiters):
            same = waiter.process == process.number and waiter.thread == call.thread
            if same and waiter.effect == effect:
                del known.waiters[index]
                break


def _leave_all(run: Run, process: Process, innermost: Call) -> None:
    for call in chain(innermost):
        _leave(run, process, call)


def abandon(run: Run, process: Process, time_ns: int) -> None:
    """The process has ended: it stands in no line any more, what it was about stays known."""
    for innermost in process.calls.values():
        _leave_all(run, process, innermost)
        for call in chain(innermost):
            known = run.objects.get(call.object_id)
            if call.blocked and call.effect == Effect.TAKE and isinstance(known, LockObject):
                known.waited_ns += max(0, time_ns - call.since_ns)


def cut_off(run: Run, process: Process, time_ns: int) -> None:
    """What a process was in when it ended is history."""
    for innermost in process.calls.values():
        for call in chain(innermost):
            interval = _interval(process, call, time_ns, How.CUT_OFF, None)
            run.history.add(interval)
            _add_up(run, process, call, interval)


def can_wait(call: Call) -> bool:
    """Whether a call that takes long has to wait for others; time.sleep and Process.start do not."""
    runs = call.effect in (Effect.ACT, Effect.TASK)  # code of the script
    return (call.object_id != 0 and not runs) or call.effect in _WITHOUT_OBJECT


def may_wait(call: Call, now_ns: int) -> bool:
    """Whether a call has lasted too long for anything else than a wait."""
    return can_wait(call) and not call.has_acted and now_ns - call.since_ns >= BLOCKED_AFTER_NS


def promote(context: Context, now_ns: int) -> None:
    """Calls that have gone on for long wait, though the probe did not see it when they began."""
    for process in context.alive.values():
        for call in process.calls.values():
            if not call.blocked and may_wait(call, now_ns):
                wait(context.run, process, call)
                context.run.version += 1


# --- operations of which nothing more is known -------------------------------------------


def begun(op: Operation, slot: Slot) -> None:
    """Any call has begun."""
    op.read(slot)
    begin(op, False)


def blocked(op: Operation, slot: Slot) -> None:
    """Any call has to wait."""
    op.read(slot)
    begin(op, True)


def done(op: Operation, slot: Slot) -> None:
    """Any call has finished."""
    op.read(slot)
    end(op)


def failed(op: Operation, slot: Slot) -> None:
    """Any call has raised."""
    op.read(slot)
    end(op, How.FAILED)
