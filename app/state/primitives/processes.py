"""Processes: who they are, whose children they are, how they ended."""

from __future__ import annotations

from app.state import calls
from app.state.context import Asked, Context, Operation, Started
from app.state.history import Grant, How
from app.state.model import (
    FORKS_KEPT,
    MAIN_THREAD,
    THREADS_KEPT,
    FailedStart,
    ForkedFrom,
    Outcome,
    Process,
    Quit,
    Run,
    Thread,
)
from app.state.primitives import barriers, blocks, channels, conditions, owners, pools
from app.state.source import text_of
from app.wire.frames import Record, Slot
from app.wire.records import Phase, unpack_fields

KINDS = frozenset({"main", "process", "fork", "subprocess", "helper", "unknown"})
_SIGINT, _SIGKILL, _SIGTERM = 2, 9, 15
_SIGNALS = {"interrupt": _SIGINT, "kill": _SIGKILL, "terminate": _SIGTERM}
_OS_KILL = "os.kill"
_VAGUE_NS = 100_000_000  # the system knows the beginning of a process to some hundredths of a second
_MAIN_PROCESS = "MainProcess"  # what multiprocessing calls it; shown as "main"
_VARIABLES_KEPT = 1024
#: The numbers of processes that only their parents have told of; they fit into 32 bits, as views need.
UNSEEN_FROM = 1 << 30


# --- who they are ------------------------------------------------------------------------


def identify(
    context: Context, number: int, pid: int, parent_pid: int, began_ns: int, kind: str, name: str
) -> Process:
    """What the supervisor knows of a process; what the process says of itself stands above it."""
    process = process_of(context, number)
    process.began_ns = began_ns or process.began_ns
    if kind in KINDS and process.kind == "unknown":
        process.kind = kind
    if process.kind == "main":
        process.daemon = False  # nobody started it as one
    if not process.watched and number not in context.introduced:
        process.name = "main" if process.kind == "main" else name or process.name
    if pid and pid != process.pid:
        _take_pid(context, process, pid)
    if process.parent is None and parent_pid:
        set_parent(context, process, parent_pid)
    return process


def is_watched(process: Process, run: Run) -> bool:
    """Whether a probe reports from inside a process; when it becomes another program by exec, none does."""
    main = run.main
    same_as_main = main is not None and process.program == main.program
    return process.watched and (same_as_main or not process.program or is_python(process.program))


def is_python(program: str) -> bool:
    """Whether the file name of a program is that of a Python."""
    return "python" in program.lower() or program.lower().startswith("pypy")


def process_of(context: Context, number: int) -> Process:
    """The process with this number; one that the supervisor has not introduced is made up."""
    process = context.run.processes.get(number)
    if process is None:
        process = Process(number, 0, 0, f"process-{number}", "unknown")
        context.run.processes[number] = context.alive[number] = process
    return process


def _take_pid(context: Context, process: Process, pid: int) -> None:
    process.pid = pid
    context.by_pid.setdefault(pid, []).append(process)
    for child in context.orphans.pop(pid, ()):
        if child.parent is None and child is not process:
            child.parent = process.number
    process.made_by = context.made.pop(pid, "") or process.made_by
    started = context.started.pop(pid, None)
    if started is not None:
        introduce(context, process, started)


def set_parent(context: Context, process: Process, parent_pid: int) -> None:
    """The parent is the newest process with that pid, now or as soon as it is known."""
    process.parent_pid = parent_pid
    parent = context.newest(parent_pid)
    if parent is not None and parent is not process:
        process.parent = parent.number
    elif process.kind != "main":
        context.orphans.setdefault(parent_pid, []).append(process)


def introduce(context: Context, process: Process, started: Started) -> None:
    """A parent has told of a child that it has started."""
    context.introduced.add(process.number)
    process.started_at, process.started_ns = started.location, started.called_ns
    process.started_in = started.thread
    if process.kind in ("unknown", "fork"):  # it has not said so itself yet
        process.kind = started.kind
        process.name = started.name or process.name
    if started.parent is not process:
        process.parent, process.parent_pid = started.parent.number, started.parent.pid


