"""Errors of the program itself: written to a file of bounded size and reported once, never silent.

Whatever was not caught arrives here: exceptions in slots and threads, those that cannot be raised,
and Qt's own messages. `faulthandler` writes to a second file what kills the process; what stands there
at the next start is moved into the log, and reported.
"""

from __future__ import annotations

import faulthandler
import os
import sys
import threading
import traceback
from pathlib import Path
from types import TracebackType
from typing import TextIO

from PySide6.QtCore import (
    QMessageLogContext,
    QObject,
    QStandardPaths,
    Qt,
    QtMsgType,
    Signal,
    qInstallMessageHandler,
)

from app.gui.alone import alone_with
from app.gui.errors.log_file import LogFile

LOG_NAME, CRASH_NAME = "procession.log", "crash.log"
#: The log and the one before it together, in bytes.
MOST_BYTES = 1_000_000
#: Characters of one error; the traceback of a recursion is longer than anyone reads.
LONGEST = 20_000
_LEVELS = {
    QtMsgType.QtWarningMsg: "WARNING",
    QtMsgType.QtCriticalMsg: "ERROR",
    QtMsgType.QtFatalMsg: "CRITICAL",
}


class ErrorLog(QObject):
    """The file and the hooks; `error_noted` is emitted once per distinct error, in the GUI thread."""

    error_noted = Signal(str, str)  # a summary, and all details
    interrupted = Signal()  # Ctrl+C in the terminal that started the program
    _noted_anywhere = Signal(str, str)

    def __init__(self, folder: Path) -> None:
        """If the folder cannot be written, errors are reported all the same."""
        super().__init__()
        self._file = LogFile(folder / LOG_NAME, MOST_BYTES)
        self._crashes = _CrashFile(folder / CRASH_NAME)
        self._counts: dict[str, int] = {}
        self._lock = threading.Lock()
        self._noted_anywhere.connect(self.error_noted, Qt.ConnectionType.QueuedConnection)

    # --- life ---------------------------------------------------------------------------

    def install(self) -> None:
        """From now on everything uncaught comes here."""
        sys.excepthook = self._on_exception
        threading.excepthook = self._on_thread_exception
        sys.unraisablehook = self._on_unraisable
        qInstallMessageHandler(self._on_qt_message)
        self._crashes.watch()

    def uninstall(self) -> None:
        """Restore Python's and Qt's own hooks, and close the files."""
        sys.excepthook, sys.unraisablehook = sys.__excepthook__, sys.__unraisablehook__
        threading.excepthook = threading.__excepthook__
        qInstallMessageHandler(None)
        self.close()

    def close(self) -> None:
        """Close what is open."""
        self._crashes.close()

    def take_crash(self) -> str:
        """What crashed the program the last time, or ""; it is moved into the log."""
        text = self._crashes.take()
        if text:
            self._write("CRITICAL", f"the program was ended by a crash at an earlier start\n{text}")
        return text

    @property
    def path(self) -> Path:
        """Where the log is."""
        return self._file.path

    def text(self) -> str:
        """The current content of the log."""
        return self._file.text()

    # --- what comes ---------------------------------------------------------------------

    def note(self, summary: str, details: str, key: str) -> None:
        """Write an error to the log, and report it when it is the first with this key."""
        with self._lock:
            count = self._counts[key] = self._counts.get(key, 0) + 1
        if count == 1:
            self._write("ERROR", details)
            self._noted_anywhere.emit(summary, details)
        elif str(count).strip("0") == "1":  # 10, 100, ...: it may occur in every frame
            self._write("ERROR", f"{count} times by now: {summary}")

    def _write(self, level: str, text: str) -> None:
        self._file.append(level, text[:LONGEST])

    def _on_exception(
        self, kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
            self.interrupted.emit()
            return
        if sys.stderr is not None:
            sys.__excepthook__(kind, error, trace)
        self._note_exception(kind, error, trace)

    def _on_thread_exception(self, args: threading.ExceptHookArgs) -> None:
        if args.exc_type is SystemExit:
            return
        name = args.thread.name if args.thread is not None else "?"
        self._note_exception(args.exc_type, args.exc_value, args.exc_traceback, f"in thread {name}: ")

    def _on_unraisable(self, args: sys.UnraisableHookArgs) -> None:
        about = f"{args.err_msg or 'ignored'}: {_safe_repr(args.object)}: "
        self._note_exception(args.exc_type, args.exc_value, args.exc_traceback, about)

    def _note_exception(
        self,
        kind: type[BaseException],
        error: BaseException | None,
        trace: TracebackType | None,
        about: str = "",
    ) -> None:
        told = "".join(traceback.format_exception(kind, error, trace))
        place = traceback.extract_tb(trace)[-1:]
        where = f"{place[0].filename}:{place[0].lineno}" if place else ""
        summary = traceback.format_exception_only(kind, error)[-1].strip()
        self.note(summary, f"{about}{told}", f"{kind.__qualname__} {where}")

    def _on_qt_message(self, kind: QtMsgType, context: QMessageLogContext, message: str | None) -> None:
        text = message or ""
        level = _LEVELS.get(kind)
        if sys.stderr is not None:
            print(text, file=sys.stderr)
        if level is None:
            return
        if kind == QtMsgType.QtWarningMsg:  # many of Qt's warnings are of no interest to users
            self._write_once(text)
        else:
            self.note(text, f"Qt: {text}\n{context.file or ''}:{context.line}", f"Qt {text}")

    def _write_once(self, text: str) -> None:
        with self._lock:
            seen = self._counts.get(text, 0)
            self._counts[text] = 1
        if not seen:
            self._write("WARNING", f"Qt: {text}")


class _CrashFile:
    """The file into which `faulthandler` writes when the process crashes."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file: TextIO | None = None

    def watch(self) -> None:
        """Make `faulthandler` write there: without a console there is no other place."""
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            self._file = self._path.open("a", encoding="utf-8")
        except OSError:
            return  # the log has the same problem, and reports it
        faulthandler.enable(self._file, all_threads=True)

    def take(self) -> str:
        """What stands there; nothing stands there afterwards, so that one window alone tells it."""
        try:
            if not self._path.stat().st_size:
                return ""
            with alone_with(self._path):
                text = self._path.read_text(encoding="utf-8", errors="replace").strip()
                os.truncate(self._path, 0)
        except OSError:
            return ""
        return text

    def close(self) -> None:
        """No longer."""
        if self._file is not None:
            faulthandler.disable()
            self._file.close()


def _safe_repr(thing: object) -> str:
    try:
        return repr(thing)[:200]
    except Exception:  # anything can fail on an object that is being destroyed
        return f"<{type(thing).__name__}>"


def log_folder() -> Path:
    """The folder for the user's log files."""
    state = QStandardPaths.StandardLocation.GenericStateLocation
    return Path(QStandardPaths.writableLocation(state)) / "procession"
