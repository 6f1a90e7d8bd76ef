"""Which functions a code calls, and which it only names; and where it changes a global variable."""

from __future__ import annotations

from types import CodeType
from typing import Any

import pytest

from app.probe.watched import global_uses

MODULE = """
value = 0
other = []

def put(new):
    global value
    value = new

def deep():
    put(1)

def deeper():
    deep()

def grow():
    global value
    value += 1

def add():
    other.append(value)

def both():
    put(1)
    grow()

def lazy():
    global value
    if not value:
        value = 5
    return value

def calls(x):
    {line}
"""


def module(line: str = "pass") -> dict[str, Any]:
    names: dict[str, Any] = {}
    exec(compile(MODULE.replace("{line}", line), "module", "exec"), names)
    return names


def code(names: dict[str, Any], name: str) -> CodeType:
    found: CodeType = names[name].__code__
    return found


@pytest.mark.parametrize(
    "line",
    [
        *("put(1)", "put(new=1)", "put(*x)", "put(**x)", "put(1 if x else 2)", "put([x, {1: x}])"),
        *("put(len(x) + 1)", "print(put(x[0]))", "return [1, put(-x)]", "x.y = put(x.y(), 1)", "deep()"),
    ],
)
def test_what_is_called_is_told_from(line: str) -> None:
    names = module(line)
    assert code(names, "put") in list(global_uses.surely_called(code(names, "calls"), names))


@pytest.mark.parametrize(
    "line",
    ["print(put)", "print(1, target=put, args=(1,))", "x.y = put", "return put", "put.x(1)", "x(*put)"],
)
def test_what_is_only_named(line: str) -> None:
    names = module(line)
    assert code(names, "put") not in list(global_uses.surely_called(code(names, "calls"), names))


def test_a_module_that_calls_a_function_and_names_another() -> None:
    names = module()
    top = compile("deeper()\nprint(grow)", "module", "exec")
    called = list(global_uses.surely_called(top, names))
    assert code(names, "put") in called and code(names, "grow") not in called


@pytest.mark.parametrize(
    ("name", "line", "is_set"), [("deeper", 7, True), ("grow", 17, False), ("both", 17, False)]
)
def test_the_line_that_changes_a_variable_and_whether_it_only_sets_it(
    name: str, line: int, is_set: bool
) -> None:
    names = module()
    found = global_uses.change(code(names, name), names, "value")
    assert found is not None and found[1] == line
    assert global_uses.setters(code(names, name), names, "value") == (
        {id(code(names, "put"))} if is_set else set()
    )


def test_what_the_same_function_sets_to_read_it_is_no_change_for_others() -> None:
    names = module()
    assert global_uses.change(code(names, "lazy"), names, "value") is None
    assert global_uses.setters(code(names, "lazy"), names, "value") == set()


def test_behind_an_offset_changes_are_seen_deeper_than_reads() -> None:
    names = module("deeper()")
    found = [(how, line) for how, _, line in global_uses.behind(code(names, "calls"), names, "value", -2)]
    assert found == [("=", 7)]
    names = module("add()")
    found = [(how, line) for how, _, line in global_uses.behind(code(names, "calls"), names, "value", -2)]
    assert found == [("", 20)]
