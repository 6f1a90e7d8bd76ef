"""A scenario's parameters: which values are accepted, and how text becomes a value.

Every refusal is one sentence that says what is wrong and what is accepted.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from app.language import QT_TRANSLATE_NOOP, Sentence
from app.language.errors import CONTEXT, ProcessionError
from app.targets.literals import Value

TYPES = ("int", "float", "str", "bool", "choice")
TRUE = ("true", "1", "yes", "on")
FALSE = ("false", "0", "no", "off")
LONGEST_TEXT = 200
_SHOWN = 40  # characters of a refused value that the message repeats
_LARGE = 10**_SHOWN


class CatalogError(ProcessionError):
    """A scenario or a parameter that does not exist, or a value that is not accepted."""


@dataclass(frozen=True)
class Parameter:
    """A module-level constant of a scenario's script that a person can change."""

    name: str
    type: str  # one of TYPES
    default: Value
    minimum: int | float | None  # of int and float, which always have both
    maximum: int | float | None
    choices: tuple[str, ...]  # of choice
    meaning: Mapping[str, str]  # by language

    @property
    def accepted(self) -> Sentence:
        """Which values are accepted, in words that can follow "give"."""
        match self.type:
            case "int":
                template = QT_TRANSLATE_NOOP("errors", "a whole number from {minimum} to {maximum}")
            case "float":
                template = QT_TRANSLATE_NOOP("errors", "a number from {minimum:g} to {maximum:g}")
            case "bool":
                template = QT_TRANSLATE_NOOP("errors", "true or false")
            case "choice":
                template = QT_TRANSLATE_NOOP("errors", "one of {choices}")
            case _:
                template = QT_TRANSLATE_NOOP("errors", "a text of at most {longest} characters")
        choices = ", ".join(self.choices)
        minimum, maximum = self.minimum, self.maximum
        return Sentence(
            CONTEXT, template, minimum=minimum, maximum=maximum, choices=choices, longest=LONGEST_TEXT
        )

    def parse(self, text: str) -> Value:
        """The value that `text` means. Raises CatalogError."""
        try:
            value = self._convert(text)
        except ValueError:
            raise self._refusal(text) from None
        if not self.accepts(value):
            raise self._refusal(text)
        return value

    def check(self, value: Value) -> Value:
        """`value`, if it is accepted; an int serves as a float. Raises CatalogError."""
        if self.type == "float" and type(value) is int and self._in_range(value):
            value = float(value)
        if not self.accepts(value):
            raise self._refusal(value)
        return value

    def _convert(self, text: str) -> Value:
        match self.type:
            case "int":
                return int(text)
            case "float":
                return float(text)
            case "bool":
                return _truth(text)
        return text

    def accepts(self, value: Value) -> bool:
        """Whether `value` is of this type and in its range."""
        match self.type:
            case "int":
                return type(value) is int and self._in_range(value)
            case "float":
                return type(value) is float and math.isfinite(value) and self._in_range(value)
            case "bool":
                return type(value) is bool
            case "choice":
                return value in self.choices
        return isinstance(value, str) and len(value) <= LONGEST_TEXT and "\0" not in value

    def _in_range(self, value: int | float) -> bool:
        return self.minimum is not None and self.maximum is not None and self.minimum <= value <= self.maximum

    def _refusal(self, value: Value) -> CatalogError:
        return CatalogError(
            QT_TRANSLATE_NOOP("errors", "{name} cannot be {value}; give {accepted}."),
            name=self.name,
            value=_shown(value),
            accepted=self.accepted,
        )


def _shown(value: Value) -> Sentence | str:
    if isinstance(value, int) and abs(value) >= _LARGE:
        # Python may refuse to convert it to text.
        return Sentence(CONTEXT, QT_TRANSLATE_NOOP("errors", "so large a number"))
    text = str(value)
    return repr(text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…")


def _truth(text: str) -> bool:
    word = text.strip().lower()
    if word not in TRUE + FALSE:
        raise ValueError(text)
    return word in TRUE
