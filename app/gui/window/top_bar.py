"""The bar at the top: buttons that start and end a run, how it is started, and its status."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QWidget,
)

from app.gui.look.icons import icon
from app.gui.look.theme import Theme
from app.gui.widgets.accessible import name_box
from app.gui.widgets.retranslated import Retranslated
from app.gui.widgets.status_line import StatusLine

ICON = QSize(16, 16)
#: Between an icon and its text, besides the little that Qt leaves.
GAP = 3
#: In a narrower bar (in units of its text size) buttons whose icons are self-explanatory have no text;
NARROW = 92
#: and in a still narrower one only the buttons that a run needs do.
COMPACT = 72


class TopBar(Retranslated, QFrame):
    """The buttons only make requests; `show_running` shows what the run is really doing."""

    start_requested = Signal()
    stop_requested = Signal()
    restart_requested = Signal()
    start_method_chosen = Signal(str)
    theme_toggled = Signal()
    language_toggled = Signal()
    projector_left = Signal()

    def __init__(self, theme: Theme, open_action: QAction, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._colors = theme
        self.setObjectName("topBar")
        self._make_run_part()
        self._make_window_part(open_action)
        self._lay_out()
        self.set_theme(theme)
        self.show_running(False)
        self.retranslate()

    def _make_run_part(self) -> None:
        self._start = self._push("startButton")
        self._start.clicked.connect(self.start_requested)
        self._stop = self._push("stopButton")
        self._stop.clicked.connect(self.stop_requested)
        self._restart = self._push("restartButton")
        self._restart.clicked.connect(self.restart_requested)
        self._method = QComboBox(self)
        self._method.setObjectName("startMethodBox")
        self._method.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self._method.currentIndexChanged.connect(self._on_method_changed)
        self._status = StatusLine(self)

    def _make_window_part(self, open_action: QAction) -> None:
        self._open = self._tool("openScriptButton")
        self._open.setDefaultAction(open_action)
        self._open.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        # The action's own icon is made for a menu; the button has another one.
        open_action.changed.connect(self._show_icons)
        self._theme = self._tool("themeButton")
        self._theme.clicked.connect(self.theme_toggled)
        self._language = self._tool("languageButton")
        self._language.clicked.connect(self.language_toggled)
        self._leave = self._tool("leaveProjectorButton")
        self._leave.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self._leave.clicked.connect(self.projector_left)
        self._leave.hide()

    def _push(self, name: str) -> QPushButton:
        button = QPushButton(self)
        button.setObjectName(name)
        button.setIconSize(ICON)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        return button

    def _tool(self, name: str) -> QToolButton:
        button = QToolButton(self)
        button.setObjectName(name)
        button.setIconSize(ICON)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        return button

    def _lay_out(self) -> None:
        self._brand = title = QLabel("Procession", self)
        title.setObjectName("brand")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(14, 8, 12, 8)
        layout.setSpacing(8)
        self._brand_line = self._separator()
        run_part: list[QWidget] = [title, self._brand_line, self._start, self._stop, self._restart]
        window_part: list[QWidget] = [self._separator(), self._open, self._theme, self._language, self._leave]
        for widget in (*run_part, self._separator(), self._method):
            layout.addWidget(widget)
        layout.addWidget(self._status, 1)
        for widget in window_part:
            layout.addWidget(widget)
        for control in (*run_part, self._method, *window_part):  # all as high as the highest one
            control.setSizePolicy(control.sizePolicy().horizontalPolicy(), QSizePolicy.Policy.Minimum)

    def _separator(self) -> QFrame:
        line = QFrame(self)
        line.setObjectName("barSeparator")
        line.setFixedWidth(1)
        line.setMinimumHeight(24)
        return line

    # --- words --------------------------------------------------------------------------

    def retranslate(self) -> None:
        """Set all texts in the current language."""
        for button, text, tip in (
            (self._start, self.tr("Start"), self.tr("Run the script (F5, Ctrl+R)")),
            (self._stop, self.tr("Stop"), self.tr("End every process of the run (Shift+F5)")),
            (self._restart, self.tr("Restart"), self.tr("End the run and start it again (Ctrl+Shift+R)")),
        ):
            button.setText(text)
            button.setAccessibleName(text)
            button.setToolTip(tip)
        self._fit_texts()
        self._open.setAccessibleName(self.tr("Open a script"))
        self._language.setText("中 / EN")
        self._leave.setText(self.tr("Leave"))
        for tool, tip in (
            (self._theme, self.tr("Light or dark")),
            (self._language, self.tr("Language: English or Chinese")),
            (self._leave, self.tr("Leave projector mode (F9)")),
        ):
            tool.setAccessibleName(tip)
            tool.setToolTip(tip)
        name_box(self._method, self.tr("Start method"))
        self._method.setToolTip(self.tr("How new processes are started; takes effect at the next start"))
        self._show_scripts_own()

    def _fit_texts(self) -> None:
        """Show fewer texts in a narrow bar."""
        letters = self.width() / self.fontInfo().pixelSize()
        self._restart.setText("" if letters < NARROW else self._restart.accessibleName())
        for part in (self._brand, self._brand_line):
            part.setVisible(letters >= COMPACT)
        styles = Qt.ToolButtonStyle
        shown = styles.ToolButtonTextBesideIcon if letters >= COMPACT else styles.ToolButtonIconOnly
        self._open.setToolButtonStyle(shown)
        self._show_icons()

    def _show_scripts_own(self) -> None:
        index = self._method.findData("")
        if index >= 0:
            self._method.setItemText(index, self.tr("script's own"))

    # --- what is shown ------------------------------------------------------------------

    def show_running(self, can_end: bool) -> None:
        """Enable what applies now."""
        self._stop.setEnabled(can_end)
        self._restart.setEnabled(can_end)

    def show_status(self, parts: Sequence[str]) -> None:
        """Show the parts of the status line, the most important first."""
        self._status.show_parts(parts)

    @property
    def status(self) -> str:
        """The full text of the status line, also when it does not fit."""
        return self._status.full_text

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_texts()

    def set_projecting(self, projecting: bool) -> None:
        """In projector mode show only the way back at the right."""
        for button in (self._open, self._theme, self._language):
            button.setVisible(not projecting)
        self._leave.setVisible(projecting)

    def set_start_methods(self, methods: Sequence[str], chosen: str) -> None:
        """Offer these start methods; "" leaves the choice to the script."""
        self._method.blockSignals(True)
        self._method.clear()
        for method in methods:
            self._method.addItem(method, method)
        self._show_scripts_own()
        self._method.setCurrentIndex(max(0, self._method.findData(chosen)))
        self._method.blockSignals(False)

    def _on_method_changed(self) -> None:
        self.start_method_chosen.emit(self._method.currentData())

    def set_theme(self, theme: Theme) -> None:
        """Take the theme's colours, for the icons too."""
        self._colors = theme
        self._show_icons()
        self._theme.setIcon(icon("sun" if theme.is_dark else "moon", theme.text))
        self.setStyleSheet(
            f"#topBar {{ background: {theme.panel}; border: none; border-bottom: 1px solid {theme.line}; }}"
            f"#barSeparator {{ background: {theme.line}; border: none; }}"
            "#brand { font-weight: 600; }"
        )

    def _show_icons(self) -> None:
        """Set the icons; those beside a text with some room after them."""
        theme = self._colors
        opens_in_words = self._open.toolButtonStyle() == Qt.ToolButtonStyle.ToolButtonTextBesideIcon
        for button, name, color, in_words in (
            (self._start, "play", theme.on_accent, True),
            (self._stop, "square", theme.text, True),
            (self._restart, "rotate-ccw", theme.text, bool(self._restart.text())),
            (self._open, "folder-open", theme.text, opens_in_words),
            (self._leave, "x", theme.text, True),
        ):
            after = GAP if in_words else 0
            button.setIconSize(ICON + QSize(after, 0))
            button.setIcon(icon(name, color, theme.disabled, after))
