"""Whose code a frame runs, told by its file: the script's, an installed package's, Python's own, or ours."""

from __future__ import annotations

import os
import re
import sys

from app.platform.packaged import is_packaged
from app.probe.recorder.packages import package_of
from app.wire.stacks import LIBRARY, PACKAGE, SCRIPT

OURS = "ours"
_APP = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__)))) + os.sep
_LIBRARY = re.compile(r"(.*/(?:python|pypy)\d[\d.]*t?)/")
_KEPT = 10_000


class Whose:
    """Remembers what was found out of each file."""

    def __init__(self) -> None:
        self._known: dict[str, str] = {}
        self._libraries: dict[str, bool] = {}

    def __call__(self, file: str) -> str:
        """SCRIPT, PACKAGE, LIBRARY or OURS."""
        known = self._known.get(file)
        if known is None:
            if len(self._known) > _KEPT:
                self._known.clear()
            known = self._known[file] = self._find(file)
        return known

    def _find(self, file: str) -> str:
        if file.startswith("<"):  # "<frozen importlib._bootstrap>", "<string>": there is no line to be shown
            return LIBRARY
        if file.startswith(_APP):
            return OURS
        if package_of(file):
            return PACKAGE
        if is_packaged() and not os.path.isabs(file):  # its Python's code lies in an archive, as "queue.py"
            name = file.replace(os.sep, "/").partition("/")[0].partition(".")[0]
            if name in sys.stdlib_module_names:
                return LIBRARY
            return OURS if name == "frozen_python" else SCRIPT
        found = _LIBRARY.match(file)
        return LIBRARY if found is not None and self._is_library(found[1]) else SCRIPT

    def _is_library(self, folder: str) -> bool:
        """Whether a folder that is called like one of Python's is it, and not a user's."""
        known = self._libraries.get(folder)
        if known is None:
            known = os.path.isfile(os.path.join(folder, "os.py"))
            self._libraries[folder] = known
        return known
