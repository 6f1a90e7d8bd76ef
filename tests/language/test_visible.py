"""What a script calls its things cannot look like a line of ours, nor steer a terminal."""

from __future__ import annotations

import pytest

from app.command.standard_streams import complain
from app.findings.say import say
from app.language.visible import visible


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("forks[0]", "forks[0]"),
        ("叉子 é", "叉子 é"),
        ("a\nprocession: error", "a↵procession: error"),
        ("a\r\tb\x00\x7f", "a␍␉b␀␡"),
        ("\x1b[31mred\x1b]0;title\x07", "␛[31mred␛]0;title␇"),
        ("\x9b2J", "\\x9b2J"),  # the same as ESC [ to some terminals
        ("\u202egpj.\u2066", "\\u202egpj.\\u2066"),
        ("a\u2028b\u2029c", "a↵b↵c"),
        ("{name} %s <b>", "{name} %s <b>"),
    ],
)
def test_nothing_in_a_text_is_obeyed(text: str, shown: str) -> None:
    assert visible(text) == shown


def test_a_name_in_a_finding_begins_no_line_and_needs_no_format() -> None:
    sentence = say("{who} waits", who=say("{name} in a thread", name="a\n{who}\x1b[2J"))
    assert sentence.english == str(sentence) == "a↵{who}␛[2J in a thread waits"


def test_what_is_said_on_standard_error_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    complain("there is no file a\nprocession: all well\x1b[1A")
    assert capsys.readouterr().err == "procession: there is no file a↵procession: all well␛[1A\n"
