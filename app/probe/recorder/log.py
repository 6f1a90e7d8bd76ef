"""One process's flight recorder: fixed-size slots in memory-mapped chunk files.

What is written survives any death, because the pages belong to the kernel. A slot is reserved
with ``next(free)``, filled, and committed by its first byte, last: no lock, so it is safe
under threads and inside signal handlers. No descriptor stays open, so a script that closes or
reuses descriptors cannot hurt it, nor it the script.

The supervisor deletes a chunk when it has relayed it; while `CHUNKS_AHEAD` of ours still stand, the
writer waits at the chunk's border: the script is slowed, no event is dropped. It also waits, at the
border of a part of a chunk, while the supervisor says by a file that the window cannot follow. Only when the
disk is full are events lost, and counted (the last slot of the last chunk that had room).
"""

from __future__ import annotations

import itertools
import os
import time

from ...wire.records import (
    CHUNK,
    CHUNKS_AHEAD,
    FIRST_SLOT,
    FOR_EVER,
    HEAD,
    INLINE,
    LOST_SLOT,
    PART_SLOTS,
    SLOT,
    Kind,
    Phase,
)
from ...wire.run_folder import HOLD
from .handlers import is_from_script
from .mapping import map_file
from .threads import Threads

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_sleep = time.sleep  # the real one: `clock` replaces time.sleep later
_pack = HEAD.pack_into
_now = time.monotonic_ns
_TEXT = HEAD.size  # where a slot's text begins
_EMPTY = HEAD.pack(Kind.MORE, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0.0)  # a piece of text without a letter
_MORE_ONCE = 8  # MORE slots before one record: texts are cut at 9 * INLINE bytes


class Log:
    """The log of this process; a forked child makes its own."""

    __slots__ = ("_hold", "_last_good", "_lost", "_stem", "_string_numbers", "_strings", "page", "threads")

    def __init__(self, folder: str) -> None:
        self._stem = "%s%slog%s%d-%d." % (folder, os.sep, os.sep, os.getpid(), _now())
        self._hold = folder + os.sep + HOLD
        self.page = Page(-1, None, 0, 0)  # where slots are free now
        self._strings: dict[str, int] = {}
        self._string_numbers = itertools.count(1)
        self._lost = itertools.count(1)
        self._last_good: Any = None
        self.threads = Threads(itertools.count(1))

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
        meaning: int = 0,
        traits: int = 0,
        bound: float = FOR_EVER,
        thread: int = 0,
    ) -> bool:
        """Append one record of this thread, or of another one, if there is room.

        `text` longer than a slot goes into MORE slots before it.
        """
        more, thread = 0, thread or self.threads.own
        if len(text) > INLINE:
            more, text = self._write_more(text, thread)
        room = self.room()
        if room is None:
            return False
        chunk, offset = room
        try:
            length = len(text)
            _pack(
                chunk,
                offset,
                0,
                phase,
                length,
                thread,
                time_ns,
                object_id,
                operation,
                file,
                line,
                more,
                meaning,
                traits,
                value,
                bound,
            )
            if length:
                chunk[offset + _TEXT : offset + _TEXT + length] = text
            chunk[offset] = kind
        except BaseException:
            give_up(chunk, offset)
            raise
        return True

    def prepare(
        self, phase: int, object_id: int, operation: int, file: int, line: int, meaning: int
    ) -> tuple[bytes, bytes]:
        """What stands before and after the time in an operation's record by this thread; for `quick`."""
        thread = self.threads.own
        slot = HEAD.pack(0, phase, 0, thread, 0, object_id, operation, file, line, 0, meaning, 0, 0, 0.0)
        return slot[:8], slot[16:40]

    def room(self) -> tuple[Any, int] | None:
        """A slot, reserved: its chunk, and the offset in it; None when there is no room, which is counted."""
        while True:
            page = self.page
            offset = next(page.free, -1)
            if offset >= 0:
                return page.chunk, offset
            if next(page.missing, -1) >= 0:
                self.count_lost()
                return None
            self._turn(page)

    def string(self, text: str) -> int:
        """The number of a text in this log; it is written the first time."""
        number = self._strings.get(text)
        if number is None:
            number = next(self._string_numbers)
            if self.write(Kind.STRING, Phase.DONE, _now(), 0, number, 0, 0, 0, encode(text)):
                self._strings[text] = number
        return number

    def _write_more(self, text: bytes, thread: int) -> tuple[int, bytes]:
        parts = [text[i : i + INLINE] for i in range(0, len(text), INLINE)][: _MORE_ONCE + 1]
        for part in parts[:-1]:
            self.write(Kind.MORE, Phase.DONE, 0, 0, 0, 0, 0, 0, part, thread=thread)
        return len(parts) - 1, parts[-1]

    def _turn(self, page: Page) -> None:
        """Go on to what follows `page`.

        Several threads and a signal handler may do so at once, and one that was held up here may be many
        pages behind. So a page once made is what follows for ever, and who comes late takes its own back.
        """
        if self.page is not page:
            return
        following = page.following.get(0)
        if following is None:
            mine = self._after(page)
            following = page.following.setdefault(0, mine)
            if mine.inode not in (
                0,
                following.inode,
            ):  # made again after the supervisor had read and deleted it
                os.unlink(self._stem + str(mine.number))
        self.page = following

    def _after(self, page: Page) -> Page:
        """The next part of the same chunk, or the next chunk."""
        if page.number >= 0:  # a process that begins is not held up
            self._wait_while_held()
        if page.chunk is None or page.end == LOST_SLOT:
            return self._open(page.number + 1)
        return Page(page.number, page.chunk, page.end, page.inode)

    def _open(self, number: int) -> Page:
        """Map chunk `number`."""
        if number >= CHUNKS_AHEAD:
            self._wait_for_room(number)
        first = FIRST_SLOT if number == 0 else 0
        try:
            chunk, inode = _map_chunk(self._stem + str(number), first)
        except OSError as error:
            if is_from_script(error):  # a TimeoutError, by a signal handler or from another thread
                raise
            return Page(number, None, first, 0)
        self._last_good = chunk
        return Page(number, chunk, first, inode)

    def _wait_for_room(self, number: int) -> None:
        behind = self._stem + str(number - CHUNKS_AHEAD)
        while _exists(behind):
            _sleep(0.001)

    def _wait_while_held(self) -> None:
        while _exists(self._hold):
            _sleep(0.002)

    def count_lost(self) -> None:
        """One event more cannot be told."""
        lost, chunk = next(self._lost), self._last_good
        if chunk is not None:
            offset = LOST_SLOT * SLOT
            _pack(chunk, offset, 0, Phase.DONE, 0, 0, _now(), 0, 0, 0, 0, 0, 0, 0, lost, FOR_EVER)
            chunk[offset] = Kind.LOST


