"""A manager's objects, seen through their proxies, and the files of the run's folder."""

from __future__ import annotations

import posixpath

from app.state import calls
from app.state.context import Context, Operation
from app.state.model import ValueObject
from app.state.source import Slot, text_of

#: Kind of an object that so far only the manager's server has told of.
SERVED = "Proxy"
_PRIME, _BITS = 1099511628211, 0xFFFFFFFFFFFFFFFF


def value_of(op: Operation, object_id: int) -> ValueObject:
    """The object that an operation is about."""
    known = op.run.objects.get(object_id)
    if not isinstance(known, ValueObject):
        known = op.context.object_of(object_id, op.kind, ValueObject)
    known.users.add(op.process.number)
    return known


def announce(context: Context, object_id: int, kind: str) -> ValueObject:
    """A proxy was made, or the server has told of the object behind it."""
    value = context.object_of(object_id, kind, ValueObject)
    if value.kind == SERVED != kind:
        value.kind = kind
        if not value.named:
            value.name = context.next_name(kind)
    return value


def change(value: ValueObject, text: str, time_ns: int) -> None:
    """The object now has this value."""
    if value.value != text:
        value.value = text
        value.changed_ns = time_ns


# --- proxies -----------------------------------------------------------------------------


def begun(op: Operation, record: Slot) -> None:
    """A proxy has sent a call to the manager's server."""
    op.note(record[7], record[8])
    value = value_of(op, record[5])
    call = calls.begin(op, record, False)
    value.last_call = f"{op.method}({call.argument})"
    value.last_process = op.process.number


def blocked(op: Operation, record: Slot) -> None:
    """A call that is known to wait."""
    op.note(record[7], record[8])
    value_of(op, record[5])
    calls.begin(op, record, True)


def over(op: Operation, record: Slot) -> None:
    """The answer has come."""
    op.note(record[7], record[8])
    value = value_of(op, record[5])
    value.calls += 1
    calls.finish(op.process, op.run, record[3], op.name, record[5])


# --- files -------------------------------------------------------------------------------


def opened(op: Operation, record: Slot) -> None:
    """The script has opened a file of the run's folder: "path|mode"."""
    op.note(record[7], record[8])
    path, _, mode = text_of(record).rpartition("|")
    file = _file(op.context, path, record[5])
    file.users.add(op.process.number)
    file.calls += 1
    file.last_call = f"open({posixpath.basename(path)!r}, {mode!r})"
    file.last_process = op.process.number


def changed(context: Context, path: str, name: str, text: str, time_ns: int) -> None:
    """The supervisor has seen a file's content change."""
    file = _file(context, path, _number_of(path))
    if name:
        file.name = name
    change(file, text, time_ns)


def _file(context: Context, path: str, object_id: int) -> ValueObject:
    """The file with this path; the script's processes and the supervisor know it by the same one."""
    file = context.files.get(path)
    if file is None:
        file = context.files[path] = context.object_of(object_id, "File", ValueObject)
        file.name, file.named = posixpath.basename(path) or path, True
    return file


def _number_of(path: str) -> int:
    """A number for a path that no process has opened yet (FNV-1, 64 bits)."""
    number = 14695981039346656037
    for byte in path.encode("utf-8", "surrogatepass"):
        number = (number * _PRIME ^ byte) & _BITS
    return number
