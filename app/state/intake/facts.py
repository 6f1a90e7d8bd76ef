"""What the supervisor itself knows, told as JSON objects: processes, their ends, samples, files, the end.

A fact may come from a stranger's recording, so nothing in it is believed: what has another
type than it should counts as not given.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from math import isfinite
from typing import Any

from app.state.context import Context
from app.state.primitives import owners, processes, values
from app.state.source import Source

Fact = dict[str, Any]

_LARGEST = 2**63 - 1


def parse(payload: bytes) -> Fact:
    """The fact in a frame; {} when it is none."""
    try:
        fact = json.loads(payload)
    except (ValueError, RecursionError):
        return {}
    return fact if isinstance(fact, dict) else {}


def whole(value: object, default: int = 0) -> int:
    """A whole number of 64 bits."""
    return value if type(value) is int and -_LARGEST <= value <= _LARGEST else default


def real(value: object) -> float:
    """A number."""
    if type(value) is float and isfinite(value):
        return value
    return float(whole(value))


def words(value: object) -> str:
    """A text without halves of characters."""
    return value.encode("utf-8", "replace").decode() if isinstance(value, str) else ""


def time_of(fact: Fact, frame_ns: int) -> int:
    """When the fact came to be (ns)."""
    return whole(fact.get("time_ns"), frame_ns)


# --- facts that count at once: who is who -------------------------------------------------


def run(context: Context, fact: Fact) -> None:
    """What runs."""
    known = context.run
    known.target, known.script = words(fact.get("target")), words(fact.get("script"))
    known.start_method, known.began_ns = words(fact.get("start_method")), whole(fact.get("began_ns"))
    known.now_ns = max(known.now_ns, known.began_ns)


def process(context: Context, fact: Fact) -> None:
    """A process was found; may come again with better data."""
    number = whole(fact.get("number"))
    if number > 0:
        pids = whole(fact.get("pid")), whole(fact.get("parent_pid"))
        kind, name = words(fact.get("kind")), words(fact.get("name"))
        known = processes.identify(context, number, *pids, whole(fact.get("began_ns")), kind, name)
        known.program = words(fact.get("program")) or known.program


def log(context: Context, fact: Fact) -> None:
    """Which process writes a log."""
    number = whole(fact.get("process"))
    if number > 0:
        writer = processes.process_of(context, number)
        writer.watched = True
        known: Source = context.source(whole(fact.get("log")))
        if known.process is not writer:
            known.process = writer
            known.entries.clear()


#: These are applied when they are read, so that the records behind them find their process.
AT_ONCE: dict[str, Callable[[Context, Fact], None]] = {"run": run, "process": process, "log": log}


# --- facts in the order of time -----------------------------------------------------------


def ended(context: Context, fact: Fact) -> None:
    """A process has ended."""
    number, status = whole(fact.get("number")), fact.get("status")
    if number > 0:
        code = None if type(status) is not int else whole(status, 255)
        processes.ended(context, number, code, whole(fact.get("time_ns")), fact.get("cause") == "run")


def sample(context: Context, fact: Fact) -> None:
    """CPU and memory of some processes."""
    rows = fact.get("processes")
    for row in rows if isinstance(rows, list) else ():
        if isinstance(row, list) and len(row) == 4:
            _sample(context, whole(row[0]), real(row[1]), real(row[2]), real(row[3]))


def _sample(context: Context, number: int, cpu_s: float, cpu_percent: float, memory_mb: float) -> None:
    known = context.run.processes.get(number)
    if known is None:
        return
    known.cpu_s = max(known.cpu_s, cpu_s)
    if memory_mb > 0:  # the last sample of one that has just ended has none
        known.memory_mb = memory_mb
        known.peak_memory_mb = max(known.peak_memory_mb, memory_mb)
    if known.alive:
        known.cpu_percent = cpu_percent


def suspended(context: Context, fact: Fact) -> None:
    """A process was stopped or goes on."""
    known = context.alive.get(whole(fact.get("number")))
    if known is not None:
        known.suspended = fact.get("on") is True


def file(context: Context, fact: Fact) -> None:
    """A file of the run's folder has changed."""
    path, name, text = (words(fact.get(key)) for key in ("path", "name", "text"))
    values.changed(context, path or name, name, text, whole(fact.get("time_ns")))


def error(context: Context, fact: Fact) -> None:
    """The script could not be started."""
    run, values = context.run, fact.get("values")
    run.error, run.error_template = words(fact.get("text")), words(fact.get("template"))
    known = values.items() if isinstance(values, dict) else ()
    run.error_values = {words(name): words(value) for name, value in known}


def probe_failed(context: Context, fact: Fact) -> None:
    """Something went wrong in the probe; the script has not noticed."""
    context.run.probe_failures.append(words(fact.get("text")))


def end(context: Context, fact: Fact) -> None:
    """The run is over, and so is every process of which no end was told."""
    known, time_ns = context.run, whole(fact.get("time_ns"))
    owners.look_for_stuck(context, time_ns)
    processes.make_up_unseen(context)
    for number in list(context.alive):
        processes.ended(context, number, None, time_ns, by_run=True)
    known.ended_ns = known.now_ns = time_ns
    known.timed_out = known.timed_out or fact.get("timed_out") is True


def supervisor_died(context: Context, fact: Fact) -> None:
    """The supervisor has vanished, and took the whole tree with it."""
    context.run.supervisor_died = True
    end(context, fact)


IN_ORDER: dict[str, Callable[[Context, Fact], None]] = {
    "ended": ended,
    "sample": sample,
    "suspended": suspended,
    "file": file,
    "error": error,
    "probe-failed": probe_failed,
    "end": end,
    "supervisor-died": supervisor_died,
}
#: After these nothing is waited for any more.
LAST = frozenset({"end", "supervisor-died"})
