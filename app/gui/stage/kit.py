"""What all drawings share: fonts, their measures, colours, texts that never leave their room."""

from __future__ import annotations

import math
from collections.abc import Callable, Hashable
from enum import Enum
from functools import lru_cache

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontInfo, QFontMetricsF, QPainter, QPen, QPixmap

from app.gui.look.colors import process_color
from app.gui.look.fonts import code_font, scaled_font
from app.gui.look.icons import renderer
from app.gui.look.theme import Theme
from app.gui.stage.geometry.metrics import Metrics

_ELIDED_KEPT = 4000
_STAMPS_KEPT = 1000
_LONGEST = 400  # letters; no line has room for more
_LETTERS = "abcdefghijklmnopqrstuvwxyz 0123456789"
LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
#: For names: the end often is the number that tells one process from others.
IN_THE_MIDDLE = Qt.TextElideMode.ElideMiddle
#: For names such as `self.connections['alice']`: what tells one from others stands at the end.
AT_THE_START = Qt.TextElideMode.ElideLeft
CENTER = Qt.AlignmentFlag.AlignCenter
Draw = Callable[[QPainter, QRectF], None]


def where_of_name(name: str) -> Qt.TextElideMode:
    """Where the name of an object is shortened."""
    return AT_THE_START if "[" in name else Qt.TextElideMode.ElideRight


class Face(Enum):
    """A font of the drawing."""

    TEXT = "text"
    BOLD = "bold"
    SMALL = "small"
    CODE = "code"
    TINY = "tiny"  # in slots


