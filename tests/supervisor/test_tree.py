"""The supervisor knows who the processes below it are."""

from __future__ import annotations

import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator

import pytest

from app.supervisor import proc
from app.supervisor.member import Member
from app.supervisor.tree import Tree
from app.wire.facts import Fact, ProcessFound, Sampled, Usage
from tests.programs.harness import wait_until


@pytest.fixture
def forked() -> Iterator[tuple[int, Callable[..., None]]]:
    """A child that is forked and not yet exec'd, and waits: its pid, and what lets it exec.

    On its way to where it waits it touches pages, and so its memory grows.
    """
    reader, writer = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(writer)
        os.execvp("sh", os.read(reader, 1000).decode().split("\0"))

    def execute(*words: str) -> None:
        os.write(writer, "\0".join(words).encode())

    def waits() -> bool:
        status = proc.status(pid)
        return status is not None and status.state == "S"

    try:
        wait_until(waits, "the child to wait")
        yield pid, execute
    finally:
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


@pytest.fixture
def tree() -> Iterator[Tree]:
    """A tree below this process."""
    made = Tree(lambda fact: None)
    yield made
    for handle in made.handles():
        os.close(handle)


def living(tree: Tree) -> int:
    """How many there are after a look."""
    tree.notice_ends()
    return len(tree.alive)


def of_a_stranger() -> int:
    """The pid of a process that is not below this one."""
    return os.getppid()


def test_a_log_whose_pid_is_a_strangers_by_now_belongs_to_a_process_that_has_ended(tree: Tree) -> None:
    member = tree.adopt_log(of_a_stranger(), began_ns=1)
    assert member.ended_ns is not None
    assert tree.alive == []


def test_a_log_that_is_found_after_the_end_of_its_process_is_that_ones(tree: Tree) -> None:
    with subprocess.Popen(["cat"], stdin=subprocess.PIPE) as child:
        member = tree.add_main(child.pid)
        began_ns = time.monotonic_ns()
    assert tree.adopt_log(child.pid, began_ns) is member


def test_a_log_of_who_got_the_pid_of_a_process_is_not_that_ones(tree: Tree) -> None:
    with subprocess.Popen(["cat"], stdin=subprocess.PIPE) as child:
        before = tree.add_main(child.pid)
        before.began_ticks -= 1
        now = tree.adopt_log(child.pid, began_ns=time.monotonic_ns())
        assert before.ended_ns is not None
        assert (now.number, now.ended_ns) == (2, None)


def test_who_was_reaped_before_its_log_was_found_has_ended_as_the_system_said(tree: Tree) -> None:
    """It was left to us by its parent, which was killed."""
    began_ns = time.monotonic_ns()
    child = os.fork()
    if child == 0:
        os._exit(3)
    os.waitid(os.P_PID, child, os.WEXITED | os.WNOWAIT)
    tree.notice_ends()
    member = tree.adopt_log(child, began_ns)
    assert (member.pid, member.wait_status) == (child, 3 << 8)
    later = tree.adopt_log(child, began_ns=time.monotonic_ns())
    assert later is not member and later.wait_status is None, "another one, which got its pid"


def test_a_stranger_that_prints_is_no_process_of_the_run(tree: Tree) -> None:
    assert tree.member_of(of_a_stranger()) is None


def test_a_pid_that_is_another_process_by_now_is_neither_measured_nor_signalled(tree: Tree) -> None:
    facts: list[Fact] = []
    tree = Tree(facts.append)
    with subprocess.Popen(["cat"], stdin=subprocess.PIPE) as child:
        member = tree.add_main(child.pid)
        assert member.handle is not None
        os.close(member.handle)
        member.handle = None  # as on a system without pidfd
        member.began_ticks -= 1
        tree.sample(time.monotonic_ns())
        tree.send(1, signal.SIGKILL)
        tree.suspend(1, True)
        assert [fact for fact in facts if not isinstance(fact, ProcessFound)] == []
        assert child.poll() is None


@pytest.fixture
def by_number(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, int]]:
    """Signals that are sent to whoever has a number now."""
    sent: list[tuple[str, int]] = []
    for name in ("kill", "killpg"):
        monkeypatch.setattr(os, name, lambda number, _signal, name=name: sent.append((name, number)))
    return sent


def test_ctrl_c_reaches_main_and_nobody_after_its_end(tree: Tree, by_number: list[tuple[str, int]]) -> None:
    """The number of main and of its group is somebody else's once it is reaped and the group is empty."""
    with subprocess.Popen(["cat"], stdin=subprocess.PIPE, process_group=0) as child:
        member = tree.add_main(child.pid)
        tree.interrupt(None)
        assert by_number == [("killpg", child.pid)]
        assert member.handle is not None
        signal.pidfd_send_signal(member.handle, signal.SIGKILL)
        wait_until(lambda: living(tree) == 0, "its end")
        by_number.clear()
        tree.interrupt(None)
        assert by_number == []


def _first_word_below(pid: int) -> str:
    """What the first child of a process was started as."""
    return next((word for child in proc.children(pid) for word in proc.command_line(child)), "")


