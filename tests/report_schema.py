"""The schema of the report, as the tests take it: stricter than for readers of a report.

These have to pass over what they do not know, as the report grows. Here a key, or a word of a key that lists
some as examples, that the schema does not tell of is an error: it has to be described first.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Iterator
from typing import Any

from jsonschema import Draft202012Validator

from app.platform.resources_path import resource_folder


@functools.cache
def schema() -> dict[str, Any]:
    """The schema as it is shipped."""
    text = (resource_folder() / "report.schema.json").read_text(encoding="utf-8")
    loaded: dict[str, Any] = json.loads(text)
    return loaded


def subschemas(part: Any) -> Iterator[dict[str, Any]]:
    """Every schema in a schema, and what is no schema but holds some."""
    if isinstance(part, dict):
        yield part
        for inner in part.values():
            yield from subschemas(inner)
    elif isinstance(part, list):
        for inner in part:
            yield from subschemas(inner)


def strict(plain: dict[str, Any]) -> dict[str, Any]:
    """The same schema, closed: no other keys, and no other words than the examples."""
    closed: dict[str, Any] = json.loads(json.dumps(plain))
    for part in list(subschemas(closed)):
        if part.get("type") == "object":
            part["unevaluatedProperties" if "allOf" in part else "additionalProperties"] = False
        if isinstance(part.get("examples"), list):
            part["enum"] = part.pop("examples")
    return closed


@functools.cache
def validator() -> Draft202012Validator:
    """Made once: most of what a check costs."""
    return Draft202012Validator(strict(schema()))


def check_report(report: Any) -> None:
    """Fail when a report says something that its schema does not tell of."""
    errors = list(validator().iter_errors(report))
    told = [f"{error.json_path}: {error.message[:300]}" for error in errors[:5]]
    assert not errors, "the report does not fit resources/report.schema.json:\n" + "\n".join(told)
