"""The explanation of a scenario: what it shows, what to notice, why."""

from __future__ import annotations

from PySide6.QtCore import QEvent
from PySide6.QtGui import (
    QFont,
    QTextBlock,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextFormat,
    QTextFragment,
)
from PySide6.QtWidgets import QTextBrowser, QWidget

from app.gui.look.fonts import code_font
from app.gui.widgets.retranslated import Retranslated

LINE_GAP = 4.0  # between lines, in pixels
PARAGRAPH_GAP = 7.0
HEADING_GAP = 16.0
HEADING_SCALE = 1.22


class ExplainView(Retranslated, QTextBrowser):
    """Markdown, with space between the lines."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.markdown = ""  # as it was given: what Qt gives back differs
        self.setObjectName("explainView")
        self.setOpenExternalLinks(True)
        self.setFrameShape(QTextBrowser.Shape.NoFrame)
        self.document().setDocumentMargin(18)
        self.document().setIndentWidth(18)
        self.retranslate()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange and self.markdown:
            self._set_text()

    def retranslate(self) -> None:
        """Set its accessible name in the current language; its text comes from the window."""
        self.setAccessibleName(self.tr("Explanation"))

    def show_markdown(self, text: str) -> None:
        """Show another text, from the beginning."""
        if text == self.markdown:
            return
        self.markdown = text
        self._set_text()
        self.verticalScrollBar().setValue(0)

    def _set_text(self) -> None:
        self.setMarkdown(self.markdown)
        block = self.document().begin()
        while block.isValid():
            self._set_block(block)
            block = block.next()

    def _set_block(self, block: QTextBlock) -> None:
        level = block.blockFormat().headingLevel()
        gaps = QTextBlockFormat()
        gaps.setLineHeight(LINE_GAP, QTextBlockFormat.LineHeightTypes.LineDistanceHeight.value)
        gaps.setTopMargin(HEADING_GAP if level and block.blockNumber() else 0.0)
        gaps.setBottomMargin(0.0 if _is_code(block) and _is_code(block.next()) else PARAGRAPH_GAP)
        QTextCursor(block).mergeBlockFormat(gaps)
        if level:
            self._set_heading(block)
        else:
            self._set_code(block)

    def _set_heading(self, block: QTextBlock) -> None:
        """Headings are only a little larger than the text: the panel is narrow."""
        font = QFont(self.font())
        looks = QTextCharFormat()
        looks.setProperty(QTextCharFormat.Property.FontSizeAdjustment, 0)
        looks.setFontWeight(QFont.Weight.DemiBold)
        if font.pixelSize() > 0:
            looks.setProperty(QTextCharFormat.Property.FontPixelSize, round(font.pixelSize() * HEADING_SCALE))
        else:
            looks.setFontPointSize(font.pointSizeF() * HEADING_SCALE)
        cursor = QTextCursor(block)
        cursor.movePosition(QTextCursor.MoveOperation.EndOfBlock, QTextCursor.MoveMode.KeepAnchor)
        cursor.mergeCharFormat(looks)

    def _set_code(self, block: QTextBlock) -> None:
        """Set code in the font of the code view."""
        looks = QTextCharFormat()
        looks.setFontFamilies(code_font(self.font()).families())
        for fragment in _fragments(block):
            if fragment.charFormat().fontFixedPitch():
                cursor = QTextCursor(self.document())
                cursor.setPosition(fragment.position())
                cursor.setPosition(fragment.position() + fragment.length(), QTextCursor.MoveMode.KeepAnchor)
                cursor.mergeCharFormat(looks)


def _is_code(block: QTextBlock) -> bool:
    """Whether it is a line of a block of code."""
    return block.isValid() and block.blockFormat().hasProperty(QTextFormat.Property.BlockCodeLanguage)


def _fragments(block: QTextBlock) -> list[QTextFragment]:
    found, step = [], block.begin()
    while not step.atEnd():
        found.append(step.fragment())
        step += 1
    return found
