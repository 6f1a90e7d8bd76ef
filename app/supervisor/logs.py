"""Tails the logs that the probes write, without decoding them.

The chunks of a log are the files ``<pid>-<began ns>.<k>``. A chunk that has been relayed is deleted,
which also lets a waiting writer go on.
"""

from __future__ import annotations

import contextlib
import mmap
import os
import struct
from pathlib import Path

from app.wire.records import CHUNK, FIRST_SLOT, LOST_SLOT, SLOT, Kind

_TIME = struct.Struct("<q")
_TIME_AT = 8  # offset of the time in a slot
_VALUE_AT = 40
_HOLES_AT_END = 256  # threads that may have reserved the last slots of a chunk without writing
_HOLE_NS = 250_000_000  # a slot reserved so long ago was given up (an exception in a signal handler)


class LogTail:
    """Reads one log while it is being written."""

    def __init__(self, number: int, stem: Path, pid: int, began_ns: int) -> None:
        self.number = number
        self.pid = pid
        self.began_ns = began_ns
        self.over = False  # its process has ended, so nothing more will be written
        self.drained = False
        self.behind = False  # there was more than the last `read` took
        self.last_ns = 0  # time of the last slot read
        self._stem = stem
        self._chunk: mmap.mmap | None = None
        self._chunk_number = 0
        self._position = FIRST_SLOT
        self._lost = 0
        self._hole_since = 0

    def read(self, now_ns: int, limit: int) -> bytes:
        """At most `limit` new slots (and what a chunk's end adds)."""
        found: list[bytes] = []
        left = limit
        self.behind = False
        while not self.drained:
            if self._chunk is None and not self._open():
                self.drained = self.over
                break
            if left <= 0:
                self.behind = True
                break
            new = self._read_committed(left)
            if new:
                found.append(new)
                left -= len(new) // SLOT
            elif self._position >= LOST_SLOT:
                if not self._next_chunk(found):
                    break
            elif not self._pass_hole(now_ns):
                if self.over and not self._next_chunk(found):
                    self.drained = True
                break
        slots = found[0] if len(found) == 1 else b"".join(found)
        if slots:
            self.last_ns = _TIME.unpack_from(slots, len(slots) - SLOT + _TIME_AT)[0] or self.last_ns
        return slots

    @property
    def stirs(self) -> bool:
        """Whether the next slot has been written, as far as a glance tells; `read` looks closer."""
        if self._chunk is None or self._position >= LOST_SLOT:
            return True
        return self._chunk[self._position * SLOT] != 0

    def close(self) -> None:
        """Unmap the chunk, and delete what is left of the log."""
        self._drop_chunk()
        number = self._chunk_number
        while (path := self._path(number)).exists():
            path.unlink(missing_ok=True)
            number += 1

    def _path(self, number: int) -> Path:
        return self._stem.with_name(f"{self._stem.name}.{number}")

    def _open(self) -> bool:
        self._chunk = _map(self._path(self._chunk_number))
        return self._chunk is not None

    def _read_committed(self, limit: int) -> bytes:
        """The slots from here up to the first uncommitted one."""
        assert self._chunk is not None
        start = self._position
        kinds = self._chunk[start * SLOT : LOST_SLOT * SLOT : SLOT]
        count = kinds.find(b"\0")
        count = min(len(kinds) if count < 0 else count, limit)
        self._position += count
        if count:
            self._hole_since = 0
        return self._chunk[start * SLOT : (start + count) * SLOT]

    def _pass_hole(self, now_ns: int) -> bool:
        """Step over reserved slots that nobody will fill. Returns whether the position has moved."""
        assert self._chunk is not None
        kinds = self._chunk[self._position * SLOT : LOST_SLOT * SLOT : SLOT]
        ahead = len(kinds) - len(kinds.lstrip(b"\0"))
        at_end = len(kinds) <= _HOLES_AT_END and os.path.exists(self._path(self._chunk_number + 1))
        is_hole = ahead < len(kinds) or at_end
        if not is_hole:
            self._hole_since = 0
            return False
        self._hole_since = self._hole_since or now_ns
        if not self.over and now_ns - self._hole_since < _HOLE_NS:
            return False
        self._position += ahead
        self._hole_since = 0
        return True

    def _next_chunk(self, found: list[bytes]) -> bool:
        """Go on to the next chunk, if there is one; those for which the disk had no room are skipped."""
        following = self._following()
        if following is None and not self.over:
            return False
        found.append(self._lost_slot())
        self._drop_chunk()
        self._path(self._chunk_number).unlink(missing_ok=True)
        if following is None:
            self.drained = True
            return False
        self._chunk_number = following
        self._position = 0
        return self._open()

    def _following(self) -> int | None:
        following = self._chunk_number + 1
        if os.path.exists(self._path(following)):
            return following
        if not self._lost_in_chunk():
            return None
        later = [
            n for n in map(self._number_of, self._stem.parent.glob(self._stem.name + ".*")) if n > following
        ]
        return min(later, default=None)

    def _number_of(self, path: Path) -> int:
        return int(path.name.rpartition(".")[2])

    def _lost_in_chunk(self) -> bool:
        return self._chunk is not None and self._chunk[LOST_SLOT * SLOT] == Kind.LOST

    def _lost_slot(self) -> bytes:
        """The slot that counts lost events, if the count has grown since it was last read."""
        if not self._lost_in_chunk():
            return b""
        assert self._chunk is not None
        slot = bytearray(self._chunk[LOST_SLOT * SLOT : (LOST_SLOT + 1) * SLOT])
        total = _TIME.unpack_from(slot, _VALUE_AT)[0]
        _TIME.pack_into(slot, _VALUE_AT, total - self._lost)
        self._lost = total
        return bytes(slot)

    def _drop_chunk(self) -> None:
        if self._chunk is not None:
            self._chunk.close()
            self._chunk = None


def _map(path: Path) -> mmap.mmap | None:
    """Map a chunk once it has its full size; None before."""
    try:
        with open(path, "rb") as file:
            if os.fstat(file.fileno()).st_size < CHUNK:
                return None
            return mmap.mmap(file.fileno(), CHUNK, access=mmap.ACCESS_READ)
    except (OSError, ValueError):
        return None


class Logs:
    """All logs of a run."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._known: set[str] = set()
        self._numbers = 0
        self._changed_ns = 0  # of the folder, when it was last listed
        self.open: dict[int, LogTail] = {}

    @property
    def stir(self) -> bool:
        """Whether a glance finds anything new; it costs so little that it may be taken often."""
        return self._when_changed() != self._changed_ns or any(log.stirs for log in self.open.values())

    def _when_changed(self) -> int:
        try:
            return os.stat(self._folder).st_mtime_ns
        except FileNotFoundError:
            return 0

    def find_new(self) -> list[LogTail]:
        """Logs that have appeared since the last call, oldest first."""
        new: list[LogTail] = []
        self._changed_ns = self._when_changed()
        with contextlib.suppress(FileNotFoundError), os.scandir(self._folder) as entries:
            for entry in entries:
                stem, _, number = entry.name.rpartition(".")
                if number == "0" and stem not in self._known:
                    self._known.add(stem)
                    new.append(self._make(stem))
        return sorted(new, key=lambda log: log.began_ns)

    def _make(self, stem: str) -> LogTail:
        self._numbers += 1
        pid, _, began_ns = stem.partition("-")
        log = LogTail(self._numbers, self._folder / stem, int(pid), int(began_ns))
        self.open[log.number] = log
        return log

    def close(self, log: LogTail) -> None:
        """Close and forget a drained log."""
        log.close()
        del self.open[log.number]
