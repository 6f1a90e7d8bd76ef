"""What is shown of shared memory: short, whatever its type, and no pointer in it is followed."""

from __future__ import annotations

import ctypes
import struct
from typing import Any

import pytest

from app.probe.watched.value_text import Texts
from app.wire.records import BETWEEN_ITEMS, CHARACTERS

WRONG = 0x10  # an address at which nothing is


class Inner(ctypes.Structure):
    _fields_ = [("number", ctypes.c_short)]


class Outer(ctypes.Structure):
    _fields_ = [
        ("inner", Inner),
        ("several", ctypes.c_int * 3),
        ("text", ctypes.c_char_p),
        ("other", ctypes.POINTER(ctypes.c_int)),
        ("bit", ctypes.c_int, 1),
    ]


Two = ctypes.c_int * 2


class Asks(ctypes.Structure):
    """A script's class whose attributes do something."""

    _fields_ = [("x", ctypes.c_int)]

    def __getattribute__(self, name: str) -> Any:
        raise AssertionError(name)


@pytest.fixture
def texts() -> Texts:
    return Texts(ctypes)


@pytest.mark.parametrize(
    ("thing", "text"),
    [
        (ctypes.c_int(-3), "-3"),
        (ctypes.c_double(0.5), "0.5"),
        (ctypes.c_bool(True), "True"),
        (ctypes.c_char(b"x"), "b'x'"),
        (ctypes.c_wchar("包"), "'包'"),
        ((ctypes.c_int * 3)(1, 2, 3), BETWEEN_ITEMS.join("123")),
        ((Two * 2)(Two(1, 2), Two(3, 4)), f"[1, 2]{BETWEEN_ITEMS}[3, 4]"),
        ((Inner * 1)(Inner(7)), "Inner(number=7)"),
        ((ctypes.c_char * 5)(b"a", b"b"), "b'ab'"),
        ((ctypes.c_int * 0)(), ""),
    ],
    ids=lambda value: value if isinstance(value, str) else type(value).__name__,
)
def test_a_value_is_shown_as_python_writes_it(texts: Texts, thing: object, text: str) -> None:
    assert texts.content(thing) == text


def test_a_class_that_has_its_own_way_to_give_attributes_is_not_asked(texts: Texts) -> None:
    assert texts.content(Asks(4)) == "Asks(x=4)"
    assert texts.field(Asks(4), "x") == "4"
    assert not texts.is_plain(Asks(4))


def test_a_pointer_that_leads_nowhere_is_not_followed(texts: Texts) -> None:
    one = ctypes.c_char_p()
    ctypes.memmove(ctypes.addressof(one), struct.pack("P", WRONG), ctypes.sizeof(one))
    many = (ctypes.c_char_p * 2)()
    ctypes.memmove(many, struct.pack("PP", WRONG, WRONG), ctypes.sizeof(many))
    outer = Outer(Inner(5), (1, 2, 3), None, None, 1)
    ctypes.memmove(ctypes.addressof(outer) + Outer.text.offset, struct.pack("PP", WRONG, WRONG), 16)
    assert texts.content(one) == "<c_char_p>"
    assert texts.content(many) == BETWEEN_ITEMS.join(["<c_char_p>"] * 2)
    shown = "Outer(inner=Inner(number=5), several=[1, 2, 3], text=..., other=<LP_"
    assert texts.content(outer).startswith(shown)
    assert texts.content(ctypes.py_object()) == "<py_object>"


def test_of_a_big_one_only_the_beginning_is_looked_at(texts: Texts) -> None:
    numbers, characters = (ctypes.c_double * 10_000_000)(), (ctypes.c_char * 10_000_000)(*[b"x"] * 1000)
    assert texts.content(numbers) == BETWEEN_ITEMS.join(["0.0"] * 12)
    assert len(texts.content(characters)) <= 210


@pytest.mark.parametrize(
    ("thing", "layout"),
    [
        (ctypes.c_int(), ("i", 4)),
        ((ctypes.c_double * 20)(), ("d" * 12, 96)),
        ((ctypes.c_char * 1000)(), (CHARACTERS, 200)),
        (ctypes.c_char_p(), ("", 0)),
        (ctypes.c_wchar("x"), ("", 0)),
        (ctypes.c_int.__ctype_be__(1), ("", 0)),
        (Inner(1), ("", 0)),
    ],
    ids=lambda value: type(value).__name__,
)
def test_another_process_is_told_how_to_read_what_it_can_read(
    texts: Texts, thing: object, layout: tuple[str, int]
) -> None:
    assert texts.layout(thing) == layout
