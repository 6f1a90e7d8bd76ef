"""The accelerator in C where it has been built and this interpreter can load it; else the same in Python.

PROCESSION_ACCELERATOR=off in the environment leaves it out, so that both can be tried.
"""

from __future__ import annotations

import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    accelerator: Any
else:
    accelerator = None
    if os.environ.get("PROCESSION_ACCELERATOR") != "off":
        try:
            from . import accelerator
        except ImportError:  # not built, or not for this interpreter
            pass

__all__ = ["accelerator"]
