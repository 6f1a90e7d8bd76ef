"""The window in two languages: everything switches at once, while a script runs, and nothing is lost."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import psutil
import pytest
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QFontDatabase
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QDialogButtonBox,
    QListWidget,
    QPushButton,
    QSpinBox,
    QToolButton,
)
from pytestqt.qtbot import QtBot

from app.gui.look import languages
from app.gui.look.languages import Languages
from app.gui.look.settings import Settings
from app.gui.processes.rows import Column
from app.gui.program import create_window
from app.gui.stage.words.phrases import process_words
from app.gui.window import chinese_font
from app.gui.window.main_window import MainWindow
from app.language.errors import ProcessionError
from app.platform import native, translations
from tests.gui.find import find
from tests.gui.shown_texts import shown_texts, still_english
from tests.gui.window.test_window import cells, choose, click, open_script, wait_for_end
from tests.test_translations import tool

WAITS = "import time\nfrom multiprocessing import Process\n\n\ndef f():\n    time.sleep(60)\n\n\n"
WAITS += "if __name__ == '__main__':\n    p = Process(target=f, name='child')\n    p.start()\n    p.join()\n"


def press(window: MainWindow, name: str = "languageButton") -> None:
    QTest.mouseClick(find(window, QToolButton, name), Qt.MouseButton.LeftButton)


# --- while a script runs -------------------------------------------------------------------


def test_the_button_switches_everything_while_a_script_runs(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    open_script(window, tmp_path, WAITS)
    click(window, "startButton")
    told = ("waiting for child", "sleeping")
    qtbot.waitUntil(
        lambda: all(word in " ".join(cells(window, Column.STATE)) for word in told), timeout=10_000
    )
    run, pids = window.controller.run, cells(window, Column.PID)
    press(window)
    assert still_english(shown_texts(window)) == []
    assert "运行中" in window.top_bar.status
    assert any(state.startswith("睡眠") for state in cells(window, Column.STATE))
    assert cells(window, Column.STATE)[0].startswith("等待 child 结束")
    assert window.controller.run is run and window.controller.running
    assert all(psutil.pid_exists(int(pid)) for pid in pids)
    assert cells(window, Column.PID) == pids
    click(window, "stopButton")
    wait_for_end(window, qtbot)
    assert still_english(shown_texts(window)) == []
    assert cells(window, Column.STATE)[1].startswith(("随", "已"))


def test_the_cards_of_the_stage_switch_too(window: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    open_script(window, tmp_path, WAITS)
    click(window, "startButton")
    qtbot.waitUntil(lambda: len(cells(window, Column.PID)) == 2, timeout=10_000)
    press(window)
    run = window.controller.run
    assert run is not None
    qtbot.waitUntil(lambda: process_words(run.processes[1], run, run.now_ns).state.startswith("阻塞"))
    assert "进程 2 个" in window.stage.accessibleDescription()


def test_a_run_that_has_ended_is_described_in_the_other_language(window: MainWindow, qtbot: QtBot) -> None:
    choose(window, "Separate memory")
    click(window, "startButton")
    wait_for_end(window, qtbot)
    assert cells(window, Column.STATE) == ["ended: finished"] * 2
    press(window)
    assert cells(window, Column.STATE) == ["已结束：正常完成"] * 2
    assert "已结束，退出码 0" in window.top_bar.status
    assert still_english(shown_texts(window)) == []


def test_back_in_english_everything_is_as_it_was(window: MainWindow) -> None:
    before = shown_texts(window)
    press(window)
    assert shown_texts(window) != before
    press(window)
    assert shown_texts(window) == before


def test_what_the_user_has_done_is_kept(window: MainWindow) -> None:
    choose(window, "JoinableQueue")
    window.right_tabs.setCurrentWidget(window.forms)
    window.lower_tabs.setCurrentWidget(window.output)
    field = find(window.parameters, QSpinBox, "parameter_SIZE")
    field.setFocus()
    field.setValue(7)
    press(window)
    assert find(window.parameters, QSpinBox, "parameter_SIZE") is field
    assert field.value() == 7 and field.hasFocus()
    assert window.right_tabs.currentWidget() is window.forms
    assert window.lower_tabs.currentWidget() is window.output
    assert find(window, QListWidget, "scenarioList").currentItem().text() == "JoinableQueue 与 join"
    assert "SIZE = 7" in window.code.toPlainText()


def test_the_menu_switches_as_the_button_does(window: MainWindow) -> None:
    window.commands["languageAction"].trigger()
    assert find(window, QPushButton, "startButton").text() == "开始"
    window.commands["languageAction"].trigger()
    assert find(window, QPushButton, "startButton").text() == "Start"


def test_a_sentence_in_the_banner_switches(window: MainWindow, tmp_path: Path) -> None:
    open_script(window, tmp_path, WAITS)
    (tmp_path / "script.py").unlink()
    click(window, "startButton")
    assert "does not exist any more" in window.banner.text
    press(window)
    assert "已经不存在了" in window.banner.text


def test_no_text_is_cut_off_in_chinese(window: MainWindow, qtbot: QtBot) -> None:
    press(window)
    window.resize(1024, 700)
    qtbot.waitUntil(lambda: window.width() == 1024)
    for button in window.findChildren(QPushButton):
        if button.isVisible():
            assert button.width() >= button.fontMetrics().horizontalAdvance(button.text()), button.text()
    for tabs in (window.lower_tabs, window.right_tabs):
        assert tabs.tabBar().sizeHint().width() <= tabs.width()
    header = window.processes.table.header()
    for column in Column:
        if not window.processes.table.isColumnHidden(column):
            title = str(window.processes.model.headerData(column, Qt.Orientation.Horizontal))
            assert header.sectionSize(column) >= header.fontMetrics().horizontalAdvance(title), title


# --- which language ------------------------------------------------------------------------


def test_the_choice_is_kept_for_the_next_start(window: MainWindow, qtbot: QtBot) -> None:
    press(window)
    again = create_window()
    qtbot.addWidget(again)
    assert find(again, QPushButton, "startButton").text() == "开始"


def test_the_first_start_is_in_the_system_s_language(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(languages, "of_system", lambda: "zh")
    made = create_window()
    qtbot.addWidget(made)
    assert find(made, QPushButton, "startButton").text() == "开始"
    assert find(made, QListWidget, "scenarioList").findItems("守护进程", Qt.MatchFlag.MatchExactly)
    assert Settings().text("language") == ""


@pytest.mark.parametrize(
    ("lang", "expected"), [("zh_CN.UTF-8", "zh"), ("de_DE.UTF-8", "en"), ("C.UTF-8", "en")]
)
def test_qt_tells_the_system_s_language(lang: str, expected: str) -> None:
    code = "from app.gui.look.languages import of_system; print(of_system())"
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "LANG": lang},
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert done.stdout.strip() == expected


def test_a_language_for_one_start_is_not_kept(qtbot: QtBot) -> None:
    settings = Settings()
    settings.set("language", "en")
    made = create_window(settings, "zh")
    qtbot.addWidget(made)
    assert find(made, QPushButton, "startButton").text() == "开始"
    assert settings.text("language") == "en"
    press(made)
    assert find(made, QPushButton, "startButton").text() == "Start"


def test_a_change_in_the_settings_is_followed(window: MainWindow) -> None:
    window.settings.set("language", "zh")
    assert find(window, QPushButton, "startButton").text() == "开始"
    window.settings.forget("language")
    assert find(window, QPushButton, "startButton").text() == "Start"


def test_nonsense_in_the_settings_counts_as_no_choice(qtbot: QtBot) -> None:
    settings = Settings()
    settings.set("language", "klingon")
    assert Languages(settings).current == "en"


# --- Qt's own words, and compiled ones -----------------------------------------------------


def test_qt_s_own_dialogs_speak_chinese_too(window: MainWindow, qtbot: QtBot) -> None:
    press(window)
    box = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
    qtbot.addWidget(box)
    assert box.button(QDialogButtonBox.StandardButton.Cancel).text() == "取消"


def test_compiled_words_are_taken_where_they_are(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The packaged program has the .qm and no .ts."""
    tool().compile_to(tmp_path)
    monkeypatch.setattr(translations, "file_of", lambda name: tmp_path / "procession_zh_CN.ts")
    monkeypatch.setattr(translations, "read", translations.read.__wrapped__)  # without what is kept
    spoken = Languages(Settings(), "zh")
    assert QCoreApplication.translate("TopBar", "Start") == "开始"
    spoken.choose("en")
    assert QCoreApplication.translate("TopBar", "Start") == "Start"


