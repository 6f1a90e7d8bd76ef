"""The text that brings the probe into a process that is started with ``-c``."""

from __future__ import annotations

import os

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


def is_tracker(arguments: list[str]) -> bool:
    """Whether a command line is multiprocessing's resource tracker, which must outlive a killed run."""
    return any("multiprocessing.resource_tracker" in argument for argument in arguments)
