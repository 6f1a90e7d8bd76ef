"""The licences of the shared libraries that the packaged folder takes from the building system.

Which libraries these are differs between systems, so their texts cannot be in the repository: they
are taken, with the exact versions, from the (dpkg) packages that the libraries belong to, and About
shows an index of them. `uncovered` checks a folder.
"""

from __future__ import annotations

import importlib.metadata
import json
import os
import re
import shutil
import subprocess
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

#: (name in the folder, file, typecode), as in PyInstaller's TOC.
Entry = tuple[str, str, str]

LICENCES = Path("app", "resources", "licences")
INDEX = "libraries.json"
_COMMON = Path("/usr/share/common-licenses")
_DOCUMENTS = Path("/usr/share/doc")
_PROGRAMS = r"py-spy(\.exe)?"
#: Libraries and programs whose licences are in the repository, by their places; the first match counts.
_COVERED = (
    (r"(.*/)?libicu[^/]*", "ICU.txt"),
    (r"(PySide6|shiboken6)/Qt/.*|(.*/)?libQt6[^/]*", "Qt.txt"),
    (r"(PySide6|shiboken6)/.*|libpyside6[^/]*|libshiboken6[^/]*", "PySide6.txt"),
    (r"psutil/.*", "psutil.txt"),
    (_PROGRAMS, "py-spy.txt"),
    (r"python3[^/]*/lib-dynload/.*|lib-dynload/.*|libpython3[^/]*", "Python.txt"),
)
#: The SPDX identifier for what is shipped of a source package; the text has the details.
_NAMES = {
    "bzip2": "bzip2-1.0.6",
    "dbus": "AFL-2.1 OR GPL-2.0-or-later",
    "fontconfig": "HPND-sell-variant",
    "freetype": "FTL OR GPL-2.0-or-later",
    "gcc": "GPL-3.0-or-later WITH GCC-exception-3.1",
    "libcap2": "BSD-3-Clause OR GPL-2.0-only",
    "libpng1.6": "libpng-2.0",
    "libzstd": "BSD-3-Clause OR GPL-2.0-only",
    "lz4": "BSD-2-Clause",
    "ncurses": "X11",
    "openssl": "Apache-2.0",
    "sqlite3": "blessing",
    "xz-utils": "public domain",
    "zlib": "Zlib",
    **dict.fromkeys(("glib2.0", "libgcrypt20", "libgpg-error", "systemd", "keyutils"), "LGPL-2.1-or-later"),
    **dict.fromkeys(("libbsd", "libmd", "libtirpc", "pcre2", "util-linux"), "BSD-3-Clause"),
    **dict.fromkeys(("brotli", "e2fsprogs", "expat", "krb5", "libffi", "libxkbcommon"), "MIT"),
    **dict.fromkeys(("libx11", "libxau", "libxcb", "libxdmcp", "xcb"), "MIT"),
}


class Package(NamedTuple):
    """A source package; everything built from it has the same licences."""

    source: str
    version: str
    folder: Path  # where the system has the text


def texts(binaries: Iterable[Entry], work: Path) -> list[Entry]:
    """The licence texts of these libraries and the index, for the folder."""
    work.mkdir(parents=True, exist_ok=True)
    packages: dict[str, tuple[Package, set[str]]] = {}
    for name, file, kind in binaries:
        if kind == "BINARY" and _text_of(name) is None and (package := _package_of(file)):
            packages.setdefault(package.source, (package, set()))[1].add(os.path.basename(name))
    parts = [_pyinstaller(work), _icu(binaries)]
    parts += [_part(package, sorted(files), work) for _, (package, files) in sorted(packages.items())]
    (work / INDEX).write_text(json.dumps(parts, indent=1), encoding="utf-8")
    return [(str(LICENCES / path.name), str(path), "DATA") for path in sorted(work.iterdir())]


