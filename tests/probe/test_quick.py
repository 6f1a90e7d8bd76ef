"""What is told the quick way is told as the ordinary way tells it, whatever happens in between."""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from types import FrameType

import pytest

from app.probe.recorder.quick import Site
from app.probe.recorder.reporter import Reporter, Watch
from app.wire.records import AT_ONCE, CHUNKS_AHEAD, INLINE, LOST_SLOT, Effect, Family, Kind, Phase
from tests.probe.recorded import WAYS, Recording, site_class

_here = sys._getframe


@pytest.fixture
def recording(tmp_path: Path) -> Recording:
    return Recording(tmp_path)


@pytest.fixture(params=WAYS)
def new_site(request: pytest.FixtureRequest) -> type[Site]:
    return site_class(request.param)


@pytest.fixture
def site(recording: Recording, new_site: type[Site]) -> Site:
    """Of an acquire of an object that has its name already, as one in a loop has."""
    watch = Watch(7, "Lock", Family.LOCK)
    watch.named = True
    return new_site(recording.report, watch, "acquire", Effect.TAKE, Phase.DONE)


@pytest.fixture
def slow_calls(recording: Recording, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The values that were told the ordinary, slower way."""
    told: list[int] = []
    original = recording.report.operation

    def operation(*arguments: object) -> None:
        value = arguments[6]
        assert isinstance(value, int)
        told.append(value)
        original(*arguments)  # type: ignore[arg-type]  # as they came

    monkeypatch.setattr(type(recording.report), "operation", lambda _, *arguments: operation(*arguments))
    return told


def tell(site: Site, *values: int, text: bytes | None = None, bound: float = AT_ONCE) -> int:
    """Tell from one line of this file, once for each value; the number of the line."""
    frame = _here()
    for value in values:
        if text is None:
            site.tell(frame, time.monotonic_ns(), value, bound)
        else:
            site.tell_text(frame, time.monotonic_ns(), text, value, bound)
    return frame.f_lineno


# --- the same as the ordinary way ------------------------------------------------------------


def test_only_the_first_of_a_loop_is_told_the_slow_way(site: Site, slow_calls: list[int]) -> None:
    tell(site, *range(10))
    assert slow_calls == [0]


def test_a_record_told_quickly_says_what_the_slow_one_says(recording: Recording, site: Site) -> None:
    tell(site, 1, 1)
    slow, quick = recording.operations()
    assert slow == quick
    assert (quick.operation, quick.phase, quick.effect, quick.object) == (
        "Lock.acquire",
        Phase.DONE,
        Effect.TAKE,
        7,
    )
    assert (quick.file, quick.value, quick.bound, quick.text) == (__file__, 1, AT_ONCE, "")


def test_each_record_has_its_own_time_value_and_bound(recording: Recording, site: Site) -> None:
    frame = _here()
    for number in range(4):
        site.tell(frame, 1000 + number, -number, number / 2)
    assert recording.times() == [1000, 1001, 1002, 1003]
    told = recording.operations()
    assert [(one.value, one.bound) for one in told] == [(0, 0), (-1, 0.5), (-2, 1), (-3, 1.5)]


@pytest.mark.parametrize("length", [0, 1, INLINE - 1, INLINE, INLINE + 1, 3 * INLINE])
def test_a_text_of_any_length_is_told_as_the_slow_way_tells_it(
    length: int, recording: Recording, site: Site
) -> None:
    text = ("包x" * 200).encode()[:length].decode("utf-8", "ignore")
    tell(site, 1, 1, text=text.encode())
    slow, quick = recording.operations()
    assert slow == quick
    assert quick.text == text


def test_texts_of_changing_lengths_leave_nothing_of_each_other(recording: Recording, site: Site) -> None:
    texts = ["a" * length for length in (40, 3, 76, 0, 40, 200, 1)]
    frame = _here()
    for text in texts:
        site.tell_text(frame, time.monotonic_ns(), text.encode())
    assert [one.text for one in recording.operations()] == texts


def test_a_loop_goes_on_quickly_over_the_border_of_a_chunk(recording: Recording, site: Site) -> None:
    count = 5000
    tell(site, *range(count))
    assert [one.value for one in recording.operations()] == list(range(count))


# --- from elsewhere --------------------------------------------------------------------------


def test_each_line_is_told_as_itself(recording: Recording, site: Site) -> None:
    lines = []
    for _ in range(2):
        site.tell(_here(), 1)
        lines.append(_here().f_lineno - 1)
        site.tell(_here(), 1)
        lines.append(_here().f_lineno - 1)
    assert [one.line for one in recording.operations()] == lines
    assert lines[0] != lines[1]


def test_a_function_of_another_file_at_the_same_instruction_is_told_as_itself(
    recording: Recording, site: Site, tmp_path: Path
) -> None:
    def function_in(file: str) -> FrameType:
        names: dict[str, object] = {"getframe": sys._getframe, "__name__": "script"}
        exec(compile("def f(): return getframe()", file, "exec"), names)
        frame = names["f"]()  # type: ignore[operator]  # it was defined by the text
        assert isinstance(frame, FrameType)
        return frame

    files = [str(tmp_path / name) for name in ("a.py", "b.py", "a.py")]
    for file in files:
        site.tell(function_in(file), 1)
    assert [one.file for one in recording.operations()] == files


def test_each_thread_is_told_as_itself(recording: Recording, site: Site) -> None:
    turn = threading.Barrier(2)

    def work(values: list[int]) -> None:
        for value in values:
            turn.wait()
            tell(site, value)

    threads = [threading.Thread(target=work, args=([start] * 50,)) for start in (1, 2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    seen = Counter((one.thread, one.value) for one in recording.operations())
    assert sorted(seen.values()) == [50, 50]
    assert len({thread for thread, _ in seen}) == len({value for _, value in seen}) == 2


def test_each_thread_is_told_as_itself_while_chunks_are_filled_and_dropped(
    recording: Recording, site: Site
) -> None:
    threads = [threading.Thread(target=tell, args=(site, *[start] * 6000)) for start in (1, 2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    seen = Counter((one.thread, one.value) for one in recording.operations())
    assert sorted(seen.values()) == [6000, 6000]


@pytest.mark.parametrize("number", range(10))
def test_each_thread_is_told_as_itself_in_one_log_after_another(
    number: int, recording: Recording, site: Site
) -> None:
    test_each_thread_is_told_as_itself(recording, site)


def test_a_forked_child_tells_into_its_own_log(recording: Recording, site: Site) -> None:
    tell(site, 1, 2)
    pid = os.fork()
    if pid == 0:
        try:
            recording.report.after_fork()
            tell(site, 3, 4)
        finally:
            os._exit(0)
    os.waitpid(pid, 0)
    tell(site, 5)
    told = recording.operations()
    assert sorted((one.pid, one.value) for one in told) == sorted(
        [(os.getpid(), 1), (os.getpid(), 2), (pid, 3), (pid, 4), (os.getpid(), 5)]
    )
    assert {(one.operation, one.file, one.object) for one in told} == {("Lock.acquire", __file__, 7)}


def test_what_the_library_does_for_itself_is_not_told(recording: Recording, new_site: type[Site]) -> None:
    """The frames of a thread that the library started have no frame of the script behind them."""
    watch = Watch(7, "Lock", Family.LOCK)
    site = new_site(recording.report, watch, "acquire", Effect.TAKE, Phase.DONE, only_script=True)
    library: dict[str, object] = {"site": site, "getframe": sys._getframe, "__name__": "queue"}
    text = "def work(): site.tell(getframe(), 1)"
    exec(compile(text, os.path.join(os.path.dirname(os.__file__), "queue.py"), "exec"), library)
    thread = threading.Thread(target=library["work"])  # type: ignore[arg-type]  # defined by the text
    thread.start()
    thread.join()
    assert recording.operations() == []


def test_an_object_without_a_name_is_told_the_slow_way_until_it_has_one(
    recording: Recording, new_site: type[Site], slow_calls: list[int]
) -> None:
    watch = Watch(7, "Lock", Family.LOCK)
    site = new_site(recording.report, watch, "acquire", Effect.TAKE, Phase.DONE)
    tell(site, 1, 2)
    assert slow_calls == [1, 2]
    watch.named = True
    tell(site, 3, 4)
    assert slow_calls == [1, 2, 3]


# --- a signal handler in the middle ----------------------------------------------------------

#: Nobody reads while the script tells: who fills all chunks would wait for ever.
MOST = CHUNKS_AHEAD * LOST_SLOT // 2


@pytest.fixture
def alarm() -> Iterator[None]:
    before = signal.getsignal(signal.SIGALRM)
    yield
    signal.setitimer(signal.ITIMER_REAL, 0)
    signal.signal(signal.SIGALRM, before)


@pytest.mark.usefixtures("alarm")
@pytest.mark.timeout(method="thread")  # the other method needs the alarm itself
def test_a_signal_handler_that_tells_from_its_own_line_mixes_nothing_up(
    recording: Recording, site: Site
) -> None:
    lines: dict[int, int] = {}

    def handler(*_: object) -> None:
        number = -1 - len(lines)
        lines[number] = tell_in_handler(number)

    def tell_in_handler(number: int) -> int:
        frame = _here()
        site.tell_text(frame, time.monotonic_ns(), b"h" * -number, number)
        return frame.f_lineno - 1

    signal.signal(signal.SIGALRM, handler)
    signal.setitimer(signal.ITIMER_REAL, 0.001, 0.0005)
    count = 0
    while (len(lines) < 40 or count < 3000) and count < MOST:
        tell(site, count + 1, text=b"w" * (count % INLINE))
        count += 1
    signal.setitimer(signal.ITIMER_REAL, 0)
    told = {one.value: one for one in recording.operations()}
    assert lines and set(told) == {*lines, *range(1, count + 1)}
    for number, line in lines.items():
        assert (told[number].line, told[number].text) == (line, "h" * min(-number, 9 * INLINE))
    assert all(told[value].text == "w" * ((value - 1) % INLINE) for value in range(1, count + 1))


class Timeout(Exception):  # noqa: N818
    """As scripts have it."""


@pytest.mark.usefixtures("alarm")
@pytest.mark.timeout(method="thread")  # the other method needs the alarm itself
def test_what_a_signal_handler_raises_goes_on_and_holds_up_no_record(
    recording: Recording, site: Site
) -> None:
    def handler(*_: object) -> None:
        raise Timeout

    signal.signal(signal.SIGALRM, handler)
    value, raised = 0, 0
    while raised < 20 and value < MOST:
        try:
            signal.setitimer(signal.ITIMER_REAL, 0.0005)
            while value < MOST:
                value += 1
                site.tell(_here(), time.monotonic_ns(), value)
            signal.setitimer(signal.ITIMER_REAL, 0)
        except Timeout:
            raised += 1
    assert raised
    site.tell(_here(), time.monotonic_ns(), value + 1)
    values = [one.value for one in recording.operations()]
    assert values == sorted(set(values))
    assert len(values) >= value + 1 - raised, "only a record in the making may be lost"
    assert values[-1] == value + 1
    assert recording.texts(Kind.FAILURE) == []


# --- a failure of ours -----------------------------------------------------------------------


def test_a_failure_to_write_is_told_once_and_the_script_does_not_notice(
    recording: Recording, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In Python: nothing can fail there in C."""

    def fail(*_: object) -> None:
        raise KeyError("pack")

    watch = Watch(7, "Lock", Family.LOCK)
    watch.named = True
    site = site_class("Python")(recording.report, watch, "acquire", Effect.TAKE, Phase.DONE)
    tell(site, 1, 2)
    monkeypatch.setattr("app.probe.recorder.prepared.pack", fail)
    tell(site, 3, 4, 5)
    monkeypatch.undo()
    tell(site, 6)
    assert recording.texts(Kind.FAILURE) == ["Lock.acquire: KeyError: pack"]
    assert [one.value for one in recording.operations()] == [1, 2]


def test_a_failure_to_look_at_variables_is_told_once_and_the_script_does_not_notice(
    recording: Recording, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise KeyError("sample")

    tell(site, 1, 2)
    monkeypatch.setattr(type(recording.report.variables), "changed", fail)
    monkeypatch.setattr("__main__.changed", 1, raising=False)  # else there is nothing to look at
    time.sleep(0.001)  # longer than a look at the variables is valid
    tell(site, 3, 4, 5)
    monkeypatch.undo()
    tell(site, 6)
    assert recording.texts(Kind.FAILURE) == ["Lock.acquire: KeyError: sample"]
    assert [one.value for one in recording.operations()] == [1, 2, 3]


# --- no stack left ---------------------------------------------------------------------------


def tell_at_the_limit(site: Site, *values: int) -> None:
    """What is told is the deeper of two calls that there is no room for."""

    def no_room(*_: object) -> None:
        raise RecursionError("maximum recursion depth exceeded")

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(Reporter, "script_frame", no_room)
        tell(site, *values[::2])
        patched.setattr(Reporter, "script_frame", lambda _, frame: frame)
        patched.setattr("app.probe.recorder.log.Log.write", no_room)
        tell(site, *values[1::2])


def test_what_there_was_no_stack_for_is_told_before_what_comes_next(recording: Recording, site: Site) -> None:
    tell(site, 1, 2)
    site.forget()
    before = time.monotonic_ns()
    tell_at_the_limit(site, 3, 4)
    after = time.monotonic_ns()
    tell(site, 5, 6)
    told = recording.operations()
    assert [one.value for one in told] == [1, 2, 3, 4, 5, 6]
    assert len({one._replace(value=0) for one in told}) == 1
    assert all(before < stamp < after for stamp in recording.times()[2:4])
    assert recording.texts(Kind.FAILURE) == []


def test_what_a_thread_could_not_tell_is_told_as_its_own_when_it_has_ended(
    recording: Recording, site: Site
) -> None:
    def work() -> None:
        tell(site, 1)
        site.forget()
        tell_at_the_limit(site, 2)

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert [one.value for one in recording.operations()] == [1]
    recording.report.end()
    first, second = recording.operations()
    assert (second.value, second.thread) == (2, first.thread)


def test_a_record_that_is_written_is_not_told_again_for_want_of_stack(
    recording: Recording, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_room(*_: object) -> None:
        raise RecursionError("maximum recursion depth exceeded")

    tell(site, 1)
    monkeypatch.setattr(Reporter, "sample", no_room)
    time.sleep(0.001)  # longer than a look at the variables is valid
    tell(site, 2)
    site.report.operation("other", Effect.CALL, Phase.DONE, None, value=3)
    monkeypatch.undo()
    tell(site, 4)
    assert [one.value for one in recording.operations()] == [1, 2, 3, 4]


@pytest.mark.parametrize(("phase", "seen"), [(Phase.BLOCKED, ["0", "1", "2"]), (Phase.DONE, ["0", "1"])])
def test_what_waits_looks_at_the_variables_each_time_as_it_may_stand_there_for_ever(
    recording: Recording, new_site: type[Site], monkeypatch: pytest.MonkeyPatch, phase: int, seen: list[str]
) -> None:
    watch = Watch(7, "Lock", Family.LOCK)
    watch.named = True
    site, main = new_site(recording.report, watch, "acquire", Effect.TAKE, phase), sys.modules["__main__"]
    frame, began_ns = _here(), time.monotonic_ns()
    for turn in range(3):
        monkeypatch.setattr(main, "turn", turn, raising=False)
        site.tell(frame, began_ns + turn, 0, AT_ONCE)
    assert [value for name, value in recording.variables() if name == "turn"] == seen
