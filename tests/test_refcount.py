"""The installed PySide6 keeps the reference count of None: a release that does not aborts the window.

PySide6 6.12.0 dropped one reference to None on every call that returns nothing (PYSIDE-3474);
under Python 3.10 and 3.11, where None is counted, an animated window died within seconds.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtGui import QPainter, QPixmap
from PySide6.QtWidgets import QApplication, QWidget

CALLS = 20_000


def change_of_none(call: Callable[[], object]) -> int:
    """By how much CALLS calls change the reference count of None."""
    before = sys.getrefcount(None)
    for _ in range(CALLS):
        call()
    return sys.getrefcount(None) - before


@pytest.mark.skipif(
    sys.version_info >= (3, 12), reason="None is immortal from Python 3.12 on: nothing to count"
)
def test_void_calls_keep_the_reference_count_of_none(qapp: QApplication) -> None:
    widget, timer, pixmap = QWidget(), QTimer(), QPixmap(8, 8)
    painter = QPainter(pixmap)
    calls = [widget.update, timer.stop, lambda: painter.setOpacity(1.0), lambda: timer.setInterval(5)]
    changes = [change_of_none(call) for call in calls]
    painter.end()
    assert all(abs(change) < CALLS / 10 for change in changes), changes


def test_the_installed_version_is_inside_the_range(project_folder: Path) -> None:
    text = (project_folder / "pyproject.toml").read_text(encoding="utf-8")
    found = re.search(r'"PySide6-Essentials>=(\d+)\.(\d+),<(\d+)\.(\d+)"', text)
    assert found, "the range of PySide6-Essentials in pyproject.toml is not written as expected"
    low, high = (int(found[1]), int(found[2])), (int(found[3]), int(found[4]))
    installed = tuple(int(part) for part in version("PySide6-Essentials").split(".")[:2])
    assert low <= installed < high
    assert high <= (6, 12), "6.12.0 aborts an animated window; prove a later release by this test first"
