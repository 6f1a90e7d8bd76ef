"""The processes of a run in its report: each with its threads, its last state and its last wait."""

from __future__ import annotations

from typing import Any

from app.language import Sentence
from app.recording.export.entries import error_of, grant_of, place_of, since
from app.state.history import Interval
from app.state.model import Outcome, Process, Run
from app.state.primitives.processes import is_watched
from app.state.telling.failures import failure_of
from app.state.telling.stacks import own_calls, stack_of
from app.state.telling.threads import is_of_script, thread_state
from app.state.telling.words import blocked_call, describe_last, sleeping_call


def process_entry(process: Process, run: Run) -> dict[str, Any]:
    """Everything that is known of a process, JSON-ready."""
    has_failed = process.has_failed and process.outcome is Outcome.FAILED
    why = failure_of(process, run) if has_failed else None
    return {
        "pid": process.pid,
        "name": process.name,
        "parent_pid": process.parent_pid,
        "daemon": process.daemon,
        "start_method": process.start_method,
        **({"made_by": process.made_by} if process.made_by else {}),
        **({"manager_server": True} if process.is_server else {}),
        "watched": is_watched(process, run),
        "exitcode": process.exitcode,
        "signal": process.signal,
        "outcome": process.outcome.value if process.outcome is not None else None,
        "began_s": since(run, process.began_ns),
        "ended_s": since(run, process.ended_ns) if process.ended_ns is not None else None,
        "cpu_s": round(process.cpu_s, 3),
        "peak_memory_mb": round(process.peak_memory_mb, 1),
        "last_state": _last_state(process, run),
        "threads": [_thread(process, run, number) for number in process.threads],
        "error": error_of(process.error, process.error_location),
        **({"failure": why.english} if why is not None else {}),
        **({"started_at": place_of(process.started_at)} if process.started_at is not None else {}),
        "ended_by": grant_of(process.ended_by, run) if process.ended_by is not None else None,
        "last_wait": _wait(process.last_wait, run) if process.last_wait is not None else None,
    }


def _last_state(process: Process, run: Run) -> dict[str, Any]:
    """What it is doing, or did right before it ended; `text` is the sentence of the window."""
    at_ns = process.until(run.now_ns)
    described, call = (
        describe_last(process, run, run.now_ns),
        blocked_call(process, at_ns) or sleeping_call(process),
    )
    known = run.objects.get(call.object_id) if call is not None else None
    since_ns = described.since_ns
    return {
        "condition": described.condition.value,
        "text": described.english,
        "code_over": process.code_over_ns is not None,
        "operation": call.operation if call is not None else None,
        "object": known.name if known is not None else None,
        "for_s": round(max(0, at_ns - since_ns) / 1e9, 6) if since_ns is not None else None,
        "held": [run.objects[number].name for number in process.holding if number in run.objects],
        **place_of(call.location if call is not None else process.location),
        "stack": _frames(process),
    }


def _frames(process: Process) -> list[dict[str, Any]] | None:
    """The main thread's stack, if it was seen since its process has last told something."""
    main = stack_of(process, process.pid)
    if main is None:
        return None
    return [{"function": one.function, "file": one.file, "line": one.line} for one in own_calls(main)]


def _thread(process: Process, run: Run, number: int) -> dict[str, Any]:
    """A thread that has told something; `of_script`: it was at a line of the script."""
    at_ns = process.until(run.now_ns)
    state, is_main = thread_state(process, run, number, at_ns), number == process.main_thread
    known = run.objects.get(state.call.object_id) if state.call is not None else None
    told = is_of_script(process, number) or state.call is not None or state.thread.ended
    return {
        "name": state.name.english if isinstance(state.name, Sentence) else state.name,
        "id": state.thread.system_number,
        "main": is_main,
        "of_script": is_of_script(process, number),
        "state": state.condition.value if told else None,
        "text": state.text.english if told else None,
        "operation": state.call.operation if state.call is not None else None,
        "object": known.name if known is not None else None,
        "for_s": round(max(0, at_ns - state.since_ns) / 1e9, 6) if state.since_ns is not None else None,
        "error": error_of(state.thread.error, state.thread.error_location),
        **place_of(process.location if is_main and state.call is None else state.location),
    }


def _wait(wait: Interval, run: Run) -> dict[str, Any]:
    """A call that had to wait and is over, and what ended it."""
    known = run.objects.get(wait.object)
    return {
        "operation": wait.operation,
        "object": known.name if known is not None else None,
        "waited_s": round(wait.waited_ns / 1e9, 6),
        "how": wait.how.value,
        "bound_s": wait.bound_s,
        **place_of(wait.location),
        "granted_by": grant_of(wait.granted_by, run) if wait.granted_by is not None else None,
    }
