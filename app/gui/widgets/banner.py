"""The line below the tool bar that says what went wrong or is missing, and what to do."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QToolButton, QWidget

from app.gui.look.icons import icon
from app.gui.look.theme import Theme
from app.gui.widgets.accessible import announce
from app.gui.widgets.retranslated import Retranslated
from app.language import Sentence


class Offer(NamedTuple):
    """A button beside the message."""

    name: str  # its objectName
    text: Sentence
    act: Callable[[], object]


class Banner(Retranslated, QFrame):
    """Hidden while there is no message."""

    dismissed = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None, name: str = "banner") -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self._message: Sentence | str = ""
        self._is_note = False
        self._theme = theme
        self._offers: list[Offer] = []
        self._offered: list[QPushButton] = []
        self._sign = QLabel(self)
        self._text = QLabel(self)
        self._text.setObjectName(f"{name}Text")
        self._text.setTextFormat(Qt.TextFormat.PlainText)
        self._text.setWordWrap(True)
        self._text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._close = QToolButton(self)
        self._close.setObjectName(f"{name}CloseButton")
        self._close.setProperty("look", "flat")
        self._close.clicked.connect(self.clear)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(16, 8, 10, 8)
        layout.setSpacing(10)
        layout.addWidget(self._sign, 0, Qt.AlignmentFlag.AlignVCenter)
        layout.addWidget(self._text, 1)
        layout.addWidget(self._close, 0, Qt.AlignmentFlag.AlignVCenter)
        self.set_theme(theme)
        self.retranslate()
        self.hide()

    @property
    def text(self) -> str:
        """The message shown; "" when it is hidden."""
        return "" if self.isHidden() else self._text.text()

    def say(self, message: Sentence | str, offers: Sequence[Offer] = ()) -> None:
        """Show a message, with buttons for what can be done about it; an empty one hides the banner."""
        self._show(message, is_note=False, offers=offers)

    def note(self, message: Sentence | str) -> None:
        """Show a message about nothing wrong; it stays until it is closed or an error takes its place."""
        if self.isHidden() or self._is_note:
            self._show(message, is_note=True)

    def _show(self, message: Sentence | str, is_note: bool, offers: Sequence[Offer] = ()) -> None:
        self._message, self._is_note = message, is_note
        for button in self._offered:
            button.setParent(None)
            button.deleteLater()
        self._offers = list(offers)
        self._offered = [self._make_button(offer) for offer in offers]
        self.retranslate()
        self.set_theme(self._theme)
        self.setVisible(bool(str(message)))
        if not self.isHidden():
            announce(self)

    def _make_button(self, offer: Offer) -> QPushButton:
        button = QPushButton(self)
        button.setObjectName(offer.name)
        button.clicked.connect(lambda: offer.act())
        row = self.layout()
        assert isinstance(row, QHBoxLayout)
        row.insertWidget(row.count() - 1, button, 0, Qt.AlignmentFlag.AlignVCenter)
        return button

    def forget_errors(self) -> None:
        """Hide an error of the previous run, because a new one begins; a note stays."""
        if not self._is_note:
            self.clear()

    def clear(self) -> None:
        """Hide the banner."""
        self.hide()
        self.dismissed.emit()

    def retranslate(self) -> None:
        """Set all texts in the current language."""
        self.setAccessibleName(self.tr("Message"))
        self._close.setAccessibleName(self.tr("Close the message"))
        self._close.setToolTip(self.tr("Close the message"))
        self._text.setText(str(self._message))
        self.setAccessibleDescription(str(self._message))
        for button, offer in zip(self._offered, self._offers, strict=True):
            button.setText(str(offer.text))

    def set_theme(self, theme: Theme) -> None:
        """Take the theme's colours."""
        self._theme = theme
        ground = theme.accent_soft if self._is_note else theme.danger_soft
        self.setStyleSheet(
            f"#{self.objectName()} {{ background: {ground}; border-bottom: 1px solid {theme.line}; }}"
        )
        sign = ("info", theme.accent) if self._is_note else ("triangle-alert", theme.danger)
        self._sign.setPixmap(icon(*sign).pixmap(18, 18))
        self._close.setIcon(icon("x", theme.muted))