def uncovered(folder: Path) -> list[str]:
    """The shared libraries and programs in PyInstaller's folder that no licence text covers."""
    licences = folder / LICENCES
    index = json.loads((licences / INDEX).read_text(encoding="utf-8"))
    covered = {
        file
        for part in index
        for file in part["files"]
        if part["texts"] and all((licences / text).is_file() for text in part["texts"])
    }
    missing = []
    for path in _libraries(folder):
        place = path.relative_to(folder).as_posix()
        text = _text_of(place)
        if place.startswith("app/"):  # ours
            continue
        if not (path.name in covered or (text is not None and (licences / text).is_file())):
            missing.append(place)
    return missing


def _libraries(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.rglob("*")):
        is_library = re.search(r"\.so(\.[0-9.]+)?$", path.name) and not path.is_symlink()
        if is_library or re.fullmatch(_PROGRAMS, path.name):
            yield path


def _text_of(place: str) -> str | None:
    """The text in the repository for a library at this place."""
    place = place.replace(os.sep, "/")
    return next((text for pattern, text in _COVERED if re.fullmatch(pattern, place)), None)


# --- packages ----------------------------------------------------------------------------


def _package_of(file: str) -> Package | None:
    """The package that a file belongs to; None if unknown."""
    if shutil.which("dpkg-query") is None:
        return None
    real = os.path.realpath(file)
    for place in (file, real, real.removeprefix("/usr")):
        found = _ask("dpkg-query", "-S", place).partition(": ")[0]
        if found:
            shown = "${binary:Package}\n${source:Package}\n${source:Upstream-Version}"
            name, source, version = _ask("dpkg-query", "-W", "-f", shown, found).split("\n")
            folder = _DOCUMENTS / name.partition(":")[0]
            return Package(source, re.sub(r"[.+~]?(dfsg|ds).*$", "", version), folder)
    return None


def _ask(*command: str) -> str:
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout.strip()


def _part(package: Package, files: list[str], work: Path) -> dict[str, object]:
    """The index entry of a package; its text, and those that it refers to, are written."""
    text = (package.folder / "copyright").read_text(encoding="utf-8", errors="replace")
    head = f"{package.source} {package.version}: {', '.join(files)}\n"
    head += "As the system that this was built on has it, stripped of its symbols and otherwise unchanged; "
    head += f"its source is that system's source package {package.source}."
    own = f"{package.source}.txt"
    (work / own).write_text(f"{head}\n\n{text}", encoding="utf-8")
    referred = {name.rstrip(".") for name in re.findall(r"common-licenses/([\w.-]+)", text)}
    common = sorted({(_COMMON / name).resolve() for name in referred if (_COMMON / name).is_file()})
    for path in common:
        shutil.copyfile(path, work / f"common-{path.name}.txt")
    licence = next(
        (_NAMES[name] for name in _NAMES if re.match(rf"{re.escape(name)}(-|$)", package.source)), ""
    )
    return {
        "name": package.source,
        "version": package.version,
        "licence": licence,
        "files": files,
        "texts": [own, *(f"common-{path.name}.txt" for path in common)],
    }


# --- what is no library of the system ----------------------------------------------------


def _pyinstaller(work: Path) -> dict[str, object]:
    """The entry for PyInstaller, whose bootloader is the beginning of both executables."""
    found = importlib.metadata.distribution("pyinstaller")
    (text,) = [file for file in found.files or () if file.name == "COPYING.txt"]
    shutil.copyfile(str(text.locate()), work / "PyInstaller.txt")
    licence = "GPL-2.0-or-later WITH Bootloader-exception"
    return {
        "name": "PyInstaller",
        "version": found.version,
        "licence": licence,
        "files": [],
        "texts": ["PyInstaller.txt"],
    }


def _icu(binaries: Iterable[Entry]) -> dict[str, object]:
    """The entry for ICU, which comes with Qt; file names tell its version."""
    names = [os.path.basename(entry[0]) for entry in binaries]
    versions = {match[1] for name in names if (match := re.match(r"libicuuc\.so\.(\d+)", name))}
    return {
        "name": "ICU",
        "version": ", ".join(sorted(versions)),
        "licence": "Unicode-DFS-2016",
        "files": [],
        "texts": ["ICU.txt"],
    }
