"""One log while it is being read: its process, its numbered strings, its unfinished texts."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from sys import intern
from typing import Any

from app.state.history import Location
from app.state.model import Process
from app.wire.frames import Record, Slot, record_of

#: Time (ns), the function to apply, and its two arguments.
Event = tuple[int, Callable[[Any, Any], None], Any, Any]
#: The function that applies an operation's records, and its first argument.
Entry = tuple[Callable[[Any, Any], None], Any]

_MORE_KEPT = 1024  # slots per thread: what a process left unfinished when it died is garbage
_THREADS_KEPT = 1024
_LOCATIONS_KEPT = 65_536


def text_of(record: Record) -> str:
    """The text of a slot; a character that was cut is shown as such."""
    return record.text[: record.length].decode("utf-8", "replace")


class Source:
    """What has been read of one log so far. Of its texts only the numbered strings are kept."""

    __slots__ = ("_locations", "_more", "entries", "process", "strings")

    def __init__(self, process: Process | None) -> None:
        self.process = process
        self.strings: dict[int, str] = {}
        self.entries: dict[int, Entry] = {}
        self._locations: dict[tuple[int, int], Location] = {}
        self._more: dict[int, deque[bytes]] = {}  # by thread

    def define(self, record: Record) -> None:
        """Take in a STRING slot."""
        number, text = record.operation, intern(text_of(record))
        if self.strings.get(number, text) != text:
            self.entries.clear()  # never by our probe; a stranger's recording may
            self._locations.clear()
        self.strings[number] = text

    def keep(self, slot: Slot) -> None:
        """Take in a MORE slot."""
        record = record_of(slot)
        parts = self._more.get(record.thread)
        if parts is None:
            if len(self._more) >= _THREADS_KEPT:
                self._more.clear()
            parts = self._more[record.thread] = deque(maxlen=_MORE_KEPT)
        parts.append(record.text[: record.length])

    def join(self, slot: Slot) -> Slot:
        """The slot with the text of its MORE slots in front of its own.

        They are the last ones of its thread: a signal handler that runs in the middle of a
        record leaves the parts that it found where they are.
        """
        record = record_of(slot)
        parts = self._more.get(record.thread)
        if not parts:
            return slot
        mine = [parts.pop() for _ in range(min(record.more, len(parts)))]
        if not parts:
            del self._more[record.thread]
        text = b"".join(reversed(mine)) + record.text[: record.length]
        return (*slot[:2], len(text), *slot[3:-1], text)

    def location(self, file: int, line: int) -> Location:
        """A line of a file; one object for each, so that a loop makes no new ones."""
        known = self._locations.get((file, line))
        if known is None:
            if len(self._locations) >= _LOCATIONS_KEPT:
                self._locations.clear()
            known = self._locations[file, line] = Location(self.strings.get(file, ""), line)
        return known
