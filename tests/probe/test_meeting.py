"""What the probe tells of conditions and barriers, in the order in which it happens."""

from __future__ import annotations

import importlib
import importlib.util
import multiprocessing as mp
import threading
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any, NamedTuple

import pytest

from app.probe.watched import barrier, condition, synchronize
from app.wire.records import AT_ONCE, FOR_EVER, Broken, Effect, Phase
from tests.probe.recorded import Recording, Told
from tests.probe.test_ownership import in_library

BEGAN, BLOCKED, DONE, FAILED = Phase.BEGAN, Phase.BLOCKED, Phase.DONE, Phase.FAILED


class Watched(NamedTuple):
    """The library's module as a watched process has it, and what is told of it."""

    module: ModuleType
    context: Any
    recording: Recording

    @property
    def told(self) -> list[Told]:
        return self.recording.operations()

    @property
    def steps(self) -> list[tuple[str, int]]:
        return [(one.operation, one.phase) for one in self.told]


@pytest.fixture
def watched(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Watched:
    """A copy of the module of its own, patched, with a context that makes objects of it."""
    in_c = importlib.import_module("_multiprocessing")
    monkeypatch.setattr(in_c, "SemLock", in_c.SemLock)  # given back at the end
    spec = importlib.util.find_spec("multiprocessing.synchronize")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    recording = Recording(tmp_path)
    for patching in (synchronize, condition, barrier):
        patching.patch(module, recording.report)
    plain = mp.get_context("fork")
    context = SimpleNamespace(_actual_context=plain, get_start_method=lambda allow_none=False: "fork")

    making = "def maker(cls): return lambda *args: cls(*args, ctx=context)"
    library = in_library(making, "multiprocessing.context", context=context)
    for name in ("Lock", "RLock", "Semaphore", "Condition", "Barrier"):
        setattr(context, name, library["maker"](getattr(module, name)))
    return Watched(module, context, recording)


def in_thread(function: Any, *args: Any) -> threading.Thread:
    thread = threading.Thread(target=function, args=args)
    thread.start()
    return thread


def wait_in(watched: Watched, made: Any, *timeout: float) -> None:
    with made:
        made.wait(*timeout)


def asleep(made: Any) -> bool:
    return bool(made._sleeping_count.get_value())


def test_a_wait_is_told_before_its_lock_is_given_back_and_after_it_is_taken_again(watched: Watched) -> None:
    made = watched.context.Condition()
    wait_in(watched, made, 0.01)
    assert watched.steps == [
        ("Condition.acquire", DONE),
        ("Condition.wait", BLOCKED),
        ("Condition.release", DONE),
        ("Condition.acquire", DONE),
        ("Condition.wait", DONE),
        ("Condition.release", DONE),
    ]
    assert len({one.object for one in watched.told}) == 1, "its own lock is the condition itself"
    wait = watched.told[1]
    assert (wait.effect, watched.told[4].value) == (Effect.WAIT, 0)
    assert wait.bound == pytest.approx(0.01)


def test_a_lock_that_it_was_given_stays_that_lock(watched: Watched) -> None:
    lock = watched.context.Lock()
    wait_in(watched, watched.context.Condition(lock), 0.01)
    assert [step for step, _ in watched.steps] == [
        "Lock.acquire",
        "Condition.wait",
        "Lock.release",
        "Lock.acquire",
        "Condition.wait",
        "Lock.release",
    ]
    assert len({one.object for one in watched.told}) == 2


def test_a_wait_that_does_not_sleep_is_not_told_to_be_blocked(watched: Watched) -> None:
    made = watched.context.Condition()
    with made:
        made.wait(0)
    with pytest.raises(AssertionError):
        made.wait()
    waits = [(one.phase, one.bound) for one in watched.told if one.operation == "Condition.wait"]
    assert waits == [(BEGAN, AT_ONCE), (DONE, AT_ONCE), (BEGAN, FOR_EVER), (FAILED, FOR_EVER)]


def test_a_call_is_told_under_the_name_that_the_script_has_called(watched: Watched) -> None:
    made = watched.context.Condition()
    with made:
        made.wait_for(lambda: False, 0.01)
        made.notify_all()
    names = {one.operation for one in watched.told if one.effect in (Effect.WAIT, Effect.NOTIFY)}
    assert names == {"Condition.wait_for", "Condition.notify_all"}
    assert {Path(one.file).name for one in watched.told} == {Path(__file__).name}


@pytest.mark.parametrize(("asked", "woken"), [(1, 1), (2, 2), (5, 2)])
def test_a_notify_says_how_many_it_wakes_before_it_does(watched: Watched, asked: int, woken: int) -> None:
    made = watched.context.Condition()
    threads = [in_thread(wait_in, watched, made) for _ in range(2)]
    while made._sleeping_count.get_value() < 2:
        pass
    with made:
        made.notify(asked)
        made.notify_all()
    for thread in threads:
        thread.join()
    began = [one.value for one in watched.told if one.effect == Effect.NOTIFY and one.phase == BEGAN]
    assert began == [woken, 2 - woken][: 1 + (woken < 2)]


def test_a_notify_without_the_lock_is_told_as_failed_alone(watched: Watched) -> None:
    with pytest.raises(AssertionError):
        watched.context.Condition().notify()
    assert watched.steps == [("Condition.notify", FAILED)]


def fail() -> None:
    raise KeyError("missing")


def come(made: Any) -> None:
    try:
        made.wait()
    except (threading.BrokenBarrierError, KeyError):
        pass


def there(made: Any) -> int:
    return int(made._count)


def test_a_party_is_there_before_the_last_one_lets_all_go_and_then_all_are_through(watched: Watched) -> None:
    made = watched.context.Barrier(2, print)
    thread = in_thread(come, made)
    while not there(made):
        pass
    made.wait()
    thread.join()
    told = watched.told
    assert [(one.operation, one.effect, one.phase) for one in told[:6]] == [
        ("Barrier.wait", Effect.WAIT, BEGAN),
        ("Barrier.wait", Effect.WAIT, BLOCKED),
        ("Barrier.wait", Effect.WAIT, BEGAN),
        ("Barrier.action", Effect.ACT, BEGAN),
        ("Barrier.action", Effect.ACT, DONE),
        ("Barrier.wait", Effect.NOTIFY, DONE),
    ]
    assert [(one.effect, one.phase) for one in told[6:]] == [(Effect.WAIT, DONE)] * 2
    assert (told[3].text, len({one.object for one in told})) == ("print", 1)


def test_what_breaks_a_barrier_is_told_when_it_does(watched: Watched) -> None:
    made = watched.context.Barrier(2)
    made.abort()
    made.reset()
    with pytest.raises(threading.BrokenBarrierError):
        made.wait(0.01)
    failing = watched.context.Barrier(1, fail)
    with pytest.raises(KeyError):
        failing.wait()
    broken = [(one.value, one.operation, one.text) for one in watched.told if one.effect == Effect.BREAK]
    assert [one for one in broken if one[0]] == [
        (Broken.ABORT, "Barrier.abort", ""),
        (Broken.TIMEOUT, "Barrier.wait", ""),
        (Broken.ACTION, "Barrier.wait", "KeyError: missing"),
    ]
    acts = [(one.phase, one.text) for one in watched.told if one.effect == Effect.ACT]
    assert acts == [(BEGAN, "fail"), (FAILED, "KeyError: missing")]


def test_what_the_library_makes_for_itself_tells_nothing(watched: Watched) -> None:
    made = watched.module.Event(ctx=watched.context)  # not patched here: its maker is the library
    made.set()
    made.wait()
    watched.context.Barrier(1)
    assert watched.told == []
