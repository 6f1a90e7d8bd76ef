"""Finds the parts of a Python text that have a colour, with the standard library's own tokenizer.

A script that is not valid Python is coloured as far as the tokenizer gets; nothing is raised.
"""

from __future__ import annotations

import builtins
import io
import keyword
import token
import tokenize
from collections.abc import Iterator
from enum import Enum
from typing import NamedTuple


class Style(Enum):
    """The kinds of text that have a colour of their own."""

    KEYWORD = "keyword"
    STRING = "string"
    COMMENT = "comment"
    NUMBER = "number"
    BUILTIN = "builtin"
    DEFINITION = "definition"
    DECORATOR = "decorator"


class Span(NamedTuple):
    """A stretch of one line; columns count UTF-16 units, as Qt does."""

    start: int
    length: int
    style: Style


_BUILTINS = frozenset(name for name in dir(builtins) if not name.startswith("_"))
# Python 3.12 and newer split f-strings into tokens of their own types.
_STRINGS = frozenset(
    kind
    for kind in (
        token.STRING,
        *(getattr(token, f"FSTRING_{part}", None) for part in ("START", "MIDDLE", "END")),
    )
    if kind is not None
)


def spans_of(text: str) -> dict[int, list[Span]]:
    """The spans of each line, lines numbered from 0."""
    lines = text.split("\n")
    found: dict[int, list[Span]] = {}
    for part, style in _styled(text):
        for line, start, end in _pieces(part, lines):
            begin = _units(lines[line], start)
            found.setdefault(line, []).append(Span(begin, _units(lines[line], end) - begin, style))
    return found


def _styled(text: str) -> Iterator[tuple[tokenize.TokenInfo, Style]]:
    previous = ""
    try:
        for part in tokenize.generate_tokens(io.StringIO(text).readline):
            style = _style(part, previous)
            if style is not None:
                yield part, style
            if part.type not in (token.NL, token.NEWLINE, token.INDENT, token.DEDENT):
                previous = part.string
            else:
                previous = ""
    except (tokenize.TokenError, SyntaxError):
        return


def _style(part: tokenize.TokenInfo, previous: str) -> Style | None:
    if part.type == token.COMMENT:
        return Style.COMMENT
    if part.type in _STRINGS:
        return Style.STRING
    if part.type == token.NUMBER:
        return Style.NUMBER
    if part.type == token.OP and part.string == "@" and previous == "":
        return Style.DECORATOR
    return _name_style(part.string, previous) if part.type == token.NAME else None


def _name_style(name: str, previous: str) -> Style | None:
    if keyword.iskeyword(name):
        return Style.KEYWORD
    if previous in ("def", "class"):
        return Style.DEFINITION
    if previous == "@":
        return Style.DECORATOR
    return Style.BUILTIN if name in _BUILTINS and previous != "." else None


def _pieces(part: tokenize.TokenInfo, lines: list[str]) -> Iterator[tuple[int, int, int]]:
    """(line, start, end) for each line of a token that may span several."""
    (first, start), (last, end) = part.start, part.end
    for line in range(first - 1, min(last, len(lines))):
        yield (
            line,
            start if line == first - 1 else 0,
            end if line == last - 1 else len(lines[line]),
        )


def _units(line: str, column: int) -> int:
    """A column in UTF-16 units; it differs only after characters beyond the basic plane."""
    if line.isascii():
        return column
    return len(line[:column].encode("utf-16-le", "surrogatepass")) // 2
