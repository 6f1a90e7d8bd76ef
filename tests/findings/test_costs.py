"""What costs time: locks held for long, queues whose sides do not keep pace, idle workers, starts."""

from __future__ import annotations

import pytest

from app.findings.rule import Severity
from app.state.model import Run
from app.wire.records import Effect, Stopped
from tests.findings.build import found, lines, the_one
from tests.state.build import BEGAN, BLOCKED, DONE, Log, Script
from tests.state.pool_run import POOL, PoolRun

LOCK, QUEUE = 5, 6


# --- bottleneck ---------------------------------------------------------------------------


def take_turns(hold_ms: float, turns: int, workers: int = 3, kind: str = "Lock") -> Run:
    """Workers that do nothing but hold a lock, one after the other, and wait for it meanwhile."""
    script = Script()
    script.main().make(0, kind, LOCK, 1, "lock")
    logs = [script.worker(number, f"w{number}") for number in range(2, 2 + workers)]
    ms = 1.0
    for turn in range(turns * workers):
        log = logs[turn % workers]
        if turn:
            log.op(max(1.0, ms - (workers - 1) * hold_ms), f"{kind}.acquire", BLOCKED, object=LOCK, line=4)
        log.op(ms + 0.01, f"{kind}.acquire", object=LOCK, value=1, line=4)
        ms += hold_ms
        log.op(ms, f"{kind}.release", object=LOCK, line=6)
    return script.end(ms)


def test_a_lock_that_is_held_for_long_is_told_with_who_waits_and_who_holds_it() -> None:
    finding = the_one(take_turns(100, 10), "bottleneck")
    assert (finding.severity, finding.is_certain, finding.objects) == (Severity.NOTE, True, (LOCK,))
    assert finding.message.english == (
        "w2, w3 and w4 (line 4) waited 5.7 s in all for lock, 63 % of the time that their code ran. It was "
        "held for 0.100 s on average, longest by w2 (line 6): 0.100 s, until it was given back."
    )
    assert lines(finding) == [6, 4]


def test_a_lock_that_is_held_for_moments_only_is_none() -> None:
    assert found(take_turns(1, 900), "bottleneck") == []


def test_a_lock_for_which_each_waits_once_is_none() -> None:
    assert found(take_turns(1000, 1), "bottleneck") == []


def test_permits_that_several_have_are_none() -> None:
    script = Script()
    script.main().make(0, "Semaphore", LOCK, 2, "permits")
    for number in (2, 3):
        log = script.worker(number, f"w{number}")
        for turn in range(5):
            log.op(1 + 500 * turn, "Semaphore.acquire", BLOCKED, object=LOCK)
            log.op(400 + 500 * turn, "Semaphore.acquire", object=LOCK, value=1)
            log.op(410 + 500 * turn, "Semaphore.release", object=LOCK)
    assert found(script.end(3000), "bottleneck") == []


def test_of_a_run_that_has_just_begun_nothing_is_said() -> None:
    script = Script()
    script.main().make(0, "Lock", LOCK, 1, "lock")
    assert found(script.tick(500), "bottleneck") == []
    run = take_turns(100, 10)
    run.ended_ns = None
    assert found(run, "bottleneck") == []
    run.now_ns = 11_000_000_000
    assert [one.rule for one in found(run, "bottleneck")] == ["bottleneck"]


# --- queues -------------------------------------------------------------------------------


class Pipeline:
    """A queue with who puts, w2, and who gets, w3 and more; items come at a pace."""

    def __init__(self, maxsize: int = 0, consumers: int = 1) -> None:
        self.script = Script()
        self.main = self.script.main().make(0, "Queue", QUEUE, maxsize, "q")
        self.producer = self.script.worker(2, "w2")
        self.consumers = [self.script.worker(3 + number, f"w{3 + number}") for number in range(consumers)]

    def put(self, ms: float, serial: int, log: Log | None = None, since_ms: float | None = None) -> None:
        log = self.producer if log is None else log
        if since_ms is not None:
            log.op(since_ms, "Queue.put", BLOCKED, object=QUEUE, line=7)
        log.op(ms, "Queue.put", text="x", object=QUEUE, value=serial, line=7)

    def get(self, ms: float, serial: int, log: Log, since_ms: float | None = None) -> None:
        if since_ms is not None:
            log.op(since_ms, "Queue.get", BLOCKED, object=QUEUE, line=12)
        log.op(ms, "Queue.get", text="x", object=QUEUE, value=serial, line=12)

    def slow_to_get(self, items: int, step_ms: float) -> Run:
        """The one who puts waits for room, from the third item on, each time until one is got."""
        for serial in range(1, items + 1):
            at_ms = 10 + step_ms * serial
            waits = serial > 2
            since_ms = at_ms - step_ms + 2 if waits else None
            self.put(at_ms + 1 if waits else 10 + serial, serial, since_ms=since_ms)
            if waits:
                self.get(at_ms, serial - 2, self.consumers[0])
        return self.script.end(20 + step_ms * items)

    def slow_to_put(self, items: int, step_ms: float, log: Log | None = None) -> Run:
        """Those who get take turns, and wait from one of their items to the next."""
        turns = len(self.consumers)
        for serial in range(1, items + 1):
            at_ms = 10 + step_ms * serial
            self.put(at_ms, serial, log)
            since_ms = 10.0 if serial <= turns else at_ms - turns * step_ms + 2
            self.get(at_ms + 1, serial, self.consumers[serial % turns], since_ms)
        return self.script.end(20 + step_ms * items)


