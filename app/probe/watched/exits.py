"""Watches how a process ends itself, or another one, past the library: `os._exit`, `os.abort`, `os.kill`."""

from __future__ import annotations

import os

from ...wire.records import Effect, Phase
from ..patching.around import Watcher
from ..patching.standin import replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import FrameType
    from typing import Any

    from ..recorder.reporter import Reporter

_ABORTED = -6  # an exit code, by SIGABRT


class Quit(Watcher):
    """The process is gone after this, without a word."""

    def begin(self, frame: FrameType, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """None for the library's own: a forked child ends so, too."""
        if not self.report.is_for_itself(frame):
            status = args[0] if args else kwargs.get("status", _ABORTED)
            code = int(status) if type(status) is int else 0
            self.report.operation(self.name, Effect.QUIT, Phase.DONE, self.report.own(frame), None, "", code)


class Kill(Watcher):
    """Told before the signal is sent."""

    def begin(self, frame: FrameType, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """Signal 0 only asks whether there is such a process."""
        if len(args) != 2 or self.report.is_for_itself(frame):
            return
        pid, signal = args
        if isinstance(pid, int) and isinstance(signal, int) and pid > 0 and signal:
            script, text = self.report.own(frame), "%d" % signal
            self.report.operation(self.name, Effect.SIGNAL, Phase.DONE, script, None, text, int(pid))


def install(report: Reporter) -> None:
    """Replace the functions of ``os`` that this system has."""
    for name, watcher in (("_exit", Quit), ("abort", Quit), ("kill", Kill)):
        replace(os, name, watcher(report, "os." + name))
