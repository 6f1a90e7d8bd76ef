"""The form for a scenario's parameters: one field each, with a description below."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDoubleSpinBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from app.gui.look.fonts import code_font
from app.gui.widgets.retranslated import Retranslated
from app.language import ENGLISH
from app.targets.catalog import Parameter

INT_LIMIT = 2**31 - 1
FLOAT_LIMIT = 1e9
FIELD_WIDTH = 130


class ParametersForm(Retranslated, QScrollArea):
    """Edits the values, which take effect at the next start."""

    values_changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("parametersForm")
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)  # Tab goes to the fields inside
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._parameters: tuple[Parameter, ...] = ()
        self._language = ENGLISH
        self._fields: dict[str, QWidget] = {}
        self._meanings: dict[str, QLabel] = {}
        self._note = QLabel()
        self._reset: QPushButton | None = None
        self.set_parameters((), {}, ENGLISH)

    def set_parameters(
        self, parameters: Sequence[Parameter], values: Mapping[str, Any], language: str
    ) -> None:
        """Show other parameters, with `values` where they differ from the defaults."""
        self._language = language
        self._parameters, self._fields, self._meanings = tuple(parameters), {}, {}
        body = QWidget()
        body.setObjectName("parametersBody")
        layout = QVBoxLayout(body)
        layout.setContentsMargins(18, 16, 18, 16)
        layout.setSpacing(14)
        for parameter in self._parameters:
            layout.addLayout(self._make_row(parameter, values.get(parameter.name, parameter.default)))
        layout.addLayout(self._make_foot())
        layout.addStretch(1)
        self.setWidget(body)
        self._update_reset()
        self.retranslate()

    def set_language(self, language: str) -> None:
        """Describe the parameters in another language; what is being typed stays."""
        self._language = language
        self.retranslate()

    def retranslate(self) -> None:
        """Set all texts in the current language."""
        self.setAccessibleName(self.tr("Parameters"))
        for parameter in self._parameters:
            self._meanings[parameter.name].setText(parameter.meaning[self._language])
            self._fields[parameter.name].setAccessibleDescription(parameter.meaning[self._language])
        self._note.setText(
            self.tr(
                "They are the constants at the top of the script; a change takes effect at the next start."
            )
            if self._parameters
            else self.tr("This script has no parameters here.")
        )
        if self._reset is not None:
            self._reset.setText(self.tr("Reset to defaults"))

    def values(self) -> dict[str, Any]:
        """The values shown in the fields."""
        return {parameter.name: _value(self._fields[parameter.name]) for parameter in self._parameters}

    def reset(self) -> None:
        """Back to the defaults."""
        for parameter in self._parameters:
            _set_value(self._fields[parameter.name], parameter.default)

    def _make_row(self, parameter: Parameter, value: Any) -> QVBoxLayout:
        field = self._make_field(parameter, value)
        field.setObjectName(f"parameter_{parameter.name}")
        field.setAccessibleName(parameter.name)
        field.setToolTip(_accepted(parameter))
        self._fields[parameter.name] = field
        name = QLabel(parameter.name)
        name.setFont(code_font(self.font()))
        name.setBuddy(field)
        meaning = self._meanings[parameter.name] = QLabel()
        meaning.setWordWrap(True)
        meaning.setProperty("look", "muted")
        head = QHBoxLayout()
        head.addWidget(name, 1)
        head.addWidget(field)
        row = QVBoxLayout()
        row.setSpacing(3)
        row.addLayout(head)
        row.addWidget(meaning)
        return row

    def _make_field(self, parameter: Parameter, value: Any) -> QWidget:
        field = _field(parameter, value)
        if not isinstance(field, QCheckBox):
            field.setMinimumWidth(FIELD_WIDTH)
        if isinstance(field, (QSpinBox, QDoubleSpinBox)):
            field.lineEdit().setTextMargins(6, 0, 0, 0)  # the style sheet's padding does not apply to it
            field.valueChanged.connect(self._on_edited)
        elif isinstance(field, QCheckBox):
            field.toggled.connect(self._on_edited)
        elif isinstance(field, QComboBox):
            field.currentIndexChanged.connect(self._on_edited)
        elif isinstance(field, QLineEdit):
            field.textChanged.connect(self._on_edited)
        return field

    def _make_foot(self) -> QVBoxLayout:
        foot = QVBoxLayout()
        self._note = QLabel()
        self._note.setWordWrap(True)
        self._note.setProperty("look", "muted")
        foot.addWidget(self._note)
        self._reset = None
        if self._parameters:
            self._reset = QPushButton()
            self._reset.setObjectName("resetButton")
            self._reset.clicked.connect(self.reset)
            foot.addWidget(self._reset, 0, Qt.AlignmentFlag.AlignLeft)
        return foot

    def _on_edited(self) -> None:
        self._update_reset()
        self.values_changed.emit()

    def _update_reset(self) -> None:
        if self._reset is not None:
            values = self.values()
            self._reset.setEnabled(any(values[one.name] != one.default for one in self._parameters))


def _field(parameter: Parameter, value: Any) -> QWidget:
    """The widget that fits a parameter's type."""
    if parameter.type == "int":
        spin = QSpinBox()
        spin.setRange(
            -INT_LIMIT if parameter.minimum is None else int(parameter.minimum),
            INT_LIMIT if parameter.maximum is None else int(parameter.maximum),
        )
        field: QWidget = spin
    elif parameter.type == "float":
        field = _float_field(parameter)
    elif parameter.type == "bool":
        field = QCheckBox()
    elif parameter.type == "choice":
        field = QComboBox()
        for choice in parameter.choices:
            field.addItem(str(choice), choice)
    else:
        field = QLineEdit()
    _set_value(field, value)
    return field


class PlainSpinBox(QDoubleSpinBox):
    """Shows 0.2 as 0.2 and not as 0.200."""

    def textFromValue(self, value: float) -> str:
        return self.locale().toString(value, "g", 12)


def _float_field(parameter: Parameter) -> QDoubleSpinBox:
    field = PlainSpinBox()
    field.setDecimals(3)
    field.setSingleStep(0.1)
    field.setRange(
        -FLOAT_LIMIT if parameter.minimum is None else float(parameter.minimum),
        FLOAT_LIMIT if parameter.maximum is None else float(parameter.maximum),
    )
    return field


def _accepted(parameter: Parameter) -> str:
    """What a field accepts, for its tool tip."""
    if parameter.minimum is None or parameter.maximum is None:
        return ""
    return f"{parameter.minimum} … {parameter.maximum}"


def _value(field: QWidget) -> Any:
    if isinstance(field, (QSpinBox, QDoubleSpinBox)):
        return field.value()
    if isinstance(field, QCheckBox):
        return field.isChecked()
    if isinstance(field, QComboBox):
        return field.currentData()
    assert isinstance(field, QLineEdit)
    return field.text()


def _set_value(field: QWidget, value: Any) -> None:
    if isinstance(field, QSpinBox):
        field.setValue(int(value))
    elif isinstance(field, QDoubleSpinBox):
        field.setValue(float(value))
    elif isinstance(field, QCheckBox):
        field.setChecked(bool(value))
    elif isinstance(field, QComboBox):
        field.setCurrentIndex(max(0, field.findData(value)))
    elif isinstance(field, QLineEdit):
        field.setText(str(value))
