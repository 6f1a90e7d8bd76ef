"""Values in shared memory: their value as it changes, who reads and writes, and whether under the lock.

An access takes the lock by itself, which is a part of it: it makes nobody the owner, but it may have to wait
for one. What a process does to memory that it has got itself is not told; that is seen when a process looks.
"""

from __future__ import annotations

from app.state import calls
from app.state.context import Context, Operation
from app.state.history import How
from app.state.memory import MemoryObject, Written
from app.state.primitives import accesses
from app.state.source import text_of
from app.wire.frames import Record, Slot
from app.wire.records import BETWEEN_ITEMS, CHARACTERS, Access, Family, Shape, Trait, unpack_fields


def is_described(record: Record) -> bool:
    """Whether a value that is announced lies in shared memory, and not in a manager's server."""
    known = record.meaning == Family.VALUE and not record.traits & Trait.SERVED
    return known and record.value in (Shape.VALUE, Shape.ARRAY)


def describe(memory: MemoryObject, record: Record) -> None:
    """A value was made; its lock may come to it later."""
    told = unpack_fields(text_of(record))
    memory.type, memory.is_raw = told.get("type", ""), "raw" in told
    memory.lock_id = _number(told.get("lock", ""))
    memory.length = _number(told.get("length", "")) if record.value == Shape.ARRAY else None


def _number(text: str, base: int = 10) -> int:
    try:
        return int(text, base)
    except ValueError:
        return 0


def memory_of(op: Operation) -> MemoryObject:
    """The memory that an operation is about, which its process uses."""
    memory = op.run.objects.get(op.object_id)
    if not isinstance(memory, MemoryObject):
        memory = op.context.object_of(op.object_id, op.kind, MemoryObject)
    memory.users.add(op.process.number)
    return memory


def seen(memory: MemoryObject, text: str, time_ns: int) -> None:
    """A process has looked at it: when it was made, after a write, or now and then."""
    before = _shown(memory)
    has_items = bool(memory.length) and memory.type != CHARACTERS
    memory.items = text.split(BETWEEN_ITEMS) if has_items else []
    memory.value, memory.changed_ns = "" if has_items else text, time_ns
    if before not in ("", text) and memory.is_sampled:
        memory.sampled_ns = time_ns


def _shown(memory: MemoryObject) -> str:
    """What is known of its value, as it is told; "" at first."""
    return BETWEEN_ITEMS.join(memory.items) or memory.value


def seen_from_outside(context: Context, number: str, text: str, time_ns: int) -> None:
    """The supervisor has looked at it; `number`: its id, hexadecimal."""
    known = context.run.objects.get(_number(number, 16))
    if isinstance(known, MemoryObject) and known.is_sampled and text != _shown(known):
        seen(known, text, time_ns)


# --- accesses ------------------------------------------------------------------------------


def blocked(op: Operation, slot: Slot) -> None:
    """It has to wait for the lock."""
    op.read(slot)
    memory_of(op)
    calls.begin(op, True)


def read_done(op: Operation, slot: Slot) -> None:
    """What was read is what stands there; or the script has got the memory itself."""
    op.read(slot)
    memory = _accessed(op)
    if op.value & Access.OUTSIDE:
        memory.is_outside = True
    if op.text:
        memory.reads += 1
        _put(memory, op)
        place, text = _item(op)
        accesses.was_read(op, place, text, op.time_ns)


def write_done(op: Operation, slot: Slot) -> None:
    """The text is what stands there now."""
    op.read(slot)
    memory = _accessed(op)
    memory.writes += 1
    _put(memory, op)
    text = access_text(op.method, op.text, is_write=True)
    memory.last_write = Written(op.process.number, op.thread, op.time_ns, text, op.value, op.location)
    place, text = _item(op)
    accesses.wrote(op, place, text, op.time_ns)


def failed(op: Operation, slot: Slot) -> None:
    """It was interrupted while it waited."""
    op.read(slot)
    memory = memory_of(op)
    memory.calls += 1
    _over(op, memory, How.FAILED)


def _accessed(op: Operation) -> MemoryObject:
    memory = memory_of(op)
    memory.calls += 1
    memory.unlocked += bool(op.text) and not op.value & (Access.UNDER_LOCK | Access.UNKNOWN_LOCK)
    _over(op, memory, How.DONE)
    return memory


def _over(op: Operation, memory: MemoryObject, how: How) -> None:
    lock = calls.lock_of_memory(memory, op.run)
    lock.users.add(op.process.number)
    call = calls.end(op, how)
    if call is not None and call.blocked:
        lock.waited_ns += max(0, op.time_ns - call.since_ns)


def _put(memory: MemoryObject, op: Operation) -> None:
    """What is known now of its value, or of one of its items."""
    if op.method == "value":
        if memory.value != op.text:
            memory.value, memory.changed_ns = op.text, op.time_ns
        return
    index, _, text = op.text.partition(", ")
    if memory.items and op.method.endswith("item__") and index.isdecimal() and int(index) < len(memory.items):
        memory.items[int(index)] = text
        memory.changed_ns = op.time_ns


def _item(op: Operation) -> tuple[str, str]:
    """Which item it is, as it stands in the script after the value's name; and what is there."""
    if op.method.endswith("item__"):
        index, _, text = op.text.partition(", ")
        return f"[{index}]", text
    return f".{op.method}", op.text


def access_text(method: str, text: str, is_write: bool) -> str:
    """An access as it stands in the script, after the value's name: ``.value = 3``, ``[2] = 0.5``."""
    place, value = "." + method, text
    if method.endswith("item__"):
        index, _, value = text.partition(", ")
        place = f"[{index}]"
    return f"{place} = {value}" if is_write and value else place
