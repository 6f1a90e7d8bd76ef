"""Folds a run's blocks as they come, and writes the JSON report at its end."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from app.errors import ProcessionError
from app.language import QT_TRANSLATE_NOOP, translate
from app.state.fold import Fold
from app.state.report import build_report


class ReportWriter:
    """The report of one run. Raises ProcessionError at once when the file cannot be written."""

    def __init__(self, path: str) -> None:
        self._path = Path(path)
        self._fold = Fold(keep_output=None)
        try:
            with open(self._path, "a", encoding="utf-8"):
                pass
        except OSError as error:
            raise ProcessionError(
                QT_TRANSLATE_NOOP(
                    "errors",
                    "The report cannot be written to {path}: {reason}. "
                    "Give a file in a folder that you may write to.",
                ),
                path=path,
                reason=error.strerror,
            ) from error

    def take(self, block: bytes) -> None:
        """Fold a block."""
        self._fold.feed(block)
        while self._fold.advance():
            pass

    def write(self) -> None:
        """Write what is known of the run."""
        text = json.dumps(build_report(self._fold.run), ensure_ascii=False, indent=1)
        try:
            self._path.write_text(text + "\n", encoding="utf-8")
        except OSError as error:
            sentence = translate("terminal", "the report could not be written: {reason}")
            print("procession:", sentence.format(reason=error), file=sys.stderr)
