"""Telling an operation, and looking at the script's variables: the same in C and in Python."""

from __future__ import annotations

import sys
import threading
import time
from pathlib import Path

import pytest

from app.probe.recorder.reporter import Reporter, Watch
from app.wire.records import FOR_EVER, INLINE, Effect, Family, Kind, Phase
from tests.probe.recorded import WAYS, Recording

_here = sys._getframe


@pytest.fixture(params=WAYS)
def recording(request: pytest.FixtureRequest, tmp_path: Path) -> Recording:
    return Recording(tmp_path, request.param)


@pytest.fixture
def report(recording: Recording) -> Reporter:
    """Has told of both names and of this file before, so that nothing is new in what follows."""
    for name in ("Lock.acquire", "Process.join"):
        recording.report.operation(name, Effect.CALL, Phase.DONE, _here())
    return recording.report


def test_what_is_not_given_is_nothing_and_no_place(recording: Recording, report: Reporter) -> None:
    before = time.monotonic_ns()
    report.operation("Process.join", Effect.JOIN, Phase.BEGAN, None)
    assert before <= recording.times()[-1] <= time.monotonic_ns()
    told = recording.operations()[-1]
    assert (told.operation, told.phase, told.effect, told.thread) == (
        "Process.join",
        Phase.BEGAN,
        Effect.JOIN,
        1,
    )
    assert (told.object, told.line, told.file, told.value, told.bound, told.text) == (
        0,
        0,
        "",
        0,
        FOR_EVER,
        "",
    )


def test_all_that_is_given_is_told(recording: Recording, report: Reporter) -> None:
    watch, frame = Watch(2**64 - 1, "Lock", Family.LOCK), _here()
    line = frame.f_lineno + 1
    report.operation("Lock.acquire", Effect.TAKE, Phase.BLOCKED, frame, watch, "锁 é", -(2**63), 0.25, 17)
    told = recording.operations()[-1]
    assert (told.operation, told.phase, told.effect) == ("Lock.acquire", Phase.BLOCKED, Effect.TAKE)
    assert (told.object, told.file, told.line) == (2**64 - 1, __file__, line)
    assert (told.value, told.bound, told.text, recording.times()[-1]) == (-(2**63), 0.25, "锁 é", 17)


def test_arguments_go_by_their_names_too(recording: Recording, report: Reporter) -> None:
    report.operation(
        effect=Effect.JOIN,
        name="Process.join",
        frame=None,
        phase=Phase.DONE,
        bound=2.0,
        value=7,
        time_ns=5,
        text="w1",
    )
    told = recording.operations()[-1]
    assert (told.operation, told.effect, told.phase) == ("Process.join", Effect.JOIN, Phase.DONE)
    assert (told.value, told.bound, told.text, recording.times()[-1]) == (7, 2.0, "w1", 5)


@pytest.mark.parametrize("text", ["x" * INLINE, "x" * (INLINE + 1), "é" * INLINE, "\udc80", "x\x00y"])
def test_whatever_the_text_is_it_is_told(recording: Recording, report: Reporter, text: str) -> None:
    report.operation("Lock.acquire", Effect.TAKE, Phase.DONE, _here(), None, text)
    assert recording.operations()[-1].text == text.encode("utf-8", "backslashreplace").decode()


def test_a_new_name_is_told_as_one_that_is_known(recording: Recording, report: Reporter) -> None:
    for _ in range(2):
        report.operation("Event.set", Effect.SET, Phase.DONE, None)
    assert [told.operation for told in recording.operations()[-2:]] == ["Event.set", "Event.set"]


@pytest.mark.parametrize(
    "arguments",
    [(), ("Lock.acquire", 1, 3), ("Lock.acquire", 1, 3, None, None, "", 0, FOR_EVER, 0, 0)],
    ids=["none", "no frame", "too many"],
)
def test_a_wrong_call_is_refused(
    recording: Recording, report: Reporter, arguments: tuple[object, ...]
) -> None:
    count = len(recording.operations())
    with pytest.raises(TypeError):
        report.operation(*arguments)  # type: ignore[arg-type]
    with pytest.raises(TypeError):
        report.operation("Lock.acquire", 1, 3, None, frame=None)  # type: ignore[misc]
    with pytest.raises(TypeError):
        report.operation("Lock.acquire", 1, 3, None, colour=1)  # type: ignore[call-arg]
    assert len(recording.operations()) == count


