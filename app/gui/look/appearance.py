"""How everything looks: theme, text size and motion, as the user or the desktop wants them.

It follows the settings and the desktop, and tells the window what to change to. Nothing else decides
which theme is shown; the choice itself is kept in the settings ("" follows the system).
"""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QFont, QFontDatabase, QGuiApplication
from PySide6.QtWidgets import QApplication, QStyle

from app.gui.look.contrast import with_more_contrast
from app.gui.look.fonts import scaled_font, text_font
from app.gui.look.settings import Settings
from app.gui.look.theme import DARK, LIGHT, THEMES, Theme

THEME, TEXT_SIZE, REDUCED_MOTION = "theme", "textSize", "reducedMotion"
#: In per cent of the desktop's own text size.
TEXT_SIZES = (100, 115, 130)


class Appearance(QObject):
    """The current look; `theme_changed` and `motion_changed` are emitted when it changes."""

    theme_changed = Signal(object)  # the Theme; the text size may have changed, too
    motion_changed = Signal(bool)  # whether motion is reduced

    def __init__(self, settings: Settings) -> None:
        super().__init__()
        self._settings = settings
        self._magnified = 0.0
        self._scheme = QGuiApplication.styleHints().colorScheme()
        self._moves = not self.reduced_motion
        self._set_font()
        settings.changed.connect(self._on_setting_changed)
        QGuiApplication.styleHints().colorSchemeChanged.connect(self._on_scheme_changed)

    # --- what is shown ------------------------------------------------------------------

    @property
    def theme(self) -> Theme:
        """The chosen theme; without a choice, that of the desktop."""
        follows = DARK if self._scheme == Qt.ColorScheme.Dark else LIGHT
        theme = THEMES.get(self._settings.text(THEME), follows)
        return with_more_contrast(theme) if self._magnified else theme

    @property
    def text_scale(self) -> float:
        """The text size as a factor; 1.0 is the desktop's own size."""
        return max(self._magnified, text_size(self._settings) / 100)

    @property
    def reduced_motion(self) -> bool:
        """Whether things jump instead of moving, as the user or else the desktop wants it."""
        return self._settings.flag(REDUCED_MOTION, desktop_reduces_motion())

    # --- commands -----------------------------------------------------------------------

    def toggle(self) -> None:
        """Switch between light and dark; the choice is kept."""
        self._settings.set(THEME, LIGHT.name if self.theme.is_dark else DARK.name)

    def choose(self, theme: str) -> None:
        """ "light", "dark" or "" for what the system has; the choice is kept."""
        self._settings.set(THEME, theme)

    def magnify(self, scale: float) -> None:
        """Use large text and high contrast, for a projector; 0 returns to the usual look. Not kept."""
        if scale != self._magnified:
            self._magnified = scale
            self._show()

    # --- slots --------------------------------------------------------------------------

    def _on_setting_changed(self, key: str) -> None:
        if key in (THEME, TEXT_SIZE):
            self._show()
        elif key == REDUCED_MOTION and self._moves == self.reduced_motion:
            self._moves = not self.reduced_motion
            self.motion_changed.emit(self.reduced_motion)

    def _on_scheme_changed(self, scheme: Qt.ColorScheme) -> None:
        before, self._scheme = self.theme, scheme
        if self.theme != before:
            self._show()

    def _show(self) -> None:
        self._set_font()
        self.theme_changed.emit(self.theme)

    def _set_font(self) -> None:
        font = self._font()
        if QApplication.font() != font:
            QApplication.setFont(font)

    def _font(self) -> QFont:
        # From the desktop's font each time: the program's own may have been enlarged already.
        desktop = QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont)
        return scaled_font(text_font(desktop), self.text_scale)


def text_size(settings: Settings) -> int:
    """The chosen text size in per cent; the default when the stored value is invalid."""
    known = {str(size): size for size in TEXT_SIZES}
    return known.get(settings.text(TEXT_SIZE), TEXT_SIZES[0])


def desktop_reduces_motion() -> bool:
    """Whether the desktop has switched animations off; not every desktop tells Qt."""
    return QApplication.style().styleHint(QStyle.StyleHint.SH_Widget_Animation_Duration) == 0
