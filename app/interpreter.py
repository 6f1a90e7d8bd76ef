"""Finds out whether a Python can run a watched script."""

from __future__ import annotations

import os
import shutil
import subprocess
from functools import lru_cache

from app.errors import ProcessionError
from app.language import QT_TRANSLATE_NOOP
from app.packaged import outside_environment

OLDEST = (3, 10)
_ASK = "import sys; print(sys.implementation.name, *sys.version_info[:2])"
_ASK_S = 20.0


@lru_cache
def check_python(python: str) -> str:
    """The absolute path of a usable interpreter. Raises ProcessionError with a sentence when it is none."""
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
            [path, "-I", "-c", _ASK],
            capture_output=True,
            text=True,
            timeout=_ASK_S,
            stdin=subprocess.DEVNULL,
            env=outside_environment(os.environ),
        )
        name, major, minor = answer.stdout.split()
        version = (int(major), int(minor))
    except (OSError, ValueError, subprocess.TimeoutExpired) as error:
        raise ProcessionError(
            QT_TRANSLATE_NOOP(
                "errors",
                "{python} does not answer as a Python interpreter does; "
                "give the path of a CPython 3.10 or newer.",
            ),
            python=python,
        ) from error
    if name != "cpython" or version < OLDEST:
        raise ProcessionError(
            QT_TRANSLATE_NOOP("errors", "{python} is {version}; give the path of a CPython 3.10 or newer."),
            python=python,
            version=f"{name} {major}.{minor}",
        )
    return os.path.abspath(path)
