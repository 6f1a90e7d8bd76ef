"""Follows reads and writes of items, to see changes that got lost (see `state.accesses`).

A message to a manager takes effect between its beginning and its end, and memory is told of while its lock is
held. So that one thing came before another is said only when it had ended before that began, or when what was
read proves it.
"""

from __future__ import annotations

from app.state.accesses import (
    PAIRS_KEPT,
    THREADS_KEPT,
    Access,
    Accesses,
    Alteration,
    Change,
    Crossed,
    Lost,
    SharedItem,
    access_of,
    change_of,
)
from app.state.context import Operation
from app.state.history import Location
from app.state.objects import LockObject, SharedObject, ValueObject
from app.wire.frames import Slot
from app.wire.records import PLACE

#: What the methods of a manager's objects do to one item; what stands in front of their other arguments.
READS = {"__getitem__", "get", "__getattribute__"}
WRITES = {"__setitem__", "set", "__setattr__"}
_NO_LOCKS: dict[int, int] = {}
_NONE: frozenset[int] = frozenset()
_TEXTS_KEPT = 8


def call_begun(op: Operation) -> None:
    """A message to a manager's object: what it asks for is known by its end."""
    text, place, value = op.text, "", ""
    if op.method in ("__getitem__", "__getattribute__"):
        place = text
    elif op.method in ("__setitem__", "__setattr__", "get"):
        place, _, value = divided(text)
    elif op.method == "set":
        place, value = ".value", text
    asked = op.run.accesses.asked
    if len(asked) >= THREADS_KEPT:
        asked.clear()
    asked[op.process.number, op.thread] = (op.object_id, _place(op.method, place), value, op.time_ns)


def call_done(op: Operation) -> None:
    """The answer has come: of a read with what was read."""
    asked = op.run.accesses.asked.pop((op.process.number, op.thread), None)
    if asked is None or asked[0] != op.object_id:
        return
    _, place, value, began_ns = asked
    if not place or "..." in place:
        return
    if op.method in WRITES:
        wrote(op, place, value, began_ns)
    else:
        was_read(op, place, op.text, began_ns)


def divided(text: str) -> tuple[str, str, str]:
    """The first of several arguments, and the rest: divided at the first comma that is in no brackets."""
    depth, quote, index = 0, "", 0
    while index < len(text):
        letter = text[index]
        if quote:
            if letter == "\\":
                index += 1
            elif letter == quote:
                quote = ""
        elif letter in "'\"":
            quote = letter
        elif letter in "([{":
            depth += 1
        elif letter in ")]}":
            depth -= 1
        elif letter == "," and not depth:
            return text[:index], ",", text[index + 2 :]
        index += 1
    return text, "", ""


def _place(method: str, key: str) -> str:
    """An item as it stands in the script, after the object's name."""
    if method == "set" or (method == "get" and not key):
        return ".value"
    if method in ("__getattribute__", "__setattr__"):
        return f".{key[1:-1]}"
    return f"[{key}]"


# --- copies ---------------------------------------------------------------------------------


def copy_altered(op: Operation, slot: Slot) -> None:
    """What the call before has returned was changed, and is gone; of a buffer that is all that it is for."""
    op.read(slot)
    known = op.run.objects.get(op.object_id)
    if not isinstance(known, ValueObject) or op.location is None:
        return
    place, how, variable = (*op.text.split(PLACE), "", "")[:3]
    found = op.run.accesses.altered.setdefault(op.object_id, [])
    for alteration in found:
        if (alteration.location, alteration.how, alteration.variable) == (op.location, how, variable):
            break
    else:
        alteration = Alteration(place or "[...]", how, op.location, bool(op.value), set(), variable)
        if len(found) < PAIRS_KEPT:
            found.append(alteration)
    alteration.processes.add(op.process.number)
    alteration.count += 1


# --- reads and writes -----------------------------------------------------------------------


def was_read(op: Operation, place: str, text: str, began_ns: int) -> None:
    """A thread has read an item."""
    location = op.location
    if location is None:
        return
    process, thread = op.process, op.thread
    readings = op.run.accesses.item(op.object_id, place).readings
    if len(readings) >= THREADS_KEPT:
        readings.clear()
    held = process.holding
    fields = process.number, thread, began_ns, op.time_ns, text, location
    readings[process.number, thread] = fields, dict(held) if held else _NO_LOCKS


