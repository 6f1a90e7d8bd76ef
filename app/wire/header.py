"""The head of a recording: what ran, where and when. It is also the first frame that a supervisor sends.

Little endian: magic (8 bytes), major and minor version (u16 each), length (u32), and so many bytes of a
JSON object. A recording begins with these bytes, and frames follow. A newer minor version only adds
fields, which are passed over; a newer major version cannot be read. As a recording may come from a
stranger, each part of the header has a limit, and what is beyond it is left out by writer and reader alike.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Mapping

from app.wire.message import Message, from_json, to_json

#: The first byte is no text, and the last ones do not survive a copy as text.
MAGIC = b"\x89PRCSN\r\n"
MAJOR, MINOR = 1, 0
HEAD = struct.Struct("<8sHHI")

#: Of the JSON object. All limits below together stay under it, were every character written as \u0000.
BYTES_MOST = 16 * 1024 * 1024
#: Characters of a path or a word, of all arguments, of all parameters, of all sources.
WORD_MOST = 4096
ARGUMENTS_MOST = 256 * 1024
PARAMETERS_MOST = 64 * 1024
SOURCES_MOST = 2_000_000
_AROUND = 8  # what stands around a text in JSON; so many empty ones are not without size either


class HeaderError(ValueError):
    """Bytes that are no header."""


class NewerFormatError(HeaderError):
    """A header of a format that came after this program."""

    def __init__(self, major: int, minor: int) -> None:
        self.version = f"{major}.{minor}"
        super().__init__(f"format {self.version} is newer than {MAJOR}.{MINOR}")


class Header(Message):
    """What ran."""

    target: str  # what was asked for: a scenario's id or a file
    script: str  # the file that runs
    argv: tuple[str, ...]  # as the script finds it in `sys.argv`
    parameters: Mapping[str, str]  # a scenario's constants, as literals
    start_method: str  # "" when it was left to the script
    python: str  # the interpreter's file
    implementation: str
    python_version: str  # "" when it could not be started
    platform: str
    began_ns: int  # by the monotonic clock, as all times
    epoch_ns: int  # what the wall clock showed when the monotonic clock was 0
    sources: Mapping[str, str]  # texts as they were when they ran, by path


def pack_header(header: Header) -> bytes:
    """The header as bytes."""
    text = to_json(_bounded(header).fields)
    return HEAD.pack(MAGIC, MAJOR, MINOR, len(text)) + text


def read_header(data: bytes | memoryview) -> Header:
    """The header that stands at the beginning. Raises HeaderError, also when it is cut off."""
    if len(data) < HEAD.size:
        raise HeaderError("the header is cut off")
    magic, major, minor, length = HEAD.unpack_from(data)
    if magic != MAGIC or not major:
        raise HeaderError("this is no recording")
    if major > MAJOR:
        raise NewerFormatError(major, minor)
    if length > min(BYTES_MOST, len(data) - HEAD.size):
        raise HeaderError("the header is cut off")
    fields = from_json(bytes(data[HEAD.size : HEAD.size + length]))
    if not fields:
        raise HeaderError("the header is damaged")
    return _bounded(Header.of(fields))


def _bounded(header: Header) -> Header:
    fields = header.fields
    words = {name: value[:WORD_MOST] for name, value in fields.items() if isinstance(value, str)}
    argv = [argument for _, argument in _first((("", text) for text in header.argv), ARGUMENTS_MOST)]
    parameters = dict(_first(header.parameters.items(), PARAMETERS_MOST))
    sources = dict(_first(header.sources.items(), SOURCES_MOST))
    return Header(**{**fields, **words, "argv": tuple(argv), "parameters": parameters, "sources": sources})


def _first(pairs: Iterable[tuple[str, str]], most: int) -> list[tuple[str, str]]:
    """The first of them, as long as all characters together are not too many."""
    kept, left = [], most
    for name, text in pairs:
        left -= len(name) + len(text) + _AROUND
        if left < 0:
            break
        kept.append((name, text))
    return kept
