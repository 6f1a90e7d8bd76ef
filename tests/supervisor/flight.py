"""A probe's log and the supervisor's reader of it, put together in one process."""

from __future__ import annotations

import time
from pathlib import Path

from app.probe.recorder import log as probe_log
from app.supervisor.logs import Logs
from app.supervisor.logs import LogTail as Tail
from app.wire.frames import Record
from app.wire.records import CHUNK_SLOTS, FIRST_SLOT, RECORD, SLOT, Kind, Phase

#: Events in a chunk: its last slot is kept for the count of lost events.
EVENTS = CHUNK_SLOTS - 1


def events(chunks: int) -> int:
    """How many events the first chunks hold; of the very first one only the end is used."""
    return chunks * EVENTS - FIRST_SLOT


class Flight:
    """One writer and one reader of a folder."""

    def __init__(self, folder: Path) -> None:
        (folder / "log").mkdir()
        self.folder = folder / "log"
        self.writer = probe_log.Log(str(folder))
        self.logs = Logs(self.folder)
        self._tail: Tail | None = None

    @property
    def tail(self) -> Tail:
        """The reader, once there is something to read."""
        if self._tail is None:
            (self._tail,) = self.logs.find_new()
        return self._tail

    def write(self, *values: int, text: bytes = b"") -> None:
        """One operation for each value."""
        for value in values:
            self.writer.write(Kind.OPERATION, Phase.DONE, time.monotonic_ns(), 1, 2, 3, 4, value, text)

    def read(self, limit: int = 1 << 20, now_ns: int | None = None) -> list[Record]:
        """What is new."""
        now_ns = time.monotonic_ns() if now_ns is None else now_ns
        data = self.tail.read(now_ns, limit)
        assert len(data) % SLOT == 0
        return [Record(*fields) for fields in RECORD.iter_unpack(data)]

    def values(self, limit: int = 1 << 20, now_ns: int | None = None) -> list[int]:
        """The values of the operations that are new."""
        return [record.value for record in self.read(limit, now_ns) if record.kind == Kind.OPERATION]

    def skip(self, count: int = 1) -> None:
        """Reserve slots that nobody fills, as a process does that is killed in the middle of a record."""
        for _ in range(count):
            self.writer.room()

    def end(self) -> None:
        """The process is over: nothing will be written any more."""
        self.tail.over = True

    def chunks(self) -> list[str]:
        """The numbers of the chunk files that exist."""
        return sorted(path.name.rpartition(".")[2] for path in self.folder.iterdir())
