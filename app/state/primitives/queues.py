"""Queues as bounded buffers: what lies in them, who put it there, who took it.

The records of a put and of the get of the same item come from two processes and may be applied
in either order, and so may a get and the put that took the place it made free. So a get that
finds nothing is remembered until its put comes (`early`), and a put that finds the buffer full
moves the oldest item out at once (`leaving`) until its get comes. Items are told apart by
their text, and where that fails (a repr that differs from process to process) by their order.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from itertools import islice

from app.state import calls
from app.state.context import Context, Operation
from app.state.model import ITEMS_KEPT, Item, QueueObject, Transfer
from app.state.source import Slot, text_of

_UNBOUNDED = 2**31 - 1  # the library's SEM_VALUE_MAX stands for "no maxsize given"
_ASTRAY = 64  # items that are early or leaving; older ones are there because records were lost
_EARLY_NS = 50_000_000  # a put is stamped before its get; more than some slack would be another item
_SEARCHED = 64  # items among which the text is looked for
_TAIL_KEPT = 4 * ITEMS_KEPT


@dataclass(slots=True)
class Buffer(QueueObject):
    """A queue with what is on its way."""

    early: deque[tuple[str, int]] = field(default_factory=lambda: deque(maxlen=_ASTRAY))
    leaving: deque[Item] = field(default_factory=lambda: deque(maxlen=_ASTRAY))
    tail: deque[Item] = field(default_factory=lambda: deque(maxlen=_TAIL_KEPT))  # newer than `items`


def buffer_of(op: Operation, object_id: int) -> Buffer:
    """The queue that an operation is about."""
    buffer = op.run.objects.get(object_id)
    if not isinstance(buffer, Buffer):
        buffer = op.context.object_of(object_id, op.kind, Buffer)
    buffer.users.add(op.process.number)
    return buffer


def announce(context: Context, object_id: int, kind: str, maxsize: int) -> None:
    """A queue was made."""
    buffer = context.object_of(object_id, kind, Buffer)
    buffer.kind = kind
    buffer.maxsize = maxsize if 0 < maxsize < _UNBOUNDED else 0


# --- records -----------------------------------------------------------------------------


def begun(op: Operation, record: Slot) -> None:
    """A put, get or join has begun."""
    op.note(record[7], record[8])
    buffer_of(op, record[5])
    calls.begin(op, record, False)


def blocked(op: Operation, record: Slot) -> None:
    """A put, get or join has to wait."""
    op.note(record[7], record[8])
    buffer_of(op, record[5])
    calls.begin(op, record, True)


def put_done(op: Operation, record: Slot) -> None:
    """An item has its place in the buffer."""
    buffer = over(op, record)
    number, text, time_ns = op.process.number, text_of(record), record[4]
    buffer.puts += 1
    buffer.producers.add(number)
    buffer.recent.append(Transfer(buffer.puts, text, number, time_ns, True))
    if not buffer.early or not _is_gone(buffer, text, time_ns):
        _insert(buffer, Item(text, number, time_ns, buffer.puts))


def put_failed(op: Operation, record: Slot) -> None:
    """A put has raised, queue.Full in most cases."""
    over(op, record).full_raised += "Full" in text_of(record)


def get_done(op: Operation, record: Slot) -> None:
    """An item was got."""
    buffer = over(op, record)
    number, text, time_ns = op.process.number, text_of(record), record[4]
    buffer.gets += 1
    buffer.consumers.add(number)
    item = _take(buffer, text, time_ns)
    serial = buffer.gets if item is None else item.serial
    buffer.recent.append(Transfer(serial, text, number, time_ns, False))


def get_failed(op: Operation, record: Slot) -> None:
    """A get has raised, queue.Empty in most cases."""
    over(op, record).empty_raised += "Empty" in text_of(record)


def task_done(op: Operation, record: Slot) -> None:
    """task_done(), told before it takes effect."""
    over(op, record).task_done += 1


def task_done_failed(op: Operation, record: Slot) -> None:
    """It was called too often: the one just told did not count."""
    buffer = over(op, record)
    buffer.task_done = max(0, buffer.task_done - 1)


def answered(op: Operation, record: Slot) -> None:
    """qsize(), empty(), full()."""
    over(op, record).last_answer = f"{op.method}() -> {text_of(record)}"


def over(op: Operation, record: Slot) -> Buffer:
    """Any operation on a queue is over."""
    _, _, _, thread, _, object_id, _, file, line, _, _, _ = record
    op.note(file, line)
    buffer = buffer_of(op, object_id)
    buffer.calls += 1
    if op.process.calls:
        calls.finish(op.process, op.run, thread, op.name, object_id)
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


def _take(buffer: Buffer, text: str, time_ns: int) -> Item | None:
    """The item that a get has got, out of the buffer; None when it is not known."""
    if buffer.leaving:
        for index, item in enumerate(buffer.leaving):
            if item.text == text:
                del buffer.leaving[index]
                return item
    items = buffer.items
    if items and items[0].text == text:
        return _pop(buffer, 0)
    for index, item in enumerate(islice(items, _SEARCHED)):
        if item.text == text:
            return _pop(buffer, index)
    if buffer.leaving:
        return buffer.leaving.popleft()
    if buffer.size:
        return _pop(buffer, 0)
    buffer.early.append((text, time_ns))
    return None


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


def _is_gone(buffer: Buffer, text: str, time_ns: int) -> bool:
    """Whether the item of this put has been got already; a get that is much older had another one."""
    while buffer.early and time_ns - buffer.early[0][1] > _EARLY_NS:
        buffer.early.popleft()
    for index, (early, _) in enumerate(buffer.early):
        if early == text:
            del buffer.early[index]
            return True
    if buffer.early:
        buffer.early.popleft()
        return True
    return False
