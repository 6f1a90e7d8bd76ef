"""How long the processes have waited, in the report of their run."""

from __future__ import annotations

from typing import Any

from app.state.model import Run
from app.state.waits import WaitKey, Waits


def wait_entries(run: Run) -> list[dict[str, Any]]:
    """A row for each process, line, operation and object; those with the most waiting first."""
    numbers = {process.number for process in run.script_processes}
    return [_entry(key, waits, run) for key, waits in run.waits.longest_first if key.process in numbers]


def _entry(key: WaitKey, waits: Waits, run: Run) -> dict[str, Any]:
    known, ending = run.objects.get(key.object), waits.mostly_ended_by
    return {
        "pid": run.processes[key.process].pid,
        "operation": key.operation,
        "object": known.name if known is not None else None,
        "file": key.file or None,
        "line": key.line if key.file else None,
        "count": waits.count,
        "total_s": _seconds(waits.total_ns),
        "mean_s": _seconds(waits.mean_ns),
        "largest_s": _seconds(waits.largest_ns),
        "p95_s": _seconds(waits.p95_ns),
        "mostly_ended_by": None
        if ending is None
        else {"operation": ending.operation, "file": ending.file, "line": ending.line},
    }


def _seconds(duration_ns: int) -> float:
    return round(duration_ns / 1e9, 6)
