"""Buffers: what lies in them, who put it there, who took it.

The records of a put and of the get of the same item come from two processes and may be applied
in either order, and so may a get and the put that took the place it made free. So a get that
finds nothing is remembered until its put comes (`early`), and a put that finds the buffer full
moves the oldest item out at once (`leaving`) until its get comes. An item has a serial that goes
with it from its put to its get; where it has none (a manager's queue, a process that is not
watched) items are told apart by their text, and where that fails by their order.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from itertools import islice

from app.state import calls
from app.state.context import Operation
from app.state.history import Grant, How
from app.state.objects import (
    ITEMS_KEPT,
    MISLED_KEPT,
    Answer,
    Differing,
    Drop,
    Item,
    Misled,
    QueueObject,
    Told,
    Transfer,
)
from app.state.primitives import polls
from app.wire.frames import Slot
from app.wire.records import AT_ONCE, NO_SERIAL, Effect

#: The answers after which one asks again.
_IN_VAIN = {"empty": "True", "full": "True", "qsize": "0"}
_UNBOUNDED = 2**31 - 1  # the library's SEM_VALUE_MAX stands for "no maxsize given"
_ASTRAY = 64  # items that are early or leaving; older ones are there because records were lost
_EARLY_NS = 50_000_000  # a put is stamped before its get; more than some slack would be another item
_SEARCHED = 64  # items among which a text is looked for
_TAIL_KEPT = 4 * ITEMS_KEPT


@dataclass(slots=True)
class Buffer(QueueObject):
    """A queue with what is on its way."""

    early: deque[Early] = field(default_factory=lambda: deque(maxlen=_ASTRAY))
    leaving: deque[Item] = field(default_factory=lambda: deque(maxlen=_ASTRAY))
    tail: deque[Item] = field(default_factory=lambda: deque(maxlen=_TAIL_KEPT))  # newer than `items`


@dataclass(slots=True)
class Early:
    """An item that was got, and whose put has not come yet."""

    serial: int
    text: str
    time_ns: int


def buffer_of(op: Operation) -> Buffer:
    """The buffer that an operation is about, which its process uses."""
    buffer = op.run.objects.get(op.object_id)
    if not isinstance(buffer, Buffer):
        buffer = op.context.object_of(op.object_id, op.kind, Buffer)
    buffer.users.add(op.process.number)
    return buffer


def describe(buffer: Buffer, maxsize: int) -> None:
    """A buffer was made, with so many places; 0: without a bound, or that is not known."""
    buffer.maxsize = maxsize if 0 < maxsize < _UNBOUNDED else 0


# --- records -----------------------------------------------------------------------------


def begun(op: Operation, slot: Slot) -> None:
    """A put, get or join has begun."""
    op.read(slot)
    _note_comer(buffer_of(op), op)
    calls.begin(op, False)


def blocked(op: Operation, slot: Slot) -> None:
    """A put, get or join has to wait."""
    op.read(slot)
    _note_comer(buffer_of(op), op)
    calls.begin(op, True)


def _note_comer(buffer: Buffer, op: Operation) -> None:
    """Who may have to wait belongs to the queue, also if nothing comes of it."""
    if op.bound == AT_ONCE:
        return
    if op.effect == Effect.GET:
        buffer.waited_to_get.add(op.process.number)
    elif op.effect == Effect.PUT:
        buffer.waited_to_put.add(op.process.number)


def put_done(op: Operation, slot: Slot) -> None:
    """An item has its place in the buffer."""
    op.read(slot)
    buffer = _over(op)
    number, text, time_ns = op.process.number, op.text, op.time_ns
    buffer.puts += 1
    buffer.producers.add(number)
    buffer.recent.append(Transfer(buffer.puts, text, number, time_ns, True))
    if buffer.room_told:
        buffer.room_told.pop(number, None)
    calls.grant(buffer, Effect.GET, op)
    if not buffer.early or not _is_gone(buffer, op.value, text, time_ns):
        _insert(buffer, Item(text, number, time_ns, buffer.puts, op.value, op.thread, op.location))
    buffer.flow.came(time_ns)
    _note_level(buffer, time_ns)


def put_failed(op: Operation, slot: Slot) -> None:
    """A put has raised, queue.Full in most cases; with a serial an item that was put cannot be pickled."""
    op.read(slot)
    if op.value:
        _drop(op, was_pickled=False)
        return
    full = "Full" in op.text
    buffer = _over(op, How.MISSED if full else How.FAILED)
    buffer.full_raised += full
    told = buffer.room_told.pop(op.process.number, None)
    if full and told is not None:
        _note_misled(buffer, op, told, True)


def send_failed(op: Operation, slot: Slot) -> None:
    """With a serial the pickle of an item that was put could not be sent."""
    op.read(slot)
    if op.value:
        _drop(op, was_pickled=True)
    else:
        calls.end(op, How.FAILED)


def _drop(op: Operation, was_pickled: bool) -> None:
    """An item's place is free again, though nobody has got it."""
    buffer = buffer_of(op)
    calls.end(op, How.FAILED)
    calls.grant(buffer, Effect.PUT, op)
    item = _dropped(buffer, op.value, op.time_ns)
    _note_level(buffer, op.time_ns)
    text, location = (item.text, item.location) if item is not None else ("…", None)
    buffer.dropped += 1
    buffer.last_drop = Drop(text, op.process.number, op.text, was_pickled, location)


