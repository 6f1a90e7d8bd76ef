"""The leak check itself: what a test leaves behind is found and named."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

import pytest

from tests import leaks

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


@pytest.mark.skipif(not leaks.SHARED_MEMORY.is_dir(), reason="no /dev/shm here")
def test_a_semaphore_of_another_program_is_not_ours() -> None:
    own = leaks.SHARED_MEMORY / f"procession-{os.getpid()}"
    before = leaks.Snapshot()
    own.touch()
    left = before.leftovers(0)
    own.unlink()
    assert left == [f"file {own}"]
    assert leaks.foreign(own), "gone meanwhile: nothing that anybody left"


def test_a_running_timer_is_named_with_its_place(qapp: object) -> None:
    from PySide6.QtCore import QTimer

    before = leaks.Snapshot()
    timer = QTimer()
    timer.start(60_000)
    left = before.leftovers(0)
    timer.stop()
    assert [text for text in left if "QTimer" in text and "test_leaks.py" in text]
