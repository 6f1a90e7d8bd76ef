"""Which function applies which record: looked up once for each operation of each log."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from app.state import calls
from app.state.context import Context, Operation
from app.state.model import ValueObject
from app.state.primitives import locks, processes, queues, values
from app.state.source import Entry, Slot, Source, text_of
from app.wire.records import Kind, Phase

Handler = Callable[[Operation, Slot], None]
Table = dict[tuple[str, int], Handler]

_BEGAN, _BLOCKED, _DONE, _FAILED = Phase.BEGAN, Phase.BLOCKED, Phase.DONE, Phase.FAILED

_LOCKS: Table = {
    ("acquire", _BEGAN): locks.acquire_blocked,
    ("acquire", _BLOCKED): locks.acquire_blocked,
    ("acquire", _DONE): locks.acquire_done,
    ("acquire", _FAILED): locks.acquire_failed,
    ("release", _DONE): locks.release_done,
    ("release", _FAILED): locks.release_failed,
}
_PROXY_LOCKS: Table = {
    ("acquire", _BEGAN): locks.proxy_acquire_begun,
    ("acquire", _BLOCKED): locks.acquire_blocked,
    ("acquire", _DONE): locks.proxy_acquire_done,
    ("acquire", _FAILED): locks.acquire_failed,
    ("release", _BEGAN): locks.proxy_release_begun,
    ("release", _DONE): locks.proxy_release_done,
    ("release", _FAILED): locks.proxy_release_failed,
}
_QUEUES: Table = {
    ("put", _DONE): queues.put_done,
    ("put", _FAILED): queues.put_failed,
    ("get", _DONE): queues.get_done,
    ("get", _FAILED): queues.get_failed,
    ("put_nowait", _DONE): queues.put_done,
    ("put_nowait", _FAILED): queues.put_failed,
    ("get_nowait", _DONE): queues.get_done,
    ("get_nowait", _FAILED): queues.get_failed,
    ("task_done", _DONE): queues.task_done,
    ("task_done", _FAILED): queues.task_done_failed,
    ("qsize", _DONE): queues.answered,
    ("empty", _DONE): queues.answered,
    ("full", _DONE): queues.answered,
}
_ANY_QUEUE: dict[int, Handler] = {_BEGAN: queues.begun, _BLOCKED: queues.blocked}
_PROXIES: dict[int, Handler] = {_BEGAN: values.begun, _BLOCKED: values.blocked}
_OTHERS: Table = {
    ("Process.start", _DONE): processes.start_done,
    ("Process.run", _BEGAN): processes.run_begun,
    ("Process.run", _DONE): processes.run_done,
    ("Process.run", _FAILED): processes.run_failed,
    ("Process.end_daemon", _DONE): processes.daemon_ended,
    ("subprocess.Popen", _DONE): processes.program_started,
    ("open", _DONE): values.opened,
}
_PLAIN_CALLS = frozenset({"Process", "time", "subprocess", "os", ""})
_ANY_CALL: dict[int, Handler] = {_BEGAN: calls.begun, _BLOCKED: calls.blocked}


def entry_of(context: Context, source: Source, key: int) -> Entry:
    """What applies records with this key (see `key_of`); remembered in the log when it is final."""
    if source.process is None:
        return unattributed, context
    if key < 0:
        handler, name = _KINDS.get(-key, ignore), ""
    else:
        name = source.strings.get(key >> 8, "")
        handler = handler_of(name, key & 0xFF)
    entry = handler, Operation(context, source, source.process, name)
    if name or key < 0:
        source.entries[key] = entry
    return entry


def handler_of(name: str, phase: int) -> Handler:
    """The function for one operation in one phase."""
    kind, _, method = name.rpartition(".")
    if kind.endswith("Queue"):
        return _QUEUES.get((method, phase)) or _ANY_QUEUE.get(phase, queue_over)
    if kind == "AcquirerProxy":
        return _PROXY_LOCKS.get((method, phase)) or _ANY_CALL.get(phase, calls.ended)
    if kind.endswith(("Lock", "Semaphore")):
        return _LOCKS.get((method, phase)) or _ANY_CALL.get(phase, calls.ended)
    if kind in _PLAIN_CALLS:
        return _OTHERS.get((name, phase)) or _ANY_CALL.get(phase, calls.ended)
    return _PROXIES.get(phase, values.over)


def queue_over(op: Operation, record: Slot) -> None:
    """Any other operation on a queue."""
    queues.over(op, record)


# --- records that are no operations ------------------------------------------------------


def announced(op: Operation, record: Slot) -> None:
    """An object was made, or comes into this process."""
    object_id, kind, value = record[5], op.source.strings.get(record[6], ""), record[10]
    if not object_id or not kind:
        return
    if kind.endswith("Queue"):
        queues.announce(op.context, object_id, kind, value)
    elif kind.endswith(("Lock", "Semaphore")) or kind == "AcquirerProxy":
        locks.announce(op.context, object_id, kind, value)
    else:
        values.announce(op.context, object_id, kind)


def named(op: Operation, record: Slot) -> None:
    """A variable holds an object; the first one gives the name."""
    known, name = op.run.objects.get(record[5]), text_of(record)
    if known is not None and not known.named and name:
        known.name, known.named = name, True


def valued(op: Operation, record: Slot) -> None:
    """A manager's object has a new value."""
    known = op.run.objects.get(record[5])
    if known is None and record[5]:
        known = values.announce(op.context, record[5], values.SERVED)
    if isinstance(known, ValueObject):
        values.change(known, text_of(record), record[4])


def lost(op: Operation, record: Slot) -> None:
    """Events had no room in the log."""
    op.run.lost_events += max(0, record[10])


def unattributed(context: Context, record: Slot) -> None:
    """A record of a log that no process is known for: lost, and counted so."""
    context.run.lost_events += record[0] == Kind.OPERATION


def ignore(op: Any, record: Slot) -> None:
    """A hole, or a kind that a newer probe writes."""


_KINDS: dict[int, Handler] = {
    Kind.OBJECT: announced,
    Kind.NAME: named,
    Kind.PROCESS: processes.described,
    Kind.VARIABLE: processes.variable,
    Kind.VALUE: valued,
    Kind.LOST: lost,
    Kind.REAPED: processes.reaped,
}