def test_each_thread_has_its_number_and_its_name_is_told_first(
    recording: Recording, report: Reporter
) -> None:
    def work() -> None:
        for _ in range(2):
            report.operation("Lock.acquire", Effect.TAKE, Phase.DONE, None)

    thread = threading.Thread(target=work, name="kneader")
    thread.start()
    thread.join()
    report.operation("Lock.acquire", Effect.TAKE, Phase.DONE, None)
    assert [told.thread for told in recording.operations()[-3:]] == [2, 2, 1]
    assert recording.texts(Kind.THREAD) == ["MainThread", "kneader"]


def test_what_could_not_be_told_goes_before_what_follows(recording: Recording, report: Reporter) -> None:
    what = "Lock.acquire", Effect.TAKE, Phase.BEGAN, 3
    report.untold = None, (1, what, "", 0, 4, "late", 0, FOR_EVER)
    report.operation("Lock.acquire", Effect.TAKE, Phase.DONE, None, text="now")
    assert [told.text for told in recording.operations()[-2:]] == ["late", "now"]
    assert report.untold is None


def test_what_has_failed_is_not_told_any_more(recording: Recording, report: Reporter) -> None:
    report.failure("Lock.acquire", KeyError("x"))
    count = len(recording.operations())
    report.operation("Lock.acquire", Effect.TAKE, Phase.DONE, None)
    report.operation("Process.join", Effect.JOIN, Phase.DONE, None)
    assert [told.operation for told in recording.operations()[count:]] == ["Process.join"]


def _at_depth(depth: int, call: object) -> None:
    if depth:
        _at_depth(depth - 1, call)
    else:
        call()  # type: ignore[operator]


def test_with_no_stack_left_nothing_is_lost(recording: Recording, report: Reporter) -> None:
    """At each depth, from where there is room for all of it to where there is none for a call."""
    returned = 0

    def tell() -> None:
        nonlocal returned
        report.operation("Event.set", Effect.SET, Phase.DONE, _here(), None, "deep" * 30)
        returned += 1

    count = len(recording.operations())
    limit = sys.getrecursionlimit()
    for depth in range(limit - 120, limit):
        try:
            _at_depth(depth, tell)
        except RecursionError:
            break
    report.operation("Lock.acquire", Effect.TAKE, Phase.DONE, None)
    assert returned > 20
    told = recording.operations()[count:]
    assert sum(one.operation == "Event.set" for one in told) >= returned
    assert all(one.text == "deep" * 30 for one in told if one.operation == "Event.set")


# --- variables -------------------------------------------------------------------------------


def test_a_variable_that_has_changed_is_told_and_others_are_not(
    recording: Recording, report: Reporter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("__main__.tickets", 5, raising=False)
    report.sample()
    count = len(recording.variables())
    report.sample()
    report.operation("Lock.acquire", Effect.TAKE, Phase.DONE, None)
    assert len(recording.variables()) == count
    monkeypatch.setattr("__main__.tickets", 4)
    report.operation("Lock.acquire", Effect.TAKE, Phase.DONE, None)
    assert recording.variables()[count:] == [("tickets", "4")]
    monkeypatch.delattr("__main__.tickets")
    report.sample()
    monkeypatch.setattr("__main__.tickets", 3, raising=False)
    report.sample()
    assert recording.variables()[count + 1 :] == [("tickets", "3")]


def test_a_failure_to_look_is_told_once_and_the_operation_is_there(
    recording: Recording, report: Reporter, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise KeyError("look")

    monkeypatch.setattr(type(report.variables), "changed", fail)
    monkeypatch.setattr("__main__.changed", 1, raising=False)
    for _ in range(2):
        report.operation("Lock.acquire", Effect.TAKE, Phase.DONE, None, text="told")
    assert [told.text for told in recording.operations()].count("told") == 1
    assert recording.texts(Kind.FAILURE) == ["Lock.acquire: KeyError: look"]


def test_what_the_script_raises_in_a_look_goes_on(
    recording: Recording, report: Reporter, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(type(report.variables), "changed", fail)
    monkeypatch.setattr("__main__.changed", 1, raising=False)
    with pytest.raises(KeyboardInterrupt):
        report.operation("Lock.acquire", Effect.TAKE, Phase.DONE, None, text="told")
    assert recording.operations()[-1].text == "told"
