"""An error that another process tells of is said in the reader's language, and nothing in it is believed."""

from __future__ import annotations

import pytest

from app.language.errors import told_error
from app.platform import translations

_TEMPLATE = "{file} does not exist; give the path of a .py file."
_ENGLISH = "a.py does not exist; give the path of a .py file."


def test_it_is_said_in_the_language_of_who_reads_it() -> None:
    error = told_error(_ENGLISH, _TEMPLATE, {"file": "a.py"})
    assert str(error) == _ENGLISH
    translations.use("zh")
    assert (str(error), error.english) == ("a.py 不存在；请给出一个 .py 文件的路径。", _ENGLISH)


def test_braces_in_a_value_are_no_places() -> None:
    assert str(told_error("", "{self} is gone.", {"self": "{x} {0}"})) == "{x} {0} is gone."


@pytest.mark.parametrize(
    "template",
    [
        "{}",
        "{0}",
        "{file.x}",
        "{file[0]}",
        "{file:>9999999999}",
        "{file!r:}",
        "{other}",
        "{file",
        "}",
        "",
        "as it is",
    ],
)
def test_a_template_that_is_none_is_not_filled_in(template: str) -> None:
    assert str(told_error(_ENGLISH, template, {"file": "a.py"})) == _ENGLISH
