"""Takes PySide's own `import` out again.

PySide puts one in place of Python's, for `from __feature__ import ...`, which nothing here uses. It looks
through the source of every module that is imported after it: a third of the time that the window's
modules take.
"""

from __future__ import annotations

import builtins

import PySide6.QtCore  # noqa: F401  # it is what puts the other one in


def use_plain_import() -> None:
    """Python's own `import` again, if it was replaced."""
    builtins.__import__ = getattr(builtins, "__orig_import__", builtins.__import__)


use_plain_import()
