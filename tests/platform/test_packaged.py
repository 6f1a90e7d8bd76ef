"""The packaged program starts its own Python for scripts, and gives others the user's own environment."""

from __future__ import annotations

import os
import sys

import pytest

from app.platform.packaged import RUNNER, outside_environment, own_python

INHERITED = {
    "HOME": "/home/you",
    "LD_LIBRARY_PATH": "/opt/procession/_internal",
    "QT_PLUGIN_PATH": "/opt/procession/_internal/plugins",
    "_PYI_APPLICATION_HOME_DIR": "/opt/procession/_internal",
}


@pytest.fixture
def _packaged(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(sys, "executable", os.path.join(os.sep, "opt", "procession", "procession"))


@pytest.mark.usefixtures("_packaged")
def test_a_foreign_program_sees_nothing_of_the_packaged_one() -> None:
    assert outside_environment(INHERITED) == {"HOME": "/home/you"}
    his = outside_environment({**INHERITED, "LD_LIBRARY_PATH_ORIG": "/opt/his"})
    assert his == {"HOME": "/home/you", "LD_LIBRARY_PATH": "/opt/his"}


@pytest.mark.usefixtures("_packaged")
def test_the_packaged_program_brings_a_python_for_scripts() -> None:
    assert os.path.basename(own_python()).startswith(RUNNER)
    assert os.path.dirname(own_python()) == os.path.dirname(sys.executable)


def test_in_an_ordinary_python_all_stays_as_it_is() -> None:
    assert own_python() == sys.executable
    assert outside_environment(INHERITED) == INHERITED
