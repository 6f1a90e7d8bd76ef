"""Finds out whether a Python interpreter can run a watched script."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import threading
from functools import lru_cache
from typing import IO, NamedTuple

from app.language import QT_TRANSLATE_NOOP
from app.language.errors import ProcessionError
from app.platform.packaged import outside_environment

OLDEST = (3, 10)
#: Arguments that make an interpreter print its implementation, its version and its prefix.
QUESTION = (
    "-I",
    "-c",
    "import sys; print(sys.implementation.name, *sys.version_info[:3]); print(sys.prefix)",
)
_ASK_S = 10.0
_END_S = 1.0
_LONGEST_ANSWER = 8192


class Answer(NamedTuple):
    """A usable interpreter."""

    version: str  # "3.11.7"
    prefix: str  # the folder of the installation or of the virtual environment


def check_python(python: str) -> str:
    """The absolute path of a usable interpreter. Raises ProcessionError when it is not usable."""
    return ask_python(python)[0]


@lru_cache
def ask_python(python: str) -> tuple[str, Answer]:
    """The absolute path of a usable interpreter, and what it says of itself. Raises ProcessionError."""
    path = shutil.which(python)
    if path is None:
        raise ProcessionError(
            QT_TRANSLATE_NOOP(
                "errors", "{python} is not an executable file; give the path of a CPython 3.10 or newer."
            ),
            python=python or repr(python),
        )
    try:
        answer = _ask(path)
    except (OSError, ValueError) as error:
        raise _no_answer(python) from error
    return os.path.abspath(path), parse_answer(python, answer)


def _ask(path: str) -> str:
    """What a program prints for `QUESTION`; of one that prints too much or hangs, what it printed until then.

    It gets a session of its own, so that whatever it has started ends with it.
    """
    asked = subprocess.Popen(
        [path, *QUESTION],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=outside_environment(os.environ),
        bufsize=0,
        start_new_session=True,
    )
    said = bytearray()
    listener = threading.Thread(target=_listen, args=(asked.stdout, said), daemon=True)
    try:
        listener.start()
        listener.join(_ASK_S)
    finally:
        _end(asked)
    listener.join(_END_S)
    return said.decode("utf-8", "replace")


def _listen(source: IO[bytes], said: bytearray) -> None:
    with source:
        while len(said) < _LONGEST_ANSWER and (piece := source.read(_LONGEST_ANSWER)):
            said += piece


def _end(asked: subprocess.Popen[bytes]) -> None:
    if hasattr(os, "killpg"):
        with contextlib.suppress(OSError):  # the group is empty already
            os.killpg(asked.pid, signal.SIGKILL)
    asked.kill()
    asked.wait()


def parse_answer(python: str, answer: str) -> Answer:
    """The answer of an interpreter to `QUESTION`. Raises ProcessionError when it is not usable."""
    try:
        first, prefix = answer.splitlines()
        name, *numbers = first.split()
        major, minor, _micro = map(int, numbers)
    except ValueError as error:
        raise _no_answer(python) from error
    if name != "cpython" or (major, minor) < OLDEST:
        raise ProcessionError(
            QT_TRANSLATE_NOOP("errors", "{python} is {version}; give the path of a CPython 3.10 or newer."),
            python=python,
            version=f"{name} {major}.{minor}",
        )
    return Answer(".".join(numbers), prefix)


def _no_answer(python: str) -> ProcessionError:
    return ProcessionError(
        QT_TRANSLATE_NOOP(
            "errors",
            "{python} does not answer as a Python interpreter does; "
            "give the path of a CPython 3.10 or newer.",
        ),
        python=python,
    )
