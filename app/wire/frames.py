"""What the supervisor sends: blocks of frames.

The supervisor relays logs unchanged, packed into frames. Besides slots of `records` a frame carries what
the supervisor itself knows: the `header` of the run, `facts`, and output (raw bytes). Nothing is pickled,
because a recording may come from a stranger.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from functools import partial
from typing import NamedTuple

from app.wire.records import RECORD, SLOT

#: One slot, taken apart: the fields of `Record` in their order.
Slot = tuple[int, int, int, int, int, int, int, int, int, int, int, int, int, float, bytes]
_INFINITE = float("inf")


class Record(NamedTuple):
    """One slot, unpacked; its fields are those of `wire.records.RECORD`, `text` is padded with zeros."""

    kind: int
    phase: int
    length: int
    thread: int
    time_ns: int
    object: int
    operation: int
    file: int
    line: int
    more: int
    meaning: int
    traits: int
    value: int
    bound: float
    text: bytes


def bound_s_of(bound: float) -> float | None:
    """How long an operation with this bound may wait at most, in seconds; None: for ever."""
    return bound if 0.0 <= bound < _INFINITE else None


#: A record from its fields in one tuple: several times faster than its own constructor.
record_of = partial(tuple.__new__, Record)


def records_of(slots: bytes | memoryview) -> Iterator[Record]:
    """The slots of a log by name; a slot that is cut at the end is left out."""
    return map(record_of, RECORD.iter_unpack(slots[: len(slots) // SLOT * SLOT]))


#: kind u8, stream u8 (1 stdout, 2 stderr), reserved u16, source u32, time i64 (ns), length u32.
FRAME = struct.Struct("<BBHIqI")


class FrameKind:
    """What a frame carries."""

    RECORDS = 1  # slots of log number `source`; its length is a multiple of SLOT
    FACT = 2  # what the supervisor has found out (see `facts`)
    OUTPUT = 3  # bytes that process number `source` wrote to `stream`
    TICK = 4  # all that was stamped before `time_ns` has been sent
    HEADER = 5  # what runs (see `header`); the first of all


class Frame(NamedTuple):
    """One frame; `payload` is a view into the block it came in."""

    kind: int
    stream: int
    source: int
    time_ns: int
    payload: memoryview


def pack_frame(kind: int, source: int, time_ns: int, payload: bytes, stream: int = 0) -> bytes:
    """A frame as bytes, ready to be appended to a block."""
    return frame_head(kind, source, time_ns, len(payload), stream) + payload


def frame_head(kind: int, source: int, time_ns: int, length: int, stream: int = 0) -> bytes:
    """What stands before a payload of `length` bytes."""
    return FRAME.pack(kind, stream, 0, source, time_ns, length)


def unpack_frames(block: bytes) -> Iterator[Frame]:
    """Every frame of a block. Raises ValueError when the block is cut or not one of ours."""
    view, offset, end = memoryview(block), 0, len(block)
    while offset < end:
        if end - offset < FRAME.size:
            raise ValueError("a frame's head is cut off")
        kind, stream, _, source, time_ns, length = FRAME.unpack_from(block, offset)
        offset += FRAME.size
        if offset + length > end:
            raise ValueError("a frame's payload is cut off")
        yield Frame(kind, stream, source, time_ns, view[offset : offset + length])
        offset += length
