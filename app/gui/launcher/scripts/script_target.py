"""A user's own script: the file itself runs, where it is and as it is."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from app.gui.launcher.scripts.explanation import explain
from app.gui.launcher.scripts.options import RunOptions
from app.supervisor.spec import RunSpec
from app.targets.catalog import START_METHODS, InputButton, Parameter
from app.targets.script_file import (
    ScriptError,
    ScriptText,
    check_script,
    module_of,
    read_script,
    starting_folder,
)

#: The entry that leaves the start method to the script.
LEFT_TO_SCRIPT = ""


class ScriptTarget:
    """Keeps the text that it read last, so that the window shows what runs and not what is being edited."""

    parameters: tuple[Parameter, ...] = ()
    buttons: tuple[InputButton, ...] = ()
    start_methods = (LEFT_TO_SCRIPT, *START_METHODS)

    def __init__(self, path: Path) -> None:
        self.path = path.resolve()
        self.id = str(self.path)
        self.module = module_of(self.path)
        self.file_name = self.path.name
        self.read: ScriptText | None = None
        self.problem: ScriptError | None = None  # why it cannot be run now

    @property
    def folder(self) -> Path:
        """Its default working folder."""
        return starting_folder(self.path)

    def reload(self) -> bool:
        """Read the file again. Returns whether the text has changed; a missing file keeps its last text."""
        before = None if self.read is None else self.read.text
        self.problem = None
        try:
            check_script(self.path)
        except ScriptError as error:
            self.problem = error
        with contextlib.suppress(ScriptError):  # the problem just found covers this, too
            self.read = read_script(self.path)
        return before != (None if self.read is None else self.read.text)

    def differs_from_disk(self) -> bool:
        """Whether the file is missing or contains another text than the one that was read."""
        try:
            return self.read is None or read_script(self.path).text != self.read.text
        except ScriptError:
            return True

    def title(self, language: str) -> str:
        """The name of the file or package."""
        return self.module or self.file_name

    def explanation(self, language: str) -> str:
        """A general explanation of the user's own scripts, in Markdown."""
        return explain(self.title(language), self.path, self.folder, self.module)

    def source(self, values: Mapping[str, Any]) -> str:
        """The text that was read last."""
        if self.read is None:
            self.reload()
        return "" if self.read is None else self.read.text

    def spec(self, values: Mapping[str, Any], start_method: str) -> RunSpec:
        """The run. Raises ProcessionError when the file cannot be run, or an option is not valid."""
        check_script(self.path)
        options = RunOptions.from_values(values)
        return RunSpec(
            target=self.id,
            script=self.id,
            module=self.module,
            arguments=options.argument_list(),
            environment=options.variables(),
            python=options.python or None,
            folder=options.folder or str(self.folder),
            start_method=start_method or None,
            linger=True,
        )
