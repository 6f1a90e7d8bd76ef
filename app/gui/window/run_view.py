"""What the window's parts show of the run, and what they ask of it."""

from __future__ import annotations

from PySide6.QtCore import QObject

from app.gui.actions.actions import Actions
from app.gui.run.controller import RunController
from app.gui.window.parts import Parts
from app.gui.words.run_message import run_message
from app.gui.words.status_text import status_parts
from app.state.history import Location
from app.state.telling.failures import has_trouble
from app.wire.commands import CloseInput, Input, Kill, Resume, Suspend, Terminate


class RunView(QObject):
    """Between the controller and the parts: requests go one way, facts the other."""

    def __init__(self, controller: RunController, commands: Actions, parts: Parts, window: QObject) -> None:
        super().__init__(window)
        self._controller, self._commands, self._parts = controller, commands, parts
        self._connect_requests()
        self._connect_facts()
        self.show_commands()

    def _connect_requests(self) -> None:
        controller, parts, table = self._controller, self._parts, self._parts.processes.table
        parts.top_bar.stop_requested.connect(controller.stop)
        parts.top_bar.restart_requested.connect(controller.restart)
        table.terminate_requested.connect(self._terminate)
        table.kill_requested.connect(self._kill)
        table.suspend_requested.connect(lambda number: controller.send(Suspend(number)))
        table.resume_requested.connect(lambda number: controller.send(Resume(number)))
        parts.output.input_entered.connect(lambda text: controller.send(Input(text)))
        parts.output.input_closed.connect(lambda: controller.send(CloseInput()))
        parts.stage.process_activated.connect(self._show_process)
        parts.stage.terminate_requested.connect(self._terminate)
        parts.stage.kill_requested.connect(self._kill)
        parts.buffers.process_activated.connect(self._show_process)
        parts.processes.process_selected.connect(self._show_code)
        parts.objects.object_selected.connect(parts.stage.show_object)
        parts.waits.location_chosen.connect(self._show_location)
        table.selectionModel().currentRowChanged.connect(lambda *_: self.show_commands())

    def _terminate(self, number: int) -> None:
        self._controller.send(Terminate(number))

    def _kill(self, number: int) -> None:
        self._controller.send(Kill(number))

    def _connect_facts(self) -> None:
        self._controller.run_started.connect(self._on_run_started)
        self._controller.run_changed.connect(self._on_run_changed)
        self._controller.clock_advanced.connect(self._on_clock_advanced)
        self._controller.run_stopping.connect(self.show_now)
        self._controller.run_ended.connect(self._on_run_ended)

    # --- what has happened --------------------------------------------------------------

    def _on_run_started(self) -> None:
        run, parts = self._controller.run, self._parts
        parts.banner.forget_errors()
        tables = parts.processes, parts.objects, parts.waits
        for view in (parts.stage, parts.buffers, *tables, parts.output, parts.code):
            view.set_run(run)
        self._show_running()

    def _on_run_changed(self) -> None:
        self._parts.output.refresh()
        self._parts.code.refresh()

    def _on_clock_advanced(self, now_ns: int) -> None:
        parts, run = self._parts, self._controller.run
        is_over = run is not None and run.ended_ns is not None  # no other look would follow
        parts.stage.refresh(now_ns)
        parts.buffers.refresh(now_ns)
        for table in (parts.objects, parts.waits, parts.processes):
            table.refresh(now_ns, at_once=is_over)
        parts.code.refresh_waits(now_ns, at_once=is_over)
        self.show_commands()
        parts.top_bar.show_status(status_parts(self._controller.run, now_ns, self._controller.stopping))

    def _on_run_ended(self) -> None:
        self.show_now()
        self._show_running()
        run = self._controller.run
        message = None if run is None else run_message(run)
        if message is not None:
            self._parts.banner.say(message)

    # --- what is shown ------------------------------------------------------------------

    def show_now(self) -> None:
        """Everything about the run, as it is at its present moment; nothing before the first one."""
        if self._controller.run is not None:
            now_ns = self._controller.clock.now_ns
            for table in (self._parts.processes, self._parts.objects, self._parts.waits):
                table.refresh(now_ns, at_once=True)
            self._parts.code.refresh_waits(now_ns, at_once=True)
            self._on_clock_advanced(now_ns)

    def _show_running(self) -> None:
        running = self._controller.running
        self.show_commands()
        self._parts.processes.table.set_can_act(running)
        self._parts.output.set_running(running)

    def show_commands(self) -> None:
        """Enable what applies now."""
        can_end = self._controller.running and not self._controller.stopping
        self._parts.top_bar.show_running(can_end)
        for name in ("stopAction", "restartAction"):
            self._commands[name].setEnabled(can_end)
        can_end_one = self._parts.processes.table.can_end_selected()
        for name in ("terminateProcessAction", "killProcessAction"):
            self._commands[name].setEnabled(can_end_one)

    def _show_process(self, number: int) -> None:
        self._parts.processes.table.select_process(number)
        self._show_code(number)

    def _show_code(self, number: int) -> None:
        """The line of a process; of one that failed also when another page is in front of the code."""
        run = self._controller.run
        process = None if run is None else run.processes.get(number)
        if process is not None and has_trouble(process):
            self._parts.right_tabs.setCurrentWidget(self._parts.code)
        self._parts.code.show_process(number)

    def _show_location(self, place: Location) -> None:
        self._parts.right_tabs.setCurrentWidget(self._parts.code)
        self._parts.code.show_place(place)
