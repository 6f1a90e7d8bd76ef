"""Maps a file into memory without keeping a descriptor of it.

`mmap.mmap` keeps a duplicate of the descriptor up to Python 3.12, and closes that number when
the mapping goes. In a script that closes or reuses descriptors the number may by then be a file
of its own. So up to 3.12 the system's mmap is called directly: by the accelerator, or, where that is not
there, through the C half of ctypes (the other half would cost every process of the script some milliseconds).
"""

from __future__ import annotations

import mmap
import sys
from _collections import deque  # type: ignore[import-not-found]  # in C, and here already
from _functools import partial  # type: ignore[import-not-found]
from _weakref import ref

from .chosen import accelerator

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_POPULATE = getattr(mmap, "MAP_POPULATE", 0)
_map: Any = getattr(accelerator, "map_file", None)
_call: Any = None  # what `_direct` needs, made at its first use
_ends: Any = deque(maxlen=64)  # what unmaps areas at their end; many more than there are at any time


def map_file(descriptor: int, size: int, busy: bool) -> Any:
    """A writable buffer of bytes over a file; the mapping goes when the buffer does.

    The pages of a `busy` one are made at once instead of at one page fault each. Raises OSError.
    """
    if sys.platform == "win32":
        return mmap.mmap(descriptor, size)
    if _map is not None:
        return _map(descriptor, size, busy)
    flags = mmap.MAP_SHARED | (_POPULATE if busy else 0)
    if sys.version_info >= (3, 13):
        return mmap.mmap(descriptor, size, flags, trackfd=False)
    try:
        return _direct(descriptor, size, flags)
    except ImportError:  # a Python without ctypes
        return mmap.mmap(descriptor, size, flags)


def _direct(descriptor: int, size: int, flags: int) -> Any:
    global _call
    if _call is None:
        _call = _bind(size)
    map_, unmap, area_type = _call
    address = map_(None, size, mmap.PROT_READ | mmap.PROT_WRITE, flags, descriptor, 0)
    if address in (None, 2 ** (8 * _POINTER) - 1):  # MAP_FAILED
        raise OSError("the file could not be mapped")
    area = area_type.from_address(address)
    # All in C: in a method of ours a signal handler of the script could run, and what it raises be lost.
    _ends.append(ref(area, partial(unmap, address, size)))
    return memoryview(area).cast("B")


_POINTER = 8 if sys.maxsize > 2**32 else 4


def _bind(size: int) -> tuple[Any, Any, Any]:
    """The system's mmap and munmap, and a type of `size` bytes."""
    import _ctypes

    c: Any = _ctypes  # typeshed describes only what ctypes itself needs

    def simple(code: str) -> Any:
        return type("simple_" + code, (c._SimpleCData,), {"_type_": code})

    pointer, length, number = simple("P"), simple("L"), simple("i")
    library = c.dlopen(None, 0)

    def function(name: str, result: Any, *arguments: Any) -> Any:
        flags = {"_flags_": c.FUNCFLAG_CDECL, "_restype_": result, "_argtypes_": arguments}
        return type(name, (c.CFuncPtr,), flags)(c.dlsym(library, name))

    map_ = function("mmap", pointer, pointer, length, number, number, number, simple("l"))
    unmap = function("munmap", number, pointer, length, simple("O"))  # the weak reference, which it ignores
    area_type = type("Area", (c.Array,), {"_type_": simple("B"), "_length_": size})
    return map_, unmap, area_type
