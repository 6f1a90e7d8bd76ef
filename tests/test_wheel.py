"""The wheel holds all that the program needs, and nothing that only its makers need."""

from __future__ import annotations

import shutil
import subprocess
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="module")
def names(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """The files in a freshly built wheel."""
    if shutil.which("uv") is None:
        pytest.skip("uv is not installed")
    folder = tmp_path_factory.mktemp("wheel")
    command = ["uv", "build", "--quiet", "--wheel", "--out-dir", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True, timeout=100)
    (wheel,) = folder.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        return set(archive.namelist())


def files_of(folder: str) -> set[str]:
    """The files of the work tree, without by-products; a Python 2 puts its own beside the sources."""
    found = (
        path
        for path in (ROOT / folder).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts and path.suffix != ".pyc"
    )
    return {path.relative_to(ROOT).as_posix() for path in found}


def test_every_module_is_in_the_wheel(names: set[str]) -> None:
    assert files_of("app") <= names


def test_scenarios_icons_and_translations_are_in_the_wheel(names: set[str]) -> None:
    resources = {f"app/{name}" for name in files_of("resources")}
    assert resources <= names
    assert {"app/resources/scenarios/daemon/daemon.py", "app/resources/icons/app/procession-256.png"} <= names
    assert {f"app/resources/findings/deadlock.{language}.md" for language in ("en", "zh")} <= names


def test_tests_and_packaging_are_not_in_the_wheel(names: set[str]) -> None:
    assert {name.partition("/")[0] for name in names} == {
        "app",
        next(n for n in names if "dist-info" in n).split("/")[0],
    }
