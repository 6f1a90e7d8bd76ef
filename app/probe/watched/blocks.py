"""Knows when the script makes or attaches a block of shared memory, or a ShareableList.

``multiprocessing.managers`` imports ``multiprocessing.shared_memory``, too. So what watches the blocks is
read when there is the first one; until then nothing but two constructors is patched.
"""

from __future__ import annotations

from ..patching.around import Watcher, around
from .channels import AtFirst

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import FrameType
    from typing import Any

    from ..recorder.reporter import Reporter


def patch(module: Any, report: Reporter) -> None:
    """Patch the constructors of ``multiprocessing.shared_memory``."""

    def block() -> Watcher:
        from .block_calls import Attaching, blocks_of  # here, and below: see the module's first lines

        return Attaching(report, "SharedMemory", blocks_of(module, report))

    def shareable() -> Watcher:
        from .block_calls import blocks_of
        from .block_items import Listing

        return Listing(report, "ShareableList", blocks_of(module, report))

    for cls, make in ((module.SharedMemory, block), (module.ShareableList, shareable)):
        cls.__init__ = around(cls.__init__, AtFirstBlock(report, cls.__name__, make))


class AtFirstBlock(AtFirst):
    """The same whoever makes a block: the library makes none for itself, and what it does is the script's."""

    def is_told(self, frame: FrameType) -> bool:
        """Always."""
        return True
