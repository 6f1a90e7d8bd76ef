"""The stage: a run as cards, lines and buffers."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QAbstractScrollArea, QWidget

from app.gui.theme import Theme
from app.state.model import Run


class StageView(QAbstractScrollArea):
    """A placeholder while the drawing is made."""

    process_activated = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("stageView")

    def set_run(self, run: Run | None) -> None:
        """Show another run."""

    def refresh(self, now_ns: int) -> None:
        """Show what has changed."""

    def set_theme(self, theme: Theme) -> None:
        """Other colours."""
