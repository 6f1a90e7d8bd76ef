"""Receives what the script's processes print: all of it, in order, and by whom.

stdout and stderr are one UNIX socket each, inherited by the whole tree as a pipe would be. The kernel
keeps the order, keeps what was written just before a SIGKILL, and adds to every piece which process
wrote it (SCM_CREDENTIALS), be it Python, C code or another program. Where a system has no such
credentials (macOS, Windows) it is a pipe, and the main process is named as the writer.
"""

from __future__ import annotations

import os
import socket
import struct
from typing import NamedTuple

STDOUT, STDERR = 1, 2
_CREDENTIALS = struct.Struct("iii")  # pid, uid, gid
_PIECE = 64 * 1024
_AT_ONCE = 64  # pieces per read, so that the other work of the supervisor need not wait longer
CREDENTIALS = hasattr(socket, "SO_PASSCRED") and hasattr(socket, "SCM_CREDENTIALS")


class Printed(NamedTuple):
    """A piece of output."""

    pid: int  # 0: unknown
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
        """The inode by which the writer's end is recognized in every process that inherits it."""
        return os.fstat(self.writer).st_ino

    def close_writer(self) -> None:
        """Close our copy of the script's end, once the script has its own."""
        if CREDENTIALS:
            self._writer.close()
        else:
            os.close(self.writer)

    def read(self) -> list[Printed]:
        """Read what has been written, up to a bound."""
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
        """Close our end."""
        if CREDENTIALS:
            self._reader.close()
        else:
            os.close(self.fileno)
