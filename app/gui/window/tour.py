"""The tour: a few callouts beside the real controls, on a real run, while the window stays usable."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QTimer
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QTabWidget, QWidget

from app.gui.run.controller import RunController

if TYPE_CHECKING:
    from app.gui.widgets.callout import Callout, Pointer

#: The target can move at any time: a run goes on, a panel is dragged.
_FOLLOW_MS = 100


class StepWords(NamedTuple):
    """The texts of a step."""

    title: str
    text: str
    go_on: str


#: Where a step points: a rectangle in window coordinates, None when the target is not visible.
StepTarget = Callable[[], QRect | None]


class Tour(QObject):
    """Goes on by its buttons, by keys, and when the user does what a step describes."""

    def __init__(
        self, window: QWidget, controller: RunController, start: QAction, targets: Sequence[StepTarget]
    ) -> None:
        super().__init__(window)
        self._window, self._controller, self._start, self._targets = window, controller, start, targets
        self._step = -1
        self._callout: Callout | None = None
        self._pointer: Pointer | None = None
        self._focus_before: QWidget | None = None
        self._timer = QTimer(self)
        self._timer.setInterval(_FOLLOW_MS)
        self._timer.timeout.connect(self._follow)
        controller.run_started.connect(self._on_run_started)
        window.installEventFilter(self)

    @property
    def step(self) -> int:
        """The current step, from 0; -1 when the tour is not running."""
        return self._step

    # --- commands -----------------------------------------------------------------------

    def begin(self) -> None:
        """Begin with the first step."""
        # Imported here, and where it is followed: the window opens sooner without it.
        from app.gui.widgets.callout import Callout, Pointer

        if self._callout is None:
            self._focus_before = self._window.focusWidget()  # also when the window is not active yet
            self._pointer = Pointer(self._window)
            self._callout = Callout(self._window)
            self._callout.next_wanted.connect(self.go_on)
            self._callout.back_wanted.connect(self.go_back)
            self._callout.skip_wanted.connect(self.end)
        self._timer.start()
        self._show(0)
        self._callout.take_focus()

    def go_on(self) -> None:
        """Go to the next step; the one about Start starts the run, unless there is one."""
        if self._step == START_STEP and not self._controller.running:
            self._start.trigger()
            if self._step != START_STEP:
                return  # the start itself has moved to the next step
        if self._step + 1 < len(self._targets):
            self._show(self._step + 1)
        else:
            self.end()

    def go_back(self) -> None:
        """Go to the previous step."""
        self._show(max(0, self._step - 1))

    def end(self) -> None:
        """End the tour; the focus goes back to where it was."""
        if self._callout is None or self._pointer is None:
            return
        self._timer.stop()
        had_focus = self._callout.isAncestorOf(self._window.focusWidget() or self._window)
        for part in (self._callout, self._pointer):
            part.hide()
            part.deleteLater()
        self._callout = self._pointer = None
        self._step = -1
        if had_focus and self._focus_before is not None:
            self._focus_before.setFocus()

    # --- what is shown ------------------------------------------------------------------

    def _show(self, step: int) -> None:
        self._step = step
        self.retranslate()
        if self._pointer is not None and self._callout is not None:
            self._pointer.show()
            self._callout.show()
            self._follow()

    def retranslate(self) -> None:
        """Show the step's texts in the current language."""
        if self._callout is not None:
            words = self._words()[self._step]
            count = self.tr("{step} of {steps}").format(step=self._step + 1, steps=len(self._targets))
            self._callout.say(*words, count, self._step > 0)

    def _follow(self) -> None:
        """Move beside the target, wherever it is now."""
        if self._callout is None or self._pointer is None:
            return
        from app.gui.widgets.callout import callout_place, pointer_area

        self.retranslate()  # some texts depend on whether there is a run
        target = self._targets[self._step]()
        room = self._window.rect()
        self._callout.adjust()
        place = callout_place(target, self._callout.size(), room)
        self._callout.move(place.topLeft())
        self._pointer.point(target, place)
        if target is not None:
            self._pointer.setGeometry(pointer_area(target, place).intersected(room))
        self._pointer.setVisible(target is not None)
        self._pointer.raise_()
        self._callout.raise_()

    def _words(self) -> list[StepWords]:
        running = self._controller.running
        signals = (
            self.tr(
                "Every living process has a row with Terminate and Kill: real signals, to that process "
                "alone. Try it, and watch what the others do."
            )
            if running
            else self.tr(
                "Every living process has a row with Terminate and Kill: real signals, to that process "
                "alone. Press Start again to try it."
            )
        )
        return [
            StepWords(
                self.tr("Pick a scenario"),
                self.tr(
                    "Each one is an ordinary Python script, and runs as it is. Click one, or keep this one."
                ),
                self.tr("Next"),
            ),
            StepWords(
                self.tr("Start it"),
                self.tr("Start runs the script as real processes on this computer. Nothing is simulated."),
                self.tr("Next") if running else self.tr("Start"),
            ),
            StepWords(
                self.tr("See what they do"),
                self.tr(
                    "Each card is a process: its pid, its line, its state. Between them are the queues, "
                    "locks and values that they share."
                ),
                self.tr("Next"),
            ),
            StepWords(
                self.tr("End one yourself"),
                signals,
                self.tr("Next"),
            ),
            StepWords(
                self.tr("Read why"),
                self.tr(
                    "Explain tells what the scenario shows and what to try next. Help > Tour shows "
                    "these steps again."
                ),
                self.tr("Done"),
            ),
        ]

    # --- slots --------------------------------------------------------------------------

    def _on_run_started(self) -> None:
        if self._step == START_STEP:
            self._show(START_STEP + 1)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self._follow()
        elif event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        return False


START_STEP = 1


def tab_place(tabs: QTabWidget, page: QWidget) -> tuple[QWidget, QRect]:
    """The tab bar, and the rectangle of the tab of a page in it."""
    return tabs.tabBar(), tabs.tabBar().tabRect(tabs.indexOf(page))


def place_in(window: QWidget, part: QWidget | None, rect: QRect | None = None) -> QRect | None:
    """The place of a widget, or of a part of it, in its window; None while it is not visible."""
    if part is None or not part.isVisible():
        return None
    inside = part.rect() if rect is None else rect
    place = QRect(part.mapTo(window, QPoint(0, 0)) + inside.topLeft(), inside.size())
    return place.intersected(window.rect())
