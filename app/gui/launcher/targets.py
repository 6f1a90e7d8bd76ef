"""What can be run: a built-in scenario, or (see `scripts.script_target`) a user's own script."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

from app.supervisor.spec import RunSpec
from app.targets.catalog import InputButton, Parameter, Scenario


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
        """The run with these values. Raises ProcessionError when a value is not accepted."""
        spec = RunSpec.of_scenario(self.scenario, values)
        return spec._replace(start_method=start_method or None, linger=True)
