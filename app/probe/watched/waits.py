"""Notices how a child ended when its parent reaps it.

The supervisor sees that a process has ended, but the exit status of one that is not its own child
is its parent's to take: by ``os.waitpid``, which multiprocessing and subprocess call too.
"""

from __future__ import annotations

import os

from ..patching.around import Watcher
from ..patching.standin import stand_in

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import FrameType
    from typing import Any

    from ..recorder.reporter import Reporter


class Wait(Watcher):
    """os.waitpid, wait, wait3, wait4: the result begins with the pid and the wait status."""

    def begin(self, frame: FrameType, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """Nothing is told before."""
        return self

    def done(self, call: Any, result: Any) -> None:
        """A child was reaped, or none (pid 0)."""
        if result[0]:
            self.report.reaped(result[0], result[1])


def install(report: Reporter) -> None:
    """Replace the wait functions that this system has."""
    for name in ("waitpid", "wait", "wait3", "wait4"):
        original = getattr(os, name, None)
        if original is not None:
            setattr(os, name, stand_in(original, Wait(report, "os." + name)))
