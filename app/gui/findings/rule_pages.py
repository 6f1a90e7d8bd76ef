"""The page of documentation of each rule: what it finds, why that is, and the cure."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from app.platform.resources_path import resource_folder


def page_folder() -> Path:
    """The folder with the pages, `<rule>.<language>.md`; the first line of each is its title."""
    return resource_folder() / "findings"


@lru_cache
def page_of(rule: str, language: str) -> str:
    """The page of a rule; the English one where there is no other, "" where there is none at all."""
    for name in (f"{rule}.{language}.md", f"{rule}.en.md"):
        path = page_folder() / name
        if path.is_file():
            return path.read_text(encoding="utf-8")
    return ""


def rule_title(rule: str, language: str) -> str:
    """A rule in words: the title of its page."""
    first = page_of(rule, language).partition("\n")[0]
    return first.removeprefix("# ").strip() or rule
