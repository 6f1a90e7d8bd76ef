"""The parameters form: a field for each type, its values, and the way back to the defaults."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QCheckBox, QComboBox, QDoubleSpinBox, QLabel, QLineEdit, QPushButton, QSpinBox
from pytestqt.qtbot import QtBot

from app.gui.launcher.parameters_form import ParametersForm
from app.targets.catalog import Parameter
from tests.gui.find import find


def parameter(
    name: str, kind: str, default: Any, low: Any = None, high: Any = None, choices: Any = ()
) -> Parameter:
    meaning = {"en": f"about {name}", "zh": f"关于{name}"}
    return Parameter(name, kind, default, low, high, choices, meaning)


PARAMETERS = (
    parameter("WORKERS", "int", 10, 1, 100),
    parameter("PAUSE", "float", 0.1, 0.0, 5.0),
    parameter("DAEMON", "bool", True),
    parameter("LOCKING", "choice", "with", choices=("none", "with", "acquire-release")),
    parameter("TEXT", "str", "包子"),
)
DEFAULTS = {"WORKERS": 10, "PAUSE": 0.1, "DAEMON": True, "LOCKING": "with", "TEXT": "包子"}


@pytest.fixture
def form(qtbot: QtBot) -> ParametersForm:
    made = ParametersForm()
    qtbot.addWidget(made)
    made.set_parameters(PARAMETERS, {}, "en")
    made.show()
    return made


def test_the_values_have_the_parameters_types(form: ParametersForm) -> None:
    assert form.values() == DEFAULTS
    assert [type(value) for value in form.values().values()] == [int, float, bool, str, str]


def test_each_field_changes_its_value_and_tells_it(form: ParametersForm, qtbot: QtBot) -> None:
    with qtbot.waitSignals([form.values_changed] * 5):
        find(form, QSpinBox, "parameter_WORKERS").setValue(3)
        find(form, QDoubleSpinBox, "parameter_PAUSE").setValue(0.25)
        find(form, QCheckBox, "parameter_DAEMON").click()
        find(form, QComboBox, "parameter_LOCKING").setCurrentIndex(0)
        find(form, QLineEdit, "parameter_TEXT").setText("x")
    assert form.values() == {"WORKERS": 3, "PAUSE": 0.25, "DAEMON": False, "LOCKING": "none", "TEXT": "x"}


def test_a_field_takes_nothing_out_of_range(form: ParametersForm) -> None:
    field = find(form, QSpinBox, "parameter_WORKERS")
    field.setValue(1000)
    assert form.values()["WORKERS"] == 100


def test_the_way_back_is_open_only_when_something_differs(form: ParametersForm) -> None:
    reset = find(form, QPushButton, "resetButton")
    assert not reset.isEnabled()
    find(form, QSpinBox, "parameter_WORKERS").setValue(3)
    assert reset.isEnabled()
    QTest.mouseClick(reset, Qt.MouseButton.LeftButton)
    assert form.values() == DEFAULTS
    assert not reset.isEnabled()


def test_values_that_were_chosen_before_are_shown_again(form: ParametersForm) -> None:
    form.set_parameters(PARAMETERS, {"WORKERS": 7}, "en")
    assert form.values()["WORKERS"] == 7


def test_the_meaning_stands_in_the_language_of_the_scenario(form: ParametersForm) -> None:
    form.set_parameters(PARAMETERS, {}, "zh")
    assert "关于WORKERS" in [label.text() for label in form.findChildren(QLabel)]


def test_a_script_without_parameters_has_no_fields(form: ParametersForm) -> None:
    form.set_parameters((), {}, "en")
    assert form.values() == {}
    assert form.findChild(QSpinBox) is None
