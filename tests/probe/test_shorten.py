"""Reprs for the records: short whatever they are of, and without running the script's code."""

from __future__ import annotations

import queue
import sys
import threading
import time
from collections import OrderedDict, UserDict, defaultdict
from typing import Any

import pytest

from app.probe.recorder.shorten import LIMIT, describe_exception, name_of_callable, shorten

AS_PYTHON_SHOWS_IT: list[object] = [
    0,
    -5,
    (1 << 64) - 1,
    1.5,
    float("nan"),
    2j,
    True,
    None,
    range(3),
    "大包子0号",
    "it's",
    b"\xff",
    bytearray(b"x"),
    [],
    [1, "a", None],
    (),
    (1,),
    (1, 2),
    {},
    {"num": 100},
    {1: [2, {3: "4"}]},
    set(),
    {1},
    frozenset(),
    frozenset({1}),
]


@pytest.mark.parametrize("value", AS_PYTHON_SHOWS_IT, ids=repr)
def test_small_values_are_shown_as_python_shows_them(value: object) -> None:
    assert shorten(value) == repr(value)


HUGE: dict[str, object] = {
    "text": "x" * 10_000_000,
    "bytes": b"\xff" * 10_000_000,
    "quotes": "'\"" * 1000,
    "list": list(range(1_000_000)),
    "list of texts": ["y" * 1000] * 1000,
    "dict": {i: str(i) for i in range(100_000)},
    "number": 7**100_000,
    "negative number": -(7**100_000),
    "numbers": [10**5000] * 5,
    "set": set(range(100_000)),
    "exception": ValueError("z" * 100_000, ["a"] * 1000),
}


@pytest.mark.parametrize("value", HUGE.values(), ids=list(HUGE))
def test_huge_values_are_short_and_quick(value: object) -> None:
    began = time.process_time()
    text = shorten(value)
    assert time.process_time() - began < 0.1
    assert 0 < len(text) <= LIMIT


def test_the_length_of_what_was_cut_is_told() -> None:
    assert shorten(list(range(100))).endswith("... (100)]")
    assert "(5000)" in shorten("x" * 5000)


def test_deep_and_endless_containers_end() -> None:
    deep: list[Any] = []
    for _ in range(10_000):
        deep = [deep]
    endless: dict[str, Any] = {}
    endless["self"] = endless
    assert shorten(deep) == "[[[...]]]"
    assert shorten(endless) == "{'self': {'self': {'self': ...}}}"


class Hostile:
    """Every method that a repr could call fails the test."""

    def refuse(self, *_: object) -> Any:
        raise AssertionError("code of the script was run")

    __repr__ = __str__ = __len__ = __iter__ = __hash__ = __eq__ = __bool__ = __getattr__ = refuse


def test_no_code_of_the_script_is_run() -> None:
    class Meta(type):
        def __repr__(cls) -> str:
            raise AssertionError("code of the script was run")

    class Odd(metaclass=Meta):
        pass

    assert shorten(Hostile()) == "<Hostile>"
    assert shorten([Hostile(), {"a": Hostile()}]) == "[<Hostile>, {'a': <Hostile>}]"
    assert "Meta" in shorten(Odd)
    assert shorten(ValueError(Hostile())) == "ValueError(<Hostile>)"


class Text(str):
    def __repr__(self) -> str:
        raise AssertionError("code of the script was run")


class Number(int):
    def __repr__(self) -> str:
        raise AssertionError("code of the script was run")


class Items(list):  # type: ignore[type-arg]
    def __iter__(self) -> Any:
        raise AssertionError("code of the script was run")


@pytest.mark.parametrize("value", [Text("a"), Number(1), Items([1])], ids=["str", "int", "list"])
def test_subclasses_of_built_ins_are_shown_by_their_type(value: object) -> None:
    assert shorten(value) == f"<{type(value).__qualname__}>"
    assert shorten({"a": value}) == f"{{'a': <{type(value).__qualname__}>}}"


@pytest.mark.parametrize("value", [OrderedDict(a=1), defaultdict(int), UserDict(), sys, len, object()])
def test_other_objects_are_shown_by_their_type(value: object) -> None:
    assert shorten(value) == f"<{type(value).__qualname__}>"


def test_a_dict_with_hostile_keys_is_shown() -> None:
    class Key:
        armed = False

        def __hash__(self) -> int:
            assert not self.armed, "code of the script was run"
            return 1

    key = Key()
    value = {key: 1}  # a look-up would ask for the hash again
    key.armed = True
    assert shorten(value) == f"{{<{Key.__qualname__}>: 1}}"


def test_a_container_that_another_thread_changes_is_no_error() -> None:
    value, stop = {0: 0}, threading.Event()

    def change() -> None:
        while not stop.is_set():
            for i in range(1, 200):
                value[i] = i
            for i in range(1, 200):
                del value[i]

    changer = threading.Thread(target=change)
    changer.start()
    try:
        for _ in range(3000):
            assert shorten(value).startswith(("{0: 0", "<dict, changing>"))
    finally:
        stop.set()
        changer.join()


@pytest.mark.parametrize(
    ("error", "text"),
    [
        (ValueError("x"), "ValueError: x"),
        (ValueError(), "ValueError"),
        (KeyError("missing"), "KeyError: missing"),
        (OSError(2, "No such file"), "OSError: 2, No such file"),
        (SystemExit(3), "SystemExit: 3"),
    ],
)
def test_exceptions_are_described_as_in_a_traceback(error: BaseException, text: str) -> None:
    described = describe_exception(error)
    assert described == text or (isinstance(error, OSError) and "No such file" in described)


def test_the_exceptions_of_a_queue_have_their_modules_name() -> None:
    assert describe_exception(queue.Full()) == "queue.Full"
    assert describe_exception(queue.Empty()) == "queue.Empty"


@pytest.mark.parametrize("module", ["__main__", "__mp_main__"])
def test_an_exception_of_the_scripts_own_is_called_by_its_class(module: str) -> None:
    error = type("HostDown", (Exception,), {"__module__": module})("host7")
    assert describe_exception(error) == "HostDown: host7"


def test_a_described_exception_is_short() -> None:
    assert len(describe_exception(ValueError("x" * 100_000))) <= LIMIT


class Caller:
    """What can be called, and has a name of the script's making."""

    @property
    def __name__(self) -> str:
        raise AssertionError("code of the script runs")

    def __call__(self) -> None:
        """Nothing happens."""

    def method(self) -> None:
        """Nothing happens."""


@pytest.mark.parametrize(
    ("thing", "name"),
    [
        (shorten, "shorten"),
        (len, "len"),
        (lambda: 0, "<lambda>"),
        (Caller().method, "method"),
        (Caller, "Caller"),
        (Caller(), "<Caller>"),
        (None, "None"),
    ],
    ids=["function", "built-in", "lambda", "method", "class", "instance", "nothing"],
)
def test_what_can_be_called_has_the_name_that_it_was_given(thing: object, name: str) -> None:
    assert name_of_callable(thing) == name


def test_an_error_of_the_system_is_described_as_its_traceback_has_it() -> None:
    class Name:
        def __repr__(self) -> str:
            raise AssertionError("code of the script has run")

    missing = FileNotFoundError(2, "No such file or directory", "x")
    assert describe_exception(missing) == "FileNotFoundError: [Errno 2] No such file or directory: 'x'"
    assert describe_exception(OSError(5, "no", Name())) == "OSError: 5, no"
    assert describe_exception(OSError()) == "OSError"
