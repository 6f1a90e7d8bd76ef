"""The calls of a process's threads as lines to be read: each thread like a traceback, the innermost last."""

from __future__ import annotations

from collections.abc import Sequence

from app.language import Sentence
from app.state.history import Location
from app.state.model import Outcome, Process
from app.state.telling.past import in_past
from app.state.telling.stacks import CONTEXT, own_calls, thread_doing
from app.state.telling.threads import NAMELESS
from app.state.telling.tracebacks import Line
from app.wire.stacks import Stack

_INDENT = "  "  # of a call, under the head of its thread


def still_stands(process: Process) -> bool:
    """Whether it is where it was seen: it has told nothing since, and no thread of it ran."""
    is_fresh = process.alive and process.stacks_ns >= process.seen_ns
    return is_fresh and not any(stack.runs for stack in process.stacks)


def stack_lines(process: Process) -> list[Line]:
    """All that was seen of a process, its main thread first; nothing where that is one line of the script.

    One that has ended by itself has gone on from there to its end, as has one that has told something since.
    """
    if process.outcome in (Outcome.FINISHED, Outcome.FAILED):
        return []
    if not process.alive and process.stacks_ns < process.seen_ns:
        return []
    others = [stack for stack in process.stacks if stack.system_number != process.pid]
    main = [stack for stack in process.stacks if stack.system_number == process.pid]
    if not others and sum(len(own_calls(stack)) for stack in main) < 2:
        return []
    return [line for stack in (*main, *others) for line in _lines(stack, process)]


def calls_of_first(lines: Sequence[Line]) -> int:
    """How many of the lines are about the first thread."""
    heads = (number for number, line in enumerate(lines) if number and not line.text.startswith(_INDENT))
    return next(heads, len(lines))


def _lines(stack: Stack, process: Process) -> list[Line]:
    name = stack.name or Sentence(CONTEXT, NAMELESS, number=str(stack.system_number))
    doing = thread_doing(process, stack.system_number)
    did = None if doing is None else doing.text if process.alive else in_past(doing.text)
    head = f"{name}:" if did is None else f"{name}: {did}"
    frames = [
        Line(
            f"{_INDENT}{frame.function}  {frame.file}:{frame.line}",
            Location(frame.file, frame.line) if frame.line and not frame.file.startswith("<") else None,
        )
        for frame in reversed(own_calls(stack))
    ]
    return [Line(head, None), *frames]
