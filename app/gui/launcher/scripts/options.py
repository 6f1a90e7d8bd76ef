"""How a user's own script is run: what the user has typed, and what it means."""

from __future__ import annotations

import re
import shlex
import sys
from collections.abc import Mapping
from typing import Any, NamedTuple

from app.language import QT_TRANSLATE_NOOP
from app.language.errors import ProcessionError

_NAME = re.compile(r"[^\s=\0]+")


class OptionError(ProcessionError):
    """An option that cannot be used as typed, and what to do about it."""


class RunOptions(NamedTuple):
    """The options as typed; "" means the default."""

    arguments: str = ""
    environment: str = ""  # lines of NAME=value
    python: str = ""
    folder: str = ""

    @staticmethod
    def from_values(values: Mapping[str, Any]) -> RunOptions:
        """Options from stored values; a value of another type counts as not set."""
        known = {name: values.get(name) for name in RunOptions._fields}
        return RunOptions(**{name: value for name, value in known.items() if isinstance(value, str)})

    def argument_list(self) -> tuple[str, ...]:
        """The arguments, split as a shell splits them. Raises OptionError."""
        words = shlex.shlex(self.arguments, posix=True, punctuation_chars=False)
        words.whitespace_split, words.commenters = True, ""
        if sys.platform == "win32":
            words.escape = ""  # there it separates folders
        try:
            return tuple(words)
        except ValueError as error:
            raise _unfinished(str(error)) from error

    def variables(self) -> tuple[tuple[str, str], ...]:
        """The environment variables to add. Raises OptionError."""
        found = []
        for number, line in enumerate(self.environment.splitlines(), 1):
            name, equals, value = line.strip().partition("=")
            if not line.strip():
                continue
            if not equals or not _NAME.fullmatch(name) or "\0" in value:
                raise OptionError(
                    QT_TRANSLATE_NOOP("errors", "Line {line} is not of the form NAME=value."), line=number
                )
            found.append((name, value))
        return tuple(found)


def _unfinished(reason: str) -> OptionError:
    if "escaped" in reason:
        return OptionError(
            QT_TRANSLATE_NOOP(
                "errors", "The arguments end with a backslash; write two for a backslash itself."
            )
        )
    return OptionError(
        QT_TRANSLATE_NOOP(
            "errors", "A quotation mark is not closed; close it, or write a backslash before it."
        )
    )
