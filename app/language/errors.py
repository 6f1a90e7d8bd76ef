"""The one base class of the program's own errors: what happened, and what to try."""

from __future__ import annotations

from collections.abc import Mapping
from string import Formatter

from app.language import Sentence

#: The context under which translators find the messages of errors.
CONTEXT = "errors"


class ProcessionError(Exception):
    """An error that a person can act on; its text is one complete sentence for that person.

    Made from a template, marked with QT_TRANSLATE_NOOP("errors", ...), and its values; it is shown in
    the language that is current then.
    """

    def __init__(self, template: str, **values: object) -> None:
        super().__init__(template, values)
        self.sentence = Sentence(CONTEXT, template, **values)

    def __str__(self) -> str:
        return str(self.sentence)


def told_error(english: str, template: str, values: Mapping[str, str]) -> Sentence:
    """An error reported by another process or a recording, to be shown in the reader's language.

    Nothing in it is trusted: a template that needs anything but these values is not filled in.
    """
    return (
        Sentence(CONTEXT, template, **values)
        if _asks_for_only(values, template)
        else Sentence(CONTEXT, english)
    )


def _asks_for_only(names: Mapping[str, str], template: str) -> bool:
    """Whether a template has placeholders for these names only, and without a format of their own."""
    try:
        places = [place[1:] for place in Formatter().parse(template) if place[1] is not None]
    except ValueError:
        return False
    return bool(places) and all(
        name in names and not (spec or conversion) for name, spec, conversion in places
    )
