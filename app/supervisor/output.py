"""Receives what the script's processes print: all of it, in order, and by whom.

stdout and stderr are each one UNIX socket that the whole tree inherits, as it would inherit a
pipe. The kernel keeps the order, keeps what was written just before a SIGKILL, and says with
every piece which process wrote it (SCM_CREDENTIALS), be it Python, C code or another program.
Where a system has no such credentials (macOS, Windows) it is a pipe, and the main process is
named.
"""

from __future__ import annotations

import os
import socket
import struct
from typing import NamedTuple

STDOUT, STDERR = 1, 2
_CREDENTIALS = struct.Struct("iii")  # pid, uid, gid
_PIECE = 64 * 1024
_AT_ONCE = 64  # pieces a read: the other work of the supervisor waits no longer
CREDENTIALS = hasattr(socket, "SO_PASSCRED") and hasattr(socket, "SCM_CREDENTIALS")


class Printed(NamedTuple):
    """A piece of output."""

    pid: int  # 0: not known
    stream: int
    data: bytes


class Channel:
    """One of the two streams."""

    def __init__(self, stream: int) -> None:
        self.stream = stream
        self.over = False
        if CREDENTIALS:
            self._reader, self._writer = socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)
            self._reader.setsockopt(socket.SOL_SOCKET, socket.SO_PASSCRED, 1)
            self._writer.shutdown(socket.SHUT_RD)
            self._reader.setblocking(False)
            self.fileno, self.writer = self._reader.fileno(), self._writer.fileno()
        else:
            self.fileno, self.writer = os.pipe()
            os.set_blocking(self.fileno, False)

    @property
    def inode(self) -> int:
        """What identifies the writer's end in every process that inherits it."""
        return os.fstat(self.writer).st_ino

    def close_writer(self) -> None:
        """Our copy of the script's end, once the script has its own."""
        if CREDENTIALS:
            self._writer.close()
        else:
            os.close(self.writer)

    def read(self) -> list[Printed]:
        """What has been written, up to a bound."""
        pieces: list[Printed] = []
        while not self.over and len(pieces) < _AT_ONCE:
            piece = self._receive()
            if piece is None:
                break
            pieces.append(piece)
        return pieces

    def _receive(self) -> Printed | None:
        try:
            if not CREDENTIALS:
                data, pid = os.read(self.fileno, _PIECE), 0
            else:
                data, ancillary, _, _ = self._reader.recvmsg(_PIECE, socket.CMSG_SPACE(_CREDENTIALS.size))
                pid = _CREDENTIALS.unpack(ancillary[0][2][: _CREDENTIALS.size])[0] if ancillary else 0
        except (BlockingIOError, InterruptedError):
            return None
        if not data:
            self.over = True
            return None
        return Printed(pid, self.stream, data)

    def close(self) -> None:
        """Our end."""
        if CREDENTIALS:
            self._reader.close()
        else:
            os.close(self.fileno)
