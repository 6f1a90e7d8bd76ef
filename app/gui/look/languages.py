"""Which language the window and Qt's own dialogs use; it can change at any time.

A widget sets its texts in `retranslate` and is notified of a change by QEvent.LanguageChange.
"""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QEvent, QLibraryInfo, QLocale, QObject, QTranslator, Signal

from app import language
from app.gui.look.settings import Settings
from app.platform import translations

#: The key of the setting; "" follows the system.
KEY = "language"


class Languages(QObject):
    """Chooses the language: the one asked for at this start, else that of the settings, else the system's."""

    changed = Signal(str)

    def __init__(self, settings: Settings, asked: str = "", parent: QObject | None = None) -> None:
        """`asked` applies to this start, until another language is chosen."""
        super().__init__(parent)
        self._settings, self._asked = settings, asked
        self._translators: list[QTranslator] = []
        self._speak(self._wanted())
        settings.changed.connect(self._on_setting_changed)

    @property
    def current(self) -> str:
        """The language of now, one of `language.LANGUAGES`."""
        return self._current

    def choose(self, name: str) -> None:
        """Use a language from now on, also at the next start; "" follows the system."""
        self._asked = ""
        self._settings.set(KEY, name)
        self._follow()  # the setting may not have changed, when another language was asked for at this start

    def toggle(self) -> None:
        """Switch to the next language."""
        known = language.LANGUAGES
        self.choose(known[(known.index(self._current) + 1) % len(known)])

    def _wanted(self) -> str:
        for name in (self._asked, self._settings.text(KEY)):
            if name in language.LANGUAGES:
                return name
        return of_system()

    def _on_setting_changed(self, key: str) -> None:
        if key == KEY:
            self._asked = ""
            self._follow()

    def _follow(self) -> None:
        if self._wanted() != self._current:
            self._speak(self._wanted())
            self.changed.emit(self._current)
            # Now, so that nothing is painted in two languages.
            QCoreApplication.sendPostedEvents(None, QEvent.Type.LanguageChange.value)

    def _speak(self, name: str) -> None:
        """Installing a translator sends QEvent.LanguageChange to every widget."""
        self._current = name
        translations.use(name)
        for translator in self._translators:
            QCoreApplication.removeTranslator(translator)
        self._translators = [] if name == language.ENGLISH else [self._of_qt(name), TableTranslator(self)]
        for translator in self._translators:
            QCoreApplication.installTranslator(translator)

    def _of_qt(self, name: str) -> QTranslator:
        """The translations of Qt's own dialogs; empty where Qt was installed without them."""
        translator = QTranslator(self)
        folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
        translator.load(f"qtbase_{translations.LOCALES[name]}", folder)
        return translator


class TableTranslator(QTranslator):
    """Gives Qt the translations that `app.language` has."""

    def translate(
        self, context: str, text: str, disambiguation: str | None = None, n: int = -1
    ) -> str | None:
        return language.known(context, text)

    def isEmpty(self) -> bool:
        return False  # otherwise Qt would not ask


def of_system() -> str:
    """The language of the desktop; English when it is not supported."""
    wanted = (name.partition("-")[0] for name in QLocale.system().uiLanguages())
    return next((name for name in wanted if name in language.LANGUAGES), language.ENGLISH)
