"""Looks now and then at shared memory of which no access is told, and tells what has changed.

It is looked at whenever this process tells something else, at most once a millisecond, and at its end. A
process that only computes tells nothing: what it writes is seen by the supervisor (on Linux), by another
process, or later.
"""

from __future__ import annotations

import os
import sys
import time
from _weakref import ref

from ...wire.run_folder import MEMORY
from ..recorder.handlers import is_from_script
from .value_text import attributes_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ..recorder.reporter import Reporter
    from .value_text import Texts

_PAUSE_NS = 1_000_000
_AT_ONCE = 16  # objects that are looked at in one go
_BYTES = 256
_LINKS = 64
_KEPT = 256  # objects; the first ones of a script that has more
#: What is raised where the link is there, or the memory is not shared.
_NO_LINK = (AttributeError, KeyError, OSError, TypeError, ValueError)
_now = time.monotonic_ns


class Samples:
    """What was seen last, by the object's id."""

    __slots__ = ("_due_ns", "_gone", "_known", "_next", "_report", "_texts")

    def __init__(self, report: Reporter, texts: Texts) -> None:
        self._report, self._texts = report, texts
        self._known: dict[int, list[Any]] = {}  # a weak reference to the memory, its first bytes
        self._next: list[int] = []
        self._gone: list[int] = []  # ids of what does not exist any more
        self._due_ns = 0
        report.samplers.append(self.look)

    def add(self, object_id: int, memory: Any) -> None:
        """Look at this from now on."""
        if len(self._known) < _KEPT:
            self._drop_links()

            def gone(_: object) -> None:
                self._gone.append(object_id)  # no more than that: it happens anywhere in the script

            self._known[object_id] = [ref(memory, gone), _first_bytes(memory)]

    def _link(self, object_id: int) -> str:
        return os.path.join(self._report.folder, MEMORY, "%x-%d" % (object_id, os.getpid()))

    def _drop_links(self) -> None:
        """The memory of what is gone will be another one's."""
        while self._gone:
            try:
                os.unlink(self._link(self._gone.pop()))
            except OSError as error:  # it had none
                if is_from_script(error):
                    raise

    def leave_link(self, object_id: int, memory: Any) -> None:
        """Let the supervisor look at it, too, as long as this process has it."""
        layout, size = self._texts.layout(memory)
        if sys.platform != "linux" or not layout or len(self._known) > _LINKS:
            return
        try:
            (arena, start, _), _ = attributes_of(memory)["_wrapper"]._state
            where = "%d:%d:%d:%d:%s" % (arena.fd, os.fstat(arena.fd).st_ino, start, size, layout)
            os.symlink(where, self._link(object_id))
        except _NO_LINK as error:
            if is_from_script(error):
                raise

    def discard(self, object_id: int) -> None:
        """All accesses to it are told."""
        self._drop_links()
        self._known.pop(object_id, None)

    def look(self, always: bool = False) -> None:
        """Tell what has changed; `always`: look at all, now."""
        if not self._known or (_now() < self._due_ns and not always):
            return
        self._drop_links()
        self._next = self._next or list(self._known)
        turn, self._next = self._next[:_AT_ONCE], self._next[_AT_ONCE:]
        for object_id in list(self._known) if always else turn:
            self._look_at(object_id)
        self._due_ns = _now() + _PAUSE_NS

    def _look_at(self, object_id: int) -> None:
        known = self._known.get(object_id)
        memory = None if known is None else known[0]()
        if known is None or memory is None:
            self._known.pop(object_id, None)
            return
        data = _first_bytes(memory)
        if data != known[1]:
            known[1] = data
            self._report.value(object_id, self._texts.content(memory))


def _first_bytes(memory: Any) -> bytes:
    """Those that are shown of it, more or less."""
    block = attributes_of(memory).get("_wrapper")
    return bytes((memoryview(memory) if block is None else block.create_memoryview())[:_BYTES])
