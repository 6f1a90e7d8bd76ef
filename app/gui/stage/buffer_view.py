"""The stage: a run as cards, lines and buffers."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from app.gui.theme import Theme
from app.state.model import Run


class BufferView(QWidget):
    """A placeholder while the drawing is made."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("bufferView")

    def set_run(self, run: Run | None) -> None:
        """Show another run."""

    def refresh(self, now_ns: int) -> None:
        """Show what has changed."""

    def set_theme(self, theme: Theme) -> None:
        """Other colours."""
