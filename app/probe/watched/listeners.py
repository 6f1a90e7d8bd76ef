"""Watches Listener and Client: who listens, who waits for a client, and which two ends belong together.

The ends are made in two processes, and nothing but the system knows that they are one connection: by the
addresses of both for AF_INET, by the inode of the client's socket for AF_UNIX, which Linux tells.
"""

from __future__ import annotations

import os
import struct

from ...wire.records import OTHER_END, Effect, End, Family, Phase
from ..patching.around import Watcher, around
from ..recorder.handlers import is_from_script
from ..recorder.reporter import Watch
from .channel_ends import Ends, first_id_of, new_id

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import FrameType
    from typing import Any

    from ..recorder.reporter import Reporter

_ATTRIBUTE = "_procession_listener"
_SOCK_DIAG, _BY_FAMILY, _REQUEST, _PEER = 4, 20, 1, 2  # of linux/sock_diag.h, netlink.h, unix_diag.h
_SHOW_PEER = 4
_HEADER = struct.Struct("=IHHII")
_ASK = struct.Struct("=BBHIIIII")
_ANSWER = 16  # bytes that follow an answer's header
_ANY_STATE = _NO_COOKIE = 0xFFFFFFFF


def watch_methods(module: Any, report: Reporter, ends: Ends) -> None:
    """Patch the Listener of ``multiprocessing.connection``, when the script makes its first one."""
    cls = module.Listener
    if hasattr(cls.accept, "__wrapped__"):
        return
    cls.accept = around(cls.accept, Accept(report, "accept", ends, module.socket))
    cls.close = around(cls.close, ListenerClose(report, "close"))


class Listening(Watcher):
    """A Listener is made."""

    def begin(self, frame: FrameType, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """Which one."""
        return args[0]

    def done(self, call: Any, result: Any) -> None:
        """It listens."""
        watch = Watch(new_id(), type(call).__name__, Family.CHANNEL)
        call.__dict__[_ATTRIBUTE] = watch
        self.report.announce(watch, End.LISTENS, call)
        self.report.has(watch)


class OfListener(Watcher):
    """A method of a Listener of the script."""

    def watch_of(self, listener: Any) -> Watch | None:
        """What is known of it; None for the library's own."""
        watch: Watch | None = getattr(listener, _ATTRIBUTE, None)
        return watch


class Accept(OfListener):
    """accept: waits for a client, and makes this process's end of the connection."""

    def __init__(self, report: Reporter, name: str, ends: Ends, socket: Any) -> None:
        super().__init__(report, name)
        self._ends, self._socket = ends, socket

    def begin(self, frame: FrameType, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """Whether somebody has come already is not known."""
        watch = self.watch_of(args[0])
        if watch is None:
            return None
        script = self.report.script_frame(frame)
        self.report.operation(watch.operation("accept"), Effect.POLL, Phase.BEGAN, script, watch)
        return watch, script

    def done(self, call: Any, result: Any) -> None:
        """A client has come, and has shown that it has the key."""
        watch, script = call
        self._ends.made(result, _channel(self._socket, result, accepted=True), 0)
        self.report.operation(watch.operation("accept"), Effect.POLL, Phase.DONE, script, watch, "", 1)

    def failed(self, call: Any, error: BaseException) -> None:
        """It is closed, or a client has not got the key."""
        watch, script = call
        self.report.failed(watch, "accept", Effect.POLL, script, error)


class ListenerClose(OfListener):
    """close: nobody can connect any more."""

    def begin(self, frame: FrameType, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """Told before it takes effect, once."""
        watch = self.watch_of(args[0])
        if watch is not None and args[0]._listener is not None:
            script = self.report.script_frame(frame)
            self.report.operation(watch.operation("close"), Effect.CLOSE, Phase.DONE, script, watch)
        return None


class Connect(Watcher):
    """Client: the other end of a connection."""

    def __init__(self, report: Reporter, name: str, ends: Ends, socket: Any) -> None:
        super().__init__(report, name)
        self._ends, self._socket = ends, socket

    def done(self, call: Any, result: Any) -> None:
        """It is connected."""
        self._ends.made(result, _channel(self._socket, result, accepted=False) | OTHER_END, 0)


# --- which ends belong together --------------------------------------------------------------


def _channel(socket: Any, connection: Any, accepted: bool) -> int:
    """The id of a connection's accepted end, as both processes make it; one of its own if need be."""
    try:
        name = _name_of(socket, connection._handle, accepted)
    except (OSError, ValueError, AttributeError, struct.error) as error:
        if is_from_script(error):
            raise
        name = ""
    return first_id_of(name) if name else new_id()


def _name_of(socket: Any, handle: int, accepted: bool) -> str:
    """What both processes know of a connection, as a text; "" when nothing is known."""
    one = socket.socket(fileno=handle)
    try:
        if socket.getdefaulttimeout() is not None:  # then it does not block now; the library has let it block
            one.setblocking(True)
        if one.family == getattr(socket, "AF_UNIX", None):
            inode = os.fstat(handle).st_ino
            client = _peer_of(socket, inode) if accepted else inode
            return "unix %d" % client if client else ""
        here, there = one.getsockname(), one.getpeername()
    finally:
        one.detach()
    return "inet %s %s" % ((there, here) if accepted else (here, there))


def _peer_of(socket: Any, inode: int) -> int:
    """The inode of the socket that one of AF_UNIX is connected with; 0 when it is not told."""
    ask = _ASK.pack(socket.AF_UNIX, 0, 0, _ANY_STATE, inode, _SHOW_PEER, _NO_COOKIE, _NO_COOKIE)
    with socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, _SOCK_DIAG) as kernel:
        kernel.sendto(_HEADER.pack(_HEADER.size + len(ask), _BY_FAMILY, _REQUEST, 0, 0) + ask, (0, 0))
        kernel.settimeout(1)
        answer = kernel.recv(4096)
    length, kind, *_ = _HEADER.unpack_from(answer)
    place = _HEADER.size + _ANSWER
    while kind == _BY_FAMILY and place + 4 <= length:
        size, attribute = struct.unpack_from("=HH", answer, place)
        if attribute == _PEER:
            peer: int = struct.unpack_from("=I", answer, place + 4)[0]
            return peer
        place += max(4, (size + 3) & ~3)
    return 0
