"""Finds a widget by its name, or says that it is not there."""

from __future__ import annotations

from typing import TypeVar

from PySide6.QtCore import QObject

Kind = TypeVar("Kind", bound=QObject)


def find(parent: QObject, kind: type[Kind], name: str) -> Kind:
    """The one child of this class and object name."""
    found = parent.findChild(kind, name)
    assert found is not None, f"there is no {kind.__name__} named {name}"
    return found
