"""The schema of the report says all that a report says, and each key with a sentence."""

from __future__ import annotations

import json
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from app.recording.export.report import SCHEMA, build_report
from app.state.model import Outcome
from app.wire.records import FAMILY_NAMES, Broken
from tests.recording.test_report import report
from tests.report_schema import check_report, schema, subschemas
from tests.state import test_barriers, test_blocks
from tests.state.build import FAILED, Script


def reports() -> dict[str, dict[str, Any]]:
    """A report of each sort of object."""
    barrier, parties = test_barriers.made()
    test_barriers.break_it(parties[0], 2, Broken.ACTION, "KeyError: 3")
    block, main, _, _ = test_blocks.made("ShareableList")
    test_blocks.close(main, 2, FAILED, "BufferError: views")
    others = Script()
    everybody = others.main()
    everybody.make(0, "Event", 1, 1, "ready").make(0, "DictProxy", 2, 0, "shared")
    everybody.make(0, "Condition", 3, 0, "turn").make(0, "Semaphore", 4, 2, "permits")
    everybody.make(0, "Listener", 6, 4, "listener").make(0, "Connection", 8, 11, "reader")
    everybody.make(0, "Connection", 9, 11, "writer").make(0, "SharedMemory", 10, 5, "block")
    scripts = {"barrier": barrier, "block": block, "others": others}
    return {
        "queue and lock": report(),
        **{name: build_report(one.end(1000)) for name, one in scripts.items()},
    }


def test_it_is_a_schema_of_the_draft_that_it_names() -> None:
    Draft202012Validator.check_schema(schema())
    assert schema()["$schema"] == Draft202012Validator.META_SCHEMA["$id"]
    assert schema()["properties"]["schema"]["const"] == SCHEMA


@pytest.mark.parametrize("name", ["queue and lock", "barrier", "block", "others"])
def test_it_tells_of_every_sort_of_object(name: str) -> None:
    check_report(json.loads(json.dumps(reports()[name])))


def test_every_key_has_a_sentence() -> None:
    lists = [part["properties"] for part in subschemas(schema()) if isinstance(part.get("properties"), dict)]
    keys = {
        (key, str(told.get("description", "")))
        for keys in lists
        for key, told in keys.items()
        if "const" not in told or key == "schema"
    }
    assert len(keys) > 100
    assert [key for key, sentence in keys if not sentence.endswith(".")] == []


def test_it_knows_all_families_and_outcomes() -> None:
    assert schema()["$defs"]["object"]["properties"]["family"]["examples"] == list(FAMILY_NAMES[1:])
    outcomes = schema()["$defs"]["process"]["properties"]["outcome"]["examples"]
    assert outcomes == [one.value for one in Outcome] + [None]


def test_a_reader_passes_over_what_it_does_not_know_and_the_tests_do_not() -> None:
    newer = report()
    newer["objects"][0]["colour"] = "red"
    newer["processes"][0]["outcome"] = "vanished"
    Draft202012Validator(schema()).validate(newer)
    with pytest.raises(AssertionError, match="colour") as caught:
        check_report(newer)
    assert "vanished" in str(caught.value)


@pytest.mark.parametrize(
    ("at", "value"),
    [(("objects", 0, "puts"), -1), (("processes", 0, "pid"), "12"), (("objects", 1, "owner_pid"), 1.5)],
)
def test_a_reader_notices_what_is_no_report(at: tuple[Any, ...], value: object) -> None:
    wrong = report()
    *way, last = at
    part: Any = wrong
    for step in way:
        part = part[step]
    part[last] = value
    assert not Draft202012Validator(schema()).is_valid(wrong)
    del part[last]
    assert not Draft202012Validator(schema()).is_valid(wrong), "it is always there"
