"""Notices how a child ended when its parent reaps it.

The supervisor sees that a process has ended, but the exit status of one that is not its own child
is its parent's to take: by ``os.waitpid``, which multiprocessing and subprocess call too.
"""

from __future__ import annotations

import os
import sys

from ..patching.around import Watcher
from ..patching.standin import stand_in

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import FrameType
    from typing import Any

    from ..recorder.reporter import Reporter

_BY_A_SIGNAL = (2, 3)  # CLD_KILLED, CLD_DUMPED


class Wait(Watcher):
    """os.waitpid, wait, wait3, wait4: the result begins with the pid and the wait status."""

    def done(self, call: Any, result: Any) -> None:
        """A child was reaped, or none (pid 0)."""
        if result[0]:
            self.report.reaped(result[0], result[1])


class WaitId(Wait):
    """os.waitid: how it ended stands apart from the status; None when there is nobody."""

    def begin(self, frame: FrameType, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """A look with WNOWAIT leaves the child to be reaped, and its pid its own."""
        return None if args[2] & os.WNOWAIT else self

    def done(self, call: Any, result: Any) -> None:
        """A child has ended, or was only stopped."""
        if result is None:
            return
        if result.si_code == os.CLD_EXITED:
            self.report.reaped(result.si_pid, result.si_status << 8)
        elif result.si_code in _BY_A_SIGNAL:
            self.report.reaped(result.si_pid, result.si_status)


def install(report: Reporter) -> None:
    """Replace the wait functions that this system has, also where pickle finds them."""
    for name, kind in (
        ("waitpid", Wait),
        ("wait", Wait),
        ("wait3", Wait),
        ("wait4", Wait),
        ("waitid", WaitId),
    ):
        original = getattr(os, name, None)
        if original is not None:
            ours = stand_in(original, kind(report, "os." + name))
            for module in (os, sys.modules.get(original.__module__)):
                if getattr(module, name, None) is original:
                    setattr(module, name, ours)
