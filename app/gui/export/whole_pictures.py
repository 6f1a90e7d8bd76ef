"""Pictures of the whole content of a view, not only of the visible part."""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TypeVar

from PySide6.QtCore import QPoint, QRectF, QSize, Qt
from PySide6.QtGui import QAbstractTextDocumentLayout, QImage, QPainter
from PySide6.QtWidgets import QAbstractScrollArea, QPlainTextEdit, QTextEdit, QWidget

from app.gui.code.view import TOP_EDGE, CodeView
from app.gui.processes.row_parts import CELL_ROOM
from app.gui.processes.rows import Column
from app.gui.processes.table import ProcessTable

Area = TypeVar("Area", bound=QAbstractScrollArea)
#: Pixels per unit of length, so that a picture is sharp in print.
SCALE = 2.0
#: A longer text is cut off here; a larger picture would be of no use.
HIGHEST = 20_000
WIDEST = 4_000
MOST_PIXELS = 40_000_000
#: The width of a text whose view is narrower.
READABLE = 560


def code_picture(view: CodeView) -> QImage:
    """The whole file, with the marks."""
    with _off_screen(view.twin(), QSize(WIDEST, 600)) as twin:
        metrics = view.fontMetrics()
        longest = max((metrics.horizontalAdvance(line) for line in view.toPlainText().split("\n")), default=0)
        width = min(WIDEST, twin.margin_width() + longest + 4 * metrics.averageCharWidth())
        twin.resize(width, min(HIGHEST, math.ceil(_text_height(twin)) + 2 * TOP_EDGE))
        return widget_picture(twin)


def table_picture(table: ProcessTable) -> QImage:
    """All rows, without the buttons."""
    with _off_screen(table.twin(), table.size()) as twin:
        states = twin.longest_text(Column.STATE) + 2 * CELL_ROOM
        width = twin.needed_width(Column.STATE, Column.ACTIONS) + states
        rows = twin.total_rows() * max(1, twin.sizeHintForRow(0))
        twin.resize(max(width, READABLE), min(HIGHEST, twin.header().height() + rows + 2))
        twin.show_only(set(Column) - {Column.ACTIONS})
        return widget_picture(twin)


def document_picture(view: QTextEdit) -> QImage:
    """The whole text, as wide as the view."""
    document = view.document().clone()
    width = max(READABLE, view.viewport().width() if view.isVisible() else 0)
    document.setTextWidth(width)
    size = QSize(width, min(HIGHEST, math.ceil(document.size().height())))
    context = QAbstractTextDocumentLayout.PaintContext()
    context.palette = view.palette()  # otherwise a document is drawn in black
    image = _image(size)
    image.fill(view.palette().base().color())
    with QPainter(image) as painter:
        painter.setClipRect(QRectF(0, 0, size.width(), size.height()))
        document.documentLayout().draw(painter, context)
    return image


def widget_picture(widget: QWidget) -> QImage:
    """A widget as it is."""
    image = _image(widget.size())
    image.fill(widget.palette().base().color())
    widget.render(image, QPoint())
    return image


def _image(size: QSize) -> QImage:
    scale = min(SCALE, math.sqrt(MOST_PIXELS / max(1, size.width() * size.height())))
    image = QImage(size * scale, QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(scale)
    return image


def _text_height(view: QPlainTextEdit) -> float:
    """The height of the text; lines with Chinese letters may be higher than others."""
    height, block = 0.0, view.document().begin()
    while block.isValid() and height < HIGHEST:
        height += view.blockBoundingRect(block).height()
        block = block.next()
    return height


@contextmanager
def _off_screen(area: Area, size: QSize) -> Iterator[Area]:
    """Lay a view out as on the screen, without showing it."""
    area.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen)
    area.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.resize(size)
    area.show()
    try:
        yield area
    finally:
        area.hide()
