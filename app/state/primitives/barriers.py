"""Barriers: who is there, how often all were, and why one is broken.

What happens inside a barrier is told in its order, as the library does it while it has the inner lock. Of a
manager's barrier only the messages are seen: that all are there follows from their number.
"""

from __future__ import annotations

from math import inf

from app.state import calls
from app.state.context import Context, Operation
from app.state.history import How
from app.state.model import Call, Process
from app.state.objects import BarrierObject, Break, Party
from app.wire.frames import Slot
from app.wire.records import Broken, Effect

_BROKEN_ERROR = "threading.BrokenBarrierError"
#: What a wait raises that is not its action's.
_OF_THE_CONNECTION = ("EOFError", "Connection", "BrokenPipeError", "OSError", "KeyboardInterrupt")
_SLACK_S = 0.001  # a time-out is a float of 32 bits in a record


def barrier_of(op: Operation) -> BarrierObject:
    """The barrier that an operation is about, which its process uses."""
    barrier = op.run.objects.get(op.object_id)
    if not isinstance(barrier, BarrierObject):
        barrier = op.context.object_of(op.object_id, op.kind, BarrierObject)
    barrier.users.add(op.process.number)
    return barrier


def describe(barrier: BarrierObject, value: int) -> None:
    """A barrier was made, for so many; 0: that is not known (a manager's proxy)."""
    barrier.parties = max(0, value) or barrier.parties


# --- wait ----------------------------------------------------------------------------------


def wait_begun(op: Operation, slot: Slot) -> None:
    """It comes; a message to a manager's server is all that is seen of it."""
    op.read(slot)
    barrier = barrier_of(op)
    if not barrier.is_served or barrier.broken is not None:
        calls.begin(op, False)
        return
    is_last = 0 < barrier.parties <= len(barrier.there) + 1
    calls.begin(op, not is_last)
    _arrive(op, barrier)
    if is_last:
        _pass(op, barrier)


def wait_blocked(op: Operation, slot: Slot) -> None:
    """It is there; others have still to come."""
    op.read(slot)
    calls.begin(op, True)
    _arrive(op, barrier_of(op))


def let_go(op: Operation, slot: Slot) -> None:
    """The last one is there, and its action is over: all go on."""
    op.read(slot)
    _pass(op, barrier_of(op))


def wait_done(op: Operation, slot: Slot) -> None:
    """It has gone on."""
    op.read(slot)
    barrier = barrier_of(op)
    barrier.calls += 1
    calls.end(op)
    if _remove(barrier.there, op) and barrier.leaving:  # it was in time, and another one was not
        barrier.there.insert(0, barrier.leaving.pop())
    _remove(barrier.leaving, op)


def wait_failed(op: Operation, slot: Slot) -> None:
    """The barrier is broken or was reset, or something else was raised in it."""
    op.read(slot)
    barrier = barrier_of(op)
    barrier.calls += 1
    all_were = _remove(barrier.leaving, op)
    was_there = _remove(barrier.there, op) or all_were
    if barrier.is_served and was_there and barrier.broken is None:
        _conclude(op, barrier, all_were)
    own = _is_own(barrier.broken, op)
    is_broken = op.text.startswith(_BROKEN_ERROR)
    calls.end(op, How.MISSED if own and is_broken else How.FAILED, was_let_go=is_broken and not own)


def _is_own(broken: Break | None, op: Operation) -> bool:
    """Whether a wait has broken the barrier itself, by its time-out."""
    if broken is None or broken.reason != Broken.TIMEOUT:
        return False
    return broken.process == op.process.number and broken.thread == op.thread


def _arrive(op: Operation, barrier: BarrierObject) -> None:
    _remove(barrier.leaving, op)
    _remove(barrier.there, op)
    barrier.there.append(Party(op.process.number, op.thread, op.time_ns))


def _pass(op: Operation, barrier: BarrierObject) -> None:
    barrier.passes += 1
    barrier.acting = None
    barrier.leaving, barrier.there = barrier.there, []
    calls.grant(barrier, Effect.WAIT, op)


