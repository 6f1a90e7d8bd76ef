"""What to run and how: the one message that the window gives to a new supervisor."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

from app.language.errors import ProcessionError

if TYPE_CHECKING:  # the supervisor, and a script of the user's own, need no scenarios
    from app.targets.catalog import Scenario
    from app.targets.literals import Value


class RunEnded(ProcessionError):  # noqa: N818  # no error: the run is over
    """The run is over, and every block has been handed out."""


class RunSpec(NamedTuple):
    """One run.

    `script` is an absolute path. With `source` the text runs instead, as a file of that name in
    the run's own folder (a scenario with its parameters set). `folder` is the working folder;
    None is the run's own, which is removed afterwards.
    """

    target: str
    script: str
    arguments: tuple[str, ...] = ()
    folder: str | None = None
    python: str | None = None  # None: the interpreter of this program
    module: str | None = None  # started with -m from `folder`, instead of the script's path
    start_method: str | None = None  # None: what the script or Python chooses
    source: str | None = None
    timeout_s: float | None = None
    linger: bool = False  # the run goes on while processes outlive the main one (the window shows them)
    standard_input: str = "pipe"  # or "inherit": that of whoever starts it
    capture: bool = True  # False: the script writes straight to the terminal
    own_group: bool = True  # False: share the process group of whoever starts it
    environment: tuple[tuple[str, str], ...] = ()  # added to ours
    parameters: tuple[tuple[str, str], ...] = ()  # a scenario's, as literals; `source` has them already

    @staticmethod
    def of_scenario(scenario: Scenario, values: Mapping[str, Value]) -> RunSpec:
        """A scenario with these values in its script. Raises CatalogError when one is not accepted."""
        return RunSpec(
            target=scenario.id,
            script=str(scenario.script),
            source=scenario.render(values),
            parameters=tuple((name, repr(value)) for name, value in values.items()),
        )

    def to_json(self) -> str:
        """The inverse of `from_json`."""
        return json.dumps(self._asdict())

    @staticmethod
    def from_json(text: str) -> RunSpec:
        """A spec from what `to_json` gave."""
        fields = json.loads(text)
        fields["arguments"] = tuple(fields["arguments"])
        for name in ("environment", "parameters"):
            fields[name] = tuple((key, value) for key, value in fields[name])
        return RunSpec(**fields)
