"""The window is at the next start as it was left, unless that would put it out of reach."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QByteArray, QPoint, QRect, QSize, Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QSplitter, QTabWidget, QWidget
from pytestqt.qtbot import QtBot

from app.gui.look.settings import Settings
from app.gui.program import create_window
from app.gui.window.main_window import USUAL, MainWindow
from app.gui.window.window_memory import reachable_place
from tests.gui.find import find

SCREENS = [QRect(0, 0, 1920, 1040), QRect(1920, 0, 1280, 1024)]
Opener = Callable[[], MainWindow]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "settings.ini"


@pytest.fixture
def open_window(qtbot: QtBot, file: Path) -> Opener:
    """Open the window as at a start of the program, with what earlier starts have stored."""

    def opened() -> MainWindow:
        window = create_window(Settings(str(file)))
        assert isinstance(window, MainWindow)
        qtbot.addWidget(window)
        window.show()
        return window

    return opened


def drag(splitter: QSplitter, distance: int) -> None:
    """Move the first handle with the mouse."""
    handle = splitter.handle(1)
    middle = handle.rect().center()
    along = (
        QPoint(distance, 0) if splitter.orientation() == Qt.Orientation.Horizontal else QPoint(0, distance)
    )
    QTest.mousePress(handle, Qt.MouseButton.LeftButton, pos=middle)
    QTest.mouseMove(handle, middle + along)
    QTest.mouseRelease(handle, Qt.MouseButton.LeftButton, pos=middle + along)


def tab(window: MainWindow, name: str) -> str:
    page = find(window, QTabWidget, name).currentWidget()
    assert isinstance(page, QWidget)
    return page.objectName()


def test_panels_tabs_and_the_scenario_are_there_again(open_window: Opener) -> None:
    first = open_window()
    first.workspace.choose("daemon")
    find(first, QTabWidget, "lowerTabs").setCurrentWidget(first.output)
    find(first, QTabWidget, "rightTabs").setCurrentIndex(1)
    drag(first.widths, 40)
    drag(first.heights, -60)
    handles = first.widths.sizes(), first.heights.sizes()
    first.close()
    second = open_window()
    assert second.workspace.target.id == "daemon"
    assert (tab(second, "lowerTabs"), tab(second, "rightTabs")) == (first.output.objectName(), "explainView")
    assert (second.widths.sizes(), second.heights.sizes()) == handles
    second.close()


def test_the_place_and_a_hidden_panel_are_there_again(open_window: Opener) -> None:
    first = open_window()
    first.setGeometry(30, 40, 1100, 710)
    find(first, QAction, "codePanelAction").trigger()
    assert not first.right_tabs.isVisible()
    first.close()
    second = open_window()
    assert second.geometry() == QRect(30, 40, 1100, 710)
    assert not second.right_tabs.isVisible()
    find(second, QAction, "codePanelAction").trigger()
    assert second.right_tabs.isVisible()
    second.close()


def test_a_maximized_window_is_maximized_again_and_remembers_its_other_size(open_window: Opener) -> None:
    first = open_window()
    first.setGeometry(30, 40, 1100, 710)
    first.showMaximized()
    first.close()
    second = open_window()
    assert second.isMaximized()
    second.close()


def on_a_screen(monkeypatch: pytest.MonkeyPatch, *size: int) -> None:
    monkeypatch.setattr("app.gui.window.window_memory._room", lambda _window: QSize(*size))


def test_a_screen_with_less_room_is_taken_whole(open_window: Opener, monkeypatch: pytest.MonkeyPatch) -> None:
    window = open_window()
    on_a_screen(monkeypatch, 1920, 1040)
    window.memory.fit_screen()
    assert not window.isMaximized()
    on_a_screen(monkeypatch, 1024, 740)
    window.memory.fit_screen()
    assert window.isMaximized()
    window.close()


def test_a_screen_with_room_for_all_but_the_title_bar_is_taken_whole(
    open_window: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The lower edge, where the input line is, would be out of sight."""
    on_a_screen(monkeypatch, 1920, 1040)
    window = open_window()
    on_a_screen(monkeypatch, window.width(), window.height())
    window.memory.fit_screen()
    assert window.isMaximized()
    window.close()


def test_reset_layout_gives_back_the_first_look(open_window: Opener, monkeypatch: pytest.MonkeyPatch) -> None:
    on_a_screen(monkeypatch, 1920, 1040)
    window = open_window()
    looks = window.widths.sizes(), window.heights.sizes(), tab(window, "lowerTabs"), tab(window, "rightTabs")
    drag(window.widths, 40)
    drag(window.heights, -60)
    window.resize(1200, 750)
    window.lower_tabs.setCurrentIndex(1)
    find(window, QAction, "scenarioPanelAction").trigger()
    find(window, QAction, "resetLayoutAction").trigger()
    assert window.size().toTuple() == USUAL
    assert window.scenario_list.isVisible()
    now = window.widths.sizes(), window.heights.sizes(), tab(window, "lowerTabs"), tab(window, "rightTabs")
    assert now == looks
    window.close()


def test_the_last_scenario_is_not_reopened_when_that_is_not_wanted(open_window: Opener) -> None:
    first = open_window()
    first.settings.set("reopenLast", False)
    first.workspace.choose("daemon")
    first.close()
    second = open_window()
    assert second.workspace.target is second.workspace.targets[0]
    second.close()


def test_the_last_script_is_reopened_while_it_is_there(open_window: Opener, tmp_path: Path) -> None:
    script = tmp_path / "包子 1.py"
    script.write_text("print(1)\n", encoding="utf-8")
    first = open_window()
    first.open_script(script)
    first.close()
    second = open_window()
    assert second.workspace.target.file_name == script.name
    second.close()
    script.unlink()
    third = open_window()
    assert third.workspace.target is third.workspace.targets[0]
    third.close()


@pytest.mark.parametrize(
    "broken", [QByteArray(b"nonsense"), QByteArray(b"\x00" * 40), "text", [1, 2], {"a": 1}]
)
def test_what_is_broken_is_ignored(open_window: Opener, file: Path, broken: object) -> None:
    settings = Settings(str(file))
    for key in ("windowPlace", "tabs", "hiddenPanels", "handles/widths", "handles/heights", "lastTarget"):
        settings.set(key, broken)  # type: ignore[arg-type]
    del settings
    window = open_window()
    assert window.size().toTuple() == USUAL
    assert window.widths.sizes()[0] > 100
    assert window.scenario_list.isVisible()
    window.close()


@pytest.mark.parametrize(
    ("kept", "used"),
    [
        ([100, 100, 1200, 800], True),
        ([-1100, 100, 1200, 800], False),  # only 100 pixels of it would be seen
        ([2000, 50, 1100, 700], True),  # on the second screen
        ([5000, 50, 1100, 700], False),  # that screen is gone
        ([100, -300, 1200, 800], False),  # its title is above the screen
        ([100, 1030, 1200, 800], False),
        ([100, 100, 0, 800], False),
        ([100, 100, 10**12, 800], False),
        ([100, 100, 1200.5, 800], False),
        ([100, 100, 1200], False),
        (["100", "100", "1200", "800"], False),
        ([], False),
    ],
)
def test_only_a_place_that_can_be_reached_is_used(kept: list[object], used: bool) -> None:
    assert (reachable_place(kept, SCREENS) is not None) is used
