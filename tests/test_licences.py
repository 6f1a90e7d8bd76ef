"""Every library of the packaged folder has its licence beside it, and a missing one is noticed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from build import licences

ROOT = Path(__file__).resolve().parents[1]


def make_folder(folder: Path, parts: list[dict[str, object]], *libraries: str) -> Path:
    """A packaged folder's inside with these libraries, and this index."""
    texts = folder / licences.LICENCES
    texts.mkdir(parents=True)
    (texts / licences.INDEX).write_text(json.dumps(parts), encoding="utf-8")
    for text in (ROOT / "resources" / "licences").iterdir():
        (texts / text.name).write_bytes(text.read_bytes())
    for library in libraries:
        path = folder / library
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    return folder


def part(*files: str, texts: tuple[str, ...] = ("zlib.txt",)) -> dict[str, object]:
    return {"name": "zlib", "version": "1", "licence": "Zlib", "files": files, "texts": texts}


def test_a_library_without_a_licence_is_noticed(tmp_path: Path) -> None:
    inside = make_folder(tmp_path, [], "libz.so.1", "PySide6/Qt/lib/libQt6Core.so.6", "libstray.so")
    assert licences.uncovered(inside) == ["libstray.so", "libz.so.1"]


def test_a_licence_whose_text_is_not_there_does_not_count(tmp_path: Path) -> None:
    inside = make_folder(tmp_path, [part("libz.so.1"), part("liby.so.1", texts=())], "libz.so.1", "liby.so.1")
    assert licences.uncovered(inside) == ["liby.so.1", "libz.so.1"]
    (inside / licences.LICENCES / "zlib.txt").write_text("Zlib", encoding="utf-8")
    assert licences.uncovered(inside) == ["liby.so.1"]


@pytest.mark.parametrize(
    "library",
    [
        "PySide6/Qt/lib/libicuuc.so.73",
        "PySide6/Qt/plugins/platforms/libqxcb.so",
        "PySide6/QtCore.abi3.so",
        "shiboken6/libshiboken6.abi3.so.6.11",
        "psutil/_psutil_linux.abi3.so",
        "py-spy",
        "python3.11/lib-dynload/_ssl.cpython-311-x86_64-linux-gnu.so",
        "libpython3.11.so.1.0",
    ],
)
def test_what_is_on_every_system_is_covered_by_the_repository(library: str, tmp_path: Path) -> None:
    assert licences.uncovered(make_folder(tmp_path, [], library)) == []
    for text in (tmp_path / licences.LICENCES).glob("*.txt"):
        text.unlink()
    assert licences.uncovered(tmp_path) == [library]


def test_the_texts_come_from_the_package_with_all_that_they_refer_to(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("PyInstaller")  # installed only where the program is packaged
    documents, common = tmp_path / "doc", tmp_path / "common"
    for folder in (documents, common):
        folder.mkdir()
    (common / "LGPL-2.1").write_text("the whole of it", encoding="utf-8")
    (documents / "copyright").write_text("see /usr/share/common-licenses/LGPL-2.1.", encoding="utf-8")
    monkeypatch.setattr(licences, "_COMMON", common)
    package = licences.Package("glib2.0", "2.74.6", documents)
    monkeypatch.setattr(licences, "_package_of", lambda _: package)
    binaries = [(f"{name}.so.0", "", "BINARY") for name in ("libglib-2.0", "libgthread-2.0", "libglib-2.0")]
    written = {Path(name).name: Path(file) for name, file, _ in licences.texts(binaries, tmp_path / "work")}
    (found,) = [part for part in json.loads(written["libraries.json"].read_text()) if part["files"]]
    assert found == {
        "name": "glib2.0",
        "version": "2.74.6",
        "licence": "LGPL-2.1-or-later",
        "files": ["libglib-2.0.so.0", "libgthread-2.0.so.0"],
        "texts": ["glib2.0.txt", "common-LGPL-2.1.txt"],
    }
    assert written["common-LGPL-2.1.txt"].read_text(encoding="utf-8") == "the whole of it"
    assert "Bootloader" in written["PyInstaller.txt"].read_text(encoding="utf-8")
