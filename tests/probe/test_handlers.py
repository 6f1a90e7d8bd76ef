"""What a signal handler of the script raises is the script's, wherever it has interrupted us."""

from __future__ import annotations

import functools
import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app.probe.recorder.reporter import Reporter
from app.wire.records import CHUNK_SLOTS, Effect, Kind, Phase
from tests.probe.recorded import Recording


class Timeout(Exception):  # noqa: N818
    """As scripts have it."""


class Raiser:
    def method(self, *_: object) -> None:
        raise Timeout

    def __call__(self, *_: object) -> None:
        raise Timeout


def function(*_: object) -> None:
    raise Timeout


HANDLERS: list[Callable[..., None]] = [function, Raiser().method, Raiser(), functools.partial(function, 1)]


@pytest.fixture
def report(tmp_path: Path) -> Reporter:
    (tmp_path / "log").mkdir()
    return Reporter(str(tmp_path))


@pytest.fixture
def recording(tmp_path: Path) -> Recording:
    return Recording(tmp_path)


@pytest.fixture(params=HANDLERS, ids=["function", "method", "object", "partial"])
def handler(request: pytest.FixtureRequest) -> Iterator[None]:
    before = signal.signal(signal.SIGALRM, request.param)
    yield
    signal.signal(signal.SIGALRM, before)


def interrupted(*_: object) -> bool:
    signal.raise_signal(signal.SIGALRM)
    return True


def test_it_goes_on_to_the_script(report: Reporter, handler: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.probe.recorder.log.Log.write", interrupted)
    with pytest.raises(Timeout):
        report.operation("Lock.acquire", Effect.TAKE, Phase.DONE, None)
    with pytest.raises(Timeout):
        report.describe(name="main")


def test_a_failure_of_our_own_does_not(
    report: Reporter, handler: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> bool:
        raise KeyError("ours")

    monkeypatch.setattr("app.probe.recorder.log.Log.write", fail)
    report.operation("Lock.acquire", Effect.TAKE, Phase.DONE, None)
    report.describe(name="main")


def raise_late(*_: object) -> None:
    raise TimeoutError("late")


def tell_more_than_a_chunk(report: Reporter) -> None:
    for _ in range(CHUNK_SLOTS):
        report.operation("Lock.acquire", Effect.TAKE, Phase.DONE, None)


@pytest.mark.parametrize("where", ["_map_chunk", "_exists"])
def test_a_time_out_of_the_script_is_not_taken_for_a_full_disk(
    where: str, report: Reporter, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = signal.signal(signal.SIGALRM, raise_late)
    try:
        with monkeypatch.context() as patched:
            patched.setattr(f"app.probe.recorder.log.{where}", interrupted)
            with pytest.raises(TimeoutError):
                tell_more_than_a_chunk(report)
    finally:
        signal.signal(signal.SIGALRM, before)
    assert report.log.write(Kind.NAME, Phase.DONE, 1, 1, 0, 0, 0, 0, b"goes on")


def test_what_it_has_interrupted_is_told_later(recording: Recording, monkeypatch: pytest.MonkeyPatch) -> None:
    """The release of a lock, say, has taken effect."""
    before = signal.signal(signal.SIGALRM, raise_late)
    try:
        with monkeypatch.context() as patched:
            patched.setattr("app.probe.recorder.log.Log.write", interrupted)
            with pytest.raises(TimeoutError):
                recording.report.operation("Lock.release", Effect.GIVE, Phase.DONE, None, time_ns=5)
    finally:
        signal.signal(signal.SIGALRM, before)
    recording.report.operation("Lock.acquire", Effect.TAKE, Phase.DONE, None, time_ns=6)
    assert [one.operation for one in recording.operations()] == ["Lock.release", "Lock.acquire"]
    assert recording.times() == [5, 6]