# --- fonts ---------------------------------------------------------------------------------


@pytest.fixture
def no_chinese_font(monkeypatch: pytest.MonkeyPatch) -> None:
    def families(system: QFontDatabase.WritingSystem = QFontDatabase.WritingSystem.Any) -> list[str]:
        return [] if system == QFontDatabase.WritingSystem.SimplifiedChinese else ["DejaVu Sans"]

    monkeypatch.setattr(QFontDatabase, "families", families)


@pytest.mark.usefixtures("no_chinese_font")
def test_a_missing_font_is_named_with_the_command_when_chinese_is_chosen(
    window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    window.banner.clear()
    monkeypatch.setattr(chinese_font, "distribution", lambda: "fedora")
    press(window)
    assert window.banner.text.endswith("sudo dnf install google-noto-sans-cjk-fonts")
    assert window.banner.text.isascii(), "it has to be readable without the font"
    press(window, "bannerCloseButton")
    assert window.banner.text == ""


@pytest.mark.usefixtures("no_chinese_font")
def test_a_script_with_chinese_in_it_needs_the_font_too(window: MainWindow, tmp_path: Path) -> None:
    open_script(window, tmp_path, "print('hello')\n")
    assert window.banner.text == ""
    choose(window, "Producer and consumer")
    assert "No font here has Chinese letters" in window.banner.text
    press(window, "bannerCloseButton")
    choose(window, "Daemon processes")
    assert window.banner.text == "", "once is enough"


@pytest.mark.usefixtures("no_chinese_font")
def test_the_note_outlives_a_start_and_gives_way_to_an_error(window: MainWindow, qtbot: QtBot) -> None:
    press(window)
    click(window, "startButton")
    assert "No font here" in window.banner.text
    window.banner.say(ProcessionError("Something worse.").sentence)
    assert window.banner.text == "Something worse."
    click(window, "stopButton")
    wait_for_end(window, qtbot)


def test_with_a_font_nothing_is_said(window: MainWindow) -> None:
    if not QFontDatabase.families(QFontDatabase.WritingSystem.SimplifiedChinese):
        pytest.skip("there is no Chinese font here")
    press(window)
    assert window.banner.text == ""


@pytest.mark.parametrize("family", ["debian", "fedora", "arch", ""])
def test_every_family_of_systems_has_its_command(family: str) -> None:
    assert chinese_font.PACKAGES.get(family, "Noto Sans CJK") in chinese_font.sentence(family)
    assert set(chinese_font.PACKAGES) == set(native.INSTALLERS)
