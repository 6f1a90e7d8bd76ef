"""Makes a .deb of the packaged folder with `dpkg-deb`: the folder, a command, the menu entry, icons."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from build import platforms

ROOT = Path(__file__).resolve().parents[1]
#: What the folder does not contain: the C library, and what belongs to the system's graphics.
DEPENDS = "libc6 (>= {libc}), libgl1, libegl1, libxcb1, libdrm2, fonts-dejavu-core | fonts-noto-core"
RECOMMENDS = "fonts-noto-cjk"

CONTROL = """Package: procession
Version: {version}
Architecture: {architecture}
Maintainer: The Procession developers <procession@localhost>
Installed-Size: {kilobytes}
Depends: {depends}
Recommends: {recommends}
Section: devel
Priority: optional
Description: See what Python processes are really doing
 Procession runs an ordinary multiprocessing script, unchanged, as real
 operating-system processes, and shows live what they do: each process with
 its state and exit code, each lock with its owner and who waits, each queue
 as an animated bounded buffer, each shared object with its value.
"""


def build(folder: Path, target: Path) -> Path:
    """Build the .deb in the folder `target`. Raises CalledProcessError."""
    architecture = _output("dpkg", "--print-architecture")
    file = target / f"procession_{platforms.VERSION}_{architecture}.deb"
    with tempfile.TemporaryDirectory(prefix="procession-deb-") as name:
        root = Path(name)
        root.chmod(0o755)
        shutil.copytree(folder, root / "usr/lib/procession", symlinks=True)
        _link_command(root)
        _copy_desktop_files(root)
        _write_control(root, architecture)
        subprocess.run(
            ["dpkg-deb", "--root-owner-group", "-Zxz", "--build", str(root), str(file)],
            check=True,
            stdout=subprocess.DEVNULL,
        )
    return file


def _output(*command: str) -> str:
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


def _link_command(root: Path) -> None:
    (root / "usr/bin").mkdir(parents=True)
    os.symlink("../lib/procession/procession", root / "usr/bin/procession")


def _copy_desktop_files(root: Path) -> None:
    share, resources = root / "usr/share", ROOT / "resources"
    places = {
        f"{platforms.IDENTIFIER}.desktop": "applications",
        f"{platforms.IDENTIFIER}.metainfo.xml": "metainfo",
    }
    for name, place in places.items():
        _copy(resources / "desktop" / name, share / place / name)
    for icon in (resources / "icons" / "app").glob("procession*"):
        icon_place = platforms.icon_place(icon.name)
        if icon_place is not None:
            _copy(icon, share / "icons/hicolor" / icon_place)
    _copy(ROOT / "LICENSE", share / "doc/procession/copyright")


def _copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)
    target.chmod(0o644)


def _write_control(root: Path, architecture: str) -> None:
    size = sum(path.lstat().st_size for path in root.rglob("*") if not path.is_dir())
    (root / "DEBIAN").mkdir()
    (root / "DEBIAN/control").write_text(
        CONTROL.format(
            version=platforms.VERSION,
            architecture=architecture,
            kilobytes=size // 1024,
            depends=DEPENDS.format(libc=platforms.libc_version()),
            recommends=RECOMMENDS,
        ),
        encoding="utf-8",
    )
