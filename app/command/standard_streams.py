"""Standard input and output as they are found: closed, full, or read by nobody.

A command whose reader has gone (`procession list | head -1`) ends quietly, as other tools do. What
was closed is replaced by the null device: else the next file that is opened takes its number, and
whoever writes to "standard output" writes into that file.
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

#: The exit code of a command that nobody listens to: as if SIGPIPE had ended it.
NOBODY_READS = 128 + getattr(signal, "SIGPIPE", signal.SIGTERM)
_NAMES = ("stdin", "stdout", "stderr")


class OutputError(ProcessionError):
    """What was to be printed could not be."""


def open_closed_streams() -> None:
    """Open what is closed of the three, on the null device."""
    for descriptor, name in enumerate(_NAMES):
        try:
            os.fstat(descriptor)
        except OSError:
            _replace(descriptor)
        if getattr(sys, name) is None:
            mode = "w" if descriptor else "r"
            setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))  # noqa: SIM115  # until the end


def guarded(command: Callable[[], int]) -> int:
    """A command's exit code; `NOBODY_READS` when its reader has gone. Raises OutputError.

    What is still in the buffers is written here, where it can be seen that it does not work.
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
    """Say on standard error what is wrong, if anybody hears it."""
    try:
        print("procession:", sentence, file=sys.stderr, flush=True)
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
    """What the streams still hold goes nowhere; the interpreter's last flush is not to complain."""
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
