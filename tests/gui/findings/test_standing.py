"""What stands is shown and nothing flickers; what nobody has looked at is counted."""

from __future__ import annotations

from dataclasses import replace

from app.findings.say import ALSO, headline, say
from app.gui.findings.standing import Noted, Standing
from tests.gui.findings.samples import deadlock, note, warning


def test_what_is_certain_is_shown_at_once_and_goes_when_it_is_over() -> None:
    standing = Standing()
    assert standing.look([deadlock()])
    assert standing.shown == (deadlock(),)
    assert not standing.look([deadlock()])
    assert standing.look([])
    assert not standing.shown


def test_what_may_be_so_is_shown_when_two_looks_have_found_it() -> None:
    standing = Standing()
    assert not standing.look([warning()])
    assert standing.look([warning()])
    assert standing.shown == (warning(),)
    assert not Standing().look([warning()]), "once is not enough"


def test_the_last_look_shows_what_the_run_was_left_in() -> None:
    standing = Standing()
    assert standing.look([warning()], is_last=True)
    assert standing.shown == (warning(),)


def test_a_finding_is_the_same_one_when_more_processes_wait() -> None:
    noted = Noted()
    assert noted.count_new([deadlock(), note()]) == 2
    noted.note([deadlock()])
    assert noted.count_new([replace(deadlock("more"), processes=(2, 3, 1)), note()]) == 1
    noted.forget()
    assert noted.count_new([deadlock()]) == 1


def test_the_verdict_leaves_out_who_else_waits() -> None:
    message = deadlock().message
    assert headline(say(ALSO, message=message, waits="main waits")) == message
    assert headline(message) == message
