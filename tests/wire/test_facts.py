"""A fact comes back as it was told, and whatever else comes does no harm."""

from __future__ import annotations

import json
import random

import pytest

from app.state.intake import facts as intake
from app.wire.facts import (
    Fact,
    FileChanged,
    LogFound,
    MemorySeen,
    ProbeFailed,
    ProcessEnded,
    ProcessFound,
    ProcessSuspended,
    RunFailed,
    RunOver,
    Sampled,
    SamplingFailed,
    StacksSeen,
    SupervisorDied,
    TimedFact,
    Usage,
    ZombieReaped,
    fact_frame,
    pack_fact,
    read_fact,
)
from app.wire.frames import FrameKind, unpack_frames
from app.wire.stacks import FRAMES_IN_ALL, FRAMES_TOLD, LIBRARY, THREADS_TOLD, Frame, Stack
from tests.wire.garbage import cut, fields

FRAMES = (Frame("Queue.get", "/usr/lib/python3.11/queue.py", 171, LIBRARY), Frame("取", "/票.py", 7, ""))
FACTS: tuple[Fact, ...] = (
    ProcessFound(2, 4107, 4100, 5, 77_000, "process", "消费者", "python3.11"),
    LogFound(3, 2),
    ProcessEnded(9, 2, -9, False),
    ProcessEnded(9, 2, None, True),
    ProcessEnded(9, 2, 0, False),
    ZombieReaped(9, 2),
    Sampled(9, (Usage(1, 0.25, 12.5, 10.0), Usage(2, 0.0, 0.0, 0.0))),
    Sampled(9, ()),
    StacksSeen(9, 2, (Stack(4107, "MainThread", "S", False, True, "futex", "", "futex_do_wait", FRAMES),)),
    StacksSeen(9, 2, ()),
    SamplingFailed(9, "refused", "Permission denied (os error 13)"),
    ProcessSuspended(9, 2, True),
    FileChanged(9, "/run/work/票.json", "票.json", '{"left": 3}\n'),
    MemorySeen(9, "f00d", "1\x1f2"),
    RunFailed(9, "No such file.", "No such {what}.", {"what": "file"}),
    ProbeFailed(9, "Traceback (most recent call last):\n"),
    RunOver(9, True),
    SupervisorDied(9),
)
NONE = type(None)
KINDS = tuple(dict.fromkeys(type(fact) for fact in FACTS))
every_fact = pytest.mark.parametrize("fact", FACTS, ids=lambda fact: type(fact).__name__)


@every_fact
def test_a_fact_comes_back_as_it_was_told(fact: Fact) -> None:
    assert read_fact(pack_fact(fact), 0) == fact


@every_fact
def test_a_fact_is_one_line_of_plain_json(fact: Fact) -> None:
    packed = pack_fact(fact)
    assert b"\n" not in packed
    assert json.loads(packed)["fact"]


def test_every_fact_that_there_is_is_tried_here_and_applied_by_the_fold() -> None:
    known = {kind for kind in Fact.__subclasses__() if kind is not TimedFact}
    assert set(KINDS) == known | set(TimedFact.__subclasses__())
    assert set(intake.AT_ONCE) == known
    assert set(intake.IN_ORDER) == set(TimedFact.__subclasses__())


def test_facts_of_different_kinds_are_different_although_they_say_the_same() -> None:
    assert ProcessSuspended(1, 2, True) == ProcessSuspended(1, 2, True) != ProcessSuspended(1, 2, False)
    assert SupervisorDied(1) != RunOver(1, False) != SupervisorDied(1)


def test_a_fact_without_a_time_has_that_of_its_frame() -> None:
    payload = json.dumps({"fact": "suspended", "number": 2, "on": True, "time_ns": "soon"}).encode()
    assert read_fact(payload, 7) == ProcessSuspended(7, 2, True)


def test_a_fact_is_a_frame() -> None:
    (frame,) = unpack_frames(fact_frame(SupervisorDied(9), 10))
    assert (frame.kind, frame.time_ns) == (FrameKind.FACT, 10)
    assert read_fact(frame.payload, frame.time_ns) == SupervisorDied(9)


def test_what_has_the_wrong_type_counts_as_not_given() -> None:
    wrong = {"number": True, "pid": "12", "parent_pid": 10**400, "kind": None, "name": ["x"], "program": 3}
    payload = json.dumps({"fact": "process", **wrong, "began_ns": 1.5}).encode()
    assert read_fact(payload, 0) == ProcessFound(0, 0, 0, 0, 0, "", "", "")


def test_only_rows_of_four_are_samples() -> None:
    rows = [[1, 0.5, 2, 3.0], [2, 1], "four", None, [3, float("nan"), "x", True]]
    payload = json.dumps({"fact": "sample", "time_ns": 1, "processes": rows}).encode()
    assert read_fact(payload, 0) == Sampled(1, (Usage(1, 0.5, 2.0, 3.0), Usage(3, 0.0, 0.0, 0.0)))


def test_stacks_are_bounded_and_only_rows_that_are_whole_count() -> None:
    frames = [["f", "/a.py", -4, ""], ["f"], None, *[["g", "/a.py", 1, "", ""]]] + [
        ["h", "/a.py", 2, ""]
    ] * 99
    row = [5, "t", "R", True, 1, None, "", "", frames]
    payload = json.dumps({"fact": "stacks", "number": 2, "threads": [row[:8], "x", *[row] * 99]}).encode()
    fact = read_fact(payload, 3)
    assert isinstance(fact, StacksSeen) and fact.time_ns == 3
    first, *others = fact.threads
    assert first[:8] == (5, "t", "R", True, False, "", "", "")
    assert first.frames[:2] == (Frame("f", "/a.py", 0, ""), Frame("h", "/a.py", 2, ""))
    assert len(first.frames) <= FRAMES_TOLD and len(others) < THREADS_TOLD
    assert sum(len(stack.frames) for stack in fact.threads) <= FRAMES_IN_ALL


def test_half_a_character_does_not_get_through() -> None:
    """A file's name may be no UTF-8; Qt and the report can only take whole characters."""
    fact = read_fact(pack_fact(FileChanged(1, "/a\udcff", "a\udcff", "\ud83d")), 0)
    assert fact == FileChanged(1, "/a?", "a?", "?")


@pytest.mark.parametrize(
    "payload",
    [
        b"",
        b"\xff",
        b"[1]",
        b"null",
        b"[" * 100_000,
        b"1" * 5000,
        b'{"fact": ["end"]}',
        b'{"fact": "newer"}',
        b"{}",
    ],
)
def test_what_is_no_fact_is_passed_over(payload: bytes) -> None:
    assert read_fact(payload, 0) is None


@pytest.mark.parametrize("seed", range(10))
def test_whatever_stands_in_a_fact_its_fields_are_of_their_types(seed: int) -> None:
    choose = random.Random(seed)
    for _ in range(300):
        example = choose.choice(FACTS)
        word = json.loads(pack_fact(example))["fact"]
        text = json.dumps({**fields(choose, list(example.fields)), "fact": word}).encode()
        fact = read_fact(text, 5)
        assert type(fact) is type(example)
        for name, value in fact.fields.items():
            assert type(value) is type(example.fields[name]) or (
                name == "status" and type(value) in (int, NONE)
            )
        assert read_fact(pack_fact(fact), 5) == fact, "what was read can be told again"


@pytest.mark.parametrize("seed", range(10))
def test_a_damaged_fact_does_no_harm(seed: int) -> None:
    choose = random.Random(seed)
    for _ in range(300):
        read_fact(cut(choose, pack_fact(choose.choice(FACTS))), 0)
