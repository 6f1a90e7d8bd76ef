"""What differs in the packaged program, a PyInstaller folder: its Python, and what other programs see."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping

#: The executable beside the program's own that runs scripts (see `app/platform/frozen_python.py`).
RUNNER = "procession-python"
#: Variables for our own process that other programs must not see; Qt's are set when the window starts.
_OURS = ("QT_PLUGIN_PATH", "QT_QPA_PLATFORM_PLUGIN_PATH", "QML2_IMPORT_PATH", "QML_IMPORT_PATH")
_LIBRARIES = ("LD_LIBRARY_PATH", "LIBPATH")


def is_packaged() -> bool:
    """Whether this is the packaged program and not an ordinary Python."""
    return bool(getattr(sys, "frozen", False))


def own_python() -> str:
    """The interpreter that comes with the program and runs scenarios."""
    if not is_packaged():
        return sys.executable
    suffix = ".exe" if sys.platform == "win32" else ""
    return os.path.join(os.path.dirname(sys.executable), RUNNER + suffix)


def outside_environment(inherited: Mapping[str, str]) -> dict[str, str]:
    """The environment as it was before the packaged program started, for other programs."""
    if not is_packaged():
        return dict(inherited)
    values = {
        name: value
        for name, value in inherited.items()
        if name not in (*_OURS, *_LIBRARIES) and not name.startswith("_PYI_")
    }
    for name in _LIBRARIES:
        if name + "_ORIG" in values:
            values[name] = values.pop(name + "_ORIG")
    return values
