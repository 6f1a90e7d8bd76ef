"""Writes the JSON report of a run; that it can be written is known before the run begins."""

from __future__ import annotations

import json
import os
import stat
import time
from pathlib import Path

from app.command.standard_streams import complain
from app.findings.judge import Judgement
from app.language import QT_TRANSLATE_NOOP, translate
from app.language.errors import ProcessionError
from app.recording.export.report import build_report
from app.state.model import Run

try:
    import fcntl
except ImportError:  # Windows has no flock
    fcntl = None  # type: ignore[assignment]

_OTHERS_S = 5.0


class ReportWriter:
    """The report of one run. Raises ProcessionError at once when the file cannot be written."""

    def __init__(self, path: str) -> None:
        self._path = Path(path)
        try:
            with open(path, "a", encoding="utf-8", opener=_open_nonblocking):
                pass
        except OSError as error:
            raise ProcessionError(
                QT_TRANSLATE_NOOP(
                    "errors",
                    "The report cannot be written to {path}: {reason}. "
                    "Give a file in a folder that you may write to.",
                ),
                path=path or repr(path),
                reason=error.strerror,
            ) from error

    def write(self, run: Run, judgement: Judgement) -> bool:
        """Write what is known of the run. Returns whether that was possible; if not, it has been reported."""
        text = json.dumps(build_report(run, judgement), ensure_ascii=False, indent=1)
        try:
            with open(self._path, "w", encoding="utf-8", opener=_open_alone) as file:
                file.write(text + "\n")
        except OSError as error:
            sentence = translate("terminal", "the report could not be written: {reason}")
            complain(sentence.format(reason=error.strerror))
            return False
        return True


def _open_alone(path: str, flags: int) -> int:
    """Open a file to be written anew; one that another run is writing just now is emptied after that."""
    descriptor = _open_nonblocking(path, flags & ~os.O_TRUNC)
    try:
        if stat.S_ISREG(os.fstat(descriptor).st_mode):
            _wait_for_others(descriptor)
            os.ftruncate(descriptor, 0)
    except BaseException:
        os.close(descriptor)
        raise
    return descriptor


def _wait_for_others(descriptor: int) -> None:
    """Until no other run writes this file; one that does not come to an end is not waited for."""
    deadline = time.monotonic() + _OTHERS_S
    while fcntl is not None and time.monotonic() < deadline:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        except BlockingIOError:
            time.sleep(0.01)
        except OSError:
            return  # not every file system has locks


def _open_nonblocking(path: str, flags: int) -> int:
    """Open a file; a FIFO that nobody reads is an error instead of a reason to wait."""
    nonblocking = getattr(os, "O_NONBLOCK", 0)
    descriptor = os.open(path, flags | nonblocking, 0o666)
    if nonblocking:
        os.set_blocking(descriptor, True)
    return descriptor