def described(op: Operation, record: Record) -> None:
    """A process describes itself: kind, name, daemon, start method, parent."""
    process, fields = op.process, unpack_fields(text_of(record))
    kind = fields.get("kind", "")
    is_news = process.kind != "main" and (process.number not in op.context.introduced or kind != "fork")
    if kind in KINDS and is_news:
        process.kind = kind
    name = fields.get("name", "")
    if not name and process.kind == "fork" and process.number not in op.context.introduced:
        name = f"fork-{process.number}"
    if name:
        process.name = "main" if name == _MAIN_PROCESS and process.kind == "main" else name
    process.daemon = {"True": True, "False": False}.get(fields.get("daemon", ""), process.daemon)
    process.start_method = fields.get("method") or process.start_method
    process.is_server = process.is_server or fields.get("server") == "True"
    parent_pid = fields.get("parent_pid", "")
    if process.number not in op.context.introduced and _is_pid(parent_pid):
        process.parent = None
        set_parent(op.context, process, int(parent_pid))


def _is_pid(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 20


def variable(op: Operation, record: Record) -> None:
    """A module-level variable of the script, as this process sees it."""
    name = op.source.strings.get(record.operation, "")
    variables = op.process.variables
    if name and (name in variables or len(variables) < _VARIABLES_KEPT):
        variables[name] = text_of(record)


def thread(op: Operation, record: Record) -> None:
    """A thread has reported something for the first time; Linux numbers the main one as its process."""
    process, number, name = op.process, record.thread, text_of(record)
    if record.value == process.pid:
        process.main_thread = number
    elif process.main_thread == number and name not in ("", MAIN_THREAD):
        process.main_thread = None  # it has only been the first to make a call
    known = process.threads.get(number)
    if known is not None:
        known.name, known.system_number = name, record.value
        known.serves = record.object or known.serves
    elif len(process.threads) < THREADS_KEPT:
        known = process.threads[number] = Thread(name, record.value, record.object)
    if known is not None and record.phase == Phase.BEGAN:
        known.is_own = True


def thread_ended(op: Operation, record: Record) -> None:
    """A thread that has reported something has come to its end; its calls are over."""
    known = op.process.threads.get(record.thread)
    if known is not None:
        known.ended = True


# --- operations on processes -------------------------------------------------------------


def start_done(op: Operation, slot: Slot) -> None:
    """Process.start has returned; value is the child's pid."""
    op.read(slot)
    call = calls.end(op)
    called_ns = None if call is None else call.began_ns
    started = Started(op.text, "process", op.process, op.time_ns, op.location, called_ns, op.thread)
    _tell_of_child(op.context, op.value, started)


def start_failed(op: Operation, slot: Slot) -> None:
    """Process.start has raised."""
    op.read(slot)
    call = calls.end(op, How.FAILED)
    child = "" if call is None else call.argument
    op.process.failed_start = FailedStart(child, op.text, op.location)


def program_started(op: Operation, slot: Slot) -> None:
    """Another program was started; value is its pid."""
    calls.done(op, slot)
    _tell_of_child(op.context, op.value, Started(op.text, "subprocess", op.process, op.time_ns, op.location))


def helper_started(op: Operation, record: Record) -> None:
    """A helper of multiprocessing was started; `object` is its pid, and the time is that before its start.

    The word of who started it counts, not what the supervisor has seen: it may see it only when it is dead.
    """
    started = Started(text_of(record), "helper", op.process, record.time_ns)
    _tell_of_child(op.context, record.object, started, record.time_ns)


def made(op: Operation, record: Record) -> None:
    """An installed package has started a process: `object` is its pid, the text the package's name.

    It may have ended since. One whose parent has told of its start already is an older one with the same pid.
    """
    child = op.context.newest(record.object)
    if child is not None and (child.alive or child.number not in op.context.introduced):
        child.made_by = text_of(record)
    else:
        op.context.made[record.object] = text_of(record)


def _tell_of_child(context: Context, pid: int, started: Started, since_ns: int = 0) -> None:
    """`since_ns`: what has ended before is an older process that had the same pid."""
    child = context.newest(pid)
    if child is not None and child.ended_ns is not None and child.ended_ns < since_ns:
        child = None
    if child is not None and child.number not in context.introduced and child is not started.parent:
        introduce(context, child, started)
    elif pid > 0:
        context.started[pid] = started


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


def forked(op: Operation, slot: Slot) -> None:
    """The script has called os.fork."""
    op.read(slot)
    if op.text and op.location is not None and len(op.process.copied_to) < FORKS_KEPT:
        op.process.copied_to[op.value] = op.location


def quits(op: Operation, slot: Slot) -> None:
    """A process ends itself, if nothing comes in between."""
    op.read(slot)
    if op.location is not None:
        op.process.quit_at = Quit(op.location, op.value)


def exit_begun(op: Operation, slot: Slot) -> None:
    """The code is over; what belongs to the process's end begins."""
    calls.begun(op, slot)
    _code_over(op)


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


def exit_done(op: Operation, slot: Slot) -> None:
    """The code is over, and so is what was begun, if anything was."""
    calls.done(op, slot)
    _code_over(op)


def _code_over(op: Operation) -> None:
    if op.process.code_over_ns is None:
        op.process.code_over_ns = op.time_ns


def thread_failed(op: Operation, slot: Slot) -> None:
    """An exception has left a thread's code; its process goes on."""
    op.read(slot)
    known = op.process.threads.get(op.thread)
    if known is not None:
        known.error, known.error_location = op.text, op.location


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


def forked_from(op: Operation, slot: Slot) -> None:
    """A thread of it was at this line when it forked: neither the process is there now nor who tells it."""
    place, threads = op.process.location, op.process.threads
    places = {number: thread.location for number, thread in threads.items()}
    op.read(slot)
    location, op.process.location = op.location, place
    if op.thread in threads:
        threads[op.thread].location = places.get(op.thread)
    fields, forks = unpack_fields(op.text), op.process.forked_from
    if location is not None and (op.value in forks or len(forks) < FORKS_KEPT):
        known = ForkedFrom(fields.get("thread", ""), fields.get("lock", ""), location)
        forks.setdefault(op.value, []).append(known)


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


def make_up_unseen(context: Context, now_ns: int) -> None:
    """Children that ended so soon that the supervisor never saw them: their parents tell all that is known.

    A parent that was killed has not told how. Their numbers are none that the supervisor will ever come to.
    """
    for pid, started in list(context.started.items()):
        if pid not in context.unseen and (started.kind == "helper" or pid in context.by_pid):
            continue
        code, time_ns = context.unseen.get(pid, (None, started.parent.ended_ns or now_ns))
        number = UNSEEN_FROM + sum(known >= UNSEEN_FROM for known in context.run.processes)
        identify(context, number, pid, started.parent.pid, started.time_ns, started.kind, started.name)
        ended(context, number, code, time_ns, False)
    context.unseen.clear()


# --- the end -----------------------------------------------------------------------------


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
    process.ended_by = _ended_by(context.asked.get(process.pid), process)
    if not process.ended_with_run:
        process.outcome = _outcome(context, process, code)
    if process is context.run.main:
        context.run.exitcode, context.run.signal = code, process.signal


def _ended_by(asked: Asked | None, process: Process) -> Grant | None:
    """Who has ended it, if it ended of the signal that it was sent."""
    if asked is None or asked.grant.time_ns < process.began_ns - _VAGUE_NS:
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
