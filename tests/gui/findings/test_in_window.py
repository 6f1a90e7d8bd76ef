"""Real scripts in the window: what hangs is named, also after Stop, and what is right is not accused."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QPushButton, QTextBrowser
from pytestqt.qtbot import QtBot

from app.findings.judge import Judgement
from app.gui.findings import judging
from app.gui.findings.verdict import Verdict
from app.gui.window.main_window import MainWindow
from app.state.model import Run
from tests.gui.fakes import BEGAN_NS, FakeClient, beginning, ending, spec, tick
from tests.gui.find import find
from tests.gui.findings.samples import warning
from tests.gui.shown_texts import shown_texts, still_english

START_MS = 30_000
CTRL_SHIFT = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier

OPPOSITE = """
from multiprocessing import Barrier, Lock, Process

def move(first, second, ready):
    with first:
        ready.wait()
        with second:
            print("moved")

if __name__ == "__main__":
    stock, ledger, ready = Lock(), Lock(), Barrier(2)
    clerks = [Process(target=move, args=(stock, ledger, ready), name="sale"),
              Process(target=move, args=(ledger, stock, ready), name="refund")]
    for clerk in clerks:
        clerk.start()
    for clerk in clerks:
        clerk.join()
"""
RIGHT = OPPOSITE.replace("(ledger, stock, ready)", "(stock, ledger, ready)").replace("ready.wait()", "pass")


def start(window: MainWindow, folder: Path, text: str) -> None:
    path = folder / "script.py"
    path.write_text(text, encoding="utf-8")
    window.open_script(path)
    click(window, "startButton")


def click(window: MainWindow, name: str) -> None:
    QTest.mouseClick(find(window, QPushButton, name), Qt.MouseButton.LeftButton)


def findings_title(window: MainWindow) -> str:
    return window.lower_tabs.tabText(window.lower_tabs.indexOf(window.findings))


@pytest.fixture
def hanging(window: MainWindow, qtbot: QtBot, tmp_path: Path) -> MainWindow:
    """A window in which a script hangs, and that has said so."""
    start(window, tmp_path, OPPOSITE)
    qtbot.waitUntil(lambda: "Deadlock" in find(window, Verdict, "verdict").text, timeout=START_MS)
    return window


def test_a_deadlock_is_named_with_its_lines_and_stays_after_stop(hanging: MainWindow, qtbot: QtBot) -> None:
    verdict = find(hanging, Verdict, "verdict")
    assert verdict.isVisible()
    assert "held by refund (line 7)" in verdict.text
    assert findings_title(hanging) == "Findings (1)"
    click(hanging, "stopButton")
    qtbot.waitUntil(lambda: not hanging.controller.running, timeout=START_MS)
    assert verdict.isVisible()
    assert "sale waited for ledger, held by refund (line 7)" in verdict.text, "it is past"
    assert "sale waited for ledger" in hanging.findings.as_text()
    with qtbot.waitSignal(hanging.controller.run_started):
        click(hanging, "startButton")
    assert verdict.isHidden(), "of the next run nothing is known yet"


def test_what_it_is_about_is_marked_on_the_stage_and_in_the_code(hanging: MainWindow) -> None:
    run = hanging.controller.run
    assert run is not None
    marked = {run.processes[number].name for number in hanging.stage.marks.processes}
    assert marked == {"main", "sale", "refund"}
    assert {run.objects[key].name for key in hanging.stage.marks.objects} == {"stock", "ledger"}
    assert [place.line for place in hanging.code._marked.found] == [7]


def test_the_verdict_leads_to_the_panel_and_its_links_to_code_and_stage(hanging: MainWindow) -> None:
    hanging.right_tabs.setCurrentWidget(hanging.explanation)
    click(hanging, "verdictShowButton")
    assert hanging.findings.isVisible()
    assert findings_title(hanging) == "Findings", "it has been seen"
    assert QApplication.focusWidget() is hanging.findings.text
    assert hanging.code.isVisible()
    assert hanging.code.textCursor().blockNumber() == 7 - 1
    run = hanging.controller.run
    assert run is not None
    number = next(one.number for one in run.processes.values() if one.name == "refund")
    hanging.findings.text.anchorClicked.emit(QUrl(f"process:{number}"))
    assert hanging.stage.current is not None and hanging.stage.current.key == number


def test_the_page_of_the_rule_opens_in_the_language_of_now(hanging: MainWindow) -> None:
    click(hanging, "verdictWhyButton")
    page = find(hanging, QDialog, "ruleWindow")
    text = find(page, QTextBrowser, "ruleText")
    assert page.isVisible()
    assert text.toPlainText().startswith("Deadlock")
    hanging.commands["languageAction"].trigger()
    try:
        assert text.toPlainText().startswith("死锁")
        assert find(hanging, Verdict, "verdict").text.startswith("错误")
        assert findings_title(hanging) == "诊断（1）"
        hanging.lower_tabs.setCurrentWidget(hanging.findings)
        assert still_english(shown_texts(hanging.findings)) == []
        assert "下一步：" in hanging.findings.text.toPlainText()
    finally:
        hanging.commands["languageAction"].trigger()


def test_findings_are_reached_and_copied_by_keys(hanging: MainWindow) -> None:
    QTest.keyClick(hanging, Qt.Key.Key_F, CTRL_SHIFT)
    assert QApplication.focusWidget() is hanging.findings.text
    QTest.keyClick(hanging.findings.text, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QApplication.clipboard().text() == hanging.findings.as_text()


def test_a_right_script_is_accused_of_nothing(window: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    start(window, tmp_path, RIGHT)
    qtbot.waitUntil(lambda: window.controller.run is not None, timeout=START_MS)
    qtbot.waitUntil(lambda: not window.controller.running, timeout=START_MS)
    assert find(window, Verdict, "verdict").isHidden()
    assert findings_title(window) == "Findings"
    assert "Nothing wrong was found" in window.findings.text.toPlainText()
    assert not window.stage.marks.processes


# --- when the rules look -------------------------------------------------------------------


@pytest.fixture
def looks(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The versions of the run at which the rules have looked; each look finds what only may be so."""
    versions: list[int] = []

    def look(run: Run) -> Judgement:
        versions.append(run.version)
        return Judgement([warning()], [])

    monkeypatch.setattr(judging, "judge", look)
    monkeypatch.setattr(judging, "PACE_S", 0.02)
    return versions


