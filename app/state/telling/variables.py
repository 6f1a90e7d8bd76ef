"""Which of a process's variables are worth showing: first those that differ between processes."""

from __future__ import annotations

from app.state.model import Process, Run


def distinctive_variables(process: Process, run: Run) -> list[tuple[str, str]]:
    """Name and repr, the differing ones first, without constants that are the same everywhere.

    Processes are compared with main, and main with all of them: this shows that their memory is separate.
    """
    others = _compared_with(process, run)
    different, same = [], []
    for name, value in process.variables.items():
        if any(other.variables.get(name, value) != value for other in others):
            different.append((name, value))
        elif not name.isupper():
            same.append((name, value))
    return different + same


def _compared_with(process: Process, run: Run) -> list[Process]:
    main = run.main
    if main is None:
        return []
    return [main] if process is not main else [other for other in run.processes.values() if other is not main]
