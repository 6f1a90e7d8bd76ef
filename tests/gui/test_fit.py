"""Nothing is cut off: large system fonts, a small window, both languages."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFont
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QPushButton,
    QStyle,
    QStyleOptionComboBox,
    QTabBar,
    QToolButton,
)
from pytestqt.qtbot import QtBot

from app.gui.look import fonts
from app.gui.processes.rows import Column
from app.gui.program import create_window
from app.gui.waits.panel import PAGES, WaitsPanel
from app.gui.widgets.status_line import StatusLine
from app.gui.window.main_window import MainWindow
from app.gui.window.top_bar import TopBar
from tests.gui.find import bring_to_front, find
from tests.gui.findings.samples import deadlock
from tests.state.build import MS
from tests.state.test_critical_path import two_take_turns

SMALLEST = (1024, 700)
#: Drawn by Qt for tabs that do not fit; that there are none is asked of the tabs.
QTS_OWN = {"ScrollLeftButton", "ScrollRightButton", "cardOfStage"}


@pytest.fixture(params=[13, 18])
def letters(
    request: pytest.FixtureRequest, qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> Iterator[int]:
    """The size of the system's font, in pixels."""
    before = qapp.font()
    font = QFont(before)
    font.setPixelSize(request.param)
    qapp.setFont(font)
    monkeypatch.setattr(fonts, "TEXT_PIXELS", request.param)
    yield request.param
    qapp.setFont(before)


@pytest.fixture(params=["English", "Chinese"])
def window(request: pytest.FixtureRequest, qtbot: QtBot, letters: int) -> Iterator[MainWindow]:
    made = create_window()
    assert isinstance(made, MainWindow)
    qtbot.addWidget(made)
    made.resize(*SMALLEST)
    made.show()
    other = request.param == "Chinese"
    if other:
        made.commands["languageAction"].trigger()
    yield made
    if other:
        made.commands["languageAction"].trigger()
    made.close()


def test_everything_fits_into_the_smallest_window(window: MainWindow, letters: int) -> None:
    assert window.font().pixelSize() == letters
    assert window.minimumSizeHint().width() <= SMALLEST[0]
    assert window.minimumSizeHint().height() <= SMALLEST[1]
    for page in (
        window.processes,
        window.buffers,
        window.objects,
        window.findings,
        window.output,
        window.explanation,
        window.forms,
    ):
        bring_to_front(window, page)
        QApplication.processEvents()
        for control in [*window.findChildren(QAbstractButton), *window.findChildren(QComboBox)]:
            if control.isVisible() and control.objectName() not in QTS_OWN:
                need, room = control.minimumSizeHint(), control.size()
                assert room.width() >= need.width() and room.height() >= need.height(), control.objectName()


def test_no_tab_is_cut_off(window: MainWindow) -> None:
    for bar in window.findChildren(QTabBar):
        assert bar.width() >= bar.sizeHint().width(), [bar.tabText(k) for k in range(bar.count())]


def test_the_heads_of_the_table_fit(window: MainWindow) -> None:
    table = window.processes.table
    for column in Column:
        title = str(table.model().headerData(column, Qt.Orientation.Horizontal))
        if not table.isColumnHidden(column) and title:
            assert table.columnWidth(column) >= table.fontMetrics().horizontalAdvance(title), title


@pytest.mark.parametrize("page", range(len(PAGES)))
def test_the_table_of_waits_does_not_scroll_sideways(window: MainWindow, page: int) -> None:
    panel = find(window, WaitsPanel, "waitsPanel")
    bring_to_front(window, panel)
    panel.set_run(two_take_turns())
    panel.by.setCurrentIndex(page)
    panel.refresh(2_000 * MS, at_once=True)
    QApplication.processEvents()
    assert panel.table.viewport().width() > 0
    assert panel.table.horizontalScrollBar().maximum() == 0


