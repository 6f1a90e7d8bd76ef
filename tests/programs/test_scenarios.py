"""Every scenario, under every start method that it supports: what its report has to say."""

from __future__ import annotations

import ast
import re
import sys
from pathlib import Path

import pytest

from app.targets.catalog import Scenario, load_scenarios
from tests.programs.harness import Result, run_bare, run_watched, wait_until, watched

SCENARIOS = {scenario.id: scenario for scenario in load_scenarios()}


def methods(scenario_id: str) -> pytest.MarkDecorator:
    """The start methods of a scenario, as a test's parameter."""
    return pytest.mark.parametrize("method", SCENARIOS[scenario_id].start_methods)


#: From 3.14 on the fork server imports the script's main module, and its children need not.
SERVER_RUNS_MAIN = sys.version_info >= (3, 14)


def run(scenario_id: str, method: str, *settings: str, stdin: str = "") -> Result:
    """Run a scenario to a clean end, with nothing on stderr and no event lost."""
    options = [word for setting in settings for word in ("--set", setting)]
    result = run_watched(scenario_id, "--start-method", method, *options, stdin=stdin)
    assert (result.exitcode, result.stderr) == (0, "")
    assert result.report is not None
    assert result.report["target"] == scenario_id
    assert result.report["exitcode"] == 0
    assert result.report["lost_events"] == 0
    assert result.report["events"] > 0
    _check_processes(result, method)
    _check_output(result)
    return result


def _check_processes(result: Result, method: str) -> None:
    main = result.processes[0]
    assert (main["name"], main["outcome"], main["exitcode"]) == ("main", "finished", 0)
    for process in result.processes:
        assert process["ended_s"] >= process["began_s"] >= 0
        assert process["outcome"] is not None
    children = [p for p in result.processes if p["parent_pid"] == main["pid"] and p["start_method"]]
    assert children
    assert {p["start_method"] for p in children} == {method}


def _check_output(result: Result) -> None:
    """The report holds every line that was printed, and nothing else."""
    assert result.report is not None
    told = "".join(piece["text"] for piece in result.report["output"])
    assert sorted(told.splitlines()) == sorted(result.stdout.splitlines())
    pids = {process["pid"] for process in result.processes}
    others = {piece["pid"] for piece in result.report["output"]} - pids
    assert len(others) <= SERVER_RUNS_MAIN, "a fork server that runs the script's main module, at most"


# --- processes ---------------------------------------------------------------------------


@methods("identity")
def test_identity_shows_a_terminated_child(method: str) -> None:
    result = run("identity", method, "TERMINATE_AFTER=3")  # on a busy machine, too, it has begun by then
    child, main = result.process("Process-1"), result.process("main")
    assert (child["outcome"], child["exitcode"], child["signal"]) == ("terminated", -15, 15)
    assert child["daemon"] is False
    assert result.printed(child["pid"]) == f"child: pid {child['pid']} name Process-1\n"
    assert f"main: pid {main['pid']} name MainProcess" in result.stdout
    assert "is_alive() after start(): True" in result.stdout
    assert "is_alive() right after terminate(): " in result.stdout  # mostly True: the signal is on its way
    assert "is_alive() after join(): False\nexitcode: -15" in result.stdout


@methods("identity")
def test_identity_without_terminate_finishes(method: str) -> None:
    result = run("identity", method, "TERMINATE=false", "SECONDS=0.2")
    assert result.outcomes() == {"main": "finished", "Process-1": "finished"}
    assert "exitcode: 0" in result.stdout


@methods("memory")
def test_memory_of_the_child_is_its_own(method: str) -> None:
    result = run("memory", method, "num=77")
    child = result.process("Process-1")
    assert child["outcome"] == "finished"
    inherits = method == "fork" or (method == "forkserver" and SERVER_RUNS_MAIN)
    again = "" if inherits else "__mp_main__ sets num to 77\n"
    assert result.printed(child["pid"]) == f"{again}child finds num = 77\nchild: num = 3\n"
    assert result.printed(result.process("main")["pid"]) == "__main__ sets num to 77\nmain: num = 77\n"


DAEMON = ("F1_SECONDS=20", "F2_SECONDS=2.2", "MAIN_SECONDS=1.5")  # on a busy machine, too, f1 has begun


@methods("daemon")
def test_a_daemon_ends_with_main(method: str) -> None:
    result = run("daemon", method, *DAEMON)
    f1, f2 = result.process("f1"), result.process("f2")
    assert (f1["daemon"], f1["outcome"], f1["exitcode"]) == (True, "ended-with-main", -15)
    assert (f2["daemon"], f2["outcome"], f2["exitcode"]) == (False, "finished", 0)
    assert f1["ended_s"] < f2["ended_s"] <= result.process("main")["ended_s"]
    assert result.stdout.splitlines() == ["主进程结束", "普通子进程的代码"]


