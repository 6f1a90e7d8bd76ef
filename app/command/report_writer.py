"""Folds a run's blocks as they come, and writes the JSON report at its end."""

from __future__ import annotations

import json
import os
from pathlib import Path

from app.command.standard_streams import complain
from app.language import QT_TRANSLATE_NOOP, translate
from app.language.errors import ProcessionError
from app.recording.export.report import build_report
from app.state.fold import Fold


class ReportWriter:
    """The report of one run. Raises ProcessionError at once when the file cannot be written."""

    def __init__(self, path: str) -> None:
        self._path = Path(path)
        self._fold = Fold(keep_output=None)
        try:
            with open(path, "a", encoding="utf-8", opener=_open_now):
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

    def take(self, block: bytes) -> None:
        """Fold a block."""
        self._fold.feed(block)
        while self._fold.advance():
            pass

    def write(self) -> bool:
        """Write what is known of the run; whether that was possible. If not, it is said."""
        text = json.dumps(build_report(self._fold.run), ensure_ascii=False, indent=1)
        try:
            with open(self._path, "w", encoding="utf-8", opener=_open_now) as file:
                file.write(text + "\n")
        except OSError as error:
            sentence = translate("terminal", "the report could not be written: {reason}")
            complain(sentence.format(reason=error.strerror))
            return False
        return True


def _open_now(path: str, flags: int) -> int:
    """Open a file; a FIFO that nobody reads is an error and no reason to wait."""
    wait_not = getattr(os, "O_NONBLOCK", 0)
    descriptor = os.open(path, flags | wait_not, 0o666)
    if wait_not:
        os.set_blocking(descriptor, True)
    return descriptor
