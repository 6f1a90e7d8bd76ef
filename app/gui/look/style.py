"""Gives the whole program the look of a theme: Qt's style, its palette and the style sheet."""

from __future__ import annotations

import contextlib
import gc
import string
from collections.abc import Iterator
from dataclasses import asdict

from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication, QStyleFactory

from app.gui.look.style_template import STYLE_TEMPLATE
from app.gui.look.theme import Theme
from app.platform.resources_path import resource_folder

#: The application's property that says that its style has been set.
_STYLED = "hasFusionStyle"


def palette(theme: Theme) -> QPalette:
    """The colours for what the style itself draws."""
    role, made = QPalette.ColorRole, QPalette()
    colors = {
        role.Window: theme.panel,
        role.WindowText: theme.text,
        role.Base: theme.panel,
        role.AlternateBase: theme.hover,
        role.Text: theme.text,
        role.Button: theme.raised,
        role.ButtonText: theme.text,
        role.BrightText: theme.danger,
        role.Highlight: theme.accent,
        role.HighlightedText: theme.on_accent,
        role.Link: theme.accent,
        role.LinkVisited: theme.accent,
        role.ToolTipBase: theme.raised,
        role.ToolTipText: theme.text,
        role.PlaceholderText: theme.muted,
        role.Light: theme.raised,
        role.Midlight: theme.hover,
        role.Mid: theme.line,
        role.Dark: theme.line_strong,
        role.Shadow: theme.line_strong,
    }
    for which, color in colors.items():
        made.setColor(which, QColor(color))
    for which in (role.WindowText, role.Text, role.ButtonText):
        made.setColor(QPalette.ColorGroup.Disabled, which, QColor(theme.disabled))
    return made


def style_sheet(theme: Theme) -> str:
    """The style sheet of the whole program."""
    colors = {key: value for key, value in asdict(theme).items() if isinstance(value, str)}
    icons = (resource_folder() / "icons").as_posix()
    return string.Template(STYLE_TEMPLATE).substitute(colors, icons=icons)


def apply_theme(app: QApplication, theme: Theme) -> None:
    """Apply a theme to the whole program."""
    apply_colors(app, theme)
    apply_style_sheet(app, theme)


def apply_colors(app: QApplication, theme: Theme) -> None:
    """Set the style and its colours, which widgets need from the beginning."""
    with _no_collection():
        if app.property(_STYLED) is None:  # only once: it takes as long as all the rest
            app.setStyle(QStyleFactory.create("Fusion"))
            app.setProperty(_STYLED, True)
        app.setPalette(palette(theme))


def apply_style_sheet(app: QApplication, theme: Theme) -> None:
    """Set the style sheet; until then, reparenting a widget costs less."""
    with _no_collection():
        app.setStyleSheet(style_sheet(theme))


@contextlib.contextmanager
def _no_collection() -> Iterator[None]:
    """Pause the garbage collector while Qt walks through a list of all widgets.

    Each widget is notified, which may run Python code, and a collection in the middle could delete an
    unreferenced widget that Qt has not reached yet: the program would crash.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
