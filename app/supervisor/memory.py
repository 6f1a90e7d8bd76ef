"""What shared memory holds of which no process tells an access: looked at from outside, without a lock.

A process of the script leaves a link for it in the run's folder. The file behind the memory has no name any
more, so it is opened through that process's own descriptor (Linux); where that cannot be done, there is what
the processes see themselves. It is opened for each look: what the script gives back is not kept.
"""

from __future__ import annotations

import contextlib
import os
import struct
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from app.probe.recorder.shorten import shorten
from app.wire.facts import Fact, MemorySeen
from app.wire.records import BETWEEN_ITEMS, CHARACTERS

_LOOK_EVERY_NS = 100_000_000
#: It is told again although nothing has changed, as a process may have told something older meanwhile.
_TELL_EVERY_NS = 1_000_000_000
_MOST = 64  # objects
_LONGEST = 4096  # bytes of one
_NUMBERS = "bBhHiIlLqQfd?"


class Place(NamedTuple):
    """Where memory is found: in a file that a process has open."""

    pid: int
    descriptor: int
    inode: int
    start: int
    layout: str  # a letter of `struct` for each item that is shown, or CHARACTERS
    size: int  # bytes

    @classmethod
    def of(cls, path: str) -> Place | None:
        """What a link says; None when nothing is found by that."""
        try:
            pid = os.path.basename(path).partition("-")[2]
            descriptor, inode, start, size, layout = os.readlink(path).split(":")
            place = cls(int(pid), int(descriptor), int(inode), int(start), layout, int(size))
        except (OSError, ValueError):
            return None
        known = layout == CHARACTERS or (layout and set(layout) <= set(_NUMBERS))
        whole = place.size if layout == CHARACTERS else struct.calcsize(layout)
        return place if known and 0 < whole == place.size <= _LONGEST and place.start >= 0 else None

    def read(self) -> bytes:
        """What is there now; b"" when the process has it no more."""
        with contextlib.suppress(OSError):
            descriptor = os.open(f"/proc/{self.pid}/fd/{self.descriptor}", os.O_RDONLY | os.O_CLOEXEC)
            try:
                if os.fstat(descriptor).st_ino == self.inode:
                    data = os.pread(descriptor, self.size, self.start)
                    return data if len(data) == self.size else b""
            finally:
                os.close(descriptor)
        return b""

    def text(self, data: bytes) -> str:
        """As a process of the script would tell it."""
        if self.layout == CHARACTERS:
            return shorten(data.partition(b"\0")[0])
        return BETWEEN_ITEMS.join(map(repr, struct.unpack(self.layout, data)))


class WatchedMemory:
    """The memory that processes have left links for."""

    def __init__(self, folder: Path, tell: Callable[[Fact], None]) -> None:
        self._folder = folder
        self._tell = tell
        self._places: dict[str, Place | None] = {}  # by the link's name
        self._seen: dict[str, bytes] = {}
        self._looked_ns = self._told_ns = 0

    def look(self, now_ns: int) -> None:
        """Tell what has changed since the last look; `now_ns` 0 looks in any case."""
        if sys.platform != "linux" or (now_ns and now_ns - self._looked_ns < _LOOK_EVERY_NS):
            return
        self._looked_ns = now_ns
        self._find()
        again = now_ns - self._told_ns >= _TELL_EVERY_NS
        self._told_ns = now_ns if again else self._told_ns
        for name, place in list(self._places.items()):
            if place is not None:
                self._look_at(name, place, again)

    def _find(self) -> None:
        """The links that are new; one that is gone was that of something which is no more."""
        left = set(self._places)
        with contextlib.suppress(OSError), os.scandir(self._folder) as entries:
            for entry in entries:
                left.discard(entry.name)
                if entry.name not in self._places and len(self._places) < _MOST:
                    self._places[entry.name] = Place.of(entry.path)
        for name in left:
            del self._places[name]

    def _look_at(self, name: str, place: Place, again: bool) -> None:
        now_ns, data = time.monotonic_ns(), place.read()
        if not data:
            self._places[name] = None
        elif again or data != self._seen.get(name):
            self._seen[name] = data
            self._tell(MemorySeen(now_ns, name.partition("-")[0], place.text(data)))
