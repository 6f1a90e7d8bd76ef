"""Receives the commands: one per line, and the end of file means that whoever gave them is gone.

A line that is no command is passed over. Only our own client writes here, so it could only be a fault of
ours, and it is no reason to end somebody's run. When the writer dies within a line, the end of file follows.
"""

from __future__ import annotations

import os
import queue
import threading
from typing import BinaryIO

from app.wire.commands import Command, Gone, read_command


class Commands:
    """Reads the commands in a thread and wakes the supervisor's loop by a pipe."""

    def __init__(self, source: BinaryIO) -> None:
        self._source = source
        self._waiting: queue.SimpleQueue[Command] = queue.SimpleQueue()
        self.wake_reader, self._wake_writer = os.pipe()
        os.set_blocking(self.wake_reader, False)
        self.first = read_command(source.readline())

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
            command = read_command(line)
            if command is not None:
                self.add(command)
        self.add(Gone())
