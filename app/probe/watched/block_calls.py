"""Watches blocks of shared memory: who attaches one and how, who closes it, and who unlinks it.

What happens to its bytes cannot be seen: the script has a memoryview of them.
"""

from __future__ import annotations

import os

from ...wire.records import Attach, Effect, Family, Phase, Trait, pack_fields
from ..patching.around import Watcher, around
from ..recorder.reporter import Watch
from .known_blocks import Blocks, id_of_name, is_attached, watch_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import FrameType
    from typing import Any

    from ..recorder.reporter import Reporter

_blocks: list[Blocks] = []  # one, when there is any


def blocks_of(module: Any, report: Reporter) -> Blocks:
    """The blocks that this process has attached; from the first time on their methods are watched."""
    if not _blocks:
        blocks = Blocks(module, report)
        cls = module.SharedMemory
        cls.close = around(cls.close, Closing(report, "SharedMemory.close", blocks))
        cls.unlink = around(cls.unlink, Unlinking(report, "SharedMemory.unlink", blocks))
        tracker: Any = getattr(module.resource_tracker, "ResourceTracker", None)
        if hasattr(tracker, "_send"):
            tracker._send = around(tracker._send, Registering(report, "ResourceTracker._send", blocks))
        report.forked.append(blocks.after_fork)
        if hasattr(os, "register_at_fork"):
            os.register_at_fork(before=blocks.before_fork)
        _blocks.append(blocks)
    return _blocks[0]


class Attaching(Watcher):
    """The constructor, which makes a block or attaches one."""

    def __init__(self, report: Reporter, name: str, blocks: Blocks) -> None:
        super().__init__(report, name)
        self._blocks = blocks

    def begin(self, frame: FrameType, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """Nothing is told before: what block it is, is not known yet."""
        return args[0], args[1] if len(args) > 1 else kwargs.get("name"), frame

    def done(self, call: Any, result: Any) -> None:
        """It is attached."""
        self._blocks.attached(call[0], call[2])

    def failed(self, call: Any, error: BaseException) -> None:
        """It is not."""
        shm, name, frame = call
        self._blocks.not_attached(shm, name, frame, error)


class Closing(Watcher):
    """close, also at the end of the object's life: then at no line of the script, which may be anywhere."""

    def __init__(self, report: Reporter, name: str, blocks: Blocks) -> None:
        super().__init__(report, name)
        self._blocks = blocks

    def begin(self, frame: FrameType, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """Nothing is told of what is closed already."""
        watch = watch_of(args[0]) if is_attached(args[0]) else None
        if watch is None:
            return None
        at_end = frame.f_code is self._blocks.end_of_life
        return args[0], watch, None if at_end else frame

    def done(self, call: Any, result: Any) -> None:
        """It is closed."""
        shm, watch, frame = call
        self._blocks.closed(shm)
        script = None if frame is None else self.report.script_frame(frame)
        method = watch.operation("__del__" if frame is None else "close")
        self.report.operation(method, Effect.CLOSE, Phase.DONE, script, watch)

    def failed(self, call: Any, error: BaseException) -> None:
        """The script has views of it: it is still attached."""
        _, watch, frame = call
        self.report.failed(watch, "__del__" if frame is None else "close", Effect.CLOSE, frame, error)


class Registering(Watcher):
    """What the resource tracker is told: also by the script, which has it forget a block of another tree."""

    def __init__(self, report: Reporter, name: str, blocks: Blocks) -> None:
        super().__init__(report, name)
        self._blocks = blocks

    def begin(self, frame: FrameType, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """Only of blocks; that unlink has it forget one is told by unlink."""
        command, name, kind = (*args[1:], *kwargs.values())
        if kind != "shared_memory" or type(name) is not str:
            return None
        if command == "REGISTER":
            self._blocks.registered.add(name)
        elif command == "UNREGISTER":
            self._blocks.registered.discard(name)
            outer = frame.f_back
            if outer is not None and outer.f_globals is not vars(self._blocks.module):
                return name, frame
        return None

    def done(self, call: Any, result: Any) -> None:
        """It is forgotten."""
        name, frame = call
        watch = Watch(id_of_name(name), "resource_tracker", Family.VALUE, Trait.BLOCK)
        tracker, pid = self._blocks.tracker()
        text, how = pack_fields(name=name.lstrip("/"), tracker=tracker, tracker_pid=pid), Attach.FORGOTTEN
        script, operation = self.report.script_frame(frame), watch.operation("unregister")
        self.report.operation(operation, Effect.ATTACH, Phase.DONE, script, watch, text, how)


class Unlinking(Watcher):
    """unlink; on Windows it does nothing."""

    def __init__(self, report: Reporter, name: str, blocks: Blocks) -> None:
        super().__init__(report, name)
        self._has_effect = bool(blocks.module._USE_POSIX)

    def begin(self, frame: FrameType, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """Told before it takes effect: from then on nobody finds the block any more."""
        watch = watch_of(args[0]) if self._has_effect else None
        if watch is None:
            return None
        self._tell(watch, Phase.BEGAN, frame)
        return watch, frame

    def done(self, call: Any, result: Any) -> None:
        """Its name is gone."""
        self._tell(call[0], Phase.DONE, call[1])

    def failed(self, call: Any, error: BaseException) -> None:
        """Another one has unlinked it before, mostly."""
        self.report.failed(call[0], "unlink", Effect.UNLINK, call[1], error)

    def _tell(self, watch: Watch, phase: int, frame: FrameType) -> None:
        script = self.report.script_frame(frame)
        self.report.operation(watch.operation("unlink"), Effect.UNLINK, phase, script, watch)
