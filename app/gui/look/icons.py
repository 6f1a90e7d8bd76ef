"""Icons from the Lucide set, drawn in a given colour, and the program's own icon."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from app.platform.resources_path import resource_folder

#: Each icon is drawn in these sizes for these pixel ratios, so it is sharp without a custom icon engine:
#: Qt would delete that by itself while Python still refers to it.
SIZES = (16, 18)
RATIOS = (1, 2)


def icon(name: str, color: str | QColor, disabled: str | QColor | None = None, after: int = 0) -> QIcon:
    """The icon `name` ("play", "trash-2", ...) in a colour; `disabled` is its colour when disabled.

    `after` pixels are left free behind it, for a button with text: Qt leaves hardly any. Raises KeyError
    when there is no such icon.
    """
    return _icon(name, QColor(color).name(), QColor(color if disabled is None else disabled).name(), after)


def icon_folder() -> Path:
    """The folder with the icons."""
    return resource_folder() / "icons"


@lru_cache(maxsize=512)
def renderer(name: str, color: str) -> QSvgRenderer:
    """The renderer of an icon in a colour ("#rrggbb"). Raises KeyError when there is no such icon."""
    path = icon_folder() / f"{name}.svg"
    if not path.is_file():
        raise KeyError(name)
    text = path.read_text(encoding="utf-8").replace("currentColor", color)
    return QSvgRenderer(QByteArray(text.encode()))


@lru_cache(maxsize=256)
def _icon(name: str, color: str, disabled: str, after: int) -> QIcon:
    made = QIcon()
    for size in SIZES[:1] if after else SIZES:
        for ratio in RATIOS:
            normal = _pixmap(name, color, size * ratio, after * ratio)
            made.addPixmap(normal, QIcon.Mode.Normal)
            other = normal if disabled == color else _pixmap(name, disabled, size * ratio, after * ratio)
            made.addPixmap(other, QIcon.Mode.Disabled)
    return made


def _pixmap(name: str, color: str, pixels: int, after: int) -> QPixmap:
    drawing = renderer(name, color)
    pixmap = QPixmap(pixels + after, pixels)
    pixmap.fill(Qt.GlobalColor.transparent)
    with QPainter(pixmap) as painter:
        drawing.render(painter, QRectF(0, 0, pixels, pixels))
    return pixmap


def program_icon() -> QIcon:
    """The program's own icon, in the sizes that desktops ask for."""
    found = QIcon()
    for path in sorted((resource_folder() / "icons" / "app").glob("*.png")):
        found.addFile(str(path))
    return found
