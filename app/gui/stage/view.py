"""The stage: a run as cards of processes and shared objects, and buffers between producers and consumers."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from app.gui.stage.canvas import Canvas
from app.gui.stage.geometry.places import PROCESSES, Place, What
from app.gui.stage.geometry.scene import Scene, stage_scene
from app.state.model import Run


class StageView(Canvas):
    """All processes and objects of a run."""

    process_activated = Signal(int)  # the process's number
    terminate_requested = Signal(int)
    kill_requested = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        self._expanded = False
        super().__init__(parent)
        self.setObjectName("stageView")
        self.retranslate()
        self.setAccessibleDescription(self.empty_text(None))

    def retranslate(self) -> None:
        self.setAccessibleName(self.tr("Stage"))

    def set_run(self, run: Run | None) -> None:
        """Show another run, or none; many processes are behind a summary again."""
        self._expanded = False
        super().set_run(run)

    def set_expanded(self, expanded: bool) -> None:
        """Show all processes, however many, or the first ones and a summary."""
        self._expanded = expanded
        self.rebuild()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        place = self.current
        if event.key() == Qt.Key.Key_Delete and place is not None and place.what in PROCESSES:
            by_force = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            (self.kill_requested if by_force else self.terminate_requested).emit(place.key)
        else:
            super().keyPressEvent(event)

    def show_object(self, object_id: int) -> None:
        """Go to the card of an object and bring it into view; nothing when it has none here."""
        cards = (place for place in self.layout_shown.places if place.key == object_id)
        place = next((place for place in cards if place.what in (What.OBJECT, What.QUEUE)), None)
        if place is not None:
            self.set_current(place)

    def show_process(self, number: int) -> None:
        """Go to the card of a process and bring it into view; nothing when it has none here."""
        cards = (place for place in self.layout_shown.places if place.what in PROCESSES)
        place = next((place for place in cards if place.key == number), None)
        if place is not None:
            self.set_current(place)

    def make_scene(self, run: Run | None) -> Scene:
        return stage_scene(run, self._expanded)

    def empty_text(self, run: Run | None) -> str:
        if run is None:
            return self.tr("Press Start: the processes appear here, with what they share.")
        return str(run.error or self.tr("Starting…"))

    def describe(self, scene: Scene) -> str:
        return self.tr("Processes: {processes}, queues: {queues}, other shared objects: {objects}").format(
            processes=len(scene.processes) + scene.more_processes,
            queues=len(scene.queues),
            objects=len(scene.objects),
        )

    def can_activate(self, place: Place) -> bool:
        return place.what in PROCESSES or place.what is What.MORE

    def activate(self, place: Place) -> None:
        if place.what is What.MORE:
            self.set_expanded(not self._expanded)
        elif place.what in PROCESSES:
            self.process_activated.emit(place.key)
