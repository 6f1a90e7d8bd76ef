"""Builds the packaged program: `uv run --group build python build/package.py`.

The result is the folder `dist/procession` (on macOS also `Procession.app`), and made from it what is
distributed: an archive for this system, and on Debian-like systems a .deb.
`--folder-only` makes the folder alone.
"""

from __future__ import annotations

import argparse
import os
import platform
import shutil
import subprocess
import sys
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
sys.path.insert(0, str(ROOT))

from build import deb, platforms  # noqa: E402  # after the path is set

DIST = ROOT / "dist"
FOLDER = DIST / "procession"
BUNDLE = DIST / "Procession.app"
#: The promised limits, in bytes.
FOLDER_LIMIT, ARCHIVE_LIMIT = 155_000_000, 47_000_000


def build_folder() -> Path:
    """Run PyInstaller. Raises CalledProcessError."""
    command = [sys.executable, "-m", "PyInstaller", "--noconfirm", "--log-level", "WARN"]
    command += ["--distpath", str(DIST), "--workpath", str(DIST / "work"), str(HERE / "procession.spec")]
    subprocess.run(command, cwd=ROOT, check=True)
    return BUNDLE if BUNDLE.is_dir() else FOLDER


def build_archive(folder: Path) -> Path:
    """The folder as one file: .zip on Windows, .tar.xz elsewhere."""
    system = {"win32": "windows", "darwin": "macos"}.get(sys.platform, sys.platform)
    name = f"procession-{platforms.VERSION}-{system}-{platform.machine().lower()}"
    if sys.platform == "win32":
        return Path(shutil.make_archive(str(DIST / name), "zip", DIST, folder.name))
    target = DIST / f"{name}.tar.xz"
    command = ["tar", "--owner=0", "--group=0", "-C", str(DIST), "-cJf", str(target), folder.name]
    if sys.platform == "darwin":
        command = ["tar", "-C", str(DIST), "-cJf", str(target), folder.name]
    subprocess.run(command, check=True, env={**os.environ, "XZ_OPT": "-6 -T0"})
    return target


def size_of(path: Path) -> int:
    """Size in bytes of a file, or of all files in a folder; links are not followed."""
    if path.is_file():
        return path.stat().st_size
    return sum(found.lstat().st_size for found in path.rglob("*") if found.is_symlink() or found.is_file())


def report(path: Path, limit: int | None = None) -> bool:
    """Print the size of a result. Returns whether it is within its limit."""
    size = size_of(path)
    within = limit is None or size <= limit
    promised = "" if limit is None else f" (at most {limit / 1e6:.0f})"
    print(
        f"{path.relative_to(ROOT)}: {size / 1e6:.1f} MB{promised}{'' if within else ': TOO LARGE'}",
        flush=True,
    )
    return within


def main() -> int:
    """The command; 1 when a result is larger than promised."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--folder-only", action="store_true", help="no archive and no .deb")
    chosen = options.parse_args()
    began = time.monotonic()
    folder = build_folder()
    within = report(folder, FOLDER_LIMIT)
    if not chosen.folder_only:
        within &= report(build_archive(folder), ARCHIVE_LIMIT)
        if shutil.which("dpkg-deb"):
            report(deb.build(FOLDER, DIST))
    print(f"built in {time.monotonic() - began:.0f} s")
    return 0 if within else 1


if __name__ == "__main__":
    sys.exit(main())
