"""Threads: whose they are, what each does, and which of them is the main one."""

from __future__ import annotations

import pytest

from app.recording.export.report import build_report
from app.state.model import Condition, Run
from app.state.telling import words
from app.state.telling.threads import other_threads
from app.wire.records import Effect, Family, Kind
from tests.state.build import BEGAN, BLOCKED, DONE, FAILED, FILE, MS, Log, Script


@pytest.fixture
def script() -> Script:
    script = Script()
    script.main().make(0, "Queue", 8, 0, "q")
    return script


@pytest.fixture
def main(script: Script) -> Log:
    log = script.logs[1]
    named(log, 1, 1, "MainThread", 101)
    return log


def named(log: Log, ms: float, number: int, name: str, system: int = 9, feeds: int = 0) -> None:
    log.slot(Kind.THREAD, ms, name.encode(), thread=number, value=system, object=feeds)


def told(run: Run) -> list[tuple[str, Condition, str, int | None]]:
    now_ns = run.now_ns
    return [
        (str(one.name), one.condition, one.text.english, one.location.line if one.location else None)
        for one in other_threads(run.processes[1], run, now_ns)
    ]


def test_each_thread_is_in_its_own_call(script: Script, main: Log) -> None:
    main.op(2, "time.sleep", BEGAN, line=3)
    main.op(3, "Queue.get", BLOCKED, object=8, line=7, thread=2)
    named(main, 3.1, 2, "reader")  # behind its first operation, which was stamped before
    main.op(4, "time.sleep", BEGAN, line=8, thread=3)
    named(main, 4.1, 3, "napper")
    main.op(5, "Queue.put", object=8, line=9, thread=4)
    named(main, 5.1, 4, "writer")
    run = script.tick(9)
    assert told(run) == [
        ("reader", Condition.BLOCKED, "blocked on q", 7),
        ("napper", Condition.SLEEPING, "sleeping", 8),
        ("writer", Condition.RUNNING, "running", 9),
    ]
    described = words.describe_condition(run.processes[1], run, 9 * MS)
    assert described.english == "sleeping"  # the main thread's state is the process's
    location = run.processes[1].location
    assert location is not None and location.line == 3


def test_a_thread_that_has_ended_is_not_shown_and_the_report_says_so(script: Script, main: Log) -> None:
    main.op(2, "time.sleep", BEGAN, line=3)
    main.op(3, "Queue.put", object=8, line=7, thread=2)
    named(main, 3.1, 2, "quick")
    main.op(4, "Thread.run", FAILED, "KeyError: 1", line=8, thread=2, meaning=Effect.THREAD)
    main.slot(Kind.THREAD_ENDED, 5, thread=2)
    main.slot(Kind.THREAD_ENDED, 5, thread=77)  # one that is not known
    run = script.tick(9)
    assert told(run) == []
    _, thread = build_report(run)["processes"][0]["threads"]
    assert (thread["name"], thread["state"], thread["of_script"]) == ("quick", "ended", True)
    assert thread["error"] == {"type": "KeyError", "text": "1", "file": FILE, "line": 8}


def test_a_feeder_is_the_library_s_and_called_after_its_queue(script: Script, main: Log) -> None:
    main.op(2, "Queue._feed", FAILED, "TypeError: x", object=8, value=5, thread=2, meaning=Effect.PUT)
    named(main, 2.1, 2, "QueueFeederThread", feeds=8)
    run = script.tick(9)
    assert told(run) == []
    thread = build_report(run)["processes"][0]["threads"][-1]
    assert (thread["name"], thread["of_script"], thread["state"]) == ("feeder of q", False, None)


def test_threads_of_a_pool_are_called_what_they_are(script: Script, main: Log) -> None:
    main.op(2, "time.sleep", BEGAN, line=3)
    kind = main.string("ThreadPool")
    main.slot(Kind.OBJECT, 2, operation=kind, object=9, meaning=Family.POOL, value=2)
    main.op(3, "ThreadPool.worker", BEGAN, object=9, thread=2, meaning=Effect.WORK)
    named(main, 3.1, 2, "Thread-1 (worker)")
    main.op(4, "ThreadPool.result", DONE, object=9, thread=3, meaning=Effect.SETTLE)
    named(main, 4.1, 3, "Thread-4 (_handle_results)")
    run = script.tick(9)
    assert told(run) == []
    threads = build_report(run)["processes"][0]["threads"]
    assert [(one["name"], one["of_script"]) for one in threads] == [
        ("MainThread", True),
        ("worker of ThreadPool-1", False),
        ("handler of ThreadPool-1", False),
    ]


def test_a_helper_that_makes_the_first_call_is_not_the_main_thread(script: Script) -> None:
    log = script.logs[1]
    log.op(2, "Queue.get", BLOCKED, object=8, line=7, thread=1)
    named(log, 2.1, 1, "reader", 555)
    run = script.tick(9)
    assert run.processes[1].main_thread is None
    assert told(run) == [("reader", Condition.BLOCKED, "blocked on q (empty)", 7)]
    described = words.describe_condition(run.processes[1], run, 9 * MS)
    assert described.english == "blocked on q (empty), in thread reader"
    named(log, 10, 2, "MainThread", 101)
    log.op(10, "time.sleep", BEGAN, line=3, thread=2)
    run = script.tick(12)
    assert run.processes[1].main_thread == 2
    assert words.describe_condition(run.processes[1], run, 12 * MS).english == "sleeping"


def test_a_nameless_thread_is_shown_while_it_is_in_a_call(script: Script, main: Log) -> None:
    main.op(2, "time.sleep", BEGAN, line=3)
    main.op(3, "Queue.get", BLOCKED, object=8, line=7, thread=5)
    named(main, 3.1, 5, "")
    assert told(script.tick(4)) == [("thread 5", Condition.BLOCKED, "blocked on q (empty)", 7)]
    main.op(5, "Queue.get", DONE, object=8, line=7, thread=5)
    assert told(script.tick(6)) == []


def test_a_wait_for_a_thread_is_one(script: Script, main: Log) -> None:
    main.op(2, "Thread.join", BEGAN, "kneader", value=1, line=3, meaning=Effect.THREADS)
    run = script.tick(200)
    described = words.describe_condition(run.processes[1], run, 200 * MS)
    assert (described.condition, described.english) == (
        Condition.BLOCKED,
        "waiting for thread kneader to end",
    )
    assert run.processes[1].code_over_ns is None
    main.op(201, "Thread.join", text="kneader", value=1, line=3, meaning=Effect.THREADS)
    run = script.tick(210)
    assert run.processes[1].code_over_ns is None
    wait = run.processes[1].last_wait
    assert wait is not None and wait.operation == "Thread.join"


def test_the_threads_that_are_kept_are_bounded(script: Script, main: Log) -> None:
    main.op(2, "time.sleep", BEGAN, line=3)
    for number in range(2, 1200):
        main.op(3, "Queue.put", object=8, line=7, thread=number)
        named(main, 3.5, number, "t")
    assert len(script.tick(9).processes[1].threads) == 1024


def test_threads_of_an_ended_process_are_shown_no_more(script: Script, main: Log) -> None:
    main.op(2, "time.sleep", BEGAN, line=3)
    main.op(3, "Queue.get", BLOCKED, object=8, line=7, thread=2)
    named(main, 3.1, 2, "reader")
    script.ended(5, 1, -9)
    run = script.tick(9)
    assert told(run) == []
    reader = build_report(run)["processes"][0]["threads"][1]
    assert (reader["text"], reader["line"], reader["for_s"]) == ("blocked on q (empty)", 7, 0.002)
