"""The verdict: at most three lines, one colour, word and shape a severity, readable in both themes."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QFont, QFontMetricsF, Qt, QTextDocumentFragment
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QToolButton
from pytestqt.qtbot import QtBot

from app.findings.rule import Severity
from app.gui.findings import verdict as module
from app.gui.findings.few_lines import bold, few_lines
from app.gui.findings.severity_looks import ICONS, looks_of, severity_word
from app.gui.findings.verdict import Verdict
from app.gui.look.colors import READ, SEEN, contrast
from app.gui.look.theme import DARK, LIGHT, Theme
from tests.gui.find import find
from tests.gui.findings.samples import deadlock, note, warning


@pytest.fixture
def verdict(qtbot: QtBot) -> Verdict:
    made = Verdict(LIGHT)
    qtbot.addWidget(made)
    made.resize(1024, 60)
    return made


def test_it_is_there_when_something_is_wrong_and_gone_when_not(verdict: Verdict) -> None:
    assert verdict.isHidden()
    verdict.show_findings([deadlock()])
    assert not verdict.isHidden()
    assert "Deadlock: worker-1 waits for worker-2" in verdict.text
    assert "\nNext: Take it only once" in verdict.text
    verdict.show_findings([])
    assert verdict.isHidden()
    assert verdict.text == ""


def test_a_name_that_is_html_is_shown_as_it_is(verdict: Verdict) -> None:
    verdict.show_findings([deadlock("<h1>worker</h1> waits &amp; <img src=x>")])
    assert Qt.mightBeRichText(verdict.toolTip())
    shown = QTextDocumentFragment.fromHtml(verdict.toolTip()).toPlainText()
    assert "<h1>worker</h1> waits &amp; <img src=x>" in shown
    assert shown == verdict.text


def test_a_screen_reader_is_told_once_of_what_is_told_anew(
    verdict: Verdict, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []
    monkeypatch.setattr(module, "announce", lambda _widget: told.append(verdict.text))
    for count in range(3):
        verdict.show_findings([deadlock(f"worker-1 waits, {count} times")])
    assert "2 times" in verdict.text
    assert len(told) == 1
    verdict.show_findings([warning()])
    assert len(told) == 2


def test_what_only_costs_time_is_left_to_the_panel(verdict: Verdict) -> None:
    verdict.show_findings([note()])
    assert verdict.isHidden()
    verdict.show_findings([warning()])
    assert "Warning (may be so)" in verdict.text


def test_it_leads_to_the_finding_and_to_its_page(verdict: Verdict, qtbot: QtBot) -> None:
    verdict.show_findings([deadlock()])
    with qtbot.waitSignal(verdict.finding_chosen) as chosen:
        verdict._show.click()
    assert chosen.args == [deadlock()]
    with qtbot.waitSignal(verdict.page_asked) as rule:
        verdict._why.click()
    assert rule.args == ["deadlock"]


def test_what_is_closed_is_said_no_more_until_another_finding_comes(verdict: Verdict) -> None:
    close = find(verdict, QToolButton, "verdictCloseButton")
    assert close.focusPolicy() & Qt.FocusPolicy.TabFocus and close.accessibleName()
    verdict.show_findings([deadlock()])
    close.setFocus()
    QTest.keyClick(close, Qt.Key.Key_Space)
    assert verdict.isHidden()
    verdict.show_findings([deadlock("worker-1 waits, and main, too")])
    assert verdict.isHidden(), "it is the same one, told anew"
    verdict.show_findings([deadlock(), warning()])
    assert not verdict.isHidden() and verdict.finding == warning(), "of two, the one that is news"
    verdict.dismiss()
    verdict.show_findings([])
    verdict.show_findings([warning()])
    assert verdict.isHidden()
    verdict.begin()
    verdict.show_findings([deadlock()])
    assert not verdict.isHidden(), "in another run it is news again"


@pytest.mark.parametrize("width", [300.0, 520.0, 860.0, 4000.0])
@pytest.mark.parametrize("words", [3, 18, 90])
def test_the_lines_are_never_wider_than_their_room(qtbot: QtBot, width: float, words: int) -> None:
    font = QFont()
    sentence, step = " ".join(["process-1 waits"] * words), "Next: " + " ".join(["release"] * words)
    lines = few_lines(sentence, step, font, width)
    assert 2 <= len(lines) <= 3
    for line in lines:
        used = sum(
            QFontMetricsF(bold(font) if is_bold else font).horizontalAdvance(text) for text, is_bold in line
        )
        assert used <= width + 1
    told = "".join(text for line in lines for text, _ in line)
    assert told.startswith("process-1 waits")
    assert "Next" in told, "the next step is never left out"


def test_the_step_has_its_own_line_where_the_sentence_fits_into_one(qtbot: QtBot) -> None:
    assert few_lines("It hangs.", "Next: look.", QFont(), 600.0) == [
        [("It hangs.", True)],
        [("Next: look.", False)],
    ]


def test_what_fits_into_three_lines_is_told_in_full(qtbot: QtBot) -> None:
    font = QFont()
    sentence, step = " ".join(["process-1 waits"] * 4), " ".join(["release it"] * 3)
    whole = QFontMetricsF(bold(font)).horizontalAdvance(sentence)
    for share in (1.02, 0.8, 0.55):
        told = [text for line in few_lines(sentence, step, font, whole * share) for text, _ in line]
        assert " ".join(" ".join(told).split()) == f"{sentence} {step}", "each word, in its order"


def test_it_is_as_high_as_its_lines(verdict: Verdict) -> None:
    heights = []
    for times in (1, 40):
        verdict.show_findings([deadlock(" ".join(["worker-1 waits for a lock"] * times))])
        heights.append(verdict.sizeHint().height())
    one_line = verdict.fontMetrics().height()
    assert one_line * 1.5 > heights[1] - heights[0] >= one_line


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.name)
@pytest.mark.parametrize("severity", list(Severity))
def test_a_severity_can_be_read_and_seen(theme: Theme, severity: Severity) -> None:
    looks = looks_of(severity, theme)
    assert contrast(looks.text, looks.ground) >= READ
    assert contrast(looks.sign, looks.ground) >= SEEN


def test_no_two_severities_share_a_word_or_a_shape() -> None:
    assert len({severity_word(severity) for severity in Severity}) == len(Severity)
    assert len({ICONS[severity] for severity in Severity}) == len(Severity)
