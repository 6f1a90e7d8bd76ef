"""Keeps a terminal's line buffering when the script's output goes to the supervisor.

Only a stream that still is the run's own output channel is touched; one that the script or its caller has
redirected keeps its buffering, and so does one that is not buffered at all (-u). Standard error is buffered
by lines in any case.
"""

from __future__ import annotations

import os
import sys

from ...wire.run_folder import CHANNELS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def install() -> None:
    """Buffer stdout by lines, if it goes to the supervisor."""
    inode = os.environ.get(CHANNELS, "").partition(",")[0]
    stream: Any = sys.stdout
    try:
        if str(os.fstat(stream.fileno()).st_ino) == inode and not stream.write_through:
            stream.reconfigure(line_buffering=True)
    except (AttributeError, OSError, ValueError):
        pass
