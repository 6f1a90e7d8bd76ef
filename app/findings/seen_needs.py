"""What a process needs that its stack alone tells: a pipe to be read or written, a file lock, a child's end.

Only of a process with one thread, which alone could go on; and only where every process that has the other
end of the pipe open, or holds the lock, has one thread, too, and has told nothing since: so what was seen
holds until one of them moves.
"""

from __future__ import annotations

from app.findings.needs import Actor, Need, lives
from app.state.calls import chain
from app.state.model import Call, Process, Run
from app.state.telling.stacks import own_location
from app.wire.records import Effect
from app.wire.stacks import Stack

_READS = frozenset(("read", "readv"))
_CHILD = frozenset(("wait4", "waitid"))
#: What waits for its children and does nothing else meanwhile.
_SHELLS = frozenset(("sh", "dash", "bash", "zsh", "ksh"))


def seen_need(process: Process, run: Run) -> tuple[Call, Need] | None:
    """The wait, as a call, and what it needs; None: it moves, or that is not known."""
    stack = _only_stack(process)
    if stack is None or process.suspended or stack.runs or stack.state != "S":
        return None
    if stack.call in _CHILD and process.program in _SHELLS:
        return _child(process, stack, run)
    return _of_others(process, stack, run) if stack.others else None


def _only_stack(process: Process) -> Stack | None:
    """Of its only thread, if it has told nothing since it was seen."""
    is_fresh = process.stacks_ns >= process.seen_ns and not process.calls
    return process.stacks[0] if is_fresh and len(process.stacks) == 1 else None


def _call(process: Process, stack: Stack, effect: int) -> Call:
    since_ns, thread = process.stacks_ns, process.main_thread or 0
    place = own_location(stack)
    return Call(stack.call, effect, 0, thread, since_ns, since_ns, True, stack.file, 0, place)


def _child(process: Process, stack: Stack, run: Run) -> tuple[Call, Need] | None:
    children = [one.number for one in run.processes.values() if one.parent == process.number and lives(one)]
    need = Need(None, tuple(Actor(number, 0) for number in children))
    return (_call(process, stack, Effect.JOIN), need) if children else None


def _of_others(process: Process, stack: Stack, run: Run) -> tuple[Call, Need] | None:
    others = [run.processes[number] for number in stack.others if number in run.processes]
    if len(others) < len(stack.others) or not all(_stands(one, process) for one in others):
        return None
    is_sure = all(one is process or (one.calls and not one.handles_signals) for one in others)
    me = process.main_thread or 0
    by = tuple(Actor(one.number, me if one is process else 0) for one in others)
    need = Need(None, by, is_sure=is_sure)
    return _call(process, stack, _effect(stack)), need


def _effect(stack: Stack) -> int:
    if stack.file:
        return Effect.TAKE
    return Effect.RECEIVE if stack.call in _READS else Effect.SEND


def _stands(other: Process, process: Process) -> bool:
    """Whether who could end a wait is where it was when that was seen, and does not do so there.

    Who waits for the end of a program with communicate() moves what its pipes bring.
    """
    is_seen = other.seen_ns <= min(other.stacks_ns, process.stacks_ns) and len(other.stacks) == 1
    calls = (call for innermost in other.calls.values() for call in chain(innermost))
    return is_seen and not any(call.effect == Effect.TALK for call in calls)
