"""Watches Process: start, join, is_alive, terminate, kill, interrupt, close, a child's beginning and end."""

from __future__ import annotations

from ...wire.records import Effect, Phase
from ..patching.around import Watcher, around, cut
from ..patching.likeness import like
from ..recorder.shorten import describe_exception
from . import errors, forked_threads, own_objects, unlocked_updates
from .bounds import bound_of
from .endings import is_exit
from .errors import RUN
from .first_values import FirstValues
from .own_copies import OwnCopies, aside, values_before

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import FrameType
    from typing import Any

    from ..recorder.reporter import Reporter


def patch(module: Any, report: Reporter) -> None:
    """Patch ``multiprocessing.process``."""
    cls, own = module.BaseProcess, OwnCopies(report)
    cls.start = around(cls.start, Start(report, "Process.start", own, cls))
    cls.join = around(cls.join, Join(report, "Process.join", own))
    cls.is_alive = around(cls.is_alive, IsAlive(report, "Process.is_alive"))
    cls.close = around(cls.close, Close(report, "Process.close"))
    getter = around(cls.exitcode.fget, ExitCode(report, "Process.exitcode"))
    cls.exitcode = property(getter, doc=cls.exitcode.__doc__)
    for name in ("terminate", "kill", "interrupt"):
        if hasattr(cls, name):  # interrupt came with 3.14
            setattr(cls, name, around(getattr(cls, name), Signal(report, "Process." + name)))
    _patch_bootstrap(cls, report, own)


class ProcessWatcher(Watcher):
    """One method of Process, as the script calls it."""

    effect = Effect.CALL

    def tell(self, phase: int, frame: FrameType | None, text: str, **what: Any) -> None:
        """One phase of the call."""
        self.report.operation(self.name, self.effect, phase, frame, None, text, **what)

    def failed(self, call: Any, error: BaseException) -> None:
        """The call's first element is its frame."""
        self.tell(Phase.FAILED, call[0], describe_exception(error))


