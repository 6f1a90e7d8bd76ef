"""Watches os.waitpid and its like: who waits for which child, and how a child ended.

The supervisor sees that a process has ended, but the exit status of one that is not its own child
is its parent's to take: by ``os.waitpid``, which multiprocessing and subprocess call too.
"""

from __future__ import annotations

import os

from ...wire.records import AT_ONCE, FOR_EVER, Effect, Phase
from ..patching.around import Watcher
from ..patching.standin import replace
from ..recorder.shorten import describe_exception

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import FrameType
    from typing import Any

    from ..recorder.reporter import Reporter

_BY_A_SIGNAL = (2, 3)  # CLD_KILLED, CLD_DUMPED
_ANY_CHILD = -1
_NUMBERS = (int, bool)


class Wait(Watcher):
    """os.wait, wait3, wait4, waitpid: the result begins with the pid and the wait status.

    `pid_at` and `options_at`: where these stand among the arguments; `options_at` of wait is beyond them.
    """

    def __init__(self, report: Reporter, name: str, pid_at: int | None, options_at: int) -> None:
        super().__init__(report, name)
        self._pid_at, self._options_at = pid_at, options_at

    def begin(self, frame: FrameType, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """A wait of the script blocks from here on, unless it only asks."""
        if self.report.is_for_itself(frame):
            return False, None, 0, FOR_EVER
        script = self.report.own(frame)
        options = _argument(args, self._options_at, kwargs, "options")
        bound = AT_ONCE if options & os.WNOHANG else FOR_EVER
        pid = self.pid_of(args, kwargs)
        if bound != AT_ONCE:
            self._tell(Phase.BLOCKED, script, "", pid, bound)
        return True, script, pid, bound

    def pid_of(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> int:
        """The pid that is waited for; not above 0: that of any child."""
        return _ANY_CHILD if self._pid_at is None else _argument(args, self._pid_at, kwargs, "pid")

    def done(self, call: Any, result: Any) -> None:
        """A child was reaped, or none (pid 0)."""
        if result[0]:
            self.report.reaped(result[0], result[1])
        self._tell_end(call, result[0])

    def failed(self, call: Any, error: BaseException) -> None:
        """There is no such child, mostly."""
        is_told, script, pid, bound = call
        if is_told:
            self._tell(Phase.FAILED, script, describe_exception(error), pid, bound)

    def _tell_end(self, call: Any, reaped: int) -> None:
        is_told, script, pid, bound = call
        if is_told:
            self._tell(Phase.DONE, script, "", reaped or pid, bound)

    def _tell(self, phase: int, frame: FrameType | None, text: str, pid: int, bound: float) -> None:
        self.report.operation(self.name, Effect.JOIN, phase, frame, None, text, pid, bound)


class WaitId(Wait):
    """os.waitid: how it ended stands apart from the status; None when there is nobody.

    A look with WNOWAIT leaves the child to be reaped, and its pid its own.
    """

    def begin(self, frame: FrameType, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """Whether it only looks, too."""
        looks = _argument(args, self._options_at, kwargs, "options") & os.WNOWAIT
        return super().begin(frame, args, kwargs), looks

    def pid_of(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> int:
        """One pid is waited for, or any child of some."""
        is_one = _argument(args, 0, kwargs, "idtype") == os.P_PID
        return _argument(args, 1, kwargs, "id") if is_one else _ANY_CHILD

    def done(self, call: Any, result: Any) -> None:
        """A child has ended, or was only stopped."""
        wait, looks = call
        if result is not None and not looks:
            if result.si_code == os.CLD_EXITED:
                self.report.reaped(result.si_pid, result.si_status << 8)
            elif result.si_code in _BY_A_SIGNAL:
                self.report.reaped(result.si_pid, result.si_status)
        self._tell_end(wait, result.si_pid if result is not None else 0)

    def failed(self, call: Any, error: BaseException) -> None:
        """There is no such child, mostly."""
        super().failed(call[0], error)


def _argument(args: tuple[Any, ...], at: int, kwargs: dict[str, Any], name: str) -> int:
    """A number among the arguments; 0 for what is none, as no code of the script may run for it."""
    given: Any = args[at] if len(args) > at else kwargs.get(name)
    return int(given) if type(given) in _NUMBERS else 0


_BEYOND = 9


def install(report: Reporter) -> None:
    """Replace the wait functions that this system has."""
    for name, kind, pid_at, options_at in (
        ("waitpid", Wait, 0, 1),
        ("wait", Wait, None, _BEYOND),
        ("wait3", Wait, None, 0),
        ("wait4", Wait, 0, 1),
        ("waitid", WaitId, 1, 2),
    ):
        replace(os, name, kind(report, "os." + name, pid_at, options_at))
