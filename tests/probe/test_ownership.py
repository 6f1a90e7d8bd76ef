"""Whose an object is: told by who called its constructor, and carried in the name of its semaphore."""

from __future__ import annotations

import _thread
import os
import threading
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from app.probe.recorder.reporter import Reporter
from app.probe.watched import ownership
from tests.programs.harness import wait_until

_STDLIB = os.path.dirname(os.__file__)


@pytest.fixture
def report(tmp_path: Path) -> Reporter:
    return Reporter(str(tmp_path))


def in_library(text: str, module: str = "multiprocessing.pool", **names: Any) -> dict[str, Any]:
    """Code as if it stood in a file of the standard library; its names."""
    scope: dict[str, Any] = {"__name__": module, **names}
    file = os.path.join(_STDLIB, *module.split(".")) + ".py"
    exec(compile(text, file, "exec"), scope)
    return scope


# --- who has made it -------------------------------------------------------------------------


class Lock:
    """Notes who has made it, as the patched constructor of a lock does."""

    report: Reporter
    is_the_scripts: bool

    def __init__(self) -> None:
        self.is_the_scripts = ownership.made_by_script(self.report, self)


@pytest.fixture
def lock_type(report: Reporter) -> type[Lock]:
    return type("Lock", (Lock,), {"report": report})


def test_what_the_script_makes_is_its_own(lock_type: type[Lock]) -> None:
    assert lock_type().is_the_scripts


def test_what_the_library_makes_for_itself_is_not_the_scripts(lock_type: type[Lock]) -> None:
    library = in_library("def make(): return cls()", cls=lock_type)
    assert not library["make"]().is_the_scripts


def test_the_constructors_of_subclasses_are_passed_over(lock_type: type[Lock]) -> None:
    class Mutex(lock_type):  # type: ignore[misc,valid-type]  # made by the fixture
        def __init__(self) -> None:
            super().__init__()

    library = in_library(
        "class Condition(cls):\n    def __init__(self):\n        cls.__init__(self)\n"
        "def make(): return Condition()",
        cls=lock_type,
    )
    assert Mutex().is_the_scripts
    assert library["Condition"]().is_the_scripts, "the library's class, but the script has made it"
    assert not library["make"]().is_the_scripts


def test_a_context_makes_objects_for_who_asks_it(lock_type: type[Lock]) -> None:
    context = in_library("def Lock(): return cls()", "multiprocessing.context", cls=lock_type)
    assert context["Lock"]().is_the_scripts
    library = in_library("def make(): return factory()", factory=context["Lock"])
    assert not library["make"]().is_the_scripts


RUNNERS = [
    ("threading", "def run(call): return call()"),
    ("concurrent.futures.thread", "def run(call): return call()"),
    ("asyncio.events", "def _run(call): return call()"),
    ("multiprocessing.process", "def run(call): return call()"),
    ("multiprocessing.pool", "def worker(call): return call()"),
    ("multiprocessing.pool", "def mapstar(call): return list(map(type.__call__, [call]))[0]"),
    ("multiprocessing.managers", "def create(call): return call()"),
    ("multiprocessing.util", "def __call__(call): return call()"),
    ("concurrent.futures.process", "def _process_worker(call): return call()"),
]
MAKERS = [
    ("multiprocessing.pool", "def _setup_queues(call): return call()"),
    ("multiprocessing.managers", "def __init__(call): return call()"),
    ("multiprocessing.heap", "def run(call): return call()"),
    ("concurrent.futures.process", "def __init__(call): return call()"),
]


def named(code: tuple[str, str]) -> str:
    return code[0] + "." + code[1].split("(")[0].removeprefix("def ")


@pytest.mark.parametrize("code", RUNNERS, ids=named)
def test_what_the_library_is_given_to_make_is_the_scripts(
    lock_type: type[Lock], code: tuple[str, str]
) -> None:
    run = in_library(code[1], code[0])[named(code).rpartition(".")[2]]
    assert run(lock_type).is_the_scripts


@pytest.mark.parametrize("code", MAKERS, ids=named)
def test_what_multiprocessing_makes_is_its_own_whoever_runs_it(
    lock_type: type[Lock], code: tuple[str, str]
) -> None:
    made: list[Lock] = []
    make = in_library(code[1], code[0])[named(code).rpartition(".")[2]]
    thread = threading.Thread(target=lambda: made.append(make(lock_type)))
    thread.start()
    thread.join()
    assert not made[0].is_the_scripts


def test_what_no_code_in_python_has_called_for_is_the_scripts(report: Reporter) -> None:
    made: list[Lock] = []

    class Kept(Lock):
        def __init__(self) -> None:
            super().__init__()
            made.append(self)

    Kept.report = report
    _thread.start_new_thread(Kept, ())
    wait_until(lambda: bool(made), "the thread")
    assert made[0].is_the_scripts


# --- what consists of several ----------------------------------------------------------------


