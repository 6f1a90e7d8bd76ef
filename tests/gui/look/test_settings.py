"""What the user has set is there again at the next start, and what cannot be read does no harm."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QByteArray, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QToolButton
from pytestqt.qtbot import QtBot

from app.gui.look.settings import Settings
from app.gui.program import create_window
from app.gui.window.main_window import MainWindow
from tests.gui.find import find
from tests.programs.harness import PROJECT


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "settings.ini"


def settings(file: Path) -> Settings:
    return Settings(str(file))


def kept(file: Path, key: str, value: object) -> Settings:
    """The settings at a later start, after this value was stored at an earlier one."""
    earlier = settings(file)
    earlier.set(key, value)  # type: ignore[arg-type]
    earlier._store.sync()
    return settings(file)


@pytest.mark.parametrize("value", ["", "dark", "中文", "a=b; c", "true"])
def test_a_text_is_kept(file: Path, value: str) -> None:
    assert kept(file, "k", value).text("k") == value


@pytest.mark.parametrize("value", [True, False])
def test_a_flag_is_kept(file: Path, value: bool) -> None:
    assert kept(file, "k", value).flag("k", not value) is value


@pytest.mark.parametrize("value", [[], ["/a b/包子.py", "x,y"], [1, 2.5, None]])
def test_a_list_is_kept(file: Path, value: list[object]) -> None:
    assert kept(file, "k", value).data("k", ["default"]) == value


def test_a_shape_is_kept(file: Path) -> None:
    assert kept(file, "k", QByteArray(b"\x00\xff\x01")).geometry("k") == QByteArray(b"\x00\xff\x01")


@pytest.mark.parametrize("broken", ["k=@ByteArray(", "k={", 'k="[1"', "k=5", "[k", ""])
def test_what_cannot_be_read_counts_as_not_set(file: Path, broken: str) -> None:
    file.write_text(f"[General]\n{broken}\n")
    assert settings(file).data("k", ["default"]) == ["default"]
    assert settings(file).flag("k", True) is True


def test_a_change_is_reported_once(file: Path, qtbot: QtBot) -> None:
    one = settings(file)
    told: list[str] = []
    one.changed.connect(told.append)
    one.set("k", "v")
    one.set("k", "v")
    one.forget("k")
    one.forget("k")
    assert told == ["k", "k"]


ADDS = """
import sys
from app.gui import alone
from app.gui.look.settings import Settings
alone._WAIT_S = 60  # a busy machine is no window that does not let go
kept = Settings(sys.argv[1])
for number in range(25):
    kept.change("k", [], lambda known: [*known, f"{sys.argv[2]} {number}"])
"""


def test_what_several_windows_add_at_once_is_all_kept(file: Path) -> None:
    """Also at the first start of all, when there is no folder yet."""
    file = file.parent / "new" / file.name
    windows = [subprocess.Popen([sys.executable, "-c", ADDS, file, name], cwd=PROJECT) for name in "abcd"]
    assert [window.wait(60) for window in windows] == [0] * 4
    kept = settings(file).data("k", [])
    assert sorted(kept) == sorted(f"{name} {number}" for name in "abcd" for number in range(25))
    assert [path.name for path in file.parent.iterdir()] == [file.name]


def test_what_another_window_has_added_is_reported_with_the_next_change(file: Path, qtbot: QtBot) -> None:
    one = settings(file)
    one.change("k", [], lambda known: [*known, "ours"])
    code = ADDS.replace("25", "1")
    subprocess.run([sys.executable, "-c", code, file, "theirs"], cwd=PROJECT, check=True)
    told: list[str] = []
    one.changed.connect(told.append)
    one.change("k", [], lambda known: known)
    assert (told, one.data("k", [])) == (["k"], ["ours", "theirs 0"])


def test_the_theme_is_there_again(file: Path, qtbot: QtBot) -> None:
    def open_window() -> MainWindow:
        window = create_window(settings(file))
        assert isinstance(window, MainWindow)
        qtbot.addWidget(window)
        return window

    first = open_window()
    was_dark = first.appearance.theme.is_dark
    QTest.mouseClick(find(first, QToolButton, "themeButton"), Qt.MouseButton.LeftButton)
    first.settings._store.sync()
    assert open_window().appearance.theme.is_dark is not was_dark
