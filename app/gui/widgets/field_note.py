"""A line below a field that says what is wrong with its value; hidden while it is valid."""

from __future__ import annotations

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QLabel, QWidget

from app.language import Sentence


class FieldNote(QLabel):
    """Also marks its field, and is read by screen readers as the field's description."""

    def __init__(self, field: QWidget, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._field = field
        self._message: Sentence | str = ""
        self.setObjectName(name)
        self.setProperty("look", "danger")
        self.setWordWrap(True)
        self.hide()

    def say(self, message: Sentence | str) -> None:
        """Show what is wrong; "" for nothing."""
        self._message = message
        text = str(message)
        self.setText(text)
        self.setAccessibleName(text)
        self.setVisible(bool(text))
        self._field.setAccessibleDescription(text)
        if bool(self._field.property("invalid")) != bool(text):
            self._field.setProperty("invalid", bool(text))
            self._field.style().unpolish(self._field)
            self._field.style().polish(self._field)

    def clear(self) -> None:
        """Hide the note."""
        self.say("")

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.say(self._message)
