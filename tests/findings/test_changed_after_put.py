"""Items that are not the same when they are got as when they were put."""

from __future__ import annotations

import pytest

from app.findings.judge import judge
from app.findings.rule import Finding, Severity
from tests.state.build import Script

QUEUE = 7


def found(*items: tuple[str, str]) -> list[Finding]:
    """What is found when main has put these, and w1 has got the other texts."""
    script = Script()
    main = script.main().make(0, "Queue", QUEUE, 0, "rows")
    w1 = script.worker(2, "w1")
    for serial, (before, after) in enumerate(items, 1):
        main.op(serial * 10, "Queue.put", text=before, object=QUEUE, value=serial, line=9)
        w1.op(serial * 10 + 5, "Queue.get", text=after, object=QUEUE, value=serial, line=14)
    judgement = judge(script.end(1000))
    assert not judgement.failures
    return judgement.findings


def test_the_first_item_that_was_changed_is_told_and_all_are_counted() -> None:
    (finding,) = found(("[0]", "[0]"), ("[1]", "[1, 2]"), ("[3]", "[3, 4]"))
    assert (finding.rule, finding.severity, finding.is_certain) == ("changed-after-put", Severity.ERROR, True)
    assert finding.message.english == (
        "main put [1] on rows (line 9), and w1 got [1, 2]: main has changed it after put(), before it was "
        "sent (items of which that is true: 2)."
    )
    assert (finding.objects, finding.processes) == ((QUEUE,), (1, 2))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("{'a', 'b'}", "{'b', 'a'}"),
        ("[{'a', 'b'}, {'k': 1}]", "[{'b', 'a'}, {'k': 1}]"),
        ("{1, 2, ... (20)}", "{3, 4, ... (20)}"),
        ("[<Tag>]", "['x']"),
        ("'text'", "'other'"),
    ],
)
def test_what_pickling_may_do_by_itself_is_nobodys_change(before: str, after: str) -> None:
    assert found((before, after)) == []
