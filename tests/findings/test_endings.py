"""What is killed, interrupted or left behind: told by the records alone, and only if it harms somebody."""

from __future__ import annotations

import pytest

from app.wire.records import Effect, Stopped
from tests.findings.build import found, lines, the_one
from tests.state.build import BLOCKED, DONE, FAILED, Script
from tests.state.pool_run import PoolRun


def kill_one(uses: bool = True, ends_both: bool = False) -> Script:
    """main terminates a child that holds a lock, which another one uses, too."""
    run = Script()
    main = run.main().make(0, "Lock", 7, 1, "lock")
    first, second = run.worker(2, "first", 1), run.worker(3, "second", 1)
    if uses:
        second.op(2, "Lock.acquire", DONE, object=7, value=1, line=12)
        second.op(3, "Lock.release", DONE, object=7, line=13)
    first.op(4, "Lock.acquire", DONE, object=7, value=1, line=6)
    main.op(5, "Process.terminate", DONE, "first", value=102, line=22)
    run.ended(6, 2, -15)
    if ends_both:
        main.op(7, "Process.terminate", DONE, "second", value=103, line=23)
        run.ended(8, 3, -15)
    return run


def test_a_killed_process_that_held_a_lock_is_told_while_others_may_take_it() -> None:
    finding = the_one(kill_one().tick(1000), "killed-while-holding")
    assert finding.message.english == (
        "first was ended by main with Process.terminate (line 22) while it held lock: nobody else can give "
        "that back, and whoever takes it next (second may) waits for ever."
    )
    assert (finding.severity.value, finding.is_certain, finding.objects) == ("warning", True, (7,))
    assert (lines(finding), finding.processes) == ([22, 6], (2, 3))


@pytest.mark.parametrize("run", [kill_one(uses=False), kill_one(ends_both=True)], ids=["nobody", "all ended"])
def test_it_is_not_where_nobody_is_left_who_uses_it(run: Script) -> None:
    assert found(run.tick(1000), "killed-while-holding") == []


def test_it_is_told_once_when_somebody_waits_for_it() -> None:
    run = kill_one()
    run.logs[3].op(7, "Lock.acquire", BLOCKED, object=7, line=12)
    state = run.tick(2000)
    assert found(state, "killed-while-holding") == []
    assert the_one(state, "owner-died").objects == (7,)


@pytest.mark.parametrize(("items", "severity"), [(0, "warning"), (1, "error")])
def test_a_killed_process_that_waited_for_an_item_may_keep_others_from_getting(
    items: int, severity: str
) -> None:
    run = Script()
    main = run.main().make(0, "Queue", 7, 0, "inbox")
    for number, name in ((2, "w0"), (3, "w1")):
        run.worker(number, name, 1).op(2, "Queue.get", BLOCKED, object=7, line=6)
    main.op(5, "Process.kill", DONE, "w0", value=102, line=22)
    run.ended(6, 2, -9)
    for serial in range(items):
        main.op(7, "Queue.put", DONE, "1", object=7, value=serial + 1, line=23)
    finding = the_one(run.tick(3000), "killed-while-holding")
    assert "and then w1 will get nothing from it any more" in finding.message.english
    assert (finding.severity.value, finding.is_certain, lines(finding)) == (severity, False, [22, 6])


def interrupt(ends_at_ms: float) -> Script:
    """main is interrupted, and its child ends later."""
    run = Script()
    main = run.main()
    run.worker(2, "child", 1)
    main.op(2, "Process.start", DONE, "child", value=102, line=11)
    main.op(10, "Process.run", FAILED, "KeyboardInterrupt", meaning=Effect.RUN, line=15)
    run.ended(ends_at_ms, 2)
    run.ended(ends_at_ms + 1, 1, 130)
    return run


def test_children_that_go_on_after_their_parent_was_interrupted_are_told() -> None:
    finding = the_one(interrupt(3000).tick(4000), "interrupted")
    assert finding.message.english == (
        "main (line 15) was interrupted, but could not end before its children, which nobody had ended "
        "(child)."
    )
    assert (finding.severity.value, lines(finding), finding.processes) == ("warning", [15], (1, 2))
    assert found(interrupt(300).tick(4000), "interrupted") == [], "it ended with main"


@pytest.mark.parametrize(("by_run", "is_told"), [(None, True), ("run", False)])
def test_children_that_outlive_main_are_told_if_main_has_ended_by_itself(
    by_run: str | None, is_told: bool
) -> None:
    run = Script()
    run.main().op(2, "Process.start", DONE, "child", value=102, line=11)
    run.worker(2, "child", 1)
    run.ended(10, 1, -9 if by_run else 0, by_run)
    run.ended(300, 2, -9, "run")
    every = found(run.end(310), "left-behind")
    assert [finding.message.english for finding in every] == [
        "main has ended, and child went on without it."
    ] * is_told


@pytest.mark.parametrize(
    ("reaped_ms", "main_status", "is_told"),
    [(1900, 0, True), (1900, 1, True), (1900, -9, False), (400, 0, False)],
)
def test_a_zombie_is_told_if_its_parent_had_time_to_wait_for_it(
    reaped_ms: float, main_status: int, is_told: bool
) -> None:
    run = Script()
    run.main().op(2, "Process.start", DONE, "child", value=102, line=11)
    run.worker(2, "child", 1)
    run.ended(300, 2, 0)
    run.ended(reaped_ms, 1, main_status)
    run.fact(reaped_ms, "reaped", number=2, time_ns=reaped_ms * 1_000_000)
    every = found(run.end(2000), "left-behind")
    assert [(finding.processes, lines(finding)) for finding in every] == [((1, 2), [11])] * is_told


@pytest.mark.parametrize(("line", "is_told"), [(0, True), (12, False)])
def test_a_pool_is_left_open_if_only_the_end_of_its_process_has_terminated_it(
    line: int, is_told: bool
) -> None:
    told = PoolRun()
    told.main.op(5, "Process.run", DONE, meaning=Effect.RUN)
    told.op(told.main, 6, "terminate", Effect.CLOSE, DONE, value=Stopped.TERMINATED, line=line)
    told.script.ended(10, 1)
    every = found(told.script.tick(1000), "left-behind")
    told_messages = ["pool was neither closed nor terminated when the code of main was over."] * is_told
    assert [finding.message.english for finding in every if finding.objects] == told_messages


def test_who_was_ended_while_it_waited_for_what_a_killed_process_held_is_told() -> None:
    run = kill_one()
    run.logs[3].op(7, "Lock.acquire", BLOCKED, object=7, line=12)
    run.logs[1].op(1500, "Process.kill", DONE, "second", value=103, line=30)
    run.ended(1501, 3, -9)
    finding = the_one(run.tick(2000), "killed-while-holding")
    assert finding.message.english.endswith("give that back, and second waited for it in vain.")
    assert (finding.severity.value, finding.processes) == ("error", (2, 3))
