"""Makes the README's pictures with the program itself: `python build/screenshot.py [FOLDER]`.

The window runs the scenario `joinable` for real and is grabbed, in both languages, light and dark,
while the buffer holds items. Works without a screen (offscreen platform); the fonts shown, including
a Chinese one, have to be installed.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import Qt  # noqa: E402  # after the path and the platform are set
from PySide6.QtTest import QTest  # noqa: E402
from PySide6.QtWidgets import QApplication, QPushButton  # noqa: E402

from app.gui.look.settings import Settings  # noqa: E402
from app.gui.look.theme import DARK, LIGHT, Theme  # noqa: E402
from app.gui.program import create_window  # noqa: E402
from app.gui.window.main_window import MainWindow  # noqa: E402
from app.state.objects import QueueObject  # noqa: E402

SIZE = (1440, 900)
#: The buffer is full enough to be seen, and the consumer is at work.
ITEMS = 4
PATIENCE_S = 30.0
#: The ending of a picture's name -> the language shown.
ENDINGS = {"": "en", "-zh": "zh"}
SETTLE_MS = 400  # for an item on its way to come into view


def wait_for_items(window: MainWindow) -> None:
    """Let the run go on until a queue holds ITEMS items. Raises SystemExit when that takes too long."""
    deadline = time.monotonic() + PATIENCE_S
    while time.monotonic() < deadline:
        QTest.qWait(20)
        run = window.controller.run
        if run and any(isinstance(item, QueueObject) and item.size >= ITEMS for item in run.objects.values()):
            return
    raise SystemExit(f"no queue held {ITEMS} items within {PATIENCE_S:.0f} s")


def take_pictures(window: MainWindow, folder: Path) -> list[Path]:
    """Starts the scenario and saves one picture in each language and look."""
    window.workspace.choose("joinable")
    button = window.findChild(QPushButton, "startButton")
    assert button is not None
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    wait_for_items(window)
    return [take_picture(window, folder, theme, end) for end in ENDINGS for theme in (LIGHT, DARK)]


def take_picture(window: MainWindow, folder: Path, theme: Theme, ending: str) -> Path:
    """Save one picture, while the run goes on."""
    window.languages.choose(ENDINGS[ending])
    window.appearance.choose(theme.name)
    QTest.qWait(SETTLE_MS)
    picture = folder / f"window-{theme.name}{ending}.png"
    window.grab().save(str(picture))
    return picture


def main() -> int:
    """The command; prints the files that it wrote."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "resources" / "pictures"
    folder.mkdir(parents=True, exist_ok=True)
    app = QApplication(sys.argv[:1])
    settings = tempfile.TemporaryDirectory(prefix="settings-of-procession-")
    window = create_window(Settings(os.path.join(settings.name, "settings.ini")), "en")
    assert isinstance(window, MainWindow)
    window.resize(*SIZE)
    window.show()
    for picture in take_pictures(window, folder):
        print(picture)
    window.close()
    app.processEvents()
    settings.cleanup()
    return 0


if __name__ == "__main__":
    sys.exit(main())
