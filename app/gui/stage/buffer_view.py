"""The buffers: every queue of a run, or a chosen one, as large as the window allows."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from app.gui.look.theme import Theme
from app.gui.stage.canvas import Canvas
from app.gui.stage.geometry.places import PROCESSES, Place, What
from app.gui.stage.geometry.scene import Scene, buffer_scene
from app.gui.stage.kit import Kit
from app.gui.stage.words.buffer_words import buffer_words
from app.gui.stage.words.queue_phrases import queue_title
from app.gui.widgets.retranslated import Retranslated
from app.state.model import Run
from app.state.objects import QueueObject


class BufferCanvas(Canvas):
    """Queues one above the other, with the names of those who put and get."""

    process_activated = Signal(int)  # the process's number
    empty_icon = "inbox"

    def __init__(self, parent: QWidget | None = None) -> None:
        self._only: int | None = None
        super().__init__(parent)
        self.retranslate()
        self.setAccessibleDescription(self.empty_text(None))

    def retranslate(self) -> None:
        self.setAccessibleName(self.tr("Queues"))

    @property
    def kit(self) -> Kit:
        """What it is drawn with."""
        return self._kit

    def set_only(self, queue: int | None) -> None:
        """Show one queue, or all."""
        self._only = queue
        self.rebuild()

    def make_scene(self, run: Run | None) -> Scene:
        return buffer_scene(run, self._only)

    def empty_text(self, run: Run | None) -> str:
        if run is None:
            return self.tr("The queues of the running script appear here.")
        return self.tr("This run has no queue")

    def describe(self, scene: Scene) -> str:
        return self.tr("Queues: {count}").format(count=len(scene.queues) + scene.more_objects)

    def can_activate(self, place: Place) -> bool:
        return place.what in PROCESSES

    def activate(self, place: Place) -> None:
        if place.what in PROCESSES:
            self.process_activated.emit(place.key)


class BufferView(Retranslated, QWidget):
    """The buffers with a box to choose one of them; the box is there when there are several."""

    process_activated = Signal(int)  # the process's number

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("bufferView")
        self._run: Run | None = None
        self._version = -1  # of the run, when the queues were listed
        self._listed: tuple[tuple[int, str], ...] = ()  # ids do not fit into the box: they have 64 bits
        self.canvas = BufferCanvas(self)
        self.canvas.setObjectName("bufferCanvas")
        self.canvas.process_activated.connect(self.process_activated)
        self.box = QComboBox(self)
        self.box.setObjectName("bufferBox")
        self.box.currentIndexChanged.connect(self._on_chosen)
        self._head = self._make_head()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._head)
        column.addWidget(self.canvas, 1)
        self.retranslate()

    def _make_head(self) -> QWidget:
        head = QWidget(self)
        row = QHBoxLayout(head)
        row.setContentsMargins(12, 8, 12, 4)
        self._label = QLabel(head)
        self._label.setProperty("look", "muted")
        self._label.setBuddy(self.box)
        row.addWidget(self._label)
        row.addWidget(self.box)
        row.addStretch(1)
        head.hide()
        return head

    def retranslate(self) -> None:
        """Its texts, in the language of now."""
        self.setAccessibleName(self.tr("Buffers"))
        self.box.setAccessibleName(self.tr("Queue to show"))
        self._label.setText(self.tr("Queue"))
        if self.box.count():
            self.box.setItemText(0, self.tr("All queues"))

    def set_run(self, run: Run | None) -> None:
        """Show another run, or none."""
        self._run = run
        self.box.setCurrentIndex(0)
        self.canvas.set_run(run)
        self._list_queues()

    def refresh(self, now_ns: int) -> None:
        """Show what has changed."""
        if self._run is not None and self._run.version != self._version:
            self._list_queues()
        self.canvas.refresh(now_ns)

    def set_theme(self, theme: Theme) -> None:
        """Other colours."""
        self.canvas.set_theme(theme)

    def set_reduced_motion(self, reduced: bool) -> None:
        """Whether items are there at once instead of moving there."""
        self.canvas.set_reduced_motion(reduced)

    def choose(self, queue: int | None) -> None:
        """Show one queue by its id, or all."""
        self.box.setCurrentIndex(self._index_of(queue))

    def snapshot(self) -> list[dict[str, Any]]:
        """What is shown, from top to bottom: name, size, maxsize, and the items that have a slot."""
        places = [place for place in self.canvas.layout_shown.places if place.what is What.QUEUE]
        run = self._run or Run()
        return [
            _shown(queue, run, place, self.canvas.kit)
            for place in places
            if isinstance(queue := run.objects.get(place.key), QueueObject)
        ]

    # --- the box ------------------------------------------------------------------------

    def _list_queues(self) -> None:
        run = self._run or Run()
        self._version = run.version
        queues = [queue for queue in run.objects.values() if isinstance(queue, QueueObject)]
        listed = tuple((queue.id, f"{queue.name} · {queue_title(queue)}") for queue in queues)
        if listed == self._listed:
            return
        chosen = self._chosen()
        self._listed = listed
        self.box.blockSignals(True)
        self.box.clear()
        self.box.addItems([self.tr("All queues"), *(title for _, title in listed)])
        self.box.setCurrentIndex(self._index_of(chosen))
        self.box.blockSignals(False)
        self._head.setVisible(len(listed) > 1)
        self._on_chosen()

    def _chosen(self) -> int | None:
        index = self.box.currentIndex() - 1
        return self._listed[index][0] if 0 <= index < len(self._listed) else None

    def _index_of(self, queue: int | None) -> int:
        return next((index for index, (number, _) in enumerate(self._listed, 1) if number == queue), 0)

    def _on_chosen(self) -> None:
        self.canvas.set_only(self._chosen())


def _shown(queue: QueueObject, run: Run, place: Place, kit: Kit) -> dict[str, Any]:
    words = buffer_words(queue, run, place.rect.width(), kit)
    return {
        "name": words.name,
        "size": words.size,
        "maxsize": words.maxsize,
        "items": [item.text for item in words.items],
        "state": words.badge,
        "put": queue.puts,
        "got": queue.gets,
        "unfinished": queue.unfinished,
    }
