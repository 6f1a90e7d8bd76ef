"""Qt's part of the leak check: timers, threads and animations that still run, windows still shown.

Qt has no list of its timers, so the `start` of each class is wrapped once and weak references are
kept with the place that started it: that place is what the failing test names.
"""

from __future__ import annotations

import traceback
import weakref
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QAbstractAnimation, QEvent, QObject, QThread, QTimer
from PySide6.QtWidgets import QApplication
from shiboken6 import isValid

_started: weakref.WeakKeyDictionary[QObject, str] = weakref.WeakKeyDictionary()

#: Which classes are watched, and how each says that it still runs.
RUNNING: dict[type[QObject], Callable[[Any], bool]] = {
    QTimer: QTimer.isActive,
    QThread: QThread.isRunning,
    QAbstractAnimation: lambda animation: animation.state() == QAbstractAnimation.State.Running,
}


def watch_starts() -> None:
    """Wraps `start` of every watched class, to know what was started and where."""
    for watched in RUNNING:
        _wrap(watched, watched.start)  # type: ignore[attr-defined]  # each of them has it


def _wrap(watched: type[QObject], original: Callable[..., None]) -> None:
    def start(self: QObject, *arguments: Any) -> None:
        caller = traceback.extract_stack(limit=2)[0]
        _started[self] = f"{caller.filename}:{caller.lineno}"
        original(self, *arguments)

    # singleShot is a static method that does not come through here: it ends by itself.
    watched.start = start  # type: ignore[attr-defined]


def delete_what_is_closed() -> None:
    """Delete what waits for an event loop to be deleted.

    A test without one would leave its windows to the next ones, where each change of the style
    goes through all of them.
    """
    if QApplication.instance() is not None:
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


def running_objects() -> list[str]:
    """Timers, threads and animations that still run, with the place that started them."""
    return [
        f"{type(thing).__name__} {thing.objectName()} started at {place}"
        for thing, place in list(_started.items())
        if isValid(thing) and _runs(thing)
    ]


def _runs(thing: QObject) -> bool:
    return any(isinstance(thing, watched) and runs(thing) for watched, runs in RUNNING.items())


def open_windows() -> list[str]:
    """Top-level widgets that are still visible."""
    if not isinstance(QApplication.instance(), QApplication):
        return []
    return [
        f"window {type(widget).__name__} {widget.objectName()}"
        for widget in QApplication.topLevelWidgets()
        if widget.isVisible()
    ]
