"""A wait that only the stack tells of, and a pipe: told as part of a deadlock if nobody else could end it."""

from __future__ import annotations

from typing import Any

import pytest

from app.state.model import Run
from app.wire.records import Effect
from app.wire.stacks import Stack
from tests.findings.build import found, lines, the_one
from tests.state.build import BLOCKED, DONE, MS, Log, Script


def row(number: int, call: str, others: tuple[int, ...] = (), state: str = "S", file: str = "") -> list[Any]:
    """The only thread of a process, as a fact tells it."""
    stack = Stack(number, "MainThread", state, state == "R", False, call, "pipe", "", (), others, file)
    return [list(one) if isinstance(one, tuple) else one for one in stack]


class Pipes:
    """main, and a program of its that writes into a pipe which main has open."""

    def __init__(self) -> None:
        self.script = Script()
        self.main: Log = self.script.main()
        self.script.process(2, 1).describe(2, kind="subprocess", name="seq", program="seq")

    def wait(self, ms: float = 10, effect: int = Effect.JOIN, bound: float = -1.0) -> None:
        """main waits for its end."""
        self.main.op(ms, "Popen.wait", BLOCKED, meaning=effect, value=102, line=8, bound=bound)

    def see(self, ms: float, number: int, *rows: list[Any]) -> None:
        self.script.fact(ms, "stacks", number=number, time_ns=int(ms * MS), threads=list(rows))

    def run(self) -> Run:
        return self.script.tick(3000)


@pytest.mark.parametrize(
    ("call", "says"),
    [
        ("write", "seq waits for room in a pipe, which only main could read"),
        ("writev", "seq waits for room in a pipe, which only main could read"),
        ("read", "seq waits for data from a pipe, which only main could write"),
    ],
)
def test_who_waits_for_the_end_of_what_waits_for_its_pipe_is_told(call: str, says: str) -> None:
    pipes = Pipes()
    pipes.wait()
    pipes.see(600, 1, row(101, "wait4"))
    pipes.see(700, 2, row(102, call, (1,)))
    finding = the_one(pipes.run(), "deadlock")
    assert finding.message.english == f"Deadlock: main waits for seq to end (line 8); {says}."
    assert (finding.is_certain, lines(finding), finding.processes) == (True, [8], (1, 2))


def test_of_two_that_nobody_watches_it_may_be_so() -> None:
    pipes = Pipes()
    pipes.see(600, 1, row(101, "read", (2,)))
    pipes.see(700, 2, row(102, "write", (1,)))
    pipes.see(800, 1, row(101, "read", (2,)))
    finding = the_one(pipes.run(), "deadlock")
    assert not finding.is_certain and finding.message.english == (
        "This may be a deadlock: main waits for data from a pipe, which only seq could write; seq waits for "
        "room in a pipe, which only main could read. That was seen from outside, of one after the other."
    )


def test_a_shell_waits_for_what_it_has_started() -> None:
    pipes = Pipes()
    pipes.script.process(3, 2, program="sh").describe(3, kind="subprocess", name="sh")
    pipes.script.process(4, 3, parent_pid=103).describe(4, kind="subprocess", name="cat", program="cat")
    pipes.main.op(10, "Popen.wait", BLOCKED, meaning=Effect.JOIN, value=103, line=8)
    pipes.see(600, 1, row(101, "wait4"))
    pipes.see(700, 3, row(103, "wait4"))
    pipes.see(700, 4, row(104, "write", (1,)))
    assert "sh waits for cat to end; cat waits for room" in the_one(pipes.run(), "deadlock").message.english


@pytest.mark.parametrize(
    "how", ["communicate", "bounded", "thread", "another", "moved", "not seen", "not known", "runs", "later"]
)
def test_where_somebody_could_read_nobody_is_accused(how: str) -> None:
    pipes = Pipes()
    if how == "communicate":
        pipes.wait(effect=Effect.TALK)
    else:
        pipes.wait(bound=30.0 if how == "bounded" else -1.0)
    threads = [row(101, "wait4")] + ([row(109, "futex")] if how == "thread" else [])
    if how != "not seen":
        pipes.see(600, 1, *threads)
    others = (1, 3) if how == "another" else () if how == "not known" else (1,)
    if how == "another":
        pipes.script.process(3, 1).describe(3, kind="subprocess", name="tee", program="tee")
    pipes.see(5 if how == "later" else 700, 2, row(102, "write", others, "R" if how == "runs" else "S"))
    if how == "moved":
        pipes.main.op(800, "Popen.wait", DONE, meaning=Effect.JOIN, value=102, line=8)
    assert found(pipes.run(), "deadlock") == []


def test_a_file_lock_is_told_with_its_file_and_who_holds_it() -> None:
    pipes = Pipes()
    pipes.wait()
    pipes.see(600, 1, row(101, "wait4"))
    pipes.see(700, 2, row(102, "flock", (1,), file="/run/work/orders.lock"))
    finding = the_one(pipes.run(), "deadlock")
    assert finding.message.english == (
        "Deadlock: main waits for seq to end (line 8); seq waits for the lock of the file orders.lock, held "
        "by main."
    )
    assert finding.is_certain and finding.advice.english.startswith("Unlock or close the file")


def test_one_who_waits_for_its_own_file_lock_is_told_alone() -> None:
    pipes = Pipes()
    pipes.see(600, 1, row(101, "flock", (1,), file="/run/work/orders.lock"))
    assert the_one(pipes.run(), "deadlock").message.english == (
        "Deadlock: main waits for the lock of the file orders.lock, which it holds itself."
    )


def test_a_file_lock_of_one_who_moves_or_of_nobody_known_is_no_finding() -> None:
    pipes = Pipes()
    pipes.see(600, 1, row(101, "clock_nanosleep"))
    pipes.see(700, 2, row(102, "flock", (1,), file="/run/work/orders.lock"))
    assert found(pipes.run(), "deadlock") == []
    pipes = Pipes()
    pipes.wait()
    pipes.see(600, 1, row(101, "wait4"))
    pipes.see(700, 2, row(102, "flock", (), file="/run/work/orders.lock"))
    assert found(pipes.run(), "deadlock") == []
