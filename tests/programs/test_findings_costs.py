"""What costs time is noted, with the lines and the slow side; scripts that do the same job well are not."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.programs.harness import START_METHODS, Result, run_watched

CASES = Path(__file__).parent / "cases"


def run(name: str, start_method: str) -> Result:
    return run_watched(CASES / f"{name}.py", "--start-method", start_method, "--fail-on", "warning")


def the_note(name: str, start_method: str) -> dict[str, Any]:
    """The only finding of a script, which ends as it would without it."""
    result = run(name, start_method)
    assert result.exitcode == 0 and result.report is not None
    (finding,) = result.report["findings"]
    assert (finding["severity"], finding["certain"]) == ("note", True)
    return dict(finding)


@pytest.mark.parametrize("start_method", START_METHODS)
@pytest.mark.parametrize(
    ("name", "rule", "objects", "lines", "says"),
    [
        ("bottleneck", "bottleneck", ["printer"], [8], "s, until it was given back."),
        ("always_full", "always-full", ["pages"], [12, 7], "The slow side is the one that gets: converter"),
        ("always_empty", "always-empty", ["pages"], [9, 16], "The slow side is the one that puts: fetcher"),
        ("idle_workers", "idle-workers", ["pool"], [12], "pool (line 12) has 4 workers"),
        ("task_costs", "start-costs", ["pool"], [21], "The 24 tasks of Pool.map(pages) (line 21) ran for"),
    ],
)
def test_what_costs_time_is_noted(
    name: str, rule: str, objects: list[str], lines: list[int], says: str, start_method: str
) -> None:
    finding = the_note(name, start_method)
    assert (finding["rule"], finding["objects"]) == (rule, objects)
    assert [place["line"] for place in finding["lines"]] == lines
    assert says in finding["message"]


def test_starts_that_take_longer_than_the_work_are_noted() -> None:
    finding = the_note("start_costs", "spawn")
    assert (finding["rule"], [place["line"] for place in finding["lines"]]) == ("start-costs", [14])
    assert finding["message"].startswith("main (line 14) started 12 processes, and starting took longer")


@pytest.mark.parametrize("start_method", START_METHODS)
@pytest.mark.parametrize(
    "name", ["bottleneck", "always_full", "always_empty", "idle_workers", "task_costs", "start_costs"]
)
def test_the_same_job_done_well_is_left_alone(name: str, start_method: str) -> None:
    result = run(f"{name}_right", start_method)
    assert result.exitcode == 0 and result.report is not None
    assert result.report["findings"] == []


@pytest.mark.parametrize("start_method", START_METHODS)
def test_the_critical_path_of_a_run_goes_through_who_holds_the_lock(start_method: str) -> None:
    result = run("bottleneck", start_method)
    assert result.report is not None
    path = result.report["critical_path"]
    (lock,) = [part for part in path["parts"] if part["on"] == "lock"]
    assert (lock["object"], lock["line"]) == ("printer", 8)
    assert sum(part["total_s"] for part in path["parts"]) == pytest.approx(path["duration_s"], abs=1e-4)
    assert f"of {path['duration_s']:.1f} s is" in path["sentence"]
