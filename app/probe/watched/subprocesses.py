"""Watches ``subprocess.Popen``: which program was started, who waits for its end, who ends it.

What is read from its pipes directly (``popen.stdout.read()``) goes through a file object that C code makes,
and is not seen.
"""

from __future__ import annotations

import os

from ...wire.records import Effect, Phase
from ..patching.around import Watcher, around
from ..recorder.shorten import describe_exception, shorten
from .bounds import bound_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import FrameType
    from typing import Any

    from ..recorder.reporter import Reporter

_PIPES = ("stdin", "stdout", "stderr")
#: The functions of the module that a script calls in place of a method.
_SHORTCUTS = frozenset(("run", "call"))


def patch(module: Any, report: Reporter) -> None:
    """Patch ``subprocess``."""
    cls = module.Popen
    cls.__init__ = around(cls.__init__, Started(report, "subprocess.Popen"))
    cls.wait = around(cls.wait, Wait(report, "Popen.wait"))
    cls.communicate = around(cls.communicate, Communicate(report, "Popen.communicate"))
    cls.poll = around(cls.poll, Poll(report, "Popen.poll"))
    for name in ("terminate", "kill"):
        setattr(cls, name, around(getattr(cls, name), Signal(report, "Popen." + name)))


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
        self.report.made(popen.pid or 0, frame)
        self.report.operation(self.name, Effect.PROGRAM, Phase.DONE, script, None, name, popen.pid or 0)


class Wait(Watcher):
    """Until a program has ended; called by the script, or by `run`, `call` or a `with` of the script."""

    effect, timeout_at = Effect.JOIN, 1

    def begin(self, frame: FrameType, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """None for one that has ended, and for what another of the library's modules waits for."""
        popen = args[0]
        at = self._outside(frame)
        if at is None or popen.returncode is not None:
            return None
        given = args[self.timeout_at] if len(args) > self.timeout_at else kwargs.get("timeout")
        caller = frame.f_code.co_name
        name = "subprocess." + caller if frame is not at and caller in _SHORTCUTS else self.name
        call = name, self.report.own(at), popen, bound_of(True, given)
        self._tell(Phase.BLOCKED, call, self.what(popen))
        return call

    def _outside(self, frame: FrameType) -> FrameType | None:
        """The frame that has called the module; None if that is the library's, for itself."""
        at = frame
        while at.f_globals.get("__name__") == "subprocess" and at.f_back is not None:
            at = at.f_back
        return None if self.report.is_for_itself(at) else at

    def what(self, popen: Any) -> str:
        """What it waits for besides its end: its pipes."""
        return ""

    def done(self, call: Any, result: Any) -> None:
        """It has ended."""
        self._tell(Phase.DONE, call, "")

    def failed(self, call: Any, error: BaseException) -> None:
        """The time is over, mostly."""
        self._tell(Phase.FAILED, call, describe_exception(error))

    def _tell(self, phase: int, call: Any, text: str) -> None:
        name, script, popen, bound = call
        self.report.operation(name, self.effect, phase, script, None, text, popen.pid, bound)


class Communicate(Wait):
    """The same with its pipes: it is read to the end of its output first."""

    effect, timeout_at = Effect.TALK, 2

    def what(self, popen: Any) -> str:
        """The pipes that are open."""
        pipes = [(name, popen.__dict__.get(name)) for name in _PIPES]
        return ", ".join(name for name, pipe in pipes if pipe is not None and not pipe.closed)


class Poll(Watcher):
    """Whether it has ended: an answer at once."""

    def begin(self, frame: FrameType, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """None for the library's own."""
        return None if self.report.is_for_itself(frame) else (self.report.own(frame), args[0])

    def done(self, call: Any, result: Any) -> None:
        """Its exit code, or None."""
        text = "%s|%s" % (_program(call[1].args), result)
        self.report.operation(self.name, Effect.CALL, Phase.DONE, call[0], None, text, call[1].pid)


class Signal(Watcher):
    """terminate and kill; told before the signal is sent, as far as is known to one that lives."""

    def begin(self, frame: FrameType, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """The signal is on its way."""
        popen = args[0]
        if popen.returncode is None and not self.report.is_for_itself(frame):
            name, script = _program(popen.args), self.report.own(frame)
            self.report.operation(self.name, Effect.SIGNAL, Phase.DONE, script, None, name, popen.pid)


def _program(args: Any) -> str:
    """The name of the program, as a person would call it."""
    first = args if isinstance(args, (str, bytes, os.PathLike)) else (list(args) or [""])[0]
    if isinstance(args, str):
        return shorten(args)
    return os.path.basename(os.fsdecode(first)) or "program"
