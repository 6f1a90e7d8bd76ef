"""The one base class of the program's own errors: what happened, and what to try."""

from __future__ import annotations

from app.language import Sentence

#: Where the translators find the sentences of errors.
CONTEXT = "errors"


class ProcessionError(Exception):
    """An error that a person can act on; its text is one complete sentence for that person.

    Made from a template, marked with QT_TRANSLATE_NOOP("errors", ...), and its values; it is read in
    the language that is spoken when it is shown.
    """

    def __init__(self, template: str, **values: object) -> None:
        super().__init__(template, values)
        self.sentence = Sentence(CONTEXT, template, **values)

    def __str__(self) -> str:
        return str(self.sentence)
