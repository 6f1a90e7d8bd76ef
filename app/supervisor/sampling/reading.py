"""What a look has seen, put together: py-spy's stacks, and what the kernel says of the threads."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, NamedTuple

from app.supervisor.sampling.tasks import Marks, Task
from app.supervisor.sampling.whose import OURS, Whose
from app.wire.stacks import FRAMES_IN_ALL, FRAMES_TOLD, THREADS_TOLD, Frame, Stack

_LONGEST = 300  # characters of a name
_MOST_LINES = 1 << 31
_MAIN = "MainThread"
_NOT_KNOWN = Task("", "", "", "")
#: Who has used so much of a look's time computes, also if it slept for a moment before and after it.
_BUSY = 0.25


class Seen(NamedTuple):
    """What the kernel said of a process at a time."""

    time_ns: int
    tasks: Mapping[int, Task]
    marks: Marks


class Reading:
    """Makes stacks of what py-spy prints."""

    def __init__(self) -> None:
        self._whose = Whose()

    def stacks(self, output: bytes, pid: int, before: Seen, after: Seen) -> tuple[Stack, ...] | None:
        """The stacks, the main thread's first; None when it is no such thing.

        `before` and `after` were seen around the look.
        """
        rows = _rows(output)
        if not rows:
            return None
        numbered = [(_number(row, pid, len(rows), after), row) for row in rows]
        numbered.sort(key=lambda one: one[0] != pid)
        left = FRAMES_IN_ALL
        stacks: list[Stack] = []
        for number, row in numbered[:THREADS_TOLD]:
            stack = self._stack(number, row, before, after)
            stacks.append(stack._replace(frames=stack.frames[:left]))
            left -= len(stacks[-1].frames)
        return tuple(stacks)

    def _stack(self, number: int, row: dict[str, Any], before: Seen, after: Seen) -> Stack:
        first, last = before.tasks.get(number, _NOT_KNOWN), after.tasks.get(number, _NOT_KNOWN)
        stayed = first == last  # else it was seen in two different things, and the stack may be of either
        runs = first.state == last.state == "R" or _was_busy(number, before, after)
        return Stack(
            system_number=number,
            name=_text(row.get("thread_name"))[:_LONGEST],
            state=first.state if last.state == "R" and not runs else last.state,  # it ran for a moment only
            runs=runs,
            has_gil=row.get("owns_gil") is True,
            call=last.call if stayed else "",
            on=last.on if stayed else "",
            kernel=last.kernel if stayed else "",
            frames=self._frames(row.get("frames") or [])[:FRAMES_TOLD],
        )

    def _frames(self, rows: list[dict[str, Any]]) -> tuple[Frame, ...]:
        """The frames but for ours."""
        found = []
        for row in rows:
            file = _text(row.get("filename"))
            whose = self._whose(file)
            if whose != OURS:
                name, line = _text(row.get("name"))[:_LONGEST], _line(row.get("line"))
                found.append(Frame(name, file, line, whose))
        return tuple(found)


def _rows(output: bytes) -> list[dict[str, Any]] | None:
    """What was printed of each thread; None when it is no such thing."""
    try:
        rows = json.loads(output)
    except (ValueError, RecursionError):
        return None
    if not _are_objects(rows) or not all(_are_objects(row.get("frames") or []) for row in rows):
        return None
    found: list[dict[str, Any]] = rows
    return found


def _are_objects(rows: object) -> bool:
    return isinstance(rows, list) and all(isinstance(row, dict) for row in rows)


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _line(value: object) -> int:
    return value if isinstance(value, int) and 0 < value < _MOST_LINES else 0


def without_frames(seen: Seen, pid: int) -> tuple[Stack, ...]:
    """What the kernel alone tells, of a program that is no Python or whose stacks cannot be read."""
    numbers = sorted(seen.tasks, key=lambda number: number != pid)[:THREADS_TOLD]
    return tuple(
        Stack(number, "", task.state, task.state == "R", False, task.call, task.on, task.kernel, ())
        for number, task in ((number, seen.tasks[number]) for number in numbers)
    )


def _was_busy(number: int, before: Seen, after: Seen) -> bool:
    """Whether a thread has used the CPU for much of the time of the look."""
    first, last = before.marks.ran_ns.get(number), after.marks.ran_ns.get(number)
    if first is None or last is None:
        return False
    return last - first >= _BUSY * max(1, after.time_ns - before.time_ns)


def _number(row: dict[str, Any], pid: int, threads: int, seen: Seen) -> int:
    """What the system calls a thread; 0 when it is not known, as before Python 3.11."""
    number = row.get("os_thread_id")
    if type(number) is int and number in seen.tasks:
        return number
    return pid if threads == 1 or row.get("thread_name") == _MAIN else 0
