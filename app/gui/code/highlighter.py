"""Colours the parts of a Python text."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtGui import QColor, QSyntaxHighlighter, QTextCharFormat, QTextDocument

from app.gui.code.syntax import Span, Style
from app.gui.look.theme import Theme


class PythonHighlighter(QSyntaxHighlighter):
    """Colours the spans that the tokenizer found."""

    def __init__(self, document: QTextDocument) -> None:
        super().__init__(document)
        self._spans: Mapping[int, list[Span]] = {}
        self._formats: dict[Style, QTextCharFormat] = {}

    def set_spans(self, spans: Mapping[int, list[Span]]) -> None:
        """Set the spans of the text that will be set next."""
        self._spans = spans

    def set_colors(self, colors: Mapping[Style, QColor]) -> None:
        """Take the theme's colours."""
        self._formats = {}
        for style, color in colors.items():
            looks = QTextCharFormat()
            looks.setForeground(color)
            if style is Style.COMMENT:
                looks.setFontItalic(True)
            self._formats[style] = looks
        self.rehighlight()

    def highlightBlock(self, text: str) -> None:
        for span in self._spans.get(self.currentBlock().blockNumber(), ()):
            looks = self._formats.get(span.style)
            if looks is not None:
                self.setFormat(span.start, span.length, looks)


def syntax_colors(theme: Theme) -> dict[Style, QColor]:
    """The colours of a theme for code."""
    return {style: QColor(getattr(theme, f"code_{style.value}")) for style in Style}
