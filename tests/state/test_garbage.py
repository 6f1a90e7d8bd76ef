"""The fold never raises on a block that is well formed, whatever stands in it, and stays bounded."""

from __future__ import annotations

import json
import random
import tracemalloc
from typing import Any

import pytest

from app.recording.export.report import build_report
from app.state.fold import Fold
from app.state.model import Run
from app.state.objects import LockObject, QueueObject
from app.state.telling import words
from app.wire.frames import FrameKind, pack_frame
from app.wire.records import RECORD, Kind
from tests.report_schema import check_report
from tests.state.build import BEGAN, BLOCKED, DONE, FAILED, MS, Script

KINDS = (
    "Lock",
    "RLock",
    "Semaphore",
    "BoundedSemaphore",
    "AcquirerProxy",
    "Queue",
    "JoinableQueue",
    "DictProxy",
    "Event",
    "",  # as a manager's server tells of its objects
)
METHODS = (
    *("acquire", "release", "put", "get", "task_done", "join", "qsize", "close", "__setitem__"),
    *("set", "clear", "wait"),
)
PLAIN = (
    "Process.start",
    "Process.join",
    "Process.run",
    "Process.end_daemon",
    "time.sleep",
    "open",
    "",
    ".",
    "x",
)
NAMES = [f"{kind}.{method}" for kind in KINDS for method in METHODS] + list(PLAIN)
TEXTS = (
    "",
    "1",
    "True",
    "False",
    "queue.Full",
    "queue.Empty",
    "a|b",
    "\x1f=\x1f",
    "kind=fork\x1fparent_pid=102",
    "包" * 200,
)


def check(run: Run) -> None:
    """Whatever the events were, this holds."""
    for known in run.objects.values():
        waiting = [(waiter.process, waiter.thread, waiter.operation) for waiter in known.waiters]
        assert all(
            run.processes[number].alive or run.processes[number].ended_with_run for number, _, _ in waiting
        )
        if isinstance(known, QueueObject):
            assert 0 <= len(known.items) <= known.size
            assert known.maxsize == 0 or known.size <= known.maxsize
            assert known.unfinished >= 0
        if isinstance(known, LockObject):
            assert len(known.owners) <= max(1, known.initial)
            assert known.waited_ns >= 0
            assert known.held_ns >= 0
            assert known.owner_is_dead <= bool(known.owners)
    check_report(json.loads(json.dumps(build_report(run), allow_nan=False)))
    for process in run.processes.values():
        words.describe_condition(process, run, run.now_ns)


@pytest.mark.parametrize("seed", range(40))
def test_any_operations_in_any_order_leave_a_sound_state(seed: int) -> None:
    choose = random.Random(seed)
    script = Script()
    logs = [script.main(), *(script.worker(number, f"w{number}") for number in (2, 3, 4))]
    for step in range(600):
        log, ms = choose.choice(logs), step + choose.uniform(-40, 40)
        fields = {"value": choose.choice((0, 1, 2, 101, 102, 103, -1)), "thread": choose.choice((1, 2))}
        chance = choose.random()
        if chance < 0.9:
            phase = choose.choice((BEGAN, BLOCKED, DONE, FAILED, 77))
            name, text = choose.choice(NAMES), choose.choice(TEXTS)
            if choose.random() < 0.2:  # an effect that the method does not have
                fields["meaning"] = choose.randrange(25)
            log.op(ms, name, phase, text, object=choose.randrange(6), line=choose.randrange(3), **fields)
        elif chance < 0.95:
            log.make(
                ms, choose.choice(KINDS), choose.randrange(6), choose.randrange(-1, 4), choose.choice(TEXTS)
            )
        elif chance < 0.97:
            log.slot(Kind.REAPED, ms, object=choose.choice((101, 102, 999)), value=choose.randrange(-20, 3))
        elif chance < 0.99:
            log.describe(
                ms, kind=choose.choice(("fork", "process", "?")), parent_pid=choose.choice((101, 103, "x"))
            )
        elif len(script.state.processes) > 1:
            script.ended(ms, choose.randrange(1, 6), choose.choice((0, -9, None)))
        if choose.random() < 0.1:
            check(script.tick(step))
    check(script.end(1000))


