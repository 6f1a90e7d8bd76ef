"""The mark on the tab of the output: there are lines of stderr that nobody has seen yet."""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtGui import QIcon

from app.gui.look.icons import icon
from app.gui.look.theme import Theme
from app.gui.output.panel import OutputPanel
from app.gui.widgets.tab_panel import TabPanel
from app.language import translate


class OutputMark(QObject):
    """A warning sign beside the title, and how many lines there are to those who point at it or hear it."""

    def __init__(self, tabs: TabPanel, output: OutputPanel, theme: Theme) -> None:
        super().__init__(tabs)
        self._tabs, self._output, self._theme, self.lines = tabs, output, theme, 0
        output.unread_changed.connect(self._on_unread)

    def set_theme(self, theme: Theme) -> None:
        """Take the theme's colour."""
        self._theme = theme
        self.retranslate()

    def retranslate(self) -> None:
        """Set the sign, and its words in the current language, after the tab's own title."""
        index, bar = self._tabs.indexOf(self._output), self._tabs.tabBar()
        text = self._text()
        self._tabs.setTabIcon(index, icon("triangle-alert", self._theme.danger) if text else QIcon())
        self._tabs.setTabToolTip(index, text)
        title = self._tabs.tabText(index)
        bar.setAccessibleTabName(index, f"{title}, {text}" if text else "")

    def _text(self) -> str:
        if not self.lines:
            return ""
        return translate("OutputMark", "new on stderr: {count} lines").format(count=self.lines)

    def _on_unread(self, lines: int) -> None:
        self.lines = lines
        self.retranslate()