def get_done(op: Operation, slot: Slot) -> None:
    """An item was got."""
    op.read(slot)
    buffer, text, number = buffer_of(op), op.text, op.process.number
    item = _taken(op, buffer, text)
    buffer.calls += 1
    calls.end(op, How.DONE, _put_of(item, buffer) if item is not None and item.serial else None)
    buffer.consumers.add(number)
    if item is not None and item.text != text and item.serial and op.value == item.serial:
        _note_difference(buffer, item, op)
    buffer.gets_by[number] = buffer.gets_by.get(number, 0) + 1
    which = buffer.gets if item is None else item.number
    buffer.recent.append(Transfer(which, text, number, op.time_ns, False))


def _note_difference(buffer: Buffer, item: Item, op: Operation) -> None:
    """Pickling may change what an object looks like, and the order in a set; no list of plain things."""
    if not (_is_plain(item.text) and _is_plain(op.text)) or sorted(item.text) == sorted(op.text):
        return
    known = buffer.differing
    if known is None:
        number = op.process.number
        buffer.differing = Differing(item.text, op.text, item.producer, number, item.location)
    else:
        known.count += 1


def _is_plain(text: str) -> bool:
    has_set = "{" in text and (": " not in text or "... (" in text)
    return text[:1] in ("[", "{") and "<" not in text and "set(" not in text and not has_set


def _put_of(item: Item, buffer: Buffer) -> Grant:
    """The put of an item, as what ends a wait for it."""
    return Grant(item.producer, item.thread, item.put_ns, f"{buffer.kind}.put", item.location)


def get_failed(op: Operation, slot: Slot) -> None:
    """A get has raised, mostly queue.Empty; with a serial the item is out of the buffer all the same."""
    op.read(slot)
    empty = "Empty" in op.text and not op.value
    buffer = _over(op, How.MISSED if empty else How.FAILED)
    buffer.empty_raised += empty
    if empty:
        told = buffer.answers.get(op.process.number)
        if told is not None and told.items > buffer.gets_by.get(op.process.number, 0) - told.gets:
            _note_misled(buffer, op, told, False)
        _note_answer(buffer, op, 0)
        if op.bound == AT_ONCE:
            polls.in_vain(op)
    if op.value:
        _taken(op, buffer, op.text)


def _taken(op: Operation, buffer: Buffer, text: str) -> Item | None:
    buffer.gets += 1
    calls.grant(buffer, Effect.PUT, op)
    serial = 0 if op.value == NO_SERIAL else op.value
    item = _take(buffer, serial, text, op.time_ns)
    is_sure = item is not None and serial != 0 and item.serial == serial
    buffer.flow.went(op.time_ns, item.put_ns if item is not None and is_sure else None)
    _note_level(buffer, op.time_ns)
    return item


def _note_level(buffer: Buffer, time_ns: int) -> None:
    """Of most operations nothing has become full or empty, or has ceased to be so."""
    flow, is_full, is_empty = buffer.flow, 0 < buffer.maxsize <= buffer.size, buffer.size == 0
    if is_full == (flow.full_since_ns is None) or is_empty == (flow.empty_since_ns is None):
        flow.level(time_ns, is_full, is_empty)


def finish_done(op: Operation, slot: Slot) -> None:
    """An item is marked as finished, told before it takes effect."""
    op.read(slot)
    buffer = _over(op)
    buffer.task_done += 1
    calls.grant(buffer, Effect.DRAIN, op)


def finish_failed(op: Operation, slot: Slot) -> None:
    """It was called too often: the one just told did not count."""
    op.read(slot)
    buffer = _over(op, How.FAILED)
    buffer.task_done = max(0, buffer.task_done - 1)


def answered(buffer: Buffer, op: Operation) -> None:
    """qsize(), empty(), full()."""
    buffer.last_answer = Told(f"{op.method}() -> {op.text}", op.process.number, op.time_ns)
    if op.method == "qsize" and op.text.isdecimal():
        _note_answer(buffer, op, int(op.text))
        _note_room(buffer, op, buffer.maxsize - int(op.text))
    elif op.method == "full":
        _note_room(buffer, op, int(op.text == "False"))
    elif op.method == "empty":
        _note_answer(buffer, op, int(op.text != "True"))
    if op.text == _IN_VAIN.get(op.method):
        polls.in_vain(op)


