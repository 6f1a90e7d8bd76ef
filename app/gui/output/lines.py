"""What the processes wrote, cut into lines that stay whole: plain Python, no widgets.

Two processes that write parts of lines in turn do not mix them: each (process, stream) has its own
open line, and what comes later is joined to it.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

from app.state.model import Output, Run

#: Characters that wait to be shown; when more come than the screen can take, the oldest go.
WAITING = 1_000_000
#: A line without an end is broken here, so that no text is laid out without bound.
LINE_LENGTH = 4_000

_ESCAPES = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|[@-_])")
#: Control characters become visible signs; the separators would begin lines of their own.
_SIGNS: dict[int, int | str] = {
    **{code: 0x2400 + code for code in range(32) if code not in (0x09, 0x0A)},
    0x7F: 0x2421,
    0x2028: "↵",
    0x2029: "↵",
}


class Fragment(NamedTuple):
    """Text of one line; `ends` says that its line is complete with it."""

    process: int
    stream: str
    text: str
    ends: bool


def clean(text: str) -> str:
    """Text as it can be shown: without colour escapes, with visible control characters."""
    return _ESCAPES.sub("", text).replace("\r\n", "\n").replace("\r", "\n").translate(_SIGNS)


def fragments(piece: Output) -> Iterator[Fragment]:
    """The lines and parts of lines of a piece of output."""
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


#: The stream of what was sent to the script, which is shown between what it wrote.
INPUT = "stdin"


class Echo(NamedTuple):
    """A line that was sent to the script's standard input."""

    position: int  # how many pieces of output there were before it
    text: str

    def fragment(self) -> Fragment:
        """As a line of the output; what reads it is the main process."""
        return Fragment(1, INPUT, f"> {self.text}", True)


class Backlog:
    """What of a run's output has still to be shown, bounded; `dropped` counts what never will be."""

    def __init__(self, run: Run) -> None:
        self._run = run
        self._taken = 0  # pieces
        self._position = 0  # characters, of all that was ever written
        self._pieces: deque[Output] = deque()
        self._size = 0
        self.dropped = 0

    @property
    def position(self) -> int:
        """The number of the piece that `pop` gives next, counted from the run's first."""
        return self._taken - len(self._pieces)

    def __len__(self) -> int:
        return len(self._pieces)

    def collect(self) -> None:
        """Take what has come since the last time."""
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
        """The oldest piece that waits."""
        return self._take() if self._pieces else None
