"""CPython's own multiprocessing tests see no difference when they are watched (a fast part of them)."""

from __future__ import annotations

import pytest

from tests import cpython_suites


@pytest.mark.slow
@pytest.mark.timeout(300)
@pytest.mark.parametrize("version", cpython_suites.VERSIONS)
def test_watching_breaks_none_of_cpythons_own_tests(version: str, capsys: pytest.CaptureFixture[str]) -> None:
    found = {cpython_suites.version_of(python): python for python in cpython_suites.find_interpreters()}
    python = found.get((3, int(version[2:])))
    if python is None:
        pytest.skip(f"no CPython {version} with its test suites was found here")
    assert cpython_suites.main(["--fast", "--python", python]) == 0, capsys.readouterr().out
