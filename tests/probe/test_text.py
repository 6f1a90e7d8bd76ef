"""A spawned child's own text is left as it is, unless the child would not find the probe without ours."""

from __future__ import annotations

import os

import pytest

from app.probe.arrival import text
from app.wire.run_folder import ENVIRONMENT

SITE = os.path.join(os.path.dirname(text.__file__), "..", "site")
CHILD = ["python", "-B", "-X", "utf8", "-c", "from multiprocessing.spawn import spawn_main; spawn_main()"]


@pytest.fixture(autouse=True)
def _environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(ENVIRONMENT, "/the/run")
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([os.path.abspath(SITE), "/of/the/user"]))


def test_a_child_with_the_environment_of_the_run_needs_no_text() -> None:
    assert text.comes_by_itself(CHILD, "/the/run")


@pytest.mark.parametrize("option", ["-I", "-E", "-S", "-Es"])
def test_a_child_that_looks_into_no_environment_needs_it(option: str) -> None:
    assert not text.comes_by_itself(["python", option, *CHILD[1:]], "/the/run")


@pytest.mark.parametrize("path", ["", "/of/the/user", "/of/the/user" + os.pathsep + os.path.abspath(SITE)])
def test_a_child_of_a_script_that_has_changed_its_path_needs_it(
    path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONPATH", path)
    assert not text.comes_by_itself(CHILD, "/the/run")


def test_a_child_without_the_name_of_the_run_needs_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(ENVIRONMENT)
    assert not text.comes_by_itself(CHILD, "/the/run")
