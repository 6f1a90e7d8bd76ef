"""The language that the program speaks, and the translation of a text into it.

A text is written in English in the source and is its own key, together with the context that Qt Linguist
groups it by. No file is read here: `app.platform.translations` loads the translations of a language, and an
English command line never needs them.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping

#: The supported languages; the first one is that of the source.
LANGUAGES = ("en", "zh")
ENGLISH = LANGUAGES[0]
#: The variables that select a language on a POSIX system, the strongest first.
_VARIABLES = ("LC_ALL", "LC_MESSAGES", "LANG")

_Table = Mapping[tuple[str, str], str]  # context and English text -> translation
_language: str = ENGLISH
_table: _Table = {}


def install(language: str, table: _Table) -> None:
    """Use a language from now on, with these translations; what they lack stays English."""
    global _language, _table
    _language, _table = language, table


def current() -> str:
    """The current language, one of LANGUAGES."""
    return _language


def translate(context: str, text: str) -> str:
    """A text in the current language; its values are filled in afterwards, by `format`."""
    return _table.get((context, text), text)


def known(context: str, text: str) -> str | None:
    """A text in the current language; None when there is no translation of it."""
    return _table.get((context, text))


def QT_TRANSLATE_NOOP(context: str, text: str) -> str:  # the name that lupdate looks for
    """Mark a text that is translated elsewhere."""
    return text


class Sentence:
    """A sentence, or a part of one: a template and its values, put together when it is read.

    So it is always in the current language, wherever and whenever it was made. The template is a literal
    that the translators' tool finds: in `tr`, in `translate`, or marked by QT_TRANSLATE_NOOP.
    """

    __slots__ = ("context", "template", "values")

    def __init__(self, context: str, template: str, /, **values: object) -> None:
        self.context, self.template, self.values = context, template, values

    def __str__(self) -> str:
        return _filled(translate(self.context, self.template), self.values)

    @property
    def english(self) -> str:
        """The sentence in English, for what programs read."""
        values = {
            name: value.english if isinstance(value, Sentence) else value
            for name, value in self.values.items()
        }
        return _filled(self.template, values)

    @property
    def texts(self) -> dict[str, str]:
        """Its values as texts, for another process that says it in its own language."""
        return {name: str(value) for name, value in self.values.items()}

    def __repr__(self) -> str:
        return f"<{self.context}: {self.english}>"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sentence) and (self.context, self.template, self.values) == (
            other.context,
            other.template,
            other.values,
        )


def _filled(text: str, values: Mapping[str, object]) -> str:
    """Without values a text is taken literally: a message from elsewhere may contain braces."""
    return text.format(**values) if values else text


# --- which language the user reads -------------------------------------------------------------


def of_system(environment: Mapping[str, str] = os.environ) -> str:
    """The language of the user's system; English when it is not supported."""
    said = next((environment[name] for name in _VARIABLES if environment.get(name)), "")
    if not said and sys.platform in ("win32", "darwin"):
        said = _of_desktop()
    return spoken(said)


def spoken(name: str) -> str:
    """The supported language for a locale: ``zh_CN.UTF-8``, ``zh-Hans-CN``, ``Chinese (Simplified)``."""
    return "zh" if name.lower().startswith(("zh", "chinese")) else ENGLISH


def _of_desktop() -> str:
    import locale  # imported here: Linux does not need it

    try:  # Python has set it from the environment at its start
        return locale.getlocale(locale.LC_CTYPE)[0] or ""
    except ValueError:  # an unknown name
        return ""