def test_a_full_queue_is_told_with_who_waits_and_the_slow_side() -> None:
    finding = the_one(Pipeline(2).slow_to_get(30, 100), "always-full")
    assert (finding.severity, finding.objects, finding.processes) == (Severity.NOTE, (QUEUE,), (3, 2))
    assert finding.message.english == (
        "q was full for 99 % of the 3.0 s in which items were put: w2 (line 7) waited 2.8 s in all for room "
        "in it. The slow side is the one that gets: w3 (line 12)."
    )
    assert lines(finding) == [12, 7]


def test_who_gets_and_is_held_up_by_the_next_full_queue_is_not_slow() -> None:
    told, behind = Pipeline(2), QUEUE + 1
    told.main.make(0, "Queue", behind, 2, "behind")
    last, middle = told.script.worker(8, "w8"), told.consumers[0]
    for serial in (1, 2):
        middle.op(10 + serial, "Queue.put", text="x", object=behind, value=serial, line=14)
    for serial in range(3, 33):
        at_ms = 100 * (serial - 2)
        middle.op(at_ms, "Queue.put", BLOCKED, object=behind, line=14)
        last.op(at_ms + 89, "Queue.get", text="x", object=behind, value=serial - 2, line=20)
        middle.op(at_ms + 90, "Queue.put", text="x", object=behind, value=serial, line=14)
    run = told.slow_to_get(30, 100)
    assert [finding.objects for finding in found(run, "always-full")] == [(behind,)]


def test_a_full_queue_for_which_nobody_waits_long_is_none() -> None:
    assert found(Pipeline(2).slow_to_get(30, 20), "always-full") == []


@pytest.mark.parametrize("consumers", [1, 3])
def test_an_empty_queue_is_told_with_who_waits_and_the_slow_side(consumers: int) -> None:
    finding = the_one(Pipeline(consumers=consumers).slow_to_put(30, 100), "always-empty")
    assert (finding.severity, finding.objects, finding.processes[0]) == (Severity.NOTE, (QUEUE,), 2)
    assert finding.message.english.startswith("q was empty for 99 % of the 2.9 s in which items were put: w3")
    assert finding.message.english.endswith("The slow side is the one that puts: w2 (line 7).")
    assert lines(finding) == [7, 12]


def test_one_to_which_several_send_waits_by_design() -> None:
    told = Pipeline()
    other = told.script.worker(9, "w9")
    told.put(5, 99, other)
    told.get(6, 99, told.consumers[0])
    assert found(told.slow_to_put(30, 100), "always-empty") == []


def test_who_collects_what_its_own_child_sends_waits_by_design() -> None:
    told = Pipeline()
    told.consumers = [told.main]
    assert found(told.slow_to_put(30, 100), "always-empty") == []


def test_who_waits_for_the_answer_before_it_asks_again_is_not_slow() -> None:
    told = Pipeline()
    for turn in range(30):
        told.producer.op(12 + 100 * turn, "Connection.recv", BLOCKED, object=20)
        told.producer.op(105 + 100 * turn, "Connection.recv", object=20)
    assert found(told.slow_to_put(30, 100), "always-empty") == []


def test_what_is_waited_before_the_first_item_and_after_the_last_one_does_not_count() -> None:
    told = Pipeline()
    for serial in range(1, 13):
        told.put(5000 + serial, serial)
        told.get(5000.5 + serial, serial, told.consumers[0], 10 if serial == 1 else 4999.9 + serial)
    assert found(told.script.end(9000), "always-empty") == []


# --- pools --------------------------------------------------------------------------------


def run_tasks(told: PoolRun, turns: int, task_ms: float, workers: int, text: str = "square(3)") -> Run:
    """Tasks of one job, one after the other, by so many of the workers in turn."""
    told.submit(2, 0, turns)
    for number in range(turns):
        worker, ms = told.workers[number % workers], 10 + task_ms * number
        told.run_task(worker, ms, 0, number, text)
        told.finish(worker, ms + task_ms - 1, 0, number)
        told.idle(worker, ms + task_ms - 1)
        told.settle(ms + task_ms - 0.5, 0, number)
    return told.script.end(20 + task_ms * turns)


