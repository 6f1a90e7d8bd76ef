"""The desktop's menu: what is written is what a desktop reads, starts this installation, and goes again."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import app
from app.command.cli import main
from app.platform import desktop
from app.platform.resources_path import resource_folder
from tests.programs.harness import PROJECT

APP_ICONS = resource_folder() / "icons" / "app"

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="a menu of files is Linux's")


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The user's data folder, with something in it."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "share"))
    (tmp_path / "share" / "applications").mkdir(parents=True)
    (tmp_path / "share" / "applications" / "other.desktop").touch()
    return tmp_path / "share"


def files_in(folder: Path) -> set[str]:
    """All files, except the cache of the desktop's own tool."""
    found = {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}
    return found - {"applications/mimeinfo.cache"}


def test_it_is_installed_and_removed_as_often_as_one_likes(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--install-desktop"]) == 0
    installed = files_in(home)
    assert f"applications/{desktop.DESKTOP_ID}.desktop" in installed
    assert f"icons/hicolor/scalable/apps/{desktop.DESKTOP_ID}.svg" in installed
    assert f"icons/hicolor/48x48/apps/{desktop.DESKTOP_ID}.png" in installed
    said = capsys.readouterr().out
    assert all(str(home / name) in said for name in installed - {"applications/other.desktop"})
    assert main(["--install-desktop"]) == 0
    assert files_in(home) == installed
    assert main(["--uninstall-desktop"]) == 0
    assert files_in(home) == {"applications/other.desktop"}
    capsys.readouterr()
    assert main(["--uninstall-desktop"]) == 0
    assert "nothing to remove" in capsys.readouterr().out


def test_two_installations_at_once_leave_whole_files_and_none_is_ever_seen_half_written(home: Path) -> None:
    """A desktop reads an entry whenever it changes."""
    desktop.install()
    entry = home / "applications" / f"{desktop.DESKTOP_ID}.desktop"
    whole, installed = entry.read_bytes(), files_in(home)
    code = "from app.platform import desktop\nfor _ in range(60): desktop.install()"
    command = [sys.executable, "-c", code]
    two = [subprocess.Popen(command, cwd=PROJECT, env={**os.environ, "PATH": ""}) for _ in range(2)]
    seen = set()
    while any(one.poll() is None for one in two):
        seen.add(entry.read_bytes())
    assert [one.returncode for one in two] == [0, 0]
    assert seen == {whole}
    assert files_in(home) == installed


def test_the_entry_starts_this_installation(home: Path) -> None:
    desktop.install()
    entry = (home / "applications" / f"{desktop.DESKTOP_ID}.desktop").read_text(encoding="utf-8")
    (line,) = [line for line in entry.splitlines() if line.startswith("Exec=")]
    assert line.endswith(" open %f")
    result = subprocess.run(
        [*desktop.command(), "--version"], cwd=home, capture_output=True, text=True, check=True
    )
    assert result.stdout.startswith("procession ")


def test_a_place_that_cannot_be_written_is_said(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(home / "applications" / "other.desktop"))
    assert main(["--install-desktop"]) == 2
    assert "XDG_DATA_HOME" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("word", "quoted"),
    [
        ("/opt/a b/procession", '"/opt/a b/procession"'),
        ("/opt/中文/procession", '"/opt/中文/procession"'),
        ("/opt/100%/$x", '"/opt/100%%/\\\\$x"'),
        ('a"b', '"a\\\\"b"'),
    ],
)
def test_any_path_can_stand_in_an_entry(word: str, quoted: str) -> None:
    assert desktop.quote(word) == quoted


@pytest.mark.skipif(
    shutil.which("desktop-file-validate") is None, reason="desktop-file-utils is not installed"
)
def test_the_entry_is_valid(home: Path) -> None:
    desktop.install()
    for folder in (home / "applications", resource_folder() / "desktop"):
        result = subprocess.run(
            ["desktop-file-validate", str(folder / f"{desktop.DESKTOP_ID}.desktop")],
            capture_output=True,
            text=True,
            check=False,
        )
        assert (result.returncode, result.stdout) == (0, "")


@pytest.mark.skipif(shutil.which("appstreamcli") is None, reason="appstream is not installed")
def test_the_description_for_software_centres_is_valid() -> None:
    file = resource_folder() / "desktop" / f"{desktop.DESKTOP_ID}.metainfo.xml"
    result = subprocess.run(
        ["appstreamcli", "validate", "--no-net", str(file)], capture_output=True, text=True, check=False
    )
    assert result.returncode == 0, result.stdout + result.stderr


def test_the_description_tells_of_this_version() -> None:
    text = (resource_folder() / "desktop" / f"{desktop.DESKTOP_ID}.metainfo.xml").read_text(encoding="utf-8")
    assert f'<release version="{app.__version__}"' in text


def test_the_icons_are_there_for_every_system() -> None:
    sizes = {int(path.stem.partition("-")[2]) for path in APP_ICONS.glob("*.png")}
    assert {16, 24, 32, 48, 64, 128, 256} <= sizes
    assert (APP_ICONS / "procession.ico").read_bytes()[:4] == b"\0\0\1\0"
    assert (APP_ICONS / "procession.icns").read_bytes()[:4] == b"icns"
