"""One process's flight recorder: fixed-size slots in memory-mapped chunk files.

What is written survives any death, because the pages belong to the kernel. A slot is reserved
with ``next(count)``, filled, and committed by its first byte, last: no lock, so it is safe
under threads and inside signal handlers. No descriptor stays open, so a script that closes or
reuses descriptors cannot hurt it, nor it the script.

The stage deletes a chunk when it has relayed it; while `CHUNKS_AHEAD` of ours still stand, the
writer waits at the chunk's border: the script is slowed, no event is dropped. Only when the
disk is full are events lost, and counted (the last slot of the last chunk that had room).
"""

from __future__ import annotations

import itertools
import os
import struct
import time
from _thread import get_ident

from ..wire import CHUNK, CHUNK_SLOTS, CHUNKS_AHEAD, HEAD, INLINE, LOST_SLOT, SLOT, Kind, Phase
from .mapping import map_file

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

SHIFT = CHUNK_SLOTS.bit_length() - 1
MASK = CHUNK_SLOTS - 1
assert 1 << SHIFT == CHUNK_SLOTS
_COMMIT = 1  # the head is written with kind 0 and committed by its first byte

_sleep = time.sleep  # the real one: `clock` replaces time.sleep later
_pack = HEAD.pack_into
_now = time.monotonic_ns
_MORE_ONCE = 8  # MORE slots before one record: texts are cut at 9 * INLINE bytes


class Log:
    """The log of this process; a forked child makes its own."""

    __slots__ = ("_folder", "_last_good", "_lost", "_stem", "_string_numbers", "_strings", "chunks", "count")

    def __init__(self, folder: str) -> None:
        self._folder = os.path.join(folder, "log")
        self._stem = os.path.join(self._folder, "%d-%d." % (os.getpid(), _now()))
        self.count = itertools.count()
        self.chunks: dict[int, Any] = {}
        self._strings: dict[str, int] = {}
        self._string_numbers = itertools.count(1)
        self._lost = itertools.count(1)
        self._last_good: Any = None

    def write(
        self,
        kind: int,
        phase: int,
        time_ns: int,
        object_id: int,
        operation: int,
        file: int,
        line: int,
        value: int,
        text: bytes,
    ) -> bool:
        """Append one record, if there is room; `text` longer than a slot goes into MORE slots before it."""
        more = 0
        if len(text) > INLINE:
            more, text = self._write_more(text)
        index = next(self.count)
        if index & MASK == LOST_SLOT:
            index = next(self.count)
        chunk = self.chunks.get(index >> SHIFT) or self._open(index >> SHIFT)
        if chunk is None:
            self._count_lost()
            return False
        offset = (index & MASK) * SLOT
        length = len(text)
        thread = (get_ident() >> 12) & 0xFFFFFFFF
        _pack(chunk, offset, 0, phase, length, thread, time_ns, object_id, operation, file, line, more, value)
        if length:
            chunk[offset + 48 : offset + 48 + length] = text
        chunk[offset] = kind
        return True

    def prepare(self, phase: int, object_id: int, operation: int, file: int, line: int, value: int) -> bytes:
        """The head of an operation's record by this thread, but for its time; for `quick`."""
        thread = (get_ident() >> 12) & 0xFFFFFFFF
        return HEAD.pack(0, phase, 0, thread, 0, object_id, operation, file, line, 0, value)

    def append_at_border(self, index: int, head: bytes, tail: bytes, time_ns: int, text: bytes) -> None:
        """Write a prepared record whose slot, already reserved, is not in a chunk that is open."""
        if index & MASK == LOST_SLOT:
            index = next(self.count)
        chunk = self.chunks.get(index >> SHIFT) or self._open(index >> SHIFT)
        if chunk is None:
            self._count_lost()
            return
        offset = (index & MASK) * SLOT
        record = head + struct.pack("<q", time_ns) + tail + text
        chunk[offset : offset + len(record)] = record
        chunk[offset] = Kind.OPERATION

    def string(self, text: str) -> int:
        """The number of a text in this log; it is written the first time."""
        number = self._strings.get(text)
        if number is None:
            number = next(self._string_numbers)
            if self.write(Kind.STRING, Phase.DONE, _now(), 0, number, 0, 0, 0, encode(text)):
                self._strings[text] = number
        return number

    def _write_more(self, text: bytes) -> tuple[int, bytes]:
        parts = [text[i : i + INLINE] for i in range(0, len(text), INLINE)][: _MORE_ONCE + 1]
        for part in parts[:-1]:
            self.write(Kind.MORE, Phase.DONE, 0, 0, 0, 0, 0, 0, part)
        return len(parts) - 1, parts[-1]

    def _open(self, number: int) -> Any:
        """Map chunk `number`; several threads and a signal handler may do so at once."""
        if number in self.chunks and self.chunks[number] is None:
            return None  # the disk was full at this chunk's border
        self._wait_for_room(number)
        try:
            chunk = _map_chunk(self._stem + str(number), number > 0)
        except OSError:
            self.chunks[number] = None
            return None
        self._last_good = chunk
        self.chunks[number] = chunk
        self.chunks.pop(number - 3, None)
        return chunk

    def _wait_for_room(self, number: int) -> None:
        behind = self._stem + str(number - CHUNKS_AHEAD)
        while number >= CHUNKS_AHEAD and os.path.exists(behind):
            _sleep(0.001)

    def _count_lost(self) -> None:
        lost, chunk = next(self._lost), self._last_good
        if chunk is not None:
            offset = LOST_SLOT * SLOT
            _pack(chunk, offset, 0, Phase.DONE, 0, 0, _now(), 0, 0, 0, 0, 0, lost)
            chunk[offset] = Kind.LOST


def _map_chunk(path: str, busy: bool) -> Any:
    """Open or create a chunk with its room allocated: a full disk is an OSError here, no SIGBUS later."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_CLOEXEC", 0), 0o600)
    try:
        if hasattr(os, "posix_fallocate"):
            os.posix_fallocate(descriptor, 0, CHUNK)
        else:
            os.ftruncate(descriptor, CHUNK)
        return map_file(descriptor, CHUNK, busy)
    finally:
        os.close(descriptor)


def encode(text: str) -> bytes:
    """Text as it goes into a slot; lone surrogates are kept visible."""
    return text.encode("utf-8", "backslashreplace")
