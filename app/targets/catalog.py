"""The built-in scenarios: one folder each, with nothing to register elsewhere.

A folder ``<id>`` holds ``<id>.py`` (a plain script), ``scenario.toml`` (titles, chapter,
parameters, buttons) and ``en.md`` and ``zh.md``. The parameters' defaults are the literals of
the script itself and are stated nowhere else.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from app.language import LANGUAGES, QT_TRANSLATE_NOOP, Sentence
from app.language.errors import CONTEXT
from app.platform.resources_path import resource_folder
from app.targets.literals import Literal, Value, find_literals, replace_literals
from app.targets.parameters import TYPES, CatalogError, Parameter

__all__ = ["LANGUAGES", "CatalogError", "InputButton", "Parameter", "Scenario", "Value"]
__all__ += ["find_scenario", "load_scenarios", "to_json"]

START_METHODS = ("fork", "spawn", "forkserver")


@dataclass(frozen=True)
class InputButton:
    """A button that sends a line to the script's standard input."""

    label: Mapping[str, str]  # by language
    text: str


@dataclass(frozen=True)
class Scenario:
    """A plain script that shows one thing, with the texts that explain it."""

    id: str
    order: int
    title: Mapping[str, str]  # by language
    chapter: Mapping[str, str]  # by language
    folder: Path
    script: Path
    parameters: tuple[Parameter, ...]
    buttons: tuple[InputButton, ...]
    start_methods: tuple[str, ...]

    def explanation(self, language: str) -> str:
        """What it shows, what to notice and why, in Markdown; in English where a language is missing."""
        path = self.folder / f"{language if language in LANGUAGES else LANGUAGES[0]}.md"
        return path.read_text(encoding="utf-8")

    def parameter(self, name: str) -> Parameter:
        """The parameter with this name. Raises CatalogError, which lists the existing ones."""
        for parameter in self.parameters:
            if parameter.name == name:
                return parameter
        names = [parameter.name for parameter in self.parameters]
        raise CatalogError(
            QT_TRANSLATE_NOOP("errors", "{scenario} has no parameter {name}; {accepted}{closest}."),
            scenario=self.id,
            name=repr(name),
            accepted=_accepted(names),
            closest=_closest(name, names),
        )

    def parse(self, settings: Mapping[str, str]) -> dict[str, Value]:
        """The value of every parameter: as set, else its default. Raises CatalogError."""
        values = {parameter.name: parameter.default for parameter in self.parameters}
        return values | {name: self.parameter(name).parse(text) for name, text in settings.items()}

    def render(self, values: Mapping[str, Value]) -> str:
        """The script's text with these values as its literals, line for line. Raises CatalogError."""
        accepted = {name: self.parameter(name).check(value) for name, value in values.items()}
        return replace_literals(self.script.read_text(encoding="utf-8"), accepted)


def load_scenarios(folder: Path | None = None) -> tuple[Scenario, ...]:
    """All scenarios of a folder in their order; by default the built-in ones. Raises CatalogError."""
    if folder is None:
        return _built_in()
    loaded = (_load(path.parent) for path in folder.glob("*/scenario.toml"))
    return tuple(sorted(loaded, key=lambda scenario: (scenario.order, scenario.id)))


@lru_cache
def _built_in() -> tuple[Scenario, ...]:
    return load_scenarios(resource_folder() / "scenarios")


def find_scenario(scenario_id: str) -> Scenario:
    """The built-in scenario with this id. Raises CatalogError, which lists the existing ones."""
    scenarios = {scenario.id: scenario for scenario in load_scenarios()}
    if scenario_id in scenarios:
        return scenarios[scenario_id]
    raise CatalogError(
        QT_TRANSLATE_NOOP("errors", "There is no scenario {name}; there are {names}{closest}."),
        name=repr(scenario_id),
        names=", ".join(scenarios),
        closest=_closest(scenario_id, scenarios),
    )


