"""The script's variables are recorded when they change, cheaply, and nothing is kept alive for it."""

from __future__ import annotations

import sys
import weakref
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from tests.probe.recorded import Recording


class Clock:
    """The time that the probe sees."""

    def __init__(self) -> None:
        self.ns = 1_000_000_000

    def __call__(self) -> int:
        return self.ns


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr("app.probe.recorder.variables._now", clock)
    return clock


@pytest.fixture
def recording(tmp_path: Path) -> Recording:
    return Recording(tmp_path)


@pytest.fixture
def script(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The script's main module, with nothing in it."""
    module = ModuleType("__main__")
    monkeypatch.setitem(sys.modules, "__main__", module)
    return module


def sampled(recording: Recording, always: bool = True) -> list[tuple[str, str]]:
    """What one more sample records."""
    before = len(recording.variables())
    recording.report.sample(always)
    return recording.variables()[before:]


# --- what is recorded ------------------------------------------------------------------------


def test_simple_values_are_recorded_and_no_others(recording: Recording, script: Any) -> None:
    script.count, script.name, script.ratio, script.raw = 3, "包子", 0.5, b"x"
    script.nothing, script.flag, script.number = None, True, 1j
    script.items, script.table, script._private = [1], {"a": 1}, 4
    assert sampled(recording) == [
        ("count", "3"),
        ("name", "'包子'"),
        ("ratio", "0.5"),
        ("raw", "b'x'"),
        ("nothing", "None"),
        ("flag", "True"),
        ("number", "1j"),
    ]


def test_no_code_of_the_script_runs_for_a_value_of_its_own_type(recording: Recording, script: Any) -> None:
    class Number(int):
        def __eq__(self, other: object) -> bool:
            raise AssertionError

        def __repr__(self) -> str:
            raise AssertionError

        __hash__ = int.__hash__

    script.own, script.plain = Number(1), 1
    assert sampled(recording) == [("plain", "1")]
    script.plain = Number(2)
    assert sampled(recording) == []


def test_only_what_has_changed_is_recorded_again(recording: Recording, script: Any) -> None:
    script.one, script.two = 1, 2
    assert len(sampled(recording)) == 2
    assert sampled(recording) == []
    script.two = 3
    assert sampled(recording) == [("two", "3")]


def test_an_equal_value_is_no_change_and_another_type_is_one(recording: Recording, script: Any) -> None:
    script.big, script.flag = 10**30, True
    sampled(recording)
    script.big = int("1" + "0" * 30)
    assert sampled(recording) == []
    script.flag = 1
    assert sampled(recording) == [("flag", "1")]


# --- names that come and go ------------------------------------------------------------------


def test_a_new_name_is_recorded_and_the_others_are_not_again(recording: Recording, script: Any) -> None:
    script.one = 1
    sampled(recording)
    script.two = 2
    assert sampled(recording) == [("two", "2")]


def test_a_name_that_is_gone_says_nothing(recording: Recording, script: Any) -> None:
    script.one, script.two = 1, 2
    sampled(recording)
    del script.one
    assert sampled(recording) == []
    script.two = 3
    assert sampled(recording) == [("two", "3")]


def test_a_name_that_takes_the_place_of_another_is_recorded(recording: Recording, script: Any) -> None:
    script.one = 1
    sampled(recording)
    del script.one
    script.two = 2
    sampled(recording)
    sampled(recording)
    assert recording.variables() == [("one", "1"), ("two", "2")]


def test_a_value_that_is_simple_no_more_is_let_go(recording: Recording, script: Any) -> None:
    class Thing:
        pass

    script.thing = 1
    sampled(recording)
    script.thing = Thing()
    alive = weakref.ref(script.thing)
    assert sampled(recording) == []
    script.thing = 2
    assert alive() is None, "it was kept alive by being looked at"
    assert sampled(recording) == [("thing", "2")]


def test_a_script_with_a_thousand_variables_is_shown_some_of_them(recording: Recording, script: Any) -> None:
    for number in range(1000):
        setattr(script, f"v{number}", number)
    told = sampled(recording)
    assert told == [(f"v{number}", str(number)) for number in range(len(told))]
    assert 32 <= len(told) <= 128


def test_without_a_main_module_nothing_is_recorded(
    recording: Recording, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delitem(sys.modules, "__main__")
    assert sampled(recording) == []


# --- how often -------------------------------------------------------------------------------


def test_a_few_variables_are_looked_at_every_time(recording: Recording, script: Any, clock: Clock) -> None:
    script.one = 0
    for number in range(3):
        script.one = number
        assert sampled(recording, always=False) == [("one", str(number))]


def test_many_variables_are_looked_at_once_a_millisecond(
    recording: Recording, script: Any, clock: Clock
) -> None:
    for number in range(20):
        setattr(script, f"v{number}", number)
    assert len(sampled(recording, always=False)) == 20
    clock.ns += 1_000_000
    sampled(recording, always=False)
    script.v3 = "changed"
    clock.ns += 999_999
    assert sampled(recording, always=False) == []
    clock.ns += 1
    assert sampled(recording, always=False) == [("v3", "'changed'")]


def test_before_it_waits_a_process_says_everything_however_often_it_was_looked_at(
    recording: Recording, script: Any, clock: Clock
) -> None:
    for number in range(20):
        setattr(script, f"v{number}", number)
    sampled(recording, always=False)
    script.v3 = "changed"
    assert sampled(recording, always=True) == [("v3", "'changed'")]


# --- another process -------------------------------------------------------------------------


def test_a_forked_child_says_what_it_has_inherited(recording: Recording, script: Any) -> None:
    script.one = 1
    sampled(recording)
    recording.report.after_fork()
    script.one = 1
    recording.report.sample()
    assert recording.variables() == [("one", "1"), ("one", "1")]


def test_the_main_module_of_a_spawned_child_is_looked_at_anew(
    recording: Recording, script: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """multiprocessing puts another main module in its place, which may be equally large."""
    script.one = 1
    sampled(recording)
    other: Any = ModuleType("__mp_main__")
    other.two = 2
    monkeypatch.setitem(sys.modules, "__main__", other)
    assert sampled(recording) == [("two", "2")]
