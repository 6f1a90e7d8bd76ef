"""Notices how a child ended when its parent reaps it.

The supervisor sees that a process has ended, but the exit status of one that is not its own child
is its parent's to take: by ``os.waitpid``, which multiprocessing and subprocess call too.
"""

from __future__ import annotations

import os

from ..patching.standin import StandIn

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ..recorder.reporter import Reporter


class _Wait(StandIn):
    """os.waitpid, wait, wait3, wait4: the result begins with the pid and the wait status."""

    def __init__(self, original: Any, report: Reporter) -> None:
        super().__init__(original)
        self._report = report

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        try:
            result = self.original(*args, **kwargs)
        except BaseException as error:
            error.__traceback__ = error.__traceback__.tb_next  # type: ignore[union-attr]  # this frame
            raise
        if result[0]:
            self._report.reaped(result[0], result[1])
        return result


def install(report: Reporter) -> None:
    """Replace the wait functions that this system has."""
    for name in ("waitpid", "wait", "wait3", "wait4"):
        original = getattr(os, name, None)
        if original is not None:
            setattr(os, name, _Wait(original, report))
