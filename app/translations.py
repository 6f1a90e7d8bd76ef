"""The words of a language, read from the file that translators edit.

The file is Qt Linguist's own .ts: it is there in a clone, a wheel and the packaged program alike, so
that no step has to come before the first start. English needs no file and reads none.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from app import language
from app.resources_path import resource_folder

#: What each language is called in file names.
LOCALES = {"zh": "zh_CN"}


def use(name: str) -> None:
    """Speak a language of `language.LANGUAGES` from now on."""
    language.install(name, read(name))


@lru_cache
def read(name: str) -> Mapping[tuple[str, str], str]:
    """The words of a language by context and English text; none for English."""
    return read_file(file_of(name)) if name in LOCALES else {}


def file_of(name: str) -> Path:
    """The translators' file of a language."""
    return resource_folder() / "translations" / f"procession_{LOCALES[name]}.ts"


def read_file(path: Path) -> dict[tuple[str, str], str]:
    """What a .ts file has translated; what is unfinished stays English."""
    from xml.etree import ElementTree  # 4 ms that English has no need of

    words = {}
    for context in ElementTree.parse(path).iter("context"):
        name = context.findtext("name", "")
        for message in context.iter("message"):
            translation = message.find("translation")
            if translation is not None and translation.get("type") is None and translation.text:
                words[name, message.findtext("source", "")] = translation.text
    return words
