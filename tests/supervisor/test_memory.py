"""Shared memory is looked at from outside: what is there, as long as it is what the link says."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from multiprocessing import RawArray, RawValue
from pathlib import Path
from typing import Any

import pytest

from app.supervisor.memory import Place, WatchedMemory
from app.wire.facts import Fact, MemorySeen

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="through /proc")

Link = Callable[..., Path]
SECOND_NS = 1_000_000_000


@pytest.fixture
def link(tmp_path: Path) -> Link:
    """Leaves a link to something of ours, as the probe does."""

    def leave(memory: Any, length: int, layout: str, **other: int) -> Path:
        (arena, start, _), _ = memory._wrapper._state
        told = {"fd": arena.fd, "inode": os.fstat(arena.fd).st_ino, "start": start, "size": length, **other}
        path = tmp_path / f"{len(os.listdir(tmp_path)) + 10:x}-{os.getpid()}"
        path.symlink_to(":".join([*map(str, told.values()), layout]))
        return path

    return leave


def seen(facts: list[Fact]) -> list[tuple[str, str]]:
    """Whose content was told, and which; forgotten then."""
    told = [(fact.object, fact.text) for fact in facts if isinstance(fact, MemorySeen)]
    facts.clear()
    return told


def test_a_change_is_told_once_and_what_is_there_once_a_second(link: Link, tmp_path: Path) -> None:
    facts: list[Fact] = []
    memory = WatchedMemory(tmp_path, facts.append)
    number, items, text = RawValue("i", -4), RawArray("d", [0.5, 2]), RawArray("c", b"hey\0you")
    link(number, 4, "i"), link(items, 16, "dd"), link(text, 7, "c_char")
    memory.look(SECOND_NS)
    assert sorted(seen(facts)) == [("a", "-4"), ("b", "0.5\x1f2.0"), ("c", "b'hey'")]
    number.value = 5
    memory.look(SECOND_NS + 50_000_000)
    assert seen(facts) == [], "that is too soon"
    memory.look(SECOND_NS + 150_000_000)
    assert seen(facts) == [("a", "5")]
    memory.look(2 * SECOND_NS)
    assert [number for number, _ in sorted(seen(facts))] == ["a", "b", "c"]


def test_what_is_gone_is_looked_at_no_more(link: Link, tmp_path: Path) -> None:
    facts: list[Fact] = []
    memory = WatchedMemory(tmp_path, facts.append)
    number = RawValue("i", 1)
    path = link(number, 4, "i")
    memory.look(SECOND_NS)
    seen(facts)
    path.unlink()
    number.value = 2
    memory.look(3 * SECOND_NS)
    assert facts == []


@pytest.mark.parametrize(
    "wrong",
    [{"inode": 1}, {"fd": 9999}, {"start": 1 << 40}, {"size": 5}, {"size": 0}, {"start": -8}],
    ids=str,
)
def test_a_link_that_does_not_fit_tells_nothing(link: Link, tmp_path: Path, wrong: dict[str, int]) -> None:
    facts: list[Fact] = []
    link(RawValue("i", 1), 4, "i", **wrong)
    WatchedMemory(tmp_path, facts.append).look(0)
    assert facts == []


@pytest.mark.parametrize("target", ["", "a:b:c:d:e", "1:2:3:4:s", "1:2:3:4:100000000s", "1:2:3:4:", "1:2"])
def test_a_link_that_says_something_else_is_none(tmp_path: Path, target: str) -> None:
    path = tmp_path / f"a-{os.getpid()}"
    path.symlink_to(target or "x")
    assert Place.of(str(path)) is None
