"""What can be run: a built-in scenario, or a script of the user's own; to the window they are alike."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Protocol

from app.catalog import InputButton, Parameter, Scenario
from app.errors import ProcessionError
from app.gui.source_text import read_source
from app.language import QT_TRANSLATE_NOOP, translate
from app.stage.spec import START_METHODS, RunSpec

#: A start method that is left to the script.
SCRIPTS_OWN = ""


class Target(Protocol):
    """Something that can be run."""

    @property
    def id(self) -> str: ...
    @property
    def file_name(self) -> str: ...
    @property
    def parameters(self) -> tuple[Parameter, ...]: ...
    @property
    def buttons(self) -> tuple[InputButton, ...]: ...
    @property
    def start_methods(self) -> tuple[str, ...]: ...

    def title(self, language: str) -> str: ...
    def explanation(self, language: str) -> str: ...
    def source(self, values: Mapping[str, Any]) -> str: ...
    def spec(self, values: Mapping[str, Any], start_method: str) -> RunSpec: ...


class ScenarioTarget:
    """A built-in scenario: a copy of its script runs, with the chosen values in it."""

    def __init__(self, scenario: Scenario) -> None:
        self.scenario = scenario
        self.id = scenario.id
        self.file_name = scenario.script.name
        self.parameters = scenario.parameters
        self.buttons = scenario.buttons
        self.start_methods = scenario.start_methods

    def title(self, language: str) -> str:
        """The title in a language."""
        return self.scenario.title[language]

    def explanation(self, language: str) -> str:
        """What it shows, in Markdown."""
        return self.scenario.explanation(language)

    def source(self, values: Mapping[str, Any]) -> str:
        """The text of the copy that runs."""
        return self.scenario.render(values)

    def spec(self, values: Mapping[str, Any], start_method: str) -> RunSpec:
        """The run with these values. Raises ProcessionError when one is not accepted."""
        return RunSpec(
            target=self.id,
            script=str(self.scenario.script),
            source=self.source(values),
            start_method=start_method or None,
            linger=True,
        )


class ScriptTarget:
    """A script of the user's own: the file itself runs, in its own folder."""

    parameters: tuple[Parameter, ...] = ()
    buttons: tuple[InputButton, ...] = ()
    start_methods = (SCRIPTS_OWN, *START_METHODS)

    def __init__(self, path: Path) -> None:
        self.path = path.resolve()
        self.id = str(self.path)
        self.file_name = path.name

    def title(self, language: str) -> str:
        """The file's name."""
        return self.file_name

    def explanation(self, language: str) -> str:
        """What there is to say about a script that we do not know."""
        text = translate(
            "ScriptTarget",
            "## {name}\n\nThis is a script of your own, in `{folder}`. It runs as it is: real processes, in "
            "its own folder, and nothing is added to it.\n\nPress **Start**: each process gets a card and a "
            "row; the marks in the code show where each one is.",
        )
        return text.format(name=self.file_name, folder=self.path.parent)

    def source(self, values: Mapping[str, Any]) -> str:
        """The file's text, in the encoding that Python would read it in."""
        return read_source(self.path)

    def spec(self, values: Mapping[str, Any], start_method: str) -> RunSpec:
        """The run. Raises ProcessionError when the file is not there any more."""
        if not self.path.is_file():
            raise ProcessionError(
                QT_TRANSLATE_NOOP(
                    "errors", "{path} does not exist any more; open the script from where it is now."
                ),
                path=self.path,
            )
        return RunSpec(
            target=self.id,
            script=self.id,
            folder=str(self.path.parent),
            start_method=start_method or None,
            linger=True,
        )
