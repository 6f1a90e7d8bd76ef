"""The text that brings the probe into a process that is started with ``-c``."""

from __future__ import annotations

import os

from ...wire.run_folder import ENVIRONMENT

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

TRACKER = "resource tracker"
#: How the text of a helper begins: its module, and what it is called.
_HELPERS = {
    "from multiprocessing.resource_tracker": TRACKER,
    "loky.backend.resource_tracker": TRACKER,  # joblib's, which has its own
    "from multiprocessing.forkserver": "forkserver",
}
_APP = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))


def bootstrap_text(folder: str) -> str:
    """Python text that installs the probe, to stand before the text of a ``-c`` child.

    The package is loaded under the private name ``_procession``, so that a module called
    ``app`` in the user's folder stays his own.
    """
    return (
        "import sys as s,types as t;m=s.modules.setdefault('_procession',t.ModuleType('_procession'));"
        f"m.__path__=[{_APP!r}]\n"
        f"try:\n from _procession.probe import install as i;i({folder!r});del i\n"
        "except Exception:pass\n"
        "del s,t,m\n"
    )


def helper_name(words: Sequence[str]) -> str:
    """What a command line starts, if it is a helper of multiprocessing; "" if it is not.

    Only the text of its ``-c`` counts, up to the first import of a `main`: behind it stand the paths of
    the script's files, whatever these are called.
    """
    if "-c" not in words[:-1]:
        return ""
    opening = words[words.index("-c") + 1].partition(" import main")[0]
    return next((name for module, name in _HELPERS.items() if opening.endswith(module)), "")


def comes_by_itself(words: list[str], folder: str) -> bool:
    """Whether a child with this command line finds the probe in its environment, as the first process does.

    Then its text can stay as it is: tracebacks name its lines, and from 3.13 on show them.
    """
    site = os.path.join(_APP, "probe", "site")
    options = words[1 : words.index("-c")]
    return (
        os.environ.get(ENVIRONMENT) == folder
        and os.environ.get("PYTHONPATH", "").split(os.pathsep)[0] == site
        and not any(word[:1] == "-" and word[1:2] in ("I", "E", "S") for word in options)
    )