class Page:
    """A part of a chunk and what is free in it.

    Without a chunk (a full disk) as many events are lost as it had slots.
    """

    __slots__ = ("chunk", "end", "following", "free", "inode", "missing", "number", "words")

    def __init__(self, number: int, chunk: Any, first: int, inode: int) -> None:
        self.number = number
        self.chunk = chunk
        self.inode = inode
        self.words: Any = None if chunk is None else chunk.cast("Q")
        self.end = LOST_SLOT if chunk is None else min(first + PART_SLOTS, LOST_SLOT)
        offsets = range(first * SLOT, self.end * SLOT, SLOT) if number >= 0 else range(0)
        self.free = iter(offsets if chunk is not None else range(0))
        self.missing = iter(offsets if chunk is None else range(0))
        self.following: dict[int, Page] = {}


def _map_chunk(path: str, first: int) -> tuple[Any, int]:
    """Open or create a chunk, with room from slot `first` on; a full disk is an OSError, and no SIGBUS later.

    Most processes say little, so of their first chunk only the end takes room.
    """
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_CLOEXEC", 0), 0o600)
    try:
        if hasattr(os, "posix_fallocate"):
            os.posix_fallocate(descriptor, first * SLOT, CHUNK - first * SLOT)
        else:
            os.ftruncate(descriptor, CHUNK)
        chunk, status = memoryview(map_file(descriptor, CHUNK, first == 0)), os.fstat(descriptor)
        if not status.st_nlink:
            raise OSError("another thread has found no room for it")
        return chunk, status.st_ino
    except OSError:
        if os.fstat(descriptor).st_size < CHUNK:
            _remove(path)
        raise
    finally:
        os.close(descriptor)


def _remove(path: str) -> None:
    """Delete what would be waited for by the reader; another thread may have done so."""
    if _exists(path):
        os.unlink(path)


def _exists(path: str) -> bool:
    """Whether a file is there; `os.path.exists` swallows every OSError, also one of the script."""
    return os.access(path, os.F_OK)


def give_up(chunk: Any, offset: int) -> None:
    """Fill a slot that was reserved when a signal handler raised: the supervisor would wait for it."""
    if not chunk[offset]:
        chunk[offset : offset + _TEXT] = _EMPTY


def encode(text: str) -> bytes:
    """Text as it goes into a slot; lone surrogates are kept visible."""
    return text.encode("utf-8", "backslashreplace")
