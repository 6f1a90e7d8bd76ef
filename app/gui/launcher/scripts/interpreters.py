"""Finds candidates for a script's interpreter by looking at folders; nothing is started here."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path

VENVS = (".venv", "venv", "env")
_LAUNCHED = re.compile(r"^\s*-\S+\s+(?:\*\s+)?(\S.*)$")


def candidates(script: Path, environment: Mapping[str, str], home: Path) -> list[str]:
    """Paths of interpreters, the most likely first: near the script, of the shell, of pyenv."""
    found: dict[str, None] = {}
    for path in (
        *_venvs_near(script),
        *_active(environment),
        *_on_path(environment),
        *_of_pyenv(environment, home),
    ):
        found.setdefault(str(path))
    return list(found)


def python_of(folder: Path) -> Path | None:
    """The interpreter in an installation or virtual environment, or None."""
    for place in ("bin/python", "bin/python3", "Scripts/python.exe", "python.exe"):
        if os.path.isfile(folder / place):
            return folder / place
    return None


def _venvs_near(script: Path) -> Iterator[Path]:
    """Virtual environments beside the script and in the folders above it."""
    for folder in script.parents:
        for name in VENVS:
            if os.path.isfile(folder / name / "pyvenv.cfg"):
                python = python_of(folder / name)
                if python is not None:
                    yield python


def _active(environment: Mapping[str, str]) -> Iterator[Path]:
    folder = environment.get("VIRTUAL_ENV")
    python = python_of(Path(folder)) if folder else None
    if python is not None:
        yield python


def _on_path(environment: Mapping[str, str]) -> Iterator[Path]:
    for name in ("python3", "python"):
        path = shutil.which(name, path=environment.get("PATH"))
        if path is not None:
            yield Path(path)


def _of_pyenv(environment: Mapping[str, str], home: Path) -> Iterator[Path]:
    """Interpreters installed by pyenv, the newest first."""
    root = Path(environment.get("PYENV_ROOT") or home / ".pyenv")
    for versions in (root / "versions", root / "pyenv-win" / "versions"):
        folders = list(versions.iterdir()) if os.access(versions, os.R_OK) else []
        for folder in sorted(folders, key=_version, reverse=True):
            python = python_of(folder)
            if python is not None:
                yield python


def _version(folder: Path) -> tuple[int, ...]:
    return tuple(int(number) for number in re.findall(r"[0-9]+", folder.name)) or (0,)


def launcher_paths(text: str) -> list[str]:
    """The interpreters that the Windows launcher lists for ``py -0p``."""
    return [match[1].strip() for line in text.splitlines() if (match := _LAUNCHED.match(line))]


def short_path(path: str, home: Path) -> str:
    """A path with the home folder abbreviated: "~/.pyenv/versions/3.12.1/bin/python"."""
    beginning = str(home) + os.sep
    return "~" + os.sep + path[len(beginning) :] if path.startswith(beginning) else path
