"""What an object is called: the best of the names that all processes have for it.

Each process tells its own names and how good they are (see `wire.records.Holder`); which of them comes first
is chance and means nothing. Of equally good ones that of the oldest process stands, and in it the first.
"""

from __future__ import annotations

from app.state.context import Context, Operation
from app.state.objects import SharedObject
from app.state.source import text_of
from app.wire.frames import Record
from app.wire.records import Holder

_KEPT = 64  # names of one object
#: How good a name is that several objects have, each as an attribute of its own `self`.
_SHARED = Holder.OBJECT - 0.5


def named(op: Operation, record: Record) -> None:
    """A process has a name for an object, or thinks otherwise of one that it had."""
    context, name, known = op.context, text_of(record), op.run.objects.get(record.object)
    if known is None or not name or (known.named and known.id not in context.names):
        return  # a file has its own
    rank = min(max(record.value, Holder.UNKNOWN), Holder.MODULE)
    names = context.names.setdefault(known.id, {})
    names[op.process.number, name] = rank
    if len(names) > _KEPT:
        del names[min(names, key=lambda key: names[key])]
    if rank == Holder.SELF:
        _share(context, name, known.id)
    _call(context, known)


def _share(context: Context, name: str, object_id: int) -> None:
    """From the second object on that has a name of its own `self`, it does not tell them apart any more."""
    sharing = context.own_names.setdefault(name, set())
    sharing.add(object_id)
    if len(sharing) == 2:
        for other in sharing:
            _call(context, context.run.objects[other])


def _call(context: Context, known: SharedObject) -> None:
    names = context.names[known.id]

    def goodness(key: tuple[int, str]) -> tuple[float, int]:
        number, name = key
        shared = names[key] == Holder.SELF and len(context.own_names.get(name, ())) > 1
        return _SHARED if shared else names[key], -number

    known.name, known.named = max(names, key=goodness)[1], True
