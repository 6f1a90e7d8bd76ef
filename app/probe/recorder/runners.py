"""Who calls what the script has given to it: a thread its target, a timer its function, a worker its task.

Mostly that is a function of the script. Where it is a method of the library itself, as in
``Timer(3, process.terminate)``, code of the library's has made the call, and yet it is the script's.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import FrameType

#: By module, the functions of the library that only call what they are given.
RUNNERS = {
    "threading": ("run",),
    "multiprocessing.process": ("run",),
    "multiprocessing.pool": ("worker", "mapstar", "starmapstar"),
    "concurrent.futures.thread": ("run",),
    "concurrent.futures.process": ("_process_worker", "_process_chunk", "<listcomp>"),
    "asyncio.events": ("_run",),
    "contextlib": ("_exit_wrapper",),
    "sched": ("run",),
}


def is_runner(frame: FrameType) -> bool:
    """Whether a frame of the library's only calls what it was given.

    One that nothing is behind has been called by C code (a bare thread, atexit), as what it was given.
    """
    if frame.f_back is None:
        return True
    return frame.f_code.co_name in RUNNERS.get(frame.f_globals.get("__name__", ""), ())
