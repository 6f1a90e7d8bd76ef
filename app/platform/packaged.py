"""What differs in the packaged program, a PyInstaller folder: its Python, and what others see of it."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping

#: The executable beside the program's own that runs scripts (see `app/platform/frozen_python.py`).
RUNNER = "procession-python"
#: What our own process needs and another program must not see; Qt's are set when the window starts.
_OURS = ("QT_PLUGIN_PATH", "QT_QPA_PLATFORM_PLUGIN_PATH", "QML2_IMPORT_PATH", "QML_IMPORT_PATH")
_LIBRARIES = ("LD_LIBRARY_PATH", "LIBPATH")


def is_packaged() -> bool:
    """Whether this is the packaged program, and not an ordinary Python that runs it."""
    return bool(getattr(sys, "frozen", False))


def own_python() -> str:
    """The interpreter that comes with the program: what runs a scenario."""
    if not is_packaged():
        return sys.executable
    suffix = ".exe" if sys.platform == "win32" else ""
    return os.path.join(os.path.dirname(sys.executable), RUNNER + suffix)


def outside_environment(inherited: Mapping[str, str]) -> dict[str, str]:
    """The environment as it was before the packaged program's own start, for a program that is not ours."""
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
