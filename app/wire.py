"""The record format shared by probe, stage and recordings.

A log is a sequence of fixed-size *slots* (`RECORD`, 128 bytes, little endian). The first byte
is the slot's kind and is written last: zero means "reserved, not yet written". Text that does
not fit into a slot's inline field goes before it in `MORE` slots of the same thread. Names that
repeat (operations, files, kinds) are numbered once a log by `STRING` slots.

The stage relays logs unchanged, packed into *frames* (`FRAME`). Besides blocks of records a
frame carries what the stage itself knows: facts (a JSON object) and output (raw bytes).
Nothing here is pickled, because a recording may come from a stranger.

Imported inside the script's processes: standard library only, any CPython from 3.10 on.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import NamedTuple

# --- slots -------------------------------------------------------------------------------

#: kind u8, phase u8, text length u16 (bytes used of `text`), thread u32, time i64 (ns, monotonic),
#: object id u64, operation u32 (string number), file u32 (string number), line u32,
#: more u32 (MORE slots that precede this one), value i64, text 80 bytes (UTF-8).
RECORD = struct.Struct("<BBHIqQIIIIq80s")
#: The same without the text, which the writer copies in by itself.
HEAD = struct.Struct("<BBHIqQIIIIq")
SLOT = RECORD.size
INLINE = 80
assert SLOT == 128 and HEAD.size == SLOT - INLINE

#: Slots in a chunk file; a log is the files ``<pid>-<began ns>.<k>``, k = 0, 1, ...
CHUNK_SLOTS = 2048
CHUNK = CHUNK_SLOTS * SLOT
#: A writer waits at a chunk's border while this many of its chunks are not yet relayed (4 MiB).
CHUNKS_AHEAD = 16
#: The last slot of a chunk is kept for `LOST`: how many events had no room (a full disk).
LOST_SLOT = CHUNK_SLOTS - 1


class Kind:
    """What a slot says (first byte)."""

    OPERATION = 1  # an operation that the script made
    STRING = 2  # text is string number `operation`; longer ones have MORE slots before them
    MORE = 3  # 80 more bytes of text for the next slot of the same thread
    OBJECT = 4  # object `object` exists: operation = kind ("Queue"), value = maxsize / initial value
    NAME = 5  # object `object` is held by the variable in `text`
    PROCESS = 6  # this process: text is fields of `pack_fields`
    VARIABLE = 7  # module-level variable `operation` (string number) has the repr in `text`
    VALUE = 8  # object `object` (a manager's) now has the repr in `text`
    LOST = 9  # `value` events had no room
    REAPED = (
        10  # this process has reaped its child `object` (a pid), whose exit code is `value` (-N: signal N)
    )


class Phase:
    """How far an operation has come."""

    BEGAN = 1  # the call was made
    BLOCKED = 2  # it has to wait
    DONE = 3  # with its result
    FAILED = 4  # with the exception


class Record(NamedTuple):
    """One slot, unpacked; `text` is still padded with zeros to 80 bytes."""

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
    value: int
    text: bytes


def pack_fields(**fields: object) -> str:
    """Small named facts as one text, without a parser's import cost: ``a=1<US>b=x``."""
    return "\x1f".join("%s=%s" % (key, value) for key, value in fields.items())


def unpack_fields(text: str) -> dict[str, str]:
    """The inverse of `pack_fields`; values come back as text."""
    pairs = (part.partition("=") for part in text.split("\x1f") if part)
    return {key: value for key, _, value in pairs}


# --- frames ------------------------------------------------------------------------------

#: kind u8, stream u8 (1 stdout, 2 stderr), reserved u16, source u32, time i64 (ns), length u32.
FRAME = struct.Struct("<BBHIqI")


class FrameKind:
    """What a frame carries."""

    RECORDS = 1  # slots of log number `source`; its length is a multiple of SLOT
    FACT = 2  # a JSON object from the stage
    OUTPUT = 3  # bytes that process number `source` wrote to `stream`
    TICK = 4  # all that was stamped before `time_ns` has been sent


class Frame(NamedTuple):
    """One frame; `payload` is a view into the block it came in."""

    kind: int
    stream: int
    source: int
    time_ns: int
    payload: memoryview


def pack_frame(kind: int, source: int, time_ns: int, payload: bytes, stream: int = 0) -> bytes:
    """A frame as bytes, ready to be appended to a block."""
    return FRAME.pack(kind, stream, 0, source, time_ns, len(payload)) + payload


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
