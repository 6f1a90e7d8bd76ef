"""Finds out whether a Python can run a watched script."""

from __future__ import annotations

import os
from functools import lru_cache
from typing import NamedTuple

from app.errors import ProcessionError
from app.language import QT_TRANSLATE_NOOP
from app.packaged import outside_environment

OLDEST = (3, 10)
#: What a Python is started with to tell what it is: its kind, its version, where it lives.
QUESTION = (
    "-I",
    "-c",
    "import sys; print(sys.implementation.name, *sys.version_info[:3]); print(sys.prefix)",
)
_ASK_S = 20.0


class Answer(NamedTuple):
    """A usable Python."""

    version: str  # "3.11.7"
    prefix: str  # the folder of the installation or of the virtual environment


@lru_cache
def check_python(python: str) -> str:
    """The absolute path of a usable interpreter. Raises ProcessionError with a sentence when it is none."""
    import shutil  # only here: the window is there sooner without it
    import subprocess

    path = shutil.which(python)
    if path is None:
        raise ProcessionError(
            QT_TRANSLATE_NOOP(
                "errors", "{python} is not an executable file; give the path of a CPython 3.10 or newer."
            ),
            python=python,
        )
    try:
        answer = subprocess.run(
            [path, *QUESTION],
            capture_output=True,
            text=True,
            timeout=_ASK_S,
            stdin=subprocess.DEVNULL,
            env=outside_environment(os.environ),
        )
    except (OSError, ValueError, subprocess.TimeoutExpired) as error:
        raise _no_answer(python) from error
    understand(python, answer.stdout)
    return os.path.abspath(path)


def understand(python: str, answer: str) -> Answer:
    """What a Python says of itself to `QUESTION`. Raises ProcessionError when it is none that can be used."""
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
