"""Values in shared memory: what stands in them, who has written it, who waits, and what is only sampled."""

from __future__ import annotations

import pytest

from app.recording.export.report import build_report
from app.state.memory import MemoryObject
from app.state.model import Condition, Run
from app.state.objects import LockObject
from app.state.telling.words import condition, describe_condition
from app.wire.records import Access, Effect, Kind, Phase, Shape, pack_fields
from tests.state.build import BLOCKED, FAILED, MS, Log, Script

MEMORY, LOCK = 7, 8


def made(kind: str = "Value", content: str = "0", lock: int = 0, **fields: object) -> tuple[Script, Log, Log]:
    """A run with a value and two processes: w1 (2) and w2 (3)."""
    script = Script()
    main = script.main()
    if lock:
        main.make(0, "RLock", LOCK, 1, "mutex")
    shape = Shape.ARRAY if "Array" in kind else Shape.VALUE
    how = {"raw": 1} if kind.startswith("Raw") else {"lock": lock}
    text = pack_fields(**{"type": "c_int", "length": 1} | fields | how)
    main.make(0, kind, MEMORY, shape, "shared", text)
    main.slot(Kind.VALUE, 0, content.encode(), object=MEMORY)
    return script, script.worker(2, "w1"), script.worker(3, "w2")


def read(log: Log, ms: float, text: str, how: int = 0, name: str = "Value.value") -> None:
    log.op(ms, name, text=text, object=MEMORY, value=how, meaning=Effect.READ, line=4)


def write(log: Log, ms: float, text: str, how: int = 0, name: str = "Value.value") -> None:
    log.op(ms, name, text=text, object=MEMORY, value=how, meaning=Effect.WRITE, line=5)


def lock(log: Log, ms: float, method: str = "acquire", kind: str = "Value", number: int = MEMORY) -> None:
    log.op(ms, f"{kind}.{method}", object=number, value=int(method == "acquire"), line=3)


def wait(log: Log, ms: float, effect: int = Effect.READ) -> None:
    log.op(ms, "Value.value", BLOCKED, object=MEMORY, meaning=effect, line=4)


def memory_of(run: Run) -> MemoryObject:
    memory = run.objects[MEMORY]
    assert isinstance(memory, MemoryObject)
    return memory


def test_the_value_is_what_was_written_or_read_last() -> None:
    script, w1, w2 = made()
    assert memory_of(script.tick(1)).content == "0"
    write(w1, 2, "5")
    assert memory_of(script.tick(3)).content == "5"
    read(w2, 4, "6")
    memory = memory_of(script.tick(5))
    assert (memory.content, memory.reads, memory.writes, memory.users) == ("6", 1, 1, {2, 3})
    written = memory.last_write
    assert written is not None and written.location is not None
    assert (written.process, written.text, written.location.line) == (2, ".value = 5", 5)


def test_an_access_says_whether_the_lock_was_held_around_it() -> None:
    script, w1, _ = made()
    read(w1, 1, "0")
    write(w1, 2, "1")
    read(w1, 3, "1", Access.UNDER_LOCK)
    write(w1, 4, "2", Access.UNDER_LOCK)
    read(w1, 5, "2", Access.UNKNOWN_LOCK)
    assert memory_of(script.tick(6)).unlocked == 2


def test_an_access_makes_nobody_the_owner_and_a_lock_that_is_taken_does() -> None:
    script, w1, _ = made()
    write(w1, 1, "1")
    assert memory_of(script.tick(2)).owners == []
    lock(w1, 3)
    run = script.tick(4)
    assert [owner.process for owner in memory_of(run).owners] == [2]
    assert condition(run.processes[2], 4 * MS) is Condition.HOLDING
    lock(w1, 5, "release")
    assert memory_of(script.tick(6)).owners == []


