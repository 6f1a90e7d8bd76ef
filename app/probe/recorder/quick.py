"""A quick way to tell an operation that comes from the same line again and again.

A lock in a loop is taken and released hundreds of thousands of times a second, so everything
in its record but the time is prepared once, and kept as long as the calling instruction, the
thread and the log stay the same. Then telling is one copy and one store.
"""

from __future__ import annotations

import struct
from _thread import get_ident

from ...wire.records import INLINE
from .log import give_up

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import FrameType
    from typing import Any

    from .reporter import Reporter, Watch

_SAMPLE_EVERY_NS = 200_000
#: A record but for its text: eight bytes (kind 0: not committed), the stamp, the rest.
pack = struct.Struct("<8sq32s").pack_into


class Site:
    """One phase of one operation, told from the line of the script that made it last.

    Each call gives the frame that is the script's if the script made the call itself. A call that
    the library made is told the ordinary, slower way, or not at all when `only_script` says so and
    no frame of the script is behind it.

    `ready` is the prepared record: the instruction, code, thread and log that it is good for, its
    head and tail, and the heads for texts by their length. It is one tuple, so that another thread
    or a signal handler may prepare another one at any moment. Whether it is good for a frame is
    asked where it is used, as a call would take longer than the question.
    """

    __slots__ = (
        "_only_script",
        "_operation",
        "_phase",
        "_sample_ns",
        "_value",
        "_watch",
        "ready",
        "report",
    )

    def __init__(
        self,
        report: Reporter,
        watch: Watch,
        method: str,
        phase: int,
        value: int = 0,
        only_script: bool = False,
    ) -> None:
        self.report, self._watch = report, watch
        self._operation, self._phase, self._value = watch.operation(method), phase, value
        self._only_script = only_script
        self._sample_ns = 0
        self.ready: tuple[int, Any, int, Any, bytes, bytes, dict[int, bytes]] = (
            -1,
            None,
            -1,
            None,
            b"",
            b"",
            {},
        )

    def tell(self, frame: FrameType, time_ns: int) -> None:
        """The operation has come to this phase at `time_ns`."""
        instruction, code, thread, log, head, tail, _ = self.ready
        if (
            frame.f_lasti == instruction
            and frame.f_code is code
            and get_ident() == thread
            and self.report.log is log
        ):
            page = log.page
            offset = next(page.free, -1)
            if offset >= 0:
                chunk = page.chunk
                try:
                    pack(chunk, offset, head, time_ns, tail)
                    chunk[offset] = 1  # Kind.OPERATION: committed
                except BaseException:
                    give_up(chunk, offset)
                    raise
                if time_ns > self._sample_ns:
                    self.sample(time_ns)
                return
        self._tell_slowly(frame, time_ns, b"")

    def tell_text(self, frame: FrameType, time_ns: int, text: bytes) -> None:
        """The same with what it is about."""
        instruction, code, thread, log, head, tail, heads = self.ready
        length = len(text)
        if (
            frame.f_lasti == instruction
            and frame.f_code is code
            and get_ident() == thread
            and self.report.log is log
            and length <= INLINE
        ):
            page = log.page
            offset = next(page.free, -1)
            if offset >= 0:
                chunk = page.chunk
                try:
                    if length not in heads:
                        heads[length] = head[:2] + length.to_bytes(2, "little") + head[4:]
                    pack(chunk, offset, heads[length], time_ns, tail)
                    chunk[offset + 48 : offset + 48 + length] = text
                    chunk[offset] = 1
                except BaseException:
                    give_up(chunk, offset)
                    raise
                if time_ns > self._sample_ns:
                    self.sample(time_ns)
                return
        self._tell_slowly(frame, time_ns, text)

    def sample(self, time_ns: int) -> None:
        """Look at the script's variables, and not again for some time."""
        self._sample_ns = time_ns + _SAMPLE_EVERY_NS
        self.report.sample(False)

    def _tell_slowly(self, frame: FrameType, time_ns: int, text: bytes) -> None:
        report, watch = self.report, self._watch
        script = report.script_frame(frame)
        if self._only_script and script is None:
            return
        told = text.decode("utf-8", "replace")
        report.operation(self._operation, self._phase, script, watch, told, self._value, time_ns)
        if script is frame and watch.named:
            self._prepare(frame)

    def _prepare(self, frame: FrameType) -> None:
        """All of a record but for its time and text: what stands before the time, and what after."""
        log, code = self.report.log, frame.f_code
        numbers = log.string(self._operation), log.string(code.co_filename)
        head = log.prepare(self._phase, self._watch.id, *numbers, frame.f_lineno or 0, self._value)
        self.ready = frame.f_lasti, code, get_ident(), log, head[:8], head[16:], {}
