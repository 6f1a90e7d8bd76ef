"""Whose code it is: an installed package's, by where its file lies."""

from __future__ import annotations

import pytest

from app.probe.recorder.packages import package_of


@pytest.mark.parametrize(
    ("file", "package"),
    [
        ("/usr/lib/python3/dist-packages/joblib/parallel.py", "joblib"),
        ("/venv/lib/python3.11/site-packages/joblib/externals/loky/process_executor.py", "joblib"),
        ("/venv/lib/python3.11/site-packages/six.py", "six"),
        ("/a/site-packages/one/site-packages/two/x.py", "two"),
        ("/elsewhere/script.py", ""),
        ("/elsewhere/my-site-packages/script.py", ""),
        ("site-packages", ""),
        ("", ""),
    ],
)
def test_a_file_belongs_to_the_package_in_whose_folder_it_lies(file: str, package: str) -> None:
    assert package_of(file) == package
