"""Commands from the window to the supervisor: one JSON object a line; end of file is a command too."""

from __future__ import annotations

import json
import os
import queue
import threading
from typing import Any, BinaryIO

Command = dict[str, Any]
GONE: Command = {"do": "gone"}  # the window is no more


class Commands:
    """Reads the commands in a thread and wakes the supervisor's loop by a pipe."""

    def __init__(self, source: BinaryIO) -> None:
        self._source = source
        self._waiting: queue.SimpleQueue[Command] = queue.SimpleQueue()
        self.wake_reader, self._wake_writer = os.pipe()
        os.set_blocking(self.wake_reader, False)
        self.first = self._parse(source.readline())

    def start(self) -> None:
        """Read on, in a thread."""
        threading.Thread(target=self._read, name="commands", daemon=True).start()

    def take(self) -> list[Command]:
        """The commands that have come since the last call."""
        try:
            os.read(self.wake_reader, 4096)
        except BlockingIOError:
            pass
        taken = []
        while not self._waiting.empty():
            taken.append(self._waiting.get())
        return taken

    def wake(self, *_: object) -> None:
        """Let the loop look at once; safe in a signal handler."""
        os.write(self._wake_writer, b"w")

    def add(self, command: Command) -> None:
        """A command from inside, such as a signal's."""
        self._waiting.put(command)
        self.wake()

    def _read(self) -> None:
        for line in self._source:
            self.add(self._parse(line))
        self.add(GONE)

    @staticmethod
    def _parse(line: bytes) -> Command:
        try:
            command = json.loads(line)
        except ValueError:
            return GONE
        return command if isinstance(command, dict) else GONE
