"""The supervisor knows who the processes below it are."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator

import pytest

from app.supervisor.tree import Tree
from app.wire.facts import Fact, ProcessFound
from tests.programs.harness import wait_until


@pytest.fixture
def forked() -> Iterator[tuple[int, Callable[..., None]]]:
    """A child that is forked and not yet exec'd: its pid, and what lets it exec."""
    reader, writer = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(writer)
        os.execvp("sh", os.read(reader, 1000).decode().split("\0"))

    def execute(*words: str) -> None:
        os.write(writer, "\0".join(words).encode())

    yield pid, execute
    os.close(writer)
    os.close(reader)
    os.kill(pid, 9)
    os.waitpid(pid, 0)


@pytest.mark.parametrize(
    ("words", "kind", "name"),
    [
        (["sleeper", "-c", "kill -STOP $$"], "unknown", "sleeper"),
        (["grep", "-c", "kill -STOP $$", "multiprocessing.resource_tracker"], "unknown", "grep"),
        (
            ["python", "-c", "kill -STOP $$ # from multiprocessing.resource_tracker import main"],
            "helper",
            "resource tracker",
        ),
    ],
    ids=["program", "word", "tracker"],
)
def test_a_program_that_was_seen_before_its_exec_is_recognised_after_it(
    words: list[str], kind: str, name: str, forked: tuple[int, Callable[..., None]]
) -> None:
    pid, execute = forked
    facts: list[Fact] = []
    tree = Tree(facts.append)

    def told() -> list[ProcessFound]:
        tree.look(0)
        return [fact for fact in facts if isinstance(fact, ProcessFound) and fact.pid == pid]

    assert [fact.kind for fact in told()] == ["unknown"]
    execute(*words)

    def recognised() -> bool:
        last = told()[-1]
        return (last.kind, last.name) == (kind, name)

    wait_until(recognised, f"{kind} {name}", lambda: str(facts), 5)
    # The system may show the new program a moment before its command line.
    assert len(told()) in (2, 3)
    assert len({fact.number for fact in told()}) == 1
    for member in tree.alive:
        if member.handle is not None:
            os.close(member.handle)
