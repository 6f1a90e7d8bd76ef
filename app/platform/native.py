"""Whether a window can open here, found out before Qt is imported, because Qt itself would abort.

Two things are checked: whether the native libraries that PySide6 links to can be loaded (the lists are
what `ldd` prints for QtGui and the platform plugins of the wheel), and whether a display really answers.
Each problem is one sentence with the command that fixes it. Nothing here imports Qt.
"""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from app.language import translate

#: How long a display may take to answer before it is considered dead.
DISPLAY_TIMEOUT_S = 3.0
#: Qt platforms that need no display server.
OWN_DISPLAY = frozenset({"offscreen", "minimal", "minimalegl", "vnc", "linuxfb", "eglfs", "vkkhrdisplay"})


class Library(NamedTuple):
    """A native library that Qt needs, the part that needs it, and the packages that ship it."""

    name: str
    part: str  # "gui" (QtGui itself), "xcb" or "wayland" (that platform's plugin)
    debian: str
    fedora: str
    arch: str


class Missing(NamedTuple):
    """A library that cannot be loaded, and the package of this system that ships it ("" when unknown)."""

    library: str
    package: str


LIBRARIES = (
    Library("libEGL.so.1", "gui", "libegl1", "libglvnd-egl", "libglvnd"),
    Library("libGL.so.1", "gui", "libgl1", "libglvnd-glx", "libglvnd"),
    Library("libfontconfig.so.1", "gui", "libfontconfig1", "fontconfig", "fontconfig"),
    Library("libfreetype.so.6", "gui", "libfreetype6", "freetype", "freetype2"),
    Library("libxkbcommon.so.0", "gui", "libxkbcommon0", "libxkbcommon", "libxkbcommon"),
    Library("libdbus-1.so.3", "gui", "libdbus-1-3", "dbus-libs", "dbus"),
    Library("libglib-2.0.so.0", "gui", "libglib2.0-0", "glib2", "glib2"),
    Library("libgthread-2.0.so.0", "gui", "libglib2.0-0", "glib2", "glib2"),
    Library("libX11.so.6", "gui", "libx11-6", "libX11", "libx11"),
    Library("libzstd.so.1", "gui", "libzstd1", "libzstd", "zstd"),
    Library("libxcb.so.1", "xcb", "libxcb1", "libxcb", "libxcb"),
    Library("libX11-xcb.so.1", "xcb", "libx11-xcb1", "libX11-xcb", "libx11"),
    Library("libxkbcommon-x11.so.0", "xcb", "libxkbcommon-x11-0", "libxkbcommon-x11", "libxkbcommon-x11"),
    Library("libxcb-cursor.so.0", "xcb", "libxcb-cursor0", "xcb-util-cursor", "xcb-util-cursor"),
    Library("libxcb-icccm.so.4", "xcb", "libxcb-icccm4", "xcb-util-wm", "xcb-util-wm"),
    Library("libxcb-image.so.0", "xcb", "libxcb-image0", "xcb-util-image", "xcb-util-image"),
    Library("libxcb-keysyms.so.1", "xcb", "libxcb-keysyms1", "xcb-util-keysyms", "xcb-util-keysyms"),
    Library(
        "libxcb-render-util.so.0", "xcb", "libxcb-render-util0", "xcb-util-renderutil", "xcb-util-renderutil"
    ),
    Library("libxcb-util.so.1", "xcb", "libxcb-util1", "xcb-util", "xcb-util"),
    Library("libxcb-randr.so.0", "xcb", "libxcb-randr0", "libxcb", "libxcb"),
    Library("libxcb-render.so.0", "xcb", "libxcb-render0", "libxcb", "libxcb"),
    Library("libxcb-shape.so.0", "xcb", "libxcb-shape0", "libxcb", "libxcb"),
    Library("libxcb-shm.so.0", "xcb", "libxcb-shm0", "libxcb", "libxcb"),
    Library("libxcb-sync.so.1", "xcb", "libxcb-sync1", "libxcb", "libxcb"),
    Library("libxcb-xfixes.so.0", "xcb", "libxcb-xfixes0", "libxcb", "libxcb"),
    Library("libxcb-xkb.so.1", "xcb", "libxcb-xkb1", "libxcb", "libxcb"),
    Library("libwayland-client.so.0", "wayland", "libwayland-client0", "libwayland-client", "wayland"),
    Library("libwayland-cursor.so.0", "wayland", "libwayland-cursor0", "libwayland-cursor", "wayland"),
)

#: Family of distributions -> how to install packages there.
INSTALLERS = {"debian": "sudo apt install", "fedora": "sudo dnf install", "arch": "sudo pacman -S"}


def missing_sentence(missing: Sequence[Missing] | None = None) -> str | None:
    """Which libraries are missing, and the command that installs them; None when nothing is missing."""
    missing = missing_libraries() if missing is None else missing
    if not missing:
        return None
    names = ", ".join(item.library for item in missing)
    packages = " ".join(dict.fromkeys(item.package for item in missing if item.package))
    installer = INSTALLERS.get(distribution())
    if not packages or not installer:
        text = translate(
            "native", "The window needs native libraries that are missing here ({names}); install them"
        )
        return text.format(names=names)
    text = translate(
        "native",
        "The window needs native libraries that are missing here ({names}); install them with: {command}",
    )
    return text.format(names=names, command=f"{installer} {packages}")


