"""Standard streams that are closed, full, or read by nobody.

A command whose reader has gone (`procession list | head -1`) ends quietly, as other tools do. A closed
stream is replaced by the null device: otherwise the next file that is opened would take its number, and
what is written to "standard output" would end up in that file.
"""

from __future__ import annotations

import contextlib
import os
import signal
import sys
from collections.abc import Callable, Iterator
from typing import IO

from app.language import QT_TRANSLATE_NOOP
from app.language.errors import ProcessionError
from app.language.visible import visible
from app.platform.inherited import is_open

#: The exit code of a command whose reader has gone: as if SIGPIPE had ended it.
NOBODY_READS = 128 + getattr(signal, "SIGPIPE", signal.SIGTERM)
_NAMES = ("stdin", "stdout", "stderr")


class OutputError(ProcessionError):
    """The output could not be written."""


def open_closed_streams() -> None:
    """Open those of the three streams that are closed, on the null device."""
    for descriptor, name in enumerate(_NAMES):
        if not is_open(descriptor):
            _replace(descriptor)
        if getattr(sys, name) is None:
            mode = "w" if descriptor else "r"
            setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))  # noqa: SIM115  # until the end


def guarded(command: Callable[[], int]) -> int:
    """Run a command. Returns its exit code, or `NOBODY_READS` when its reader has gone. Raises OutputError.

    The buffers are flushed here, where a failure can still be reported.
    """
    try:
        try:
            return command()
        finally:
            with _as_output_error():
                sys.stdout.flush()
    except BrokenPipeError:
        _drop_output()
        return NOBODY_READS


def write(stream: IO[str], text: str) -> None:
    """Write text. Raises BrokenPipeError when nobody reads it, and OutputError."""
    with _as_output_error():
        stream.write(text)
        stream.flush()


def write_bytes(stream: IO[bytes], data: bytes | memoryview) -> None:
    """Write bytes. Raises BrokenPipeError when nobody reads them, and OutputError."""
    with _as_output_error():
        stream.write(data)
        stream.flush()


def complain(sentence: str) -> None:
    """Print an error in one line to standard error, if it is open."""
    try:
        print("procession:", visible(sentence), file=sys.stderr, flush=True)
    except OSError:
        _drop_output()


@contextlib.contextmanager
def _as_output_error() -> Iterator[None]:
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        _drop_output()
        raise OutputError(
            QT_TRANSLATE_NOOP("errors", "The output cannot be written: {reason}."), reason=error.strerror
        ) from error


def _drop_output() -> None:
    """Discard what the streams still hold, so that the interpreter's final flush does not fail."""
    for descriptor in (1, 2):
        try:
            getattr(sys, _NAMES[descriptor]).flush()
        except OSError:
            _replace(descriptor)


def _replace(descriptor: int) -> None:
    opened = os.open(os.devnull, os.O_RDWR)
    if opened != descriptor:
        os.dup2(opened, descriptor)
        os.close(opened)
    os.set_inheritable(descriptor, True)