@pytest.mark.parametrize("effect", [Effect.READ, Effect.WRITE])
def test_who_reads_or_writes_waits_for_who_has_the_lock(effect: int) -> None:
    script, w1, w2 = made()
    lock(w1, 1)
    wait(w2, 2, effect)
    run = script.tick(3)
    assert [waiter.process for waiter in memory_of(run).takers] == [3]
    assert describe_condition(run.processes[3], run, 3 * MS).english == "blocked on shared (held by w1)"
    lock(w1, 4, "release")
    w2.op(5, "Value.value", text="0", object=MEMORY, meaning=effect)
    run = script.tick(6)
    memory, last = memory_of(run), run.processes[3].last_wait
    assert (memory.takers, memory.waited_ns) == ([], 3 * MS)
    assert last is not None and last.granted_by is not None
    assert (last.granted_by.process, last.granted_by.operation) == (2, "Value.release")


def test_a_value_with_a_given_lock_is_waited_for_in_that_ones_line_too() -> None:
    script, w1, w2 = made(lock=LOCK)
    lock(w1, 1, "acquire", "RLock", LOCK)
    wait(w2, 2)
    run = script.tick(3)
    given = run.objects[LOCK]
    assert isinstance(given, LockObject)
    assert [waiter.process for waiter in given.takers] == [3]
    assert memory_of(run).owners == [], "it is the lock's"
    lock(w1, 4, "release", "RLock", LOCK)
    read(w2, 5, "0")
    run = script.tick(6)
    last = run.processes[3].last_wait
    assert (given.takers, memory_of(run).takers, given.waited_ns) == ([], [], 3 * MS)
    assert last is not None and last.granted_by is not None
    assert last.granted_by.operation == "RLock.release"


def test_a_thread_that_waits_for_a_lock_that_it_has_is_blocked_by_itself() -> None:
    script, w1, _ = made(lock=LOCK)
    lock(w1, 1, "acquire", "Lock", LOCK)
    wait(w1, 2, Effect.WRITE)
    run = script.tick(3)
    assert describe_condition(run.processes[2], run, 3 * MS).english.startswith(
        "blocked on mutex (held by itself)"
    )


def test_an_interrupted_access_waits_no_more_and_has_changed_nothing() -> None:
    script, w1, w2 = made()
    lock(w1, 1)
    wait(w2, 2, Effect.WRITE)
    w2.op(3, "Value.value", FAILED, "KeyboardInterrupt", object=MEMORY, meaning=Effect.WRITE)
    memory = memory_of(script.tick(4))
    assert (memory.takers, memory.content, memory.writes) == ([], "0", 0)


def test_items_of_an_array_change_one_by_one() -> None:
    script, w1, _ = made("Array", "\x1f".join("0" * 12), length=40)
    assert memory_of(script.tick(1)).content == f"[{'0, ' * 12}... (40)]"
    write(w1, 2, "3, 7", name="Array.__setitem__")
    write(w1, 3, "30, 8", name="Array.__setitem__")
    memory = memory_of(script.tick(4))
    assert memory.content == f"[0, 0, 0, 7, {'0, ' * 8}... (40)]"
    assert memory.last_write is not None and memory.last_write.text == "[30] = 8"
    write(w1, 5, "0:2, [5, 6]", name="Array.__setitem__")
    w1.slot(Kind.VALUE, 6, "\x1f".join("56" + "0" * 10).encode(), object=MEMORY)
    assert memory_of(script.tick(7)).content.startswith("[5, 6, 0, 0")


@pytest.mark.parametrize(("length", "content", "shown"), [(1, "4", "[4]"), (0, "", "")])
def test_a_short_array_is_one_too(length: int, content: str, shown: str) -> None:
    script, _, _ = made("Array", content, length=length)
    assert memory_of(script.tick(1)).content == shown


def test_characters_are_one_value() -> None:
    script, w1, _ = made("Array", "b'hello'", length=5, type="c_char")
    assert memory_of(script.tick(1)).content == "b'hello'"
    write(w1, 2, "b'hey'", name="Array.value")
    assert memory_of(script.tick(3)).content == "b'hey'"