@pytest.mark.parametrize("seed", range(20))
def test_random_bytes_in_slots_and_frames_do_no_harm(seed: int) -> None:
    choose = random.Random(seed)
    script = Script()
    script.main()
    script.worker(2, "w")
    script.tick(1)
    for _ in range(200):
        data = bytearray(choose.randbytes(RECORD.size * choose.randrange(1, 6) + choose.choice((0, 0, 9))))
        for start in range(0, len(data), RECORD.size):
            data[start] = choose.randrange(15)
            data[start + 12 : start + 16] = bytes(4)  # small times now and then
            if choose.random() < 0.8 and start + 28 <= len(data):
                data[start + 24 : start + 28] = choose.randrange(4).to_bytes(4, "little")
        kind, source = choose.randrange(6), choose.choice((1, 2, 9, 2**32 - 1))
        time_ns = choose.choice((0, MS, -MS, 2**63 - 1, -(2**63)))
        script.block += pack_frame(kind, source, time_ns, bytes(data), choose.randrange(4))
        if choose.random() < 0.1:
            script.apply()
    script.end(5)
    json.dumps(build_report(script.state))


WRONG: tuple[Any, ...] = (
    None,
    True,
    -1,
    0,
    1,
    2,
    10**400,
    1e308,
    float("nan"),
    float("inf"),
    "2",
    "\ud800",
    [],
    {},
    [[1]],
)


FIELDS = (
    *("number", "pid", "parent_pid", "began_ns", "kind", "name", "log", "process"),
    *("status", "time_ns", "by_run", "processes", "on", "path", "text"),
)


@pytest.mark.parametrize("seed", range(20))
def test_facts_with_anything_in_them_do_no_harm(seed: int) -> None:
    choose = random.Random(seed)
    script = Script()
    script.main()
    facts = (
        "process",
        "log",
        "ended",
        "sample",
        "suspended",
        "file",
        "error",
        "probe-failed",
        3,
        None,
    )
    for _ in range(300):
        fact = {"fact": choose.choice(facts)} | {
            name: choose.choice(WRONG) for name in FIELDS if choose.random() < 0.8
        }
        payload = json.dumps(fact).encode()
        script.block += pack_frame(FrameKind.FACT, 0, choose.choice((0, MS)), payload)
        if choose.random() < 0.1:
            script.tick(2)
    run = script.end(5)
    json.dumps(build_report(run)).encode()


@pytest.mark.parametrize(
    "payload", [b"", b"\xff", b"[1]", b"null", b"[" * 100_000, b'{"fact": "process"}', b'{"fact": ["end"]}']
)
def test_a_fact_that_is_none_is_passed_over(payload: bytes) -> None:
    fold = Fold()
    fold.feed(pack_frame(FrameKind.FACT, 0, 0, payload))
    assert not fold.finish().processes


def test_the_same_blocks_give_the_same_state_however_they_are_cut_and_applied() -> None:
    def build(fold_often: bool) -> Run:
        choose = random.Random(5)
        script = Script()
        logs = [script.main(), script.worker(2, "w")]
        for step in range(500):
            name, phase = choose.choice(NAMES), choose.choice((BEGAN, BLOCKED, DONE))
            choose.choice(logs).op(step, name, phase, choose.choice(TEXTS), object=choose.randrange(1, 5))
            if step % 7 == 0:
                script.send()
                script.block += pack_frame(FrameKind.TICK, 0, step * MS, b"")
                if fold_often:
                    script.apply()
        return script.end(501)

    often, once = build(True), build(False)
    assert often.objects == once.objects
    assert often.processes == once.processes


def test_memory_stays_level_however_many_events_pass() -> None:
    script = Script(keep_output=10_000, keep_intervals=1000)
    main, worker = script.main(), script.worker(2, "w")
    main.make(0, "Queue", 1, 10, "q").make(0, "Lock", 2, 1, "lock")

    def pass_events(start: int) -> None:
        for number in range(start, start + 2000):
            main.op(number, "Queue.put", text=f"'{number}" + "x" * 90, object=1, line=3)
            worker.op(number + 0.1, "Queue.get", BEGAN, object=1, line=4)
            worker.op(number + 0.2, "Queue.get", text=f"'{number}" + "x" * 90, object=1, line=4)
            worker.op(number + 0.3, "Lock.acquire", object=2, value=1, line=5)
            worker.op(number + 0.4, "Lock.release", object=2, line=6)
            script.output(number, 1, b"%d\n" % number)
            if number % 100 == 0:
                script.tick(number)
        script.tick(start + 2001)

    pass_events(0)
    tracemalloc.start()
    try:
        pass_events(2000)
        before, _ = tracemalloc.get_traced_memory()
        pass_events(4000)
        pass_events(6000)
        after, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert after - before < 20_000
