"""Stacks are read from outside, of real processes; whatever the reader does, nobody else notices."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path

import pytest

from app.supervisor import proc
from app.supervisor.sampling import sampler as module
from app.supervisor.sampling import spy, tasks, troubles
from app.supervisor.sampling.sampler import AGAIN_NS, Sampler
from app.supervisor.sampling.spy import find_program
from app.supervisor.sampling.whose import OURS, Whose
from app.supervisor.tree import Tree
from app.wire.facts import Fact, SamplingFailed, StacksSeen
from app.wire.stacks import LIBRARY, PACKAGE, SCRIPT, Stack
from tests.programs.harness import wait_until

pytestmark = pytest.mark.skipif(not proc.LINUX, reason="reads /proc")

#: What each script does once it has said so.
SCRIPTS = {
    "burn": "def work():\n    print('ready', flush=True)\n    while True: pass\nwork()\n",
    "input": "print('ready', flush=True)\ninput()\n",
    "sleep": "import time\nprint('ready', flush=True)\ntime.sleep(99)\n",
    "socket": "import socket\na, b = socket.socketpair()\nprint('ready', flush=True)\na.recv(1)\n",
    "lock": "import threading\nt = threading.Lock()\nt.acquire()\nprint('ready', flush=True)\nt.acquire()\n",
    "event": "import threading\nprint('ready', flush=True)\nthreading.Event().wait()\n",
}


class Bench:
    """A tree in this process, its sampler, and what they tell."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.facts: list[Fact] = []
        self.told_ns: dict[int, int] = {}
        self.tree = Tree(self.facts.append)
        self.sampler = self.sampler_with(find_program)
        self.children: list[subprocess.Popen[str]] = []

    def sampler_with(self, find: Callable[[], str | None]) -> Sampler:
        return Sampler(self.tree, self.facts.append, lambda: self.told_ns, self.folder, find)

    def use(self, text: str) -> None:
        """Another program in the place of py-spy: a shell script."""
        fake = self.folder / "fake"
        fake.write_text(f"#!/bin/sh\n{text}\n")
        fake.chmod(0o755)
        self.sampler = self.sampler_with(lambda: str(fake))

    def run(self, name: str) -> subprocess.Popen[str]:
        """Start a script, wait until it does what it is called by, and be its supervisor."""
        path = self.folder / f"the_{name}.py"
        path.write_text(SCRIPTS[name])
        child = subprocess.Popen(
            [sys.executable, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        self.children.append(child)
        assert child.stdout is not None and child.stdout.readline() == "ready\n"
        _wait_until_it_is_there(child.pid, runs=name == "burn")
        self.tree.add_main(child.pid).began_ns = 0  # old enough to be looked at
        return child

    def step(self) -> None:
        """A round of the supervisor's loop."""
        self.sampler.take(set(self.sampler.to_wait_on()))
        self.sampler.go_on(time.monotonic_ns())
        self.tree.notice_ends()

    def stacks(self) -> list[StacksSeen]:
        return [fact for fact in self.facts if isinstance(fact, StacksSeen)]

    def troubles(self) -> list[SamplingFailed]:
        return [fact for fact in self.facts if isinstance(fact, SamplingFailed)]

    def first_stack(self) -> Stack:
        """That of the main thread, when one has been seen."""
        self.until(lambda: bool(self.stacks()), "a stack")
        return self.stacks()[0].threads[0]

    def until(self, condition: Callable[[], bool], what: str) -> None:
        def met() -> bool:
            self.step()
            return condition()

        wait_until(met, what, lambda: str(self.facts))

    def close(self) -> None:
        self.sampler.end()
        for child in self.children:
            child.kill()
            child.communicate()
        self.until(lambda: not self.tree.alive and self.sampler.is_over, "the end of all")


def _wait_until_it_is_there(pid: int, runs: bool) -> None:
    """Until it runs, or has not run for some time."""
    since_s, marks = time.monotonic(), tasks.marks(pid)

    def is_there() -> bool:
        nonlocal since_s, marks
        now = tasks.marks(pid)
        if now != marks:
            since_s, marks = time.monotonic(), now
        return _state(pid) == "R" if runs else time.monotonic() - since_s > 0.05

    wait_until(is_there, "it to get there")


def _state(pid: int) -> str:
    status = proc.status(pid)
    return "" if status is None else status.state


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    made = Bench(tmp_path)
    yield made
    made.close()


def functions(stack: Stack) -> list[str]:
    return [frame.function for frame in stack.frames]


# --- what is seen ---------------------------------------------------------------------------


def test_a_loop_is_seen_to_run_in_its_line(bench: Bench) -> None:
    child = bench.run("burn")
    stack = bench.first_stack()
    assert (stack.system_number, stack.state, stack.runs, stack.has_gil) == (child.pid, "R", True, True)
    assert [(frame.function, frame.line, frame.whose) for frame in stack.frames] == [
        ("work", 3, SCRIPT),
        ("<module>", 4, SCRIPT),
    ]
    assert stack.frames[0].file == str(bench.folder / "the_burn.py")


@pytest.mark.parametrize(
    ("name", "call", "on", "line"),
    [
        ("input", "read", "input", 2),
        ("sleep", "clock_nanosleep", "", 3),
        ("socket", "recvfrom", "socket", 4),
        ("lock", "futex", "", 5),
    ],
)
@pytest.mark.skipif(os.uname().machine not in ("x86_64", "aarch64"), reason="no names of system calls")
def test_a_wait_is_seen_with_its_system_call(bench: Bench, name: str, call: str, on: str, line: int) -> None:
    bench.run(name)
    stack = bench.first_stack()
    assert (stack.state, stack.runs, stack.call, stack.on) == ("S", False, call, on)
    assert [(frame.function, frame.line) for frame in stack.frames] == [("<module>", line)]


def test_a_wait_in_the_library_is_marked_as_its(bench: Bench) -> None:
    bench.run("event")
    stack = bench.first_stack()
    assert [frame.whose for frame in stack.frames] == [LIBRARY, LIBRARY, SCRIPT]
    assert functions(stack)[1].rpartition(".")[2] == "wait"


def test_a_program_that_is_no_python_is_seen_without_frames(bench: Bench) -> None:
    child = subprocess.Popen(["cat"], stdin=subprocess.PIPE, text=True)
    bench.children.append(child)
    wait_until(lambda: proc.program(child.pid) == "cat" and _state(child.pid) == "S", "cat to wait")
    bench.tree.add_main(child.pid).began_ns = 0
    stack = bench.first_stack()
    assert (stack.state, stack.on, stack.frames) == ("S", "input", ())
    assert bench.troubles() == []


# --- who is looked at, and how often ---------------------------------------------------------


def test_who_stands_still_is_looked_at_once(bench: Bench) -> None:
    bench.run("input")
    bench.first_stack()
    looked = bench.sampler.looks
    until_ns = time.monotonic_ns() + 3 * AGAIN_NS
    bench.until(lambda: time.monotonic_ns() > until_ns, "some time to pass")
    assert bench.sampler.looks == looked == 1


def test_who_moves_is_looked_at_again_but_not_more_than_twice_a_second(bench: Bench) -> None:
    bench.run("burn")
    bench.until(lambda: len(bench.stacks()) == 3, "three looks")
    times = [fact.time_ns for fact in bench.stacks()]
    assert all(later - earlier >= AGAIN_NS for earlier, later in pairwise(times))


def test_who_has_just_told_something_is_not_looked_at(bench: Bench) -> None:
    child = bench.run("burn")
    until_ns = time.monotonic_ns() + 2 * AGAIN_NS
    bench.told_ns[child.pid] = time.monotonic_ns()

    def time_passes() -> bool:
        bench.told_ns[child.pid] = time.monotonic_ns()
        return time.monotonic_ns() > until_ns

    bench.until(time_passes, "some time to pass")
    assert bench.sampler.looks == 0
    bench.first_stack()


def test_many_are_looked_at_one_after_the_other_and_nobody_is_forgotten(bench: Bench) -> None:
    for _ in range(6):
        bench.run("burn")
    most = 0

    def all_seen() -> bool:
        nonlocal most
        most = max(most, len(bench.tree.not_members))
        return len({fact.number for fact in bench.stacks()}) == 6

    bench.until(all_seen, "all six")
    assert most <= 2, "one that looks, and one that is about to be reaped"


def test_helpers_are_not_looked_at(bench: Bench) -> None:
    bench.run("burn")
    (member,) = bench.tree.alive
    member.kind = "helper"
    until_ns = time.monotonic_ns() + AGAIN_NS
    bench.until(lambda: time.monotonic_ns() > until_ns, "some time to pass")
    assert bench.sampler.looks == 0


# --- what goes wrong --------------------------------------------------------------------------


def test_one_that_ends_while_it_is_looked_at_is_no_trouble(bench: Bench) -> None:
    bench.use("while [ -e /proc/$5/cwd ]; do sleep 0.01; done; echo 'Error: gone' >&2; exit 1")
    child = bench.run("input")
    bench.until(lambda: bool(bench.sampler.to_wait_on()), "a look to begin")
    child.kill()
    bench.until(lambda: not bench.sampler.to_wait_on(), "the look to end")
    assert bench.troubles() == [] and bench.stacks() == []


def test_a_pid_that_is_another_process_by_now_is_not_taken_for_it(bench: Bench) -> None:
    bench.run("input")
    (member,) = bench.tree.alive
    bench.until(lambda: bool(bench.sampler.to_wait_on()), "a look to begin")
    member.began_ticks -= 1
    bench.until(lambda: not bench.sampler.to_wait_on(), "the look to end")
    assert bench.stacks() == []


def test_without_the_reader_the_kernel_still_tells_and_that_is_said_once(bench: Bench) -> None:
    bench.sampler = bench.sampler_with(lambda: None)
    bench.run("burn")
    bench.run("input")
    bench.until(lambda: len({fact.number for fact in bench.stacks()}) == 2, "both")
    burn, waiting = (fact.threads[0] for fact in bench.stacks()[:2])
    assert (burn.runs, waiting.runs, waiting.on) == (True, False, "input")
    assert burn.frames == waiting.frames == ()
    assert [(fact.trouble, fact.text) for fact in bench.troubles()] == [("missing", "")]


def test_a_reader_that_cannot_be_started_is_missing(bench: Bench) -> None:
    bench.sampler = bench.sampler_with(lambda: str(bench.folder))
    bench.run("input")
    bench.first_stack()
    assert [(fact.trouble, fact.text) for fact in bench.troubles()] == [("missing", "Permission denied")]


#: py-spy's own first words, as root and as an ordinary user.
REFUSED_TO_ROOT = "Error: Permission denied (os error 13)"
REFUSED_TO_USER = "Permission Denied: Try running again with elevated permissions by going 'sudo !!'"


@pytest.mark.parametrize(
    ("scope", "complaint", "trouble", "text"),
    [
        (0, REFUSED_TO_ROOT, "forbidden", "Permission denied (os error 13)"),
        (0, REFUSED_TO_USER, "forbidden", REFUSED_TO_USER),
        (1, REFUSED_TO_USER, "refused", "0"),
        (2, REFUSED_TO_USER, "refused", "1"),
        (3, REFUSED_TO_ROOT, "locked", ""),
    ],
)
def test_a_refusal_is_said_as_one(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, scope: int, complaint: str, trouble: str, text: str
) -> None:
    monkeypatch.setattr(troubles, "trace_scope", lambda: scope)
    monkeypatch.setattr(module, "AGAIN_NS", 20_000_000)
    bench.use(f'echo "{complaint}" >&2; exit 1')
    bench.run("input")
    assert bench.first_stack().on == "input", "this the kernel tells all the same"
    bench.until(lambda: bool(bench.troubles()), "the trouble")
    assert [(fact.trouble, fact.text) for fact in bench.troubles()] == [(trouble, text)]


def test_who_cannot_be_read_where_others_can_is_refused_for_a_reason_of_its_own(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It runs as another user, say: what the system allows in general is not the cause."""
    monkeypatch.setattr(module, "AGAIN_NS", 20_000_000)
    bench.run("burn")
    other, real = bench.run("input"), find_program()
    bench.use(
        f"if [ $5 = {other.pid} ]; then echo 'Error: Permission denied (os error 13)' >&2; exit 1; fi\n"
        f'exec {real} "$@"'
    )
    bench.until(lambda: bool(bench.troubles()), "the trouble with the other")
    assert [fact.trouble for fact in bench.troubles()] == ["fails"]
    assert any(fact.threads[0].frames for fact in bench.stacks())


NONSENSE = (
    "{",
    "[]",
    "[3]",
    '[{"frames": [3]}]',
    '[{"frames": [{"name": {}, "line": "x"}, null]}]',
    "[" * 9000,
)


@pytest.mark.parametrize("text", ["kill -SEGV $$", "exit 3", *(f"echo '{text}'" for text in NONSENSE)])
def test_a_reader_that_crashes_or_prints_something_else_is_tried_again_less_and_less(
    bench: Bench, text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "AGAIN_NS", 20_000_000)
    bench.use(text)
    bench.run("input")
    bench.until(lambda: bool(bench.troubles()), "the trouble")
    assert [fact.trouble for fact in bench.troubles()] == ["fails"]
    assert bench.sampler.looks == 3


def test_a_reader_that_hangs_is_killed_and_left_alone_if_it_always_does(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(spy, "TIMEOUT_NS", 60_000_000)
    monkeypatch.setattr(module, "AGAIN_NS", 20_000_000)
    bench.use("exec sleep 60")
    bench.run("input")
    bench.until(lambda: bool(bench.troubles()), "the trouble")
    assert [fact.trouble for fact in bench.troubles()] == ["hangs"]
    assert bench.sampler.looks == 3
    bench.until(lambda: bench.sampler.is_over, "the last one to be reaped")
    assert not bench.tree.not_members


def test_the_end_of_the_run_ends_a_look(bench: Bench) -> None:
    bench.use("exec sleep 60")
    bench.run("input")
    bench.until(lambda: bool(bench.sampler.to_wait_on()), "a look to begin")
    bench.sampler.end()
    bench.until(lambda: bench.sampler.is_over, "it to be reaped")
    assert bench.sampler.to_wait_on() == [] and bench.troubles() == []


def test_who_reads_is_of_the_run_for_whoever_has_to_clean_up(bench: Bench) -> None:
    bench.use("exec sleep 60")
    bench.run("input")
    bench.until(lambda: bool(bench.sampler.to_wait_on()), "a look to begin")
    (pid,) = bench.tree.not_members
    wait_until(lambda: proc.program(pid) == "sleep", "its exec")
    assert f"={bench.folder}\0".encode() in proc.environment(pid)


# --- the parts ----------------------------------------------------------------------------------


def test_marks_move_only_with_what_runs() -> None:
    with subprocess.Popen(["cat"], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as child:
        assert child.stdin is not None and child.stdout is not None
        wait_until(lambda: proc.program(child.pid) == "cat" and _state(child.pid) == "S", "cat to wait")
        before = tasks.marks(child.pid)
        assert before.by_thread and tasks.marks(child.pid) == before
        child.stdin.write(b"x")
        child.stdin.flush()
        assert child.stdout.read(1) == b"x"
        assert tasks.marks(child.pid) != before
    assert tasks.marks(child.pid).by_thread == {}


def test_a_stop_moves_them(bench: Bench) -> None:
    child = bench.run("input")
    before = tasks.marks(child.pid)
    child.send_signal(signal.SIGSTOP)
    wait_until(lambda: _state(child.pid) == "T", "the stop")
    assert tasks.marks(child.pid) != before
    stopped = tasks.marks(child.pid)
    child.send_signal(signal.SIGCONT)
    wait_until(lambda: _state(child.pid) != "T" and tasks.marks(child.pid) != stopped, "it to go on")


def test_whose_code_a_file_is(tmp_path: Path) -> None:
    whose = Whose()
    library = os.path.dirname(os.__file__)
    assert whose(os.path.join(library, "queue.py")) == LIBRARY
    assert whose(os.path.join(library, "multiprocessing", "queues.py")) == LIBRARY
    assert whose(os.path.join(library, "site-packages", "numpy", "core.py")) == PACKAGE
    assert whose("/usr/lib/python3/dist-packages/apt/cache.py") == PACKAGE
    assert whose("<frozen importlib._bootstrap>") == LIBRARY
    assert whose(module.__file__) == OURS
    assert whose(str(tmp_path / "script.py")) == SCRIPT
    mine = tmp_path / "python3.11" / "work.py"
    assert whose(str(mine)) == SCRIPT, "a folder that is only called so"
