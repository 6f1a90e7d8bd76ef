"""What the probe says of a task, and what a worker tells of it, without a pool."""

from __future__ import annotations

import operator
import queue
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from app.probe.watched.pool_tasks import call_text, chunk_text, failure_text
from app.probe.watched.pool_watch import PoolWatch
from app.probe.watched.pool_workers import Reading, watched_worker
from app.wire.records import INITIALIZER, PLACE, Effect, Leaving, Phase
from tests.probe.recorded import Recording

BEGAN, BLOCKED, DONE, FAILED = Phase.BEGAN, Phase.BLOCKED, Phase.DONE, Phase.FAILED


class Secret:
    """Its repr is code of the script."""

    def __repr__(self) -> str:
        raise AssertionError("asked for its repr")

    def __call__(self) -> None: ...


@pytest.mark.parametrize(
    ("function", "args", "kwds", "text"),
    [
        (abs, (-3,), {}, "abs(-3)"),
        (operator.add, (1, "x"), None, "add(1, 'x')"),
        (pow, (2,), {"exp": 3}, "pow(2, exp=3)"),
        (Secret(), (Secret(),), {}, "<Secret>(<Secret>)"),
        (partial(abs, 1), (), {}, "<partial>()"),
        (abs, iter([1]), {}, "abs(<list_iterator>)"),
    ],
)
def test_a_task_is_said_as_it_is_called(function: Any, args: Any, kwds: Any, text: str) -> None:
    assert call_text(function, args, kwds) == text


def test_what_is_said_of_a_task_has_room_in_one_slot() -> None:
    for text in (call_text(abs, ("x" * 200,)), chunk_text(abs, ("y" * 200, 2), False)):
        assert len(text) <= 72


@pytest.mark.parametrize(
    ("chunk", "unpacks", "text"),
    [
        ((3,), False, "pow(3)"),
        ((3, 4, 5), False, "pow(3), ... (3)"),
        (((2, 5), (3, 6)), True, "pow(2, 5), ... (2)"),
        ((), False, "pow()"),
        (iter(()), False, "pow()"),
    ],
)
def test_a_chunk_is_said_by_its_first_call_and_how_many_there_are(
    chunk: Any, unpacks: bool, text: str
) -> None:
    assert chunk_text(pow, chunk, unpacks) == text


def test_a_failure_has_the_line_of_the_script_that_has_raised_it(tmp_path: Path) -> None:
    report = Recording(tmp_path).report
    try:
        raise ValueError("no")
    except ValueError as error:
        line = error.__traceback__.tb_lineno if error.__traceback__ is not None else 0
        text = failure_text(error, report)
    assert text.split(PLACE) == ["ValueError: no", __file__, str(line)]
    assert failure_text(KeyError(1), report) == "KeyError: 1"


# --- a worker ------------------------------------------------------------------------------


class Plain(Reading):
    """Tasks are (value, function), results (value, exception or None)."""

    def __init__(self, watch: PoolWatch | None) -> None:
        self.watch = watch

    def watch_of(self, inbox: Any) -> PoolWatch | None:
        return self.watch

    def task(self, message: Any) -> tuple[int, str]:
        return message[0], "task %d" % message[0]

    def result(self, message: Any) -> tuple[int, Any] | None:
        return message if type(message) is tuple else None


def loop(
    inbox: Any, outbox: Any, initializer: Any = None, initargs: Any = (), most: int | None = None
) -> str:
    """As the library's loops are."""
    if initializer is not None:
        initializer(*initargs)
    done = 0
    while most is None or done < most:
        message = inbox.get()
        if message is None:
            break
        try:
            message[1]()
            outbox.put((message[0], None))
        except ValueError as error:
            outbox.put((message[0], error))
        done += 1
    return "over"


def fail() -> None:
    raise ValueError("no")


