"""Finds a widget by its name, or a page that is not in front, or says that it is not there."""

from __future__ import annotations

from typing import TypeVar

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from app.gui.window.main_window import MainWindow

Kind = TypeVar("Kind", bound=QObject)


def find(parent: QObject, kind: type[Kind], name: str) -> Kind:
    """The one child of this class and object name."""
    found = parent.findChild(kind, name)
    assert found is not None, f"there is no {kind.__name__} named {name}"
    return found


def bring_to_front(window: MainWindow, page: QWidget) -> None:
    """Show the tab whose page this is; the stage is always in front."""
    if page is window.stage:
        return
    (tabs,) = [tabs for tabs in (window.lower_tabs, window.right_tabs) if tabs.indexOf(page) >= 0]
    tabs.setCurrentWidget(page)
