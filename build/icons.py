"""Makes the program's icons from `procession.svg`: PNG in the usual sizes, .ico, .icns.

`python build/icons.py` after a change of the SVG; the results are tracked. Both containers may
hold PNG images as they are, which every Windows since Vista and every macOS since 10.7 reads.
"""

from __future__ import annotations

import os
import struct
import sys
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, Qt  # after the platform has been set
from PySide6.QtGui import QGuiApplication, QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

FOLDER = Path(__file__).resolve().parents[1] / "resources" / "icons" / "app"
PNG_SIZES = (16, 24, 32, 48, 64, 128, 256, 512)
ICO_SIZES = (16, 24, 32, 48, 64, 256)
#: Apple's four-letter code for a PNG of each size; a size may have a second code at twice the density.
ICNS_SIZES = {
    "icp4": 16,
    "ic11": 32,
    "icp5": 32,
    "ic12": 64,
    "ic07": 128,
    "ic13": 256,
    "ic08": 256,
    "ic14": 512,
    "ic09": 512,
    "ic10": 1024,
}


def png(renderer: QSvgRenderer, size: int) -> bytes:
    """The drawing as a PNG of this size."""
    image = QImage(size, size, QImage.Format.Format_ARGB32)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    renderer.render(painter)
    painter.end()
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload]  # the stub accepts only str
    return bytes(data.data())


def ico(images: dict[int, bytes]) -> bytes:
    """A Windows icon: a directory of images, then the images."""
    head = struct.pack("<HHH", 0, 1, len(images))
    offset = len(head) + 16 * len(images)
    for size, data in images.items():
        side = size % 256  # 0 means 256
        head += struct.pack("<BBBBHHII", side, side, 0, 0, 1, 32, len(data), offset)
        offset += len(data)
    return head + b"".join(images.values())


def icns(images: dict[str, bytes]) -> bytes:
    """A macOS icon: each image after its four letters and its length."""
    parts = [name.encode() + struct.pack(">I", len(data) + 8) + data for name, data in images.items()]
    return b"icns" + struct.pack(">I", sum(map(len, parts)) + 8) + b"".join(parts)


def main() -> int:
    """The command; prints the files that it wrote."""
    application = QGuiApplication(sys.argv[:1])
    renderer = QSvgRenderer(str(FOLDER / "procession.svg"))
    files = {f"procession-{size}.png": png(renderer, size) for size in PNG_SIZES}
    files["procession.ico"] = ico({size: png(renderer, size) for size in ICO_SIZES})
    files["procession.icns"] = icns({name: png(renderer, size) for name, size in ICNS_SIZES.items()})
    for name, data in files.items():
        (FOLDER / name).write_bytes(data)
        print(FOLDER / name)
    application.shutdown()
    return 0


if __name__ == "__main__":
    sys.exit(main())
