"""Stacks are put together of what py-spy prints and what the kernel says, and nothing is made up."""

from __future__ import annotations

import json
import threading
from typing import Any

import pytest

from app.supervisor.sampling import reading as module
from app.supervisor.sampling.reading import Reading, Seen, without_frames
from app.supervisor.sampling.tasks import Marks, Task
from app.wire.facts import StacksSeen, pack_fact, read_fact
from app.wire.stacks import FRAMES_IN_ALL, FRAMES_TOLD, THREADS_TOLD, Frame, Stack

PID, LOOK_NS = 4100, 20_000_000
SLEEPS, WORKS = Task("S", "futex", "", "futex_do_wait"), Task("R", "", "", "")


def seen(time_ns: int, **tasks: tuple[Task, int]) -> Seen:
    """What the kernel said of threads "t4100=(task, CPU time)"."""
    known = {int(name[1:]): what for name, what in tasks.items()}
    ran_ns = {number: ran for number, (_, ran) in known.items()}
    return Seen(time_ns, {number: task for number, (task, _) in known.items()}, Marks({}, ran_ns))


def row(number: int | None = PID, name: str | None = "MainThread", **more: Any) -> dict[str, Any]:
    frame = {"name": "work", "filename": "/s.py", "line": 3}
    return {"os_thread_id": number, "thread_name": name, "owns_gil": True, "frames": [frame], **more}


def read(*rows: dict[str, Any], before: Seen, after: Seen) -> tuple[Stack, ...]:
    stacks = Reading().stacks(json.dumps(list(rows)).encode(), PID, before, after)
    assert stacks is not None
    return stacks


@pytest.mark.parametrize(
    ("first", "last", "ran_ns", "state", "runs", "call"),
    [
        (WORKS, WORKS, 0, "R", True, ""),  # it waits for a CPU
        (SLEEPS, SLEEPS, 0, "S", False, "futex"),
        (SLEEPS, WORKS, 100, "S", False, ""),  # it has just woken up, or been about to sleep
        (WORKS, SLEEPS, 100, "S", False, ""),
        (SLEEPS, SLEEPS, LOOK_NS // 2, "S", True, "futex"),  # much of the time it was awake
    ],
)
def test_who_only_wakes_for_a_moment_does_not_run(
    first: Task, last: Task, ran_ns: int, state: str, runs: bool, call: str
) -> None:
    before, after = seen(0, t4100=(first, 50)), seen(LOOK_NS, t4100=(last, 50 + ran_ns))
    (stack,) = read(row(), before=before, after=after)
    assert (stack.state, stack.runs, stack.call) == (state, runs, call)


def test_the_main_thread_comes_first() -> None:
    both = seen(0, t4100=(SLEEPS, 0), t4107=(WORKS, 0))
    stacks = read(row(4107, "reader"), row(), before=both, after=both)
    assert [(stack.system_number, stack.name) for stack in stacks] == [(PID, "MainThread"), (4107, "reader")]


def test_before_python_3_11_only_the_main_thread_is_known_to_the_kernel() -> None:
    both = seen(0, t4100=(SLEEPS, 0), t4107=(WORKS, 0))
    main, other = read(row(None, "Thread-1"), row(None), before=both, after=both)
    assert (main.system_number, main.state) == (PID, "S")
    assert (other.system_number, other.name, other.state, other.runs) == (0, "Thread-1", "", False)
    (alone,) = read(row(None, None), before=both, after=both)
    assert (alone.system_number, alone.name) == (PID, "")


def test_our_own_frames_are_left_out_and_others_marked() -> None:
    files = [
        module.__file__,
        threading.__file__,
        "/v/lib/python3/dist-packages/apt/cache.py",
        "/s.py",
        "<string>",
    ]
    frames = [{"name": "f", "filename": file, "line": 1} for file in files]
    both = seen(0, t4100=(SLEEPS, 0))
    (stack,) = read(row(frames=frames), before=both, after=both)
    assert [(frame.file, frame.whose) for frame in stack.frames] == [
        (threading.__file__, "library"),
        ("/v/lib/python3/dist-packages/apt/cache.py", "package"),
        ("/s.py", ""),
        ("<string>", "library"),
    ]


def test_what_is_told_is_bounded() -> None:
    frames = [{"name": "f" * 1000, "filename": "/s.py", "line": 1}] * 500
    both = seen(0, t4100=(SLEEPS, 0))
    stacks = read(*[row(frames=frames)] * 100, before=both, after=both)
    assert len(stacks) == THREADS_TOLD and len(stacks[0].frames) == FRAMES_TOLD
    assert sum(len(stack.frames) for stack in stacks) == FRAMES_IN_ALL
    assert len(stacks[0].frames[0].function) < 1000


@pytest.mark.parametrize("output", [b"", b"{", b"{}", b"[]", b"[1]", b"null", b"\xff", b"Error: no"])
def test_what_is_no_list_of_threads_is_nothing(output: bytes) -> None:
    both = seen(0, t4100=(SLEEPS, 0))
    assert Reading().stacks(output, PID, both, both) is None


def test_fields_that_are_no_such_thing_count_as_not_given() -> None:
    both = seen(0, t4100=(SLEEPS, 0))
    frames = [{"name": None, "filename": None, "line": "x"}, {"filename": "/s.py", "line": -1}]
    wrong = row(True, None, owns_gil="yes", frames=frames)
    (stack,) = read(wrong, before=both, after=both)
    assert (stack.name, stack.has_gil) == ("", False)
    assert stack.frames[-1] == Frame("", "/s.py", 0, "")
    (stack,) = read(row(frames=None), before=both, after=both)
    assert stack.frames == ()


def test_without_a_reader_there_is_what_the_kernel_says() -> None:
    stacks = without_frames(seen(0, t4099=(WORKS, 0), t4100=(SLEEPS, 0)), PID)
    assert [(stack.system_number, stack.state, stack.runs, stack.call) for stack in stacks] == [
        (PID, "S", False, "futex"),
        (4099, "R", True, ""),
    ]


@pytest.mark.parametrize(
    "frame",
    [
        {},
        {"name": None, "filename": 7, "line": "x"},
        {"name": ["f"], "filename": {}, "line": -3},
        {"name": "\ud800", "filename": "\x00/lib/python3.11/\udfff.py", "line": 10**30},
    ],
)
def test_what_is_no_name_file_or_line_is_not_known(frame: dict[str, object]) -> None:
    here = seen(0, t4100=(SLEEPS, 0))
    (stack,) = read(row(frames=[frame], thread_name=3, owns_gil="yes"), before=here, after=here)
    (told,) = stack.frames
    assert told.line == 0
    assert not stack.has_gil
    assert isinstance(read_fact(pack_fact(StacksSeen(0, 1, (stack,))), 0), StacksSeen)
