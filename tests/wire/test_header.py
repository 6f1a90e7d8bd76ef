"""A header comes back as it was written, within its limits; what is none, or newer, is refused."""

from __future__ import annotations

import json
import random

import pytest

from app.wire import header as module
from app.wire.header import (
    BYTES_MOST,
    HEAD,
    MAGIC,
    MAJOR,
    MINOR,
    Header,
    HeaderError,
    NewerFormatError,
    pack_header,
    read_header,
)
from tests.wire.garbage import cut, fields

HEADER = Header(
    target="memory",
    script="/run/work/memory.py",
    argv=("/run/work/memory.py", "--name", "包子"),
    parameters={"WORKERS": "10", "NAME": "'a'"},
    start_method="spawn",
    python="/usr/bin/python3",
    implementation="cpython",
    python_version="3.11.7",
    platform="Linux 6.1.0 x86_64",
    began_ns=12,
    epoch_ns=1_700_000_000_000_000_000,
    sources={"/run/work/memory.py": "print('包子')\n"},
)


def packed(text: bytes, major: int = MAJOR, minor: int = MINOR, magic: bytes = MAGIC) -> bytes:
    return HEAD.pack(magic, major, minor, len(text)) + text


def with_fields(**fields: object) -> bytes:
    return packed(json.dumps({**HEADER.fields, **fields}).encode())


def test_a_header_comes_back_as_it_was_written() -> None:
    assert read_header(pack_header(HEADER)) == HEADER


def test_what_follows_a_header_is_not_read() -> None:
    assert read_header(memoryview(pack_header(HEADER) + b"frames")) == HEADER


def test_a_newer_minor_version_is_read_and_what_it_adds_passed_over() -> None:
    text = json.dumps({**HEADER.fields, "host": "of a newer version"}).encode()
    assert read_header(packed(text, minor=MINOR + 1)) == HEADER


def test_a_newer_major_version_is_refused_by_its_name_whatever_stands_in_it() -> None:
    with pytest.raises(NewerFormatError) as refused:
        read_header(packed(b"\x00", major=MAJOR + 1, minor=4))
    assert refused.value.version == f"{MAJOR + 1}.4"


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(MAGIC, id="cut in its head"),
        pytest.param(pack_header(HEADER)[:-1], id="cut"),
        pytest.param(packed(b"{}"), id="empty"),
        pytest.param(packed(b"[1]"), id="a list"),
        pytest.param(packed(b"[" * 100_000), id="deep"),
        pytest.param(packed(b'{"target": "t"}', major=0), id="version 0"),
        pytest.param(packed(b'{"target": "t"}', magic=MAGIC.replace(b"\r\n", b"\n\n")), id="copied as text"),
        pytest.param(HEAD.pack(MAGIC, MAJOR, MINOR, 2**32 - 1) + b'{"target": "t"}', id="huge"),
    ],
)
def test_what_is_no_header_is_refused(data: bytes) -> None:
    with pytest.raises(HeaderError):
        read_header(data)


def test_more_than_the_most_bytes_are_refused_unread() -> None:
    with pytest.raises(HeaderError):
        read_header(packed(b" " * BYTES_MOST + b'{"target": "t"}'))


def test_what_has_the_wrong_type_counts_as_not_given() -> None:
    wrong = {"target": 3, "argv": "abc", "parameters": [1], "began_ns": "now", "sources": {"a": None}}
    header = read_header(with_fields(**wrong))
    assert (header.target, header.argv, header.parameters, header.began_ns) == ("", (), {}, 0)
    assert header.sources == {"a": ""}
    assert header.script == HEADER.script


LARGE = "x" * 100_000
BEYOND = {
    "a word": {"target": LARGE},
    "one argument": {"argv": ["a", LARGE * 3, "b"]},
    "many arguments": {"argv": ["a"] * 100_000},
    "many parameters": {"parameters": {str(number): "" for number in range(20_000)}},
    "a source": {"sources": {"/a.py": "x" * 2_000_001}},
    "many sources": {"sources": {f"/{number}.py": LARGE for number in range(25)}},
}


@pytest.mark.parametrize("beyond", BEYOND.values(), ids=BEYOND)
def test_what_is_beyond_a_limit_is_left_out_by_reader_and_writer(beyond: dict[str, object]) -> None:
    read = read_header(with_fields(**beyond))
    written = read_header(pack_header(Header.of({**HEADER.fields, **beyond})))
    for header in (read, written):
        assert len(header.target) <= module.WORD_MOST
        assert sum(map(len, header.argv)) <= module.ARGUMENTS_MOST
        assert len(header.argv) <= module.ARGUMENTS_MOST
        assert sum(map(len, header.parameters)) <= module.PARAMETERS_MOST
        assert sum(map(len, header.sources.values())) <= module.SOURCES_MOST


def test_a_long_argument_ends_the_list_of_them() -> None:
    assert read_header(with_fields(argv=["a", LARGE * 3, "b"])).argv == ("a",)


def test_the_largest_header_can_be_read_again() -> None:
    """Each character takes six bytes."""
    texts = {name: "\0" * module.WORD_MOST for name, value in HEADER.fields.items() if isinstance(value, str)}
    largest = Header.of(
        {
            **HEADER.fields,
            **texts,
            "argv": ["\0" * (module.ARGUMENTS_MOST - 8)],
            "parameters": {"\0": "\0" * (module.PARAMETERS_MOST - 9)},
            "sources": {"\0": "\0" * (module.SOURCES_MOST - 9)},
        }
    )
    assert len(pack_header(largest)) < BYTES_MOST
    assert read_header(pack_header(largest)) == largest


@pytest.mark.parametrize("seed", range(10))
def test_whatever_stands_in_a_header_its_fields_are_of_their_types(seed: int) -> None:
    choose = random.Random(seed)
    for _ in range(100):
        header = read_header(packed(json.dumps({**fields(choose, list(HEADER.fields)), "new": 1}).encode()))
        for name, value in header.fields.items():
            assert type(value) is type(HEADER.fields[name]), name
        assert read_header(pack_header(header)) == header


@pytest.mark.parametrize("seed", range(10))
def test_a_damaged_header_does_no_harm(seed: int) -> None:
    choose = random.Random(seed)
    for _ in range(300):
        try:
            read_header(cut(choose, pack_header(HEADER)))
        except HeaderError:
            continue
