"""The JSON report has the shape that DESIGN states, and all of the output."""

from __future__ import annotations

import json
from typing import Any

from app.recording.export.report import build_report
from app.wire.records import Kind
from tests.report_schema import check_report
from tests.state.build import BEGAN, BLOCKED, FILE, MS, Script


def report() -> dict[str, Any]:
    script = Script()
    main = script.main()
    main.make(0, "JoinableQueue", 1, 30, "q").make(0, "Lock", 2, 1, "lock").make(0, "DictProxy", 3, 0, "m_d")
    worker = script.worker(2, "producer", 10)
    script.process(3, kind="helper", name="resource tracker", watched=False)
    for ms in (11, 12):
        worker.op(ms, "JoinableQueue.put", text="1", object=1)
    main.op(13, "JoinableQueue.get", text="1", object=1).op(14, "JoinableQueue.task_done", object=1)
    main.op(20, "Lock.acquire", object=2, value=1)
    worker.op(30, "Lock.acquire", BLOCKED, object=2, line=7)
    main.op(1030, "Lock.release", object=2, line=9)
    worker.op(1030.001, "Lock.acquire", object=2, value=1)
    main.slot(Kind.VALUE, 40, b"{'num': 90}", object=3)
    main.op(41, "DictProxy.get", BEGAN, object=3).op(42, "DictProxy.get", text="90", object=3)
    script.fact(50, "sample", time_ns=50 * MS, processes=[[2, 0.0204, 1.0, 10.06]])
    script.output(220, 2, "包子\n".encode())
    script.ended(1100, 2, -9)
    script.ended(1200, 1, 0)
    return build_report(script.end(1230))


def test_the_report_has_exactly_the_stated_shape() -> None:
    result = report()
    assert json.loads(json.dumps(result)) == result
    assert {key: result[key] for key in result if not isinstance(result[key], list)} == {
        "schema": 1,
        "target": "t",
        "exitcode": 0,
        "signal": None,
        "duration_s": 1.23,
        "events": 11,
        "lost_events": 0,
        "sampling_failure": None,
        "waits_left_out": 0,
        "critical_path": {
            "sentence": "100 % of 1.2 s is spent in main",
            "duration_s": 1.2,
            "parts": [
                {"on": "work", "total_s": 1.2, "object": None, "pids": [101], "file": None, "line": None}
            ],
        },
    }
    assert result["waits"] == [
        {
            "pid": 102,
            "operation": "Lock.acquire",
            "object": "lock",
            "file": FILE,
            "line": 7,
            "count": 1,
            "total_s": 1.000001,
            "mean_s": 1.000001,
            "largest_s": 1.000001,
            "p95_s": 1.000001,
            "mostly_ended_by": {"operation": "Lock.release", "file": FILE, "line": 9},
        }
    ]
    assert result["processes"][1] == {
        "pid": 102,
        "name": "producer",
        "parent_pid": 101,
        "watched": True,
        "daemon": False,
        "start_method": "fork",
        "exitcode": -9,
        "signal": 9,
        "outcome": "killed",
        "began_s": 0.01,
        "ended_s": 1.1,
        "cpu_s": 0.02,
        "peak_memory_mb": 10.1,
        "last_state": {
            "condition": "holding",
            "text": "holding lock",
            "code_over": False,
            "operation": None,
            "object": None,
            "for_s": 0.069999,
            "held": ["lock"],
            "file": FILE,
            "line": 7,
            "stack": None,
        },
        "threads": [],
        "error": None,
        "ended_by": None,
        "last_wait": {
            "operation": "Lock.acquire",
            "object": "lock",
            "waited_s": 1.000001,
            "how": "done",
            "bound_s": None,
            "file": FILE,
            "line": 7,
            "granted_by": {
                "pid": 101,
                "operation": "Lock.release",
                "at_s": 1.03,
                "certain": True,
                "file": FILE,
                "line": 9,
            },
        },
    }
    assert result["objects"] == [
        {
            "kind": "JoinableQueue",
            "family": "buffer",
            "name": "q",
            "maxsize": 30,
            "puts": 2,
            "gets": 1,
            "task_done": 1,
            "high_water": 2,
            "flow": {
                "puts_per_s": 1000.0,
                "gets_per_s": None,
                "mean_inside_s": None,
                "longest_inside_s": None,
                "full_s": 0.0,
                "empty_s": 0.0,
            },
        },
        {
            "kind": "Lock",
            "family": "lock",
            "name": "lock",
            "acquires": 2,
            "waited_s": 1.000001,
            "held_s": 1.079999,
            "owner_pid": 102,
            "longest_hold": {"pid": 101, "held_s": 1.01, "file": FILE, "line": 9},
        },
        {"kind": "DictProxy", "family": "value", "name": "m_d", "value": "{'num': 90}", "calls": 1},
    ]
    assert result["output"] == [{"pid": 102, "stream": "stdout", "at_s": 0.22, "text": "包子\n"}]
    assert result["findings"] == []


def test_helpers_are_left_out() -> None:
    assert [process["name"] for process in report()["processes"]] == ["main", "producer"]


def test_a_lock_whose_owner_died_is_a_finding() -> None:
    script = Script()
    script.main().make(0, "Lock", 2, 1, "lock").op(1, "Lock.acquire", BLOCKED, object=2)
    script.worker(2, "w1").op(0.5, "Lock.acquire", object=2, value=1)
    script.ended(10, 2, -9)
    (finding,) = build_report(script.end(1000))["findings"]
    message, advice = finding.pop("message"), finding.pop("advice")
    assert finding == {
        "rule": "owner-died",
        "severity": "error",
        "certain": True,
        "pids": [102, 101],
        "objects": ["lock"],
        "lines": [],
    }
    assert message.startswith("w1 ended while it held lock, so nobody gives it back; main waits")
    assert "Event" in advice


def test_waits_that_go_on_are_counted_up_to_now() -> None:
    script = Script()
    script.main().make(0, "Lock", 2, 1, "lock").op(100, "Lock.acquire", BLOCKED, object=2)
    script.worker(2, "w1").op(50, "Lock.acquire", object=2, value=1)
    (lock,) = build_report(script.tick(600))["objects"]
    assert (lock["waited_s"], lock["held_s"]) == (0.5, 0.55)


def test_a_run_that_never_started_has_a_report_too() -> None:
    script = Script()
    script.fact(1, "error", text="No such file.", time_ns=MS)
    result = build_report(script.end(2))
    assert (result["exitcode"], result["processes"], result["duration_s"]) == (None, [], 0.002)


def test_what_was_seen_from_outside_is_the_last_state_with_its_stack() -> None:
    script = Script()
    script.main()
    frames = [["wait", "/usr/lib/python3.11/threading.py", 327, "library"], ["work", FILE, 7, ""]]
    row = [101, "MainThread", "S", False, False, "futex", "", "", frames]
    script.fact(600, "stacks", number=1, time_ns=600 * MS, threads=[row])
    script.fact(610, "sampling-failed", trouble="refused", text="Permission denied", time_ns=610 * MS)
    script.ended(900, 1, -9)
    result = build_report(script.end(910))
    state = result["processes"][0]["last_state"]
    assert (state["condition"], state["text"]) == ("waiting", "waiting in threading.wait (line 7)")
    assert (state["file"], state["line"]) == (FILE, 7)
    assert state["stack"] == [
        {"function": "wait", "file": "/usr/lib/python3.11/threading.py", "line": 327},
        {"function": "work", "file": FILE, "line": 7},
    ]
    assert "Permission denied" in result["sampling_failure"]
    check_report(result)
