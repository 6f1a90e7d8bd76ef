"""The probe's way into spawned processes, and the user's choice of a start method."""

from __future__ import annotations

import os

from ...wire.run_folder import START_METHOD, TEMPORARY
from ..patching.likeness import like
from .text import bootstrap_text, is_tracker

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ..recorder.reporter import Reporter


def patch_context(module: Any, report: Reporter) -> None:
    """Make the chosen start method the default one; a script that sets its own is obeyed."""
    method = os.environ.get(START_METHOD)
    context = module._concrete_contexts.get(method)
    if context is not None:
        module._default_context._default_context = context


def patch_util(module: Any, report: Reporter) -> None:
    """Put the probe in front of the text of each ``-c`` child.

    It arrives so even with ``-I -E -S`` or a cleaned environment. The resource tracker is left
    alone: it has to outlive a killed run.
    """
    original = module.spawnv_passfds

    def spawnv_passfds(path: Any, args: Any, passfds: Any) -> Any:
        return original(path, _with_probe(list(args), report.folder), passfds)

    module.spawnv_passfds = like(original, spawnv_passfds)
    _note_temporary_folder(module, report)


def _note_temporary_folder(module: Any, report: Reporter) -> None:
    """Note the folder that a process makes for its sockets: a killed one leaves it behind."""
    original = module.get_temp_dir

    def get_temp_dir() -> Any:
        path = original()
        try:
            os.symlink(path, os.path.join(report.folder, TEMPORARY, os.path.basename(path)))
        except (OSError, TypeError, ValueError):
            pass  # noted before, or no symbolic links here
        return path

    module.get_temp_dir = like(original, get_temp_dir)


def _with_probe(arguments: list[Any], folder: str) -> list[Any]:
    dash = b"-c" if b"-c" in arguments else "-c"
    if dash not in arguments or is_tracker([os.fsdecode(argument) for argument in arguments]):
        return arguments
    index = arguments.index(dash) + 1
    text = bootstrap_text(folder) + os.fsdecode(arguments[index])
    arguments[index] = os.fsencode(text) if isinstance(arguments[index], bytes) else text
    return arguments