def _note_answer(buffer: Buffer, op: Operation, items: int) -> None:
    number = op.process.number
    gets = buffer.gets_by.get(number, 0)
    buffer.answers[number] = Answer(op.method, items, op.time_ns, op.location, gets)


def _note_room(buffer: Buffer, op: Operation, places: int) -> None:
    if places > 0:
        buffer.room_told[op.process.number] = Answer(op.method, places, op.time_ns, op.location, 0)
    else:
        buffer.room_told.pop(op.process.number, None)


def _note_misled(buffer: Buffer, op: Operation, told: Answer, is_put: bool) -> None:
    if op.bound == AT_ONCE and len(buffer.misled) < MISLED_KEPT:
        who = op.process.number, op.thread
        buffer.misled[who] = Misled(told, is_put, *who, op.text, op.location)


def done(op: Operation, slot: Slot) -> None:
    """A join is over."""
    op.read(slot)
    _over(op)


def failed(op: Operation, slot: Slot) -> None:
    """A join has raised."""
    op.read(slot)
    _over(op, How.FAILED)


def _over(op: Operation, how: How = How.DONE) -> Buffer:
    """Any operation on a buffer is over."""
    buffer = buffer_of(op)
    buffer.calls += 1
    calls.end(op, how)
    return buffer


# --- the buffer --------------------------------------------------------------------------


def _insert(buffer: Buffer, item: Item) -> None:
    buffer.size += 1
    if len(buffer.items) == buffer.size - 1 and buffer.size <= ITEMS_KEPT:
        buffer.items.append(item)
    else:
        buffer.tail.append(item)
    if 0 < buffer.maxsize < buffer.size:
        oldest = _pop(buffer, 0)
        if oldest is not None:
            buffer.leaving.append(oldest)
    if buffer.size > buffer.high_water:
        buffer.high_water = buffer.size


def _take(buffer: Buffer, serial: int, text: str, time_ns: int) -> Item | None:
    """The item that a get has got, out of the buffer; None when it is not known."""
    if buffer.leaving:
        for index, item in enumerate(buffer.leaving):
            if _is_it(item, serial, text):
                del buffer.leaving[index]
                return item
    items = buffer.items
    if items and _is_it(items[0], serial, text):
        return _pop(buffer, 0)
    for index, item in enumerate(items if serial else islice(items, _SEARCHED)):
        if _is_it(item, serial, text):
            return _pop(buffer, index)
    return _take_unknown(buffer, serial, text, time_ns)


def _dropped(buffer: Buffer, serial: int, time_ns: int) -> Item | None:
    """The item that was dropped, out of the buffer: one of the newest, perhaps."""
    for index, item in enumerate(buffer.tail):
        if item.serial == serial:
            del buffer.tail[index]
            buffer.size -= 1
            return item
    return _take(buffer, serial, "", time_ns)


def _is_it(item: Item, serial: int, text: str) -> bool:
    """Whether it is the item with this serial; an item without one is known by its text."""
    return item.serial == serial if serial and item.serial else item.text == text


def _take_unknown(buffer: Buffer, serial: int, text: str, time_ns: int) -> Item | None:
    """None of those that are kept is it: by order, or its put has still to come."""
    if not serial and buffer.leaving:
        return buffer.leaving.popleft()
    if buffer.size and (not serial or _has_unkept(buffer)):
        return _pop(buffer, 0)
    buffer.early.append(Early(serial, text, time_ns))
    return None


def _has_unkept(buffer: Buffer) -> bool:
    """Whether there are more items than are kept one by one, or some without a serial."""
    return buffer.size > len(buffer.items) or not all(item.serial for item in buffer.items)


def _pop(buffer: Buffer, index: int) -> Item | None:
    """Take one item out; None when there are so many that it was not kept."""
    items, tail = buffer.items, buffer.tail
    buffer.size -= 1
    item = None
    if items:
        item = items[index]
        if index:
            del items[index]
        else:
            items.popleft()
    if tail:
        while len(tail) > buffer.size - len(items):  # kept items cannot be more than there are
            tail.popleft()
        while tail and len(items) < ITEMS_KEPT and len(items) + len(tail) == buffer.size:
            items.append(tail.popleft())
    return item


def _is_gone(buffer: Buffer, serial: int, text: str, time_ns: int) -> bool:
    """Whether the item of this put has been got already; a get that is much older had another one."""
    while buffer.early and time_ns - buffer.early[0].time_ns > _EARLY_NS:
        buffer.early.popleft()
    for index, early in enumerate(buffer.early):
        if early.serial == serial if serial and early.serial else early.text == text:
            del buffer.early[index]
            return True
    if buffer.early and not serial:
        buffer.early.popleft()
        return True
    return False
