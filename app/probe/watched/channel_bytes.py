"""Where an end sends and receives bytes: there it is known how long a message is, and when it goes.

The library's ``send`` pickles first, and its ``recv`` unpickles last; what lies between is the transfer.
A call is a list: its frame, its way to be told, its text, the size of its message, the end itself, and the
call that it came in the middle of, in a signal handler. There is one at a time in each direction of an end:
the library allows no more.
"""

from __future__ import annotations

import time
from _weakref import ref

from ..patching.around import cut

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from .channel_ends import Known

_now = time.monotonic_ns
FRAME, WAY, TEXT, SIZE, END, OUTER = range(6)
NOTHING = -1  # in place of a size: no message has been sent or received


def watch_bytes(connection: Any, known: Known) -> None:
    """Give an end its own way to send and receive bytes."""
    own = ref(connection)
    connection.__dict__["_send_bytes"] = _sending(own, type(connection)._send_bytes, known)
    connection.__dict__["_recv_bytes"] = _receiving(own, type(connection)._recv_bytes, known)


def _sending(own: ref[Any], send: Callable[..., None], known: Known) -> Callable[[Any], None]:
    def _send_bytes(buf: Any) -> None:
        call = known.sending
        try:
            if call is None:
                send(own(), buf)
                return
            size = call[SIZE] = len(buf)
            call[WAY].began.tell_text(call[FRAME], _now(), call[TEXT], size)
            send(call[END], buf)
        except BaseException as error:
            cut(error)
            del call, buf
            raise

    return _send_bytes


def _receiving(own: ref[Any], receive: Callable[..., Any], known: Known) -> Callable[..., Any]:
    has_something = known.has_something

    def _recv_bytes(maxsize: Any = None) -> Any:
        call = known.receiving
        try:
            if call is None:
                return receive(own(), maxsize)
            way = call[WAY]
            (way.began if has_something() else way.blocked).tell(call[FRAME], _now())
            message = receive(call[END], maxsize)
            if message is not None:  # not too long
                call[SIZE] = message.tell()
            return message
        except BaseException as error:
            cut(error)
            del call
            raise

    return _recv_bytes
