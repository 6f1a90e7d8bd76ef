"""What a child has changed of global variables and of objects in its own memory, and its parent reads."""

from __future__ import annotations

import pytest

from app.findings.judge import judge
from app.findings.rule import Finding, Severity
from app.wire.records import PLACE, Effect
from tests.state.build import Log, Script


def change(log: Log, ms: float, name: str, text: str, line: int = 10) -> None:
    log.op(ms, f"global {name}", text=name + PLACE + text, meaning=Effect.CHANGE_OWN, line=line)


def read(log: Log, ms: float, name: str, text: str, child: int, line: int = 21) -> None:
    fields = {"meaning": Effect.READ_OWN, "value": 100 + child, "line": line}
    log.op(ms, f"global {name}", text=name + PLACE + text, **fields)


def found(script: Script) -> list[Finding]:
    judgement = judge(script.end(100))
    assert not judgement.failures
    return judgement.findings


def test_what_children_change_and_the_parent_reads_is_told_once() -> None:
    script = Script()
    main = script.main()
    for number, name in ((2, "w1"), (3, "w2")):
        change(script.worker(number, name), 5, "total", "5")
        read(main, 10 + number, "total", "0", number)
    (finding,) = found(script)
    assert (finding.rule, finding.severity, finding.is_certain) == ("not-shared", Severity.ERROR, True)
    assert finding.message.english == (
        "w1 and w2 changed the global total (line 10) in the memory of their own process only: "
        "main still has total = 0 where it reads that after they have run (line 21)."
    )
    assert [place.line for place in finding.locations] == [10, 21]
    assert finding.processes == (2, 3, 1)


def test_an_object_is_called_as_each_process_calls_it() -> None:
    script = Script()
    main = script.main()
    key = "self.seen" + PLACE
    script.worker(2, "w1").op(5, "object self.seen", text=key + "[1]", meaning=Effect.CHANGE_OWN, line=10)
    main.op(10, "object counter.seen", text=key + "[]", meaning=Effect.READ_OWN, value=102, line=21)
    (finding,) = found(script)
    assert finding.message.english == (
        "w1 changed self.seen (line 10) in the memory of their own process only: "
        "main still has counter.seen = [] where it reads that after they have run (line 21)."
    )


def test_a_global_of_the_same_name_is_another_one() -> None:
    script = Script()
    main = script.main()
    name = "total" + PLACE
    script.worker(2, "w1").op(5, "object total", text=name + "[1]", meaning=Effect.CHANGE_OWN, line=10)
    read(main, 10, "total", "0", 2)
    assert found(script) == []


def test_what_a_child_changes_and_nobody_reads_is_its_own() -> None:
    script = Script()
    script.main()
    change(script.worker(2, "w1"), 5, "cache", "{1: 1}")
    assert found(script) == []


def test_what_is_read_and_no_child_has_changed_is_no_trouble() -> None:
    script = Script()
    main = script.main()
    change(script.worker(2, "w1"), 5, "cache", "{1: 1}")
    read(main, 10, "total", "0", 2)
    assert found(script) == []


def test_a_process_is_not_said_to_be_at_the_line() -> None:
    script = Script()
    main = script.main()
    main.op(1, "time.sleep", line=3)
    script.worker(2, "w1")
    read(main, 10, "total", "0", 2)
    run = script.tick(11)
    assert run.processes[1].location is not None and run.processes[1].location.line == 3


@pytest.mark.parametrize(("text", "count"), [("{'size': 3}", 0), ("[0, 1, ...]", 1), ("<Config>", 1)])
def test_a_parent_that_has_the_same_value_for_itself_misses_nothing(text: str, count: int) -> None:
    script = Script()
    main = script.main()
    change(script.worker(2, "w1"), 5, "config", text)
    read(main, 10, "config", text, 2)
    assert len(found(script)) == count


def test_what_the_workers_of_a_pool_change_is_told_for_those_that_did() -> None:
    script = Script()
    main = script.main()
    change(script.worker(2, "w1"), 5, "total", "5")
    script.worker(3, "w2")
    fields = {"meaning": Effect.READ_OWN, "object": 77, "line": 21}
    main.op(10, "global total", text="total" + PLACE + "0", **fields)
    (finding,) = found(script)
    assert finding.message.english.startswith("w1 changed the global total (line 10)")
    assert finding.processes == (2, 1)
