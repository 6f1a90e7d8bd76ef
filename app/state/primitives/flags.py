"""Flags: set or clear, and who waits until one is set."""

from __future__ import annotations

from app.state import calls
from app.state.context import Operation
from app.state.history import How
from app.state.model import FlagObject
from app.wire.frames import Record
from app.wire.records import Effect


def flag_of(op: Operation, record: Record) -> FlagObject:
    """The flag that an operation is about, which its process uses."""
    flag = op.run.objects.get(record.object)
    if not isinstance(flag, FlagObject):
        flag = op.context.object_of(record.object, op.kind, FlagObject)
    flag.users.add(op.process.number)
    return flag


def describe(flag: FlagObject, value: int) -> None:
    """A flag was made; 1: it is set."""
    flag.is_set = value != 0


def begun(op: Operation, record: Record) -> None:
    """A wait or a clear has begun."""
    op.note(record)
    flag_of(op, record)
    calls.begin(op, record, False)


def blocked(op: Operation, record: Record) -> None:
    """A wait has to wait."""
    op.note(record)
    flag_of(op, record)
    calls.begin(op, record, True)


def set_begun(op: Operation, record: Record) -> None:
    """It counts from here: who waits may wake before the call returns."""
    begun(op, record)
    flag = flag_of(op, record)
    flag.sets += 1
    calls.grant(flag, Effect.WAIT, op.grant(record))
    _change(flag, op, record, True)


def clear_done(op: Operation, record: Record) -> None:
    """It counts from here: who has seen it set has seen it before."""
    _over(op, record)
    _change(flag_of(op, record), op, record, False)


def wait_done(op: Operation, record: Record) -> None:
    """The value is whether the flag is set: it is not when the time was over."""
    _over(op, record, How.DONE if record.value else How.MISSED)


def done(op: Operation, record: Record) -> None:
    """A set has returned."""
    _over(op, record)


def failed(op: Operation, record: Record) -> None:
    """It has raised."""
    _over(op, record, How.FAILED)


def _over(op: Operation, record: Record, how: How = How.DONE) -> None:
    op.note(record)
    flag_of(op, record).calls += 1
    calls.end(op, record, how)


def _change(flag: FlagObject, op: Operation, record: Record, is_set: bool) -> None:
    flag.is_set = is_set
    flag.changed_ns, flag.changed_by = record.time_ns, op.process.number
