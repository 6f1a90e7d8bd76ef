"""Where the resource files are: beside `app` in the repository, inside it in a wheel."""

from __future__ import annotations

from pathlib import Path

from app.language.errors import ProcessionError

_PACKAGE = Path(__file__).resolve().parents[1]


def resource_folder(package: Path = _PACKAGE) -> Path:
    """The folder `resources`. Raises ProcessionError when the installation has none."""
    # Inside comes first: beside an installed package, a folder of that name belongs to something else.
    for folder in (package / "resources", package.parent / "resources"):
        if (folder / "scenarios").is_dir():
            return folder
    # The translations are missing with it, so this stays English.
    raise ProcessionError(
        "The folder {folder} is missing; install Procession again.", folder=package / "resources"
    )
