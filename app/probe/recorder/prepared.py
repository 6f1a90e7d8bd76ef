"""A record that is prepared but for its time, value, bound and text; in Python (see `c/prepared.c`).

A lock in a loop is taken and released hundreds of thousands of times a second. So what stays the same
as long as the calling instruction, the thread and the log do is prepared once, and telling is one copy
and one store.
"""

from __future__ import annotations

import struct

from ...wire.records import FOR_EVER, HEAD, INLINE
from .log import give_up

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import CodeType, FrameType
    from typing import Any

    from .log import Log
    from .reporter import Reporter

_TEXT = HEAD.size  # where a slot's text begins
#: A record but for its text: eight bytes (kind 0: not committed), the stamp, the middle, value, bound.
pack = struct.Struct("<8sq24sqf").pack_into

#: No record is prepared: it is good for no frame.
_NOTHING: tuple[int, Any, int, Any, bytes, bytes, dict[int, bytes]] = (-1, None, -1, None, b"", b"", {})


class Prepared:
    """Base of `Site`, which tells what is not prepared.

    `ready` is the instruction, code, thread and log that the record is good for, its head and middle, and
    the heads for texts by their length. It is one tuple, so that another thread or a signal handler may
    prepare another one at any moment. Whether it is good for a frame is asked where it is used, as a
    call would take longer than the question.
    """

    __slots__ = ("ready", "report", "sample_ns")
    what: Any  # of `Site`

    def __init__(self, report: Reporter) -> None:
        self.report = report
        self.sample_ns = 0  # when the script's variables are looked at next; below 0: each time
        self.ready = _NOTHING

    def prepare(
        self, instruction: int, code: CodeType, thread: int, log: Log, head: bytes, middle: bytes
    ) -> None:
        """What a record from this instruction begins with, and what stands behind its time."""
        self.ready = instruction, code, thread, log, head, middle, {}

    def forget(self) -> None:
        """What is prepared is good for no frame any more."""
        self.ready = _NOTHING

    def tell(self, frame: FrameType, time_ns: int, value: int = 0, bound: float = FOR_EVER) -> None:
        """The operation has come to this phase at `time_ns`."""
        instruction, code, thread, log, head, middle, _ = self.ready
        if (
            frame.f_lasti == instruction
            and frame.f_code is code
            and self.report.log is log
            and log.threads.number == thread
        ):
            page = log.page
            offset = next(page.free, -1)
            if offset >= 0:
                chunk = page.chunk
                try:
                    pack(chunk, offset, head, time_ns, middle, value, bound)
                    chunk[offset] = 1  # Kind.OPERATION: committed
                except BaseException as error:
                    give_up(chunk, offset)
                    if self.is_the_scripts(error):
                        raise
                if time_ns > self.sample_ns:
                    try:
                        self.sample(time_ns)
                    except RecursionError:
                        return  # the record is written
                return
        try:
            self.tell_slowly(frame, time_ns, b"", value, bound)
        except RecursionError:  # nothing can be called here, see `Reporter.untold`
            report, threads, code = self.report, self.report.log.threads, frame.f_code
            where = code.co_filename, frame.f_lineno, time_ns
            late = self.what and (threads.own, self.what, *where, b"", value, bound)
            report.untold, threads.number = (report.untold, late), 0

    def tell_text(
        self, frame: FrameType, time_ns: int, text: bytes, value: int = 0, bound: float = FOR_EVER
    ) -> None:
        """The same with what it is about."""
        instruction, code, thread, log, head, middle, heads = self.ready
        length = len(text)
        if (
            frame.f_lasti == instruction
            and frame.f_code is code
            and self.report.log is log
            and log.threads.number == thread
            and length <= INLINE
        ):
            page = log.page
            offset = next(page.free, -1)
            if offset >= 0:
                chunk = page.chunk
                try:
                    if length not in heads:
                        heads[length] = head[:2] + length.to_bytes(2, "little") + head[4:]
                    pack(chunk, offset, heads[length], time_ns, middle, value, bound)
                    chunk[offset + _TEXT : offset + _TEXT + length] = text
                    chunk[offset] = 1
                except BaseException as error:
                    give_up(chunk, offset)
                    if self.is_the_scripts(error):
                        raise
                if time_ns > self.sample_ns:
                    try:
                        self.sample(time_ns)
                    except RecursionError:
                        return  # the record is written
                return
        try:
            self.tell_slowly(frame, time_ns, text, value, bound)
        except RecursionError:  # nothing can be called here, see `Reporter.untold`
            report, threads, code = self.report, self.report.log.threads, frame.f_code
            where = code.co_filename, frame.f_lineno, time_ns
            late = self.what and (threads.own, self.what, *where, text, value, bound)
            report.untold, threads.number = (report.untold, late), 0

    def sample(self, time_ns: int) -> None:
        """Look at the script's variables, and not again for some time."""
        raise NotImplementedError

    def tell_slowly(self, frame: FrameType, time_ns: int, text: bytes, value: int, bound: float) -> None:
        """From a line that nothing is prepared for."""
        raise NotImplementedError

    def is_the_scripts(self, error: BaseException) -> bool:
        """Whether what was raised in the middle of a record is the script's; if it is ours, step aside."""
        raise NotImplementedError
