"""The verdict above the stage: the worst that stands, in three lines at most, with the next step."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QToolButton, QWidget

from app.findings.rule import Finding, Severity
from app.findings.say import headline
from app.gui.findings.few_lines import FewLines
from app.gui.findings.rule_pages import page_of
from app.gui.findings.severity_looks import ICONS, certainty_word, looks_of, severity_word
from app.gui.findings.standing import Noted, identity
from app.gui.look.colors import readable
from app.gui.look.icons import icon
from app.gui.look.theme import Theme
from app.gui.widgets.accessible import announce
from app.gui.widgets.plain_tip import plain_tip
from app.gui.widgets.retranslated import Retranslated
from app.language import current


class Verdict(Retranslated, QFrame):
    """Hidden while nothing is wrong, or nothing that was not known when it was closed.

    What only costs time is left to the panel.
    """

    finding_chosen = Signal(object)  # the Finding
    page_asked = Signal(str)  # of this rule

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("verdict")
        self._theme = theme
        self._standing: tuple[Finding, ...] = ()
        self._closed = Noted()
        self._finding: Finding | None = None
        self._sign, self._word = QLabel(self), QLabel(self)
        self._text = FewLines(self)
        self._show = self._make_button("verdictShowButton")
        self._show.clicked.connect(self._choose)
        self._why = self._make_button("verdictWhyButton")
        self._why.clicked.connect(self._ask_why)
        self._close = QToolButton(self)
        self._close.setObjectName("verdictCloseButton")
        self._close.setProperty("look", "flat")
        self._close.clicked.connect(self.dismiss)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(16, 5, 10, 5)
        layout.setSpacing(10)
        layout.addWidget(self._sign, 0, Qt.AlignmentFlag.AlignVCenter)
        layout.addWidget(self._word, 0, Qt.AlignmentFlag.AlignVCenter)
        layout.addWidget(self._text, 1)
        for button in (self._show, self._why, self._close):
            layout.addWidget(button, 0, Qt.AlignmentFlag.AlignVCenter)
        self.retranslate()
        self.set_theme(theme)
        self.hide()

    def _make_button(self, name: str) -> QPushButton:
        button = QPushButton(self)
        button.setObjectName(name)
        button.setProperty("look", "flat")
        return button

    @property
    def finding(self) -> Finding | None:
        """What is said now."""
        return self._finding

    def begin(self) -> None:
        """Another run: what was closed may be said again."""
        self._closed.forget()
        self.show_findings(())

    def show_findings(self, findings: Sequence[Finding]) -> None:
        """Say the first of these, the worst, that was not there when it was closed."""
        self._standing = tuple(one for one in findings if one.severity is not Severity.NOTE)
        self._say(next((one for one in self._standing if not self._closed.has(one)), None))

    def dismiss(self) -> None:
        """Say nothing more of what stands now; the panel still has it."""
        self._closed.note(self._standing)
        self._say(None)

    def _say(self, finding: Finding | None) -> None:
        if finding == self._finding:
            return
        is_news = finding is not None and not _is_same(finding, self._finding)
        self._finding = finding
        self.retranslate()
        self.set_theme(self._theme)
        self.setVisible(finding is not None)
        if is_news:
            announce(self)

    @property
    def text(self) -> str:
        """All that it says; "" when it is hidden."""
        return self.accessibleDescription()

    def retranslate(self) -> None:
        """Set all texts in the current language."""
        self.setAccessibleName(self.tr("Verdict"))
        self._show.setText(self.tr("Show"))
        self._show.setToolTip(self.tr("Show it with its lines among the findings"))
        self._why.setText(self.tr("Why"))
        self._why.setToolTip(self.tr("Why this happens, and how to mend it"))
        close = self.tr("Close the verdict; the findings keep it")
        self._close.setAccessibleName(close)
        self._close.setToolTip(close)
        finding = self._finding
        if finding is None:
            self._tell("", "", "")
            return
        step = self.tr("Next: {advice}").format(advice=finding.advice)
        self._word.setText(severity_word(finding.severity))
        kind = self.tr("{severity} ({certainty})").format(
            severity=severity_word(finding.severity), certainty=certainty_word(finding)
        )
        self._tell(str(headline(finding.message)), step, f"{kind}: {finding.message}\n{step}")
        self._why.setVisible(bool(page_of(finding.rule, current())))

    def _tell(self, sentence: str, step: str, whole: str) -> None:
        self._text.say(sentence, step)
        self.setAccessibleDescription(whole)
        self.setToolTip(plain_tip(whole))

    def set_theme(self, theme: Theme) -> None:
        """Take the theme's colours."""
        self._theme = theme
        if self._finding is None:
            return
        severity = self._finding.severity
        looks = looks_of(severity, theme)
        self.setStyleSheet(
            f"#verdict {{ background: {looks.ground.name()}; border: none;"
            f" border-left: 4px solid {looks.sign.name()}; border-bottom: 1px solid {theme.line}; }}"
        )
        self._sign.setPixmap(icon(ICONS[severity], looks.sign).pixmap(18, 18))
        self._word.setStyleSheet(f"color: {looks.text.name()}; font-weight: 600;")
        link = readable(QColor(theme.accent), looks.ground.name()).name()
        for button in (self._show, self._why):
            button.setStyleSheet(f"color: {link}; font-weight: 600; padding: 0.3em 0.5em;")
        self._close.setIcon(icon("x", theme.text))
        self._text.set_colors(QColor(theme.text), QColor(theme.text))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self._choose()

    def _choose(self) -> None:
        if self._finding is not None:
            self.finding_chosen.emit(self._finding)

    def _ask_why(self) -> None:
        if self._finding is not None:
            self.page_asked.emit(self._finding.rule)


def _is_same(one: Finding, other: Finding | None) -> bool:
    """Whether it is the same one that is told anew, as more has happened."""
    return other is not None and identity(one) == identity(other)
