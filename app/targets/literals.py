"""Finds and replaces the literals of module-level constants in a script's text.

Only the literal changes; every other byte of the text and every line number stays the same. So what
runs is what is shown, and what is shown is the script that the reader knows.
"""

from __future__ import annotations

import ast
from collections.abc import Mapping
from typing import NamedTuple

#: The types that a parameter can have.
Value = int | float | str | bool


class Literal(NamedTuple):
    """A literal and its place: lines are numbered from 0, columns are bytes of UTF-8, as in ast."""

    value: Value
    line: int
    begin: int
    end: int


def find_literals(text: str) -> dict[str, Literal]:
    """The constants by name: ``NAME = literal`` or ``NAME: type = literal`` at module level, on one line.

    A name that is assigned twice is not a constant and is left out. Raises SyntaxError.
    """
    found: dict[str, Literal] = {}
    ambiguous = set()
    for statement in ast.parse(text).body:
        name, node = _assignment(statement)
        if name in found:
            ambiguous.add(name)
        literal = _literal(node) if node is not None else None
        if literal is not None:
            found[name] = literal
    return {name: literal for name, literal in found.items() if name not in ambiguous}


def replace_literals(text: str, values: Mapping[str, Value]) -> str:
    """The text with these values as the constants' literals. Raises KeyError for an unknown name."""
    literals = find_literals(text)
    lines = text.encode().split(b"\n")
    # From the end backwards, so that the columns of several literals on one line stay right.
    for name in sorted(values, key=lambda name: literals[name][1:], reverse=True):
        old, value = literals[name], values[name]
        if type(old.value) is not type(value) or old.value != value:  # otherwise it stays as it is written
            line = lines[old.line]
            lines[old.line] = line[: old.begin] + repr(value).encode() + line[old.end :]
    return b"\n".join(lines).decode()


def _assignment(statement: ast.stmt) -> tuple[str, ast.expr | None]:
    match statement:
        case ast.Assign(targets=[ast.Name(id=name)], value=value):
            return name, value
        case ast.AnnAssign(target=ast.Name(id=name), value=value):
            return name, value
    return "", None


def _literal(node: ast.expr) -> Literal | None:
    try:
        value = ast.literal_eval(node)
    except ValueError:
        return None
    if not isinstance(value, (int, float, str)) or node.end_lineno != node.lineno:
        return None
    assert node.end_col_offset is not None  # it is set wherever end_lineno is
    return Literal(value, node.lineno - 1, node.col_offset, node.end_col_offset)
