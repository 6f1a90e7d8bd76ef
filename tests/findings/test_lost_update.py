"""Changes of an item that got lost, and those that nothing has kept apart."""

from __future__ import annotations

import pytest

from app.findings.judge import judge
from app.findings.rule import Finding, Severity
from app.wire.records import Effect, Family, Shape, Trait
from tests.state.build import BEGAN, Log, Script

DICT, LOCK, MEMORY = 7, 8, 9


def made() -> tuple[Script, Log, Log]:
    """A run with a manager's dict, a lock, a value, and two processes: w1 (2) and w2 (3)."""
    script = Script()
    main = script.main()
    main.make(0, "Lock", LOCK, 1, "mutex")
    what = {"meaning": Family.VALUE, "traits": Trait.SERVED, "object": DICT, "value": Shape.DICT}
    main.slot(4, 0, b"", operation=main.string("DictProxy"), **what)
    main.call(0, DICT, "votes", 4)
    main.make(0, "Value", MEMORY, Shape.VALUE, "total", "type=c_int\x1flock=0")
    return script, script.worker(2, "w1"), script.worker(3, "w2")


def read(log: Log, began: float, ended: float, value: str, line: int = 9) -> None:
    log.op(began, "DictProxy.__getitem__", BEGAN, "'red'", object=DICT, meaning=Effect.CALL, line=line)
    log.op(ended, "DictProxy.__getitem__", text=value, object=DICT, meaning=Effect.CALL, line=line)


def write(log: Log, began: float, ended: float, value: str, line: int = 9) -> None:
    text = f"'red', {value}"
    log.op(began, "DictProxy.__setitem__", BEGAN, text, object=DICT, meaning=Effect.CALL, line=line)
    log.op(ended, "DictProxy.__setitem__", text="None", object=DICT, meaning=Effect.CALL, line=line)


def lock(log: Log, ms: float, method: str) -> None:
    log.op(ms, f"Lock.{method}", object=LOCK, value=int(method == "acquire"), line=8)


def found(script: Script) -> list[Finding]:
    judgement = judge(script.end(100))
    assert not judgement.failures
    return judgement.findings


def test_a_write_between_the_read_and_the_write_of_another_process_is_lost() -> None:
    script, w1, w2 = made()
    read(w1, 1, 2, "5")
    read(w2, 1, 3, "5")
    write(w2, 4, 5, "6")
    write(w1, 6, 7, "6")
    (finding,) = found(script)
    assert (finding.rule, finding.severity, finding.is_certain) == ("lost-update", Severity.ERROR, True)
    assert finding.message.english == (
        "w1 read votes['red'] and got 5 (line 9); then w2 set it to 6 (line 9), and w1 set it to 6 (line 9) "
        "without having seen that: what w2 wrote there is lost (times this was seen: 1)."
    )
    assert (finding.objects, finding.processes) == ((DICT,), (2, 3))
    assert [place.line for place in finding.locations] == [9]


def test_messages_that_overlap_prove_it_by_what_was_read() -> None:
    script, w1, w2 = made()
    read(w1, 1, 3, "5")
    read(w2, 2, 5, "5")
    write(w1, 4, 7, "6")
    write(w2, 6, 8, "6")
    (finding,) = found(script)
    assert finding.rule == "lost-update" and finding.is_certain
    assert "neither had seen what the other wrote" in finding.message.english


def test_that_both_overlap_and_one_may_have_seen_the_other_is_a_missing_lock() -> None:
    script, w1, w2 = made()
    read(w1, 1, 3, "5")
    write(w1, 4, 7, "6")
    read(w2, 5, 6, "6")
    write(w2, 8, 9, "7")
    (finding,) = found(script)
    assert (finding.rule, finding.severity, finding.is_certain) == ("missing-lock", Severity.WARNING, False)


def test_one_after_the_other_is_no_trouble() -> None:
    script, w1, w2 = made()
    for ms, log, value in ((1, w1, 5), (10, w2, 6), (20, w1, 7)):
        read(log, ms, ms + 1, str(value))
        write(log, ms + 2, ms + 3, str(value + 1))
    assert found(script) == []


def test_a_lock_that_is_held_from_the_read_to_the_write_is_enough() -> None:
    script, w1, w2 = made()
    for ms, log, value in ((1, w1, 5), (10, w2, 6)):
        lock(log, ms, "acquire")
        read(log, ms + 1, ms + 2, str(value))
        write(log, ms + 3, ms + 4, str(value + 1))
        lock(log, ms + 5, "release")
    assert found(script) == []


def test_a_lock_that_only_one_takes_does_not_help_and_is_named() -> None:
    script, w1, w2 = made()
    lock(w1, 0.5, "acquire")
    read(w1, 1, 2, "5")
    write(w2, 3, 4, "6")
    write(w1, 5, 6, "6")
    lock(w1, 7, "release")
    (finding,) = found(script)
    assert finding.message.english.endswith("w1 held mutex all the time, w2 did not.")


def test_a_lock_for_each_access_alone_does_not_help() -> None:
    script, w1, w2 = made()
    for ms, log, act, value in (
        (1, w1, read, "100"),
        (5, w2, read, "100"),
        (10, w1, write, "90"),
        (15, w2, write, "80"),
    ):
        lock(log, ms, "acquire")
        act(log, ms + 1, ms + 2, value, 9 if act is read else 12)
        lock(log, ms + 3, "release")
    (finding,) = found(script)
    assert (finding.rule, finding.is_certain) == ("lost-update", False)
    assert [place.line for place in finding.locations] == [9, 12]


@pytest.mark.parametrize(
    ("got", "put"), [("0", "1"), ("'idle'", "'busy'"), ("False", "True")], ids=["flag", "word", "bool"]
)
def test_what_both_only_set_is_no_change(got: str, put: str) -> None:
    script, w1, w2 = made()
    read(w1, 1, 2, got)
    read(w2, 1, 3, got)
    write(w2, 4, 5, put, line=12)
    write(w1, 6, 7, put, line=12)
    assert found(script) == []


def test_a_value_in_shared_memory_is_read_and_written_under_its_lock_one_by_one() -> None:
    script, w1, w2 = made()
    for ms, log, effect, text in (
        (1, w1, Effect.READ, "5"),
        (2, w2, Effect.READ, "5"),
        (3, w2, Effect.WRITE, "6"),
        (4, w1, Effect.WRITE, "6"),
    ):
        log.op(ms, "Value.value", text=text, object=MEMORY, meaning=effect, line=6)
    (finding,) = found(script)
    assert finding.rule == "lost-update" and "total.value" in finding.message.english
    assert "with total.get_lock()" in finding.advice.english


def test_other_items_of_the_object_are_others() -> None:
    script, w1, w2 = made()
    read(w1, 1, 2, "5")
    w2.op(3, "DictProxy.__setitem__", BEGAN, "'blue', 6", object=DICT, meaning=Effect.CALL, line=9)
    w2.op(4, "DictProxy.__setitem__", text="None", object=DICT, meaning=Effect.CALL, line=9)
    write(w1, 5, 6, "6")
    assert found(script) == []
