"""The record format shared by probe, supervisor and recordings.

A log is a sequence of fixed-size *slots* (`RECORD`, 128 bytes, little endian). The first byte
is the slot's kind and is written last: zero means "reserved, not yet written". Text that does
not fit into a slot's inline field goes before it in `MORE` slots of the same thread. Names that
repeat (operations, files, kinds) are numbered once a log by `STRING` slots.

Imported inside the script's processes: standard library only, any CPython from 3.10 on, and
nothing that would cost each of them an import (what only the reading side needs is in `frames`).
"""

from __future__ import annotations

import struct

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
#: The first slot of chunk 0 that is used: a process that says little takes 32 KiB.
FIRST_SLOT = CHUNK_SLOTS - 256


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


def pack_fields(**fields: object) -> str:
    """Small named facts as one text, without a parser's import cost: ``a=1<US>b=x``."""
    return "\x1f".join("%s=%s" % (key, value) for key, value in fields.items())


def unpack_fields(text: str) -> dict[str, str]:
    """The inverse of `pack_fields`; values come back as text."""
    pairs = (part.partition("=") for part in text.split("\x1f") if part)
    return {key: value for key, _, value in pairs}
