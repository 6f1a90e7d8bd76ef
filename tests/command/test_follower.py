"""What is known of a run in the terminal while it goes on, and what is kept when somebody ends it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from app.command import follower, terminal
from app.command.follower import Follower
from app.command.what_to_run import file_spec
from app.platform.inherited import Inherited
from app.wire.frames import FrameKind, pack_frame
from tests.state.build import BLOCKED, MS, Script

LOCK = 7


def hanging() -> Script:
    """Two processes, of which each waits for what the other one holds."""
    script = Script()
    script.main().make(0, "Lock", LOCK, 1, "left").make(0, "Lock", LOCK + 1, 1, "right")
    for number, name, has, wants in ((2, "a", LOCK, LOCK + 1), (3, "b", LOCK + 1, LOCK)):
        log = script.worker(number, name)
        log.op(1, "Lock.acquire", object=has, value=1).op(2, "Lock.acquire", BLOCKED, object=wants)
    return script


def at(script: Script, ms: float) -> bytes:
    """All that it has to tell until then."""
    script.send()
    block = bytes(script.block) + pack_frame(FrameKind.TICK, 0, int(ms * MS), b"")
    script.block.clear()
    return block


def test_what_stood_still_before_ctrl_c_is_told_though_the_interrupt_has_moved_it() -> None:
    script, following = hanging(), Follower(None)
    following.take(at(script, 900))
    following.asked_to_end()
    script.ended(910, 2, 1)
    script.ended(911, 3, 1)
    following.take(at(script, 920))
    assert [finding.rule for finding in following.end().findings] == ["deadlock"]


def test_what_has_passed_by_itself_is_not_told() -> None:
    script, following = hanging(), Follower(None)
    following.take(at(script, 900))
    script.logs[2].op(910, "Lock.acquire", object=LOCK + 1, value=1)
    following.take(at(script, 920))
    following.asked_to_end()
    assert following.end().findings == []


def test_a_run_that_is_over_soon_is_folded_only_for_who_asks() -> None:
    script, following = hanging(), Follower(None)
    following.take(at(script, 900))
    assert not following.run.objects
    assert [finding.rule for finding in following.end().findings] == ["deadlock"]


def test_what_is_kept_unfolded_has_a_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(follower, "KEPT", 10)
    script, following = hanging(), Follower(None)
    following.take(at(script, 900))
    assert set(following.run.objects) == {LOCK, LOCK + 1}


def test_a_script_that_tells_too_much_is_followed_only_for_who_asks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(follower, "KEPT", 10)
    script, following = hanging(), Follower(0, is_asked_for=False)
    following.take(at(script, 900))
    following.take(at(script, 1000))
    assert (following.end().findings, following.gave_up) == ([], True)


def test_of_a_script_that_hangs_and_was_not_followed_it_is_said_how_to_have_it_judged(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(follower, "KEPT", 10)
    script = tmp_path / "hangs.py"
    script.write_text("import multiprocessing as mp\nmp.Event().wait()\n")
    spec = file_spec(str(script))._replace(timeout_s=1.0)
    assert terminal.TerminalRun(spec, None, Inherited(dict(os.environ))).run() == 124
    said = capsys.readouterr().err
    assert said.startswith("procession: the script did so much that following it would have slowed it down")
    assert "--report FILE or --fail-on error" in said
