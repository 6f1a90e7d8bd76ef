"""What the program consists of: versions, and the licence of everything shipped with it."""

from __future__ import annotations

import importlib.metadata
import json
import platform
from dataclasses import dataclass
from pathlib import Path

import PySide6
from PySide6.QtCore import qVersion

from app import __version__
from app.platform.resources_path import resource_folder


@dataclass(frozen=True)
class Component:
    """One part, with the files that contain the full text of its licence."""

    name: str
    version: str
    licence: str  # its SPDX identifier
    files: tuple[str, ...]

    def text(self) -> str:
        """The full text of its licence."""
        return "\n\n".join(_read(resource_folder() / name) for name in self.files)


def components() -> tuple[Component, ...]:
    """The program itself first, then what it is built on."""
    import psutil  # imported here: loading it takes longer than the rest of this window

    gnu = ("licences/LGPL-3.0.txt", "licences/GPL-3.0.txt")
    return (
        Component("Procession", __version__, "MIT", ("licences/Procession.txt",)),
        Component("Python", platform.python_version(), "PSF-2.0", ("licences/Python.txt",)),
        Component("Qt", qVersion() or "", "LGPL-3.0-only", ("licences/Qt.txt", *gnu)),
        Component("PySide6", PySide6.__version__, "LGPL-3.0-only", ("licences/PySide6.txt", *gnu)),
        Component("psutil", psutil.__version__, "BSD-3-Clause", ("licences/psutil.txt",)),
        Component("py-spy", _version("py-spy"), "MIT", ("licences/py-spy.txt",)),
        Component("Lucide icons", "", "ISC", ("icons/LICENSE",)),
        *shipped_libraries(resource_folder()),
    )


def shipped_libraries(resources: Path) -> tuple[Component, ...]:
    """The libraries that the packaged program also contains (`build/licences.py`); elsewhere nothing."""
    try:
        index = json.loads((resources / "licences" / "libraries.json").read_text(encoding="utf-8"))
    except FileNotFoundError:
        return ()
    return tuple(
        Component(
            part["name"],
            part["version"],
            part["licence"],
            tuple(f"licences/{text}" for text in part["texts"]),
        )
        for part in index
    )


def version_details() -> str:
    """Versions and system, for an error report."""
    lines = [f"{part.name} {part.version}" for part in components() if part.version]
    return "\n".join([*lines, platform.platform()])


def _version(distribution: str) -> str:
    """Of a program that is no module; "" when it is not installed."""
    try:
        return importlib.metadata.version(distribution)
    except importlib.metadata.PackageNotFoundError:
        return ""


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        return str(error)
