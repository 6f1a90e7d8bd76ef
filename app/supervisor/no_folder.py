"""Why no folder could be made for a run, in a sentence whose advice fits the cause."""

from __future__ import annotations

import errno
from pathlib import Path

from app.language import QT_TRANSLATE_NOOP
from app.language.errors import ProcessionError

_NO_SPACE = QT_TRANSLATE_NOOP(
    "errors",
    "No folder for the run could be made in {folder}: {reason}. "
    "Free some space there, or set TMPDIR to another folder.",
)
_NOT_ALLOWED = QT_TRANSLATE_NOOP(
    "errors",
    "No folder for the run could be made in {folder}: {reason}. "
    "Set TMPDIR to a folder that you may write to.",
)
_NOT_THERE = QT_TRANSLATE_NOOP(
    "errors",
    "No folder for the run could be made in {folder}: {reason}. "
    "Make that folder again, or set TMPDIR to another one.",
)
_TOO_MANY_FILES = QT_TRANSLATE_NOOP(
    "errors",
    "No folder for the run could be made in {folder}: {reason}. "
    "Close other programs, or allow more open files (ulimit -n).",
)
_OTHER = QT_TRANSLATE_NOOP(
    "errors",
    "No folder for the run could be made in {folder}: {reason}. Set TMPDIR to another folder.",
)
_NO_PLACE = QT_TRANSLATE_NOOP(
    "errors",
    "No folder for the run could be made: there is no temporary folder that can be written to. "
    "Free some space, or set TMPDIR to a folder that you may write to.",
)
_BY_CAUSE = {
    errno.ENOSPC: _NO_SPACE,
    errno.EDQUOT: _NO_SPACE,
    errno.EACCES: _NOT_ALLOWED,
    errno.EPERM: _NOT_ALLOWED,
    errno.EROFS: _NOT_ALLOWED,
    errno.ENOENT: _NOT_THERE,
    errno.ENOTDIR: _NOT_THERE,
    errno.EMFILE: _TOO_MANY_FILES,
    errno.ENFILE: _TOO_MANY_FILES,
}


def no_folder(place: Path | None, error: OSError) -> ProcessionError:
    """The error for a person; `place` is where the folder should have been, None when no place was found."""
    if place is None:
        return ProcessionError(_NO_PLACE)
    template = _BY_CAUSE.get(error.errno or 0, _OTHER)
    return ProcessionError(template, folder=place, reason=error.strerror or error)
