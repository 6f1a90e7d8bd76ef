"""Imports point one way only: the contracts of pyproject.toml hold, and the probe needs nothing installed."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
#: Of the wire, what is loaded into the script's processes, too.
SHARED = ("__init__.py", "records.py", "run_folder.py")
PROBE = [*sorted((ROOT / "app" / "probe").rglob("*.py")), *(ROOT / "app" / "wire" / name for name in SHARED)]


def test_the_import_contracts_hold() -> None:
    code = "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports(no_cache=True))"
    result = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert result.returncode == 0, result.stdout + result.stderr


def imported(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """(level, module) of every import in a file, lazy ones too."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((0, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.level, node.module or ",".join(alias.name for alias in node.names)


@pytest.mark.parametrize("file", PROBE, ids=lambda file: file.relative_to(ROOT).as_posix())
def test_the_probe_needs_the_standard_library_only(file: Path) -> None:
    tree = ast.parse(file.read_text(encoding="utf-8"))
    absolute = {name.partition(".")[0] for level, name in imported(tree) if level == 0}
    assert absolute <= {*sys.stdlib_module_names, "_procession"}, (
        "the probe's own modules come by relative imports"
    )


@pytest.mark.parametrize("file", PROBE, ids=lambda file: file.relative_to(ROOT).as_posix())
def test_the_probe_is_written_for_python_3_10(file: Path) -> None:
    ast.parse(file.read_text(encoding="utf-8"), feature_version=(3, 10))


def test_the_command_line_does_not_import_qt() -> None:
    code = "import app.command.cli, sys; print([name for name in sys.modules if name.startswith('PySide6')])"
    result = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert result.stdout.strip() == "[]"
