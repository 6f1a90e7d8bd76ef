"""The scenarios' catalogue: what is there, values from text, and what a script becomes with them."""

from __future__ import annotations

import ast
import json
from pathlib import Path

import pytest

from app.language.errors import ProcessionError
from app.platform.resources_path import resource_folder
from app.targets import catalog
from app.targets.catalog import CatalogError, Parameter, Scenario, Value
from app.targets.literals import find_literals, replace_literals

SCENARIOS = catalog.load_scenarios()
IDS = ["identity", "memory", "daemon", "shared-dict", "shared-file"]
IDS += ["queue-api", "producer-consumer", "joinable"]
PARAMETERS = [(scenario, parameter) for scenario in SCENARIOS for parameter in scenario.parameters]
each_scenario = pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda scenario: scenario.id)
each_parameter = pytest.mark.parametrize(
    ("scenario", "parameter"), PARAMETERS, ids=[f"{one.id}-{two.name}" for one, two in PARAMETERS]
)


def extremes(parameter: Parameter) -> list[Value]:
    """Values at the borders of what is accepted."""
    if parameter.minimum is not None and parameter.maximum is not None:
        return [parameter.minimum, parameter.maximum]
    return list(parameter.choices) or [False, True]


# --- what is there -----------------------------------------------------------------------


def test_the_scenarios_come_in_the_order_of_the_course() -> None:
    assert [scenario.id for scenario in SCENARIOS] == IDS


def test_scenarios_of_one_chapter_stand_together() -> None:
    chapters = [scenario.chapter["en"] for scenario in SCENARIOS]
    assert list(dict.fromkeys(chapters)) == ["Processes", "Sharing data", "Queues"]
    assert chapters == sorted(chapters, key=list(dict.fromkeys(chapters)).index)
    assert len({tuple(scenario.chapter.values()) for scenario in SCENARIOS}) == 3


@each_scenario
def test_everything_is_said_in_both_languages(scenario: Scenario) -> None:
    texts = [scenario.title, scenario.chapter]
    texts += [parameter.meaning for parameter in scenario.parameters]
    texts += [button.label for button in scenario.buttons]
    assert all(text["en"] and text["zh"] for text in texts)
    assert scenario.explanation("en") != scenario.explanation("zh")
    assert 150 <= len(scenario.explanation("en").split()) <= 260
    assert scenario.explanation("fr") == scenario.explanation("en")


@each_scenario
def test_a_script_is_short_enough_to_be_read_on_a_projector(scenario: Scenario) -> None:
    lines = scenario.script.read_text(encoding="utf-8").splitlines()
    assert len(lines) <= 100
    assert max(map(len, lines)) <= 79


@each_scenario
def test_every_start_method_is_supported(scenario: Scenario) -> None:
    assert scenario.start_methods == ("fork", "spawn", "forkserver")


def test_the_buttons_of_queue_api_cover_the_queue() -> None:
    texts = {button.text for button in catalog.find_scenario("queue-api").buttons}
    assert texts == {"put", "get", "qsize", "put_nowait", "get_nowait", "full", "empty", "quit"}


def test_the_list_is_plain_json_with_defaults_and_ranges() -> None:
    listed = json.loads(json.dumps(catalog.to_json()))
    assert [entry["id"] for entry in listed] == IDS
    shared_dict = listed[IDS.index("shared-dict")]
    locking, workers, pause = shared_dict["parameters"]
    assert locking["choices"] == ["none", "with", "acquire-release"]
    assert (workers["type"], workers["default"], workers["minimum"], workers["maximum"]) == ("int", 10, 1, 40)
    assert (pause["type"], pause["default"]) == ("float", 0.1)
    assert shared_dict["start_methods"] == ["fork", "spawn", "forkserver"]
    assert shared_dict["chapter"] == {"en": "Sharing data", "zh": "共享数据"}


# --- values from text --------------------------------------------------------------------


@each_parameter
def test_a_default_is_itself_accepted(scenario: Scenario, parameter: Parameter) -> None:
    assert scenario.parse({})[parameter.name] == parameter.default
    assert scenario.parse({parameter.name: str(parameter.default)})[parameter.name] == parameter.default


