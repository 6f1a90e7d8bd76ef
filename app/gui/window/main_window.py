"""The main window: it assembles the parts and connects them, and decides nothing."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QApplication, QDialog, QMainWindow

from app.gui.actions.actions import Actions
from app.gui.actions.theme_actions import ThemeActions
from app.gui.dialogs.opener import DialogOpener
from app.gui.export.copying import Copying
from app.gui.export.exports import Exports
from app.gui.launcher.scripts.options import RunOptions
from app.gui.launcher.scripts.own_scripts import OwnScripts
from app.gui.launcher.workspace import Workspace
from app.gui.look.appearance import Appearance
from app.gui.look.icons import program_icon
from app.gui.look.languages import Languages
from app.gui.look.settings import Settings
from app.gui.look.style import apply_theme
from app.gui.look.theme import Theme
from app.gui.run.controller import RunController
from app.gui.widgets.retranslated import Retranslated
from app.gui.window.chinese_font import ChineseFontNote
from app.gui.window.focus_order import FocusOrder, set_tab_order
from app.gui.window.focus_ring import FocusRing
from app.gui.window.parts import Parts
from app.gui.window.projector import FullScreen, Projector
from app.gui.window.roles import contents_of, panels_of, tour_targets
from app.gui.window.run_findings import RunFindings
from app.gui.window.run_view import RunView
from app.gui.window.script_actions import ScriptActions
from app.gui.window.tour import Tour
from app.gui.window.window_memory import WindowMemory
from app.language.errors import ProcessionError

SMALLEST = (1024, 700)
USUAL = (1440, 900)


class MainWindow(Retranslated, QMainWindow):
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
        self._connect_choices()
        self.run_view = RunView(controller, self.commands, self.parts, self)
        self.run_findings = RunFindings(controller, self.parts, self)
        self.run_findings.unseen_changed.connect(self._show_lower_titles)
        self._connect_actions()
        self._connect_copying()
        self._connect_keyboard()
        self.commands.set_theme(self._theme)
        self._show_target()
        self.retranslate()
        ChineseFontNote(self.workspace, self.languages, self.banner, self)
        self.setMinimumSize(*SMALLEST)
        self.resize(*USUAL)
        self._add_comforts()
        self.scenario_list.setFocus()

    # --- putting together ---------------------------------------------------------------

    def _make_parts(self) -> None:
        self.parts = parts = Parts(self, self._theme, self.workspace, self.commands["openScriptAction"])
        self.top_bar, self.banner, self.notice = parts.top_bar, parts.banner, parts.notice
        self.scenario_list, self.drop_sheet = parts.scenario_list, parts.drop_sheet
        self.stage, self.processes, self.buffers = parts.stage, parts.processes, parts.buffers
        self.objects, self.findings = parts.objects, parts.findings
        self.output, self.code, self.explanation = parts.output, parts.code, parts.explanation
        self.forms, self.parameters, self.run_options = parts.forms, parts.parameters, parts.run_options
        self.lower_tabs, self.right_tabs = parts.lower_tabs, parts.right_tabs
        self.widths, self.heights = parts.widths, parts.heights
        ScriptActions(self.scripts, self.commands, self.scenario_list)
        self.commands.fill(self.menuBar())

    def _connect_choices(self) -> None:
        self.top_bar.start_requested.connect(self.start)
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

    def retranslate(self) -> None:
        """Set the window's own texts in the current language; the parts set theirs."""
        for index, title in enumerate((self.tr("Code"), self.tr("Explain"), self.tr("Parameters"))):
            self.right_tabs.setTabText(index, title)
        self._show_lower_titles()
        self.commands.retranslate()
        self._show_texts()
        self.run_view.show_now()

    def _show_lower_titles(self) -> None:
        """The titles of the lower tabs; that of the findings says how many are unseen."""
        unseen = self.run_findings.unseen
        findings = self.tr("Findings ({count})").format(count=unseen) if unseen else self.tr("Findings")
        titles = self.tr("Processes"), self.tr("Buffers"), self.tr("Objects"), findings
        for index, title in enumerate((*titles, self.tr("Waits"), self.tr("Output"))):
            self.lower_tabs.setTabText(index, title)
        self.parts.output_mark.retranslate()

    def _connect_copying(self) -> None:
        self.exports = Exports(self.settings, lambda: Path(self.workspace.target.file_name).stem, self)
        self.exports.failed.connect(self.banner.say)
        self.copying = Copying(self.commands, contents_of(self.parts), self.exports, self)

    def _connect_keyboard(self) -> None:
        self.focus_ring = FocusRing(self._theme, self)
        FocusOrder(self.commands, panels_of(self.parts), self.focus_ring, self)

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
        targets = tour_targets(self.parts, self)
        self.tour = Tour(self, self.controller, commands["startAction"], targets)
        commands["tourAction"].triggered.connect(self.tour.begin)
        opener = DialogOpener(self, commands, self.settings, self.appearance, lambda: self.workspace.language)
        self.run_findings.page_asked.connect(opener.open_rule_page)

    # --- choices ------------------------------------------------------------------------

    def start(self) -> None:
        """Run the chosen target; a current run is ended first."""
        try:
            self.controller.start(self.workspace.spec())
        except ProcessionError as error:
            self.banner.say(error.sentence)

    def open_script(self, path: Path | str) -> None:
        """Open and choose a script."""
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
        set_tab_order(self.parts.in_tab_order)
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

    def set_theme(self, theme: Theme) -> None:
        """Apply a theme to the whole program."""
        self._theme = theme
        app = QApplication.instance()
        if isinstance(app, QApplication):
            apply_theme(app, theme)
        for part in (self.commands, self.parts, self.focus_ring):
            part.set_theme(theme)

    def focusNextPrevChild(self, forwards: bool) -> bool:
        self.focus_ring.keys_are_used()
        return super().focusNextPrevChild(forwards)

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
