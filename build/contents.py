"""What goes into the packaged folder, and what of PyInstaller's findings does not."""

from __future__ import annotations

import importlib.util
import os
import py_compile
import subprocess
import sys
import sysconfig
from collections.abc import Iterable, Iterator
from pathlib import Path

from PyInstaller.depend.bindepend import get_imports
from PyInstaller.utils.hooks import copy_metadata

from app.supervisor.sampling.spy import find_program

#: (name in the folder, file, typecode), as in PyInstaller's TOC.
Entry = tuple[str, str, str]

STRIP = sys.platform.startswith("linux")

#: Parts of the standard library that need a toolkit that is not shipped, or are only tests.
_LEFT_OUT = {
    "test",
    "tests",
    "idle_test",
    "tkinter",
    "_tkinter",
    "turtle",
    "idlelib",
    "lib2to3",
    "turtledemo",
}
_LEFT_OUT |= {"readline", "_gdbm"}  # of the GPL
NOT_IN_THE_RUNNER = sorted({*_LEFT_OUT - {"tests"}, "setuptools", "pkg_resources", "_distutils_hack"})
NOT_IN_THE_PROGRAM = [*NOT_IN_THE_RUNNER, "unittest", "pydoc", "doctest", "PIL", "PySide6.QtNetwork"]
NOT_IN_THE_PROGRAM += ["multiprocessing", "concurrent"]  # the program itself does not use them

#: The Qt plugins that the program uses, by folder; all others are left out.
_PLUGINS = {
    "platforms": ("qxcb", "qwayland", "qoffscreen", "qwindows", "qcocoa"),
    "platforminputcontexts": ("compose", "ibus"),
    "platformthemes": ("xdgdesktopportal",),
    "iconengines": ("qsvgicon",),
    "imageformats": ("qsvg", "qico", "qicns"),
    "styles": ("mac", "windows"),
    "xcbglintegrations": (),
    "wayland-shell-integration": ("xdg-shell",),
    "wayland-decoration-client": ("bradient", "adwaita"),
    "wayland-graphics-integration-client": (),
}


# --- modules -----------------------------------------------------------------------------


def own_modules(root: Path) -> list[str]:
    """Every module of the program but the runner, including those that are only imported by name."""
    found = (path.relative_to(root).with_suffix("") for path in sorted((root / "app").rglob("*.py")))
    names = (".".join(path.parts).removesuffix(".__init__") for path in found)
    return [
        name for name in names if name not in ("app.platform.frozen_python", "app.probe.site.sitecustomize")
    ]


def standard_library() -> list[str]:
    """Every module of the standard library that is not left out."""
    folder = Path(sysconfig.get_path("stdlib"))
    names = {name for name in sys.stdlib_module_names if importlib.util.find_spec(name)} - _LEFT_OUT
    for name in sorted(names):
        if (folder / name).is_dir():
            names |= set(_submodules(folder / name, name))
    return sorted(names)


def _submodules(folder: Path, package: str) -> Iterator[str]:
    for path in sorted(folder.iterdir()):
        name = path.stem
        if name in _LEFT_OUT or name == "__init__":
            continue
        if path.suffix == ".py" and name.isidentifier():
            yield f"{package}.{name}"
        elif (path / "__init__.py").is_file():
            yield f"{package}.{name}"
            yield from _submodules(path, f"{package}.{name}")


def without_runtime_hooks(scripts: Iterable[Entry]) -> list[Entry]:
    """The entry script of an executable alone.

    The hooks cost time in every process, including each supervisor (Qt's hook imports Qt), and change
    multiprocessing for scripts. Qt finds its plugins relative to its libraries.
    """
    return [entry for entry in scripts if not entry[0].startswith("pyi_rth_")]


# --- files -------------------------------------------------------------------------------


def data_files(root: Path, work: Path) -> list[tuple[str, str]]:
    """(file, folder in the collection): the resources, and the probe as plain files for any Python."""
    resources = root / "resources"
    found = [
        (str(path), str(Path("app") / path.parent.relative_to(root)))
        for path in sorted(resources.rglob("*"))
        if path.is_file() and path.suffix not in (".ts", ".pyc") and "pictures" not in path.parts
    ]
    probe = sorted(path for room in ("probe", "wire") for path in (root / "app" / room).rglob("*.py"))
    for path in probe:
        folder = path.parent.relative_to(root)
        found.append((str(path), str(folder)))
        found.append((_compiled(path, work / "compiled" / folder), str(folder / "__pycache__")))
    for accelerator in (root / "app/probe/recorder").iterdir():
        if accelerator.suffix in (".so", ".pyd"):
            found.append((str(accelerator), str(accelerator.parent.relative_to(root))))
    translations = str(Path("app", "resources", "translations"))
    found += [(str(path), translations) for path in compiled_translations(root, work / "translations")]
    found += copy_metadata("py-spy")  # for its version
    return [*found, *_signatures(work / "signatures"), (str(root / "LICENSE"), ".")]