@pytest.mark.parametrize(
    ("scenario_id", "name", "text", "value"),
    [
        ("shared-dict", "WORKERS", "4", 4),
        ("shared-dict", "WORKERS", " 4 ", 4),
        ("shared-dict", "PAUSE", "1", 1.0),
        ("shared-dict", "PAUSE", "2.5e-1", 0.25),
        ("shared-dict", "LOCKING", "acquire-release", "acquire-release"),
        ("memory", "num", "-7", -7),
        ("daemon", "DAEMON", "false", False),
        ("daemon", "DAEMON", "0", False),
        ("daemon", "DAEMON", "No", False),
        ("daemon", "DAEMON", "TRUE", True),
        ("daemon", "DAEMON", "1", True),
        ("daemon", "DAEMON", "yes", True),
    ],
)
def test_text_becomes_a_value_of_the_type(scenario_id: str, name: str, text: str, value: Value) -> None:
    parsed = catalog.find_scenario(scenario_id).parse({name: text})[name]
    assert parsed == value
    assert type(parsed) is type(value)


WHOLE = "give a whole number from 1 to 40."
NUMBER = "give a number from 0 to 10."


@pytest.mark.parametrize(
    ("name", "text", "accepted"),
    [
        ("WORKERS", "ten", WHOLE),
        ("WORKERS", "", WHOLE),
        ("WORKERS", "4.0", WHOLE),
        ("WORKERS", "0", WHOLE),
        ("WORKERS", "41", WHOLE),
        ("WORKERS", "9" * 10_000, WHOLE),
        ("WORKERS", "true", WHOLE),
        ("PAUSE", "nan", NUMBER),
        ("PAUSE", "inf", NUMBER),
        ("PAUSE", "-inf", NUMBER),
        ("PAUSE", "1e999", NUMBER),
        ("PAUSE", "-0.1", NUMBER),
        ("PAUSE", "0,5", NUMBER),
        ("LOCKING", "With", "give one of none, with, acquire-release."),
        ("LOCKING", "'with'", "give one of none, with, acquire-release."),
    ],
)
def test_a_refusal_says_what_is_wrong_and_what_is_accepted(name: str, text: str, accepted: str) -> None:
    with pytest.raises(CatalogError) as refused:
        catalog.find_scenario("shared-dict").parse({name: text})
    sentence = str(refused.value)
    assert sentence.startswith(f"{name} cannot be ")
    assert text[:30] in sentence
    assert sentence.endswith(accepted)
    assert len(sentence) < 150


def test_a_bool_is_true_or_false_only() -> None:
    with pytest.raises(CatalogError, match=r"^DAEMON cannot be 'maybe'; give true or false\.$"):
        catalog.find_scenario("daemon").parse({"DAEMON": "maybe"})


@pytest.mark.parametrize(
    "value", [0, 10**5000, 4.0, True, "4"], ids=["small", "huge", "float", "bool", "text"]
)
def test_a_value_that_is_not_from_text_is_checked_too(value: Value) -> None:
    with pytest.raises(CatalogError, match="a whole number from 1 to 40"):
        catalog.find_scenario("shared-dict").render({"WORKERS": value})


@pytest.mark.parametrize("text", ["", "'; import os #", "a\nb", '"""', "\udc80", "大包子"])
def test_any_text_becomes_one_literal(text: str) -> None:
    parameter = Parameter("TEXT", "str", "", None, None, (), {})
    script = replace_literals("TEXT = 'x'  # 包子\nprint(TEXT)\n", {"TEXT": parameter.parse(text)})
    assert ast.literal_eval(script.split("\n")[0].removeprefix("TEXT = ").removesuffix("  # 包子")) == text
    assert script.count("\n") == 2


def test_a_text_has_an_end() -> None:
    parameter = Parameter("TEXT", "str", "", None, None, (), {})
    with pytest.raises(CatalogError, match="a text of at most 200 characters"):
        parameter.parse("x" * 201)


def test_an_unknown_scenario_is_named_with_those_that_exist() -> None:
    with pytest.raises(ProcessionError) as refused:
        catalog.find_scenario("Shared_Dict")
    assert all(scenario_id in str(refused.value) for scenario_id in IDS)
    assert "did you mean shared-dict?" in str(refused.value)
    with pytest.raises(CatalogError, match=r"^There is no scenario 'zzz'; there are [\w, -]+\.$"):
        catalog.find_scenario("zzz")


def test_an_unknown_parameter_is_named_with_those_that_exist() -> None:
    with pytest.raises(CatalogError) as refused:
        catalog.find_scenario("shared-dict").parse({"workers": "4"})
    assert str(refused.value) == (
        "shared-dict has no parameter 'workers'; it has LOCKING, WORKERS, PAUSE (did you mean WORKERS?)."
    )


# --- what a script becomes ---------------------------------------------------------------


@each_scenario
def test_with_its_defaults_a_script_stays_as_it_is(scenario: Scenario) -> None:
    assert scenario.render(scenario.parse({})) == scenario.script.read_text(encoding="utf-8")
    assert scenario.render({}) == scenario.script.read_text(encoding="utf-8")


