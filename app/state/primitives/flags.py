"""Flags: set or clear, and who waits until one is set."""

from __future__ import annotations

from app.state import calls
from app.state.context import Operation
from app.state.history import How
from app.state.objects import Asking, FlagObject
from app.wire.frames import Slot
from app.wire.records import Effect


def flag_of(op: Operation) -> FlagObject:
    """The flag that an operation is about, which its process uses."""
    flag = op.run.objects.get(op.object_id)
    if not isinstance(flag, FlagObject):
        flag = op.context.object_of(op.object_id, op.kind, FlagObject)
    flag.users.add(op.process.number)
    return flag


def describe(flag: FlagObject, value: int) -> None:
    """A flag was made; 1: it is set."""
    flag.is_set = value != 0


def begun(op: Operation, slot: Slot) -> None:
    """A wait or a clear has begun."""
    op.read(slot)
    flag_of(op)
    calls.begin(op, False)


def blocked(op: Operation, slot: Slot) -> None:
    """A wait has to wait."""
    op.read(slot)
    flag_of(op)
    calls.begin(op, True)


def set_begun(op: Operation, slot: Slot) -> None:
    """It counts from here: who waits may wake before the call returns."""
    begun(op, slot)
    flag = flag_of(op)
    flag.sets += 1
    calls.grant(flag, Effect.WAIT, op)
    _change(flag, op, True)


def clear_done(op: Operation, slot: Slot) -> None:
    """It counts from here: who has seen it set has seen it before."""
    op.read(slot)
    _over(op)
    _change(flag_of(op), op, False)


def wait_done(op: Operation, slot: Slot) -> None:
    """The value is whether the flag is set: it is not when the time was over."""
    op.read(slot)
    _over(op, How.DONE if op.value else How.MISSED)
    asked(flag_of(op), op)


def asked(flag: FlagObject, op: Operation) -> None:
    """The value is whether it is set."""
    who, here = (op.process.number, op.thread), op.location
    if op.value or here is None:
        flag.askings.pop(who, None)
        return
    known = flag.askings.get(who)
    if known is None or known.location is not here:
        flag.askings[who] = Asking(here, op.time_ns, op.time_ns)
        return
    known.longest_ns = max(known.longest_ns, op.time_ns - known.last_ns)
    known.last_ns = op.time_ns
    known.count += 1


def done(op: Operation, slot: Slot) -> None:
    """A set has returned."""
    op.read(slot)
    _over(op)


def failed(op: Operation, slot: Slot) -> None:
    """It has raised."""
    op.read(slot)
    _over(op, How.FAILED)


def _over(op: Operation, how: How = How.DONE) -> None:
    flag_of(op).calls += 1
    calls.end(op, how)


def _change(flag: FlagObject, op: Operation, is_set: bool) -> None:
    flag.is_set = is_set
    flag.changed_ns, flag.changed_by = op.time_ns, op.process.number