class Made:
    """A composite type, and what is said of its instances."""

    def __init__(self, report: Reporter, begin: Callable[[], None] = lambda: None) -> None:
        self.told: list[Any] = []
        made = self

        class Queue:
            def __init__(self, fails: bool = False) -> None:
                begin()
                self.letters = [ownership.letter(False), ownership.letter(False)]
                if fails:
                    raise ValueError("no room")

        class JoinableQueue(Queue):
            def __init__(self) -> None:
                Queue.__init__(self)
                self.letters.append(ownership.letter(False))

        for cls in (Queue, JoinableQueue):
            wrapped = ownership.composite(cls.__init__, report, ownership.QUEUE, made.told.append)
            cls.__init__ = wrapped  # type: ignore[method-assign]  # as the probe does it
        self.queue, self.joinable = Queue, JoinableQueue


def test_the_inner_locks_of_what_the_script_makes_have_its_letter(report: Reporter) -> None:
    made = Made(report)
    queue = made.queue()
    assert queue.letters == [ownership.QUEUE] * 2
    assert made.told == [queue]
    assert ownership.letter(False) == ownership.INTERNAL, "it counts while the constructor runs"


def test_the_inner_locks_of_what_the_library_makes_are_internal(report: Reporter) -> None:
    made = Made(report)
    queue = in_library("def make(): return cls()", cls=made.queue)["make"]()
    assert queue.letters == [ownership.INTERNAL] * 2
    assert made.told == []


def test_a_constructor_inside_another_one_is_not_told_and_takes_no_letter_away(report: Reporter) -> None:
    made = Made(report)
    queue = made.joinable()
    assert queue.letters == [ownership.QUEUE] * 3
    assert made.told == [queue]


def test_a_lock_that_the_script_makes_is_its_own_also_meanwhile() -> None:
    assert ownership.letter(True) == ""


def test_the_letter_is_that_of_the_thread_that_makes_it(report: Reporter) -> None:
    begun, go_on = threading.Event(), threading.Event()

    def begin() -> None:
        begun.set()
        assert go_on.wait(10)

    made, found = Made(report, begin), []
    thread = threading.Thread(target=lambda: found.append(made.queue()))
    thread.start()
    assert begun.wait(10)
    assert ownership.letter(False) == ownership.INTERNAL
    go_on.set()
    thread.join()
    assert found[0].letters == [ownership.QUEUE] * 2


def test_a_constructor_that_fails_leaves_no_letter_and_no_frame_of_ours(report: Reporter) -> None:
    made = Made(report)
    with pytest.raises(ValueError, match="no room") as caught:
        made.queue(fails=True)
    assert ownership.letter(False) == ownership.INTERNAL
    assert made.told == []
    assert {frame.filename for frame in traceback.extract_tb(caught.tb)} == {__file__}


def test_a_failure_of_ours_after_a_constructor_does_not_reach_the_script(report: Reporter) -> None:
    made = Made(report)

    def fails(queue: object) -> None:
        raise KeyError("ours")

    made.queue.__init__ = ownership.composite(  # type: ignore[method-assign]  # as the probe does it
        made.queue.__init__, report, ownership.QUEUE, fails
    )
    made.queue()
    assert not report.tells("making of Queue")


def test_a_constructor_looks_like_the_original(report: Reporter) -> None:
    def __init__(self: object, maxsize: int = 0, *, ctx: object) -> None:
        """Make it."""

    wrapped = ownership.composite(__init__, report, ownership.QUEUE, print)
    assert (wrapped.__name__, wrapped.__doc__, wrapped.__wrapped__) == ("__init__", "Make it.", __init__)


# --- the name --------------------------------------------------------------------------------


@pytest.mark.parametrize("letter", ["", ownership.INTERNAL, ownership.QUEUE, ownership.EVENT])
def test_a_name_carries_its_letter_and_gives_one_id(letter: str) -> None:
    name = "/mp-x3k_09ab"
    assert ownership.letter_of(name + letter) == letter
    assert ownership.id_of(name + letter) == ownership.id_of(name)


def test_the_prefix_of_a_name_does_not_count() -> None:
    """multiprocessing's own prefix may hold dashes; what is random stands after the last one."""
    assert ownership.id_of("/mp-x3k_09ab") == ownership.id_of("/my-own-mp-x3k_09ab")
    assert ownership.letter_of("/my-own-mp-x3k_09abq") == ownership.QUEUE


def test_ids_fit_into_a_record_and_differ() -> None:
    from multiprocessing.synchronize import SemLock

    names = {SemLock._make_name() for _ in range(200)}  # type: ignore[attr-defined]  # not in the stubs
    ids = {ownership.id_of(name) for name in names}
    assert len(ids) == len(names)
    assert all(0 < number < 1 << 64 for number in ids)
    assert {ownership.letter_of(name) for name in names} == {""}


def test_the_letters_differ_and_fit_into_a_name() -> None:
    letters = [ownership.INTERNAL, ownership.QUEUE, ownership.EVENT]
    assert len(set(letters)) == len(letters)
    assert all(len(letter) == 1 and letter.isalnum() for letter in letters)
