"""The leak check itself: what a test leaves behind is found and named."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import leaks, shared_memory

FORK_TWICE = "import os, time\nif os.fork() == 0:\n    os.setsid()\n    time.sleep(60)\n"


def test_nothing_new_is_nothing_left() -> None:
    assert leaks.Snapshot().leftovers(0) == []


def test_a_living_child_is_named_with_its_command() -> None:
    before = leaks.Snapshot()
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as child:
        assert any(f"process {child.pid}" in text for text in before.leftovers(0))


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="child subreapers are Linux's")
def test_a_double_forked_orphan_does_not_escape() -> None:
    before = leaks.Snapshot()
    subprocess.run([sys.executable, "-c", FORK_TWICE], check=True)
    orphans = [child for child in leaks.children() if child not in before.processes]
    assert len(orphans) == 1
    orphans[0].kill()
    assert before.leftovers() == []


def test_a_thread_and_a_file_are_named() -> None:
    before = leaks.Snapshot()
    release = threading.Event()
    thread = threading.Thread(target=release.wait, name="forgotten")
    thread.start()
    handle, name = tempfile.mkstemp(prefix="pymp-")
    os.close(handle)
    left = before.leftovers(0)
    release.set()
    thread.join()
    Path(name).unlink()
    assert "thread forgotten" in left
    assert f"file {name}" in left


# --- shared memory -------------------------------------------------------------------------

in_memory = pytest.mark.skipif(not shared_memory.FOLDER.is_dir(), reason="no /dev/shm here")

#: Waits for a line, makes things in shared memory, tells their names, and leaves them at the next line.
MAKES = """
import multiprocessing, os, signal
from multiprocessing import resource_tracker, shared_memory
input()
os.mkdir(f"/dev/shm/procession-{os.getpid()}")
held = open(f"/dev/shm/procession-{os.getpid()}/lock", "w")
lock = multiprocessing.get_context("spawn").Lock()
memory = shared_memory.SharedMemory(create=True, size=100)
os.kill(resource_tracker._resource_tracker._pid, signal.SIGKILL)
print(lock._semlock.name.replace("/", "sem."), memory.name, f"procession-{os.getpid()}", flush=True)
input()
os.kill(os.getpid(), signal.SIGKILL)
"""
#: A process with such a maker below it, which outlives it.
PARENT = """
import subprocess, sys
maker = subprocess.Popen([sys.executable, "-c", sys.argv[1]], stdin=subprocess.PIPE, text=True)
for line in sys.stdin:
    maker.stdin.write(line)
    maker.stdin.flush()
    if line == "die\\n":
        maker.wait()
        print("dead", flush=True)
maker.kill()
maker.wait()
"""


class Maker:
    """A tree that makes things in shared memory and dies, but for its top."""

    def __init__(self) -> None:
        command = [sys.executable, "-c", PARENT, MAKES]
        self._top = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.pid = self._top.pid
        self.names: set[str] = set()

    def _ask(self, what: str) -> str:
        assert self._top.stdin is not None and self._top.stdout is not None
        self._top.stdin.write(what + "\n")
        self._top.stdin.flush()
        return self._top.stdout.readline()

    def make(self) -> set[str]:
        """The names of what it has made."""
        self.names = set(self._ask("make").split())
        return self.names

    def die(self) -> None:
        """All but the top of it."""
        assert self._ask("die") == "dead\n"

    def end(self) -> None:
        """The rest of it."""
        self._top.communicate()


@pytest.fixture
def maker() -> Iterator[Maker]:
    made = Maker()
    yield made
    made.end()
    for name in made.names:
        shutil.rmtree(shared_memory.FOLDER / name, ignore_errors=True)
        with contextlib.suppress(OSError):
            (shared_memory.FOLDER / name).unlink()


@in_memory
@pytest.mark.parametrize("dead", [False, True])
def test_what_a_process_of_ours_has_made_in_shared_memory_is_named(maker: Maker, dead: bool) -> None:
    before = leaks.Snapshot()
    names = maker.make()
    leaks.look_at_shared_memory()
    if dead:
        maker.die()
    left = before.leftovers(0)
    assert len(names) == 3
    assert {f"file {shared_memory.FOLDER / name}" for name in names} <= set(left)


@in_memory
@pytest.mark.parametrize("dead", [False, True])
def test_what_another_program_has_made_in_shared_memory_is_not_ours(maker: Maker, dead: bool) -> None:
    """Seen from another tree, as a second run of the tests would see it."""
    with (
        subprocess.Popen(
            [sys.executable, "-c", "input()"], stdin=subprocess.PIPE, stderr=subprocess.DEVNULL
        ) as other_tree,
        shared_memory.Watch(other_tree.pid) as other,
        shared_memory.Watch(maker.pid) as own,
    ):
        names = maker.make()
        assert own.names() == names
        if dead:
            maker.die()
        assert (other.names(), own.names()) == (set(), names)


@in_memory
def test_what_is_gone_is_nothing_that_anybody_left(maker: Maker) -> None:
    before = leaks.Snapshot()
    names = maker.make()
    for name in names:
        path = shared_memory.FOLDER / name
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    assert [text for text in before.leftovers(0) if text.startswith("file")] == []


def test_a_running_timer_is_named_with_its_place(qapp: object) -> None:
    from PySide6.QtCore import QTimer

    before = leaks.Snapshot()
    timer = QTimer()
    timer.start(60_000)
    left = before.leftovers(0)
    timer.stop()
    assert [text for text in left if "QTimer" in text and "test_leaks.py" in text]
