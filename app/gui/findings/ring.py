"""The wait-for graph of a finding as a small picture: processes in their colours, below one another, an arrow
from each to the one that it waits for, labelled with the object, and one arrow back to the first."""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QImage, QPainter, QPainterPath, QPen, QPolygonF

from app.findings.causes import Edge
from app.gui.look.colors import process_color
from app.gui.look.fonts import scaled_font
from app.gui.look.theme import Theme
from app.state.model import Run

#: So many are drawn; of a larger ring the sentence names the first ones.
DRAWN = 12
_BOX, _BETWEEN, _EDGE = 1.9, 1.8, 0.6  # in heights of a line
_LANE = 1.6  # left of the boxes, where the arrow back runs
_HEAD = 0.42


class Ring(NamedTuple):
    """Where everything stands: a box for each process, and beside the arrow below it the object's name."""

    boxes: list[QRectF]
    labels: list[QRectF]
    width: float
    height: float


def ring_layout(count: int, line: float, width: float) -> Ring:
    """The places of `count` processes, with lines of text of this height."""
    pitch, left, right = (_BOX + _BETWEEN) * line, _LANE * line, width - _EDGE * line
    tops = [_EDGE * line + index * pitch for index in range(count)]
    boxes = [QRectF(left, top, right - left, _BOX * line) for top in tops]
    start = left + 2.2 * line
    labels = [QRectF(start, box.bottom(), right - start, _BETWEEN * line) for box in boxes]
    return Ring(boxes, labels, width, tops[-1] + pitch + _EDGE * line)


def ring_picture(
    edges: tuple[Edge, ...], run: Run, theme: Theme, font: QFont, width: float, ratio: float
) -> QImage:
    """The picture, `width` wide, for a screen with this ratio of pixels."""
    line = QFontMetricsF(font).height()
    ring = ring_layout(len(edges), line, width)
    image = QImage(round(ring.width * ratio), round(ring.height * ratio), QImage.Format.Format_ARGB32)
    image.setDevicePixelRatio(ratio)
    image.fill(Qt.GlobalColor.transparent)
    with QPainter(image) as painter:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        _draw_arrows(painter, ring, theme, line)
        for edge, box, label in zip(edges, ring.boxes, ring.labels, strict=True):
            _draw_process(painter, box, edge, run, theme, font)
            _draw_text(painter, label, _object_name(edge, run), theme.danger, scaled_font(font, 0.93))
    return image


def _draw_process(painter: QPainter, box: QRectF, edge: Edge, run: Run, theme: Theme, font: QFont) -> None:
    color = process_color(theme, edge.waiter.process)
    painter.setPen(QPen(color, 2.0))
    painter.setBrush(QColor(theme.raised))
    radius = box.height() * 0.25
    painter.drawRoundedRect(box.adjusted(1, 1, -1, -1), radius, radius)
    inside = box.adjusted(radius * 1.4, 0, -radius * 1.4, 0)
    _draw_text(painter, inside, actor_label(edge, run), theme.text, font)


def actor_label(edge: Edge, run: Run) -> str:
    """Who waits: a process, and its thread where that is not the main one."""
    process = run.processes[edge.waiter.process]
    name = process.name or str(process.pid)
    thread = process.other_thread(edge.waiter.thread) if edge.waiter.thread else ""
    return f"{name} · {thread}" if thread else name


def _object_name(edge: Edge, run: Run) -> str:
    known = run.objects.get(edge.object)
    return edge.operation if known is None else known.name


def _draw_text(painter: QPainter, rect: QRectF, text: str, color: str, font: QFont) -> None:
    painter.setFont(font)
    painter.setPen(QColor(color))
    shown = QFontMetricsF(font).elidedText(text, Qt.TextElideMode.ElideMiddle, rect.width())
    painter.drawText(rect, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, shown)


def _draw_arrows(painter: QPainter, ring: Ring, theme: Theme, line: float) -> None:
    """One down from each process to the next, and one from below the last back to the first."""
    painter.setPen(QPen(QColor(theme.danger), 1.6))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    x = ring.boxes[0].left() + 1.3 * line
    heads = []
    for box, following in zip(ring.boxes, ring.boxes[1:], strict=False):
        painter.drawLine(QPointF(x, box.bottom()), QPointF(x, following.top() - line * _HEAD))
        heads.append((QPointF(x, following.top()), QPointF(0, -1)))
    first, last = ring.boxes[0], ring.boxes[-1]
    lane, low = line * 0.5, ring.labels[-1].center().y()
    back = QPainterPath(QPointF(x, last.bottom()))
    for point in (
        QPointF(x, low),
        QPointF(lane, low),
        QPointF(lane, first.center().y()),
        QPointF(first.left() - line * _HEAD, first.center().y()),
    ):
        back.lineTo(point)
    painter.drawPath(back)
    heads.append((QPointF(first.left(), first.center().y()), QPointF(-1, 0)))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(theme.danger))
    for tip, behind in heads:
        _draw_head(painter, tip, behind * (line * _HEAD))


def _draw_head(painter: QPainter, tip: QPointF, behind: QPointF) -> None:
    across = QPointF(-behind.y(), behind.x()) * 0.55
    painter.drawPolygon(QPolygonF([tip, tip + behind + across, tip + behind - across]))
