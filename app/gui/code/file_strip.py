"""The strip below the code that lists the processes in other files and links to those files."""

from __future__ import annotations

import os
from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QWidget

from app.gui.code.marks import Elsewhere
from app.gui.widgets.plain_tip import plain_tip
from app.gui.widgets.retranslated import Retranslated

#: More than these do not fit; the tool tip has them all.
SHOWN = 3


class FileStrip(Retranslated, QLabel):
    """Hidden while no process is in another file."""

    file_chosen = Signal(str)  # "" for the script itself

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("fileStrip")
        self.setProperty("look", "muted")
        self.setTextFormat(Qt.TextFormat.RichText)
        self.setTextInteractionFlags(Qt.TextInteractionFlag.TextBrowserInteraction)
        self.setMargin(4)
        self.linkActivated.connect(self.file_chosen)
        self._said: tuple[str, tuple[Elsewhere, ...]] = ("", ())
        self.retranslate()
        self.hide()

    def retranslate(self) -> None:
        """Set its text in the current language."""
        self.setAccessibleName(self.tr("Processes in other files"))
        self._show()

    def say(self, script: str, shown: str, elsewhere: Sequence[Elsewhere]) -> None:
        """Set which file is shown and which processes are in other files."""
        way_back = "" if shown == script else os.path.basename(script)
        if (way_back, tuple(elsewhere)) == self._said:
            return
        self._said = way_back, tuple(elsewhere)
        self._show()

    def _show(self) -> None:
        way_back, elsewhere = self._said
        back = self.tr("Back to {file}").format(file=way_back)
        parts = [_link("", back)] if way_back else []
        for one in elsewhere[:SHOWN]:
            text = self.tr("{name}: {file}, line {line}").format(name=one.name, file=one.short, line=one.line)
            parts.append(_link(one.file, text))
        rest = len(elsewhere) - SHOWN
        if rest > 0:
            parts.append(f"+{rest}")
        self.setText(" · ".join(parts))
        self.setToolTip(plain_tip("\n".join(f"{one.name}: {one.file}:{one.line}" for one in elsewhere)))
        self.setVisible(bool(parts))


def _link(target: str, text: str) -> str:
    from html import escape  # imported here: the window opens sooner without it

    return f'<a href="{escape(target)}">{escape(text)}</a>'
