"""The panel: what it says of a finding, where its links lead, and that nothing in it is taken for markup."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QUrl
from PySide6.QtGui import QFont, QGuiApplication, QImage
from pytestqt.qtbot import QtBot

from app.gui.findings.panel import FindingsPanel
from app.gui.findings.ring import ring_layout, ring_picture
from app.gui.look.theme import DARK, LIGHT, Theme
from app.state.history import Location
from tests.gui.findings.samples import SCRIPT, deadlock, note, run_of_two, warning
from tests.gui.stage_runs import LOCK


@pytest.fixture
def panel(qtbot: QtBot) -> FindingsPanel:
    made = FindingsPanel(LIGHT)
    qtbot.addWidget(made)
    made.resize(900, 260)
    made.show()
    return made


def click(panel: FindingsPanel, target: str) -> None:
    assert f'href="{target}"' in panel.text.toHtml(), target
    panel.text.anchorClicked.emit(QUrl(target))


def test_it_is_quiet_as_long_as_nothing_is_wrong(panel: FindingsPanel) -> None:
    assert "is named here" in panel.text.toPlainText()
    panel.set_run(run_of_two())
    assert "so far" in panel.text.toPlainText()
    panel.set_over()
    assert panel.text.toPlainText().strip() == "Nothing wrong was found in this run."
    assert panel.as_text() == "Nothing wrong was found in this run.\n"


def test_each_finding_has_its_severity_its_rule_in_words_and_the_next_step(panel: FindingsPanel) -> None:
    panel.set_run(run_of_two())
    panel.show_findings([deadlock(), warning(), note()], [])
    assert panel.list.count() == 3
    assert panel.list.item(0).text() == "Deadlock\nlock, m_d"
    assert panel.list.item(1).text() == "Waits for ever\nmay be so, main"
    text = panel.text.toPlainText()
    for part in ("Error", "is so", "worker-1 waits for worker-2", "Next: Take it only once", "line 12"):
        assert part in text
    panel.list.setCurrentRow(1)
    assert panel.current == warning()
    for part in ("Warning", "may be so", "Waits for ever", "worker-2 & <b>main</b> wait"):
        assert part in panel.text.toPlainText()


def test_no_two_entries_of_the_list_look_alike(panel: FindingsPanel) -> None:
    """A join and a get may hang at the same queue: two findings of one rule and one object."""
    one = replace(deadlock(), processes=(1,))
    others = [replace(one, processes=(2, 3), locations=(Location(SCRIPT, line),)) for line in (5, 6)]
    panel.set_run(run_of_two())
    panel.show_findings([one, *others], [])
    assert [panel.list.item(row).text() for row in range(3)] == [
        "Deadlock\nlock, m_d, main",
        "Deadlock\nlock, m_d, worker-1, worker-2, line 5",
        "Deadlock\nlock, m_d, worker-1, worker-2, line 6",
    ]


def test_a_single_finding_has_all_the_room(panel: FindingsPanel) -> None:
    panel.set_run(run_of_two())
    panel.show_findings([deadlock()], [])
    assert not panel.list.isVisible()
    panel.show_findings([deadlock(), note()], [])
    assert panel.list.isVisible()


def test_what_is_chosen_stays_chosen_while_it_is_found(panel: FindingsPanel) -> None:
    panel.set_run(run_of_two())
    panel.show_findings([deadlock(), warning()], [])
    panel.choose(warning())
    panel.show_findings([deadlock(), note(), warning()], [])
    assert panel.current == warning()
    panel.show_findings([deadlock(), note()], [])
    assert panel.current == deadlock()


def test_the_worst_is_shown_until_somebody_chooses(panel: FindingsPanel) -> None:
    """As by the verdict: what is marked in the code and on the stage belongs to what that says."""
    panel.set_run(run_of_two())
    panel.show_findings([note()], [])
    panel.show_findings([deadlock(), note()], [])
    assert panel.current == deadlock()
    panel.list.setCurrentRow(1)
    panel.show_findings([warning(), deadlock(), note()], [])
    assert panel.current == note()
    panel.show_findings([deadlock()], [])
    panel.show_findings([warning(), deadlock()], [])
    assert panel.current == warning(), "what was chosen has gone"


def test_what_is_selected_stays_selected_when_it_is_told_anew(panel: FindingsPanel) -> None:
    panel.set_run(run_of_two())
    panel.show_findings([deadlock("worker-1 waits, 7 times"), note()], [])
    cursor = panel.text.document().find("worker-1 waits")
    panel.text.setTextCursor(cursor)
    panel.show_findings([deadlock("worker-1 waits, 8 times"), note()], [])
    assert "8 times" in panel.text.toPlainText()
    assert panel.text.textCursor().selectedText() == "worker-1 waits"
    panel.choose(note())
    assert not panel.text.textCursor().hasSelection()


def test_its_links_lead_to_code_stage_and_page(panel: FindingsPanel, qtbot: QtBot) -> None:
    panel.set_run(run_of_two())
    panel.show_findings([deadlock()], [])
    with qtbot.waitSignal(panel.location_chosen) as where:
        click(panel, "line:0")
    assert where.args == [Location(SCRIPT, 12)]
    with qtbot.waitSignal(panel.location_chosen) as where:
        click(panel, "line:1")
    assert where.args == [Location("/tmp/other.py", 3)]
    with qtbot.waitSignal(panel.process_chosen) as who:
        click(panel, "process:3")
    assert who.args == [3]
    with qtbot.waitSignal(panel.object_chosen) as what:
        click(panel, f"object:{LOCK}")
    assert what.args == [LOCK]
    with qtbot.waitSignal(panel.page_asked) as rule:
        click(panel, "page:0")
    assert rule.args == ["deadlock"]


def test_it_is_copied_as_text(panel: FindingsPanel) -> None:
    panel.set_run(run_of_two())
    panel.show_findings([deadlock(), note()], [])
    click(panel, "copy:0")
    copied = QGuiApplication.clipboard().text()
    assert copied.startswith("Error (is so): Deadlock\nDeadlock: worker-1 waits")
    assert copied.endswith("line 12, other.py, line 3\n")
    assert panel.as_text().count("\nNext: ") == 2


def test_a_rule_that_has_failed_is_not_passed_over(panel: FindingsPanel) -> None:
    panel.set_run(run_of_two())
    panel.show_findings([], ["the rule deadlock failed: KeyError: 1"])
    assert "failed to look" in panel.text.toPlainText()


# --- the drawing ---------------------------------------------------------------------------


@pytest.mark.parametrize("count", [1, 2, 5, 12])
def test_nothing_in_the_ring_overlaps(count: int) -> None:
    ring = ring_layout(count, 18.0, 220.0)
    boxes = [*ring.boxes, *ring.labels]
    assert not [(a, b) for a in boxes for b in boxes if a is not b and a.intersects(b)]
    assert all(box.left() >= 0 and box.right() <= ring.width and box.bottom() <= ring.height for box in boxes)


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.name)
@pytest.mark.parametrize("ratio", [1.0, 2.0])
def test_the_ring_is_drawn_in_the_colours_of_its_processes(qtbot: QtBot, theme: Theme, ratio: float) -> None:
    picture = ring_picture(deadlock().edges, run_of_two(), theme, QFont(), 220, ratio)
    assert picture.width() == 220 * ratio
    for color in (theme.processes[0], theme.processes[1], theme.danger):
        assert color in colors_of(picture)


def colors_of(picture: QImage) -> set[str]:
    return {picture.pixelColor(x, y).name() for x in range(picture.width()) for y in range(picture.height())}


def test_the_ring_stands_in_the_text_once_for_a_deadlock_only(panel: FindingsPanel) -> None:
    panel.set_run(run_of_two())
    panel.show_findings([deadlock(), warning()], [])
    assert panel.text.toHtml().count("<img") == 1
    panel.choose(warning())
    assert "<img" not in panel.text.toHtml()
