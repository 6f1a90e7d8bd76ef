"""How processes end: by themselves, asked to, with an error; what their end does to what they have shared."""

from __future__ import annotations

from app.state import calls
from app.state.context import Asked, Context, Operation
from app.state.history import Grant, How
from app.state.model import (
    Outcome,
    Process,
    Quit,
)
from app.state.primitives import barriers, blocks, channels, conditions, owners, pools
from app.state.primitives.processes import process_of
from app.wire.frames import Record, Slot

_SIGINT, _SIGKILL, _SIGTERM = 2, 9, 15
_TO_END = {1, _SIGINT, 3, _SIGKILL, _SIGTERM}  # 1, 3: SIGHUP, SIGQUIT; the others may mean anything
_SIGNALS = {"interrupt": _SIGINT, "kill": _SIGKILL, "terminate": _SIGTERM}
_OS_KILL = "os.kill"
_VAGUE_NS = 100_000_000  # the system knows the beginning of a process to some hundredths of a second


# --- joins, and signals that are sent ----------------------------------------------------


def join_blocked(op: Operation, slot: Slot) -> None:
    """A join waits for a process (value: its pid)."""
    op.read(slot)
    calls.begin(op, True)


def join_done(op: Operation, slot: Slot) -> None:
    """A join has returned: the process has ended, or the time was over."""
    op.read(slot)
    child = op.context.newest(op.value)
    if child is None:
        calls.end(op)
    elif child.alive and child.number not in op.context.reaped and op.bound_s is not None:
        calls.end(op, How.MISSED)
    else:  # that it has ended may not have been told yet
        ended = Grant(child.number, 0, child.ended_ns or op.time_ns, "", None)
        calls.end(op, How.DONE, ended)


def signal_sent(op: Operation, slot: Slot) -> None:
    """terminate, kill, interrupt (value: the pid) or os.kill (text: the signal); told before it is sent."""
    calls.done(op, slot)
    signal = int(op.text) if op.name == _OS_KILL and op.text.isdecimal() else _SIGNALS.get(op.method)
    op.context.asked[op.value] = Asked(signal, op.grant(slot))  # it may not have been found yet


# --- the end of the code -----------------------------------------------------------------


def quits(op: Operation, slot: Slot) -> None:
    """A process ends itself, if nothing comes in between."""
    op.read(slot)
    if op.location is not None:
        op.process.quit_at = Quit(op.location, op.value, op.time_ns)


def run_begun(op: Operation, slot: Slot) -> None:
    """The child's code begins. It is no call that could be waited in."""
    op.read(slot)
    op.process.code_began_ns = op.time_ns


def run_done(op: Operation, slot: Slot) -> None:
    """The child's code has come to its end."""
    op.read(slot)
    _code_over(op)
    op.context.code_ended.add(op.process.number)
    settle(op.context, op.process)


def run_failed(op: Operation, slot: Slot) -> None:
    """An exception has left the process's code; no other one can, after the first."""
    run_done(op, slot)
    if op.process.error is None:
        op.process.error, op.process.error_location = op.text, op.location
        op.process.stage, op.process.unopened = op.value, op.object_id
    settle(op.context, op.process)


def thread_failed(op: Operation, slot: Slot) -> None:
    """An exception has left a thread's code; its process goes on."""
    op.read(slot)
    known = op.process.threads.get(op.thread)
    if known is not None:
        known.error, known.error_location = op.text, op.location


def threads_begun(op: Operation, slot: Slot) -> None:
    """A wait for a thread; or, at no line, the code is over but for that of `value` threads."""
    op.read(slot)
    if op.location is None:
        _code_over(op)
    if op.value > 0:
        calls.begin(op, False)


def threads_done(op: Operation, slot: Slot) -> None:
    """They have ended."""
    calls.done(op, slot)
    if op.location is None:
        _code_over(op)


def exit_begun(op: Operation, slot: Slot) -> None:
    """The code is over; what belongs to the process's end begins."""
    calls.begun(op, slot)
    _code_over(op)


def exit_done(op: Operation, slot: Slot) -> None:
    """The code is over, and so is what was begun, if anything was."""
    calls.done(op, slot)
    _code_over(op)