def _remove(parties: list[Party], op: Operation) -> bool:
    for index, party in enumerate(parties):
        if party.process == op.process.number and party.thread == op.thread:
            del parties[index]
            return True
    return False


# --- its action ------------------------------------------------------------------------------


def acting(op: Operation, slot: Slot) -> None:
    """The last one is there, and runs the action; the text is its name."""
    op.read(slot)
    barrier = barrier_of(op)
    barrier.acting, barrier.action = op.process.number, op.text
    calls.begin(op, False)


def acted(op: Operation, slot: Slot) -> None:
    """The action is over."""
    op.read(slot)
    barrier_of(op).acting = None
    calls.end(op)


def act_failed(op: Operation, slot: Slot) -> None:
    """It has raised."""
    op.read(slot)
    barrier_of(op).acting = None
    calls.end(op, How.FAILED)


# --- breaking and mending ----------------------------------------------------------------------


def break_begun(op: Operation, slot: Slot) -> None:
    """abort was called; of a manager's no more is told before it takes effect."""
    op.read(slot)
    barrier = barrier_of(op)
    calls.begin(op, False)
    if barrier.is_served:
        _break(op, barrier, Broken.ABORT)


def break_done(op: Operation, slot: Slot) -> None:
    """With a reason it is broken from now on; else abort has returned."""
    op.read(slot)
    barrier = barrier_of(op)
    if op.value:
        _break(op, barrier, op.value)
        return
    barrier.calls += 1
    calls.end(op)


def _break(op: Operation, barrier: BarrierObject, reason: int) -> None:
    error = op.text if reason == Broken.ACTION else ""
    barrier.breaks += barrier.broken is None
    barrier.broken = Break(reason, op.process.number, op.thread, error, op.location)
    barrier.acting = None
    calls.grant(barrier, Effect.WAIT, op)


def _conclude(op: Operation, barrier: BarrierObject, all_were_there: bool) -> None:
    """Why a manager's barrier is broken, from how a wait in it ended: by its time-out, or by the action."""
    call = op.process.calls.get(op.thread)
    if not op.text.startswith(_BROKEN_ERROR):
        if all_were_there and not op.text.startswith(_OF_THE_CONNECTION):
            barrier.passes -= 1
            _break(op, barrier, Broken.ACTION)
    elif call is not None and _took_s(op, call) >= (inf if call.bound_s is None else call.bound_s):
        _break(op, barrier, Broken.TIMEOUT)


def _took_s(op: Operation, call: Call) -> float:
    return (op.time_ns - call.began_ns) / 1e9 + _SLACK_S


def reset_begun(op: Operation, slot: Slot) -> None:
    """Those who are there will be told that it is broken."""
    op.read(slot)
    barrier = barrier_of(op)
    calls.begin(op, False)
    calls.grant(barrier, Effect.WAIT, op)


def reset_done(op: Operation, slot: Slot) -> None:
    """It is as new."""
    op.read(slot)
    barrier = barrier_of(op)
    barrier.calls += 1
    calls.end(op)
    barrier.resets += 1
    barrier.broken, barrier.reset_by = None, op.process.number


def failed(op: Operation, slot: Slot) -> None:
    """abort or reset has raised."""
    op.read(slot)
    barrier_of(op).calls += 1
    calls.end(op, How.FAILED)


# --- death -------------------------------------------------------------------------------


def process_ended(context: Context, process: Process) -> None:
    """One that was there is still counted."""
    for innermost in process.calls.values():
        for call in calls.chain(innermost):
            barrier = context.run.objects.get(call.object_id)
            if isinstance(barrier, BarrierObject):
                there = {one.process for one in (*barrier.there, *barrier.leaving)}
                if process.number in there and process.number not in barrier.died_waiting:
                    barrier.died_waiting.append(process.number)
                if barrier.acting == process.number:
                    barrier.acting = None
