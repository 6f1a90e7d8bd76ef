"""The parts of the main window, and their places in it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMainWindow, QStackedWidget, QVBoxLayout, QWidget

from app.gui.code.view import CodeView
from app.gui.explain.view import ExplainView
from app.gui.findings.panel import FindingsPanel
from app.gui.findings.verdict import Verdict
from app.gui.launcher.parameters_form import ParametersForm
from app.gui.launcher.scenario_list import ScenarioList
from app.gui.launcher.scripts.drop import DropSheet
from app.gui.launcher.scripts.options_form import RunOptionsForm
from app.gui.launcher.workspace import Workspace
from app.gui.look.theme import Theme
from app.gui.objects.panel import ObjectPanel
from app.gui.output.panel import OutputPanel
from app.gui.processes.panel import ProcessPanel
from app.gui.stage.buffer_view import BufferView
from app.gui.stage.view import StageView
from app.gui.waits.panel import WaitsPanel
from app.gui.widgets.banner import Banner
from app.gui.widgets.splitter import ProportionalSplitter, panel_widths, stage_heights
from app.gui.widgets.tab_panel import TabPanel
from app.gui.window.output_mark import OutputMark
from app.gui.window.top_bar import TopBar


class Parts:
    """Creates the parts and puts them into the window; the window connects them."""

    def __init__(self, window: QMainWindow, theme: Theme, workspace: Workspace, open_script: QAction) -> None:
        self.top_bar = TopBar(theme, open_script, window)
        self.banner = Banner(theme, window)
        self.notice = Banner(theme, window, "notice")
        self.verdict = Verdict(theme, window)
        self.scenario_list = ScenarioList(workspace, window)
        self.stage = StageView(window)
        self.processes = ProcessPanel(theme, window)
        self.buffers = BufferView(window)
        self.objects = ObjectPanel(theme, window)
        self.findings = FindingsPanel(theme, window)
        self.waits = WaitsPanel(theme, window)
        self.output = OutputPanel(window)
        self.code = CodeView(theme, window)
        self.explanation = ExplainView(window)
        self.parameters = ParametersForm(window)
        self.run_options = RunOptionsForm(window)
        self.drop_sheet = DropSheet(window, theme)
        for view in (self.stage, self.buffers, self.output):
            view.set_theme(theme)
        self._make_tabs(window, theme)
        self._share_out(window)

    def _make_tabs(self, window: QMainWindow, theme: Theme) -> None:
        lower: list[QWidget] = [self.processes, self.buffers, self.objects]
        lower += [self.findings, self.waits, self.output]
        self.lower_tabs = _tabs("lowerTabs", lower, window)
        self.lower_tabs.set_tools(self.processes.tools, self.processes)
        self.output_mark = OutputMark(self.lower_tabs, self.output, theme)
        self.forms = QStackedWidget(window)
        self.forms.addWidget(self.parameters)
        self.forms.addWidget(self.run_options)
        self.right_tabs = _tabs("rightTabs", [self.code, self.explanation, self.forms], window)

    def _share_out(self, window: QMainWindow) -> None:
        self.heights = ProportionalSplitter(
            Qt.Orientation.Vertical, stage_heights, [self.stage, self.lower_tabs]
        )
        columns: list[QWidget] = [self.scenario_list, self.heights, self.right_tabs]
        self.widths = ProportionalSplitter(Qt.Orientation.Horizontal, panel_widths, columns)
        body = QWidget(window)
        layout = QVBoxLayout(body)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.top_bar)
        layout.addWidget(self.banner)
        layout.addWidget(self.notice)
        layout.addWidget(self.verdict)
        layout.addWidget(self.widths, 1)
        window.setCentralWidget(body)

    @property
    def in_tab_order(self) -> list[QWidget]:
        """The parts in tab order."""
        return [
            self.top_bar,
            self.banner,
            self.verdict,
            self.scenario_list,
            self.stage,
            self.lower_tabs,
            self.right_tabs,
        ]

    def set_theme(self, theme: Theme) -> None:
        """Apply a theme to all parts."""
        for part in (
            self.top_bar,
            self.banner,
            self.notice,
            self.verdict,
            self.drop_sheet,
            self.stage,
            self.processes,
            self.buffers,
            self.objects,
            self.findings,
            self.waits,
            self.output,
            self.code,
            self.output_mark,
        ):
            part.set_theme(theme)


def _tabs(name: str, views: list[QWidget], window: QMainWindow) -> TabPanel:
    tabs = TabPanel(window)
    tabs.setObjectName(name)
    for view in views:
        tabs.addTab(view, "")
    tabs.tabBar().setUsesScrollButtons(False)
    return tabs
