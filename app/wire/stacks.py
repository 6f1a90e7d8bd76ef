"""The stacks of a process as a fact carries them: rows of plain JSON, and nothing in them believed."""

from __future__ import annotations

from typing import NamedTuple

from app.wire.message import truth, whole, words

#: Bounds of what one look at a process tells.
THREADS_TOLD = 64
FRAMES_TOLD = 64  # of a thread, the innermost
FRAMES_IN_ALL = 1024

#: Whose code a frame runs.
SCRIPT, PACKAGE, LIBRARY = "", "package", "library"


class Frame(NamedTuple):
    """A call in a stack."""

    function: str
    file: str
    line: int
    whose: str  # SCRIPT, PACKAGE (an installed one) or LIBRARY (Python's own)


class Stack(NamedTuple):
    """What one thread was doing when it was looked at; what is not known is "" or 0."""

    system_number: int  # what the operating system calls the thread
    name: str
    state: str  # "R", "S", "D", "T", ... as the system says
    runs: bool  # it was computing: it ran, was about to, or has used much of the time since the look before
    has_gil: bool
    call: str  # the system call that it was in: "read", "futex"
    on: str  # what the call is about: "input" (standard input), "socket", "pipe", "terminal", "file"
    kernel: str  # the kernel's function that it slept in
    frames: tuple[Frame, ...]  # the innermost first; none of Procession's own
    #: Of one that waits to read or write a pipe: the numbers of all processes that have its other end open;
    #: of one that waits for a file lock: of those that hold it.
    others: tuple[int, ...] = ()
    file: str = ""  # the one that it locks


_LEAST = len(Stack._fields) - len(Stack._field_defaults)


def read_stacks(rows: object) -> tuple[Stack, ...]:
    """The rows that are stacks."""
    found: list[Stack] = []
    left = FRAMES_IN_ALL
    for row in rows[:THREADS_TOLD] if isinstance(rows, list) else ():
        if isinstance(row, list) and len(row) in (_LEAST, len(Stack._fields)):
            frames = _read_frames(row[8])[:left]
            left -= len(frames)
            others = row[_LEAST] if len(row) > _LEAST and isinstance(row[_LEAST], list) else []
            number, name, state, runs, has_gil, call, on, kernel = row[:8]
            found.append(
                Stack(
                    whole(number),
                    words(name),
                    words(state),
                    truth(runs),
                    truth(has_gil),
                    words(call),
                    words(on),
                    words(kernel),
                    frames,
                    tuple(map(whole, others)),
                    words(row[-1]) if len(row) > _LEAST else "",
                )
            )
    return tuple(found)


def _read_frames(rows: object) -> tuple[Frame, ...]:
    return tuple(
        Frame(words(row[0]), words(row[1]), max(0, whole(row[2])), words(row[3]))
        for row in (rows[:FRAMES_TOLD] if isinstance(rows, list) else ())
        if isinstance(row, list) and len(row) == len(Frame._fields)
    )
