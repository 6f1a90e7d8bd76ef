"""The probe's way into spawned processes, and the user's choice of a start method."""

from __future__ import annotations

import os
import time

from ...wire.run_folder import START_METHOD, TEMPORARY
from ..patching.around import Watcher, around, cut
from ..patching.likeness import like
from ..recorder.handlers import is_from_script
from .text import TRACKER, bootstrap_text, comes_by_itself, helper_name

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
    """Put the probe in front of the text of each ``-c`` child that would not find it, and tell the helpers.

    The probe arrives so even with ``-I -E -S`` or a cleaned environment. Who starts a helper knows it for
    what it is; seen from outside it may look like its parent, or be gone.
    """
    original = module.spawnv_passfds

    def spawnv_passfds(path: Any, args: Any, passfds: Any) -> Any:
        began_ns = time.monotonic_ns()
        words, helper = args, ""
        try:
            words, helper = _prepared(list(args), report.folder)
            pid = original(path, words, passfds)
        except BaseException as error:
            cut(error)
            del path, args, words, passfds
            raise
        if helper:
            report.helper(pid, helper, began_ns)
        return pid

    module.spawnv_passfds = like(original, spawnv_passfds)
    module.get_temp_dir = around(module.get_temp_dir, TemporaryFolder(report, "get_temp_dir"))
    from ..watched import endings  # only here: a script may not use multiprocessing at all

    endings.patch_util(module, report)


class TemporaryFolder(Watcher):
    """The folder that a process makes for its sockets is noted: a killed one leaves it behind."""

    def done(self, call: Any, result: Any) -> None:
        """It is there."""
        try:
            os.symlink(result, os.path.join(self.report.folder, TEMPORARY, os.path.basename(result)))
        except (OSError, TypeError, ValueError) as error:  # noted before, or no symbolic links here
            if is_from_script(error):
                raise


def _prepared(args: list[Any], folder: str) -> tuple[list[Any], str]:
    """The words to start a child with, and its name if it is a helper; never an exception of ours.

    The resource tracker is left alone: it has to outlive a killed run.
    """
    try:
        words = [os.fsdecode(word) for word in args]
        helper = helper_name(words)
        if helper == TRACKER or "-c" not in words[:-1] or comes_by_itself(words, folder):
            return args, helper
        index = words.index("-c") + 1
        text = bootstrap_text(folder) + words[index]
        args[index] = os.fsencode(text) if isinstance(args[index], bytes) else text
        return args, helper
    except Exception as error:
        if is_from_script(error):
            raise
        return args, ""
