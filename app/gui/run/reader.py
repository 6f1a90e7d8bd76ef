"""The thread that reads a run's blocks, and the bounded hand-over to the window.

The way: the supervisor sends a block -> the reader's `receive` -> `HandOver.put`, which waits while
the window is behind -> `HandOver.take` in the window's turn. Because `put` waits, the reader
stops reading, the supervisor's pipe fills, and the script is slowed down; nothing grows without bound.
"""

from __future__ import annotations

import struct
import threading
from collections import deque
from collections.abc import Iterator
from enum import Enum
from typing import Protocol

from PySide6.QtCore import QObject, QThread, Signal

from app.language import QT_TRANSLATE_NOOP, Sentence
from app.language.errors import CONTEXT, ProcessionError
from app.supervisor.spec import RunEnded
from app.wire.commands import Command, Taken
from app.wire.frames import FRAME

#: Bytes that may wait for the window; with it go at most one block more and the client's own few.
HAND_OVER_BYTES = 4 * 1024 * 1024
#: The window takes pieces of about this size, so that one of them never costs it a frame.
PIECE_BYTES = 32 * 1024
_RECEIVE_S = 0.1


class Client(Protocol):
    """What the window needs of `SupervisorClient`; tests replay blocks through the same doors.

    Commands may be given at any time; those that come before the start wait for it.
    """

    def start(self) -> None: ...
    def receive(self, timeout_s: float) -> bytes | None: ...
    def close(self) -> None: ...
    def send(self, command: Command) -> None: ...


class Put(Enum):
    """What has become of a piece."""

    REFUSED = 0  # nobody takes any more
    FIRST = 1  # there was none: whoever takes has to be woken
    BEHIND_OTHERS = 2


class HandOver:
    """A bounded queue of pieces of blocks between the reader and the window."""

    def __init__(self, capacity_bytes: int = HAND_OVER_BYTES) -> None:
        self._capacity = capacity_bytes
        self._pieces: deque[bytes] = deque()
        self._size = 0
        self._closed = False
        self._changed = threading.Condition()

    def put(self, piece: bytes) -> Put:
        """Add a piece; waits while there is no room."""
        with self._changed:
            self._changed.wait_for(lambda: self._closed or self._size < self._capacity)
            if self._closed:
                return Put.REFUSED
            self._pieces.append(piece)
            self._size += len(piece)
            return Put.FIRST if len(self._pieces) == 1 else Put.BEHIND_OTHERS

    def take(self) -> bytes | None:
        """The oldest piece, or None; never waits."""
        with self._changed:
            if not self._pieces:
                return None
            piece = self._pieces.popleft()
            self._size -= len(piece)
            self._changed.notify()
            return piece

    def close(self) -> None:
        """Let go of a reader that waits: what it still brings is dropped."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()

    @property
    def size(self) -> int:
        """Bytes that wait."""
        return self._size


def cut(block: bytes, piece_bytes: int = PIECE_BYTES) -> Iterator[bytes]:
    """A block in pieces of about `piece_bytes`, cut between frames; a damaged one stays whole."""
    begin = offset = 0
    try:
        while offset < len(block):
            offset += FRAME.size + FRAME.unpack_from(block, offset)[-1]
            if offset - begin >= piece_bytes:
                yield block[begin:offset]
                begin = offset
    except struct.error:
        pass
    if begin < len(block):
        yield block[begin:]


class ResultReader(QThread):
    """Runs a client from start to close; `reading_ended` comes exactly once, also after an error."""

    pieces_arrived = Signal()  # in a hand-over that was empty; not again until it is empty again
    reading_ended = Signal(object)  # the `Sentence` of the error that ended it, or None

    def __init__(self, client: Client, hand_over: HandOver, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("resultReader")
        self._client = client
        self._hand_over = hand_over
        self._abandoned = threading.Event()

    def abandon(self) -> None:
        """Read no more: the client is closed, which ends the run if it is still on."""
        self._abandoned.set()
        self._hand_over.close()

    def run(self) -> None:
        """The thread's work."""
        failure: Sentence | None = None
        try:
            self._read()
        except RunEnded:
            pass
        except ProcessionError as error:
            failure = error.sentence
        except Exception as error:
            # A fault of ours must not leave a window that waits for ever for the end of the run.
            failure = _failure(QT_TRANSLATE_NOOP("errors", "The run could not be read: {reason}"), error)
        finally:
            failure = self._close() or failure
            self.reading_ended.emit(failure)

    def _read(self) -> None:
        self._client.start()
        self._client.send(Taken(0))
        while not self._abandoned.is_set():
            block = self._client.receive(_RECEIVE_S)
            if block and not all(self._pass_on(piece) for piece in cut(block)):
                return

    def _pass_on(self, piece: bytes) -> bool:
        """Hand a piece over; False when nobody takes any more."""
        put = self._hand_over.put(piece)
        if put is Put.FIRST:
            self.pieces_arrived.emit()
        return put is not Put.REFUSED

    def _close(self) -> Sentence | None:
        try:
            self._client.close()
        except Exception as error:
            return _failure(QT_TRANSLATE_NOOP("errors", "The run could not be closed: {reason}"), error)
        return None


def _failure(template: str, error: Exception) -> Sentence:
    return Sentence(CONTEXT, template, reason=f"{type(error).__name__}: {error}")
