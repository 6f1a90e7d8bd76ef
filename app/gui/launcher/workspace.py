"""What the user has chosen: what to run, with which values and start method, and the language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import QObject, Signal

from app.gui.launcher.targets import Target
from app.language import ENGLISH
from app.supervisor.spec import RunSpec


class Workspace(QObject):
    """The choices; views show them and change them here."""

    target_changed = Signal()
    values_changed = Signal()
    language_changed = Signal()
    method_changed = Signal()
    targets_changed = Signal()

    def __init__(
        self, targets: Sequence[Target], language: str = ENGLISH, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self.targets: list[Target] = list(targets)
        self.target: Target = self.targets[0]
        self.language = language
        self._values: dict[str, dict[str, Any]] = {}
        self._methods: dict[str, str] = {}

    def add(self, target: Target, values: Mapping[str, Any] | None = None, start_method: str = "") -> Target:
        """Add a target with its kept choices; one that is known already stays as it is."""
        for known in self.targets:
            if known.id == target.id:
                return known
        self.targets.append(target)
        self._values[target.id] = dict(values or {})
        if start_method in target.start_methods:
            self._methods[target.id] = start_method
        self.targets_changed.emit()
        return target

    def remove(self, target: Target) -> None:
        """Remove a target; if it was the chosen one, its neighbour is chosen."""
        index = self.targets.index(target)
        self.targets.remove(target)
        if target is self.target:
            self.target = self.targets[min(index, len(self.targets) - 1)]
            self.targets_changed.emit()
            self.target_changed.emit()
        else:
            self.targets_changed.emit()

    def choose(self, target_id: str) -> None:
        """Choose another scenario or script."""
        for target in self.targets:
            if target.id == target_id and target is not self.target:
                self.target = target
                self.target_changed.emit()

    def set_language(self, language: str) -> None:
        """Set the language of titles and explanations."""
        if language != self.language:
            self.language = language
            self.language_changed.emit()

    @property
    def values(self) -> Mapping[str, Any]:
        """The chosen values of the current target; each target keeps its own."""
        return self._values.get(self.target.id, {})

    def set_values(self, values: Mapping[str, Any]) -> None:
        """Set the values for the next start."""
        self._values[self.target.id] = dict(values)
        self.values_changed.emit()

    @property
    def start_method(self) -> str:
        """The chosen start method of the current target."""
        return self._methods.get(self.target.id, self.target.start_methods[0])

    def set_start_method(self, method: str) -> None:
        """Set the start method for the next start."""
        self._methods[self.target.id] = method
        self.method_changed.emit()

    def source(self) -> str:
        """The text that would run now."""
        return self.target.source(self.values)

    def spec(self) -> RunSpec:
        """The run that Start would begin. Raises ProcessionError."""
        return self.target.spec(self.values, self.start_method)
