"""The tab with all findings: the list at the left, what is said of the chosen one beside it."""

from __future__ import annotations

from collections.abc import Hashable, Sequence

from PySide6.QtCore import QSize, Qt, QUrl, Signal
from PySide6.QtGui import QGuiApplication, QIcon, QResizeEvent, QShowEvent, QTextCursor, QTextDocument
from PySide6.QtWidgets import QHBoxLayout, QListWidget, QListWidgetItem, QTextBrowser, QWidget

from app.findings.rule import Finding
from app.gui.findings.entries import entries
from app.gui.findings.ring import DRAWN, ring_picture
from app.gui.findings.severity_looks import ICONS, certainty_word, looks_of, severity_word
from app.gui.findings.standing import identity
from app.gui.findings.wording import (
    COPY,
    LINE,
    OBJECT,
    PAGE,
    PICTURE,
    PROCESS,
    Link,
    as_page,
    as_text,
    title_of,
)
from app.gui.look.icons import icon
from app.gui.look.theme import Theme
from app.gui.widgets.plain_tip import plain_tip
from app.gui.widgets.retranslated import Retranslated
from app.language import translate
from app.state.history import Location
from app.state.model import Run

_LIST_SHARE, _TEXT_SHARE = 3, 7
_PICTURE_WIDTH = 12.5  # in heights of a line
#: The text has to be so many times as wide as the picture for both to stand side by side.
_ROOM_BESIDE = 2.0
_SIGN = 16


