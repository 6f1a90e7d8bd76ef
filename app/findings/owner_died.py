"""A lock whose owner died while others wait for it."""

from __future__ import annotations

from dataclasses import dataclass

from app.state.model import Process, Run
from app.state.objects import LockObject


@dataclass(frozen=True, slots=True)
class Finding:
    """One problem that a person should know about."""

    rule: str
    severity: str  # "error", "warning"
    message: str
    processes: tuple[int, ...]  # numbers
    objects: tuple[int, ...]  # ids


def findings(run: Run) -> list[Finding]:
    """All findings, in the order of the objects."""
    locks = (known for known in run.objects.values() if isinstance(known, LockObject))
    return [_owner_died(lock, run) for lock in locks if lock.owner_is_dead and lock.starved]


def _owner_died(lock: LockObject, run: Run) -> Finding:
    """A lock whose owner died and that others wait for."""
    numbers = dict.fromkeys(owner.process for owner in lock.owners)
    owners = [run.processes[number] for number in numbers if number in run.processes]
    starved = [run.processes[number] for number in sorted(lock.starved) if number in run.processes]
    message = (
        f"{_list(owners)} died holding {lock.name}, so it is never released; "
        f"{_list(starved)} waited for it in vain."
    )
    concerned = tuple(process.number for process in (*owners, *starved))
    return Finding("owner-died", "error", message, concerned, (lock.id,))


def _list(processes: list[Process]) -> str:
    return ", ".join(f"{process.name} ({process.pid})" for process in processes)
