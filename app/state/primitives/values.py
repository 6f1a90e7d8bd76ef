"""Values: a manager's objects, seen through their proxies, and the files of the run's folder."""

from __future__ import annotations

import posixpath

from app.state import calls
from app.state.context import Context, Operation
from app.state.objects import ValueObject
from app.wire.frames import Slot
from app.wire.records import Family, object_id_of


def change(value: ValueObject, text: str, time_ns: int) -> None:
    """The object now has this value."""
    if value.value != text:
        value.value = text
        value.changed_ns = time_ns


def called(value: ValueObject, op: Operation) -> None:
    """A call on it has begun."""
    value.last_call = f"{op.method}({op.text})"
    value.last_process = op.process.number


# --- files -------------------------------------------------------------------------------


def opened(op: Operation, slot: Slot) -> None:
    """The script has opened a file of the run's folder: "path|mode"."""
    op.read(slot)
    calls.end(op)
    path, _, mode = op.text.rpartition("|")
    file = _file(op.context, path, op.object_id)
    file.users.add(op.process.number)
    file.calls += 1
    file.last_call = f"open({posixpath.basename(path)!r}, {mode!r})"
    file.last_process = op.process.number


def changed(context: Context, path: str, name: str, text: str, time_ns: int) -> None:
    """The supervisor has seen a file's content change."""
    file = _file(context, path, object_id_of(path))
    if name:
        file.name = name
    change(file, text, time_ns)


def _file(context: Context, path: str, object_id: int) -> ValueObject:
    """The file with this path; the script's processes and the supervisor know it by the same one."""
    file = context.files.get(path)
    if file is None:
        file = context.files[path] = context.object_of(object_id, "File", ValueObject)
        file.name, file.named = posixpath.basename(path) or path, True
        file.family = Family.VALUE
    return file