def compiled_translations(root: Path, folder: Path) -> list[Path]:
    """The translators' files in Qt's compiled format."""
    command = [sys.executable, str(root / "build" / "translate.py"), "compile", str(folder)]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return sorted(folder.glob("*.qm"))


#: PySide's own support code is kept as source in a ZIP in its library, and compiled at every start.
_UNPACK = """
import sys
import PySide6.QtCore
archive = getattr(sys.modules["shibokensupport"].__spec__.loader, "zfile", None)
if archive is not None:
    archive.extractall(sys.argv[1])
"""


def _signatures(folder: Path) -> list[tuple[str, str]]:
    """That code as bytecode files, where PySide looks for it first: saves 40 ms before the first frame."""
    subprocess.run([sys.executable, "-c", _UNPACK, str(folder)], check=True)
    found = []
    for path in sorted(folder.rglob("*.py")):
        place = Path("shiboken6", "files.dir") / path.parent.relative_to(folder)
        found.append((str(path), str(place)))
        compiled = folder / "compiled" / path.parent.relative_to(folder)
        found.append((_compiled(path, compiled), str(place / "__pycache__")))
    return found


def _compiled(path: Path, folder: Path) -> str:
    """Bytecode that is used without checking the source, so that a read-only folder need not compile."""
    target = folder / f"{path.stem}.{sys.implementation.cache_tag}.pyc"
    mode = py_compile.PycInvalidationMode.UNCHECKED_HASH
    py_compile.compile(str(path), str(target), doraise=True, invalidation_mode=mode)
    return str(target)


def used_data(datas: Iterable[Entry], binaries: Iterable[Entry]) -> list[Entry]:
    """Qt's own translations in the program's languages only, and no links to libraries that are left out."""
    libraries = {entry[0] for entry in binaries}
    return [
        (name, source, kind)
        for name, source, kind in datas
        if (source in libraries if kind == "SYMLINK" else _speaks(name))
    ]


def _speaks(name: str) -> bool:
    return not (name.endswith(".qm") and "PySide6" in name) or name.endswith("qtbase_zh_CN.qm")


def reader_of_stacks() -> list[Entry]:
    """py-spy, a program that the supervisor starts (`app/supervisor/sampling`), beside our libraries."""
    path = find_program()
    if path is None:
        raise SystemExit("py-spy is not installed; run: uv sync --locked")
    return [(os.path.basename(path), path, "BINARY")]


# --- libraries ---------------------------------------------------------------------------


def needed(binaries: Iterable[Entry]) -> list[Entry]:
    """The extension modules, ours too, the used plugins, and the libraries that these link to."""
    kept = [entry for entry in binaries if _is_used(entry[0].replace(os.sep, "/"))]
    by_name: dict[str, list[Entry]] = {}
    for entry in kept:
        by_name.setdefault(os.path.basename(entry[0]).lower(), []).append(entry)
    todo = [
        entry for entry in kept if entry[2] == "EXTENSION" or "/plugins/" in entry[0].replace(os.sep, "/")
    ]
    todo += [entry for entry in kept if entry[0].replace(os.sep, "/").startswith("app/")]
    todo += [
        entry for entry in kept if os.path.basename(entry[0]).lower().startswith(("libpython", "python"))
    ]
    found: dict[str, Entry] = {}
    while todo:
        entry = todo.pop()
        if entry[0] in found:
            continue
        found[entry[0]] = entry
        if os.path.exists(entry[1]):
            for name, _ in get_imports(entry[1]):
                todo += by_name.get(os.path.basename(name).lower(), [])
    return [entry for entry in kept if entry[0] in found]


def _is_used(name: str) -> bool:
    """Whether a file of the folder is used: all but the Qt plugins that are not listed."""
    parts = name.split("/")
    if "plugins" not in parts:
        return not parts[-1].startswith(("libreadline", "libgdbm"))
    kind, plugin = parts[-2], parts[-1].lower()
    return any(wanted in plugin for wanted in _PLUGINS.get(kind, ()))
