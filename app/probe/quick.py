"""A quick way to tell an operation that comes from the same line again and again.

A lock in a loop is taken and released hundreds of thousands of times a second, so everything
in its record but the time is prepared once, and kept as long as the calling instruction, the
thread and the log stay the same. Then telling is one copy and one store.
"""

from __future__ import annotations

import struct
import sys
import time
from _thread import get_ident

from ..wire import INLINE, LOST_SLOT, SLOT
from .log import MASK, SHIFT

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from types import FrameType
    from typing import Any

    from .reporter import Reporter, Watch

_now = time.monotonic_ns
_caller = sys._getframe
_SAMPLE_EVERY_NS = 200_000
#: The head of a record but for its time: eight bytes (kind 0: not committed), time, the rest.
_pack = struct.Struct("<8sq32s").pack_into
assert SLOT == 1 << 7


def teller(
    report: Reporter,
    watch: Watch,
    method: str,
    phase: int,
    depth: int,
    value: int = 0,
    only_script: bool = False,
) -> Callable[..., None]:
    """A function that tells "`method` of `watch` has come to `phase`", given the time (ns) and a text.

    `depth` frames out of the function that calls it is the script's line, if the script made
    the call itself; a call that the library made is told the ordinary, slower way, or not at all
    when `only_script` says so and no frame of the script is behind it.
    """
    operation = watch.operation(method)
    depth += 1
    code: Any = None
    log: Any = None
    chunks: Any = None
    count: Any = None
    heads: Any = None
    tail = b""
    instruction = thread = -1
    sampled_ns = 0

    def tell(time_ns: int, text: bytes = b"") -> None:
        nonlocal code, heads, tail, log, chunks, count, instruction, thread, sampled_ns
        frame = _caller(depth)
        length = len(text)
        if (
            frame.f_lasti == instruction
            and frame.f_code is code
            and get_ident() == thread
            and report.log is log
            and length <= INLINE
        ):
            index = next(count)
            chunk = chunks.get(index >> SHIFT)
            slot = index & MASK
            if chunk is None or slot == LOST_SLOT:
                log.append_at_border(index, heads[length], tail, time_ns, text)
                return
            slot <<= 7
            _pack(chunk, slot, heads[length], time_ns, tail)
            if length:
                chunk[slot + 48 : slot + 48 + length] = text
            chunk[slot] = 1  # Kind.OPERATION: committed
            if time_ns - sampled_ns > _SAMPLE_EVERY_NS:
                sampled_ns = time_ns
                report.sample(False)
            return
        script = report.script_frame(frame)
        if only_script and script is None:
            return
        report.operation(operation, phase, script, watch, text.decode("utf-8", "replace"), value, time_ns)
        if script is frame and watch.named:
            heads, tail = _prepare(report, frame, watch, operation, phase, value)
            log, chunks, count = report.log, report.log.chunks, report.log.count
            code, instruction, thread = frame.f_code, frame.f_lasti, get_ident()

    return tell


class _Heads(dict):  # type: ignore[type-arg]  # no typing at run time
    """The first eight bytes of a record by the length of its text, made when they are wanted."""

    def __init__(self, head: bytes) -> None:
        self._head = head

    def __missing__(self, length: int) -> bytes:
        made = self[length] = self._head[:2] + length.to_bytes(2, "little") + self._head[4:]
        return made


def _prepare(
    report: Reporter, frame: FrameType, watch: Watch, operation: str, phase: int, value: int
) -> tuple[_Heads, bytes]:
    """All of a record but for its time and text: what stands before the time, and what after."""
    log = report.log
    numbers = log.string(operation), log.string(frame.f_code.co_filename)
    head = log.prepare(phase, watch.id, *numbers, frame.f_lineno or 0, value)
    return _Heads(head[:8]), head[16:]
