"""Waits are added up by object, by line or by process, with those that still go on."""

from __future__ import annotations

import pytest

from app.state.history import Location
from app.state.model import Run
from app.state.wait_groups import By, groups_of
from tests.state.build import BLOCKED, FILE, MS, Script

ONE, OTHER = 7, 8


def run_with_waits() -> Run:
    """w2 has waited 4 ms at line 4 for one lock; since 20 ms it waits at line 5 for another; now 30 ms."""
    script = Script()
    script.main().make(0, "Lock", ONE, 1, "one").make(0, "Lock", OTHER, 1, "other")
    w1, w2 = script.worker(2, "w1"), script.worker(3, "w2")
    w1.op(1, "Lock.acquire", object=ONE, value=1).op(1, "Lock.acquire", object=OTHER, value=1)
    w2.op(2, "Lock.acquire", BLOCKED, object=ONE, line=4)
    w1.op(5, "Lock.release", object=ONE, line=6)
    w2.op(6, "Lock.acquire", object=ONE, value=1, line=4)
    w2.op(20, "Lock.acquire", BLOCKED, object=OTHER, line=5)
    return script.tick(30)


@pytest.mark.parametrize(
    ("by", "totals_ms"),
    [
        (By.OBJECT, {ONE: 4, OTHER: 10}),
        (By.LINE, {(FILE, 4): 4, (FILE, 5): 10}),
        (By.PROCESS, {3: 14}),
    ],
)
def test_each_has_what_was_waited_and_what_is_waited_still(by: By, totals_ms: dict[object, int]) -> None:
    groups = groups_of(run_with_waits(), by, 30 * MS)
    assert {key: group.waits.total_ns // MS for key, group in groups.items()} == totals_ms


def test_a_group_leads_to_the_line_at_which_was_waited_longest() -> None:
    (group,) = groups_of(run_with_waits(), By.PROCESS, 30 * MS).values()
    assert group.location == Location(FILE, 5)
    assert (group.waits.count, group.waits.largest_ns) == (2, 10 * MS)


def test_looking_changes_nothing_that_is_kept() -> None:
    run = run_with_waits()
    first, second = (groups_of(run, By.OBJECT, 30 * MS) for _ in range(2))
    assert first == second
    assert [waits.count for waits in run.waits.rows.values()] == [1]


def test_a_wait_in_which_its_process_was_ended_counts_once() -> None:
    script = Script()
    script.main().make(0, "Lock", ONE, 1, "one").op(1, "Lock.acquire", object=ONE, value=1)
    script.worker(2, "w1").op(2, "Lock.acquire", BLOCKED, object=ONE, line=4)
    script.ended(12, 2, -9)
    (group,) = groups_of(script.tick(40), By.OBJECT, 40 * MS).values()
    assert (group.waits.count, group.waits.total_ns) == (1, 10 * MS)