@methods("daemon")
def test_without_daemon_f1_finishes(method: str) -> None:
    result = run("daemon", method, "DAEMON=false", "F1_SECONDS=0.3", "F2_SECONDS=0.3", "MAIN_SECONDS=0")
    assert result.process("f1")["daemon"] is False
    assert result.outcomes() == {"main": "finished", "f1": "finished", "f2": "finished"}
    assert "xxxx" in result.stdout


# --- shared data -------------------------------------------------------------------------


WORKERS = 6
PAUSE = 0.05


def run_dict(locking: str, method: str, pause: float) -> Result:
    return run("shared-dict", method, f"LOCKING={locking}", f"WORKERS={WORKERS}", f"PAUSE={pause}")


@methods("shared-dict")
@pytest.mark.parametrize("locking", ["with", "acquire-release"])
def test_no_update_is_lost_with_a_lock(locking: str, method: str) -> None:
    result = run_dict(locking, method, PAUSE)
    lock, shared = result.object("Lock", "l2"), result.object("DictProxy", "m_d")
    assert lock["acquires"] == WORKERS
    assert lock["owner_pid"] is None
    assert lock["held_s"] >= WORKERS * PAUSE
    assert lock["waited_s"] > 0
    assert shared["value"] == repr({"num": 100 - WORKERS})
    assert shared["calls"] >= 2 * WORKERS + 1
    workers = [result.process(f"worker-{i}") for i in range(WORKERS)]
    assert {worker["outcome"] for worker in workers} == {"finished"}
    assert f"num = {100 - WORKERS}, should be {100 - WORKERS}" in result.stdout


@methods("shared-dict")
def test_updates_are_lost_without_a_lock(method: str) -> None:
    result = run_dict("none", method, 1.0)
    assert result.object("Lock", "l2")["acquires"] == 0
    (left,) = ast.literal_eval(result.object("DictProxy", "m_d")["value"]).values()
    assert 100 - WORKERS < left <= 99, "how many are lost depends on how far apart they have started"
    assert f"num = {left}, should be {100 - WORKERS}" in result.stdout


@methods("shared-file")
def test_no_ticket_is_sold_twice_with_a_lock(method: str) -> None:
    result = run("shared-file", method, "TICKETS=3", "BUYERS=5", "PAUSE=0.02")
    lock = result.object("Lock", "l2")
    assert (lock["acquires"], lock["owner_pid"]) == (5, None)
    assert lock["held_s"] >= 3 * 0.02
    assert result.stdout.count("has a ticket") == 3
    assert "tickets left: 0, should be 0" in result.stdout
    for i in range(5):
        buyer = result.process(f"buyer-{i}")
        assert buyer["outcome"] == "finished"
        assert result.printed(buyer["pid"]).startswith(f"buyer-{i} ")


@methods("shared-file")
def test_a_ticket_is_sold_twice_without_a_lock(method: str) -> None:
    result = run("shared-file", method, "LOCKING=no", "TICKETS=3", "BUYERS=3", "PAUSE=1.0")
    assert result.object("Lock", "l2")["acquires"] == 0
    assert re.search("tickets left: [12], should be 0", result.stdout)


# --- queues ------------------------------------------------------------------------------


@methods("queue-api")
def test_queue_commands_from_standard_input(method: str) -> None:
    # Items are on their way for a moment: only a get that waits is sure to find the next one.
    commands = ["put", "put_nowait", "full", "put_nowait", "qsize", "get", "get", "empty"]
    commands += ["get_nowait", "nonsense", "quit"]
    result = run("queue-api", method, "SIZE=2", stdin="\n".join(commands) + "\n")
    assert result.stdout.splitlines() == [
        "put -> None",
        "put_nowait -> None",
        "full -> True",
        "put_nowait -> queue.Full",
        "qsize -> 2",
        "get -> 大包子0号",
        "get -> 大包子1号",
        "empty -> True",
        "get_nowait -> queue.Empty",
        "unknown command: nonsense",
    ]
    queue = result.object("Queue", "q")
    assert (queue["maxsize"], queue["puts"], queue["gets"], queue["high_water"]) == (2, 2, 2, 2)
    assert result.outcomes() == {"main": "finished", "producer": "finished", "consumer": "finished"}


@methods("queue-api")
def test_a_blocked_put_is_freed_by_a_get(method: str) -> None:
    with watched("queue-api", "--start-method", method, "--set", "SIZE=1") as running:
        running.type("put\nput")
        running.wait_for("put -> None\nproducer has to wait in put\n")
        running.type("put")
        running.wait_for("producer is still waiting in its last call\n")
        running.type("get")
        wait_until(lambda: running.stdout.count("put -> None") == 2, "the put that was freed")
        running.wait_for("get -> 大包子0号\n")
        running.type("quit")
        result = running.result()
    assert result.outcomes() == {"main": "finished", "producer": "finished", "consumer": "finished"}
    queue = result.object("Queue", "q")
    assert (queue["puts"], queue["gets"], queue["high_water"]) == (2, 1, 1)


