"""The settings that are kept between starts, in one file that a person can read.

An INI file in the user's configuration folder (Qt's usual place for it). A value that cannot be
read back, because a person or another version wrote something else there, counts as not set.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QByteArray, QObject, QSettings, Signal

from app.gui.alone import alone_with

NAME = "procession"
#: The keys of what was chosen last, and of whether it is chosen again at the next start.
LAST_TARGET, REOPEN = "lastTarget", "reopenLast"


class Settings(QObject):
    """Named values; views read them when they are created, and follow `changed`."""

    changed = Signal(str)  # the key whose value has changed

    def __init__(self, file: str = "") -> None:
        """The user's settings; or those in `file`, for tests, pictures and measurements."""
        super().__init__()
        ini = QSettings.Format.IniFormat
        user = QSettings.Scope.UserScope
        self._store = QSettings(file, ini) if file else QSettings(ini, user, NAME, NAME)

    def text(self, key: str, default: str = "") -> str:
        """A text value."""
        value = self._store.value(key, default)
        return value if isinstance(value, str) else default

    def flag(self, key: str, default: bool = False) -> bool:
        """A boolean value."""
        return {"true": True, "false": False}.get(self.text(key), default)

    def data(self, key: str, default: Any) -> Any:
        """A list or dict of simple values, of the same type as `default`."""
        try:
            value = json.loads(self.text(key))
        except ValueError:
            return default
        return value if isinstance(value, type(default)) else default

    def geometry(self, key: str) -> QByteArray:
        """A geometry or state saved by Qt; empty when there is none."""
        value = self._store.value(key)
        return value if isinstance(value, QByteArray) else QByteArray()

    def set(self, key: str, value: str | bool | list[Any] | dict[str, Any] | QByteArray) -> None:
        """Store a value, and emit `changed` if it differs."""
        kept = _kept(value)
        if self._store.value(key) == kept:
            return
        self._store.setValue(key, kept)
        self.changed.emit(key)

    def change(self, key: str, default: Any, make: Callable[[Any], Any]) -> None:
        """Make another list or dict of the one that is kept, which another window may have changed meanwhile.

        `changed` is emitted when it differs from the one that this window had.
        """
        before = self._store.value(key)
        with alone_with(Path(self._store.fileName())):
            self._store.sync()
            self._store.setValue(key, _kept(make(self.data(key, default))))
            self._store.sync()
        if self._store.value(key) != before:
            self.changed.emit(key)

    def forget(self, key: str) -> None:
        """Go back to the default."""
        if self._store.contains(key):
            self._store.remove(key)
            self.changed.emit(key)


def _kept(value: str | bool | list[Any] | dict[str, Any] | QByteArray) -> str | QByteArray:
    match value:
        case bool():
            return "true" if value else "false"
        case str() | QByteArray():
            return value
    return json.dumps(value, ensure_ascii=False)
