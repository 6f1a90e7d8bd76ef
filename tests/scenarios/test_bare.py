"""Each scenario's script runs with plain `python`, without Procession, under every start method.

It runs as a person runs it: ``python shared-dict.py`` in a terminal. The start method is set by a
`sitecustomize`, so that the script itself is untouched. Only the waiting times are made shorter.
"""

from __future__ import annotations

import os
import pty
import re
import select
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path

import pytest

from app.targets.catalog import Value, find_scenario

LIMIT_S = 30.0  # for one more piece of output, and for the end
SET_START_METHOD = (
    "import multiprocessing, os\nmultiprocessing.set_start_method(os.environ['START_METHOD'], force=True)\n"
)
every_start_method = pytest.mark.parametrize("method", ["fork", "spawn", "forkserver"])


class Bare:
    """A script on a terminal: what it writes, and lines sent to its standard input."""

    def __init__(self, folder: Path, scenario_id: str, method: str, values: Mapping[str, Value]) -> None:
        (folder / "site").mkdir(exist_ok=True)
        (folder / "site" / "sitecustomize.py").write_text(SET_START_METHOD, encoding="utf-8")
        script = folder / f"{scenario_id}.py"
        script.write_text(find_scenario(scenario_id).render(values), encoding="utf-8")
        environment = os.environ | {
            "START_METHOD": method,
            "PYTHONPATH": str(folder / "site"),
            "PYTHONUTF8": "1",
        }
        environment.pop("PYTHONUNBUFFERED", None)  # it tears the lines of several processes apart
        self._terminal, end = pty.openpty()
        self.process = subprocess.Popen(
            [sys.executable, script.name],
            cwd=folder,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=end,
            stderr=end,
            start_new_session=True,
        )
        os.close(end)
        self.raw = b""

    @property
    def output(self) -> str:
        """What the script has written up to now."""
        return self.raw.decode("utf-8", "replace").replace("\r\n", "\n")

    def send(self, line: str) -> None:
        """Write a line to the script's standard input."""
        assert self.process.stdin is not None
        self.process.stdin.write(f"{line}\n".encode())
        self.process.stdin.flush()

    def read_until(self, text: str) -> None:
        """Read on until the output has this text."""
        while text not in self.output:
            assert self._read(), f"{text!r} never came in:\n{self.output}"

    def end(self) -> list[str]:
        """Close the input, wait for a clean end and return all lines of the output."""
        assert self.process.stdin is not None
        with suppress(BrokenPipeError):
            self.process.stdin.close()
        while self._read():
            pass
        assert self.process.wait(LIMIT_S) == 0, self.output
        assert "Traceback" not in self.output
        return self.output.splitlines()

    def clear(self) -> None:
        """Leave nothing behind, whatever happened."""
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(LIMIT_S)
        if self.process.stdin is not None:
            with suppress(BrokenPipeError):
                self.process.stdin.close()
        os.close(self._terminal)

    def _read(self) -> bool:
        if not select.select([self._terminal], [], [], LIMIT_S)[0]:
            return False
        try:
            piece = os.read(self._terminal, 65536)
        except OSError:  # EIO: the last process that had the terminal is gone
            return False
        self.raw += piece
        return bool(piece)


Start = Callable[..., Bare]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """Starts a scenario's script: ``start("daemon", "fork", DAEMON=False)``."""
    running: list[Bare] = []

    def start_one(scenario_id: str, method: str, **values: Value) -> Bare:
        running.append(Bare(tmp_path, scenario_id, method, values))
        return running[-1]

    yield start_one
    for bare in running:
        bare.clear()


def seconds(lines: list[str]) -> float:
    """The time that the script itself has measured."""
    (text,) = (line for line in lines if line.startswith("time: "))
    return float(text.removeprefix("time: ").removesuffix(" s"))


# --- processes ---------------------------------------------------------------------------


@every_start_method
def test_identity_shows_the_end_by_terminate(start: Start, method: str) -> None:
    lines = start("identity", method, TERMINATE_AFTER=0.3).end()
    assert "is_alive() after start(): True" in lines
    assert any(re.fullmatch(r"is_alive\(\) right after terminate\(\): (True|False)", line) for line in lines)
    assert lines[-2:] == ["is_alive() after join(): False", "exitcode: -15"]
    assert "child: finished, nobody has ended me" not in lines


@every_start_method
def test_identity_gives_the_child_one_pid_and_name_on_both_sides(start: Start, method: str) -> None:
    lines = start("identity", method, TERMINATE=False, SECONDS=0.1).end()
    (child,) = (line for line in lines if line.startswith("child: pid "))
    pid = child.split()[2]
    assert f"child: pid {pid} name Process-1" in lines
    assert f"main: p.pid = {pid} p.name = Process-1" in lines
    assert lines[-3:] == [
        "child: finished, nobody has ended me", "is_alive() after join(): False", "exitcode: 0",
    ]  # fmt: skip


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
def test_identity_shows_the_end_by_somebody_else(start: Start, number: signal.Signals) -> None:
    bare = start("identity", "fork", TERMINATE=False)
    bare.read_until("is_alive() after start(): True")
    match = re.search(r"p\.pid = (\d+)", bare.output)
    assert match is not None
    os.kill(int(match[1]), number)
    assert bare.end()[-2:] == ["is_alive() after join(): False", f"exitcode: {-number}"]


