"""Colours that everybody can read and tell apart (WCAG 2.2 AA), in every theme that there is."""

from __future__ import annotations

from itertools import combinations

import pytest
from PySide6.QtGui import QColor

from app.gui.code.margin import TINT
from app.gui.look.colors import condition_colors, contrast, mixed, process_color, readable
from app.gui.look.theme import THEMES, Theme
from app.gui.words.state_words import state_text
from app.state.model import Condition, Outcome
from tests.gui.color_vision import SIGHTS, difference, lab, seen
from tests.gui.fakes import BEGAN_NS, make_process, make_run

TEXT = 4.5  # 1.4.3
GRAPHICS = 3.0  # 1.4.11
#: CIEDE2000 between any two of main and the first eight processes.
APART = 10.0
EACH_THEME = pytest.mark.parametrize("theme", THEMES.values(), ids=lambda theme: theme.name)

#: Every text and what it stands on, as the style sheet and the drawings use them.
TEXTS = (
    ("text", "window"),
    ("text", "panel"),
    ("text", "raised"),
    ("text", "hover"),
    ("text", "pressed"),  # a pressed or checked button
    ("text", "accent_soft"),  # a chosen row, a chosen menu entry
    ("muted", "window"),  # the line under a buffer, the empty stage
    ("muted", "panel"),  # heads of tables, tabs, line numbers
    ("muted", "raised"),  # second lines of cards
    ("muted", "accent_soft"),  # an ended process in a chosen row
    ("accent", "panel"),  # links, the tab with the focus
    ("accent", "raised"),  # what a summary offers
    ("accent_hover", "accent_soft"),  # the chosen scenario
    ("on_accent", "accent"),
    ("on_accent", "accent_hover"),
    ("danger", "panel"),
    ("danger", "raised"),
    ("danger", "danger_soft"),
    ("danger", "accent_soft"),
    ("text", "danger_soft"),  # the banner
    ("warning", "panel"),
    ("warning", "accent_soft"),
    ("on_item", "item"),
)
#: What is seen and not read: rings, lines, marks, slots.
DRAWN = (
    ("accent", "panel"),
    ("accent", "window"),
    ("accent", "line"),  # the level of a buffer
    ("text", "panel"),  # the ring of the focus
    ("item_line", "raised"),
    ("danger", "raised"),
    ("muted", "line"),  # the mark of the highest level
)


@EACH_THEME
@pytest.mark.parametrize(("text", "ground"), TEXTS)
def test_every_text_is_readable_where_it_stands(theme: Theme, text: str, ground: str) -> None:
    assert contrast(QColor(getattr(theme, text)), QColor(getattr(theme, ground))) >= TEXT


@EACH_THEME
@pytest.mark.parametrize(("line", "ground"), DRAWN)
def test_every_mark_is_seen_where_it_stands(theme: Theme, line: str, ground: str) -> None:
    assert contrast(QColor(getattr(theme, line)), QColor(getattr(theme, ground))) >= GRAPHICS


@EACH_THEME
@pytest.mark.parametrize("condition", list(Condition))
def test_every_state_is_readable(theme: Theme, condition: Condition) -> None:
    assert contrast(*condition_colors(theme, condition)) >= TEXT


@EACH_THEME
def test_code_is_readable_on_the_line_of_every_process(theme: Theme) -> None:
    tints = [mixed(process_color(theme, number), theme.panel, TINT) for number in range(1, 10)]
    tints += [mixed(theme.muted, theme.panel, TINT), QColor(theme.panel)]
    for name in ["text", *(name for name in vars(theme) if name.startswith("code_"))]:
        for tint in tints:
            assert contrast(QColor(getattr(theme, name)), tint) >= TEXT, (name, tint.name())


@EACH_THEME
def test_the_names_of_processes_in_the_output_are_readable(theme: Theme) -> None:
    for number in range(1, 60):
        color = readable(process_color(theme, number), theme.panel)
        assert contrast(color, QColor(theme.panel)) >= TEXT, number


@EACH_THEME
def test_cards_and_their_lines_are_seen(theme: Theme) -> None:
    for number in range(1, 10):
        for ground in (theme.window, theme.raised, theme.panel):
            assert contrast(process_color(theme, number), QColor(ground)) >= GRAPHICS, (number, ground)


@EACH_THEME
@pytest.mark.parametrize("sight", SIGHTS)
def test_main_and_eight_processes_are_distinguishable(theme: Theme, sight: str) -> None:
    colors = [lab(seen(process_color(theme, number), SIGHTS[sight])) for number in range(1, 10)]
    nearest = min(
        (difference(colors[one], colors[other]), one + 1, other + 1)
        for one, other in combinations(range(9), 2)
    )
    assert nearest[0] >= APART, nearest


@EACH_THEME
@pytest.mark.parametrize("sight", SIGHTS)
def test_a_failure_is_told_from_every_other_state(theme: Theme, sight: str) -> None:
    grounds = {one: lab(seen(condition_colors(theme, one)[0], SIGHTS[sight])) for one in Condition}
    failed = grounds.pop(Condition.FAILED)
    assert min(difference(failed, ground) for ground in grounds.values()) >= 2 * APART


def test_the_measure_gives_the_published_differences() -> None:
    # Sharma, Wu and Dalal 2005, table 1, pairs 1, 7, 17 and 25.
    for one, other, expected in (
        ((50.0, 2.6772, -79.7751), (50.0, 0.0, -82.7485), 2.0425),
        ((50.0, 0.0, 0.0), (50.0, -1.0, 2.0), 2.3669),
        ((50.0, 2.5, 0.0), (73.0, 25.0, -18.0), 27.1492),
        ((60.2574, -34.0099, 36.2677), (60.4626, -34.1751, 39.4387), 1.2644),
    ):
        assert abs(difference(one, other) - expected) < 1e-3


# --- never by colour alone -----------------------------------------------------------------


def test_every_end_has_words_of_its_own() -> None:
    words = set()
    for outcome in Outcome:
        process = make_process(2, ended_ns=BEGAN_NS, outcome=outcome, exitcode=1, signal=6)
        words.add(state_text(process, make_run(process), BEGAN_NS))
    assert len(words) == len(Outcome)
