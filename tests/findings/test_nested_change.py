"""Changes of a copy that a manager's object has returned."""

from __future__ import annotations

from app.findings.judge import judge
from app.findings.rule import Finding, Severity
from app.wire.records import PLACE, Effect, Family, Kind, Shape, Trait
from tests.state.build import Log, Script

DICT, QUEUE = 7, 8


def made() -> tuple[Script, Log, Log]:
    """A run with a manager's dict and queue, and two processes: w1 (2) and w2 (3)."""
    script = Script()
    main = script.main()
    what = {"meaning": Family.VALUE, "traits": Trait.SERVED, "object": DICT, "value": Shape.DICT}
    main.slot(Kind.OBJECT, 0, b"", operation=main.string("DictProxy"), **what)
    main.call(0, DICT, "summary", 4)
    main.make(0, "Queue", QUEUE, 0, "todo")
    return script, script.worker(2, "w1"), script.worker(3, "w2")


def alter(log: Log, ms: float, place: str, how: str, line: int, value: int = 0, number: int = DICT) -> None:
    text = place + PLACE + how
    fields = {"object": number, "meaning": Effect.ALTER, "line": line, "value": value}
    log.op(ms, "DictProxy.__getitem__", text=text, **fields)


def found(script: Script) -> list[Finding]:
    judgement = judge(script.end(100))
    assert not judgement.failures
    return judgement.findings


def test_all_lines_that_change_copies_of_an_object_are_told_together() -> None:
    script, w1, w2 = made()
    alter(w1, 1, "['open']", ".append(...)", 7)
    alter(w2, 2, "['open']", ".append(...)", 7)
    alter(w2, 3, "['hosts']", "[...] = ...", 10)
    (finding,) = found(script)
    assert (finding.rule, finding.severity, finding.is_certain) == ("nested-change", Severity.ERROR, True)
    changes = "summary['open'].append(...) by w1 and w2 (line 7); summary['hosts'][...] = ... by w2 (line 10)"
    assert finding.message.english == (
        f"What is asked of summary comes as a copy, and only the copy was changed: {changes}. "
        "That has changed nothing in summary itself."
    )
    assert [place.line for place in finding.locations] == [7, 10]
    assert (finding.objects, finding.processes) == ((DICT,), (2, 3))


def test_of_an_object_of_the_scripts_own_it_may_take_effect() -> None:
    script, w1, _ = made()
    alter(w1, 1, "['job']", ".state = ...", 7, value=1)
    (finding,) = found(script)
    assert (finding.severity, finding.is_certain) == (Severity.WARNING, False)
    assert "may" in finding.message.english


def test_what_is_got_from_a_queue_is_ones_own() -> None:
    script, w1, _ = made()
    alter(w1, 1, "", ".append(...)", 7, number=QUEUE)
    assert found(script) == []
