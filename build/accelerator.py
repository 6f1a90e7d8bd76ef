"""Builds the probe's accelerator when the program is installed: hatchling calls this hook.

One binary serves every CPython from 3.10 on. Where there is no C compiler, or no headers of Python, the
program is installed without it, and the probe does the same in Python.
"""

from __future__ import annotations

import os
import sys
import sysconfig
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

ROOT = Path(__file__).resolve().parents[1]
SOURCES = Path("app", "probe", "c")
TARGET = Path("app", "probe", "recorder")


class AcceleratorHook(BuildHookInterface):  # type: ignore[misc]  # not in the stubs
    """Of `[tool.hatch.build.targets.wheel.hooks.custom]`; an installation for developers is one, too."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Before the wheel is made."""
        try:
            compile_it(Path(self.root))
        except Exception as error:  # whatever a compiler that is missing or misled makes of it
            self.app.display_warning(f"Without the accelerator, which could not be built: {error}")
            return
        if self.target_name == "wheel":
            platform = sysconfig.get_platform().replace("-", "_").replace(".", "_")
            build_data["pure_python"] = False
            build_data["tag"] = f"cp311-abi3-{platform}"


def compile_it(root: Path) -> None:
    """Compile the accelerator for `recorder`; a running program keeps the one that it has loaded."""
    from setuptools import Distribution, Extension

    warnings = [] if sys.platform == "win32" else ["-O2", "-Wall", "-Wextra", "-Wno-unused-parameter"]
    sources = sorted(str(source) for source in (root / SOURCES).glob("*.c"))
    extension = Extension("accelerator", sources, extra_compile_args=warnings, py_limited_api=True)
    distribution = Distribution({"name": "accelerator", "ext_modules": [extension]})
    command: Any = distribution.get_command_obj("build_ext")
    with tempfile.TemporaryDirectory(prefix="accelerator-") as folder:
        command.build_lib, command.build_temp = folder, os.path.join(folder, "objects")
        command.ensure_finalized()
        command.run()
        (built,) = command.get_outputs()
        target = root / TARGET / os.path.basename(built)
        beside = target.with_suffix(".new")
        beside.write_bytes(Path(built).read_bytes())
        os.replace(beside, target)
