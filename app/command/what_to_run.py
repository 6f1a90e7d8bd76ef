"""What a command of the terminal asks to run: its options, a file or a scenario, as a `RunSpec`."""

from __future__ import annotations

import argparse
import os
from typing import TYPE_CHECKING

from app.command import signals
from app.language import QT_TRANSLATE_NOOP
from app.language.errors import ProcessionError
from app.supervisor.spec import RunSpec
from app.targets.interpreter import check_python
from app.targets.script_file import check_script

if TYPE_CHECKING:
    from app.targets.catalog import Scenario


def make_spec(options: argparse.Namespace, script_arguments: tuple[str, ...]) -> RunSpec:
    """The run that the options ask for. Raises ProcessionError with a sentence when it is not possible."""
    settings = _settings(options.set)
    python = check_python(options.python) if options.python is not None else None
    if _is_file(options.target):
        if settings:
            raise ProcessionError(
                QT_TRANSLATE_NOOP(
                    "errors",
                    "--set sets the parameters of a scenario; a script of your own takes arguments after --.",
                )
            )
        spec = file_spec(options.target)
    else:
        from app.targets import catalog  # 20 ms that a script of one's own need not wait for

        scenario = catalog.find_scenario(options.target)
        spec = scenario_spec(scenario, settings)
        _check_start_method(scenario, options.start_method)
    return spec._replace(
        arguments=script_arguments,
        python=python,
        start_method=options.start_method,
        timeout_s=options.timeout,
        capture=spec.capture or options.report is not None,
    )


def _is_file(target: str) -> bool:
    return target.endswith(".py") or os.sep in target or os.path.isfile(target)


def _settings(pairs: list[str]) -> dict[str, str]:
    settings = {}
    for pair in pairs:
        name, equals, value = pair.partition("=")
        if not equals or not name:
            raise ProcessionError(
                QT_TRANSLATE_NOOP(
                    "errors", "--set {pair} is not of the form NAME=VALUE, such as --set WORKERS=4."
                ),
                pair=repr(pair),
            )
        if name in settings:
            raise ProcessionError(
                QT_TRANSLATE_NOOP("errors", "--set gives {name} more than once; give it one value."),
                name=name,
            )
        settings[name] = value
    return settings


def file_spec(target: str) -> RunSpec:
    """A script of the user's own, with our streams; raises ProcessionError when it cannot be one."""
    if not os.path.exists(target):
        raise ProcessionError(
            QT_TRANSLATE_NOOP(
                "errors",
                "{target} does not exist; give the path of a .py file, or one of the scenarios "
                "that `procession list` names.",
            ),
            target=target,
        )
    check_script(target)
    return _for_terminal(RunSpec(target=target, script=target, folder=_here()))


def _here() -> str:
    try:
        return os.getcwd()
    except OSError as error:
        raise ProcessionError(
            QT_TRANSLATE_NOOP("errors", "The current folder does not exist any more; change to another one.")
        ) from error


def scenario_spec(scenario: Scenario, settings: dict[str, str]) -> RunSpec:
    """A scenario with these parameters, with our streams."""
    return _for_terminal(RunSpec.of_scenario(scenario, scenario.parse(settings)))


def _for_terminal(spec: RunSpec) -> RunSpec:
    """It reads from and writes to where we do; only a POSIX system can hand that on."""
    if os.name != "posix":
        return spec
    return spec._replace(
        standard_input="inherit", own_group=signals.stands_alone(), capture=not signals.is_terminal(1)
    )


def _check_start_method(scenario: Scenario, method: str | None) -> None:
    if method is not None and method not in scenario.start_methods:
        raise ProcessionError(
            QT_TRANSLATE_NOOP("errors", "{scenario} does not run under {method}; it runs under {methods}."),
            scenario=scenario.id,
            method=method,
            methods=", ".join(scenario.start_methods),
        )