class FindingsPanel(Retranslated, QWidget):
    """Keyboard, mouse and screen readers find the same here: a list, and a text with links."""

    finding_chosen = Signal(object)  # the Finding, or None: the one that is shown now
    location_chosen = Signal(Location)
    process_chosen = Signal(int)
    object_chosen = Signal(object)  # an id, too large for Qt's own numbers
    page_asked = Signal(str)  # of this rule
    seen = Signal()  # the panel has come to the front

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("findingsView")
        self._theme = theme
        self._run: Run | None = None
        self._is_over = False
        self._findings: tuple[Finding, ...] = ()
        self._failures: list[str] = []
        self._current: Finding | None = None
        self._is_kept = False  # somebody has chosen the current one
        self._shown: Hashable = None  # whose text is shown
        self.list = QListWidget(self)
        self.list.setObjectName("findingsList")
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.list.setFrameShape(QListWidget.Shape.NoFrame)
        self.list.setIconSize(QSize(_SIGN, _SIGN))
        self.list.currentRowChanged.connect(self._on_row)
        self.text = QTextBrowser(self)
        self.text.setObjectName("findingText")
        self.text.setOpenLinks(False)
        self.text.setFrameShape(QTextBrowser.Shape.NoFrame)
        self.text.document().setDocumentMargin(14)
        self.text.anchorClicked.connect(self._on_link)
        self._lay_out()
        self.retranslate()

    def _lay_out(self) -> None:
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.list, _LIST_SHARE)
        layout.addWidget(self.text, _TEXT_SHARE)

    # --- what is shown ------------------------------------------------------------------------

    def set_run(self, run: Run | None) -> None:
        """Show another run, of which nothing has been found yet."""
        self._run, self._is_over = run, False
        self.show_findings((), [])

    def set_over(self) -> None:
        """The run is over: nothing more will be found."""
        self._is_over = True
        self._show_text()

    def show_findings(self, findings: Sequence[Finding], failures: Sequence[str]) -> None:
        """Show these, the worst first, which is marked in the code and on the stage as the verdict tells it.

        What somebody has chosen stays chosen while it is among them.
        """
        chosen = None if self._current is None or not self._is_kept else identity(self._current)
        self._findings, self._failures = tuple(findings), list(failures)
        rows = [at for at, one in enumerate(self._findings) if identity(one) == chosen]
        row, self._is_kept = (rows[0], True) if rows else (0, False)
        self._fill_list(row)
        self._choose(self._findings[row] if self._findings else None)

    def choose(self, finding: Finding) -> None:
        """Show this one."""
        rows = [at for at, one in enumerate(self._findings) if identity(one) == identity(finding)]
        if rows:
            self._is_kept = True
            self.list.setCurrentRow(rows[0])

    @property
    def findings(self) -> tuple[Finding, ...]:
        """All that are listed."""
        return self._findings

    @property
    def current(self) -> Finding | None:
        """The one that is shown."""
        return self._current

    def as_text(self, finding: Finding | None = None) -> str:
        """A finding as plain text; all of them if none is given."""
        if self._run is None or not self._findings:
            return self._nothing() + "\n"
        told = self._findings if finding is None else (finding,)
        return "\n".join(as_text(one, self._run) for one in told)

    def _fill_list(self, row: int) -> None:
        self.list.blockSignals(True)
        self.list.clear()
        for finding, about in zip(self._findings, entries(self._findings, self._run), strict=True):
            self.list.addItem(self._item(finding, about))
        self.list.setCurrentRow(row if self._findings else -1)
        self.list.setVisible(len(self._findings) > 1)
        self.list.blockSignals(False)

    def _item(self, finding: Finding, about: str) -> QListWidgetItem:
        title = title_of(finding)
        color = looks_of(finding.severity, self._theme).sign
        sign = _untinted(icon(ICONS[finding.severity], color))
        item = QListWidgetItem(sign, f"{title}\n{about}" if about else title)
        words = severity_word(finding.severity), certainty_word(finding), title, str(finding.message)
        item.setData(Qt.ItemDataRole.AccessibleTextRole, translate("stage", ", ").join(words))
        item.setToolTip(plain_tip(str(finding.message)))
        return item

    def _on_row(self, row: int) -> None:
        if 0 <= row < len(self._findings):
            self._is_kept = True
            self._choose(self._findings[row])

    def _choose(self, finding: Finding | None) -> None:
        changed, self._current = finding != self._current, finding
        self._show_text()
        if changed:
            self.finding_chosen.emit(finding)

    # --- the text -----------------------------------------------------------------------------

    def _show_text(self) -> None:
        finding, run = self._current, self._run
        if finding is None or run is None:
            self._set_html(f'<p style="color:{self._theme.muted}">{self._nothing()}</p>{self._failed()}')
            return
        beside = self._picture_beside(finding)
        if beside is not None:
            self._add_picture(finding, run)
        self._set_html(as_page(finding, run, self._theme, beside) + self._failed())

    def _set_html(self, html: str) -> None:
        """Keep the place where somebody reads, and what is selected, if it is only told anew."""
        shown = None if self._current is None else identity(self._current)
        is_same, self._shown = shown == self._shown, shown
        bar, cursor = self.text.verticalScrollBar(), self.text.textCursor()
        place, anchor, position = bar.value(), cursor.anchor(), cursor.position()
        self.text.setHtml(html)
        last = self.text.document().characterCount() - 1
        if is_same and max(anchor, position) <= last:
            cursor = self.text.textCursor()
            cursor.setPosition(anchor)
            cursor.setPosition(position, QTextCursor.MoveMode.KeepAnchor)
            self.text.setTextCursor(cursor)
            bar.setValue(place)

    def _nothing(self) -> str:
        if self._run is None:
            return self.tr("What hangs, fails or gets lost in a run is named here, with the next step.")
        if self._is_over:
            return self.tr("Nothing wrong was found in this run.")
        return self.tr("Nothing wrong has been found so far.")

    def _failed(self) -> str:
        """That not all has been looked for; in the report each failure is told."""
        if not self._failures:
            return ""
        text = self.tr("Procession itself failed to look for some troubles; the report names them.")
        return f'<p style="color:{self._theme.muted}">{text}</p>'

    def _picture_width(self) -> int:
        return round(self.fontMetrics().height() * _PICTURE_WIDTH)

    def _picture_beside(self, finding: Finding) -> bool | None:
        if not 0 < len(finding.edges) <= DRAWN:
            return None
        return self.text.viewport().width() >= self._picture_width() * _ROOM_BESIDE

    def _add_picture(self, finding: Finding, run: Run) -> None:
        width, ratio = self._picture_width(), self.devicePixelRatioF()
        picture = ring_picture(finding.edges, run, self._theme, self.font(), width, ratio)
        kind = QTextDocument.ResourceType.ImageResource.value
        self.text.document().addResource(kind, QUrl(PICTURE), picture)

    def _on_link(self, url: QUrl) -> None:
        link, finding = Link.of(url.toString()), self._current
        if finding is None:
            return
        if link.what == LINE:
            self.location_chosen.emit(finding.locations[link.number])
        elif link.what == PROCESS:
            self.process_chosen.emit(link.number)
        elif link.what == OBJECT:
            self.object_chosen.emit(link.number)
        elif link.what == PAGE:
            self.page_asked.emit(finding.rule)
        elif link.what == COPY:
            QGuiApplication.clipboard().setText(self.as_text(finding))

    # --- events -------------------------------------------------------------------------------

    def retranslate(self) -> None:
        """Set all texts in the current language."""
        self.setAccessibleName(self.tr("Findings"))
        self.list.setAccessibleName(self.tr("Findings"))
        self.text.setAccessibleName(self.tr("The chosen finding"))
        self._fill_list(max(0, self.list.currentRow()))
        self._show_text()

    def set_theme(self, theme: Theme) -> None:
        """Take the theme's colours."""
        self._theme = theme
        self._fill_list(max(0, self.list.currentRow()))
        self._show_text()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._show_text()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._show_text()
        self.seen.emit()


def _untinted(sign: QIcon) -> QIcon:
    """The same sign on a row that is chosen, too: its colour has a meaning."""
    made = QIcon()
    for mode in (QIcon.Mode.Normal, QIcon.Mode.Selected):
        made.addPixmap(sign.pixmap(_SIGN * 2), mode)
    return made
