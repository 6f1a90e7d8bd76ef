"""What the processes wrote, split into lines that stay whole: plain Python, no widgets.

Processes that write parts of lines in turn do not mix them: each (process, stream) has its own open
line, to which later parts are appended.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

from app.language.visible import SIGNS
from app.state.model import Output, Run

#: Characters that may wait to be shown; when more arrive than can be shown, the oldest are dropped.
WAITING = 1_000_000
#: A line without an end is broken here, so that the length of a laid out line is bounded.
LINE_LENGTH = 4_000

_ESCAPES = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|[@-_])")
#: Control characters become visible symbols; separators would start new lines.
_SIGNS = {code: sign for code, sign in SIGNS.items() if chr(code) not in "\t\n"}


class Fragment(NamedTuple):
    """Part of one line; `ends` says that it completes the line."""

    process: int
    stream: str
    text: str
    ends: bool


def clean(text: str) -> str:
    """Text that can be shown: without colour escapes, with visible control characters."""
    return _ESCAPES.sub("", text).replace("\r\n", "\n").replace("\r", "\n").translate(_SIGNS)


def fragments(piece: Output) -> Iterator[Fragment]:
    """The lines and parts of lines in a piece of output."""
    lines = clean(piece.text).split("\n")
    for line in lines[:-1]:
        yield from _bounded(piece, line, True)
    if lines[-1]:
        yield from _bounded(piece, lines[-1], False)


def _bounded(piece: Output, line: str, ends: bool) -> Iterator[Fragment]:
    for start in range(0, len(line), LINE_LENGTH):
        part = line[start : start + LINE_LENGTH]
        last = start + LINE_LENGTH >= len(line)
        yield Fragment(piece.process, piece.stream, part, ends if last else True)
    if not line:
        yield Fragment(piece.process, piece.stream, "", ends)


#: The stream name of lines sent to the script, which are shown among its output.
INPUT = "stdin"


class Echo(NamedTuple):
    """A line that was sent to the script's standard input."""

    position: int  # how many pieces of output there were before it
    text: str

    def fragment(self) -> Fragment:
        """The line as output of the main process, which reads it."""
        return Fragment(1, INPUT, f"> {self.text}", True)


class Backlog:
    """The part of a run's output that is still to be shown, bounded; `dropped` counts what never will be."""

    def __init__(self, run: Run) -> None:
        self._run = run
        self._taken = 0  # pieces
        self._position = 0  # characters, of all output so far
        self._pieces: deque[Output] = deque()
        self._size = 0
        self.dropped = 0

    @property
    def position(self) -> int:
        """The number of the piece that `pop` returns next, counted from the run's first."""
        return self._taken - len(self._pieces)

    def __len__(self) -> int:
        return len(self._pieces)

    def collect(self) -> None:
        """Take what has arrived since the last call."""
        run = self._run
        if self._position < run.output_dropped:
            self.dropped += run.output_dropped - self._position
            self._position = run.output_dropped
        new = min(run.output_total - self._taken, len(run.output))
        self._taken = run.output_total
        for piece in reversed(list(islice(reversed(run.output), new))):
            self._pieces.append(piece)
            self._size += len(piece.text)
            self._position += len(piece.text)
        self._bound()

    def _bound(self) -> None:
        while self._size > WAITING and len(self._pieces) > 1:
            self.dropped += len(self._take().text)

    def _take(self) -> Output:
        piece = self._pieces.popleft()
        self._size -= len(piece.text)
        return piece

    def pop(self) -> Output | None:
        """Remove and return the oldest piece."""
        return self._take() if self._pieces else None
