"""The settings dialog: each choice takes effect at once, so there is nothing to confirm.

The dialog only writes into the settings; whoever needs a value follows them. It also shows what was
changed elsewhere, in the menu or by the button in the bar.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLabel,
    QVBoxLayout,
    QWidget,
)

from app.gui.look.appearance import REDUCED_MOTION, TEXT_SIZE, TEXT_SIZES, THEME, Appearance, text_size
from app.gui.look.languages import KEY as LANGUAGE
from app.gui.look.settings import REOPEN, Settings
from app.gui.look.theme import DARK, LIGHT
from app.gui.widgets.retranslated import Retranslated

#: Each in its own language, so that its speakers can find it.
LANGUAGES = {"en": "English", "zh": "中文（简体）"}


class SettingsDialog(Retranslated, QDialog):
    """Not modal: the effect of a choice can be seen in the window at once."""

    def __init__(self, settings: Settings, appearance: Appearance, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._settings, self._appearance = settings, appearance
        self.setObjectName("settingsDialog")
        self._theme = self._box("settingsThemeBox", THEME, ("", LIGHT.name, DARK.name))
        self._language = self._box("settingsLanguageBox", LANGUAGE, ("", *LANGUAGES))
        self._size = self._box("settingsTextSizeBox", TEXT_SIZE, [str(size) for size in TEXT_SIZES])
        self._motion = self._check("settingsMotionCheck", REDUCED_MOTION)
        self._reopen = self._check("settingsReopenCheck", REOPEN)
        self._labels = {box: QLabel(self) for box in (self._theme, self._language, self._size)}
        self._buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        self._buttons.rejected.connect(self.reject)
        self._lay_out()
        settings.changed.connect(self._show_values)
        self.retranslate()
        self._show_values()

    def _box(self, name: str, key: str, values: Sequence[str]) -> QComboBox:
        box = QComboBox(self)
        box.setObjectName(name)
        box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        for value in values:
            box.addItem("", value)
        box.activated.connect(lambda _index: self._settings.set(key, box.currentData()))
        return box

    def _check(self, name: str, key: str) -> QCheckBox:
        box = QCheckBox(self)
        box.setObjectName(name)
        box.clicked.connect(lambda checked: self._settings.set(key, checked))
        return box

    def _lay_out(self) -> None:
        form = QFormLayout()
        form.setHorizontalSpacing(18)
        form.setVerticalSpacing(12)
        form.setLabelAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        for box, label in self._labels.items():
            label.setBuddy(box)
            form.addRow(label, box)
        form.addRow("", self._motion)
        form.addRow("", self._reopen)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(26, 24, 26, 18)
        layout.setSpacing(22)
        layout.addLayout(form)
        layout.addWidget(self._buttons)
        layout.setSizeConstraint(QVBoxLayout.SizeConstraint.SetFixedSize)  # follows the text size

    def open_up(self) -> None:
        """Show it, in front of the window."""
        self.show()
        self.activateWindow()

    # --- what is shown ------------------------------------------------------------------

    def _show_values(self) -> None:
        chosen = {
            self._theme: self._settings.text(THEME),
            self._language: self._settings.text(LANGUAGE),
            self._size: str(text_size(self._settings)),
        }
        for box, value in chosen.items():
            box.setCurrentIndex(max(0, box.findData(value)))
        self._motion.setChecked(self._appearance.reduced_motion)
        self._reopen.setChecked(self._settings.flag(REOPEN, True))

    def retranslate(self) -> None:
        """Set all texts in the current language."""
        self.setWindowTitle(self.tr("Settings"))
        words = {
            self._theme: (self.tr("&Theme:"), self._theme_names()),
            self._language: (self.tr("&Language:"), [self.tr("Follow the system"), *LANGUAGES.values()]),
            self._size: (self.tr("Text &size:"), self._size_names()),
        }
        for box, (label, entries) in words.items():
            self._labels[box].setText(label)
            box.setAccessibleName(label.replace("&", "").rstrip(":："))
            for index, entry in enumerate(entries):
                box.setItemText(index, entry)
        self._motion.setText(self.tr("&Reduce motion"))
        self._motion.setToolTip(self.tr("Items jump to their places instead of moving there"))
        self._reopen.setText(self.tr("&Open the last scenario or script at start"))
        close = self._buttons.button(QDialogButtonBox.StandardButton.Close)
        close.setText(self.tr("Close"))
        close.setObjectName("settingsCloseButton")

    def _theme_names(self) -> list[str]:
        return [self.tr("Follow the system"), self.tr("Light"), self.tr("Dark")]

    def _size_names(self) -> list[str]:
        return [self.tr("Usual (100 %)"), self.tr("Large (115 %)"), self.tr("Larger (130 %)")]