@pytest.fixture
def client(window: MainWindow, monkeypatch: pytest.MonkeyPatch) -> FakeClient:
    """The supervisor of the next run."""
    made = FakeClient(spec())
    monkeypatch.setattr(window.controller, "_make_client", lambda _spec: made)
    return made


def at_rest(client: FakeClient, window: MainWindow, qtbot: QtBot, moment_ns: int) -> None:
    """The time of the run goes on, and nothing else; a look that is due has come."""
    with qtbot.waitSignal(window.controller.clock_advanced):
        client.bring(tick(moment_ns))
    timer = window.run_findings.judging._timer
    qtbot.waitUntil(lambda: not timer.isActive())


def test_a_run_at_rest_in_which_nobody_waits_is_not_looked_at_again(
    window: MainWindow, client: FakeClient, looks: list[int], qtbot: QtBot
) -> None:
    window.controller.start(spec())
    client.bring(beginning())
    qtbot.waitUntil(lambda: len(looks) == 1)
    for second in range(2, 5):
        at_rest(client, window, qtbot, BEGAN_NS + second * 1_000_000_000)
    assert len(looks) == 1
    assert find(window, Verdict, "verdict").isHidden(), "a single look is not enough for what may be so"
    client.bring(ending())
    client.end()
    qtbot.waitUntil(lambda: not window.controller.running)
    assert find(window, Verdict, "verdict").isVisible()


def test_nothing_is_looked_at_while_the_run_is_being_ended(
    window: MainWindow, client: FakeClient, looks: list[int], qtbot: QtBot
) -> None:
    client.obeys = False
    window.controller.start(spec())
    client.bring(beginning())
    qtbot.waitUntil(lambda: len(looks) == 1)
    window.controller.stop()
    assert not window.run_findings.judging._timer.isActive()
    with qtbot.waitSignal(window.controller.clock_advanced):
        client.bring(tick(BEGAN_NS + 900_000_000))
    assert not window.run_findings.judging._timer.isActive()
    client.bring(ending())
    client.end()
    qtbot.waitUntil(lambda: not window.controller.running)
    assert len(looks) == 2, "once more when all is over"
