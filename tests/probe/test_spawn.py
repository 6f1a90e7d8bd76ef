"""A helper of multiprocessing is known by the text that it is started with, and by nothing like it."""

from __future__ import annotations

import os
import sys

import pytest

from app.probe.arrival.spawn import _prepared
from app.probe.arrival.text import bootstrap_text, helper_name

TRACKER = "from multiprocessing.resource_tracker import main;main(7)"
SERVER = "from multiprocessing.forkserver import main; main(5, 6, ['__main__'], **{'main_path': %r})"
CHILD = "from multiprocessing.spawn import spawn_main; spawn_main(tracker_fd=5, pipe_handle=7)"


@pytest.mark.parametrize(
    ("words", "name"),
    [
        (["python", "-c", TRACKER], "resource tracker"),
        (["python", "-I", "-X", "dev", "-c", TRACKER], "resource tracker"),
        (["python", "-c", SERVER % "/srv/x/a.py"], "forkserver"),
        (["python", "-c", "import sys; " + SERVER % "/srv/x/a.py", "argument"], "forkserver"),  # 3.14
        (["python", "-c", SERVER % f"/home/{TRACKER}/a.py"], "forkserver"),
        (["python", "-c", bootstrap_text("/dev/shm/run") + SERVER % "/srv/x/a.py"], "forkserver"),
        (["python", "-c", CHILD, "--multiprocessing-fork"], ""),
        (["python", "multiprocessing.forkserver.py"], ""),
        (["python", "-m", "multiprocessing.resource_tracker"], ""),
        (["python", "script.py", TRACKER], ""),
        (["python", "-c"], ""),
        (["python"], ""),
        ([], ""),
    ],
)
def test_a_helper_is_told_by_the_text_that_it_runs(words: list[str], name: str) -> None:
    assert helper_name(words) == name


def test_the_probe_is_put_into_every_child_but_the_tracker() -> None:
    for text, name in [(TRACKER, "resource tracker"), (SERVER % "/a.py", "forkserver"), (CHILD, "")]:
        words, helper = _prepared([b"python", "-c", text], "/dev/shm/run")
        assert helper == name
        assert words[2] == (text if text is TRACKER else bootstrap_text("/dev/shm/run") + text)


def test_words_are_handed_on_as_bytes_or_text_as_they_came() -> None:
    words, _ = _prepared([b"python", b"-c", os.fsencode(CHILD)], "/dev/shm/run")
    assert words == [b"python", b"-c", os.fsencode(bootstrap_text("/dev/shm/run") + CHILD)]


def test_what_nobody_can_start_is_left_as_it_is() -> None:
    nonsense = [sys.executable, 3, None]
    assert _prepared(nonsense, "/dev/shm/run") == (nonsense, "")