@each_parameter
def test_only_the_literal_changes(scenario: Scenario, parameter: Parameter) -> None:
    before = scenario.script.read_text(encoding="utf-8").split("\n")
    for value in extremes(parameter):
        after = scenario.render({parameter.name: value}).split("\n")
        changed = [(old, new) for old, new in zip(before, after, strict=True) if old != new]
        assert len(changed) == (value != parameter.default)
        for old, new in changed:
            assert new == old.replace(f"= {parameter.default!r}", f"= {value!r}", 1)
        assert find_literals("\n".join(after))[parameter.name].value == value


def test_only_the_constant_of_the_module_is_replaced() -> None:
    text = (
        "é = 1; NUM = 1  # NUM = 1\nTYPED: int = -1\n\f\nTWICE = 1\nTWICE = 2\n"
        "def f(NUM=1):\n    NUM = 1\n    return '\u2028NUM = 1'\nLIST = [1]\n"
    )
    assert set(find_literals(text)) == {"é", "NUM", "TYPED"}
    assert replace_literals(text, {"NUM": 20, "TYPED": 3}) == text.replace(
        "; NUM = 1 ", "; NUM = 20 "
    ).replace("int = -1", "int = 3")
    with pytest.raises(KeyError):
        replace_literals(text, {"TWICE": 3})


def test_two_constants_of_one_line_are_both_replaced() -> None:
    text = "A = 1; B = 2; C = 'x'\n"
    values: dict[str, Value] = {"B": 5, "C": "long", "A": 1000}
    for names in ("ABC", "CBA", "BAC"):
        chosen = {name: values[name] for name in names}
        assert replace_literals(text, chosen) == "A = 1000; B = 5; C = 'long'\n"


# --- where it is found, and what is wrong with it ----------------------------------------


def write_scenario(folder: Path, script: str, toml: str) -> Path:
    folder = folder / "broken"
    folder.mkdir()
    (folder / "broken.py").write_text(script, encoding="utf-8")
    (folder / "scenario.toml").write_text(toml, encoding="utf-8")
    return folder.parent


HEAD = """order = 1
start_methods = ["fork"]
title = { en = "a", zh = "b" }
chapter = { en = "a", zh = "b" }
"""
NUMBER_OF = (
    '[[parameters]]\nname = "N"\ntype = "int"\nminimum = 1\nmaximum = 9\nmeaning = {en = "a", zh = "b"}\n'
)


@pytest.mark.parametrize(
    ("script", "toml", "reason"),
    [
        ("N = 1\n", "order = 1\n", "'start_methods' is missing"),
        ("N = 1\n", HEAD.replace("fork", "thread"), "start_methods are thread"),
        ("N = 1\n", HEAD + NUMBER_OF.replace('"int"', '"number"'), "the type of N is number"),
        ("N = 1\n", HEAD + NUMBER_OF.replace("minimum = 1\n", ""), "'minimum' is missing"),
        ("N = 10\n", HEAD + NUMBER_OF, "N is 10 in the script, which is not a whole number from 1 to 9"),
        ("N = f()\n", HEAD + NUMBER_OF, "no module-level literal N"),
        ("N = '''a\nb'''\n", HEAD + NUMBER_OF, "no module-level literal N"),
        ("N = \n", HEAD, "invalid syntax"),
        ("N = 1\n", "order =", "Invalid value"),
    ],
)
def test_a_broken_scenario_is_named_with_the_reason(
    tmp_path: Path, script: str, toml: str, reason: str
) -> None:
    with pytest.raises(CatalogError) as refused:
        catalog.load_scenarios(write_scenario(tmp_path, script, toml))
    assert str(tmp_path / "broken") in str(refused.value)
    assert reason in str(refused.value)


def test_a_scenario_without_parameters_says_so(tmp_path: Path) -> None:
    (scenario,) = catalog.load_scenarios(write_scenario(tmp_path, "print(1)\n", HEAD))
    with pytest.raises(CatalogError, match=r"^broken has no parameter 'N'; it has none\.$"):
        scenario.parse({"N": "1"})


def test_resources_are_found_beside_the_package_and_inside_an_installed_one(tmp_path: Path) -> None:
    beside, inside = tmp_path / "resources", tmp_path / "app" / "resources"
    (beside / "scenarios").mkdir(parents=True)
    (tmp_path / "app").mkdir()
    assert resource_folder(tmp_path / "app") == beside
    (inside / "scenarios").mkdir(parents=True)
    assert resource_folder(tmp_path / "app") == inside


def test_missing_resources_are_reported(tmp_path: Path) -> None:
    with pytest.raises(ProcessionError, match="is missing; install Procession again"):
        resource_folder(tmp_path / "app")
