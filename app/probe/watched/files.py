"""Notices files that the script opens inside the run's folder.

By an audit hook, so that ``open`` stays the built-in that it is. The supervisor reads what a file
holds; here only who opened it, when and how is told.
"""

from __future__ import annotations

import os
import sys

from ...wire.records import Effect, Family, Phase, object_id_of
from ...wire.run_folder import WORK
from ..patching.around import caller, cut
from ..recorder.handlers import is_from_script
from ..recorder.reporter import Watch

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from ..recorder.reporter import Reporter


def install(report: Reporter) -> None:
    """Watch opened files, if this run has a folder of its own to work in."""
    work = os.path.join(report.folder, WORK) + os.sep
    if os.path.isdir(work):
        sys.addaudithook(_hook(report, work))


def _hook(report: Reporter, work: str) -> Callable[[str, tuple[object, ...]], None]:
    def hook(event: str, arguments: tuple[object, ...]) -> None:
        if event == "open":
            try:
                _opened(report, work, arguments)
            except BaseException as error:
                if report.is_the_scripts(error, "open"):
                    cut(error)
                    raise

    return hook


def _opened(report: Reporter, work: str, arguments: tuple[object, ...]) -> None:
    path, mode = arguments[0], arguments[1]
    if not isinstance(path, str) or not isinstance(mode, str):
        return
    try:
        path = os.path.abspath(path)
    except OSError as error:  # the script has removed its own working folder
        if is_from_script(error):
            raise
        return
    if not path.startswith(work) or path.endswith((".py", ".pyc")):
        return
    frame = caller(2)
    if report.is_library(frame):
        return
    watch = Watch(object_id_of(path), "File", Family.VALUE)
    watch.named = True
    report.operation("open", Effect.OPEN, Phase.DONE, frame, watch, path + "|" + mode)
