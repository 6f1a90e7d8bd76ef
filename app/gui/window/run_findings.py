"""What the window shows of the findings: verdict, panel, marks on the stage and in the code."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from app.findings.rule import Finding, Severity
from app.gui.findings.judging import Judging
from app.gui.findings.standing import Noted
from app.gui.run.controller import RunController
from app.gui.stage.geometry.places import Marks
from app.gui.window.parts import Parts
from app.state.history import Location
from app.state.model import Run
from app.state.objects import ChannelEnd
from app.state.telling.channels import ends_of


class RunFindings(QObject):
    """Between the rules and the parts."""

    unseen_changed = Signal()
    page_asked = Signal(str)  # of this rule

    def __init__(self, controller: RunController, parts: Parts, window: QObject) -> None:
        super().__init__(window)
        self._controller, self._parts = controller, parts
        self._seen, self.unseen = Noted(), 0
        self.judging = Judging(controller, self)
        controller.run_started.connect(self._on_run_started)
        controller.run_ended.connect(parts.findings.set_over)
        self.judging.findings_changed.connect(self._on_findings_changed)
        self._connect_panel()

    def _connect_panel(self) -> None:
        panel, verdict, parts = self._parts.findings, self._parts.verdict, self._parts
        panel.finding_chosen.connect(self._mark)
        panel.seen.connect(self._count)
        panel.location_chosen.connect(self._show_location)
        panel.process_chosen.connect(parts.stage.show_process)
        panel.process_chosen.connect(parts.code.show_process)
        panel.object_chosen.connect(self._show_object)
        panel.page_asked.connect(self.page_asked)
        verdict.page_asked.connect(self.page_asked)
        verdict.finding_chosen.connect(self._show_finding)

    # --- what is found ----------------------------------------------------------------------

    def _on_run_started(self) -> None:
        self._seen.forget()
        self._parts.verdict.begin()
        self._parts.findings.set_run(self._controller.run)

    def _on_findings_changed(self) -> None:
        found, parts = self.judging.findings, self._parts
        parts.findings.show_findings(found, self.judging.failures)
        parts.verdict.show_findings(found)
        self._count()

    def _count(self) -> None:
        """Those that are shown while the panel is in front are seen."""
        found = self.judging.findings
        if self._parts.findings.isVisible():
            self._seen.note(found)
        unseen, self.unseen = self.unseen, self._seen.count_new(found)
        if unseen != self.unseen:
            self.unseen_changed.emit()

    # --- what is asked for --------------------------------------------------------------------

    def _show_finding(self, finding: Finding) -> None:
        """The verdict leads to the panel, and to the first line."""
        panel = self._parts.findings
        self._parts.lower_tabs.setCurrentWidget(panel)
        panel.choose(finding)
        panel.text.setFocus()
        if finding.locations:
            self._show_location(finding.locations[0])

    def _show_location(self, place: Location) -> None:
        self._parts.right_tabs.setCurrentWidget(self._parts.code)
        self._parts.code.show_place(place)

    def _show_object(self, object_id: int) -> None:
        run = self._controller.run
        for one in [object_id] if run is None else _cards_of(object_id, run):
            self._parts.stage.show_object(one)

    def _mark(self, finding: Finding | None) -> None:
        """Mark what a finding is about; of what hangs, fails or is lost without being asked for."""
        run, panel = self._controller.run, self._parts.findings
        is_asked = panel.isVisible() or (finding is not None and finding.severity is Severity.ERROR)
        if finding is None or run is None or not is_asked:
            self._parts.stage.set_marks(Marks())
            self._parts.code.mark_found(())
            return
        objects = frozenset(one for key in finding.objects for one in _cards_of(key, run))
        self._parts.stage.set_marks(Marks(frozenset(finding.processes), objects))
        self._parts.code.mark_found(finding.locations)


def _cards_of(object_id: int, run: Run) -> list[int]:
    """The ids under which an object may have a card: both ends of a channel share one."""
    known = run.objects.get(object_id)
    return [end.id for end in ends_of(known, run)] if isinstance(known, ChannelEnd) else [object_id]
