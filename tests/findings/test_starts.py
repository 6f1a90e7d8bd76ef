"""Starts that fail, what is gone before it is opened, items that vanish: told by the records alone."""

from __future__ import annotations

import pytest

from app.wire.records import Effect, Stage
from tests.findings.build import found, lines, the_one
from tests.state.build import BEGAN, DONE, FAILED, Script

NO_GUARD = (
    "RuntimeError: \n        An attempt has been made to start a new process before the\n        current "
    "process"
)


def child_fails(error: str, stage: int, line: int = 0, object_id: int = 0) -> Script:
    """main starts two children at line 14, and both fail with this before their own code."""
    run = Script()
    main = run.main().make(0, "Lock", 7, 1, "gate")
    for number, name in ((2, "one"), (3, "two")):
        main.op(number, "Process.start", DONE, name, value=100 + number, line=14)
        child = run.process(number, number)
        failed = {"meaning": Effect.RUN, "value": stage, "object": object_id, "line": line}
        child.op(number + 5, "Process.run", FAILED, error, **failed)
        run.ended(10 + number, number, 1)
    return run


def test_children_that_come_to_a_start_while_they_import_the_script_are_told_together() -> None:
    run = child_fails(NO_GUARD, Stage.IMPORTING, 14).tick(1000)
    finding = the_one(run, "no-main-guard")
    assert finding.message.english == (
        "one and two: under spawn and forkserver a child imports the script first. So it comes to line 14 "
        "itself, where processes are started, and fails with RuntimeError before its own function is called."
    )
    assert (finding.is_certain, lines(finding), finding.processes) == (True, [14], (2, 3))
    assert found(run, "start-failed") == found(run, "lost-exception") == []


@pytest.mark.parametrize(
    ("stage", "says"),
    [
        (Stage.IMPORTING, "one and two failed while importing the script: KeyError: x (line 3). "),
        (
            Stage.UNPICKLING,
            "one and two could not unpickle what was given at the start: KeyError: x (line 3). ",
        ),
    ],
)
def test_children_that_fail_before_their_code_are_told_together(stage: int, says: str) -> None:
    finding = the_one(child_fails("KeyError: x", stage, 3).tick(1000), "start-failed")
    assert finding.message.english.startswith(says)
    assert lines(finding) == [3, 14]


@pytest.mark.parametrize("stage", [Stage.CODE, Stage.OPENING])
def test_what_fails_later_or_of_which_another_rule_tells_is_no_failed_start(stage: int) -> None:
    assert found(child_fails("KeyError: x", stage, 3).tick(1000), "start-failed") == []


def test_what_was_gone_before_it_was_opened_is_named() -> None:
    error = "FileNotFoundError: [Errno 2] No such file or directory"
    every = found(child_fails(error, Stage.OPENING, object_id=7).tick(1000), "gone-before-opened")
    assert [finding.objects for finding in every] == [(7,), (7,)]
    assert every[0].message.english == (
        "one (line 14) could not open gate, which it was given, and failed with FileNotFoundError before "
        "its own code: main had given it up by then, as nothing there referred to it any more."
    )


@pytest.mark.parametrize("is_caught", [False, True])
def test_a_start_that_raises_is_told_if_that_ends_the_process(is_caught: bool) -> None:
    run, error = Script(), "TypeError: cannot pickle '_thread.lock' object"
    main = run.main()
    main.op(1, "Process.start", BEGAN, "kid", line=14)
    main.op(2, "Process.start", FAILED, error, line=14)
    if not is_caught:
        main.op(3, "Process.run", FAILED, error, meaning=Effect.RUN, line=14)
    run.ended(4, 1, 0 if is_caught else 1)
    every = found(run.tick(1000), "start-failed")
    assert len(every) == (not is_caught)
    for finding in every:
        assert finding.message.english.startswith(f"main could not start kid: {error} (line 14). Under spawn")
        assert lines(finding) == [14]


@pytest.mark.parametrize(
    ("error", "says"),
    [("TypeError: no", "has vanished: put() had returned"), ("", "has vanished without a word")],
)
def test_an_item_that_could_not_be_pickled_is_told_with_who_waits_for_it(error: str, says: str) -> None:
    run = Script()
    main = run.main().make(0, "Queue", 7, 0, "inbox")
    child = run.worker(2, "filler", 1)
    child.op(2, "Queue.put", DONE, "<function>", object=7, value=9, line=4)
    child.op(3, "Queue._feed", FAILED, error, object=7, value=9, meaning=Effect.PUT, thread=2)
    run.ended(4, 2)
    main.op(5, "Queue.get", 2, object=7, line=12)
    state = run.tick(2000)
    finding = the_one(state, "vanished-item")
    assert finding.message.english.startswith("<function>, which filler (line 4) has put on inbox, " + says)
    assert finding.message.english.endswith("main waits (line 12) for that in vain.")
    assert (lines(finding), finding.objects, finding.processes) == ([4, 12], (7,), (2, 1))
    assert found(state, "waits-for-ever") == []


def test_a_parent_that_had_ended_is_not_said_to_have_given_something_up() -> None:
    run = Script()
    main = run.main().make(0, "Lock", 7, 1, "gate")
    main.op(2, "Process.start", DONE, "one", value=102, line=14)
    child = run.process(2, 2)
    run.ended(3, 1, -9)
    failed = {"meaning": Effect.RUN, "value": Stage.OPENING, "object": 7}
    child.op(7, "Process.run", FAILED, "FileNotFoundError: [Errno 2] No such file", **failed)
    run.ended(12, 2, 1)
    message = the_one(run.tick(1000), "gone-before-opened").message.english
    assert message.endswith("main had ended by then, and what it had made was gone.")
