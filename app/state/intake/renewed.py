"""An id whose object is gone may become another one's: a manager knows an object by its address.

The records say it by its place in time: those before a GONE are about the old object, those after it about
another one, which the state knows under a number of its own.
"""

from __future__ import annotations

from typing import Any

from app.state.context import Operation
from app.wire.frames import Record, record_of
from app.wire.records import Family, Kind, as_value, object_id_of

_KIND, _OBJECT = Record._fields.index("kind"), Record._fields.index("object")
_MEANING, _VALUE = Record._fields.index("meaning"), Record._fields.index("value")
_ID = (1 << 64) - 1


def gone(op: Operation, record: Record) -> None:
    """Nobody has the object of this id any more."""
    renewed = op.context.renewed
    number = renewed.get(record.object, record.object)
    if number in op.run.objects:
        renewed[record.object] = object_id_of(f"{number:x}, the next")


def renew(payload: Any, renewed: dict[int, int]) -> Any:
    """What an event is about, with the number of the object that has the id by now."""
    if type(payload) is not tuple and type(payload) is not Record:  # a fact, or output
        return payload
    kind, number = payload[_KIND], payload[_OBJECT]
    has_lock = kind == Kind.OBJECT and payload[_MEANING] == Family.CONDITION  # which is its value
    if kind == Kind.GONE or (number not in renewed and not has_lock):
        return payload
    fields = list(payload)
    fields[_OBJECT] = renewed.get(number, number)
    if has_lock:
        lock = payload[_VALUE] & _ID
        fields[_VALUE] = as_value(renewed.get(lock, lock))
    return tuple(fields) if type(payload) is tuple else record_of(fields)
