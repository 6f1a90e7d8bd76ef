"""The script's standard input: lines typed in the window, written without ever blocking."""

from __future__ import annotations

import os


class ScriptInput:
    """The writing end of the main process's stdin."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor: int | None = descriptor
        self._waiting = bytearray()
        self._closing = False
        if os.name == "posix":
            os.set_blocking(descriptor, False)

    @property
    def waits_for(self) -> int | None:
        """The descriptor that has no room for what is queued; None when nothing is."""
        return self._descriptor if self._waiting else None

    def write(self, text: str) -> None:
        """Queue text, which `push` writes as the script reads."""
        self._waiting += text.encode()
        self.push()

    def close(self) -> None:
        """Close it, after what is queued."""
        self._closing = True
        self.push()

    def push(self) -> None:
        """Write as much as the pipe accepts."""
        if self._descriptor is None:
            return
        try:
            while self._waiting:
                del self._waiting[: os.write(self._descriptor, self._waiting[:4096])]
        except BlockingIOError:
            return
        except OSError:  # the script has closed its end
            self._waiting.clear()
            self._closing = True
        if self._closing and not self._waiting:
            os.close(self._descriptor)
            self._descriptor = None
