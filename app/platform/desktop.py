"""`procession --install-desktop`: puts the program into the menu of a Linux desktop, and takes it out again.

The files are those of the packages (``resources/desktop``, ``resources/icons/app``); only the
command differs, because the program may be anywhere.
"""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterator
from pathlib import Path

from app.language import QT_TRANSLATE_NOOP
from app.language.errors import ProcessionError
from app.platform.packaged import is_packaged, outside_environment
from app.platform.resources_path import resource_folder

#: The application id by which desktops know the program.
DESKTOP_ID = "io.github.procession.procession"
_REFRESH_S = 20.0
_ROOT = Path(__file__).resolve().parents[2]


def install() -> list[Path]:
    """Put the program into the user's menu. Returns the files written. Raises ProcessionError."""
    from app.platform.whole_file import replace_file  # imported here: the window opens sooner without it

    home = _data_home()
    written = []
    for target, data in _files(home):
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            replace_file(target, data)
        except OSError as error:
            raise ProcessionError(
                QT_TRANSLATE_NOOP(
                    "errors", "{file} cannot be written: {reason}. Set XDG_DATA_HOME to another folder."
                ),
                file=target,
                reason=error.strerror,
            ) from error
        written.append(target)
    _refresh(home)
    return written


def uninstall() -> list[Path]:
    """Take it out again. Returns the files removed, if any. Raises ProcessionError."""
    home = _data_home()
    removed = []
    for target, _ in _files(home):
        try:
            target.unlink()
        except FileNotFoundError:
            continue
        except OSError as error:
            raise ProcessionError(
                QT_TRANSLATE_NOOP("errors", "{file} cannot be removed: {reason}."),
                file=target,
                reason=error.strerror,
            ) from error
        removed.append(target)
    if removed:
        _refresh(home)
    return removed


def _data_home() -> Path:
    """Where the user's desktop files go (XDG Base Directory Specification)."""
    if not sys.platform.startswith("linux"):
        raise ProcessionError(
            QT_TRANSLATE_NOOP(
                "errors", "Only a Linux desktop has a menu made of files; start the program from its folder."
            )
        )
    named = os.environ.get("XDG_DATA_HOME", "")
    if os.path.isabs(named):
        return Path(named)
    home = os.path.expanduser("~")
    if not os.path.isabs(home):
        raise ProcessionError(
            QT_TRANSLATE_NOOP("errors", "There is no home folder to write to; set XDG_DATA_HOME to a folder.")
        )
    return Path(home, ".local", "share")


def _files(home: Path) -> Iterator[tuple[Path, bytes]]:
    """(target, content) of each file: the menu entry, the description, the icons."""
    resources = resource_folder()
    entry = (resources / "desktop" / f"{DESKTOP_ID}.desktop").read_text(encoding="utf-8")
    yield home / "applications" / f"{DESKTOP_ID}.desktop", desktop_entry(entry, command()).encode()
    metainfo = f"{DESKTOP_ID}.metainfo.xml"
    yield home / "metainfo" / metainfo, (resources / "desktop" / metainfo).read_bytes()
    for icon in sorted((resources / "icons" / "app").glob("procession*")):
        place = icon_place(icon.name)
        if place is not None:
            yield home / "icons" / "hicolor" / place, icon.read_bytes()


def icon_place(name: str) -> str | None:
    """The place of one of our icons in the theme `hicolor`; None when it is not for Linux."""
    stem, _, suffix = name.rpartition(".")
    if suffix == "svg":
        return f"scalable/apps/{DESKTOP_ID}.svg"
    size = stem.partition("-")[2]
    return f"{size}x{size}/apps/{DESKTOP_ID}.png" if suffix == "png" else None


def desktop_entry(template: str, words: list[str]) -> str:
    """The menu entry with the command that starts this very installation."""
    lines = []
    for line in template.splitlines():
        if line.startswith("Exec="):
            line = "Exec=" + " ".join([*map(quote, words), "open", "%f"])
        lines.append(line)
    return "\n".join(lines) + "\n"


def quote(word: str) -> str:
    """One argument of an Exec line: quoted, then escaped like every value (Desktop Entry Specification)."""
    quoted = "".join("\\" + letter if letter in '"`$\\' else letter for letter in word)
    return '"' + quoted.replace("\\", "\\\\").replace("%", "%%") + '"'


def command() -> list[str]:
    """The command line that starts this very installation, wherever it is."""
    if is_packaged():
        return [sys.executable]
    beside = Path(sys.executable).parent / "procession"
    if os.access(beside, os.X_OK):
        return [str(beside)]
    start = (
        f"import sys; sys.path.insert(0, {str(_ROOT)!r}); from app.command.cli import main; sys.exit(main())"
    )
    return [sys.executable, "-c", start]


def _refresh(home: Path) -> None:
    """Make the desktop notice at once; otherwise it would at the next login."""
    import shutil  # imported here: the window opens sooner without it
    import subprocess

    program = shutil.which("update-desktop-database")
    if program is None:
        return
    with contextlib.suppress(OSError, subprocess.TimeoutExpired):
        subprocess.run(
            [program, "-q", str(home / "applications")],
            timeout=_REFRESH_S,
            env=outside_environment(os.environ),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            check=False,
        )