def to_json() -> list[dict[str, Any]]:
    """The built-in scenarios as plain data, for `procession list --json`."""
    return [
        {
            "id": scenario.id,
            "title": dict(scenario.title),
            "chapter": dict(scenario.chapter),
            "start_methods": list(scenario.start_methods),
            "parameters": [_parameter_json(parameter) for parameter in scenario.parameters],
        }
        for scenario in load_scenarios()
    ]


def _parameter_json(parameter: Parameter) -> dict[str, Any]:
    data: dict[str, Any] = {"name": parameter.name, "type": parameter.type, "default": parameter.default}
    if parameter.minimum is not None:
        data |= {"minimum": parameter.minimum, "maximum": parameter.maximum}
    if parameter.choices:
        data["choices"] = list(parameter.choices)
    return data | {"meaning": dict(parameter.meaning)}


def _accepted(names: list[str]) -> Sentence:
    """Which parameters there are."""
    if not names:
        return Sentence(CONTEXT, QT_TRANSLATE_NOOP("errors", "it has none"))
    return Sentence(CONTEXT, QT_TRANSLATE_NOOP("errors", "it has {names}"), names=", ".join(names))


def _closest(name: str, names: Iterable[str]) -> Sentence | str:
    """ " (did you mean ...?)", or nothing; case is ignored."""
    folded = {known.casefold(): known for known in names}
    import difflib  # imported here: the window opens sooner without it

    match = difflib.get_close_matches(name.casefold(), folded, n=1)
    if not match:
        return ""
    return Sentence(CONTEXT, QT_TRANSLATE_NOOP("errors", " (did you mean {name}?)"), name=folded[match[0]])


# --- loading -----------------------------------------------------------------------------


def _load(folder: Path) -> Scenario:
    try:
        return _scenario(folder)
    except (OSError, KeyError, TypeError, ValueError, SyntaxError) as error:
        reason = f"{error} is missing" if isinstance(error, KeyError) else str(error)
        raise CatalogError(
            QT_TRANSLATE_NOOP("errors", "The scenario in {folder} cannot be used: {reason}."),
            folder=folder,
            reason=reason,
        ) from error


def _scenario(folder: Path) -> Scenario:
    script = folder / f"{folder.name}.py"
    literals = find_literals(script.read_text(encoding="utf-8"))
    data = tomllib.loads((folder / "scenario.toml").read_text(encoding="utf-8"))
    methods = tuple(data["start_methods"])
    if not methods or not set(methods) <= set(START_METHODS):
        raise ValueError(f"start_methods are {', '.join(methods) or 'empty'}")
    return Scenario(
        id=folder.name,
        order=int(data["order"]),
        title=_texts(data["title"]),
        chapter=_texts(data["chapter"]),
        folder=folder,
        script=script,
        parameters=tuple(_parameter(entry, literals) for entry in data.get("parameters", [])),
        buttons=tuple(
            InputButton(_texts(entry["label"]), entry["text"]) for entry in data.get("buttons", [])
        ),
        start_methods=methods,
    )


def _texts(data: Mapping[str, str]) -> dict[str, str]:
    return {language: data[language] for language in LANGUAGES}


def _parameter(data: Mapping[str, Any], literals: Mapping[str, Literal]) -> Parameter:
    name, kind = data["name"], data["type"]
    if kind not in TYPES:
        raise ValueError(f"the type of {name} is {kind}, which is none of {', '.join(TYPES)}")
    if name not in literals:
        raise ValueError(f"the script has no module-level literal {name} on one line")
    parameter = Parameter(
        name=name,
        type=kind,
        default=literals[name].value,
        minimum=data["minimum"] if kind in ("int", "float") else None,
        maximum=data["maximum"] if kind in ("int", "float") else None,
        choices=tuple(data["choices"]) if kind == "choice" else (),
        meaning=_texts(data["meaning"]),
    )
    if not parameter.accepts(parameter.default):
        raise ValueError(f"{name} is {parameter.default!r} in the script, which is not {parameter.accepted}")
    return parameter
