"""Processes: who they are, whose children they are, and their threads."""

from __future__ import annotations

from app.state.context import Context, Operation, Started
from app.state.model import (
    MAIN_THREAD,
    THREADS_KEPT,
    Process,
    Run,
    Thread,
)
from app.state.source import text_of
from app.wire.frames import Record
from app.wire.records import Phase, unpack_fields

KINDS = frozenset({"main", "process", "fork", "subprocess", "helper", "unknown"})
_MAIN_PROCESS = "MainProcess"  # what multiprocessing calls it; shown as "main"
_VARIABLES_KEPT = 1024


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
