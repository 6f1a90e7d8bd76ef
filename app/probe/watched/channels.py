"""Knows when the script makes a Pipe, a Client or a Listener, receives an end, or waits for several.

A process that has only queues, or a pool, imports ``multiprocessing.connection``, too. So what watches the
script's own ends is read when there is the first one; until then no method of a Connection is patched.
"""

from __future__ import annotations

from ..patching.around import Watcher, around, cut
from ..patching.likeness import like
from .ownership import asked_by_script

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from types import FrameType
    from typing import Any

    from ..recorder.reporter import Reporter
    from .channel_ends import Ends

MARK = "_procession_end"  # of what stands for a descriptor in a pickle: whose end it is


def patch(module: Any, report: Reporter) -> None:
    """Patch the makers of ``multiprocessing.connection``, and its wait."""
    making = Making(module, report)
    listener = module.Listener
    module.Pipe = around(module.Pipe, AtFirst(report, "Pipe", making.pipe))
    module.Client = around(module.Client, AtFirst(report, "Client", making.client))
    listener.__init__ = around(listener.__init__, AtFirst(report, "Listener", making.listener))
    module.wait = around(module.wait, AtFirstDirect(report, "connection.wait", making.wait))
    for name in ("rebuild_connection", "rebuild_pipe_connection"):  # the second one only on Windows
        original = getattr(module, name, None)
        if original is not None:
            setattr(module, name, _rebuild(original, making))


class Making:
    """Reads what watches the ends when the script comes to have one."""

    def __init__(self, module: Any, report: Reporter) -> None:
        self._module, self._report = module, report

    def ends(self) -> Ends:
        """The script's ends in this process."""
        from .channel_calls import ends_of  # here, and below: see the module's first lines

        return ends_of(self._module, self._report)

    def pipe(self) -> Watcher:
        """What tells of Pipe."""
        from .channel_calls import Made

        return Made(self._report, "Pipe", self.ends())

    def client(self) -> Watcher:
        """What tells of Client."""
        from .listeners import Connect

        return Connect(self._report, "Client", self.ends(), self._module.socket)

    def listener(self) -> Watcher:
        """What tells of a Listener's making."""
        from .listeners import Listening, watch_methods

        watch_methods(self._module, self._report, self.ends())
        return Listening(self._report, "Listener")

    def wait(self) -> Watcher:
        """What tells of wait."""
        from .channel_waits import Wait

        return Wait(self._report, "connection.wait")

    def received(self, connection: Any, stand_in: Any) -> None:
        """An end was unpickled; nothing is known of it unless it is marked."""
        try:
            if MARK in vars(stand_in):
                self.ends().received(connection, stand_in)
        except BaseException as error:
            if self._report.is_the_scripts(error, "rebuild_connection"):
                raise


class AtFirst(Watcher):
    """Stands for a watcher that is made when the script, and not the library for itself, first calls."""

    def __init__(self, report: Reporter, name: str, make: Callable[[], Watcher]) -> None:
        super().__init__(report, name)
        self._make = make
        self._watcher: Watcher | None = None

    def is_told(self, frame: FrameType) -> bool:
        """Whether the script has asked for what is made."""
        return asked_by_script(self.report, frame)

    def begin(self, frame: FrameType, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """None for what is not told."""
        if not self.is_told(frame):
            return None
        if self._watcher is None:
            self._watcher = self._make()
        call = self._watcher.begin(frame, args, kwargs)
        return None if call is None else (self._watcher, call)

    def done(self, call: Any, result: Any) -> None:
        """As its watcher does."""
        call[0].done(call[1], result)

    def failed(self, call: Any, error: BaseException) -> None:
        """As its watcher does."""
        call[0].failed(call[1], error)


class AtFirstDirect(AtFirst):
    """The same for a call that is told only where the script itself makes it: poll and join wait so, too."""

    def is_told(self, frame: FrameType) -> bool:
        """Whether it is in the script."""
        return not self.report.is_for_itself(frame)


def _rebuild(original: Any, making: Making) -> Any:
    def rebuild_connection(df: Any, readable: Any, writable: Any) -> Any:
        try:
            connection = original(df, readable, writable)
        except BaseException as error:
            cut(error)
            del df, readable, writable
            raise
        making.received(connection, df)
        return connection

    return like(original, rebuild_connection)