def _code_over(op: Operation) -> None:
    if op.process.code_over_ns is None:
        op.process.code_over_ns = op.time_ns


# --- the end of the process --------------------------------------------------------------


def daemon_ended(op: Operation, slot: Slot) -> None:
    """multiprocessing terminates a daemon because main's code has ended; told before the signal."""
    op.read(slot)
    daemon = op.context.newest(op.value)
    if daemon is not None:
        op.context.ended_by_main.add(daemon.number)
        settle(op.context, daemon)


def reaped(op: Operation, record: Record) -> None:
    """A parent has got its child's exit code: `object` is the pid, `value` the code."""
    for child in reversed(op.context.by_pid.get(record.object, ())):
        if child.exitcode is None and child.number not in op.context.reaped:
            op.context.reaped[child.number] = record.value
            settle(op.context, child)
            return
    started = op.context.started.get(record.object)
    if started is not None and started.kind == "helper":
        del op.context.started[record.object]  # nobody saw it, and its pid is free for another
    elif started is not None:
        op.context.unseen[record.object] = (record.value, record.time_ns)


def ended(context: Context, number: int, status: int | None, time_ns: int, by_run: bool) -> None:
    """A process has ended; it waits for nothing any more, but what it holds it holds for ever.

    What the run itself has ended waits, holds and is there as it was, since that is what has to be explained.
    """
    process = process_of(context, number)
    if status is not None:
        context.reaped[number] = status
    if process.ended_ns is not None:
        settle(context, process)
        return
    owners.look_for_stuck(context, time_ns)
    process.ended_ns, process.cpu_percent = time_ns, 0.0
    context.alive.pop(number, None)
    if by_run:
        process.outcome = Outcome.ENDED_WITH_RUN
    settle(context, process)
    calls.cut_off(context.run, process, time_ns)
    if not by_run:
        _leave(context, process, time_ns)
    blocks.process_ended(context, process, status, time_ns)


def _leave(context: Context, process: Process, time_ns: int) -> None:
    """What its end does to all that it has shared."""
    process.suspended = False
    conditions.process_ended(context, process)
    barriers.process_ended(context, process)
    pools.process_ended(context, process)
    calls.abandon(context.run, process, time_ns)
    owners.owner_ended(context, process)
    channels.process_ended(context, process, time_ns)


def settle(context: Context, process: Process) -> None:
    """Say how a process ended, from all that is known by now."""
    if process.ended_ns is None:
        return
    code = process.exitcode = context.reaped.get(process.number, process.exitcode)
    process.signal = -code if code is not None and code < 0 else None
    if code == 0:
        process.error = process.error_location = None  # one that the script has caught, and kept
    asked = _asked(context, process)
    process.ended_by = _ended_by(asked, process)
    process.asked_to_end = asked.grant if asked is not None and asked.signal in _TO_END else None
    if not process.ended_with_run:
        process.outcome = _outcome(context, process, code)
    if process is context.run.main:
        context.run.exitcode, context.run.signal = code, process.signal


def _asked(context: Context, process: Process) -> Asked | None:
    """What was sent to it last, and not to an older process of its pid."""
    asked = context.asked.get(process.pid)
    return None if asked is None or asked.grant.time_ns < process.began_ns - _VAGUE_NS else asked


def _ended_by(asked: Asked | None, process: Process) -> Grant | None:
    """Who has ended it, if it ended of the signal that it was sent."""
    if asked is None:
        return None
    interrupted = process.signal is None and (process.error or "").startswith("KeyboardInterrupt")
    signal = _SIGINT if interrupted else process.signal
    return asked.grant if signal is not None and signal == asked.signal else None


def _outcome(context: Context, process: Process, code: int | None) -> Outcome | None:
    if code is None:
        if process.error is not None:
            return Outcome.FAILED
        return Outcome.FINISHED if process.number in context.code_ended else None
    if code >= 0:
        return Outcome.FINISHED if code == 0 else Outcome.FAILED
    if code == -_SIGTERM and process.number in context.ended_by_main:
        return Outcome.ENDED_WITH_MAIN
    return {-_SIGTERM: Outcome.TERMINATED, -_SIGKILL: Outcome.KILLED}.get(code, Outcome.CRASHED)
