"""What each system requires of a program: an icon file, version information, Info.plist."""

from __future__ import annotations

import platform
import sys
from pathlib import Path

from app import __version__ as VERSION  # noqa: N812
from app.platform.desktop import DESKTOP_ID as IDENTIFIER
from app.platform.desktop import icon_place

__all__ = ["IDENTIFIER", "INFO_PLIST", "VERSION", "icon_file", "icon_place", "libc_version", "version_file"]

COPYRIGHT = "Copyright the Procession developers. MIT licence."

INFO_PLIST = {
    "CFBundleDisplayName": "Procession",
    "CFBundleShortVersionString": VERSION,
    "CFBundleDevelopmentRegion": "en",
    "CFBundleLocalizations": ["en", "zh_CN"],
    "CFBundleDocumentTypes": [
        {"CFBundleTypeName": "Python script", "CFBundleTypeRole": "Viewer", "CFBundleTypeExtensions": ["py"]}
    ],
    "LSApplicationCategoryType": "public.app-category.developer-tools",
    "LSMinimumSystemVersion": "12.0",
    "NSHighResolutionCapable": True,
    "NSHumanReadableCopyright": COPYRIGHT,
}

_VERSION_TEXT = """VSVersionInfo(
  ffi=FixedFileInfo(filevers={numbers}, prodvers={numbers}, mask=0x3F, flags=0, OS=0x40004, fileType=1),
  kids=[
    StringFileInfo([StringTable("040904B0", [
      StringStruct("CompanyName", "The Procession developers"),
      StringStruct("FileDescription", {description!r}),
      StringStruct("FileVersion", {version!r}),
      StringStruct("InternalName", {name!r}),
      StringStruct("LegalCopyright", {copyright!r}),
      StringStruct("OriginalFilename", {file!r}),
      StringStruct("ProductName", "Procession"),
      StringStruct("ProductVersion", {version!r}),
    ])]),
    VarFileInfo([VarStruct("Translation", [0x409, 1200])]),
  ],
)
"""


def version_file(work: Path, name: str, description: str) -> str | None:
    """On Windows, the file with an executable's version information."""
    if sys.platform != "win32":
        return None
    path = work / f"{name}-version.txt"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(version_text(name, description), encoding="utf-8")
    return str(path)


def version_text(name: str, description: str) -> str:
    """The version information in PyInstaller's format."""
    numbers = (*map(int, VERSION.split(".")[:3]), 0)
    return _VERSION_TEXT.format(
        numbers=numbers,
        description=description,
        version=VERSION,
        name=name,
        copyright=COPYRIGHT,
        file=f"{name}.exe",
    )


def icon_file(root: Path, work: Path) -> str | None:
    """The icon in the format of this system's executables; None on Linux, where it is a separate file."""
    suffix = {"win32": ".ico", "darwin": ".icns"}.get(sys.platform)
    return None if suffix is None else str(root / "resources" / "icons" / "app" / f"procession{suffix}")


def libc_version() -> str:
    """The oldest C library that the folder runs with, which is that of the build system."""
    return platform.libc_ver()[1] or "2.31"
