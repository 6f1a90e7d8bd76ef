"""Watches Process: start, join, is_alive, terminate, kill, and a child's beginning and end."""

from __future__ import annotations

import sys

from ...wire.records import Phase
from ..patching.likeness import like
from ..recorder.handlers import is_of_handler
from ..recorder.shorten import describe_exception

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ..recorder.reporter import Reporter

_caller = sys._getframe


def patch(module: Any, report: Reporter) -> None:
    """Patch ``multiprocessing.process``."""
    cls = module.BaseProcess
    _patch_start(cls, report)
    _patch_join(cls, report)
    _patch_is_alive(cls, report)
    for name in ("terminate", "kill"):
        _patch_signal(cls, name, report)
    _patch_bootstrap(cls, report)


def patch_popen(module: Any, report: Reporter) -> None:
    """Patch ``multiprocessing.popen_fork``: see which daemons end because main's code has ended."""
    original = module.Popen.terminate

    def terminate(self: Any) -> Any:
        if _caller(1).f_code.co_name == "_exit_function":
            report.operation("Process.end_daemon", Phase.DONE, None, None, "", self.pid)
        return original(self)

    module.Popen.terminate = like(original, terminate)


def _from_script(report: Reporter) -> Any:
    """The frame that called the patched method, if it is the script's; None for the library's."""
    frame = _caller(2)
    return None if report.is_library(frame) else frame


def _pid(process: Any) -> int:
    popen = getattr(process, "_popen", None)
    return getattr(popen, "pid", 0) or 0


def _patch_start(cls: Any, report: Reporter) -> None:
    original = cls.start

    def start(self: Any) -> Any:
        frame = _from_script(report)
        report.operation("Process.start", Phase.BEGAN, frame, None, self.name)
        try:
            result = original(self)
        except BaseException as error:
            report.operation("Process.start", Phase.FAILED, frame, None, describe_exception(error))
            error.__traceback__ = error.__traceback__.tb_next  # type: ignore[union-attr]  # this frame
            del self  # this frame stays reachable from the next one in the traceback
            raise
        report.operation("Process.start", Phase.DONE, frame, None, self.name, _pid(self))
        return result

    cls.start = like(original, start)


def _patch_join(cls: Any, report: Reporter) -> None:
    original = cls.join

    def join(self: Any, timeout: Any = None) -> Any:
        frame = _from_script(report)
        if frame is None:
            return _quietly(original, self, timeout)
        report.operation("Process.join", Phase.BLOCKED, frame, None, self.name, _pid(self))
        try:
            result = original(self, timeout)
        except BaseException as error:
            report.operation("Process.join", Phase.FAILED, frame, None, describe_exception(error))
            error.__traceback__ = error.__traceback__.tb_next  # type: ignore[union-attr]
            del self
            raise
        report.operation("Process.join", Phase.DONE, frame, None, self.name, _pid(self))
        return result

    cls.join = like(original, join)


def _quietly(original: Any, *args: Any) -> Any:
    """A call that the library makes for itself."""
    try:
        return original(*args)
    except BaseException as error:
        error.__traceback__ = error.__traceback__.tb_next.tb_next  # type: ignore[union-attr]
        del args
        raise


def _patch_is_alive(cls: Any, report: Reporter) -> None:
    original = cls.is_alive

    def is_alive(self: Any) -> Any:
        frame = _from_script(report)
        if frame is None:
            return _quietly(original, self)
        try:
            result = original(self)
        except BaseException as error:
            error.__traceback__ = error.__traceback__.tb_next  # type: ignore[union-attr]
            del self
            raise
        text = "%s|%s" % (self.name, result)
        report.operation("Process.is_alive", Phase.DONE, frame, None, text, _pid(self))
        return result

    cls.is_alive = like(original, is_alive)


def _patch_signal(cls: Any, name: str, report: Reporter) -> None:
    """terminate and kill; told before the signal is sent."""
    original = getattr(cls, name)

    def send(self: Any) -> Any:
        frame = _from_script(report)
        if frame is not None:
            report.operation("Process." + name, Phase.DONE, frame, None, self.name, _pid(self))
        try:
            return original(self)
        except BaseException as error:
            error.__traceback__ = error.__traceback__.tb_next  # type: ignore[union-attr]
            del self
            raise

    setattr(cls, name, like(original, send))


def _patch_bootstrap(cls: Any, report: Reporter) -> None:
    """What every child runs first, under every start method."""
    original = cls._bootstrap

    def _bootstrap(self: Any, parent_sentinel: Any = None) -> Any:
        try:
            _describe(self, report)
            self.run = _told_run(self, self.run, report)
        except Exception as error:
            if is_of_handler(error):
                raise  # our own failure is not the child's
        exitcode = original(self, parent_sentinel)
        try:
            report.sample()
        except Exception as error:
            if is_of_handler(error):
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
    report.sample()


def _is_quiet_exit(error: BaseException) -> bool:
    return isinstance(error, SystemExit) and not error.code


def _told_run(process: Any, run: Any, report: Reporter) -> Any:
    """The process's own run, told; the attribute goes again before the script's code sees it."""

    def told() -> Any:
        process.__dict__.pop("run", None)
        report.operation("Process.run", Phase.BEGAN, None, None, process.name)
        try:
            result = run()
        except BaseException as error:
            phase = Phase.DONE if _is_quiet_exit(error) else Phase.FAILED
            report.operation("Process.run", phase, None, None, describe_exception(error))
            error.__traceback__ = error.__traceback__.tb_next  # type: ignore[union-attr]
            raise
        report.operation("Process.run", Phase.DONE, None, None, process.name)
        return result

    return told
