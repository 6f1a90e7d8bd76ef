"""Reads a Python file to show it: in the encoding that Python would use, even when it is broken."""

from __future__ import annotations

import tokenize
from pathlib import Path


def read_source(path: Path) -> str:
    """A file's text; if it cannot be read, the reason as a comment."""
    try:
        with tokenize.open(path) as file:
            return file.read()
    except (SyntaxError, UnicodeDecodeError):
        return path.read_text(encoding="utf-8", errors="replace")
    except OSError as error:
        return f"# {error.strerror}: {path}"
