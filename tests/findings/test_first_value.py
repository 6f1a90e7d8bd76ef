"""What a parent has changed of its own, and a child's code has found as it was at first."""

from __future__ import annotations

from app.findings.judge import judge
from app.findings.rule import Finding, Severity
from app.wire.records import PLACE, Effect
from tests.state.build import Log, Script

POOL = 77


def given(log: Log, ms: float, text: str, child: int = 0, pool: int = 0, name: str = "level") -> None:
    fields = {"meaning": Effect.GIVEN_OWN, "value": 100 + child if child else 0, "object": pool, "line": 20}
    log.op(ms, f"global {name}", text=name + PLACE + text, **fields)


def first(log: Log, ms: float, text: str, is_sure: int = 1, pool: int = 0, name: str = "level") -> None:
    fields = {"meaning": Effect.FIRST_OWN, "value": is_sure, "object": pool, "line": 9}
    log.op(ms, f"global {name}", text=name + PLACE + text, **fields)


def found(script: Script) -> list[Finding]:
    judgement = judge(script.end(100))
    assert not judgement.failures
    return judgement.findings


def test_a_child_that_has_read_the_first_value_is_told_with_both_lines() -> None:
    script = Script()
    main = script.main()
    given(main, 1, "5", child=2)
    first(script.worker(2, "w1"), 5, "0")
    script.ended(50, 2, 0)
    (finding,) = found(script)
    assert (finding.rule, finding.severity, finding.is_certain) == ("not-shared", Severity.WARNING, True)
    assert finding.message.english == (
        "main changed the global level (line 20) to 5 in the memory of its own process only: "
        "w1 read it and had level = 0 (line 9)."
    )
    assert [place.line for place in finding.locations] == [20, 9]
    assert finding.processes == (1, 2)


def test_one_that_may_not_have_come_to_the_line_may_have_read_it() -> None:
    for is_sure, status in ((0, 0), (1, 256)):
        script = Script()
        main = script.main()
        given(main, 1, "5", child=2)
        first(script.worker(2, "w1"), 5, "0", is_sure)
        script.ended(50, 2, status)
        finding = next(finding for finding in found(script) if finding.rule == "not-shared")
        assert not finding.is_certain and "may have read it" in finding.message.english


def test_the_same_value_and_that_of_another_child_are_no_trouble() -> None:
    script = Script()
    main = script.main()
    given(main, 1, "5", child=2)
    first(script.worker(2, "w1"), 5, "5")
    first(script.worker(3, "w2"), 5, "0")
    script.ended(50, 2, 0)
    script.ended(50, 3, 0)
    assert found(script) == []


def test_the_workers_of_a_pool_are_told_together_and_other_children_are_not() -> None:
    script = Script()
    main = script.main()
    first(script.worker(2, "w1"), 2, "0", pool=POOL)
    first(script.worker(3, "w2"), 2, "0", pool=POOL)
    first(script.worker(4, "w3"), 2, "0")
    given(main, 1, "5", pool=POOL)
    (finding,) = found(script)
    assert finding.processes == (1, 2, 3) and not finding.is_certain