@every_start_method
def test_memory_is_3_in_the_child_and_100_in_main(start: Start, method: str) -> None:
    lines = start("memory", method).end()
    again = [] if method == "fork" else ["__mp_main__ sets num to 100"]
    expected = ["child finds num = 100", "child: num = 3", "main: num = 100"]
    assert lines == ["__main__ sets num to 100", *again, *expected]


@every_start_method
def test_daemon_ends_with_main_and_the_ordinary_child_goes_on(start: Start, method: str) -> None:
    lines = start("daemon", method, F1_SECONDS=1.5, F2_SECONDS=0.5, MAIN_SECONDS=0.1).end()
    assert lines == ["主进程结束", "普通子进程的代码"]


@every_start_method
def test_without_daemon_both_children_finish(start: Start, method: str) -> None:
    lines = start("daemon", method, DAEMON=False, F1_SECONDS=0.5, F2_SECONDS=0.5, MAIN_SECONDS=0.0).end()
    assert lines[0] == "主进程结束"
    assert sorted(lines[1:]) == ["xxxx", "普通子进程的代码"]


# --- sharing data ------------------------------------------------------------------------


@every_start_method
@pytest.mark.parametrize("locking", ["with", "acquire-release"])
def test_with_a_lock_no_update_of_the_dict_is_lost(start: Start, method: str, locking: str) -> None:
    lines = start("shared-dict", method, LOCKING=locking, PAUSE=0.02).end()
    assert lines[0] == "num = 90, should be 90"
    assert seconds(lines) >= 10 * 0.02


@every_start_method
def test_without_a_lock_updates_of_the_dict_are_lost(start: Start, method: str) -> None:
    # The pause is long enough for all to have read before the first one writes.
    lines = start("shared-dict", method, LOCKING="none", WORKERS=4, PAUSE=2.0).end()
    assert lines[0] == "num = 99, should be 96"
    assert seconds(lines) < 4 * 2.0


@every_start_method
def test_with_a_lock_no_ticket_of_the_file_is_sold_twice(start: Start, method: str) -> None:
    lines = start("shared-file", method, TICKETS=3, BUYERS=5, PAUSE=0.02).end()
    sold = [line for line in lines if "has a ticket" in line]
    assert [line.split(", ")[1] for line in sold] == ["2 left", "1 left", "0 left"]
    assert sum("finds it sold out" in line for line in lines) == 2
    assert "tickets left: 0, should be 0" in lines


@every_start_method
def test_without_a_lock_one_ticket_of_the_file_is_sold_to_all(start: Start, method: str) -> None:
    lines = start("shared-file", method, LOCKING=False, TICKETS=1, BUYERS=4, PAUSE=2.0).end()
    assert sorted(lines[:4]) == [f"buyer-{i} has a ticket, 0 left" for i in range(4)]


def test_the_file_is_valid_at_every_moment(start: Start, tmp_path: Path) -> None:
    bare = start("shared-file", "fork", LOCKING=False, TICKETS=1000, BUYERS=40, PAUSE=0.0)
    file = tmp_path / "tickets.json"
    lengths = set()
    while bare.process.poll() is None:
        if file.exists():
            lengths.add(len(file.read_text(encoding="utf-8")))
    bare.end()
    assert lengths <= {0, 20}  # 0 before main has written it for the first time


# --- queues ------------------------------------------------------------------------------


@every_start_method
def test_a_blocked_put_is_freed_by_a_get_in_the_other_process(start: Start, method: str) -> None:
    bare = start("queue-api", method, SIZE=2)
    for line, answer in [
        ("empty", "empty -> True"),
        ("get_nowait", "get_nowait -> queue.Empty"),
        ("put", "put -> None"),
        ("put_nowait", "put_nowait -> None"),
        ("full", "full -> True"),
        ("put_nowait", "put_nowait -> queue.Full"),
        ("qsize", "qsize -> 2"),
        ("put", "producer has to wait in put"),
        ("full", "producer is still waiting in its last call"),
        ("get", "get -> 大包子0号"),
        ("get", "get -> 大包子1号"),
        ("get", "get -> 大包子3号"),
        ("full", "full -> False"),
        ("dance", "unknown command: dance"),
    ]:
        bare.send(line)
        bare.read_until(answer)
    assert bare.output.count("put -> None") == 2  # the blocked one has gone through
    bare.send("quit")
    assert bare.end()[-1] == "unknown command: dance"


@every_start_method
def test_a_blocked_get_is_freed_by_a_put_in_the_other_process(start: Start, method: str) -> None:
    bare = start("queue-api", method)
    bare.send("get")
    bare.read_until("consumer has to wait in get")
    bare.send("put")
    bare.read_until("get -> 大包子0号")
    assert "terminate consumer" not in bare.end()


