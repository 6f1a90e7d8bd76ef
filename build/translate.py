"""Keeps the translators' file in step with the source, checks it, and compiles it for Qt.

    python build/translate.py update         after changing a text: then translate what is unfinished
    python build/translate.py check          what the tests ask: nothing missing, unfinished, stale or broken
    python build/translate.py compile FOLDER the .qm for the packaged program; a clone needs none

The file is made by Qt's own `lupdate` and can be edited with Qt Linguist, or as text.
"""

from __future__ import annotations

import argparse
import re
import shutil
import string
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import PySide6

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "resources" / "translations"
FILES = sorted(FOLDER.glob("procession_*.ts"))
TOOL_S = 120


def update(file: Path) -> None:
    """Add new texts and remove obsolete ones; existing translations are kept."""
    # Paths relative to the root, sorted, so that every machine writes the same file.
    sources = sorted(path.relative_to(ROOT).as_posix() for path in (ROOT / "app").rglob("*.py"))
    _run("lupdate", "-silent", "-locations", "none", "-no-obsolete", *sources, "-ts", str(file))
    # It takes `#:` for a comment to translators; here such a comment documents the constant below it.
    text = file.read_text(encoding="utf-8")
    file.write_text(
        re.sub(r"\n *<extracomment>.*?</extracomment>", "", text, flags=re.DOTALL), encoding="utf-8"
    )


def complaints(file: Path) -> list[str]:
    """What is wrong with a translators' file, one sentence each."""
    return [*_stale(file), *_faulty(file)]


def _stale(file: Path) -> Iterator[str]:
    """Texts that are no longer in the source, or not yet in the file."""
    with tempfile.TemporaryDirectory() as folder:
        fresh = Path(folder) / file.name
        shutil.copyfile(file, fresh)
        update(fresh)
        if fresh.read_bytes() == file.read_bytes():
            return
        before, after = _sources(file), _sources(fresh)
    yield from (f"{file.name}: not in the file yet: {text!r}" for text in sorted(after - before))
    yield from (f"{file.name}: not in the source any more: {text!r}" for text in sorted(before - after))
    yield f"{file.name} is not as lupdate writes it; run: python build/translate.py update"


def _faulty(file: Path) -> Iterator[str]:
    """Translations that are missing, or whose placeholders are not those of the source."""
    for context, source, translation in _messages(file):
        kind, text = translation.get("type"), translation.text or ""
        if kind is not None or not text:
            yield f"{file.name}: {kind or 'empty'} in {context}: {source!r}"
        elif _places(source) != _places(text):
            yield f"{file.name}: other values in {context}: {source!r} and {text!r}"


def _messages(file: Path) -> Iterator[tuple[str, str, ElementTree.Element]]:
    for context in ElementTree.parse(file).iter("context"):
        for message in context.iter("message"):
            translation = message.find("translation")
            assert translation is not None
            yield context.findtext("name", ""), message.findtext("source", ""), translation


def _sources(file: Path) -> set[tuple[str, str]]:
    return {(context, source) for context, source, _ in _messages(file)}


def _places(text: str) -> list[str]:
    """The placeholders in a text: ``{name}``, ``{size:g}``, ``%(prog)s``, ``%n``."""
    try:
        fields = [f"{{{name}:{spec}}}" for _, name, spec, _ in string.Formatter().parse(text) if name]
    except ValueError:
        fields = []
    return sorted(set(fields)) + sorted(set(re.findall(r"%(?:\(\w+\)[sr]|[snr])", text)))


def compile_to(folder: Path) -> None:
    """Write the .qm of every language into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for file in FILES:
        _run("lrelease", "-silent", "-fail-on-unfinished", str(file), "-qm", str(folder / f"{file.stem}.qm"))


def _run(tool: str, *arguments: str) -> None:
    """Run one of Qt's tools, which come with PySide6."""
    program = Path(PySide6.__file__).parent / (f"{tool}.exe" if sys.platform == "win32" else tool)
    done = subprocess.run(
        [str(program), *arguments], cwd=ROOT, capture_output=True, text=True, timeout=TOOL_S, check=False
    )
    if done.returncode != 0:
        raise SystemExit(f"{tool} failed: {done.stderr or done.stdout}")


def main(arguments: list[str] | None = None) -> int:
    """Run a command. Returns 1 when something is wrong with a file."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("update", help="take up the texts of the source")
    commands.add_parser("check", help="say what is missing, unfinished, stale or broken")
    compiling = commands.add_parser("compile", help="make the .qm files")
    compiling.add_argument("folder", type=Path, metavar="FOLDER")
    options = parser.parse_args(arguments)
    if options.command == "compile":
        compile_to(options.folder)
        return 0
    if options.command == "update":
        for file in FILES:
            update(file)
    found = [sentence for file in FILES for sentence in complaints(file)]
    print("\n".join(found) if found else "all well")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
