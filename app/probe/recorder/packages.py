"""Which installed package code belongs to, such as `joblib`; none is the script's own."""

from __future__ import annotations

import os

_FOLDERS = ("site-packages", "dist-packages")


def package_of(name: str) -> str:
    """The package whose code is in this file; "" if it lies in no folder of installed ones."""
    for folder in _FOLDERS:
        inside = name.rpartition(os.sep + folder + os.sep)
        if inside[1]:
            return inside[2].partition(os.sep)[0].removesuffix(".py")
    return ""