def wrote(op: Operation, place: str, text: str, began_ns: int) -> None:
    """A thread has written an item: perhaps what it has read before, changed."""
    if op.location is None:
        return
    item, number, thread = op.run.accesses.item(op.object_id, place), op.process.number, op.thread
    write: Access = access_of((number, thread, began_ns, op.time_ns, text, op.location))
    reading = item.readings.pop((number, thread), None)
    if reading is not None:
        read: Access = access_of(reading[0])
        if _depends(read, write):
            _changed(op, item, change_of((read, write, _locks(op, reading[1]))))
    item.writes.append(write)


def _locks(op: Operation, held: dict[int, int]) -> frozenset[int]:
    """Those that were held before, and have not been given back since, one at a time."""
    now, objects = op.process.holding, op.run.objects
    if not held or not now:
        return _NONE
    kept = (one for one, since_ns in held.items() if now.get(one) == since_ns)
    return frozenset(one for one in kept if _is_exclusive(objects.get(one)))


def _depends(read: Access, write: Access) -> bool:
    """Whether what was written comes from what was read: in one line, or both are numbers, or containers."""
    if read.location is write.location:
        return True
    if read.location.file != write.location.file:
        return False
    both = read.text[:1], write.text[:1]
    return both in (("[", "["), ("{", "{")) or (is_number(read.text) and is_number(write.text))


def is_number(text: str) -> bool:
    """Whether it is the repr of a number; of a bool it is not."""
    try:
        float(text)
    except ValueError:
        return False
    return True


def _changed(op: Operation, item: SharedItem, change: Change) -> None:
    read, write, locks = change
    if len(item.written) < _TEXTS_KEPT:
        item.written.add(write.text)
    if len(item.changes) >= THREADS_KEPT:
        item.changes.clear()
    between = _between(item, change)
    if between is not None and not _may_be_the_same(item, change, between):
        _lost(op.run.accesses, op.object_id, Lost(item.place, change, between))
    elif between is None:
        for process, other in item.changes.items():
            overlap = other.write.ended_ns > read.began_ns and process != write.process
            if overlap and not other.locks & locks and not _may_be_the_same(item, change, other.write):
                _compare(op, item, change, other)
    item.changes[write.process] = change


def _is_exclusive(known: SharedObject | None) -> bool:
    """Whether only one can hold it at a time."""
    return isinstance(known, LockObject) and known.initial == 1 and not known.signals


def _between(item: SharedItem, change: Change) -> Access | None:
    """The last write by another process, if it came after the read and before the write."""
    for write in reversed(item.writes):
        if write.process != change.write.process:
            is_after = write.began_ns > change.read.ended_ns and write.text != change.read.text
            return write if is_after and write.ended_ns < change.write.began_ns else None
    return None


def _may_be_the_same(item: SharedItem, change: Change, write: Access) -> bool:
    """Whether both may only have set it, as a flag, and none of them has changed what it read."""
    in_one_line = change.read.location is change.write.location
    return write.text == change.write.text and not in_one_line and len(item.written) < 2


def _lost(accesses: Accesses, object_id: int, lost: Lost) -> None:
    found = accesses.lost.setdefault(object_id, [])
    for known in found:
        if _lines(known.change) == _lines(lost.change):
            known.count += 1
            return
    if len(found) < PAIRS_KEPT:
        found.append(lost)


def _lines(change: Change) -> tuple[Location, Location]:
    return change.read.location, change.write.location


def _compare(op: Operation, item: SharedItem, change: Change, other: Change) -> None:
    """Whether another process was in the middle of a change of it; perhaps none has seen the other's."""
    accesses = op.run.accesses
    if not _saw_nothing(item, change, other):
        accesses.crossed.setdefault(op.object_id, Crossed(item.place, change, other))
        return
    found = accesses.both_read.setdefault(op.object_id, [])
    for known in found:
        if _lines(known.change) == _lines(change) and _lines(known.other) == _lines(other):
            known.count += 1
            return
    if len(found) < PAIRS_KEPT:
        found.append(Crossed(item.place, change, other))


def _saw_nothing(item: SharedItem, change: Change, other: Change) -> bool:
    """Whether both have read before the other wrote, which the times prove, or that both got the same."""
    if other.read.ended_ns > change.write.began_ns:
        return False
    if change.read.ended_ns <= other.write.began_ns:
        return True
    value = change.read.text
    came_back = any(one.text == value and one.ended_ns > other.write.began_ns for one in item.writes)
    return value == other.read.text and not came_back