def missing_libraries(
    load: Callable[[str], object] | None = None, environment: Mapping[str, str] = os.environ
) -> list[Missing]:
    """Libraries that Qt will look for and that cannot be loaded; always empty outside Linux."""
    if not sys.platform.startswith("linux"):
        return []
    import ctypes  # imported here: most commands need neither it nor a window

    load = load or ctypes.CDLL
    parts = {"gui", platform_name(environment)}
    family = distribution()
    return [
        Missing(library.name, package_of(library, family))
        for library in LIBRARIES
        if library.part in parts and not loads(library.name, load)
    ]


def loads(name: str, load: Callable[[str], object]) -> bool:
    """Whether the dynamic linker finds a library of this name."""
    try:
        load(name)
    except OSError:
        return False
    return True


def platform_name(environment: Mapping[str, str]) -> str:
    """The platform plugin that Qt will use: what QT_QPA_PLATFORM says, else wayland or xcb."""
    # "wayland;xcb" is a list of choices; "vnc:size=800x600" has options.
    chosen = environment.get("QT_QPA_PLATFORM", "").split(";")[0].split(":")[0]
    if chosen:
        return "wayland" if chosen.startswith("wayland") else chosen
    on_wayland = environment.get("WAYLAND_DISPLAY") and wayland_answers(environment)
    return "wayland" if on_wayland and not environment.get("DISPLAY") else "xcb"


def distribution(release_file: Path = Path("/etc/os-release")) -> str:
    """The family of this distribution, a key of INSTALLERS, or "" when it is unknown."""
    try:
        lines = release_file.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return ""
    fields = dict(line.partition("=")[::2] for line in lines)
    names = f"{fields.get('ID', '')} {fields.get('ID_LIKE', '')}".replace('"', "").split()
    families = {"ubuntu": "debian", "rhel": "fedora", "centos": "fedora"}
    return next((family for name in names if (family := families.get(name, name)) in INSTALLERS), "")


def package_of(library: Library, family: str) -> str:
    """The package that ships the library in this family of distributions."""
    return {"debian": library.debian, "fedora": library.fedora, "arch": library.arch}.get(family, "")


def display_available(environment: Mapping[str, str] = os.environ) -> bool:
    """Whether a window can be shown: a display server really answers, or is not needed."""
    if environment.get("QT_QPA_PLATFORM", "").split(";")[0].split(":")[0] in OWN_DISPLAY:
        return True
    if sys.platform in ("win32", "darwin"):
        return True
    return wayland_answers(environment) or x11_answers(environment.get("DISPLAY", ""))


def wayland_answers(environment: Mapping[str, str]) -> bool:
    """Whether the socket named by WAYLAND_DISPLAY accepts a connection."""
    name = environment.get("WAYLAND_DISPLAY", "")
    path = Path(environment.get("XDG_RUNTIME_DIR", "")) / name
    return bool(name) and path.is_absolute() and accepts(str(path))


def accepts(socket_path: str) -> bool:
    """Whether anything listens on a Unix socket."""
    import socket  # imported here: most displays are checked through libxcb

    with socket.socket(socket.AF_UNIX) as connection:
        connection.settimeout(DISPLAY_TIMEOUT_S)
        try:
            connection.connect(socket_path)
        except OSError:
            return False
    return True


def x11_answers(display: str, connect: Callable[[str], bool] | None = None) -> bool:
    """Whether an X server accepts a connection at `display`; one that never answers does not count."""
    if not display:
        return False
    answers: list[bool] = []
    ask = connect or connect_x11
    # A forwarded display whose other end has gone accepts the connection and then stays silent, and
    # xcb has no timeout: so this is done in a thread that may be left behind.
    asking = threading.Thread(target=lambda: answers.append(ask(display)), name="x11-check", daemon=True)
    asking.start()
    asking.join(DISPLAY_TIMEOUT_S)
    return bool(answers and answers[0])


def connect_x11(display: str) -> bool:
    """Connect with libxcb, as Qt will, including the authority file; without libxcb only to the socket.

    A connection that works stays open as long as this process: a server such as Xvfb begins anew when its
    last client has gone, and would refuse Qt, which comes next.
    """
    import ctypes

    try:
        xcb = ctypes.CDLL("libxcb.so.1")
    except OSError:  # `missing_libraries` reports that it is missing
        return accepts("/tmp/.X11-unix/X" + display.partition(":")[2].partition(".")[0])
    xcb.xcb_connect.restype = ctypes.c_void_p
    xcb.xcb_connect.argtypes = [ctypes.c_char_p, ctypes.c_void_p]
    xcb.xcb_connection_has_error.argtypes = [ctypes.c_void_p]
    xcb.xcb_disconnect.argtypes = [ctypes.c_void_p]
    connection = xcb.xcb_connect(display.encode(), None)
    works: bool = xcb.xcb_connection_has_error(connection) == 0
    if not works:
        xcb.xcb_disconnect(connection)
    return works
