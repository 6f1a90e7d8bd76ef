"""Knows the ends of the script's channels: when they are made, pickled, inherited by a fork, and closed.

A Connection of the script and one inside a Queue or a Pool are the same class. What tells them apart is who
asked for them; the mark stands in the object, which a fork copies, and travels beside the descriptor when
it is pickled, where a process that nobody watches passes it over.
The two ends of a channel are two objects, whose ids differ in one bit.
"""

from __future__ import annotations

import os
import select
import time
from _weakref import ref

from ...wire.records import OTHER_END, End, Family, Phase, object_id_of
from ..patching.around import caller, cut
from ..patching.likeness import like
from ..recorder.handlers import is_from_script
from ..recorder.quick import Site
from ..recorder.reporter import Watch
from .channel_bytes import watch_bytes
from .channels import MARK

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from types import FrameType
    from typing import Any

    from ..recorder.reporter import Reporter

ATTRIBUTE = "_procession_end"  # of a Connection


class Way:
    """The ways to tell of one method of one end."""

    __slots__ = ("began", "blocked", "done")

    def __init__(self, report: Reporter, watch: Watch, method: str, effect: int) -> None:
        self.began = Site(report, watch, method, effect, Phase.BEGAN)
        self.blocked = Site(report, watch, method, effect, Phase.BLOCKED)
        self.done = Site(report, watch, method, effect, Phase.DONE)


class Known:
    """What is known of one end in this process."""

    __slots__ = (
        "flags",
        "has_something",
        "is_handed_over",
        "receiving",
        "report",
        "sending",
        "watch",
        "ways",
    )

    def __init__(self, report: Reporter, watch: Watch, flags: int, handle: int) -> None:
        self.report, self.watch, self.flags = report, watch, flags
        self.ways: dict[str, Way] = {}
        self.has_something = _looker(handle)
        self.is_handed_over = False  # somebody has asked for its descriptor
        #: The calls that this end is in, see `channel_bytes`.
        self.sending: list[Any] | None = None
        self.receiving: list[Any] | None = None

    def way(self, method: str, effect: int) -> Way:
        """How to tell of a method."""
        known = self.ways.get(method)
        if known is None:
            known = self.ways[method] = Way(self.report, self.watch, method, effect)
        return known


def _looker(handle: int) -> Callable[[], Any]:
    """Asks whether there is something to receive, or the end; True where that cannot be asked (Windows)."""
    poll = getattr(select, "poll", None)
    if poll is None:
        return bool_true
    asks = poll()
    asks.register(handle, select.POLLIN)
    look: Callable[[Any], Any] = asks.poll

    def has_something() -> Any:
        try:
            return look(0)
        except OSError as error:
            if is_from_script(error):
                raise
            return True

    return has_something


def bool_true() -> bool:
    """Perhaps."""
    return True


def known_of(connection: Any) -> Known | None:
    """What is known of an end; None for the library's own."""
    known: Known | None = getattr(connection, ATTRIBUTE, None)
    return known


def first_id_of(name: str) -> int:
    """The id of a channel's first end, by a name that both processes know.

    Names that differ in their last character alone would have ids that differ in the bit which tells the
    ends apart; so there is one more.
    """
    return object_id_of(name + ".") & ~OTHER_END


def new_id() -> int:
    """An id for a first end that nothing in the system names, unlike all others of the run."""
    return first_id_of("%d %d" % (os.getpid(), time.monotonic_ns()))


class Ends:
    """The ends that the script has open in this process."""

    def __init__(self, report: Reporter) -> None:
        self._report = report
        self._open: dict[int, ref[Any]] = {}  # by the address of the object
        self._forked_ns = 0

    def made(self, connection: Any, end_id: int, flags: int) -> None:
        """The script has made an end."""
        known = self._know(connection, end_id, flags)
        self._report.announce(known.watch, known.flags, connection)
        self._report.has(known.watch)

    def received(self, connection: Any, stand_in: Any) -> None:
        """An end that came from another process, with what stood for its descriptor on the way."""
        try:
            mark = vars(stand_in).get(MARK)
            if type(mark) is str:
                end_id, _, flags = mark.partition(" ")
                known = self._know(connection, int(end_id), int(flags))
                self._report.names.add(known.watch, connection)
                self._report.has(known.watch, received=True)
        except BaseException as error:
            if self._report.is_the_scripts(error, "received"):
                raise

    def sent(self, connection: Any, reduced: Any, frame: FrameType) -> None:
        """An end is pickled, to be sent to another process: its mark goes with what it is reduced to."""
        known = known_of(connection)
        if known is None:
            return
        try:
            reduced[1][0].__dict__[MARK] = "%d %d" % (known.watch.id, known.flags)
            self._report.has(known.watch, phase=Phase.BEGAN)
            self._report.name_from(frame)
        except BaseException as error:
            if self._report.is_the_scripts(error, "sent"):
                raise

    def _know(self, connection: Any, end_id: int, flags: int) -> Known:
        flags |= End.READABLE * connection.readable | End.WRITABLE * connection.writable
        watch = Watch(end_id, type(connection).__name__, Family.CHANNEL)
        known = Known(self._report, watch, flags, connection._handle)
        connection.__dict__[ATTRIBUTE] = known
        watch_bytes(connection, known)
        self._open[id(connection)] = ref(connection)
        return known

    def closing(self, connection: Any) -> Known | None:
        """An end that is open is about to be closed; None for another one."""
        known = known_of(connection)
        if known is None or connection._handle is None:
            return None
        self._open.pop(id(connection), None)
        return known

    def before_fork(self) -> None:
        """From here on the child has them, though it tells so later: the parent may close its own at once."""
        self._forked_ns = time.monotonic_ns()

    def after_fork(self) -> None:
        """In a forked child: all ends that the parent had open are open here, too."""
        for reference in list(self._open.values()):
            connection = reference()
            if connection is None or connection._handle is None:
                continue
            known = known_of(connection)
            if known is not None:
                known.sending = known.receiving = None  # of threads that a fork leaves behind
                known.watch.named = True  # by the parent
                self._report.has(known.watch, time_ns=self._forked_ns)


def patch_reducing(module: Any, ends: Ends) -> None:
    """Let the mark travel: beside the descriptor, for whose sake the library sends an object of its own."""
    for kind in ("connection", "pipe_connection"):  # the second one only on Windows
        reduce = getattr(module, "reduce_" + kind, None)
        cls = module.Connection if kind == "connection" else getattr(module, "PipeConnection", None)
        if reduce is not None and not hasattr(reduce, "__wrapped__"):
            ours = _marked_reduce(reduce, ends)
            setattr(module, "reduce_" + kind, ours)
            module.reduction.register(cls, ours)


def _marked_reduce(reduce: Any, ends: Ends) -> Any:
    def reduce_connection(conn: Any) -> Any:
        try:
            reduced = reduce(conn)
        except BaseException as error:
            cut(error)
            del conn
            raise
        ends.sent(conn, reduced, caller(1))
        return reduced

    return like(reduce, reduce_connection)
