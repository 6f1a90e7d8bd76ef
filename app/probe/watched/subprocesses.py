"""Watches ``subprocess.Popen``: which program was started, with which pid."""

from __future__ import annotations

import os

from ...wire.records import Effect, Phase
from ..patching.around import Watcher, around
from ..recorder.shorten import shorten

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import FrameType
    from typing import Any

    from ..recorder.reporter import Reporter


def patch(module: Any, report: Reporter) -> None:
    """Patch ``subprocess``."""
    module.Popen.__init__ = around(module.Popen.__init__, Started(report, "subprocess.Popen"))


class Started(Watcher):
    """A program was started; one that could not be is not told."""

    def begin(self, frame: FrameType, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """Nothing is told before."""
        return frame, args[0], args[1] if len(args) > 1 else kwargs.get("args")

    def done(self, call: Any, result: Any) -> None:
        """It runs."""
        frame, popen, program = call
        script = self.report.script_frame(frame)
        name = _program(program)
        self.report.operation(self.name, Effect.PROGRAM, Phase.DONE, script, None, name, popen.pid or 0)


def _program(args: Any) -> str:
    """The name of the program, as a person would call it."""
    first = args if isinstance(args, (str, bytes, os.PathLike)) else (list(args) or [""])[0]
    if isinstance(args, str):
        return shorten(args)
    return os.path.basename(os.fsdecode(first)) or "program"
