"""Another commit of this repository, with an environment of its own, to be measured beside this one."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
_PYTHON = Path(".venv") / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")


class UnknownCommitError(Exception):
    """There is no such commit here."""


def short_hash(commit: str) -> str:
    """What a commit is called. Raises UnknownCommitError."""
    words = ["git", "rev-parse", "--verify", "--quiet", "--short", f"{commit}^{{commit}}"]
    found = subprocess.run(words, cwd=ROOT, capture_output=True, text=True)
    if found.returncode:
        raise UnknownCommitError(commit)
    return found.stdout.strip()


@contextmanager
def checked_out(commit: str) -> Iterator[tuple[Path, Path]]:
    """The folder of a commit and its Python meanwhile; what it has in C is built there, too."""
    with tempfile.TemporaryDirectory(prefix="benchmark-of-procession-") as name:
        tree = Path(name) / commit
        _run("git", "worktree", "add", "--quiet", "--detach", str(tree), commit)
        try:
            _run("uv", "sync", "--quiet", "--locked", "--no-default-groups", folder=tree)
            yield tree, tree / _PYTHON
        finally:
            _run("git", "worktree", "remove", "--force", str(tree))


def _run(*words: str, folder: Path = ROOT) -> None:
    """A command, in an environment that names no other virtual one. Raises CalledProcessError."""
    unwanted = ("VIRTUAL_ENV", "UV_PROJECT_ENVIRONMENT")
    kept = {name: value for name, value in os.environ.items() if name not in unwanted}
    subprocess.run(words, cwd=folder, env=kept, check=True)
