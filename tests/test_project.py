"""What is shipped: one version, no trace of a machine, scenarios that know nothing of the program."""

from __future__ import annotations

import re
import subprocess
import tomllib
from importlib.metadata import version
from pathlib import Path

import pytest

import app

ROOT = Path(__file__).resolve().parents[1]
#: Suffixes of files that are read as text.
TEXT = {".py", ".md", ".toml", ".yml", ".yaml", ".json", ".svg", ".txt", ".lock", ".ts", ".cfg", ""}
#: Home folders of somebody, and where this very checkout stands. An example like /home/you is nobody's.
PLACES = [r"/home/(?!you\b)\w+/", r"/Users/(?!you\b)\w+/", r"C:\\Users\\\w", re.escape(str(ROOT)) + r"\b"]
MACHINE = re.compile("|".join(PLACES))
HOSTS = {"pypi.org", "files.pythonhosted.org"}
SCENARIOS = sorted((ROOT / "resources" / "scenarios").glob("*/*.py"))


def shipped_files() -> list[Path]:
    """Files that are tracked, or would be: all but the ignored ones."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if result.returncode != 0:
        pytest.skip("not a git checkout")
    return [path for name in result.stdout.splitlines() if (path := ROOT / name).is_file()]


def test_no_file_names_a_place_of_one_machine() -> None:
    found = [
        f"{path.relative_to(ROOT)}: {match[0]}"
        for path in shipped_files()
        if path.suffix in TEXT and path != Path(__file__)
        for match in MACHINE.finditer(path.read_text(encoding="utf-8", errors="replace"))
    ]
    assert found == []


def test_no_leftovers_of_writing_are_shipped() -> None:
    # Put together here, so that this file does not find itself.
    words = re.compile("|".join(["print" + r"\(.*# debug", "breakpoint" + r"\(\)", "XX" + "X", "FIX" + "ME"]))
    found = [
        f"{path.relative_to(ROOT)}: {match[0]}"
        for path in shipped_files()
        if path.suffix == ".py"
        for match in words.finditer(path.read_text(encoding="utf-8", errors="replace"))
    ]
    assert found == []


def test_the_lock_names_public_hosts_only() -> None:
    hosts = set(re.findall(r"https?://([^/\"]*)", (ROOT / "uv.lock").read_text(encoding="utf-8")))
    assert hosts <= HOSTS


def test_the_version_stands_in_one_place() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert project["project"]["dynamic"] == ["version"]
    assert project["tool"]["hatch"]["version"]["path"] == "app/__init__.py"
    assert version("procession") == app.__version__


def test_the_changelog_has_this_version() -> None:
    text = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert re.search(rf"^## {re.escape(app.__version__)}\b", text, re.MULTILINE)


@pytest.mark.parametrize("script", SCENARIOS, ids=lambda path: path.stem)
def test_a_scenario_knows_nothing_of_the_program(script: Path) -> None:
    text = script.read_text(encoding="utf-8")
    assert not re.search(r"procession|\bapp\b|PySide|probe", text, re.IGNORECASE)


@pytest.mark.parametrize("script", SCENARIOS, ids=lambda path: path.stem)
def test_a_scenario_folder_is_complete(script: Path) -> None:
    present = {path.name for path in script.parent.iterdir()}
    assert {f"{script.parent.name}.py", "scenario.toml", "en.md", "zh.md"} <= present


def test_every_module_says_what_it_is_for() -> None:
    silent = [
        str(path.relative_to(ROOT))
        for path in shipped_files()
        if path.is_relative_to(ROOT / "app") and path.suffix == ".py"
        if not path.read_text(encoding="utf-8").lstrip().startswith(('"""', 'r"""', "#"))
    ]
    assert silent == []
