"""What is known of one pool in this process: its watch, the ways to tell of it, and what of it was called."""

from __future__ import annotations

from ...wire.records import Family, Trait
from ..recorder.quick import LibrarySite, Site
from ..recorder.reporter import Watch

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import FrameType
    from typing import Any

    from ..recorder.reporter import Reporter
    from .own_copies import OwnCopies

_LIBRARY = ("multiprocessing.", "concurrent.")
ATTRIBUTE = "_procession_pool"  # of a pool, and of what it gives for a job


class PoolWatch(Watch):
    """The watch of a pool. What its methods and those of its results do is told by sites, made once each."""

    __slots__ = ("_report", "_sites", "own")

    def __init__(self, report: Reporter, object_id: int, kind: str, is_served: bool = False) -> None:
        super().__init__(object_id, kind, Family.POOL, Trait.SERVED if is_served else 0)
        self._report = report
        self._sites: dict[tuple[str, int, int], Site] = {}
        self.own: OwnCopies | None = None  # where its tasks run in processes, in the one that has made it

    @property
    def is_served(self) -> bool:
        """Whether it is a manager's: who calls it, and waits for it, is told by its clients."""
        return bool(self.traits & Trait.SERVED)

    def site(self, name: str, effect: int, phase: int, of_library: bool = False) -> Site:
        """The way to tell a phase of an operation: a method of the pool's, or "Future.result"."""
        key = name, effect, phase
        found = self._sites.get(key)
        if found is None:
            if "." in name:
                self.operations[name] = name
            kind = LibrarySite if of_library else Site
            found = self._sites[key] = kind(self._report, self, name, effect, phase)
        return found


def leave(asked: dict[int, Any], thread: int) -> None:
    """A thread has asked; if a signal handler did, it is again asking what that interrupted (`outer`)."""
    known = asked.pop(thread, None)
    if known is not None and known.outer is not None:
        asked[thread] = known.outer


def called(frame: FrameType, report: Reporter, name: str) -> tuple[str, FrameType | None]:
    """The library's function that the script has called, and where; `name` if it has called ours itself.

    A manager's server calls what its clients have called; they tell where.
    """
    at: FrameType | None = frame
    while at is not None and report.is_library(at):
        if at.f_globals.get("__name__") == "multiprocessing.managers":
            return name, None
        if at.f_code.co_name[:1] != "<" and at.f_globals.get("__name__", "").startswith(_LIBRARY):
            name = at.f_code.co_name
        at = at.f_back
    return name, at
