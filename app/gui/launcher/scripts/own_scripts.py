"""The user's own scripts: opened, kept in the list with their options, watched on disk, removed."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from app.gui.launcher.scripts.file_watch import FileWatch
from app.gui.launcher.scripts.options import RunOptions
from app.gui.launcher.scripts.recent import RecentMenu
from app.gui.launcher.scripts.run_errors import syntax_problem
from app.gui.launcher.scripts.script_target import ScriptTarget
from app.gui.launcher.workspace import Workspace
from app.gui.look.settings import Settings
from app.gui.run.controller import RunController
from app.language import QT_TRANSLATE_NOOP, Sentence

OPEN_KEY = "scripts/open"
OPTIONS_KEY = "scripts/options"
OPTIONS_KEPT = 50

_EMPTY = QT_TRANSLATE_NOOP(
    "OwnScripts", "{name} is empty; write something into it and save it, and it will be shown here."
)
_LARGE = QT_TRANSLATE_NOOP("OwnScripts", "{name} is large: only its beginning is shown here, all of it runs.")
_READ_ONLY = QT_TRANSLATE_NOOP(
    "OwnScripts",
    "The script cannot write files in {folder}; if it has to, choose another working folder "
    "under Parameters.",
)


class OwnScripts(QObject):
    """Connects the settings, the workspace and the files; signals say what the window has to show."""

    failed = Signal(object)  # a sentence: why a request failed; "" when it did not
    noted = Signal(object)  # a sentence about the script shown; "" when there is nothing to say
    source_changed = Signal()
    target_shown = Signal()
    syntax_error_found = Signal(int)  # the line in the script shown

    def __init__(
        self, settings: Settings, workspace: Workspace, controller: RunController, window: QWidget
    ) -> None:
        super().__init__(window)
        self._settings, self._workspace, self._controller = settings, workspace, controller
        self._window = window
        self.recent = RecentMenu(settings, window)
        self._watch = FileWatch(self)
        self._is_stale = False  # the file has changed since the current run began
        self._restore()
        self._connect()

    def _connect(self) -> None:
        self.recent.chosen.connect(lambda path: self.open(Path(path)))
        self._watch.changed.connect(self._on_file_changed)
        self._workspace.target_changed.connect(self._on_target_changed)
        self._workspace.values_changed.connect(self._keep_options)
        self._workspace.method_changed.connect(self._keep_options)
        self._controller.run_started.connect(self._on_run_started)
        self._controller.run_ended.connect(self._on_run_ended)

    @property
    def target(self) -> ScriptTarget | None:
        """The chosen script; None when a scenario is chosen."""
        target = self._workspace.target
        return target if isinstance(target, ScriptTarget) else None

    # --- opening and removing ---------------------------------------------------------------

    def ask(self) -> None:
        """Let the user choose a file."""
        shown = self.target
        folder = (
            str(shown.path.parent) if shown is not None else os.path.dirname((self.recent.paths or [""])[0])
        )
        path, _ = QFileDialog.getOpenFileName(
            self._window,
            self.tr("Open a Python script"),
            folder,
            self.tr("Python scripts (*.py *.pyw);;All files (*)"),
        )
        if path:
            self.open(Path(path))

    def open(self, path: Path) -> bool:
        """Open and choose a script. Returns False, and emits `failed`, when it cannot be run."""
        target = ScriptTarget(path)
        target.reload()
        if target.problem is not None:
            self._refuse(target)
            return False
        self.failed.emit("")
        known = self._add(target)
        self.recent.note(known.id)
        self._settings.change(OPEN_KEY, [], lambda ids: ids if known.id in ids else [*ids, known.id])
        if self._workspace.target is known:
            self._on_target_changed()
        else:
            self._workspace.choose(known.id)
        return True

    def _refuse(self, target: ScriptTarget) -> None:
        assert target.problem is not None
        sentence = target.problem.sentence
        if not os.path.exists(target.path) and self.recent.drop(target.id):
            text = QT_TRANSLATE_NOOP("OwnScripts", "{problem} It was removed from the recent scripts.")
            sentence = Sentence("OwnScripts", text, problem=sentence)
        self.failed.emit(sentence)

    def _add(self, target: ScriptTarget) -> ScriptTarget:
        kept = self._settings.data(OPTIONS_KEY, {}).get(target.id)
        values = kept if isinstance(kept, dict) else {}
        options = RunOptions.from_values(values)._asdict()
        known = self._workspace.add(target, options, str(values.get("start_method", "")))
        assert isinstance(known, ScriptTarget)
        return known

    def remove(self) -> None:
        """Remove the chosen script from the list; the file is left alone."""
        target = self.target
        if target is not None:
            self._workspace.remove(target)
            self._settings.change(OPEN_KEY, [], lambda ids: [known for known in ids if known != target.id])

    # --- what is kept -----------------------------------------------------------------------

    def _restore(self) -> None:
        for path in self._settings.data(OPEN_KEY, []):
            if isinstance(path, str) and path:
                self._add(ScriptTarget(Path(path)))

    def _keep_options(self) -> None:
        target = self.target
        if target is None:
            return
        chosen = {**self._workspace.values, "start_method": self._workspace.start_method}
        ours = {target.id: {name: value for name, value in chosen.items() if value}}

        def with_ours(kept: dict[str, Any]) -> dict[str, Any]:
            kept.pop(target.id, None)
            options = {**kept, **ours} if ours[target.id] else kept
            return dict(list(options.items())[-OPTIONS_KEPT:])

        self._settings.change(OPTIONS_KEY, {}, with_ours)

    # --- the file on disk -------------------------------------------------------------------

    def _runs(self, target: ScriptTarget) -> bool:
        spec = self._controller.spec
        return self._controller.running and spec is not None and spec.target == target.id

    def _on_target_changed(self) -> None:
        target = self.target
        self.target_shown.emit()
        self._watch.watch(None if target is None else target.path)
        if target is not None and self._runs(target):
            self._look_at_disk(target)
        else:
            self._reload()

    def _on_file_changed(self) -> None:
        target = self.target
        if target is not None and self._runs(target):
            self._look_at_disk(target)
        else:
            self._reload()

    def _look_at_disk(self, target: ScriptTarget) -> None:
        """Keep showing what runs; only report that the file has changed."""
        self._is_stale = target.differs_from_disk()
        text = QT_TRANSLATE_NOOP(
            "OwnScripts",
            "{name} has changed on disk since this run began; the new text is shown when the run has ended.",
        )
        self.noted.emit(Sentence("OwnScripts", text, name=target.file_name) if self._is_stale else "")

    def _reload(self) -> None:
        """Show the current content of the file."""
        self._is_stale = False
        target = self.target
        if target is None:
            self.noted.emit("")
            return
        if target.reload():
            self.source_changed.emit()
        self.noted.emit(self._note_of(target))

    def _note_of(self, target: ScriptTarget) -> Sentence | str:
        """What the user should know about a file before it runs; "" for nothing."""
        read, name = target.read, target.file_name
        problem = target.problem or (read.problem if read is not None else None)
        if problem is not None:
            return problem.sentence
        if read is None:
            return ""
        if not read.text.strip():
            return Sentence("OwnScripts", _EMPTY, name=name)
        if read.cut:
            return Sentence("OwnScripts", _LARGE, name=name)
        folder = self._workspace.values.get("folder") or str(target.folder)
        if os.path.isdir(folder) and not os.access(folder, os.W_OK):
            return Sentence("OwnScripts", _READ_ONLY, folder=folder)
        return ""

    # --- runs -------------------------------------------------------------------------------

    def _on_run_started(self) -> None:
        self._reload()

    def _on_run_ended(self) -> None:
        target, spec, run = self.target, self._controller.spec, self._controller.run
        if self._is_stale:
            self._reload()
        if run is None or spec is None or not os.path.isabs(spec.target):
            return
        problem = syntax_problem(run)
        if problem is not None:
            self.failed.emit(problem.sentence)
            if target is not None and os.path.realpath(problem.file) == target.id:
                self.syntax_error_found.emit(problem.line)

    def stop(self) -> None:
        """Stop watching the file."""
        self._watch.watch(None)
