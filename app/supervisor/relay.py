"""The way from the supervisor to the window: blocks of frames through one pipe with one writer.

A thread writes, so that a window that does not read never stops the supervisor from obeying. The
blocks that wait are bounded; while there is no room nothing more is taken from the logs, their
writers reach their bound, and the script is slowed instead of an event being dropped.
"""

from __future__ import annotations

import queue
import struct
import threading
import time
from typing import BinaryIO

from app.wire.facts import Fact, pack_fact
from app.wire.frames import FrameKind, frame_head
from app.wire.header import Header, pack_header

LENGTH = struct.Struct("<I")
#: Goes before the first block; what a `sitecustomize` of the user has printed by then is passed over.
OPENING = b"\0procession\0"
BLOCK = 256 * 1024  # bytes: a block is not begun any larger
BLOCKS_WAITING = 16


class Relay:
    """Collects frames into blocks and sends them."""

    def __init__(self, out: BinaryIO) -> None:
        self._out = out
        self._waiting: queue.Queue[list[bytes] | None] = queue.Queue(BLOCKS_WAITING)
        self._filling: list[bytes] = []  # heads and payloads of the block that is being filled
        self._size = 0
        self.total = 0  # bytes of all frames so far
        self.broken = False  # nobody reads any more
        self._thread = threading.Thread(target=self._write, name="relay", daemon=True)

    def start(self) -> None:
        """Begin to write; until then blocks wait."""
        self._thread.start()

    def fact(self, fact: Fact) -> None:
        """Send what the supervisor knows."""
        self.frame(FrameKind.FACT, 0, time.monotonic_ns(), pack_fact(fact))

    def header(self, header: Header) -> None:
        """Send what runs; before anything else."""
        self.frame(FrameKind.HEADER, 0, header.began_ns, pack_header(header))

    def frame(self, kind: int, source: int, time_ns: int, payload: bytes, stream: int = 0) -> None:
        """Append one frame to the block that is being filled."""
        head = frame_head(kind, source, time_ns, len(payload), stream)
        self._filling += (head, payload)  # not joined: a copy less
        self._size += len(head) + len(payload)
        self.total += len(head) + len(payload)
        if self._size >= BLOCK:
            self.flush()

    @property
    def has_room(self) -> bool:
        """Whether more may be taken from the logs."""
        return self._size < BLOCK and self._waiting.qsize() < BLOCKS_WAITING - 1

    def flush(self) -> None:
        """Hand the block over, if the writer has room for it; else it stays for the next time."""
        if not self._filling or self.broken:
            return
        try:
            self._waiting.put_nowait(self._filling)
        except queue.Full:
            return
        self._filling = []
        self._size = 0

    @property
    def is_empty(self) -> bool:
        """Whether everything has been handed over."""
        return not self._filling

    def close(self, timeout_s: float) -> None:
        """Write out what waits, as long as somebody reads it; if nobody does, the writer only has to end."""
        if self._thread.ident is None:
            return  # never begun: we failed before
        deadline = time.monotonic() + timeout_s
        while not self.is_empty and not self.broken and time.monotonic() < deadline:
            self.flush()
            time.sleep(0.001)
        while time.monotonic() < deadline:
            try:
                self._waiting.put(None, timeout=0.05)
                break
            except queue.Full:
                continue
        self._thread.join(max(0.0, deadline - time.monotonic()))

    def _write(self) -> None:
        try:
            self._out.write(OPENING)
            while (block := self._waiting.get()) is not None:
                self._out.write(LENGTH.pack(sum(map(len, block))))
                self._out.writelines(block)
                self._out.flush()
        except (OSError, ValueError):
            self.broken = True
            while self._waiting.get() is not None:  # so that nobody waits for room
                pass
