"""Restores Python's own `import`, which PySide replaces.

It does so for `from __feature__ import ...`, which nothing here uses. Its version looks through the source
of every module that is imported from then on: a third of the time that the window's modules take.
"""

from __future__ import annotations

import builtins

import PySide6.QtCore  # noqa: F401  # it is what puts the other one in


def use_plain_import() -> None:
    """Restore Python's own `import`, if it was replaced."""
    builtins.__import__ = getattr(builtins, "__orig_import__", builtins.__import__)


use_plain_import()
