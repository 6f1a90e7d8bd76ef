"""Which code behind a call changes what the call has returned, and which does not."""

from __future__ import annotations

import sys
from typing import Any

import pytest

from app.probe.watched.copies import change_of


class Proxy:
    """Answers with what it has, and notes what is done to that."""

    def __init__(self, answer: object, seen: list[str]) -> None:
        self.answer, self.seen = answer, seen

    def _answered(self, frame: Any) -> Any:
        self.seen.append(change_of(frame, self.answer, Proxy))
        return self.answer

    def __getitem__(self, key: object) -> Any:
        return self._answered(sys._getframe(1))

    def get(self, key: object) -> Any:
        return self._answered(sys._getframe(1))

    @property
    def inner(self) -> Any:
        return self._answered(sys._getframe(1))


class Job:
    state = tries = 0


def run(line: str, answer: object) -> list[str]:
    """What is seen in a line about `d`."""
    seen: list[str] = []
    names = {"d": Proxy(answer, seen), "k": 0, "x": 1, "z": {}, "other": [1, 2], "f": lambda *_: None}
    text = f"def body({', '.join(names)}):\n    {line}\n"
    made: dict[str, Any] = {}
    exec(text, made)
    for _ in range(20):  # the interpreter makes quicker code of what runs often
        made["body"](**names)
    assert len(set(seen)) == 1
    return seen[:1]


@pytest.mark.parametrize(
    ("line", "how"),
    [
        ("d[k].append(x)", ".append(...)"),
        ("d[k].extend([x, k])", ".extend(...)"),
        ("d.get(k).append(x)", ".append(...)"),
        ("d.inner.append(x)", ".append(...)"),
        ("d[k][0] = x", "[...] = ..."),
        ("d[k][len(other) - 1] = x", "[...] = ..."),
        ("d[k][0] += x", "[...] = ..."),
    ],
)
def test_a_change_in_the_line_that_asks_is_seen(line: str, how: str) -> None:
    assert run(line, [1, 2, 3]) == [how]


def test_a_deletion_is_seen_and_an_attribute_that_is_set() -> None:
    assert run("del d[k][0]", list(range(30))) == [".__delitem__(...)"]
    job = Job()
    type(job).__module__ = "__main__"
    assert run("d[k].state = x", job) == [".state = ..."]
    assert run("d[k].tries += x", job) == [".tries = ..."]


def test_a_change_of_a_part_is_seen_unless_a_part_is_a_proxy() -> None:
    assert run("d[k]['a'].append(x)", {"a": []}) == [".append(...)"]
    assert run("d[k]['a'].append(x)", {"a": [], "b": Proxy([], [])}) == [""]


@pytest.mark.parametrize(
    "line",
    [
        "f(d[k])",
        "y = d[k]; y.append(x)",
        "a = b = d[k]",
        "y = x == d[k] == other",
        "z[0] = d[k]",
        "z[len(d[k])] = x",
        "z[d[k][0]] = x",
        "z[1] = d[k][0]",
        "d[k].copy()",
        "d[k].index(1)",
        "d[k].pop() if len(other) > 5 else d[k]",
        "(d[k] + [1]).append(x)",
        "other[0:2] = d[k]",
        "sorted(d[k])[0:1] = [x]",
        "[].extend(d[k])",
        "y = [d[k]][0]; y.append(x)",
        "f(d[k][0], *d[k])",
        "assert d[k]",
        "for _ in d[k]: pass",
    ],
)
def test_what_only_reads_is_no_change(line: str) -> None:
    assert run(line, [1, 2, 3]) == [""]


def test_what_a_proxy_is_asked_for_is_no_copy() -> None:
    assert run("d[k].append(x) if False else d[k]", Proxy([], [])) == [""]
