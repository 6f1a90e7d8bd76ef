"""A user's own script, as a file: whether it can be run, how, and what its text is.

Nothing here runs or changes the file. What only Python itself can judge (its syntax) is left to
the run; what would make a run pointless is reported before, in one sentence.
"""

from __future__ import annotations

import codecs
import os
import stat
import tokenize
from pathlib import Path
from typing import NamedTuple

from app.language import QT_TRANSLATE_NOOP
from app.language.errors import ProcessionError

SUFFIXES = (".py", ".pyw")
#: How much of a text is shown.
SHOWN_BYTES = 2_000_000
_HEAD_BYTES = 4096
_UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


class ScriptError(ProcessionError):
    """A file that cannot be run, and what to do about it."""


class ScriptText(NamedTuple):
    """What is shown of a script."""

    text: str
    problem: ScriptError | None = None  # why Python cannot read it
    cut: bool = False  # the file has more than this


def check_script(file: str | Path) -> None:
    """Raise ScriptError when a file cannot be run as a script."""
    path = Path(file)
    try:
        _check_kind(path, os.stat(path).st_mode)
        with path.open("rb") as opened:
            head = opened.read(_HEAD_BYTES)
    except (FileNotFoundError, NotADirectoryError) as error:
        raise ScriptError(
            QT_TRANSLATE_NOOP(
                "errors", "{path} does not exist any more; open the script from where it is now."
            ),
            path=path,
        ) from error
    except OSError as error:
        raise ScriptError(
            QT_TRANSLATE_NOOP("errors", "{file} cannot be read ({reason}); check its permissions."),
            file=path,
            reason=error.strerror,
        ) from error
    _check_head(path, head)


def _check_kind(path: Path, mode: int) -> None:
    if stat.S_ISDIR(mode):
        raise ScriptError(
            QT_TRANSLATE_NOOP(
                "errors", "{file} is a folder; open the .py file in it that starts the program."
            ),
            file=path,
        )
    if not stat.S_ISREG(mode):
        raise ScriptError(
            QT_TRANSLATE_NOOP("errors", "{file} is not a regular file; open a .py file."), file=path
        )


def _check_head(path: Path, head: bytes) -> None:
    if head.startswith(_UTF_16):
        raise ScriptError(
            QT_TRANSLATE_NOOP(
                "errors", "{file} is written in UTF-16, which Python does not read; save it as UTF-8."
            ),
            file=path,
        )
    if b"\0" in head:
        raise ScriptError(
            QT_TRANSLATE_NOOP(
                "errors", "{file} is not a text file, and so no Python script; open a .py file."
            ),
            file=path,
        )
    first = head.split(b"\n", 1)[0]
    if path.suffix.lower() not in SUFFIXES and not (first.startswith(b"#!") and b"python" in first):
        raise ScriptError(
            QT_TRANSLATE_NOOP(
                "errors",
                "{file} does not end in .py and its first line names no Python, so it is not taken for a "
                "script; if it is one, give it a name that ends in .py.",
            ),
            file=path,
        )


def module_of(path: Path) -> str | None:
    """The module to start with ``-m`` when the file starts a package ("pkg" of pkg/__main__.py)."""
    if path.name != "__main__.py":
        return None
    names: list[str] = []
    folder = path.parent
    while os.path.isfile(folder / "__init__.py") and folder.name.isidentifier():
        names.insert(0, folder.name)
        folder = folder.parent
    return ".".join(names) or None


def starting_folder(path: Path) -> Path:
    """The folder that a script starts in: its own; for a package, the one that contains it."""
    module = module_of(path)
    return path.parents[module.count(".") + 1] if module else path.parent


def read_script(path: Path) -> ScriptText:
    """The text in the encoding that Python would read it in. Raises ScriptError when it cannot be read."""
    try:
        with path.open("rb") as file:
            data = file.read(SHOWN_BYTES + 1)
    except OSError as error:
        raise ScriptError(
            QT_TRANSLATE_NOOP(
                "errors", "{file} cannot be read ({reason}); open the script from where it is now."
            ),
            file=path,
            reason=error.strerror,
        ) from error
    cut = len(data) > SHOWN_BYTES
    if cut:
        data = data[: data.rfind(b"\n", 0, SHOWN_BYTES) + 1 or SHOWN_BYTES]
    return _decoded(path, data, cut)


def _decoded(path: Path, data: bytes, cut: bool) -> ScriptText:
    encoding, problem = "utf-8", None
    try:
        encoding, _ = tokenize.detect_encoding(iter(data.splitlines(keepends=True)).__next__)
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        problem, text = _bad_bytes(path, data, encoding, error.start), data.decode(encoding, "replace")
    except SyntaxError:
        problem, text = _bad_declaration(path, data), data.decode("utf-8", "replace")
    return ScriptText(text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n"), problem, cut)


def _bad_declaration(path: Path, data: bytes) -> ScriptError:
    """The first two lines name an unknown encoding, or are not UTF-8 themselves."""
    first_two = b"\n".join(data.splitlines()[:2])
    try:
        first_two.decode("utf-8")
    except UnicodeDecodeError as error:
        return _bad_bytes(path, first_two, "utf-8", error.start)
    return ScriptError(
        QT_TRANSLATE_NOOP(
            "errors",
            "The first lines of {file} name an encoding that Python does not know; correct that line, or "
            "save the file as UTF-8 and remove it.",
        ),
        file=path.name,
    )


def _bad_bytes(path: Path, data: bytes, encoding: str, at: int) -> ScriptError:
    return ScriptError(
        QT_TRANSLATE_NOOP(
            "errors",
            "Line {line} of {file} is not valid {encoding}, so Python will refuse the script; save the file "
            "as UTF-8, or name its encoding in the first line, such as # coding: latin-1.",
        ),
        line=data.count(b"\n", 0, at) + 1,
        file=path.name,
        encoding=encoding.upper(),
    )