class Kit:
    """Draws in one theme with one base font. Drawings get a rectangle and fill it."""

    def __init__(self, theme: Theme, font: QFont) -> None:
        self.theme = theme
        self.fonts = _fonts(font)
        self._measures = {face: QFontMetricsF(used) for face, used in self.fonts.items()}
        # A font with Chinese letters claims lines half as high again, and a wide average letter.
        line = QFontInfo(font).pixelSize() * 1.15
        self.metrics = Metrics(line, self._measures[Face.TEXT].horizontalAdvance(_LETTERS) / len(_LETTERS))
        self._stamps: dict[tuple[Hashable, int, int], QPixmap] = {}
        self._elided: dict[tuple[Face, Qt.TextElideMode, str, int], str] = {}

    def width(self, face: Face, text: str) -> float:
        """The width of a text."""
        return self._measures[face].horizontalAdvance(text)

    def fitted(
        self, face: Face, text: str, width: float, where: Qt.TextElideMode = Qt.TextElideMode.ElideRight
    ) -> str:
        """The text, shortened with … when it is wider than `width`."""
        key = (face, where, text, int(width))
        known = self._elided.get(key)
        if known is None:
            if len(self._elided) > _ELIDED_KEPT:
                self._elided.clear()
            one_line = " ".join(text[:_LONGEST].split("\n"))
            known = self._measures[face].elidedText(one_line, where, max(0.0, width))
            self._elided[key] = known
        return known

    def two_lines(self, face: Face, text: str, width: float) -> list[str]:
        """At most two lines; the second one takes all the rest and is shortened when it is drawn."""
        first, newline, rest = text.partition("\n")
        if self.width(face, first[:_LONGEST]) <= width:
            return [first, rest.replace("\n", " ")] if newline and rest else [first]
        low, high = 1, min(len(first), _LONGEST)
        while low < high:  # the longest beginning that fits
            middle = (low + high + 1) // 2
            low, high = (middle, high) if self.width(face, first[:middle]) <= width else (low, middle - 1)
        space = first.rfind(" ", 0, low + 1)
        cut = space + 1 if space > low // 2 else low
        return [first[:cut].rstrip(), first[cut:] + (" " + rest if rest else "")]

    def text(
        self,
        painter: QPainter,
        rect: QRectF,
        text: str,
        color: str | QColor,
        face: Face = Face.TEXT,
        flags: Qt.AlignmentFlag = LEFT,
        where: Qt.TextElideMode = Qt.TextElideMode.ElideRight,
    ) -> float:
        """One line of text inside `rect`, shortened at `where`; returns the width that it took."""
        shown = self.fitted(face, text, rect.width(), where)
        if not shown:
            return 0.0
        painter.setFont(self.fonts[face])
        painter.setPen(tint(color) if isinstance(color, str) else color)
        painter.drawText(rect, flags, shown)
        return self.width(face, shown)

    def stamp(self, painter: QPainter, rect: QRectF, key: Hashable, draw: Draw) -> None:
        """Draw something small that comes again and again: once, and from then on by copying its pixels."""
        ratio = painter.device().devicePixelRatioF()
        width, height = math.ceil(rect.width() * ratio), math.ceil(rect.height() * ratio)
        known = self._stamps.get((key, width, height))
        if known is None:
            if len(self._stamps) > _STAMPS_KEPT:
                self._stamps.clear()
            known = self._stamps[(key, width, height)] = transparent(width, height, ratio)
            with QPainter(known) as inside:
                inside.setRenderHint(QPainter.RenderHint.Antialiasing)
                draw(inside, QRectF(0, 0, rect.width(), rect.height()))
        painter.drawPixmap(snapped(rect.topLeft(), ratio), known)

    def card(
        self, painter: QPainter, rect: QRectF, border: QColor, width: float = 1.0, dashed: bool = False
    ) -> None:
        """The background and border of a card."""
        pen = QPen(border, width)
        if dashed:
            pen.setDashPattern([4.0, 2.5])
        painter.setPen(pen)
        painter.setBrush(tint(self.theme.raised))
        half = width / 2
        radius = self.metrics.line * 0.55
        painter.drawRoundedRect(rect.adjusted(half, half, -half, -half), radius, radius)

    def ring(self, painter: QPainter, rect: QRectF) -> None:
        """Around what has the keyboard's focus."""
        painter.setPen(QPen(tint(self.theme.text), 2.0))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        radius = self.metrics.line * 0.55 + 3
        painter.drawRoundedRect(rect.adjusted(-3, -3, 3, 3), radius, radius)

    def outline(self, painter: QPainter, rect: QRectF) -> None:
        """Around what a finding is about."""
        painter.setPen(QPen(tint(self.theme.danger), 2.0))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        radius = self.metrics.line * 0.55 + 2
        painter.drawRoundedRect(rect.adjusted(-2, -2, 2, 2), radius, radius)

    def pill(
        self,
        painter: QPainter,
        rect: QRectF,
        text: str,
        colors: tuple[QColor, QColor],
        where: Qt.TextElideMode = Qt.TextElideMode.ElideRight,
    ) -> QRectF:
        """A word on a rounded ground, as wide as it needs in `rect`; returns what it took."""
        space = rect.width() - self.width(Face.SMALL, text)
        pad = min(self.metrics.line * 0.6, max(self.metrics.line * 0.35, space / 2))
        shown = self.fitted(Face.SMALL, text, rect.width() - 2 * pad, where)
        ground = QRectF(rect.left(), rect.top(), self.width(Face.SMALL, shown) + 2 * pad, rect.height())
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colors[0])
        painter.drawRoundedRect(ground, rect.height() / 2, rect.height() / 2)
        self.text(painter, ground.adjusted(pad, 0, 2, 0), shown, colors[1], Face.SMALL)
        return ground

    def dot(self, painter: QPainter, center: QPointF, color: QColor) -> None:
        """A process's colour."""
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(color)
        radius = self.metrics.line * 0.3
        painter.drawEllipse(center, radius, radius)

    def named_dot(
        self,
        painter: QPainter,
        rect: QRectF,
        number: int,
        text: str,
        color: str,
        where: Qt.TextElideMode = IN_THE_MIDDLE,
    ) -> float:
        """A dot in a process's colour and its name after it; returns the width that both took."""
        dot = self.metrics.line * 0.6
        self.dot(painter, QPointF(rect.left() + dot / 2, rect.center().y()), self.process(number))
        room = rect.adjusted(dot + self.metrics.line * 0.35, 0, 0, 0)
        return room.left() - rect.left() + self.text(painter, room, text, color, Face.SMALL, LEFT, where)

    def icon(self, painter: QPainter, rect: QRectF, name: str, color: str) -> None:
        """An icon of the set."""
        renderer(name, color).render(painter, rect)

    def process(self, number: int) -> QColor:
        """The colour of a process."""
        return _process_color(self.theme, number)


def _fonts(base: QFont) -> dict[Face, QFont]:
    bold = QFont(base)
    bold.setWeight(QFont.Weight.DemiBold)
    return {
        Face.TEXT: QFont(base),
        Face.BOLD: bold,
        Face.SMALL: scaled_font(base, 0.93),
        Face.CODE: scaled_font(code_font(base), 0.96),
        Face.TINY: scaled_font(base, 0.85),
    }


def transparent(width: int, height: int, ratio: float) -> QPixmap:
    """An empty picture of so many pixels of the screen."""
    picture = QPixmap(width, height)
    picture.setDevicePixelRatio(ratio)
    picture.fill(Qt.GlobalColor.transparent)
    return picture


def snapped(point: QPointF, ratio: float) -> QPointF:
    """To a whole pixel of the screen, as a picture between two is blurred."""
    return QPointF(round(point.x() * ratio) / ratio, round(point.y() * ratio) / ratio)


@lru_cache(maxsize=512)
def tint(color: str) -> QColor:
    """A colour from its text; not to be changed."""
    return QColor(color)


@lru_cache(maxsize=1024)
def _process_color(theme: Theme, number: int) -> QColor:
    return process_color(theme, number)
