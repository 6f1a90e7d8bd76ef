"""Patches each multiprocessing module just after the script's own import of it.

Nothing is imported that the script does not import itself: a finder at the front of
`sys.meta_path` lets the ordinary loader do its work and then calls the patch of that module.
"""

from __future__ import annotations

import sys
from _frozen_importlib_external import PathFinder

from ..recorder.failures import note_failure
from ..recorder.handlers import is_from_script

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from types import ModuleType
    from typing import Any

    from ..recorder.reporter import Reporter


#: What is watched in which module, by the modules in `watched` that patch it; these are read only when a
#: process imports what they patch.
WATCHED = {
    "multiprocessing.process": ("processes",),
    "multiprocessing.popen_fork": ("daemons",),
    "multiprocessing.spawn": ("errors",),
    "multiprocessing.synchronize": ("synchronize", "event", "condition", "barrier"),
    "multiprocessing.queues": ("queues",),
    "multiprocessing.managers": ("managers", "served"),
    "multiprocessing.connection": ("channels",),
    "multiprocessing.pool": ("pools",),
    "concurrent.futures._base": ("futures",),
    "concurrent.futures.process": ("executors",),
    "multiprocessing.shared_memory": ("blocks",),
    "multiprocessing.sharedctypes": ("values",),
    "subprocess": ("subprocesses",),
    "threading": ("endings", "thread_calls"),
    "concurrent.futures.thread": ("thread_executors",),
}


def install(report: Reporter) -> None:
    """Patch what is imported already, and the rest at its import."""
    from . import spawn

    patches: dict[str, Callable[[ModuleType, Reporter], None]] = {
        "multiprocessing.context": spawn.patch_context,
        "multiprocessing.util": spawn.patch_util,
    }
    for name, modules in WATCHED.items():
        patches[name] = _watching(modules)
    sys.meta_path.insert(0, Finder(patches, report))
    for name, patch in patches.items():
        if name in sys.modules:
            apply(patch, sys.modules[name], report)


def _watching(names: tuple[str, ...]) -> Callable[[ModuleType, Reporter], None]:
    """The patch that consists of those of some modules in `watched`."""
    room = __name__.rpartition(".")[0].rpartition(".")[0] + ".watched."

    def patch(module: ModuleType, report: Reporter) -> None:
        for name in names:
            __import__(room + name)
            sys.modules[room + name].patch(module, report)

    return patch


def apply(patch: Callable[[ModuleType, Reporter], None], module: ModuleType, report: Reporter) -> None:
    """Patch a module; what cannot be patched stays as it is, and is told."""
    try:
        patch(module, report)
    except Exception as error:
        if is_from_script(error):
            raise
        report.failure("patch of " + module.__name__, error)
        note_failure(report.folder)


class Finder:
    """Finds only the modules that are to be patched, by the ordinary path finder."""

    def __init__(self, patches: dict[str, Callable[[ModuleType, Reporter], None]], report: Reporter) -> None:
        self._patches = patches
        self._report = report

    def find_spec(self, name: str, path: Any = None, target: Any = None) -> Any:
        """The ordinary spec with a loader that patches after execution; None for other modules."""
        patch = self._patches.get(name)
        if patch is None:
            return None
        spec = PathFinder.find_spec(name, path, target)
        loader: Any = None if spec is None else spec.loader
        if loader is None:
            return None
        report = self._report
        execute = loader.exec_module

        def exec_module(module: ModuleType) -> None:
            del loader.exec_module  # the loader is again what it was
            try:
                execute(module)
            except BaseException as error:
                from ..patching.around import cut  # only here: a script may use nothing that is patched

                cut(error)
                raise
            apply(patch, module, report)

        loader.exec_module = exec_module
        return spec
