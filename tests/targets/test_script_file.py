"""A file that cannot be run is refused in one sentence, and a text is shown as Python would read it."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.targets.script_file import (
    SHOWN_BYTES,
    ScriptError,
    check_script,
    module_of,
    read_script,
    starting_folder,
)

REFUSED = {
    "a folder": (None, "folder", "is a folder"),
    "no name": (b"print(1)\n", "notes.txt", "ends in .py"),
    "a binary": (b"\x7fELF\0\0", "tool.py", "no Python script"),
    "UTF-16": ("print(1)".encode("utf-16"), "note.py", "save it as UTF-8"),
    "missing": (None, "gone.py", "does not exist"),
}


@pytest.mark.parametrize(("data", "name", "part"), REFUSED.values(), ids=list(REFUSED))
def test_what_is_no_script_is_refused_in_one_sentence(
    tmp_path: Path, data: bytes | None, name: str, part: str
) -> None:
    if data is not None:
        (tmp_path / name).write_bytes(data)
    elif name == "folder":
        (tmp_path / name).mkdir()
    with pytest.raises(ScriptError, match=part) as raised:
        check_script(tmp_path / name)
    assert name in str(raised.value) and str(raised.value).endswith(".")


def test_a_file_that_may_not_be_seen_is_refused_in_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    """As in another user's folder; the tests may run as a user who may see everything."""

    def forbidden(path: Path) -> None:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr("app.targets.script_file.os.stat", forbidden)
    with pytest.raises(ScriptError, match=r"cannot be read \(Permission denied\); check its permissions"):
        check_script("/somebody/else.py")


@pytest.mark.parametrize(
    ("data", "name"), [(b"", "empty.py"), (b"#!/usr/bin/env python3\n", "tool"), (b"x = (", "broken.PY")]
)
def test_what_python_may_run_is_accepted(tmp_path: Path, data: bytes, name: str) -> None:
    (tmp_path / name).write_bytes(data)
    check_script(tmp_path / name)


TEXTS = {
    "plain": (b"print('\xc3\xa9')\n", "é", ""),
    "declared": (b"# coding: latin-1\nx = '\xe9'\n", "é", ""),
    "a mark at the beginning": (b"\xef\xbb\xbfx = 1\r\ny = 2\r\n", "x = 1\ny = 2\n", ""),
    "broken": (b"x = 1\ny = 2\nz = '\xe9'\n", "z = '\ufffd'", "Line 3 of script.py is not valid UTF-8"),
    "broken at once": (b"x = '\xe9'\n", "\ufffd", "Line 1 of script.py is not valid UTF-8"),
    "unknown": (b"# coding: klingon\nx = 1\n", "x = 1", "an encoding that Python does not know"),
    "empty": (b"", "", ""),
}


@pytest.mark.parametrize(("data", "text", "problem"), TEXTS.values(), ids=list(TEXTS))
def test_a_text_is_read_as_python_would_read_it(tmp_path: Path, data: bytes, text: str, problem: str) -> None:
    (tmp_path / "script.py").write_bytes(data)
    read = read_script(tmp_path / "script.py")
    assert text in read.text
    assert problem in str(read.problem or "") and bool(problem) == (read.problem is not None)


def test_of_a_huge_file_the_beginning_is_shown(tmp_path: Path) -> None:
    (tmp_path / "huge.py").write_bytes(b"x = '0123456789'\n" * 400_000)
    read = read_script(tmp_path / "huge.py")
    assert read.cut and read.text.endswith("\n") and len(read.text) <= SHOWN_BYTES


def test_a_package_starts_by_its_name_from_the_folder_that_holds_it(tmp_path: Path) -> None:
    inner = tmp_path / "outer" / "inner"
    inner.mkdir(parents=True)
    for folder in (inner, inner.parent):
        (folder / "__init__.py").touch()
        (folder / "__main__.py").touch()
    assert module_of(inner / "__main__.py") == "outer.inner"
    assert starting_folder(inner / "__main__.py") == tmp_path
    assert module_of(inner / "work.py") is None
    (inner.parent / "__init__.py").unlink()
    assert module_of(inner / "__main__.py") == "inner"
    assert module_of(inner.parent / "__main__.py") is None, "a folder alone is no package"
    assert starting_folder(inner.parent / "__main__.py") == inner.parent
