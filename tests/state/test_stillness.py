"""A run stands still when each process waits; not while one computes, sleeps, or has a thread that does."""

from __future__ import annotations

from app.state.telling.stillness import still_since
from app.wire.records import Kind
from tests.state.build import BEGAN, BLOCKED, FILE, MS, Log, Script
from tests.state.test_ended_with_run import philosophers

LAST_MS = 51  # the last of two philosophers begins to wait


def look(script: Script, ms: float, number: int, *rows: list[object]) -> None:
    script.send()
    script.fact(ms, "stacks", number=number, time_ns=int(ms * MS), threads=list(rows))


def stack(system_number: int, state: str = "S", runs: bool = False, call: str = "flock") -> list[object]:
    """A thread at line 9 of the script."""
    return [system_number, "MainThread", state, runs, False, call, "", "", [["work", FILE, 9, ""]]]


def waiting() -> tuple[Script, Log]:
    """Main waits for w1, and w1 for a lock."""
    script = Script()
    main = script.main().make(0, "Lock", 7, 1, "lock")
    main.slot(Kind.THREAD, 1, b"MainThread", thread=1, value=101)
    w1 = script.worker(2, "w1")
    w1.slot(Kind.THREAD, 1, b"MainThread", thread=1, value=102)
    main.op(2, "Process.join", BLOCKED, "w1", value=102, line=20)
    w1.op(3, "Lock.acquire", BLOCKED, object=7, line=9)
    return script, w1


def test_a_ring_stands_still_since_the_last_of_it_waits() -> None:
    run = philosophers(2)[0].tick(9000)
    assert still_since(run, 9000 * MS) == LAST_MS * MS


def test_a_look_at_one_whose_only_thread_waits_tells_nothing_new() -> None:
    script, _ = waiting()
    look(script, 600, 2, stack(102))
    assert still_since(script.tick(3000), 3000 * MS) == 3 * MS


def test_what_ends_is_something_that_has_moved() -> None:
    script, _ = waiting()
    script.worker(3, "w2", 4)
    script.ended(700, 3, 0)
    assert still_since(script.tick(9000), 9000 * MS) == 700 * MS


def test_nobody_stands_still_where_one_computes_or_sleeps_or_nothing_is_known_of_it() -> None:
    script, _ = waiting()
    other = script.worker(3, "w2", 4)
    assert still_since(script.tick(4000), 4000 * MS) is None, "nobody has looked at it"
    look(script, 4001, 3, stack(103, "R", runs=True))
    assert still_since(script.tick(5000), 5000 * MS) is None
    look(script, 5001, 3, stack(103))
    assert still_since(script.tick(6000), 6000 * MS) == 5001 * MS, "it was seen to wait then"
    other.op(6001, "time.sleep", BEGAN, "9")
    assert still_since(script.tick(7000), 7000 * MS) is None


def test_a_thread_that_computes_moves_though_the_main_one_waits() -> None:
    script, _ = waiting()
    look(script, 600, 2, stack(102), stack(109, "R", runs=True))
    assert still_since(script.tick(3000), 3000 * MS) is None
    look(script, 3001, 2, stack(102), stack(109))
    assert still_since(script.tick(6000), 6000 * MS) == 3001 * MS


def test_who_takes_a_cpu_does_not_stand_still_whatever_its_threads_have_told() -> None:
    run = waiting()[0].tick(3000)
    assert still_since(run, 3000 * MS) is not None
    run.processes[2].cpu_percent = 40.0
    assert still_since(run, 3000 * MS) is None


def test_a_managers_server_moves_when_its_clients_do() -> None:
    script, _ = waiting()
    script.worker(3, "SyncManager-1", 4)
    look(script, 5000, 3, stack(103, call="futex"))
    run = script.tick(6000)
    assert still_since(run, 6000 * MS) == 5000 * MS
    run.processes[3].is_server = True
    assert still_since(run, 6000 * MS) == 4 * MS


def test_before_the_first_process_and_after_the_last_nothing_stands() -> None:
    script, _ = waiting()
    for number in (2, 1):
        script.ended(100, number, 0)
    assert still_since(script.end(200), 200 * MS) is None
    assert still_since(Script().tick(1), MS) is None
