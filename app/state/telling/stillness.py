"""Since when a run stands still: each of its processes waits, in all of its threads, and none has moved.

A process that sleeps goes on by itself, and one that its user has suspended does not stand still by itself:
with such a one a run only pauses.
"""

from __future__ import annotations

from app.state.calls import chain
from app.state.model import Condition, Process, Run
from app.state.telling.threads import other_threads
from app.state.telling.words import condition
from app.wire.records import Effect

#: Who takes so much of a CPU has a thread that moves, whatever is known of its threads.
BUSY_PERCENT = 1.0
_WAITS = frozenset((Condition.BLOCKED, Condition.WAITING))


def still_since(run: Run, now_ns: int) -> int | None:
    """When something was last seen to move (ns); None while something moves, or may."""
    living = [process for process in run.script_processes if process.alive]
    if not living or not all(_stands(process, run, now_ns) for process in living):
        return None
    ends = (process.ended_ns or 0 for process in run.processes.values())
    return max(*ends, *(_moved_ns(process, now_ns) for process in living))


def _moved_ns(process: Process, now_ns: int) -> int:
    """When it was last seen to move; whether it stood before the last look is not known of every one.

    It is where it has but one thread, which has told that it waits. And a manager's server looks about once
    a second whether it is to end: it moves when its clients do.
    """
    is_told = len(process.stacks) <= 1 and condition(process, now_ns) is Condition.BLOCKED
    looked_ns = 0 if is_told or process.is_server else process.stacks_ns
    return max(process.began_ns, process.seen_ns, looked_ns)


def _stands(process: Process, run: Run, now_ns: int) -> bool:
    if condition(process, now_ns) not in _WAITS or process.cpu_percent >= BUSY_PERCENT:
        return False
    inside = (call for innermost in process.calls.values() for call in chain(innermost))
    if any(call.effect == Effect.SLEEP for call in inside):
        return False
    if process.stacks_ns >= process.seen_ns and any(stack.runs for stack in process.stacks):
        return False
    return all(one.condition in _WAITS for one in other_threads(process, run, now_ns))