@methods("queue-api")
def test_a_process_that_waits_for_ever_is_terminated_by_the_script(method: str) -> None:
    result = run("queue-api", method, stdin="get\nquit\n")
    assert result.stdout.splitlines() == [
        "consumer has to wait in get",
        "consumer is still waiting in its last call",
        "terminate consumer",
    ]
    assert result.outcomes() == {"main": "finished", "producer": "finished", "consumer": "terminated"}


QUICK = ("PRODUCER_PAUSE=0.02", "CONSUMER_PAUSE=0.1")


@methods("producer-consumer")
def test_items_pass_from_producer_to_consumer(method: str) -> None:
    result = run("producer-consumer", method, "ITEMS=6", *QUICK)
    queue = result.object("Queue", "q")
    assert (queue["maxsize"], queue["puts"], queue["gets"]) == (30, 7, 7)
    assert 2 <= queue["high_water"] <= 7
    assert result.outcomes() == {"main": "finished", "producer": "finished", "consumer": "finished"}
    eaten = result.printed(result.process("consumer")["pid"])
    assert eaten.splitlines() == [f"大包子{i}号被吃了" for i in range(6)]
    made = result.printed(result.process("producer")["pid"])
    assert made.splitlines() == [f"大包子{i}号新鲜出炉" for i in range(6)]


@methods("producer-consumer")
def test_a_small_buffer_fills_up(method: str) -> None:
    result = run("producer-consumer", method, "SIZE=2", "ITEMS=8", "PRODUCER_PAUSE=0", "CONSUMER_PAUSE=0.05")
    queue = result.object("Queue", "q")
    assert (queue["maxsize"], queue["puts"], queue["gets"], queue["high_water"]) == (2, 9, 9, 2)


@methods("joinable")
def test_join_waits_for_the_last_task_done(method: str) -> None:
    result = run("joinable", method, "ITEMS=5", *QUICK)
    queue = result.object("JoinableQueue", "q")
    assert (queue["maxsize"], queue["puts"], queue["gets"], queue["task_done"]) == (30, 5, 5, 5)
    assert 2 <= queue["high_water"] <= 5
    consumer = result.process("consumer")
    assert (consumer["daemon"], consumer["outcome"]) == (True, "ended-with-main")
    assert result.process("producer")["outcome"] == "finished"
    assert result.stdout.splitlines()[-2:] == ["所有的任务都被处理了", "主进程结束"]
    assert result.stdout.count("被吃了") == 5


# --- other interpreters ------------------------------------------------------------------


@pytest.mark.parametrize(("version", "method"), [("3.10", "spawn"), ("3.12", "fork"), ("3.13", "forkserver")])
def test_another_python_runs_the_script(version: str, method: str) -> None:
    found = sorted(Path.home().glob(f".pyenv/versions/{version}.*/bin/python"))
    if not found:
        pytest.skip(f"no Python {version} was found under pyenv")
    items = ("--set", "ITEMS=3", "--set", "PRODUCER_PAUSE=0", "--set", "CONSUMER_PAUSE=0")
    result = run_watched("joinable", "--python", str(found[-1]), "--start-method", method, *items)
    assert (result.exitcode, result.stderr) == (0, "")
    queue = result.object("JoinableQueue", "q")
    assert (queue["puts"], queue["gets"], queue["task_done"]) == (3, 3, 3)
    assert result.outcomes() == {"main": "finished", "producer": "finished", "consumer": "ended-with-main"}
    assert result.process("producer")["start_method"] == method


# --- bare --------------------------------------------------------------------------------

FAST = {
    "identity": {"TERMINATE_AFTER": "0.1"},
    "daemon": {"F1_SECONDS": "2", "F2_SECONDS": "0.2", "MAIN_SECONDS": "0.1"},
    "shared-dict": {"WORKERS": "3", "PAUSE": "0.01"},
    "shared-file": {"BUYERS": "3", "PAUSE": "0.01"},
    "producer-consumer": {"ITEMS": "3", "PRODUCER_PAUSE": "0", "CONSUMER_PAUSE": "0"},
    "joinable": {"ITEMS": "3", "PRODUCER_PAUSE": "0", "CONSUMER_PAUSE": "0"},
}


@pytest.mark.parametrize("scenario", SCENARIOS.values(), ids=list(SCENARIOS))
def test_each_script_runs_with_plain_python(
    scenario: Scenario, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp(scenario.id)
    script = folder / scenario.script.name
    settings = scenario.parse(FAST.get(scenario.id, {}))
    script.write_text(scenario.render(settings), encoding="utf-8")
    result = run_bare(script, stdin="put\nget\nquit\n", cwd=folder)
    assert (result.exitcode, result.stderr) == (0, "")
    assert result.stdout