def test_the_status_is_shortened_and_never_cut(window: MainWindow) -> None:
    bar = window.findChild(TopBar)
    assert bar is not None
    bar.show_status(["ended with exit code 0 after a very long sentence about it", "3.2 s"])
    line = window.findChild(StatusLine, "statusLine")
    assert line is not None
    assert line.fontMetrics().horizontalAdvance(line.text()) <= line.width()


def room_for_text(box: QComboBox) -> int:
    option = QStyleOptionComboBox()
    box.initStyleOption(option)
    part = QStyle.SubControl.SC_ComboBoxEditField
    return box.style().subControlRect(QStyle.ComplexControl.CC_ComboBox, option, part, box).width()


@pytest.mark.parametrize("magnified", [0, 1.3])
def test_the_start_method_is_never_cut(window: MainWindow, magnified: float) -> None:
    bar = window.findChild(TopBar)
    assert bar is not None
    box = find(bar, QComboBox, "startMethodBox")
    bar.set_start_methods(["fork", "spawn"], "fork")
    QApplication.processEvents()
    bar.set_start_methods(["", "fork", "forkserver"], "")
    window.appearance.magnify(magnified)
    for _ in range(2):  # the other language, and back
        window.commands["languageAction"].trigger()
        QApplication.processEvents()
        assert room_for_text(box) >= box.fontMetrics().horizontalAdvance(box.currentText())


def test_the_controls_of_the_bar_are_equally_high(window: MainWindow) -> None:
    bar = window.findChild(TopBar)
    assert bar is not None
    QApplication.processEvents()
    controls = [*bar.findChildren(QAbstractButton), *bar.findChildren(QComboBox)]
    assert len({one.height() for one in controls if one.isVisible()}) == 1, [
        (one.objectName(), one.height()) for one in controls
    ]


def test_the_tools_beside_the_tabs_are_in_line_with_them(window: MainWindow) -> None:
    tabs = window.lower_tabs.tabBar()
    QApplication.processEvents()
    button = find(window, QToolButton, "listButton")
    middle = button.mapTo(window, button.rect().center()).y()
    assert abs(middle - tabs.mapTo(window, tabs.rect().center()).y()) <= 2


def test_icons_stand_apart_from_their_texts_and_alone_in_the_middle(window: MainWindow) -> None:
    bar = window.findChild(TopBar)
    assert bar is not None
    window.resize(SMALLEST[0] + 20 * bar.fontInfo().pixelSize() * 2, SMALLEST[1])
    restart, opener = find(bar, QPushButton, "restartButton"), find(bar, QToolButton, "openScriptButton")
    for button in (find(bar, QPushButton, "startButton"), restart, opener):
        assert button.text()
        shown = button.icon().actualSize(button.iconSize())
        assert shown.width() > shown.height(), "nothing is free behind the icon"
    window.resize(*SMALLEST)
    alone = restart.icon().actualSize(restart.iconSize())
    assert not restart.text()
    assert alone.width() == alone.height()


def test_the_window_keeps_its_smallest_size_with_a_verdict_and_many_findings(
    window: MainWindow, qtbot: QtBot
) -> None:
    window.parts.verdict.show_findings([deadlock("phil-0 waits for forks[1], held by phil-1 (line 8); " * 4)])
    window.run_findings.unseen = 12
    window.retranslate()
    bars = window.findChildren(QTabBar)
    qtbot.waitUntil(lambda: all(bar.width() >= bar.sizeHint().width() for bar in bars))
    assert "12" in window.lower_tabs.tabText(window.lower_tabs.indexOf(window.findings))
    assert window.minimumSizeHint().width() <= SMALLEST[0]
    assert window.minimumSizeHint().height() <= SMALLEST[1]
    verdict = window.parts.verdict
    for button in verdict.findChildren(QAbstractButton):
        assert button.width() >= button.minimumSizeHint().width(), button.objectName()
    assert verdict.geometry().bottom() < window.widths.geometry().top()
