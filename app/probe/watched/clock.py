"""Watches ``time.sleep`` when the script calls it."""

from __future__ import annotations

import time

from ...wire.records import Effect, Phase
from ..patching.around import Watcher
from ..patching.standin import stand_in
from ..recorder.shorten import shorten
from .bounds import bound_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import FrameType
    from typing import Any

    from ..recorder.reporter import Reporter


class Sleep(Watcher):
    """Told when it begins and when it is over."""

    def begin(self, frame: FrameType, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """None for the library's own."""
        if self.report.is_for_itself(frame):
            return None
        script, text = self.report.own(frame), ", ".join(map(shorten, args))
        bound = bound_of(True, args[0] if args else None)
        self.report.operation(self.name, Effect.SLEEP, Phase.BEGAN, script, None, text, 0, bound)
        return (script,)

    def done(self, call: Any, result: Any) -> None:
        """The time is over."""
        self.report.operation(self.name, Effect.SLEEP, Phase.DONE, call[0])

    def failed(self, call: Any, error: BaseException) -> None:
        """Interrupted by a signal's handler."""
        self.report.operation(self.name, Effect.SLEEP, Phase.FAILED, call[0], None, type(error).__name__)


def install(report: Reporter) -> None:
    """Replace ``time.sleep``."""
    setattr(time, "sleep", stand_in(time.sleep, Sleep(report, "time.sleep")))  # noqa: B010  # for mypy
