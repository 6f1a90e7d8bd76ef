"""Watches ``subprocess.Popen``: which program was started, with which pid."""

from __future__ import annotations

import os
import sys

from ...wire.records import Phase
from ..patching.likeness import like
from ..recorder.shorten import shorten

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ..recorder.reporter import Reporter


def patch(module: Any, report: Reporter) -> None:
    """Patch ``subprocess``."""
    original = module.Popen.__init__

    def __init__(self: Any, args: Any, *rest: Any, **kwargs: Any) -> None:
        try:
            original(self, args, *rest, **kwargs)
        except BaseException as error:
            error.__traceback__ = error.__traceback__.tb_next  # type: ignore[union-attr]  # this frame
            del self
            raise
        frame = report.script_frame(sys._getframe(1))
        report.operation("subprocess.Popen", Phase.DONE, frame, None, _program(args), self.pid or 0)

    module.Popen.__init__ = like(original, __init__)


def _program(args: Any) -> str:
    """The name of the program, as a person would call it."""
    first = args if isinstance(args, (str, bytes, os.PathLike)) else (list(args) or [""])[0]
    if isinstance(args, str):
        return shorten(args)
    return os.path.basename(os.fsdecode(first)) or "program"