def test_what_is_raw_is_as_it_was_seen_last() -> None:
    script, w1, _ = made("RawValue", "1.5", type="c_double")
    w1.slot(Kind.VALUE, 2, b"2.5", object=MEMORY)
    run = script.tick(3)
    memory = memory_of(run)
    assert (memory.is_raw, memory.content, memory.sampled_ns) == (True, "2.5", 2 * MS)
    (told,) = build_report(run)["objects"]
    assert (told["kind"], told["value"], told["sampled"], told["last_sample_s"]) == (
        ("RawValue", "2.5", True, 0.002)
    )
    assert "owner_pid" not in told and "lock" not in told


def test_a_raw_value_s_time_is_that_of_the_last_change_that_was_seen_not_of_a_look() -> None:
    script, w1, w2 = made("RawValue", "1.5", type="c_double")
    (told,) = build_report(script.tick(1))["objects"]
    assert told["last_sample_s"] is None, "it was made, and has not changed"
    w1.slot(Kind.VALUE, 2, b"2.5", object=MEMORY)
    w2.slot(Kind.VALUE, 5, b"2.5", object=MEMORY)  # which has looked later
    assert memory_of(script.tick(6)).sampled_ns == 2 * MS


def test_a_value_whose_memory_the_script_has_got_is_sampled_from_then_on() -> None:
    script, w1, _ = made()
    read(w1, 1, "", Access.OUTSIDE, "Value.get_obj")
    w1.slot(Kind.VALUE, 2, b"9", object=MEMORY)
    run = script.tick(3)
    memory = memory_of(run)
    assert (memory.is_outside, memory.reads, memory.content, memory.sampled_ns) == (True, 0, "9", 2 * MS)
    assert build_report(run)["objects"][0]["sampled"] is True


def test_who_died_in_an_access_is_found_by_those_who_wait_in_vain() -> None:
    script, w1, w2 = made()
    write(w1, 1, "1")
    script.ended(5, 2, -9)
    wait(w2, 10, Effect.WRITE)
    run = script.tick(400)
    assert [owner.process for owner in memory_of(run).owners] == [2]
    assert memory_of(run).owner_is_dead
    (finding,) = build_report(script.tick(700))["findings"]
    assert (finding["rule"], finding["objects"]) == ("owner-died", ["shared"])


def test_records_that_come_too_soon_or_mean_nothing_change_nothing_else() -> None:
    script = Script()
    main = script.main()
    main.op(1, "Value.value", text="3", object=MEMORY, meaning=Effect.READ)
    main.op(2, "Array.__setitem__", text="-1, x", object=MEMORY, meaning=Effect.WRITE)
    main.op(3, "Array.__setitem__", text="", object=MEMORY, meaning=Effect.WRITE, phase=Phase.DONE)
    main.make(4, "Value", MEMORY, Shape.VALUE, "shared", "no\x1ffields=")
    main.slot(Kind.VALUE, 5, b"4", object=MEMORY)
    memory = memory_of(script.tick(6))
    assert (memory.content, memory.writes, memory.lock_id) == ("4", 2, 0)


def test_what_the_supervisor_sees_of_it_counts_when_nobody_tells_of_accesses() -> None:
    script, w1, _ = made("RawArray", "1\x1f2", length=2)
    script.fact(3, "memory", object=f"{MEMORY:x}", text="1\x1f9", time_ns=3 * MS)
    script.fact(4, "memory", object=f"{MEMORY:x}", text="1\x1f9", time_ns=4 * MS)
    script.fact(5, "memory", object="none", text="7", time_ns=5 * MS)
    memory = memory_of(script.tick(6))
    assert (memory.content, memory.sampled_ns) == ("[1, 9]", 3 * MS)
    script, w1, _ = made()
    write(w1, 2, "5")
    script.fact(3, "memory", object=f"{MEMORY:x}", text="4", time_ns=3 * MS)
    assert memory_of(script.tick(6)).content == "5", "each access to it is told"