def test_ctrl_c_in_a_shared_group_reaches_each_of_the_script_and_nobody_else_in_it(tree: Tree) -> None:
    """Who is in it beside the script is whoever has started us. A shell obeys when its child has ended."""
    words = ["sh", "-c", "trap 'exit 5' INT; echo; sleep 600; exit 4"]
    with (
        subprocess.Popen(["cat"], stdin=subprocess.PIPE, process_group=0) as starter,
        subprocess.Popen(["cat"], stdin=subprocess.PIPE, process_group=0) as other,
        subprocess.Popen(words, stdout=subprocess.PIPE, process_group=starter.pid) as main,
    ):
        tree.not_members.add(starter.pid)
        assert main.stdout is not None and main.stdout.readline()
        tree.add_main(main.pid)
        wait_until(lambda: _first_word_below(main.pid) == "sleep", "its child, and not a copy of the shell")
        tree.interrupt(starter.pid)
        wait_until(lambda: main.poll() is not None, "its end", timeout_s=5)
        assert main.returncode == 5
        assert (starter.poll(), other.poll()) == (None, None)


def test_ctrl_c_reaches_what_main_has_left_in_its_group(tree: Tree, by_number: list[tuple[str, int]]) -> None:
    with subprocess.Popen(
        ["sh", "-c", "sleep 600 & echo $!"], stdout=subprocess.PIPE, process_group=0
    ) as main:
        tree.add_main(main.pid)
        assert main.stdout is not None
        left = int(main.stdout.readline())
        member = tree.member_of(left)
        assert member is not None and member.handle is not None
        wait_until(lambda: living(tree) == 1, "main's end")
        tree.interrupt(None)
        assert by_number == [("killpg", main.pid)]
        signal.pidfd_send_signal(member.handle, signal.SIGKILL)
        assert select.select([member.handle], [], [], 5)[0]
        tree.notice_ends()


def test_a_child_of_the_supervisors_own_is_forgotten_with_its_end(tree: Tree) -> None:
    """Its pid may be a process of the script next."""
    with subprocess.Popen(["true"]) as child:
        tree.not_members.add(child.pid)
        wait_until(lambda: living(tree) == 0 and not tree.not_members, "its end")


@pytest.fixture
def watching(forked: tuple[int, Callable[..., None]]) -> Iterator[tuple[Tree, list[Fact]]]:
    """A tree that knows the forked child, and what it tells."""
    facts: list[Fact] = []
    made = Tree(facts.append)
    made.look(0)
    yield made, facts
    for member in made.alive:
        if member.handle is not None:
            os.close(member.handle)


def test_what_a_process_uses_is_not_told_again_while_it_stays(
    watching: tuple[Tree, list[Fact]], forked: tuple[int, Callable[..., None]]
) -> None:
    (made, facts), (pid, _) = watching, forked
    number = next(member.number for member in made.alive if member.pid == pid)

    def told() -> list[Usage]:
        usages = [usage for fact in facts if isinstance(fact, Sampled) for usage in fact.processes]
        return [usage for usage in usages if usage.number == number]

    for second in range(1, 5):
        made.sample(second * 1_000_000_000)
    assert len(told()) == 1, "it waits and uses nothing"


def test_the_tree_is_searched_only_when_a_process_has_begun_somewhere(
    watching: tuple[Tree, list[Fact]], monkeypatch: pytest.MonkeyPatch
) -> None:
    made, _ = watching
    searches: list[int] = []
    newest = [7]
    monkeypatch.setattr(proc, "newest_pid", lambda: newest[0])

    def descendants(pid: int) -> list[int]:
        searches.append(pid)
        return []

    monkeypatch.setattr(proc, "descendants", descendants)
    made.look(0)
    made.look(0)
    assert len(searches) == 1
    newest[0] = 8
    made.look(0)
    assert len(searches) == 2
    newest[0] = 0  # a system that does not say
    made.look(0)
    made.look(0)
    assert len(searches) == 4


def test_the_newest_pid_of_the_machine_grows_with_a_process() -> None:
    before = proc.newest_pid()
    pid = os.posix_spawn("/bin/true", ["true"], {})
    os.waitpid(pid, 0)
    assert proc.newest_pid() != before


def test_what_a_process_used_before_it_was_found_does_not_count_as_used_since() -> None:
    """It would have "322 %" of the processor, with a single thread."""
    with subprocess.Popen([sys.executable, "-c", "while True: pass"]) as child:

        def busy() -> bool:
            status = proc.status(child.pid)
            return status is not None and status.cpu_s >= 0.2

        try:
            wait_until(busy, "the child to be busy")
            status = proc.status(child.pid)
            assert status is not None
            now_ns = time.monotonic_ns()
            found = Member(1, child.pid, os.getpid(), status.began_ticks, now_ns, None, "script", "main")
            usage = found.measure(now_ns + 20_000_000)
            assert usage is not None
            assert 0 < usage.cpu_percent <= 105
        finally:
            child.kill()
