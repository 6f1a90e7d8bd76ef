"""Each rule has its page, what, why and cure, in both languages."""

from __future__ import annotations

import importlib
import pkgutil
import re

import pytest
from pytestqt.qtbot import QtBot

import app.findings
from app.gui.dialogs.rule_window import RuleWindow
from app.gui.findings.rule_pages import page_folder, page_of, rule_title
from app.language import LANGUAGES

HEADS = {"en": ("**What.**", "**Why.**", "**Cure.**"), "zh": ("**是什么。**", "**为什么。**", "**怎么办。**")}


def rules() -> set[str]:
    """The words of all rules, as their modules name them: RULE, or RULE_ and more where there are several."""
    found = set()
    for module in pkgutil.iter_modules(app.findings.__path__):
        names = vars(importlib.import_module(f"app.findings.{module.name}"))
        found |= {value for name, value in names.items() if re.fullmatch(r"RULE(_\w+)?", name)}
    return {rule for rule in found if isinstance(rule, str)}


def test_there_are_rules() -> None:
    assert {"deadlock", "owner-died", "waits-for-ever"} <= rules()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "rule", sorted(rules() | {path.name.split(".")[0] for path in page_folder().iterdir()})
)
def test_a_rule_is_explained_in_both_languages(rule: str, language: str) -> None:
    path = page_folder() / f"{rule}.{language}.md"
    assert path.is_file()
    page = path.read_text(encoding="utf-8")
    assert page.startswith("# ")
    assert rule_title(rule, language) == page.split("\n")[0][2:]
    places = [page.find(head) for head in HEADS[language]]
    assert -1 < places[0] < places[1] < places[2]


def test_a_page_is_shown_with_its_title(qtbot: QtBot) -> None:
    window = RuleWindow(lambda: "zh")
    qtbot.addWidget(window)
    window.open_up("owner-died")
    assert window.windowTitle().startswith(rule_title("owner-died", "zh"))
    assert "Event" in window._text.toPlainText()


def test_lines_of_code_stand_together(qtbot: QtBot) -> None:
    window = RuleWindow(lambda: "en")
    qtbot.addWidget(window)
    window.open_up("deadlock")
    block = window._text.document().begin()
    while "with archive" not in block.text():
        block = block.next()
    assert [block.blockFormat().bottomMargin(), block.next().next().blockFormat().bottomMargin() > 0] == [
        0,
        True,
    ]


def test_a_rule_without_a_page_is_called_by_its_word() -> None:
    assert page_of("of-tomorrow", "zh") == ""
    assert rule_title("of-tomorrow", "zh") == "of-tomorrow"
