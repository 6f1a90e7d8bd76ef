"""Watches ``time.sleep`` when the script calls it."""

from __future__ import annotations

import sys
import time

from ...wire.records import Phase
from ..patching.standin import StandIn
from ..recorder.shorten import shorten

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ..recorder.reporter import Reporter

_caller = sys._getframe


class _Sleep(StandIn):
    def __init__(self, original: Any, report: Reporter) -> None:
        super().__init__(original)
        self._report = report

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        report, frame = self._report, _caller(1)
        told = not report.is_library(frame)
        if told:
            report.operation("time.sleep", Phase.BEGAN, frame, None, ", ".join(map(shorten, args)))
        try:
            result = self.original(*args, **kwargs)
        except BaseException as error:
            error.__traceback__ = error.__traceback__.tb_next  # type: ignore[union-attr]  # this frame
            if told:
                report.operation("time.sleep", Phase.FAILED, frame, None, type(error).__name__)
            raise
        if told:
            report.operation("time.sleep", Phase.DONE, frame)
        return result


def install(report: Reporter) -> None:
    """Replace ``time.sleep``."""
    time.sleep = _Sleep(time.sleep, report)
