"""The critical path in the report of a run."""

from __future__ import annotations

from typing import Any

from app.recording.export.entries import pids_of, place_of
from app.state.critical_path import Part, critical_path
from app.state.model import Run
from app.state.telling.critical_path import path_told


def path_entry(run: Run) -> dict[str, Any] | None:
    """On what the time of the run was spent; None when that cannot be told."""
    path = critical_path(run)
    if path is None:
        return None
    return {
        "sentence": path_told(path, run).english,
        "duration_s": _seconds(path.duration_ns),
        "parts": [_part(part, run) for part in path.parts],
    }


def _part(part: Part, run: Run) -> dict[str, Any]:
    known = run.objects.get(part.object)
    return {
        "on": part.on.value,
        "total_s": _seconds(part.total_ns),
        "object": None if known is None else known.name,
        "pids": pids_of(part.by_process, run),
        **place_of(part.location),
    }


def _seconds(duration_ns: int) -> float:
    return round(duration_ns / 1e9, 6)
