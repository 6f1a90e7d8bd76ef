"""The page of one rule: what it finds, why that is, and the cure. It is there without a network."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from app.gui.explain.view import ExplainView
from app.gui.findings.rule_pages import page_of, rule_title
from app.gui.look.fonts import length_scale
from app.gui.widgets.retranslated import Retranslated

SIZE = (620, 560)


class RulePage(ExplainView):
    """Laid out as an explanation is."""

    def retranslate(self) -> None:
        """Set its accessible name in the current language."""
        self.setAccessibleName(self.tr("About this finding"))


class RuleWindow(Retranslated, QDialog):
    """Stays open beside the main window, and shows the page that was asked for last."""

    def __init__(self, language: Callable[[], str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._language, self._rule = language, ""
        self.setObjectName("ruleWindow")
        self._text = RulePage(self)
        self._text.setObjectName("ruleText")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._text)
        self.resize(QSize(*SIZE) * length_scale(self.font()))

    def open_up(self, rule: str) -> None:
        """Show the page of a rule, in front of the window."""
        self._rule = rule
        self.retranslate()
        self.show()
        self.activateWindow()
        self._text.setFocus()

    def retranslate(self) -> None:
        """Show the page in the current language."""
        title = rule_title(self._rule, self._language())
        self.setWindowTitle(self.tr("{title} – Procession").format(title=title))
        self._text.show_markdown(page_of(self._rule, self._language()))
