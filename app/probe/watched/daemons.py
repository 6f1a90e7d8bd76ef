"""Notices which daemons multiprocessing ends because main's code is over."""

from __future__ import annotations

from ...wire.records import Effect, Phase
from ..patching.around import Watcher, around

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import FrameType
    from typing import Any

    from ..recorder.reporter import Reporter


def patch(module: Any, report: Reporter) -> None:
    """Patch ``multiprocessing.popen_fork``, from which the other ways of POSIX descend."""
    module.Popen.terminate = around(module.Popen.terminate, EndDaemon(report, "Process.end_daemon"))


class EndDaemon(Watcher):
    """Told before the signal is sent."""

    def begin(self, frame: FrameType, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """Only what the library's own exit function does."""
        if frame.f_code.co_name == "_exit_function":
            pid = args[0].pid
            self.report.operation(self.name, Effect.END, Phase.DONE, None, None, "", pid)
