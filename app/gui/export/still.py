"""The stage or the buffers as an image file: all of it, whatever part the window shows.

It is drawn by what draws the screen, but without pixel caches, so that an SVG contains lines and letters.
"""

from __future__ import annotations

import math
from collections.abc import Hashable
from functools import reduce
from typing import Protocol

from PySide6.QtCore import QBuffer, QIODevice, QRectF, QSize
from PySide6.QtGui import QFont, QImage, QPainter
from PySide6.QtSvg import QSvgGenerator

from app.gui.look.theme import Theme
from app.gui.stage.geometry.places import Layout
from app.gui.stage.kit import Draw as DrawStamp
from app.gui.stage.kit import Kit, tint

#: Pixels per unit of length, so that a picture is sharp in print.
SCALE = 2.0
MOST_PIXELS = 40_000_000
RESOLUTION = 96


class Drawable(Protocol):
    """A view that can be drawn as a whole."""

    @property
    def layout_shown(self) -> Layout: ...
    @property
    def theme(self) -> Theme: ...
    def font(self) -> QFont: ...
    def draw_all(self, painter: QPainter, kit: Kit) -> None: ...
    def size(self) -> QSize: ...


class StillKit(Kit):
    """Draws everything anew instead of copying cached pixels."""

    def stamp(self, painter: QPainter, rect: QRectF, key: Hashable, draw: DrawStamp) -> None:
        draw(painter, rect)


def content_rect(layout: Layout, room: QSize, margin: float) -> QRectF:
    """The area that the drawing covers, with a margin; all of `room` when nothing is drawn."""
    rects = [place.rect for place in layout.places]
    rects += [QRectF(point, point) for route in layout.routes.values() for point in route]
    if not rects:
        return QRectF(0, 0, room.width(), room.height())
    whole = QRectF(reduce(QRectF.united, rects)).adjusted(-margin, -margin, margin, margin)
    return QRectF(whole.toAlignedRect())


def still_image(view: Drawable) -> QImage:
    """The whole drawing as pixels, on the theme's ground."""
    kit = StillKit(view.theme, view.font())
    rect = content_rect(view.layout_shown, view.size(), kit.metrics.margin)
    scale = min(SCALE, math.sqrt(MOST_PIXELS / max(1.0, rect.width() * rect.height())))
    image = QImage((rect.size() * scale).toSize(), QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(scale)
    with QPainter(image) as painter:
        _draw(painter, view, kit, rect)
    return image


def still_svg(view: Drawable, title: str) -> bytes:
    """The whole drawing as an SVG document."""
    kit = StillKit(view.theme, view.font())
    rect = content_rect(view.layout_shown, view.size(), kit.metrics.margin)
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    generator = QSvgGenerator()
    generator.setOutputDevice(buffer)
    generator.setResolution(RESOLUTION)
    generator.setSize(rect.size().toSize())
    generator.setViewBox(QRectF(0, 0, rect.width(), rect.height()))
    generator.setTitle(title)
    with QPainter(generator) as painter:
        _draw(painter, view, kit, rect)
    return bytes(buffer.data().data())


def _draw(painter: QPainter, view: Drawable, kit: Kit, rect: QRectF) -> None:
    painter.fillRect(QRectF(0, 0, rect.width(), rect.height()), tint(kit.theme.window))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(-rect.topLeft())
    view.draw_all(painter, kit)
