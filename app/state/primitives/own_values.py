"""What a process has changed in its own memory only, and what another one reads in its own.

That are global variables, and objects that it was given: their attributes or items.
"""

from __future__ import annotations

from app.state.context import Operation
from app.state.history import Location
from app.state.model import OWN_VALUES_KEPT, OwnValue, UnseenUpdate
from app.wire.frames import Slot
from app.wire.records import PLACE

_GLOBAL = "global"


def changed(op: Operation, slot: Slot) -> None:
    """A process's code is over, and has changed a variable."""
    value, known = _value(op, slot), op.process.changed_own
    if value is not None and len(known) < OWN_VALUES_KEPT:
        known[value.key] = value


def was_read(op: Operation, slot: Slot) -> None:
    """A process has waited for a child's end, or for a pool, and what comes after that reads the variable."""
    value, known = _value(op, slot), op.process.read_own
    child = None if op.object_id else op.run.process_of_pid(op.value)
    if value is not None and (child is not None or op.object_id) and len(known) < OWN_VALUES_KEPT:
        known[value.key, 0 if child is None else child.number] = value


def found(op: Operation, slot: Slot) -> None:
    """A process's code begins, and reads a variable that it does not change."""
    value, known = _value(op, slot), op.process.first_own
    if value is not None and len(known) < OWN_VALUES_KEPT:
        known.setdefault((value.key, op.object_id), value)


def given(op: Operation, slot: Slot) -> None:
    """A process has changed a variable that the code of a child, or of a pool's workers, reads."""
    value, known = _value(op, slot), op.process.given_own
    if value is not None and len(known) < OWN_VALUES_KEPT:
        known[value.key, 0 if op.object_id else op.value, op.object_id] = value


def updates(op: Operation, slot: Slot) -> None:
    """A process's code begins, and reads something and writes it back."""
    place = op.process.location
    op.read(slot)
    location, op.process.location = op.location, place
    kind, what, item = (*op.text.split(PLACE), "", "")[:3]
    if location is not None and len(op.process.updates) < OWN_VALUES_KEPT:
        write = Location(location.file, op.value)
        op.process.updates.append(UnseenUpdate(kind, what, item, location, write))


def _value(op: Operation, slot: Slot) -> OwnValue | None:
    """It is told of a line that the process is not at."""
    place = op.process.location
    op.read(slot)
    location, op.process.location = op.location, place
    name, _, text = op.text.partition(PLACE)
    kind, _, shown = op.name.partition(" ")
    return (
        None
        if location is None
        else OwnValue(shown, text, location, f"{kind} {name}", kind == _GLOBAL, op.value)
    )
