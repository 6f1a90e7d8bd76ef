"""A sentence in bold and the next step after it, in three lines at most: what does not fit is shortened."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QSize
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.gui.widgets.wrapping import fitted, shortened, wrapped

_LINE = 1.3  # of the font's height
_BETWEEN = "  "
#: The step follows in the last line of a sentence of several lines if it has so much of it.
_STEP_SHARE = 0.35
_FEWEST, _MOST = 2, 3


class FewLines(QWidget):
    """Draws them; the tool tip of its parent has all of it."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._sentence = self._step = ""
        self._lines: list[Line] = []
        self._color, self._muted = QColor(), QColor()
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def say(self, sentence: str, step: str) -> None:
        """Set both."""
        self._sentence, self._step = sentence, step
        self._lay_out()

    def set_colors(self, color: QColor, muted: QColor) -> None:
        """Of the sentence, and of the step."""
        self._color, self._muted = color, muted
        self.update()

    def _lay_out(self) -> None:
        """It is as high as its lines; a short sentence has the height of two, so that little moves."""
        self._lines = few_lines(self._sentence, self._step, self.font(), self.width())
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(0, round(self._row_height * max(_FEWEST, len(self._lines))))

    @property
    def _row_height(self) -> float:
        return self.fontMetrics().height() * _LINE

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._lay_out()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._lay_out()

    def paintEvent(self, event: QPaintEvent) -> None:
        height = self.height() / max(_FEWEST, len(self._lines))
        with QPainter(self) as painter:
            for number, line in enumerate(self._lines):
                x, baseline = 0.0, number * height + (height + _ascent(self.font())) / 2
                for text, is_bold in line:
                    font = bold(self.font()) if is_bold else self.font()
                    painter.setFont(font)
                    painter.setPen(self._color if is_bold else self._muted)
                    painter.drawText(QPointF(x, baseline), text)
                    x += QFontMetricsF(font).horizontalAdvance(text)


Line = list[tuple[str, bool]]  # texts, each bold or not


def few_lines(sentence: str, step: str, font: QFont, width: float) -> list[Line]:
    """The sentence in one or two lines, and the step below it or, if the last of them is short, beside it."""
    strong = bold(font)
    told = wrapped(sentence, strong, width)
    left = width - QFontMetricsF(strong).horizontalAdvance(told[-1] + _BETWEEN)
    if 1 < len(told) <= _MOST and left >= width * _STEP_SHARE:
        first = wrapped(step, font, left)[0] if len(told) < _MOST else step
        lines: list[Line] = [[(line.rstrip(), True)] for line in told[:-1]]
        lines.append([(told[-1] + _BETWEEN, True), (fitted(first.rstrip(), font, left), False)])
        return lines + _lines(step[len(first) :], font, width, _MOST - len(told), is_bold=False)
    lines = _lines(sentence, strong, width, _MOST - 1, is_bold=True)
    return lines + _lines(step, font, width, _MOST - len(lines), is_bold=False)


def _lines(text: str, font: QFont, width: float, most: int, is_bold: bool) -> list[Line]:
    if not text or most < 1:
        return []
    return [[(row, is_bold)] for row in shortened(text, font, width, most)]


def bold(font: QFont) -> QFont:
    """The same font, for the sentence."""
    strong = QFont(font)
    strong.setWeight(QFont.Weight.DemiBold)
    return strong


def _ascent(font: QFont) -> float:
    metrics = QFontMetricsF(font)
    return metrics.ascent() - metrics.descent()
