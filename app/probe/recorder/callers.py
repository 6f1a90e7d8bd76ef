"""Whose code has made a call: the script's, an installed package's, or the library's and ours."""

from __future__ import annotations

import os
import sys

from .packages import package_of
from .runners import is_runner

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import FrameType

_APP = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__)))) + os.sep
_STDLIB = os.path.dirname(os.path.abspath(os.__file__)) + os.sep
_SITE = (_STDLIB + "site-packages", _STDLIB + "dist-packages", _STDLIB + "test" + os.sep)
#: In the packaged program's Python the library's code lies in an archive, under names such as "queue.py".
_ARCHIVED = {"frozen_python", *sys.stdlib_module_names} if hasattr(sys, "_MEIPASS") else ()


def is_library_file(name: str) -> bool:
    """Whether code in this file is the library's or ours, and not the script's."""
    if name.startswith("<"):
        return name.startswith("<frozen")
    if name.startswith(_APP):
        return True
    if _ARCHIVED and not os.path.isabs(name):
        return name.replace(os.sep, "/").partition("/")[0].partition(".")[0] in _ARCHIVED
    return name.startswith(_STDLIB) and not name.startswith(_SITE)


class Callers:
    """What frames of this process are; base of `Reporter`."""

    def __init__(self) -> None:
        self._library: dict[str, bool] = {}  # by file
        self.launched = False  # its `__main__` is what has started it as a child, and not the script

    def is_library(self, frame: FrameType) -> bool:
        """Whether a frame runs the library's code (or ours)."""
        name = frame.f_code.co_filename
        known = self._library.get(name)
        if known is None:
            known = self._library[name] = is_library_file(name)
        if not known and name[0] == "<":  # "<string>": also the proxies that managers.py makes by exec
            return "__name__" not in frame.f_globals
        return known

    def script_frame(self, frame: FrameType | None) -> FrameType | None:
        """The nearest frame of the script, outwards from `frame`."""
        library = self._library
        while frame is not None:
            known = library.get(frame.f_code.co_filename)
            if known is None or (not known and frame.f_code.co_filename[0] == "<"):
                known = self.is_library(frame)
            if not known:
                return frame
            frame = frame.f_back
        return None

    def is_for_itself(self, frame: FrameType) -> bool:
        """Whether the library makes a call for itself, and not as what the script has given it to call."""
        return self.is_library(frame) and not is_runner(frame)

    def own(self, frame: FrameType) -> FrameType | None:
        """A frame, if it is the script's."""
        return None if self.is_library(frame) else frame

    def maker(self, found: FrameType | None) -> str:
        """The installed package whose code this frame runs, which is none of the library's; "": the script's.

        A package that is run as the script is the script.
        """
        package = "" if found is None else package_of(found.f_code.co_filename)
        return "" if package and package == self._own_package() else package

    def _own_package(self) -> str:
        main = sys.modules.get("__mp_main__") or sys.modules.get("__main__")
        known = getattr(main, "__dict__", {})
        if self.launched and known.get("__name__") == "__main__":  # the script's is __mp_main__ here
            return ""
        file = known.get("__file__")
        return package_of(file) if type(file) is str else ""
