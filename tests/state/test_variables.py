"""Which variables a card shows."""

from __future__ import annotations

from app.state.model import Process, Run
from app.state.telling.variables import distinctive_variables


def run_with(*variables: dict[str, str]) -> Run:
    run = Run()
    for number, held in enumerate(variables, 1):
        process = Process(number, 100 + number, 1, f"p{number}", "main" if number == 1 else "process")
        process.variables = held
        run.processes[number] = process
    return run


def test_what_differs_between_processes_comes_first() -> None:
    run = run_with({"a": "1", "num": "100"}, {"a": "1", "num": "3"})
    assert distinctive_variables(run.processes[2], run) == [("num", "3"), ("a", "1")]
    assert distinctive_variables(run.processes[1], run) == [("num", "100"), ("a", "1")]


def test_constants_that_are_the_same_everywhere_take_no_room() -> None:
    run = run_with({"SIZE": "30", "n": "1"}, {"SIZE": "30", "n": "1"})
    assert distinctive_variables(run.processes[2], run) == [("n", "1")]


def test_a_constant_that_differs_is_shown() -> None:
    run = run_with({"SIZE": "30"}, {"SIZE": "5"})
    assert distinctive_variables(run.processes[2], run) == [("SIZE", "5")]


def test_a_run_without_main_is_no_error() -> None:
    run = run_with({"n": "1"})
    process = run.processes.pop(1)
    assert distinctive_variables(process, run) == [("n", "1")]
