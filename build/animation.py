"""Makes the README's animation with the program itself: `python build/animation.py [FILE]`.

The window runs the scenario `producer-consumer` for real; after some seconds a real click
terminates the consumer, and the buffer fills until the producer is blocked. Works without a
screen (offscreen platform). Needs Pillow, of the dependency group `dev`.
"""

from __future__ import annotations

import io
import os
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PIL import Image  # noqa: E402  # after the path and the platform are set
from PySide6.QtCore import QBuffer, QByteArray, QIODevice, Qt  # noqa: E402
from PySide6.QtTest import QTest  # noqa: E402
from PySide6.QtWidgets import QApplication, QPushButton, QWidget  # noqa: E402

from app.gui.look.settings import Settings  # noqa: E402
from app.gui.program import create_window  # noqa: E402
from app.gui.window.main_window import MainWindow  # noqa: E402

WINDOW = (1240, 760)
WIDTH = 930
FRAME_MS = 110
#: Frames from the click on Start, until Terminate is clicked, and after it.
BEFORE, AFTER = 44, 36
VALUES = {"SIZE": 12, "ITEMS": 40, "PRODUCER_PAUSE": 0.2, "CONSUMER_PAUSE": 0.55}


def take_frames(window: MainWindow) -> list[Image.Image]:
    """Run the scenario and grab the window at a steady pace."""
    window.workspace.choose("producer-consumer")
    window.workspace.set_values(VALUES)
    click(window, "startButton")
    frames = [frame(window) for _ in range(BEFORE)]
    click(window.processes, "terminateButton", of="consumer")
    return frames + [frame(window) for _ in range(AFTER)]


def click(parent: QWidget, name: str, of: str = "") -> None:
    """Click a button; if there are several, the one in the row of the process `of`."""
    buttons = parent.findChildren(QPushButton, name)
    if of:
        run = parent.window().controller.run  # type: ignore[attr-defined]  # it is the main window
        pids = [process.pid for process in run.processes.values() if process.name == of]
        buttons = [button for button in buttons if button.property("pid") in pids]
    QTest.mouseClick(buttons[0], Qt.MouseButton.LeftButton)


def frame(window: MainWindow) -> Image.Image:
    """The window `FRAME_MS` after the last frame, scaled down."""
    began = time.monotonic()
    picture = window.grab().toImage().scaledToWidth(WIDTH, Qt.TransformationMode.SmoothTransformation)
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    picture.save(buffer, "PNG")  # type: ignore[call-overload]  # the stub accepts only str
    image = Image.open(io.BytesIO(bytes(data.data()))).convert("RGB")
    QTest.qWait(max(1, FRAME_MS - round(1000 * (time.monotonic() - began))))
    return image


def save(frames: list[Image.Image], path: Path) -> None:
    """Save as a GIF with one palette, so that what does not move does not flicker."""
    palette = frames[len(frames) // 2].quantize(255, dither=Image.Dither.NONE)
    drawn = [image.quantize(palette=palette, dither=Image.Dither.NONE) for image in frames]
    drawn[0].save(path, save_all=True, append_images=drawn[1:], duration=FRAME_MS, loop=0, optimize=True)


def main() -> int:
    """The command; prints the file that it wrote."""
    path = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "resources" / "pictures" / "run.gif"
    app = QApplication(sys.argv[:1])
    with tempfile.TemporaryDirectory(prefix="settings-of-procession-") as settings:
        window = create_window(Settings(os.path.join(settings, "settings.ini")), "en")
        assert isinstance(window, MainWindow)
        window.resize(*WINDOW)
        window.show()
        frames = take_frames(window)
        window.close()
        app.processEvents()
    save(frames, path)
    print(f"{path} ({path.stat().st_size / 1024:.0f} KiB)")
    return 0


if __name__ == "__main__":
    sys.exit(main())
