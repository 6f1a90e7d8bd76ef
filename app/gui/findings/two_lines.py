"""A sentence in bold and the next step after it, in two lines at most: what does not fit is shortened."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPaintEvent, QTextLayout
from PySide6.QtWidgets import QSizePolicy, QWidget

_LINE = 1.3  # of the font's height
_BETWEEN = "  "
#: The step follows in the sentence's second line if it has so much of it.
_STEP_SHARE = 0.35


class TwoLines(QWidget):
    """Draws them; the tool tip of its parent has all of it."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._sentence = self._step = ""
        self._color, self._muted = QColor(), QColor()
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def say(self, sentence: str, step: str) -> None:
        """Set both."""
        self._sentence, self._step = sentence, step
        self.update()

    def set_colors(self, color: QColor, muted: QColor) -> None:
        """Of the sentence, and of the step."""
        self._color, self._muted = color, muted
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(0, round(self.fontMetrics().height() * _LINE * 2))

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            height = self.height() / 2
            for number, line in enumerate(two_lines(self._sentence, self._step, self.font(), self.width())):
                x, baseline = 0.0, number * height + (height + _ascent(self.font())) / 2
                for text, is_bold in line:
                    font = bold(self.font()) if is_bold else self.font()
                    painter.setFont(font)
                    painter.setPen(self._color if is_bold else self._muted)
                    painter.drawText(QPointF(x, baseline), text)
                    x += QFontMetricsF(font).horizontalAdvance(text)


Line = list[tuple[str, bool]]  # texts, each bold or not


def two_lines(sentence: str, step: str, font: QFont, width: float) -> list[Line]:
    """A line each; but if the sentence ends in the first part of a second line, the step follows it there."""
    strong = bold(font)
    cut = _first_line(sentence, strong, width)
    rest = sentence[cut:]
    left = width - QFontMetricsF(strong).horizontalAdvance(rest + _BETWEEN)
    if not rest or left < width * _STEP_SHARE:
        return [[(_fitted(sentence, strong, width), True)], [(_fitted(step, font, width), False)]]
    return [
        [(sentence[:cut].rstrip(), True)],
        [(rest + _BETWEEN, True), (_fitted(step, font, left), False)],
    ]


def bold(font: QFont) -> QFont:
    """The same font, for the sentence."""
    strong = QFont(font)
    strong.setWeight(QFont.Weight.DemiBold)
    return strong


def _first_line(text: str, font: QFont, width: float) -> int:
    """Where the first line ends, by the rules of the text's script."""
    layout = QTextLayout(text, font)
    layout.beginLayout()
    line = layout.createLine()
    line.setLineWidth(width)
    layout.endLayout()
    return line.textLength()


def _fitted(text: str, font: QFont, width: float) -> str:
    return QFontMetricsF(font).elidedText(text, Qt.TextElideMode.ElideRight, width)


def _ascent(font: QFont) -> float:
    metrics = QFontMetricsF(font)
    return metrics.ascent() - metrics.descent()