class Worked:
    """What one worker has told, given these messages."""

    def __init__(self, folder: Path, *messages: Any, **more: Any) -> None:
        self.recording = Recording(folder)
        report = self.recording.report
        self.watch = PoolWatch(report, 7, "Pool")
        self.inbox: queue.SimpleQueue[Any] = queue.SimpleQueue()
        self.outbox: queue.SimpleQueue[Any] = queue.SimpleQueue()
        for message in messages:
            self.inbox.put(message)
        self.worker = watched_worker(loop, report, Plain(self.watch), 4)
        self.more = more.get("arguments", ())

    def run(self) -> Any:
        return self.worker(self.inbox, self.outbox, *self.more)

    @property
    def steps(self) -> list[tuple[int, int, int]]:
        return [(one.effect, one.phase, one.value) for one in self.recording.operations()]


def test_a_worker_tells_of_each_task_before_its_result_is_sent(tmp_path: Path) -> None:
    worked = Worked(tmp_path, (5, lambda: None), (6, fail), None)
    assert worked.run() == "over"
    assert worked.steps == [
        (Effect.WORK, BEGAN, 0),
        (Effect.WORK, BLOCKED, 0),
        (Effect.TASK, BEGAN, 5),
        (Effect.TASK, DONE, 5),
        (Effect.WORK, BLOCKED, 0),
        (Effect.TASK, BEGAN, 6),
        (Effect.TASK, FAILED, 6),
        (Effect.WORK, BLOCKED, 0),
        (Effect.WORK, DONE, Leaving.TOLD),
    ]
    texts = [one.text for one in worked.recording.operations() if one.effect == Effect.TASK]
    assert texts[::2] == ["task 5", "task 6"]
    assert texts[3].startswith("ValueError: no" + PLACE + __file__)
    assert worked.outbox.qsize() == 2


def test_a_worker_that_has_run_as_many_tasks_as_it_may_says_so(tmp_path: Path) -> None:
    worked = Worked(tmp_path, (1, lambda: None), arguments=(None, (), 1))
    worked.run()
    assert worked.steps[-1] == (Effect.WORK, DONE, Leaving.REPLACED)


def test_an_initializer_is_told_until_the_first_task_is_asked_for(tmp_path: Path) -> None:
    worked = Worked(tmp_path, None, arguments=(abs, (-3,)))
    worked.run()
    assert worked.steps[1:4] == [
        (Effect.TASK, BEGAN, INITIALIZER),
        (Effect.TASK, DONE, INITIALIZER),
        (Effect.WORK, BLOCKED, 0),
    ]
    assert worked.recording.operations()[1].text == "abs(-3)"


def test_what_an_initializer_raises_goes_on_without_a_frame_of_ours(tmp_path: Path) -> None:
    worked = Worked(tmp_path, arguments=(fail, ()))
    with pytest.raises(ValueError, match="no") as caught:
        worked.run()
    assert [entry.name for entry in caught.traceback[-2:]] == ["loop", "fail"]
    assert not any("app" in Path(str(entry.path)).parts for entry in caught.traceback)
    assert worked.steps[-2:] == [(Effect.TASK, FAILED, INITIALIZER), (Effect.WORK, FAILED, 0)]


def test_a_worker_of_a_pool_of_the_librarys_own_is_not_told(tmp_path: Path) -> None:
    worked = Worked(tmp_path, (1, lambda: None), None)
    worked.worker = watched_worker(loop, worked.recording.report, Plain(None), 4)
    assert worked.run() == "over"
    assert worked.steps == []


def test_a_failure_of_ours_is_told_and_the_task_runs_all_the_same(tmp_path: Path) -> None:
    worked = Worked(tmp_path, (1, lambda: None), None)
    worked.worker = watched_worker(loop, worked.recording.report, Broken(worked.watch), 4)
    assert worked.run() == "over"
    assert worked.outbox.get() == (1, None)
    failures = worked.recording.texts(13)
    assert failures and "ZeroDivisionError" in failures[0]


class Broken(Plain):
    """Cannot say what a task is."""

    def task(self, message: Any) -> tuple[int, str]:
        return 1 // 0, ""
