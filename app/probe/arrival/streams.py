"""Keeps a terminal's line buffering when the script's output goes to the supervisor.

Only a stream that still is the run's own output channel is touched; one that the script or
its caller has redirected keeps its buffering.
"""

from __future__ import annotations

import os
import sys

from ...wire.run_folder import CHANNELS


def install(folder: str) -> None:
    """Buffer stdout by lines, if it goes to the supervisor."""
    inodes = os.environ.get(CHANNELS, "").split(",")
    for stream, inode in zip((sys.stdout, sys.stderr), inodes, strict=False):
        try:
            if str(os.fstat(stream.fileno()).st_ino) == inode:
                stream.reconfigure(line_buffering=True)  # type: ignore[union-attr]  # a TextIOWrapper
        except (AttributeError, OSError, ValueError):
            continue
