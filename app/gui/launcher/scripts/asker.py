"""Asks interpreters for their version, one after the other, without blocking."""

from __future__ import annotations

import os
import sys
from collections import deque
from collections.abc import Sequence

from PySide6.QtCore import QObject, QProcess, QProcessEnvironment, QTimer, Signal

from app.gui.launcher.scripts.interpreters import launcher_paths
from app.language.errors import ProcessionError
from app.platform.packaged import outside_environment
from app.targets.interpreter import QUESTION, Answer, parse_answer

#: How long an interpreter may take to answer; its first start on a slow disk takes seconds.
ASK_MS = 20_000
_KILL_MS = 1_000
LAUNCHER = "py"


class Asker(QObject):
    """One process at a time; `stop` ends it and forgets the rest."""

    answered = Signal(str, object)  # the path; its `Answer`, or a ProcessionError with the reason
    finished = Signal()  # all have been answered

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._waiting: deque[str] = deque()
        self._known: dict[str, Answer] = {}
        self._process: QProcess | None = None
        self._path = ""
        self._timer = QTimer(self, singleShot=True, interval=ASK_MS)
        self._timer.timeout.connect(self._on_late)

    def ask(self, paths: Sequence[str]) -> None:
        """Ask these; for one that has answered before, the answer is emitted at once."""
        for path in paths:
            if path in self._known:
                self.answered.emit(path, self._known[path])
            elif path not in self._waiting and path != self._path:
                self._waiting.append(path)
        self._next()

    def ask_launcher(self) -> None:
        """On Windows: ask the launcher for the interpreters that it knows, and then ask those."""
        if sys.platform == "win32":
            self.ask([LAUNCHER])

    def stop(self) -> None:
        """End the one that is being asked, and forget those that are waiting."""
        self._waiting.clear()
        self._timer.stop()
        process, self._process, self._path = self._process, None, ""
        if process is not None:
            process.finished.disconnect(self._on_finished)
            process.errorOccurred.disconnect(self._on_error)
            process.kill()
            process.waitForFinished(_KILL_MS)
            process.deleteLater()

    def _next(self) -> None:
        if self._process is not None:
            return
        if not self._waiting:
            self.finished.emit()
            return
        self._path = self._waiting.popleft()
        self._process = QProcess(self)
        self._process.finished.connect(self._on_finished)
        self._process.errorOccurred.connect(self._on_error)
        self._timer.start()
        words = ["-0p"] if self._path == LAUNCHER else list(QUESTION)
        self._process.setStandardInputFile(QProcess.nullDevice())
        self._process.setProcessEnvironment(_outside())
        self._process.start(self._path, words)

    def _on_finished(self) -> None:
        assert self._process is not None
        self._conclude(bytes(self._process.readAllStandardOutput().data()).decode("utf-8", "replace"))

    def _on_error(self, error: QProcess.ProcessError) -> None:
        if error == QProcess.ProcessError.FailedToStart:  # every other error is followed by `finished`
            self._conclude("")

    def _on_late(self) -> None:
        if self._process is not None:
            self._process.kill()

    def _conclude(self, text: str) -> None:
        process, path = self._process, self._path
        assert process is not None
        self._timer.stop()
        process.deleteLater()
        self._process, self._path = None, ""
        if path == LAUNCHER:
            self.ask(launcher_paths(text))
            return
        try:
            answer = self._known[path] = parse_answer(path, text)
            self.answered.emit(path, answer)
        except ProcessionError as error:
            self.answered.emit(path, error)
        self._next()


def _outside() -> QProcessEnvironment:
    """The environment for other programs."""
    environment = QProcessEnvironment()
    for name, value in outside_environment(os.environ).items():
        environment.insert(name, value)
    return environment
