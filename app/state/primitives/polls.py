"""Lines that ask the same again and again, each time in vain."""

from __future__ import annotations

from app.state.context import Operation
from app.state.model import POLLS_KEPT, Polling

#: With a longer pause between two it is not the same loop any more; what has gone on for so long is kept.
_PAUSE_NS = 100_000_000
_LONG_NS = 1_000_000_000


def in_vain(op: Operation) -> None:
    """An operation has asked whether there is something, and there is nothing."""
    known = op.polling
    if (
        known is None
        or known.location is not op.location
        or known.object_id != op.object_id
        or op.time_ns - known.last_ns > _PAUSE_NS
    ):
        here = op.location
        new = None if here is None else Polling(op.name, op.object_id, here, op.time_ns, op.time_ns)
        op.polling = new
        return
    known.last_ns = op.time_ns
    known.count += 1
    if not known.is_kept and known.last_ns - known.since_ns >= _LONG_NS:
        known.is_kept = True
        if len(op.process.polls) < POLLS_KEPT:
            op.process.polls.append(known)
