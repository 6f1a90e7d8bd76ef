"""A quick way to tell an operation that comes from the same line again and again.

A lock in a loop is taken and released hundreds of thousands of times a second, so everything
in its record but the time is prepared once, and kept as long as the calling instruction, the
thread and the log stay the same. Then telling is one copy and one store.
"""

from __future__ import annotations

import struct

from ...wire.records import FOR_EVER, HEAD, INLINE
from .log import give_up

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import FrameType
    from typing import Any

    from .reporter import Reporter, Watch

_SAMPLE_EVERY_NS = 200_000
_TEXT = HEAD.size  # where a slot's text begins
#: A record but for its text: eight bytes (kind 0: not committed), the stamp, the middle, value, bound.
pack = struct.Struct("<8sq24sqf").pack_into


#: No record is prepared: it is good for no frame.
_NOTHING: tuple[int, Any, int, Any, bytes, bytes, dict[int, bytes]] = (-1, None, -1, None, b"", b"", {})


class Site:
    """One phase of one operation, told from the line of the script that made it last.

    Each call gives the frame that is the script's if the script made the call itself. A call that
    the library made is told the ordinary, slower way, or not at all when `only_script` says so and
    no frame of the script is behind it.

    `ready` is the prepared record: the instruction, code, thread and log that it is good for, its
    head and middle, and the heads for texts by their length. It is one tuple, so that another thread
    or a signal handler may prepare another one at any moment. Whether it is good for a frame is
    asked where it is used, as a call would take longer than the question.
    """

    __slots__ = (
        "_effect",
        "_only_script",
        "_operation",
        "_phase",
        "_sample_ns",
        "_watch",
        "ready",
        "report",
    )

    def __init__(
        self,
        report: Reporter,
        watch: Watch,
        method: str,
        effect: int,
        phase: int,
        only_script: bool = False,
    ) -> None:
        self.report, self._watch = report, watch
        self._operation, self._effect, self._phase = watch.operation(method), effect, phase
        self._only_script = only_script
        self._sample_ns = 0
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
                    if time_ns > self._sample_ns:
                        self.sample(time_ns)
                except BaseException as error:
                    if self._is_the_scripts(error, chunk, offset):
                        raise
                return
        self._tell_slowly(frame, time_ns, b"", value, bound)

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
                    if time_ns > self._sample_ns:
                        self.sample(time_ns)
                except BaseException as error:
                    if self._is_the_scripts(error, chunk, offset):
                        raise
                return
        self._tell_slowly(frame, time_ns, text, value, bound)

    def sample(self, time_ns: int) -> None:
        """Look at the script's variables, and not again for some time."""
        self._sample_ns = time_ns + _SAMPLE_EVERY_NS
        self.report.sample(False)

    def _is_the_scripts(self, error: BaseException, chunk: Any, offset: int) -> bool:
        """Whether what was raised in the middle of a record is the script's; if it is ours we step aside."""
        give_up(chunk, offset)
        its = self.report.is_the_scripts(error, self._operation)
        if not its:
            self.ready = _NOTHING
        return its

    def _tell_slowly(self, frame: FrameType, time_ns: int, text: bytes, value: int, bound: float) -> None:
        report, watch = self.report, self._watch
        script = report.script_frame(frame)
        if self._only_script and script is None:
            return
        told = text.decode("utf-8", "replace")
        report.operation(
            self._operation, self._effect, self._phase, script, watch, told, value, bound, time_ns
        )
        if script is frame and watch.named and report.tells(self._operation):
            self._prepare(frame)

    def _prepare(self, frame: FrameType) -> None:
        """All of a record but for its time, value, bound and text."""
        log, code = self.report.log, frame.f_code
        numbers = log.string(self._operation), log.string(code.co_filename)
        line = frame.f_lineno or 0
        head, middle = log.prepare(self._phase, self._watch.id, *numbers, line, self._effect)
        self.ready = frame.f_lasti, code, log.threads.number, log, head, middle, {}