@pytest.mark.parametrize("workers", [1, 3])
def test_workers_of_which_only_one_works_at_a_time_are_told(workers: int) -> None:
    finding = the_one(run_tasks(PoolRun(3), 6, 300, workers), "idle-workers")
    assert (finding.severity, finding.objects) == (Severity.NOTE, (POOL,))
    message = (
        "pool (line 9) has 3 workers, and for 100 % of the 1.8 s in which tasks ran only one of them ran one."
    )
    alone = " w2 alone ran tasks for 1.8 s." if workers == 1 else ""
    assert finding.message.english == message + alone
    assert (finding.processes, lines(finding)) == ((2,) if workers == 1 else (), [9])


@pytest.mark.parametrize(("text", "count"), [("square(0), ... (25)", 1), ("square(0)", 0)])
def test_a_single_task_counts_if_it_could_have_been_shared_out(text: str, count: int) -> None:
    assert len(found(run_tasks(PoolRun(3), 1, 2000, 1, text), "idle-workers")) == count


def test_threads_may_be_idle() -> None:
    told = PoolRun(0, "ThreadPool")
    told.main.make(0, "ThreadPool", POOL, 2, "pool")
    told.op(told.main, 1, "worker", Effect.WORK, BEGAN, thread=6)
    told.workers = [told.main]
    assert found(run_tasks(told, 4, 500, 1), "idle-workers") == []


def test_workers_that_work_at_the_same_time_are_right() -> None:
    told = PoolRun(2)
    told.submit(2, 0, 2)
    for number, worker in enumerate(told.workers):
        told.run_task(worker, 10, 0, number)
        told.finish(worker, 2000, 0, number)
    assert found(told.script.end(3000), "idle-workers") == []


def test_tasks_that_are_handed_over_for_longer_than_they_run_are_told() -> None:
    told = PoolRun(2)
    told.submit(2, 0, 10)
    for number in range(10):
        worker, ms = told.workers[number % 2], 10 + 200 * number
        told.run_task(worker, ms, 0, number)
        told.finish(worker, ms + 1, 0, number)
        told.settle(ms + 190, 0, number)
    told.stop(2500, Stopped.CLOSED)
    finding = the_one(told.script.end(3000), "start-costs")
    assert finding.message.english == (
        "The 10 tasks of Pool.map(square) (line 9) ran for 0.010 s, all added up, and 2.0 s passed from the "
        "first one to the last result: one process alone would have run them sooner."
    )
    assert (finding.severity, finding.objects, lines(finding)) == (Severity.NOTE, (POOL,), [9])


@pytest.mark.parametrize("made_by", ["", "joblib"])
def test_what_a_package_has_made_for_itself_is_left_to_that(made_by: str) -> None:
    run = run_tasks(PoolRun(2), 6, 300, 1)
    run.objects[POOL].made_by = made_by
    assert len(found(run, "idle-workers")) == (not made_by)
    run = take_turns(100, 10)
    run.objects[LOCK].made_by = made_by
    assert len(found(run, "bottleneck")) == (not made_by)


# --- starts -------------------------------------------------------------------------------


def start_many(count: int, start_ms: float, work_ms: float, step_ms: float | None = None) -> Run:
    """main starts children one after the other, each when the last one is over, or at a pace."""
    script = Script()
    main, ms = script.main(), 0.0
    for number in range(2, 2 + count):
        main.op(ms, "Process.start", BEGAN, f"w{number}", line=8)
        log = script.process(number, ms)
        main.op(ms + 2, "Process.start", DONE, f"w{number}", value=100 + number, line=8)
        log.describe(ms + 3, kind="process", name=f"w{number}", method="spawn", parent_pid=101)
        log.op(ms + start_ms, "Process.run", BEGAN, f"w{number}")
        log.op(ms + start_ms + work_ms, "Process.run", DONE, meaning=Effect.RUN)
        ms += start_ms + work_ms if step_ms is None else step_ms
    return script.end(ms + start_ms + work_ms)


def test_starts_that_take_longer_than_the_work_are_told() -> None:
    finding = the_one(start_many(12, 200, 2), "start-costs")
    assert finding.message.english == (
        "main (line 8) started 12 processes, and starting took longer than their work: 2.4 s passed "
        "until their code began, and 0.024 s was all that it ran for, added up."
    )
    assert (finding.severity, lines(finding), finding.processes) == (Severity.NOTE, [8], (1,))


@pytest.mark.parametrize(("count", "start_ms", "work_ms"), [(3, 500, 2), (12, 20, 2), (12, 200, 100)])
def test_a_few_starts_or_quick_ones_or_such_that_pay_are_right(
    count: int, start_ms: float, work_ms: float
) -> None:
    assert found(start_many(count, start_ms, work_ms), "start-costs") == []


def test_starts_at_the_same_time_count_once() -> None:
    assert found(start_many(20, 900, 100, step_ms=5), "start-costs") == []