@every_start_method
def test_at_the_end_of_input_a_blocked_worker_is_terminated(start: Start, method: str) -> None:
    bare = start("queue-api", method)
    bare.send("get")
    assert bare.end() == [
        "consumer has to wait in get", "consumer is still waiting in its last call", "terminate consumer",
    ]  # fmt: skip


@every_start_method
def test_queue_api_ends_at_once_without_input(start: Start, method: str) -> None:
    assert start("queue-api", method).end() == []


@pytest.mark.parametrize("blocked", [False, True])
def test_queue_api_goes_on_when_a_worker_is_killed(start: Start, blocked: bool) -> None:
    bare = start("queue-api", "fork")
    if blocked:
        bare.send("get")
        bare.read_until("consumer has to wait in get")
    else:
        bare.send("qsize")
        bare.read_until("qsize -> 0")
    kill_and_wait(child_of(bare.process.pid, 2))
    bare.send("empty")
    bare.read_until("consumer has ended")
    bare.send("put")
    bare.read_until("put -> None")
    bare.end()


def child_of(pid: int, number: int) -> int:
    """The pid of the n-th child, by age."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
    return int(sorted(children, key=int)[number - 1])


def kill_and_wait(pid: int) -> None:
    """SIGKILL, and wait until it has taken effect; the process need not be a child of ours."""
    process = os.pidfd_open(pid)
    try:
        signal.pidfd_send_signal(process, signal.SIGKILL)
        assert select.select([process], [], [], LIMIT_S)[0]
    finally:
        os.close(process)


def made(count: int) -> list[str]:
    return [f"大包子{number}号新鲜出炉" for number in range(count)]


def eaten(count: int) -> list[str]:
    return [f"大包子{number}号被吃了" for number in range(count)]


@every_start_method
@pytest.mark.parametrize(
    ("size", "producer_pause", "consumer_pause"),
    [(30, 0.0, 0.02), (2, 0.0, 0.02), (30, 0.02, 0.0), (0, 0.0, 0.0)],
)
def test_all_items_reach_the_consumer_in_order(
    start: Start, method: str, size: int, producer_pause: float, consumer_pause: float
) -> None:
    values = {"SIZE": size, "PRODUCER_PAUSE": producer_pause, "CONSUMER_PAUSE": consumer_pause}
    lines = start("producer-consumer", method, **values).end()
    assert [line for line in lines if line.endswith("新鲜出炉")] == made(10)
    assert [line for line in lines if line.endswith("被吃了")] == eaten(10)
    assert lines[-1] == "主进程结束"
    assert len(lines) == 21


@every_start_method
@pytest.mark.parametrize(("size", "items"), [(30, 10), (1, 5), (30, 1)])
def test_the_producer_waits_until_every_task_is_done(
    start: Start, method: str, size: int, items: int
) -> None:
    values = {"SIZE": size, "ITEMS": items, "PRODUCER_PAUSE": 0.01, "CONSUMER_PAUSE": 0.03}
    lines = start("joinable", method, **values).end()
    assert [line for line in lines if line.endswith("被吃了")] == eaten(items)
    assert lines[-2:] == ["所有的任务都被处理了", "主进程结束"]
    assert len(lines) == 2 * items + 2


# --- the borders of what is accepted -----------------------------------------------------


@pytest.mark.parametrize(
    ("scenario_id", "values", "last"),
    [
        ("identity", {"TERMINATE_AFTER": 0.0, "SECONDS": 600.0}, "exitcode: -15"),
        ("identity", {"TERMINATE_AFTER": 0.5, "SECONDS": 0.0}, "exitcode: 0"),
        ("memory", {"num": -1_000_000}, "main: num = -1000000"),
        ("daemon", {"F1_SECONDS": 60.0, "F2_SECONDS": 2.0, "MAIN_SECONDS": 0.0}, "普通子进程的代码"),
        ("daemon", {"F1_SECONDS": 0.0, "F2_SECONDS": 0.0, "MAIN_SECONDS": 1.0}, "主进程结束"),
        ("producer-consumer", {"ITEMS": 0, "PRODUCER_PAUSE": 10.0, "CONSUMER_PAUSE": 0.0}, "主进程结束"),
        (
            "producer-consumer",
            {"ITEMS": 3000, "SIZE": 1, "PRODUCER_PAUSE": 0.0, "CONSUMER_PAUSE": 0.0},
            "主进程结束",
        ),
        (
            "joinable",
            {"ITEMS": 3000, "SIZE": 10_000, "PRODUCER_PAUSE": 0.0, "CONSUMER_PAUSE": 0.0},
            "主进程结束",
        ),
    ],
)
def test_extreme_parameters_work(start: Start, scenario_id: str, values: dict[str, Value], last: str) -> None:
    assert start(scenario_id, "fork", **values).end()[-1] == last


@pytest.mark.parametrize("workers", [1, 40])
def test_one_and_forty_workers_work(start: Start, workers: int) -> None:
    lines = start("shared-dict", "fork", WORKERS=workers, PAUSE=0.0).end()
    assert lines[0] == f"num = {100 - workers}, should be {100 - workers}"
    lines = start("shared-file", "fork", BUYERS=workers, TICKETS=0, PAUSE=10.0).end()
    assert sum("finds it sold out" in line for line in lines) == workers
