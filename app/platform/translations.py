"""The translations of a language: compiled in the packaged program, else from the file that translators edit.

That file is Qt Linguist's .ts, so that a fresh clone starts without a build step; the packaged program
has the .qm that Qt's `lrelease` made of it. English needs no file and reads none.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from app import language
from app.platform.resources_path import resource_folder

#: The name of each language in file names.
LOCALES = {"zh": "zh_CN"}


def use(name: str) -> None:
    """Use one of `language.LANGUAGES` from now on."""
    language.install(name, read(name))


@lru_cache
def read(name: str) -> Mapping[tuple[str, str], str]:
    """The translations of a language by context and English text; empty for English."""
    if name not in LOCALES:
        return {}
    file = file_of(name)
    compiled = file.with_suffix(".qm")
    if compiled.is_file():
        return read_compiled(compiled)
    return read_file(file) if file.is_file() else {}  # an installation without translations stays English


def file_of(name: str) -> Path:
    """The translators' file of a language; the compiled one is beside it, or in its place."""
    return resource_folder() / "translations" / f"procession_{LOCALES[name]}.ts"


def read_file(path: Path) -> dict[tuple[str, str], str]:
    """The translations in a .ts file; unfinished ones are left out."""
    from xml.etree import ElementTree  # 4 ms that English does not need

    words = {}
    for context in ElementTree.parse(path).iter("context"):
        name = context.findtext("name", "")
        for message in context.iter("message"):
            translation = message.find("translation")
            if translation is not None and translation.get("type") is None and translation.text:
                words[name, message.findtext("source", "")] = translation.text
    return words


# --- .qm, as qttools' qm.cpp writes it -----------------------------------------------------

_MAGIC = bytes.fromhex("3cb86418caef9c95cd211cbf60a1bddd")
_MESSAGES = 0x69
_END, _TRANSLATION, _SOURCE, _CONTEXT, _COMMENT = 1, 3, 6, 7, 8
_NO_TEXT = 0xFFFFFFFF


def read_compiled(path: Path) -> dict[tuple[str, str], str]:
    """The translations in a .qm file."""
    data = path.read_bytes()
    if not data.startswith(_MAGIC):
        raise ValueError(f"{path} is no .qm file")
    place = len(_MAGIC)
    while place < len(data):
        kind, length = struct.unpack_from(">BI", data, place)
        place += 5
        if kind == _MESSAGES:
            return _messages(data[place : place + length])
        place += length
    return {}


def _messages(data: bytes) -> dict[tuple[str, str], str]:
    words: dict[tuple[str, str], str] = {}
    fields: dict[int, bytes] = {}
    place = 0
    while place < len(data):
        kind, place = data[place], place + 1
        if kind == _END:
            key = fields.get(_CONTEXT, b"").decode(), fields.get(_SOURCE, b"").decode()
            words[key] = fields.get(_TRANSLATION, b"").decode("utf-16-be")
            fields = {}
        elif kind in (_TRANSLATION, _SOURCE, _CONTEXT, _COMMENT):
            (length,) = struct.unpack_from(">I", data, place)
            place += 4
            length = 0 if length == _NO_TEXT else length
            fields.setdefault(kind, data[place : place + length])
            place += length
        else:
            raise ValueError(f"no field of a message is of kind {kind}")
    return words