class Start(ProcessWatcher):
    """Told for the library, too: a Pool's workers are processes of the run."""

    effect = Effect.START

    def __init__(self, report: Reporter, name: str, own: OwnCopies, base: Any) -> None:
        super().__init__(report, name)
        self._own, self._base = own, base
        self._first = FirstValues(report)

    def begin(self, frame: FrameType, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """The child has a name already."""
        script = self.report.own(frame)
        self.tell(Phase.BEGAN, script, args[0].name)
        report, given = self.report, None
        function, before = None, None
        if script is not None:
            function, before = aside(report, values_before, args[0], self._base) or (None, None)
            given = aside(report, own_objects.given_to, args[0], self._base)
        threads = aside(report, forked_threads.other_threads, report)
        held = own_objects.held(given or [])
        return script, args[0], frame, (function, before), threads, held

    def done(self, call: Any, result: Any) -> None:
        """It has a pid."""
        pid = _pid(call[1])
        function, before = call[3]
        self._own.started(pid, function, before, call[5])
        self.report.made(pid, call[2])
        self.tell(Phase.DONE, call[0], call[1].name, value=pid)
        method = getattr(call[1]._popen, "method", "")
        if function is not None and method != "fork":
            aside(self.report, self._first.tell_changed, function, call[0], pid)
        if call[4] and method == "fork":
            aside(self.report, forked_threads.tell, self.report, call[4], pid)


class Join(ProcessWatcher):
    """Waits for the child's end."""

    effect = Effect.JOIN

    def __init__(self, report: Reporter, name: str, own: OwnCopies) -> None:
        super().__init__(report, name)
        self._own = own

    def begin(self, frame: FrameType, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """It counts as waiting from here."""
        at_exit = is_exit(frame)
        if not at_exit and self.report.is_for_itself(frame):
            return None
        script = self.report.own(frame)
        timeout = args[1] if len(args) > 1 else kwargs.get("timeout")
        bound = bound_of(True, timeout)
        if _pid(args[0]):  # else it was closed, or never started, and the call is refused
            phase = Phase.BEGAN if at_exit else Phase.BLOCKED
            self.tell(phase, script, args[0].name, value=_pid(args[0]), bound=bound)
        return script, args[0], bound

    def failed(self, call: Any, error: BaseException) -> None:
        """It was closed or never started, or a signal's handler has raised."""
        text = describe_exception(error)
        self.tell(Phase.FAILED, call[0], text, value=_pid(call[1]), bound=call[2])

    def done(self, call: Any, result: Any) -> None:
        """The child has ended, or the time is over."""
        pid = _pid(call[1])
        self.tell(Phase.DONE, call[0], call[1].name, value=pid, bound=call[2])
        if call[0] is not None and pid and getattr(call[1]._popen, "returncode", None) is not None:
            aside(self.report, self._own.joined, pid, call[0])


class AtOnce(ProcessWatcher):
    """What does not wait: nothing is told before."""

    def begin(self, frame: FrameType, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """Its pid is forgotten by a close."""
        if self.report.is_for_itself(frame):
            return None
        return self.report.own(frame), args[0], _pid(args[0])


class IsAlive(AtOnce):
    """Answered with True or False."""

    def done(self, call: Any, result: Any) -> None:
        """The answer."""
        self.tell(Phase.DONE, call[0], "%s|%s" % (call[1].name, result), value=call[2])


class ExitCode(AtOnce):
    """What the script reads of a child that has ended, unless that is 0."""

    effect = Effect.ASK

    def done(self, call: Any, result: Any) -> None:
        """It has failed."""
        if result:
            self.tell(Phase.DONE, None, "", value=call[2])


class Close(AtOnce):
    """From then on every call but another close is refused."""

    def done(self, call: Any, result: Any) -> None:
        """It is closed."""
        self.tell(Phase.DONE, call[0], call[1].name, value=call[2])


class Signal(AtOnce):
    """terminate, kill and interrupt; told before the signal is sent, if there is somebody to send it to."""

    effect = Effect.SIGNAL

    def begin(self, frame: FrameType, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """The signal is on its way."""
        call = super().begin(frame, args, kwargs)
        if call is not None and call[2]:
            self.tell(Phase.DONE, call[0], args[0].name, value=call[2])
        return call


def _pid(process: Any) -> int:
    popen = getattr(process, "_popen", None)
    return getattr(popen, "pid", 0) or 0


# --- a child's beginning and end ---------------------------------------------------------


def _patch_bootstrap(cls: Any, report: Reporter, own: OwnCopies) -> None:
    """What every child runs first, under every start method."""
    original = cls._bootstrap

    def _bootstrap(self: Any, parent_sentinel: Any = None) -> Any:
        try:
            _describe(self, report)
            _tell_run(self, report, own, cls)
        except BaseException as error:
            if report.is_the_scripts(error, "Process._bootstrap"):
                raise  # our own failure is not the child's
        exitcode = original(self, parent_sentinel)
        try:
            report.sample()
        except BaseException as error:
            if report.is_the_scripts(error, "variables"):
                raise
        return exitcode

    cls._bootstrap = like(original, _bootstrap)


def _describe(process: Any, report: Reporter) -> None:
    report.describe(
        kind="process",
        name=process.name,
        daemon=bool(process.daemon),
        method=report.method,
        parent_pid=process._parent_pid,
    )
    report.launched = report.launched or report.method != "fork"  # loky's children are run as `-m joblib....`
    report.sample()


def _tell_run(process: Any, report: Reporter, own_copies: OwnCopies, base: Any) -> None:
    """Let the process's own run be told; the script's code finds the attributes as they were before."""
    attributes = process.__dict__
    own = {"run": attributes["run"]} if "run" in attributes else {}

    def told() -> Any:
        attributes.pop("run", None)
        attributes.update(own)
        report.operation(RUN, Effect.RUN, Phase.BEGAN, None, None, process.name)
        function, before = aside(report, values_before, process, base) or (None, None)
        code, given = aside(report, own_objects.given_and_code, process, base) or (None, [])
        if function is not None:
            aside(report, unlocked_updates.tell, report, function, process)
        if function is not None and report.method != "fork":
            aside(report, FirstValues(report).tell_first, function)
        try:
            result = process.run()
        except BaseException as error:
            report.code_over = True
            if errors.is_quiet_exit(error):
                report.operation(RUN, Effect.RUN, Phase.DONE, None, None, process.name)
            else:
                errors.tell(report, RUN, Effect.RUN, error)
            cut(error)
            raise
        report.code_over = True
        if before is not None:
            aside(report, own_copies.changed, function, before)
        if given:
            aside(report, own_copies.changed_objects, given, code)
        report.operation(RUN, Effect.RUN, Phase.DONE, None, None, process.name)
        return result

    attributes["run"] = told
