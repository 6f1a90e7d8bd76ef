"""What the parts of a report have in common: times, places, pids, who has granted."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from app.state.history import Grant, Location
from app.state.model import Run


def since(run: Run, time_ns: int) -> float:
    """Seconds since the run began; `time_ns` is of its clock."""
    return max(0.0, round((time_ns - run.began_ns) / 1e9, 6))


def place_of(location: Location | None) -> dict[str, Any]:
    """File and line; both None when they are not known."""
    if location is None:
        return {"file": None, "line": None}
    return {"file": location.file, "line": location.line}


def pid_of(number: int | None, run: Run) -> int | None:
    """The pid of a process by its number; None when it is not listed."""
    return next(iter(pids_of([] if number is None else [number], run)), None)


def pids_of(numbers: Iterable[int], run: Run) -> list[int]:
    """The same of several; those that are not listed are left out."""
    return [run.processes[number].pid for number in numbers if number in run.processes]


def grant_of(grant: Grant, run: Run) -> dict[str, Any]:
    """The operation that has ended a wait, or a process."""
    return {
        "pid": pid_of(grant.process, run),
        "operation": grant.operation or "exit",
        "at_s": since(run, grant.time_ns),
        "certain": grant.is_certain,
        **place_of(grant.location),
    }


def error_of(error: str | None, location: Location | None) -> dict[str, Any] | None:
    """The exception that has ended a process's code, and the line of the script that it came from."""
    if error is None:
        return None
    kind, _, text = error.partition(": ")
    return {"type": kind, "text": text, **place_of(location)}
