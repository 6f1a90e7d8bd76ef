"""The main window: it puts the parts together and connects them, and decides nothing."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QMainWindow,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from app.errors import ProcessionError
from app.gui.actions import Actions
from app.gui.appearance import Appearance
from app.gui.banner import Banner, RunMessage, run_message
from app.gui.chinese_font import ChineseFontNote
from app.gui.code_view import CodeView
from app.gui.controller import RunController
from app.gui.copying import Copying
from app.gui.dialogs import Dialogs
from app.gui.explain_view import ExplainView
from app.gui.exports import Exports
from app.gui.focus_order import FocusOrder, Panel, set_tab_order
from app.gui.focus_ring import FocusRing
from app.gui.icons import program_icon
from app.gui.languages import Languages
from app.gui.output_panel import OutputPanel
from app.gui.panels import Panels, panel_widths, stage_heights
from app.gui.parameters_form import ParametersForm
from app.gui.process_panel import ProcessPanel
from app.gui.projector import FullScreen, Projector
from app.gui.scenario_list import ScenarioList
from app.gui.scripts.drop import DropSheet
from app.gui.scripts.list_entries import ScriptEntries
from app.gui.scripts.options import RunOptions
from app.gui.scripts.options_form import RunOptionsForm
from app.gui.scripts.own import OwnScripts
from app.gui.settings import Settings
from app.gui.stage.buffer_view import BufferView
from app.gui.stage.view import StageView
from app.gui.status_text import status_parts
from app.gui.tab_panel import TabPanel
from app.gui.theme import Theme, apply_theme
from app.gui.theme_actions import ThemeActions
from app.gui.top_bar import TopBar
from app.gui.tour import Target, Tour, place_in, tab_place
from app.gui.view_contents import (
    CanvasContent,
    CodeContent,
    ExplanationContent,
    OutputContent,
    ProcessesContent,
)
from app.gui.window_memory import WindowMemory
from app.gui.workspace import Workspace

SMALLEST = (1024, 700)
USUAL = (1440, 900)


class MainWindow(QMainWindow):
    """List, stage, tables and code around one controller and one workspace."""

    def __init__(
        self,
        controller: RunController,
        workspace: Workspace,
        settings: Settings,
        languages: Languages,
        appearance: Appearance,
    ) -> None:
        super().__init__()
        self.controller, self.workspace, self.settings = controller, workspace, settings
        self.languages, self.appearance, self._theme = languages, appearance, appearance.theme
        for part in (controller, workspace, settings, languages, appearance):
            part.setParent(self)
        self.setObjectName("mainWindow")
        self.setWindowTitle("Procession")
        self.setAccessibleName("Procession")
        self.setWindowIcon(program_icon())
        self.commands = Actions(self)
        self.scripts = OwnScripts(settings, workspace, controller, self)
        self._make_parts()
        self._lay_out()
        self._connect_choices()
        self._connect_run()
        self._connect_actions()
        self._connect_copying()
        self._connect_keyboard()
        self.commands.set_theme(self._theme)
        self._show_target()
        self._show_commands()
        self.retranslate()
        self.font_note = ChineseFontNote(self.workspace, self.languages, self.banner, self)
        self.setMinimumSize(*SMALLEST)
        self.resize(*USUAL)
        self._add_comforts()
        self.scenario_list.setFocus()

    # --- putting together ---------------------------------------------------------------

    def _make_parts(self) -> None:
        self.top_bar = TopBar(self._theme, self.commands["openScriptAction"], self)
        self.banner = Banner(self._theme, self)
        self.notice = Banner(self._theme, self, "notice")
        self.scenario_list = ScenarioList(self.workspace, self)
        self.stage = StageView(self)
        self.stage.setObjectName("stageView")
        self.processes = ProcessPanel(self._theme, self)
        self.buffers = BufferView(self)
        self.buffers.setObjectName("bufferView")
        self.output = OutputPanel(self)
        self.code = CodeView(self._theme, self)
        self.explanation = ExplainView(self)
        self.parameters = ParametersForm(self)
        self.run_options = RunOptionsForm(self)
        self.drop_sheet = DropSheet(self, self._theme)
        for view in (self.stage, self.buffers, self.output):
            view.set_theme(self._theme)

    def _lay_out(self) -> None:
        self.lower_tabs = TabPanel(self)
        self.lower_tabs.setObjectName("lowerTabs")
        for lower in (self.processes, self.buffers, self.output):
            self.lower_tabs.addTab(lower, "")
        self.lower_tabs.tabBar().setUsesScrollButtons(False)
        self.lower_tabs.setCornerWidget(self.processes.tools)
        self.lower_tabs.currentChanged.connect(lambda index: self.processes.tools.setVisible(index == 0))
        self.right_tabs = TabPanel(self)
        self.right_tabs.setObjectName("rightTabs")
        self.forms = QStackedWidget(self)
        self.forms.addWidget(self.parameters)
        self.forms.addWidget(self.run_options)
        for right in (self.code, self.explanation, self.forms):
            self.right_tabs.addTab(right, "")
        self.right_tabs.tabBar().setUsesScrollButtons(False)
        self.heights = Panels(Qt.Orientation.Vertical, stage_heights, [self.stage, self.lower_tabs])
        columns: list[QWidget] = [self.scenario_list, self.heights, self.right_tabs]
        self.widths = Panels(Qt.Orientation.Horizontal, panel_widths, columns)
        body = QWidget(self)
        layout = QVBoxLayout(body)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.top_bar)
        layout.addWidget(self.banner)
        layout.addWidget(self.notice)
        layout.addWidget(self.widths, 1)
        self.setCentralWidget(body)
        ScriptEntries(self.scripts, self.commands, self.scenario_list)
        self.commands.fill(self.menuBar())

    def _connect_choices(self) -> None:
        self.scenario_list.scenario_chosen.connect(self.workspace.choose)
        self.workspace.target_changed.connect(self._show_target)
        self.languages.changed.connect(self.workspace.set_language)
        self.workspace.values_changed.connect(self._show_source)
        self.parameters.values_changed.connect(lambda: self.workspace.set_values(self.parameters.values()))
        self.run_options.options_changed.connect(lambda: self.workspace.set_values(self.run_options.values()))
        self.scripts.failed.connect(self.banner.say)
        self.scripts.noted.connect(self.notice.note)
        self.scripts.source_changed.connect(self._show_source)
        self.scripts.syntax_error_found.connect(self._show_syntax_error)
        self.drop_sheet.dropped.connect(self.open_script)
        self.top_bar.start_method_chosen.connect(self.workspace.set_start_method)
        self.top_bar.language_toggled.connect(self.languages.toggle)
        self.top_bar.theme_toggled.connect(self.appearance.toggle)
        self.appearance.theme_changed.connect(self.set_theme)

    def _connect_run(self) -> None:
        controller, table = self.controller, self.processes.table
        self.top_bar.start_requested.connect(self.start)
        self.top_bar.stop_requested.connect(controller.stop)
        self.top_bar.restart_requested.connect(controller.restart)
        table.terminate_requested.connect(controller.terminate)
        table.kill_requested.connect(controller.kill)
        table.suspend_requested.connect(controller.suspend)
        table.resume_requested.connect(controller.resume)
        self.output.input_entered.connect(controller.write_input)
        self.output.input_closed.connect(controller.close_input)
        self.stage.process_activated.connect(self._show_process)
        self.stage.terminate_requested.connect(controller.terminate)
        self.stage.kill_requested.connect(controller.kill)
        self.buffers.process_activated.connect(self._show_process)
        self.processes.process_selected.connect(self.code.show_process)
        self.processes.process_selected.connect(self._show_commands)
        controller.run_started.connect(self._on_run_started)
        controller.run_changed.connect(self._on_run_changed)
        controller.clock_advanced.connect(self._on_clock_advanced)
        controller.run_ended.connect(self._on_run_ended)

    def _connect_actions(self) -> None:
        acts: dict[str, Callable[[], object]] = {
            "quitAction": self.close,
            "startAction": self.start,
            "stopAction": self.controller.stop,
            "restartAction": self.controller.restart,
            "terminateProcessAction": lambda: self.processes.table.end_selected(by_force=False),
            "killProcessAction": lambda: self.processes.table.end_selected(by_force=True),
            "languageAction": self.languages.toggle,
        }
        for name, act in acts.items():
            self.commands[name].triggered.connect(lambda _checked=False, act=act: act())

    # --- language -----------------------------------------------------------------------

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()

    def retranslate(self) -> None:
        """Everything that the window itself says, in the language of now; the parts do theirs."""
        for tabs, titles in (
            (self.lower_tabs, (self.tr("Processes"), self.tr("Buffers"), self.tr("Output"))),
            (self.right_tabs, (self.tr("Code"), self.tr("Explain"), self.tr("Parameters"))),
        ):
            for index, title in enumerate(titles):
                tabs.setTabText(index, title)
        self.commands.retranslate()
        self._show_texts()
        if self.controller.run is not None:
            self._show_now()

    def _connect_copying(self) -> None:
        self.exports = Exports(self.settings, lambda: Path(self.workspace.target.file_name).stem, self)
        self.exports.failed.connect(self.banner.say)
        contents = [
            CanvasContent("stage", self.stage, self.stage),
            ProcessesContent(self.processes),
            CanvasContent("buffers", self.buffers, self.buffers.canvas),
            OutputContent(self.output),
            CodeContent(self.code),
            ExplanationContent(self.explanation),
        ]
        self.copying = Copying(self.commands, contents, self.exports, self)

    def _connect_keyboard(self) -> None:
        self.focus_ring = FocusRing(self._theme, self)
        lower, right = self.lower_tabs, self.right_tabs
        panels = [
            Panel("goScenariosAction", self.scenario_list),
            Panel("goStageAction", self.stage),
            Panel("goProcessesAction", self.processes.table, lower, self.processes),
            Panel("goBuffersAction", self.buffers.canvas, lower, self.buffers),
            Panel("goOutputAction", self.output.text, lower, self.output),
            Panel("goInputAction", self.output.line, lower, self.output),
            Panel("goCodeAction", self.code, right, self.code),
            Panel("goExplanationAction", self.explanation, right, self.explanation),
            Panel("goParametersAction", self.parameters, right, self.parameters),
        ]
        self.focus_order = FocusOrder(self.commands, panels, self.focus_ring, self)

    def _add_comforts(self) -> None:
        commands = self.commands
        sides = {
            commands["scenarioPanelAction"]: self.scenario_list,
            commands["codePanelAction"]: self.right_tabs,
        }
        tabs = {"lower": self.lower_tabs, "right": self.right_tabs}
        panels = {"widths": self.widths, "heights": self.heights}
        self.memory = WindowMemory(self, self.settings, panels, tabs, sides)
        commands["resetLayoutAction"].triggered.connect(self.memory.reset)
        for moving in (self.stage, self.buffers):
            moving.set_reduced_motion(self.appearance.reduced_motion)
            self.appearance.motion_changed.connect(moving.set_reduced_motion)
        ThemeActions(commands, self.settings, self.appearance, self)
        both = [self.widths, self.heights]
        self.projector = Projector(
            self, commands["projectorAction"], self.appearance, self.top_bar, both, list(sides)
        )
        FullScreen(self, commands["fullScreenAction"])
        self.tour = Tour(self, self.controller, commands["startAction"], self._tour_targets())
        commands["tourAction"].triggered.connect(self.tour.begin)
        Dialogs(self, commands, self.settings, self.appearance, lambda: self.workspace.language)

    def _tour_targets(self) -> list[Target]:
        return [
            lambda: place_in(self, self.scenario_list),
            lambda: place_in(self, self.top_bar.findChild(QPushButton, "startButton")),
            lambda: place_in(self, self.stage),
            lambda: place_in(self, self.processes.first_buttons() or self.lower_tabs),
            lambda: place_in(self, *tab_place(self.right_tabs, self.explanation)),
        ]

    # --- choices ------------------------------------------------------------------------

    def start(self) -> None:
        """Run what is chosen; a run that is on is ended first."""
        try:
            self.controller.start(self.workspace.spec())
        except ProcessionError as error:
            self.banner.say(error.sentence)

    def open_script(self, path: Path | str) -> None:
        """Turn to a script of the user's own."""
        self.scripts.open(Path(path))

    def _show_target(self) -> None:
        target = self.workspace.target
        self.top_bar.set_start_methods(target.start_methods, self.workspace.start_method)
        self.parameters.set_parameters(target.parameters, self.workspace.values, self.workspace.language)
        self._show_texts()
        self._show_source()
        if target.buttons:
            self.lower_tabs.setCurrentWidget(self.output)

    def _show_texts(self) -> None:
        target, language = self.workspace.target, self.workspace.language
        self.explanation.show_markdown(target.explanation(language))
        self.parameters.set_language(language)
        self._show_run_options()
        self.output.set_buttons(target.buttons, language)
        set_tab_order(
            [self.top_bar, self.banner, self.scenario_list, self.stage, self.lower_tabs, self.right_tabs]
        )
        self.setWindowTitle(self.tr("{title} – Procession").format(title=target.title(language)))

    def _show_run_options(self) -> None:
        script = self.scripts.target
        self.forms.setCurrentWidget(self.parameters if script is None else self.run_options)
        if script is not None:
            self.run_options.show_target(script, RunOptions.from_values(self.workspace.values))

    def _show_syntax_error(self, line: int) -> None:
        self.right_tabs.setCurrentWidget(self.code)
        self.code.show_error(line)

    def _show_source(self) -> None:
        self.code.show_source(self.workspace.source())

    def show_view(self, view: QWidget) -> None:
        """Bring a view to the front of its tabs."""
        for tabs in (self.lower_tabs, self.right_tabs):
            if tabs.indexOf(view) >= 0:
                tabs.setCurrentWidget(view)

    def _show_process(self, number: int) -> None:
        self.processes.table.select_process(number)
        self.code.show_process(number)

    def set_theme(self, theme: Theme) -> None:
        """Another look, for the whole program."""
        self._theme = theme
        app = QApplication.instance()
        if isinstance(app, QApplication):
            apply_theme(app, theme)
        for part in (
            self.commands,
            self.top_bar,
            self.banner,
            self.notice,
            self.drop_sheet,
            self.stage,
            self.processes,
            self.buffers,
            self.output,
            self.code,
            self.focus_ring,
        ):
            part.set_theme(theme)

    def focusNextPrevChild(self, forwards: bool) -> bool:
        self.focus_ring.keys_are_used()
        return super().focusNextPrevChild(forwards)

    # --- the run ------------------------------------------------------------------------

    def _on_run_started(self) -> None:
        run = self.controller.run
        self.banner.forget_errors()
        for view in (self.stage, self.processes, self.buffers, self.output, self.code):
            view.set_run(run)
        self._show_running()

    def _on_run_changed(self) -> None:
        self.output.refresh()
        self.code.refresh()

    def _on_clock_advanced(self, now_ns: int) -> None:
        self.stage.refresh(now_ns)
        self.buffers.refresh(now_ns)
        self.processes.refresh(now_ns)
        self._show_commands()
        self.top_bar.show_status(status_parts(self.controller.run, now_ns, self.controller.stopping))

    def _on_run_ended(self) -> None:
        self._show_now()
        self._show_running()
        run = self.controller.run
        if run is not None and run_message(run):
            self.banner.say(RunMessage(run))

    def _show_now(self) -> None:
        now_ns = time.monotonic_ns()
        self.processes.refresh(now_ns, at_once=True)
        self._on_clock_advanced(now_ns)

    def _show_running(self) -> None:
        running = self.controller.running
        self._show_commands()
        self.processes.table.set_can_act(running)
        self.output.set_running(running)

    def _show_commands(self) -> None:
        """Enable what can do something now."""
        can_end = self.controller.running and not self.controller.stopping
        self.top_bar.show_running(can_end)
        for name in ("stopAction", "restartAction"):
            self.commands[name].setEnabled(can_end)
        can_end_one = self.processes.table.can_end_selected()
        for name in ("terminateProcessAction", "killProcessAction"):
            self.commands[name].setEnabled(can_end_one)

    def closeEvent(self, event: QCloseEvent) -> None:
        self.run_options.stop()
        self.scripts.stop()
        self.tour.end()
        self.projector.leave()
        self.memory.keep()
        for dialog in self.findChildren(QDialog):
            dialog.close()
        self.controller.shut_down()
        self.output.text.stop()
        self.exports.finish()
        event.accept()
