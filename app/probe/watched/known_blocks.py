"""Knows the blocks of shared memory that this process has attached, and who removes them in the end.

A block is known by its inode, the same in all processes that have it attached, whatever they call it.
The resource tracker unlinks what is registered with it when the last process that can reach it has ended; so
each attachment tells which tracker that is. One is known by its pipe; its pid, only who started it knows.
"""

from __future__ import annotations

import os
import time
from _thread import get_ident
from _weakref import ref

from ...wire.records import Attach, Effect, Family, Phase, Trait, object_id_of, pack_fields
from ..recorder.handlers import is_from_script
from ..recorder.reporter import Watch
from ..recorder.shorten import describe_exception
from .ownership import asked_by_script, constructors

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import FrameType
    from typing import Any

    from ..recorder.reporter import Reporter

ATTRIBUTE = "_procession_block"  # of a SharedMemory, and of a ShareableList
_FOLDER = "/dev/shm/"  # where Linux has them


def own_of(shm: Any) -> dict[str, Any]:
    """Its attributes, past a subclass's own ways to give them."""
    own: dict[str, Any] = object.__getattribute__(shm, "__dict__")
    return own


def watch_of(shm: Any) -> Watch | None:
    """What is known of a block; None for one whose making has failed."""
    return own_of(shm).get(ATTRIBUTE)


def is_attached(shm: Any) -> bool:
    """Whether its bytes can be reached, or could be until a close that has failed in the middle."""
    own = own_of(shm)
    return own.get("_mmap") is not None or own.get("_fd", -1) >= 0


class Blocks:
    """The blocks that this process has attached."""

    def __init__(self, module: Any, report: Reporter) -> None:
        self.module, self.report = module, report
        self.making: dict[int, tuple[Any, FrameType]] = {}  # ShareableLists, by thread, and who makes them
        self.end_of_life = getattr(vars(module.SharedMemory).get("__del__"), "__code__", None)
        self.registered: set[str] = set()  # names that this process has told its resource tracker
        self._open: dict[int, ref[Any]] = {}  # by the address of the object
        self._forked_ns = 0

    def attached(self, shm: Any, frame: FrameType) -> None:
        """The block is there, and this process has it."""
        own, report = own_of(shm), self.report
        holder, frame = self._holder(shm, frame)
        traits = Trait.BLOCK if holder is shm else Trait.BLOCK | Trait.LISTED
        watch = Watch(_id_of(own), type(holder).__name__, Family.VALUE, traits)
        own[ATTRIBUTE] = watch
        self._open[id(shm)] = ref(shm)
        report.announce(watch, own["_size"], holder)
        how = self._how(own, shm, frame)
        tracker, pid = ("", 0) if how & Attach.UNTRACKED else self.tracker()
        text = pack_fields(name=str(own["_name"]).lstrip("/"), tracker=tracker, tracker_pid=pid)
        script = report.script_frame(frame)
        report.operation(watch.kind, Effect.ATTACH, Phase.DONE, script, watch, text, how)

    def not_attached(self, shm: Any, name: object, frame: FrameType, error: BaseException) -> None:
        """There is no block of that name, or there is one already."""
        holder, frame = self._holder(shm, frame)
        watch, kind, script = None, type(holder).__name__, self.report.script_frame(frame)
        if type(name) is str:
            traits = Trait.BLOCK if holder is shm else Trait.BLOCK | Trait.LISTED
            watch = Watch(id_of_name(name), kind, Family.VALUE, traits)
            self.report.announce(watch, 0)
        fields = pack_fields(name=name if type(name) is str else "", error=describe_exception(error))
        self.report.operation(kind, Effect.ATTACH, Phase.FAILED, script, watch, fields)

    def _holder(self, shm: Any, frame: FrameType) -> tuple[Any, FrameType]:
        """What the script has of a block: itself, or the list that is in it; and who has made that."""
        made = self.making.get(get_ident())
        if made is not None and frame.f_globals is vars(self.module):
            return made
        return shm, frame

    def _how(self, own: dict[str, Any], shm: Any, frame: FrameType) -> int:
        is_tracked = own["_name"] in self.registered or not self.module._USE_POSIX
        how = 0 if is_tracked else Attach.UNTRACKED
        if own.get("_flags", 0) & os.O_EXCL:
            return how | Attach.CREATED
        at: FrameType | None = frame
        codes = constructors(type(shm))
        while at is not None and at.f_code in codes:
            at = at.f_back
        by_name = asked_by_script(self.report, at) or (
            at is not None and at.f_globals.get("__name__") == "multiprocessing.managers"
        )
        return how if by_name else how | Attach.RECEIVED

    def tracker(self) -> tuple[str, int]:
        """The resource tracker of this process: its pipe, and its pid if that is known here."""
        tracker = getattr(self.module.resource_tracker, "_resource_tracker", None)
        try:
            found = os.fstat(tracker._fd)  # type: ignore[union-attr]  # see below
        except (AttributeError, OSError, TypeError, ValueError) as error:  # there is none, as on Windows
            if is_from_script(error):
                raise
            return "", 0
        return "%d" % found.st_ino, getattr(tracker, "_pid", 0) or 0

    def closed(self, shm: Any) -> None:
        """This process has it no more, through this object."""
        self._open.pop(id(shm), None)

    def before_fork(self) -> None:
        """From here on the child has them."""
        self._forked_ns = time.monotonic_ns()

    def after_fork(self) -> None:
        """In a forked child: all that the parent had attached is attached here, too."""
        self.making.clear()  # other threads' are not here; this one's is made in the parent alone
        for reference in list(self._open.values()):
            shm = reference()
            watch = None if shm is None or not is_attached(shm) else watch_of(shm)
            if watch is not None:
                self.report.has(watch, time_ns=self._forked_ns)


def _id_of(own: dict[str, Any]) -> int:
    """By the inode; where the system tells none, by the name."""
    try:
        inode = os.fstat(own["_fd"]).st_ino
    except (KeyError, OSError) as error:  # Windows has no descriptor of it
        if is_from_script(error):
            raise
        inode = 0
    return object_id_of("shm %d" % inode) if inode else object_id_of("shm " + str(own["_name"]).lstrip("/"))


def id_of_name(name: str) -> int:
    """Of a block that is not attached here: by its inode if there is one of this name."""
    try:
        return object_id_of("shm %d" % os.stat(_FOLDER + name.lstrip("/")).st_ino)
    except (OSError, ValueError) as error:
        if is_from_script(error):
            raise
        return object_id_of("shm " + name.lstrip("/"))
