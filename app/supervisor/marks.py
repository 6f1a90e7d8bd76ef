"""What shows that a process is of a run when nobody has told of it: that it carries the run's folder."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

from app.wire.run_folder import ENVIRONMENT

_COMM = 15  # bytes that Linux keeps of a process's name


def is_marked(pid: int, folder: Path) -> bool:
    """Whether a process has the run's folder in its environment. A zombie has no environment any more."""
    mark = os.fsencode(f"{ENVIRONMENT}={folder}") + b"\0"
    try:
        with open(f"/proc/{pid}/environ", "rb") as file:
            return mark in file.read()
    except OSError:
        return False


def guard_name(folder: Path) -> str:
    """What the run's guard calls itself, so that its zombie, too, can be told from others."""
    return "guard " + folder.name[len("guard ") - _COMM :]


def take_name(name: str) -> None:
    """Let this process have a name of its own in the system's lists (Linux)."""
    with contextlib.suppress(OSError), open("/proc/self/comm", "w", encoding="utf-8") as file:
        file.write(name)
