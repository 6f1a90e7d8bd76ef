"""Which files in shared memory were made by the processes below one process, and not by somebody else's.

Nothing in a file there says who made it, and its maker may be dead when it is found. So a second process
watches the folder (inotify) and looks, whenever something new is there, whether a process of the tree has
it mapped or open: a maker has. What the makers of other programs do meanwhile, also those of a second run of
these tests, is never taken for the tree's, dead or alive. What a process makes in the last milliseconds of
its life may be missed; to be sure, ask before it is killed.

    watch = Watch(os.getpid())
    watch.names()       # of all that was made in the tree since, and is still there
"""

from __future__ import annotations

import contextlib
import ctypes
import json
import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from pathlib import Path

FOLDER = Path("/dev/shm")
_PREFIX = f"{FOLDER}/"
_IN_CREATE, _IN_MOVED_TO, _IN_NONBLOCK = 0x100, 0x80, os.O_NONBLOCK
#: When to look again, after the first look, for a maker that was held up while it made something.
_AGAIN_S = (0.002, 0.01, 0.05)


class Watch:
    """The watching process, seen from the one whose tree it watches; to be closed."""

    def __init__(self, root: int) -> None:
        """From now on; `root` is the process at the top of the tree."""
        command = [sys.executable, "-I", __file__, str(root)]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.names()  # an answer says that it watches

    @property
    def pid(self) -> int:
        """The watching process itself."""
        return self._process.pid

    def names(self) -> set[str]:
        """The names of what the tree has made since, as far as it is still there."""
        assert self._process.stdin is not None and self._process.stdout is not None
        self._process.stdin.write("?\n")
        self._process.stdin.flush()
        return set(json.loads(self._process.stdout.readline()))

    def close(self) -> None:
        """Watch no longer."""
        self._process.communicate(timeout=10)

    def __enter__(self) -> Watch:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()


# --- in the watching process -------------------------------------------------------------


def main(root: int) -> None:
    """Watch until standard input ends; a line there is the question for the names, in JSON."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    events, judge = _watch_folder(), _Judge(root)
    poll = select.poll()
    for descriptor in (events, 0):
        poll.register(descriptor, select.POLLIN)
    while True:
        ready = {descriptor for descriptor, _ in poll.poll(judge.wait_ms())}
        with contextlib.suppress(BlockingIOError):
            os.read(events, 1 << 16)  # which names it was does not matter: the folder is read
        judge.look(again=0 in ready)
        if 0 in ready:
            if not os.read(0, 1 << 16):
                return
            os.write(1, json.dumps(sorted(judge.made)).encode() + b"\n")


def _watch_folder() -> int:
    """A descriptor with news whenever something gets a name in the folder."""
    libc = ctypes.CDLL(None, use_errno=True)
    descriptor = libc.inotify_init1(_IN_NONBLOCK)
    if descriptor < 0 or libc.inotify_add_watch(descriptor, bytes(FOLDER), _IN_CREATE | _IN_MOVED_TO) < 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
    return int(descriptor)


class _Judge:
    """Tells what the tree has made from what others have."""

    def __init__(self, root: int) -> None:
        self._root = root
        self._others = set(_listing())  # and what was there before
        self._in_doubt: dict[str, list[float]] = {}  # found with nobody yet: when to look again
        self.made: set[str] = set()

    def look(self, again: bool = False) -> None:
        """Judge what is new; what was judged and is in doubt `again`, also before its time."""
        there, now = _listing(), time.monotonic()
        self._others &= there.keys()
        self.made &= there.keys()
        self._in_doubt = {name: times for name, times in self._in_doubt.items() if name in there}
        new = {name: inode for name, inode in there.items() if name not in self._others | self.made}
        due = {name: inode for name, inode in new.items() if again or self._is_due(name, now)}
        if due:
            self.made |= _found(new, _tree(self._root))
        for name in due.keys() - self.made:
            times = self._in_doubt.get(name, [now + seconds for seconds in _AGAIN_S])
            self._in_doubt[name] = [time_s for time_s in times if time_s > now]
        for name in [name for name, times in self._in_doubt.items() if name in self.made or not times]:
            del self._in_doubt[name]
        self._others |= due.keys() - self.made - self._in_doubt.keys()

    def _is_due(self, name: str, now: float) -> bool:
        return name not in self._in_doubt or self._in_doubt[name][0] <= now

    def wait_ms(self) -> float | None:
        """How long nothing has to be looked at, if there is no news."""
        due = min((times[0] for times in self._in_doubt.values()), default=None)
        return None if due is None else max(0.0, due - time.monotonic()) * 1000 + 0.1


def _listing() -> dict[str, int]:
    """What is in the folder: the inode of each name."""
    with os.scandir(FOLDER) as entries:
        return {entry.name: entry.inode() for entry in entries}


def _tree(root: int) -> list[int]:
    """A process and all that descends from it, but for this one; the youngest first, which die soonest."""
    found, todo = [], [root]
    while todo:
        pid = todo.pop()
        if pid != os.getpid():
            found.append(pid)
            todo += _children(pid)
    return sorted(found[1:], reverse=True) + found[:1]


def _children(pid: int) -> list[int]:
    found: list[int] = []
    with contextlib.suppress(OSError):
        for thread in os.listdir(f"/proc/{pid}/task"):
            found += map(int, Path(f"/proc/{pid}/task/{thread}/children").read_text().split())
    return found


def _found(new: dict[str, int], tree: Iterable[int]) -> set[str]:
    """Those of the new names that a process of the tree has mapped or open; of a folder, something in it."""
    by_inode = {str(inode): name for name, inode in new.items()}
    found: set[str] = set()
    for look in (_mapped, _opened):  # what is only open is rare
        for pid in tree:
            for inode, name in look(pid):
                found |= {by_inode[inode]} if inode in by_inode else {name} & new.keys()
            if len(found) == len(new):
                return found
    return found


def _mapped(pid: int) -> Iterator[tuple[str, str]]:
    """Inode and name of each mapping; glibc names a semaphore only after it has mapped it."""
    with contextlib.suppress(OSError):
        for line in Path(f"/proc/{pid}/maps").read_text(errors="replace").splitlines():
            if _PREFIX in line:
                fields = line.split(maxsplit=5)
                yield fields[4], _first_part(fields[5])


def _opened(pid: int) -> Iterator[tuple[str, str]]:
    """As `_mapped`, of open files; their inode is not needed, as they are named from the start."""
    with contextlib.suppress(OSError):
        for descriptor in os.listdir(f"/proc/{pid}/fd"):
            with contextlib.suppress(OSError):
                path = os.readlink(f"/proc/{pid}/fd/{descriptor}")
                if path.startswith(_PREFIX):
                    yield "", _first_part(path)


def _first_part(path: str) -> str:
    return path.removeprefix(_PREFIX).partition("/")[0]


if __name__ == "__main__":
    main(int(sys.argv[1]))
