"""A run's output as one text, every line whole and prefixed with its process: plain Python."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from app.gui.output.lines import fragments
from app.state.model import Output


def output_as_text(pieces: Iterable[Output], names: Mapping[int, str]) -> str:
    """All output, in the order in which the lines began; prefixed by "name: " if several wrote."""
    lines: list[tuple[int, list[str]]] = []
    open_lines: dict[tuple[int, str], list[str]] = {}
    for piece in pieces:
        for fragment in fragments(piece):
            key = (fragment.process, fragment.stream)
            parts = open_lines.pop(key, None)
            if parts is None:
                parts = []
                lines.append((fragment.process, parts))
            parts.append(fragment.text)
            if not fragment.ends:
                open_lines[key] = parts
    many = len({number for number, _ in lines}) > 1
    return "".join(
        f"{names.get(number, number)}: {''.join(parts)}\n" if many else f"{''.join(parts)}\n"
        for number, parts in lines
    )
