"""The one ceremony of every patch: the script notices nothing, and a failure of ours is told once."""

from __future__ import annotations

import signal
import traceback
from collections.abc import Iterator
from pathlib import Path
from types import FrameType
from typing import Any

import pytest

from app.probe.patching.around import Watcher, around
from app.probe.patching.standin import stand_in
from app.probe.recorder.reporter import Reporter
from app.supervisor.logs import Logs
from app.wire.frames import Record, records_of
from app.wire.records import Kind
from app.wire.run_folder import LOGS


class ScriptError(Exception):
    """What the script's own code raises."""


class Noting(Watcher):
    """Keeps what it is told, and fails where it is asked to."""

    def __init__(self, report: Reporter, fails_in: str = "") -> None:
        super().__init__(report, "Thing.call")
        self.noted: list[Any] = []
        self._fails_in = fails_in

    def begin(self, frame: FrameType, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        self._note("begin", frame.f_code.co_name, args, kwargs)
        return "call"

    def done(self, call: Any, result: Any) -> None:
        self._note("done", call, result)

    def failed(self, call: Any, error: BaseException) -> None:
        self._note("failed", call, type(error))

    def _note(self, where: str, *what: Any) -> None:
        self.noted.append((where, *what))
        if where == self._fails_in:
            raise KeyError(where)


class Silent(Noting):
    """Does not tell its calls."""

    def begin(self, frame: FrameType, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        return None


@pytest.fixture
def report(tmp_path: Path) -> Reporter:
    (tmp_path / LOGS).mkdir()
    return Reporter(str(tmp_path))


def failures(report: Reporter) -> list[str]:
    """What the log says of failures of ours."""
    return [record.text[: record.length].decode() for record in read(report) if record.kind == Kind.FAILURE]


def read(report: Reporter) -> list[Record]:
    found = Logs(Path(report.folder) / LOGS).find_new()
    return [record for log in found for record in records_of(log.read(0, 1000))]


def names_in(caught: pytest.ExceptionInfo[BaseException]) -> list[str]:
    """The functions in the traceback of an exception."""
    return [frame.name for frame in traceback.extract_tb(caught.tb)]


def add(one: int, other: int = 1) -> int:
    """Adds."""
    return one + other


def fail(text: str) -> None:
    raise ScriptError(text)


def test_a_call_is_told_before_and_after_with_the_frame_that_made_it(report: Reporter) -> None:
    watcher = Noting(report)
    assert around(add, watcher)(2, other=3) == 5
    here = "test_a_call_is_told_before_and_after_with_the_frame_that_made_it"
    assert watcher.noted == [("begin", here, (2,), {"other": 3}), ("done", "call", 5)]


def test_it_looks_like_the_original(report: Reporter) -> None:
    patched = around(add, Noting(report))
    assert (patched.__name__, patched.__doc__, patched.__wrapped__) == ("add", "Adds.", add)


def test_an_exception_has_no_frame_of_ours(report: Reporter) -> None:
    watcher = Noting(report)
    with pytest.raises(ScriptError) as caught:
        around(fail, watcher)("x")
    assert names_in(caught) == ["test_an_exception_has_no_frame_of_ours", "fail"]
    assert caught.value.__context__ is None
    assert watcher.noted[1:] == [("failed", "call", ScriptError)]


class FrozenError(ScriptError):
    """As a frozen dataclass: nothing of it can be set."""

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"cannot assign to field {name!r}")


def refuse() -> None:
    raise FrozenError("x")


def test_an_exception_that_lets_nothing_be_set_goes_on_as_it_is(report: Reporter) -> None:
    with pytest.raises(FrozenError, match=r"^x$") as caught:
        around(refuse, Noting(report))()
    assert names_in(caught)[-1] == "refuse"
    assert caught.value.__context__ is None


def test_a_wrong_call_is_refused_in_the_originals_words(report: Reporter) -> None:
    with pytest.raises(TypeError, match=r"^add\(\) missing 1 required positional argument: 'one'$"):
        around(add, Noting(report))()


def test_a_call_that_is_not_told_goes_through(report: Reporter) -> None:
    watcher = Silent(report)
    assert around(add, watcher)(1) == 2
    with pytest.raises(ScriptError):
        around(fail, watcher)("x")
    assert watcher.noted == []


@pytest.mark.parametrize("where", ["begin", "done"])
def test_a_failure_of_ours_is_told_once_and_steps_aside(where: str, report: Reporter) -> None:
    watcher = Noting(report, where)
    patched = around(add, watcher)
    assert [patched(1), patched(2), patched(3)] == [2, 3, 4]
    assert [note[0] for note in watcher.noted] == (["begin"] if where == "begin" else ["begin", "done"])
    assert failures(report) == [f"Thing.call: KeyError: {where}"]


def test_what_fails_when_the_interpreter_has_emptied_the_modules_is_not_told(report: Reporter) -> None:
    error = TypeError("'NoneType' object is not callable")
    report.failure("SharedMemory.close", error, lambda: True)
    assert failures(report) == []
    report.failure("SharedMemory.close", error)
    assert failures(report) == ["SharedMemory.close: TypeError: 'NoneType' object is not callable"]


def test_a_call_that_is_wrong_is_no_failure_of_ours(report: Reporter) -> None:
    watcher = Noting(report, "begin")
    with pytest.raises(ScriptError) as caught:
        around(fail, watcher)("x")
    assert caught.value.__context__ is None
    assert not watcher.aside
    assert failures(report) == []


def test_a_failure_of_ours_does_not_hide_an_exception_of_the_script(report: Reporter) -> None:
    watcher = Noting(report, "failed")
    with pytest.raises(ScriptError) as caught:
        around(fail, watcher)("x")
    assert caught.value.__context__ is None
    assert failures(report) == ["Thing.call: KeyError: failed"]


# --- a signal handler of the script in the middle of ours -----------------------------------


class Interrupted(Noting):
    """A signal comes while something is told."""

    def _note(self, where: str, *what: Any) -> None:
        if where == self._fails_in:
            signal.raise_signal(signal.SIGALRM)


@pytest.fixture
def alarm() -> Iterator[None]:
    def handler(*_: object) -> None:
        raise ScriptError("alarm")

    before = signal.signal(signal.SIGALRM, handler)
    yield
    signal.signal(signal.SIGALRM, before)


@pytest.mark.parametrize("where", ["begin", "done"])
@pytest.mark.usefixtures("alarm")
def test_what_a_signal_handler_raises_in_the_middle_of_ours_goes_on(where: str, report: Reporter) -> None:
    watcher = Interrupted(report, where)
    with pytest.raises(ScriptError) as caught:
        around(add, watcher)(1)
    names = names_in(caught)
    assert names[-1] == "handler"
    assert "patched" not in names, "the watcher of this test is not in the probe's folder"
    assert not watcher.aside
    assert failures(report) == []


# --- in the place of a built-in function ----------------------------------------------------


def test_a_stand_in_does_not_bind_and_looks_like_a_built_in(report: Reporter) -> None:
    class Holder:
        measure = stand_in(len, Noting(report))

    assert Holder().measure([1, 2]) == 2  # type: ignore[operator]  # it has its call at run time
    assert repr(Holder.measure) == "<built-in function len>"
    assert Holder.measure.__reduce__() == "len"


def test_an_exception_of_a_built_in_has_no_frame_of_ours(report: Reporter) -> None:
    measure: Any = stand_in(len, Noting(report))
    with pytest.raises(TypeError, match=r"^object of type 'int' has no len") as caught:
        measure(3)
    assert len(names_in(caught)) == 1
