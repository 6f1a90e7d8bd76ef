"""The explanation of a scenario: what it shows, what to notice, why."""

from __future__ import annotations

from PySide6.QtGui import QTextBlockFormat, QTextCursor
from PySide6.QtWidgets import QTextBrowser, QWidget

LINE_HEIGHT_PERCENT = 135


class ExplainView(QTextBrowser):
    """Markdown, set with room between the lines."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("explainView")
        self.setAccessibleName(self.tr("Explanation"))
        self.setOpenExternalLinks(True)
        self.setFrameShape(QTextBrowser.Shape.NoFrame)
        self.document().setDocumentMargin(18)

    def show_markdown(self, text: str) -> None:
        """Show another text, from its beginning."""
        self.setMarkdown(text)
        cursor = QTextCursor(self.document())
        cursor.select(QTextCursor.SelectionType.Document)
        spacing = QTextBlockFormat()
        proportional = QTextBlockFormat.LineHeightTypes.ProportionalHeight.value
        spacing.setLineHeight(LINE_HEIGHT_PERCENT, proportional)
        cursor.mergeBlockFormat(spacing)
        self.verticalScrollBar().setValue(0)
