"""A button that opens and closes the fold of what installed packages have made: `+4`."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QToolButton, QWidget

from app.gui.widgets.retranslated import Retranslated


class FoldButton(Retranslated, QToolButton):
    """Visible while there is something to fold; checked while it is open."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._packages: tuple[str, ...] = ()
        self._count = 0
        self.set_makers(())

    def set_makers(self, makers: Iterable[str]) -> None:
        """The package of each thing that can be folded."""
        every = list(makers)
        told = tuple(dict.fromkeys(every)), len(every)
        if told != (self._packages, self._count) or not every:
            self._packages, self._count = told
            self.setVisible(bool(every))
            self.retranslate()

    def retranslate(self) -> None:
        """Set all texts in the current language."""
        packages = ", ".join(self._packages)
        tip = self.tr("Show what was made by {packages}: {count}").format(
            packages=packages, count=self._count
        )
        self.setText(f"+{self._count}")
        self.setToolTip(tip)
        self.setAccessibleName(tip)
