"""Objects as such: that one exists, what it is; and calls that mean nothing more."""

from __future__ import annotations

from app.state import calls
from app.state.context import Context, Operation
from app.state.history import How
from app.state.memory import BlockObject, MemoryObject
from app.state.model import POLLS_KEPT
from app.state.objects import (
    BarrierObject,
    ChannelEnd,
    ConditionObject,
    FlagObject,
    LockObject,
    SharedObject,
    ValueObject,
)
from app.state.pool import PoolObject
from app.state.primitives import (
    accesses,
    barriers,
    blocks,
    channels,
    conditions,
    flags,
    locks,
    memory,
    polls,
    pools,
    queues,
    values,
)
from app.state.source import text_of
from app.wire.frames import Record, Slot
from app.wire.records import FAMILY_NAMES, Family, Trait, unpack_fields

#: What an object of a family is to the state; of the other families only their calls and waits are known.
_CLASSES: dict[int, type[SharedObject]] = {
    Family.LOCK: LockObject,
    Family.COUNTER: LockObject,
    Family.BUFFER: queues.Buffer,
    Family.FLAG: FlagObject,
    Family.CONDITION: ConditionObject,
    Family.BARRIER: BarrierObject,
    Family.CHANNEL: ChannelEnd,
    Family.POOL: PoolObject,
}


def announced(op: Operation, record: Record) -> None:
    """An object was made, or comes into this process.

    It is made by the first process that has it. A manager's server, which tells of its objects before, does
    not know who has asked for them.
    """
    if not record.object:
        return
    kind = op.source.strings.get(record.operation, "")
    known = _told(op.context, record, kind)
    if kind and known.made_by is None:
        known.made_by = unpack_fields(text_of(record)).get("made_by", "")
        known.made_at = op.source.location(record.file, record.line) if record.line else None


def _told(context: Context, record: Record, kind: str) -> SharedObject:
    """The object as a process tells of it.

    A manager's server tells what its objects are, without the class that a client has for them: its word
    stands above the clients', who only know what can be done with it.
    """
    known = context.run.objects.get(record.object)
    if known is not None and known.id in context.from_server and kind:
        _call_it(context, known, kind)
        if isinstance(known, ValueObject) and record.meaning == Family.VALUE:
            known.shape = record.value  # of this only the proxy's class tells
        return known
    if not kind:
        context.from_server.add(record.object)
    if isinstance(known, BlockObject) and known.is_list and not record.traits & Trait.LISTED:
        return known  # to a process that attaches the block of a list it is a block like any other
    made = _object_of(context, record.object, kind, record.meaning, _class_of(record))
    made.family, made.traits = record.meaning, record.traits
    if isinstance(made, MemoryObject):
        memory.describe(made, record)
    else:
        _describe(made, record.value)
    return made


def _class_of(record: Record) -> type[SharedObject]:
    if memory.is_described(record):
        return MemoryObject
    return BlockObject if record.traits & Trait.BLOCK else _CLASSES.get(record.meaning, ValueObject)


def _object_of(
    context: Context, object_id: int, kind: str, family: int, cls: type[SharedObject]
) -> SharedObject:
    name = FAMILY_NAMES[family] if family < len(FAMILY_NAMES) else ""
    made = context.object_of(object_id, kind or name, cls)
    if kind:
        _call_it(context, made, kind)
    return made


def _call_it(context: Context, known: SharedObject, kind: str) -> None:
    """The class's own name."""
    if known.kind != kind:
        known.kind = kind
        if not known.named:
            known.name = context.next_name(kind)


def _describe(known: SharedObject, value: int) -> None:
    if isinstance(known, ConditionObject):
        conditions.describe(known, value)
    elif isinstance(known, BarrierObject):
        barriers.describe(known, value)
    elif isinstance(known, LockObject):
        locks.describe(known, value)
    elif isinstance(known, queues.Buffer):
        queues.describe(known, value)
    elif isinstance(known, FlagObject):
        flags.describe(known, value)
    elif isinstance(known, ValueObject) and known.is_served:
        known.shape = value
    elif isinstance(known, ChannelEnd):
        channels.describe(known, value)
    elif isinstance(known, PoolObject):
        pools.describe(known, value)
    elif isinstance(known, BlockObject):
        blocks.describe(known, value)


def valued(op: Operation, record: Record) -> None:
    """A manager's object, or memory, has a new value; a barrier's is its action, a block's its items."""
    known = op.run.objects.get(record.object)
    if known is None and record.object:
        known = _object_of(op.context, record.object, "", Family.VALUE, ValueObject)
        known.family = Family.VALUE
    if isinstance(known, ValueObject):
        values.change(known, text_of(record), record.time_ns)
    elif isinstance(known, MemoryObject):
        memory.seen(known, text_of(record), record.time_ns)
    elif isinstance(known, BarrierObject):
        known.action = text_of(record)
    elif isinstance(known, BlockObject):
        blocks.valued(known, text_of(record))


# --- calls that have no effect of their own ------------------------------------------------


def call_begun(op: Operation, slot: Slot) -> None:
    """A call has begun; on an object without a family of its own it is what is seen of it."""
    op.read(slot)
    known = _subject(op)
    calls.begin(op, False)
    if isinstance(known, ValueObject):
        values.called(known, op)
        if op.method in accesses.READS or op.method in accesses.WRITES:
            accesses.call_begun(op)


def call_blocked(op: Operation, slot: Slot) -> None:
    """A call has to wait."""
    op.read(slot)
    _subject(op)
    calls.begin(op, True)


def call_done(op: Operation, slot: Slot) -> None:
    """A call is over; the answer of a buffer is kept."""
    op.read(slot)
    known = _subject(op)
    calls.end(op)
    if known is not None:
        known.calls += 1
    if isinstance(known, queues.Buffer):
        queues.answered(known, op)
    elif op.method in accesses.READS or op.method in accesses.WRITES:
        accesses.call_done(op)
    elif isinstance(known, FlagObject) and op.method == "is_set":
        flags.asked(known, op)
    elif op.method == "is_alive" and op.text.endswith("|True"):
        polls.in_vain(op)
    elif op.method == "is_alive" and op.location is not None:
        ended = op.run.process_of_pid(op.value)
        if ended is not None and len(op.process.found_ended) < POLLS_KEPT:
            op.process.found_ended.setdefault(ended.number, (op.time_ns, op.location))


def call_failed(op: Operation, slot: Slot) -> None:
    """A call has raised."""
    op.read(slot)
    known = _subject(op)
    calls.end(op, How.FAILED)
    if known is not None:
        known.calls += 1


def _subject(op: Operation) -> SharedObject | None:
    """The object that a call is about, which its process uses; None for a call without one."""
    if not op.object_id:
        return None
    known = op.run.objects.get(op.object_id)
    if known is None:
        known = op.context.object_of(op.object_id, op.kind, ValueObject)
        known.family = Family.VALUE
    known.users.add(op.process.number)
    return known
