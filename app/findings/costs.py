"""What rules about lost time have in common: how long who has waited for what, and how long who has lived.

All are notes: the script does what it should. They are told only where much of the time of those who wait is
lost, so that what waits by design, for a moment or once, is not.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from app.state.calls import lock_of_memory
from app.state.history import Location
from app.state.memory import MemoryObject
from app.state.model import Process, Run
from app.state.objects import LockObject, SharedObject
from app.state.telling.threads import is_of_script
from app.state.waits import WaitKey, Waits
from app.wire.records import Effect

#: Waits that a lock ends: an access to memory waits for its lock.
OF_LOCKS = (Effect.TAKE, Effect.READ, Effect.WRITE)


@dataclass(slots=True)
class Waiting:
    """The waits of one kind for one object."""

    all: Waits = field(default_factory=Waits)
    by_process: dict[int, Waits] = field(default_factory=dict)
    by_line: dict[tuple[str, int], Waits] = field(default_factory=dict)

    def add(self, key: WaitKey, waits: Waits) -> None:
        """Those of one row, too."""
        lines = self.by_line.setdefault((key.file, key.line), Waits())
        for group in (self.all, self.by_process.setdefault(key.process, Waits()), lines):
            group.merge(waits)

    @property
    def place(self) -> Location | None:
        """The line at which was waited longest; None when it is not known."""
        file, line = max(self.by_line, key=lambda one: self.by_line[one].total_ns, default=("", 0))
        return Location(file, line) if file else None


def waiting(run: Run, effects: Iterable[int]) -> dict[int, Waiting]:
    """The waits of the script's processes that are over, by the ids of what they were for.

    What an installed package has made for itself is left to that.
    """
    found: dict[int, Waiting] = {}
    for key, waits in run.waits.rows.items():
        process, known = run.processes.get(key.process), run.objects.get(key.object)
        if key.effect in effects and known is not None and process is not None and not process.is_helper:
            what = _lock_of(known, key, run) if key.effect in OF_LOCKS else known
            if not what.made_by:
                found.setdefault(what.id, Waiting()).add(key, waits)
    return found


def _lock_of(known: SharedObject, key: WaitKey, run: Run) -> SharedObject:
    """The lock that an access to memory waits for."""
    is_access = key.effect != Effect.TAKE and isinstance(known, MemoryObject)
    return lock_of_memory(known, run) if is_access and isinstance(known, MemoryObject) else known


def is_mutex(known: SharedObject | None) -> bool:
    """Whether it is a lock that one has at a time, who takes it also gives it back, and who lives."""
    if not isinstance(known, LockObject) or known.signals or known.changes_hands:
        return False
    return known.initial == 1 and not known.owner_is_dead


def life_ns(process: Process, run: Run) -> int:
    """How long a process's own code has run, that of each of its threads."""
    began_ns = process.began_ns if process.code_began_ns is None else process.code_began_ns
    over_ns = process.until(run.now_ns) if process.code_over_ns is None else process.code_over_ns
    threads = sum(
        number != process.main_thread and is_of_script(process, number) for number in process.threads
    )
    return max(0, over_ns - began_ns) * (1 + threads)


def share(part_ns: float, whole_ns: float) -> float:
    """How much of the whole a part is, at most all of it."""
    return min(1.0, part_ns / whole_ns) if whole_ns > 0 else 0.0


def percent(part: float) -> int:
    """A share as it is told; not "all" of what is not quite all."""
    return int(100 * part)


def seconds(duration_ns: float) -> str:
    """A time in a sentence."""
    places = 1 if duration_ns >= 1e9 else 3 if duration_ns >= 1e7 else 4
    return f"{duration_ns / 1e9:.{places}f}"
