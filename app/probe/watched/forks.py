"""Watches `os.fork`, as the script calls it: what it has printed before may lie in a buffer that is copied.

Multiprocessing empties the buffers before it forks; who calls os.fork has to do so. Whether the script does
is read from its code: there is no asking a buffer how much is in it.
"""

from __future__ import annotations

import os
import sys

from ...wire.records import Effect, Phase
from ..patching.around import Watcher
from ..patching.standin import replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import FrameType
    from typing import Any

    from ..recorder.reporter import Reporter

_FRAMES = 4
_PRINTING = frozenset(("print", "write", "writelines"))
_EMPTYING = "flush"


class Fork(Watcher):
    """Told in the parent: whether something that was printed may be in the child's copy of the buffer."""

    def begin(self, frame: FrameType, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """The library's own is not told."""
        return None if self.report.is_for_itself(frame) else frame

    def done(self, call: Any, result: Any) -> None:
        """The child has no pid of its own here."""
        if result:
            is_buffered = _is_buffered() and _has_printed(call, self.report)
            script, text = self.report.own(call), "buffered" if is_buffered else ""
            self.report.operation(self.name, Effect.COPY, Phase.DONE, script, None, text, result)


def install(report: Reporter) -> None:
    """Replace ``os.fork``, where there is one."""
    replace(os, "fork", Fork(report, "os.fork"), warns=sys.version_info >= (3, 12))


def _is_buffered() -> bool:
    """Whether stdout is the one that Python has made, and is not written through."""
    return getattr(sys.stdout, "write_through", True) is False and sys.stdout is sys.__stdout__


def _has_printed(frame: FrameType, report: Reporter) -> bool:
    """Whether the script's code that has come to the fork prints before it, and empties no buffer."""
    from . import variable_uses  # few scripts fork

    at = report.script_frame(frame)
    for _ in range(_FRAMES):
        if at is None:
            return False
        names = variable_uses.names_before(at.f_code, at.f_lasti)
        if _EMPTYING in names:
            return False
        if not _PRINTING.isdisjoint(names):
            return True
        at = report.script_frame(at.f_back)
    return False
