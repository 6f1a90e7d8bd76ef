"""What is told of an executor of threads: each task from its submission to its result."""

from __future__ import annotations

import importlib.util
import logging
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any
from weakref import ref

import pytest

from app.probe.watched import futures, thread_executors
from app.wire.records import INITIALIZER, PLACE, Broken, Effect, Phase, Stopped, task_value
from tests.probe.recorded import Recording

BEGAN, BLOCKED, DONE, FAILED = Phase.BEGAN, Phase.BLOCKED, Phase.DONE, Phase.FAILED
TASKS = (Effect.SUBMIT, Effect.TASK, Effect.SETTLE, Effect.CANCEL)


def fresh(name: str) -> Any:
    """A copy of a module of the library, which nobody else uses."""
    spec = importlib.util.find_spec(name)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


class Watched:
    """The library's executor, watched; the one that others use here stays as it is."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.recording = Recording(folder)
        monkeypatch.setattr("threading._register_atexit", lambda function: None)
        monkeypatch.setattr("os.register_at_fork", lambda **functions: None)
        base = fresh("concurrent.futures._base")
        monkeypatch.setattr("concurrent.futures._base", base)
        module = fresh("concurrent.futures.thread")
        futures.patch(base, self.recording.report)
        thread_executors.patch(module, self.recording.report)
        self.executor: Callable[..., Any] = module.ThreadPoolExecutor

    def steps(self, *effects: int) -> list[tuple[int, int, int]]:
        told = self.recording.operations()
        return [(one.effect, one.phase, one.value) for one in told if one.effect in effects]


@pytest.fixture
def watched(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Watched:
    return Watched(tmp_path, monkeypatch)


def fail(number: int) -> None:
    raise ValueError(number)


def hold(begun: threading.Event, gate: threading.Event) -> None:
    begun.set()
    assert gate.wait(30)


def test_a_task_is_told_from_its_submission_to_its_result(watched: Watched) -> None:
    with watched.executor(1) as executor:
        assert executor.submit(abs, -3).result() == 3
        assert isinstance(executor.submit(fail, 4).exception(), ValueError)
    first, second = task_value(1, 0), task_value(2, 0)
    assert watched.steps(Effect.SUBMIT) == [
        (Effect.SUBMIT, DONE, task_value(1, 1)),
        (Effect.SUBMIT, DONE, task_value(2, 1)),
    ]
    assert watched.steps(Effect.TASK, Effect.SETTLE) == [
        (Effect.TASK, BEGAN, first),
        (Effect.TASK, DONE, first),
        (Effect.SETTLE, DONE, first),
        (Effect.TASK, BEGAN, second),
        (Effect.TASK, FAILED, second),
        (Effect.SETTLE, FAILED, second),
    ]
    texts = [one.text for one in watched.recording.operations() if one.effect == Effect.TASK]
    assert texts[:3] == ["abs(-3)", "", "fail(4)"]
    assert texts[3].startswith("ValueError: 4" + PLACE + __file__)


def test_a_worker_waits_and_ends_and_a_closed_executor_is_told_once(watched: Watched) -> None:
    with watched.executor(1) as executor:
        executor.submit(abs, -3).result()
        executor.shutdown()
    work = watched.steps(Effect.WORK)
    assert (work[0], work[-1]) == ((Effect.WORK, BEGAN, 0), (Effect.WORK, DONE, 0))
    assert set(work[1:-1]) == {(Effect.WORK, BLOCKED, 0)}
    closed = [one for one in watched.recording.operations() if one.effect == Effect.CLOSE]
    assert [one.value for one in closed] == [Stopped.CLOSED] * 2
    assert all(one.line for one in closed), "the script has called it, both times"


def test_a_task_that_is_cancelled_in_time_has_never_begun(watched: Watched) -> None:
    gate, begun = threading.Event(), threading.Event()
    with watched.executor(1) as executor:
        executor.submit(hold, begun, gate)
        late = executor.submit(abs, -1)
        assert begun.wait(30) and late.cancel()
        gate.set()
    second = [one for one in watched.steps(*TASKS) if one[2] >> 32 == 2]
    assert second == [(Effect.SUBMIT, DONE, task_value(2, 1)), (Effect.CANCEL, DONE, task_value(2, 0))]


def test_a_failed_initializer_is_told_with_its_exception_and_breaks_the_executor(
    watched: Watched, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.CRITICAL + 1)
    with watched.executor(1, initializer=fail, initargs=(7,)) as executor:
        assert type(executor.submit(abs, -1).exception()).__name__ == "BrokenThreadPool"
    began, failed = (one for one in watched.recording.operations() if one.effect == Effect.TASK)
    assert began.value == failed.value == INITIALIZER
    assert (began.phase, began.text) == (BEGAN, "fail(7)")
    assert failed.phase == FAILED and failed.text.startswith("ValueError: 7" + PLACE + __file__)
    assert watched.steps(Effect.BREAK, Effect.TASK, Effect.SETTLE) == [
        (Effect.TASK, BEGAN, INITIALIZER),
        (Effect.TASK, FAILED, INITIALIZER),
        (Effect.BREAK, DONE, Broken.INITIALIZER),
        (Effect.SETTLE, FAILED, task_value(1, 0)),
    ]


def test_nothing_of_ours_keeps_an_executor_or_what_its_tasks_were_given(watched: Watched) -> None:
    executor, given = watched.executor(1), threading.Event()
    future = executor.submit(given.is_set)
    assert future.result() is False
    executor.submit(abs, -1).result()  # the worker has let the first one go
    seen, (thread,) = (ref(executor), ref(given), ref(future)), executor._threads
    del executor, given, future
    thread.join(30)
    assert [one() for one in seen] == [None, None, None]
    assert watched.steps(Effect.CLOSE) == [(Effect.CLOSE, DONE, Stopped.CLOSED)]


def test_a_result_that_another_thread_sets_is_no_end_of_the_task_there(watched: Watched) -> None:
    gate, begun = threading.Event(), threading.Event()
    with watched.executor(1) as executor:
        future = executor.submit(hold, begun, gate)
        assert begun.wait(30)
        future.set_result("early")
        assert watched.steps(Effect.TASK, Effect.SETTLE)[-1][:2] == (Effect.SETTLE, DONE)
        assert [one[1] for one in watched.steps(Effect.TASK)] == [BEGAN]
        logging.disable(logging.CRITICAL)  # the library's worker ends by that
        gate.set()
    logging.disable(logging.NOTSET)


def test_the_copies_in_a_forked_child_are_others(watched: Watched) -> None:
    executor = watched.executor(1)
    future = executor.submit(abs, -1)
    assert future.result() == 1
    executor.shutdown()
    before = len(watched.steps(*TASKS, Effect.CLOSE))
    for forget in watched.recording.report.forked:
        forget()
    executor.shutdown()
    assert len(watched.steps(*TASKS, Effect.CLOSE)) == before, "nothing was asked of it"
    with pytest.raises(RuntimeError):
        executor.submit(abs, -2)
    told = [one for one in watched.recording.operations() if one.effect == Effect.SUBMIT]
    assert [one.phase for one in told] == [DONE, FAILED]
    assert told[0].object != told[1].object
