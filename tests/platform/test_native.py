"""Before Qt is imported: missing libraries and dead displays are found, and said with their cure."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from app.platform import native

linux_only = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="libraries of Linux")


def loader_without(*absent: str) -> Callable[[str], None]:
    """A fake ctypes.CDLL on a system that lacks these libraries."""

    def load(name: str) -> None:
        if name in absent:
            raise OSError(f"{name}: cannot open shared object file")

    return load


@linux_only
def test_nothing_is_missing_when_every_library_loads() -> None:
    assert native.missing_libraries(loader_without(), {"DISPLAY": ":0"}) == []


@linux_only
@pytest.mark.parametrize(
    ("family", "package"), [("debian", "libxcb-cursor0"), ("fedora", "xcb-util-cursor"), ("", "")]
)
def test_a_missing_library_is_named_with_its_package(
    monkeypatch: pytest.MonkeyPatch, family: str, package: str
) -> None:
    monkeypatch.setattr(native, "distribution", lambda: family)
    missing = native.missing_libraries(loader_without("libxcb-cursor.so.0"), {"DISPLAY": ":0"})
    assert missing == [native.Missing("libxcb-cursor.so.0", package)]


@linux_only
def test_offscreen_asks_only_for_what_qt_gui_itself_needs() -> None:
    absent = ("libxcb-cursor.so.0", "libwayland-cursor.so.0", "libEGL.so.1")
    missing = native.missing_libraries(loader_without(*absent), {"QT_QPA_PLATFORM": "offscreen"})
    assert [item.library for item in missing] == ["libEGL.so.1"]


def test_the_sentence_has_the_exact_command(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(native, "distribution", lambda: "debian")
    missing = [
        native.Missing("libxcb-cursor.so.0", "libxcb-cursor0"),
        native.Missing("libglib-2.0.so.0", "libglib2.0-0"),
        native.Missing("libgthread-2.0.so.0", "libglib2.0-0"),
    ]
    sentence = native.missing_sentence(missing)
    assert sentence is not None
    assert sentence.endswith("sudo apt install libxcb-cursor0 libglib2.0-0")
    assert "\n" not in sentence


@pytest.mark.parametrize(
    ("text", "family"),
    [
        ('ID=ubuntu\nID_LIKE="debian"\n', "debian"),
        ("ID=linuxmint\nID_LIKE='ubuntu debian'\n".replace("'", '"'), "debian"),
        ('ID="rocky"\nID_LIKE="rhel centos fedora"\n', "fedora"),
        ("ID=manjaro\nID_LIKE=arch\n", "arch"),
        ("ID=nixos\n", ""),
    ],
)
def test_the_family_of_a_distribution_is_known(tmp_path: Path, text: str, family: str) -> None:
    release = tmp_path / "os-release"
    release.write_text(text, encoding="utf-8")
    assert native.distribution(release) == family


def test_a_system_without_a_release_file_has_no_family(tmp_path: Path) -> None:
    assert native.distribution(tmp_path / "none") == ""


@pytest.mark.parametrize("platform", ["offscreen", "minimal", "vnc:size=800x600"])
def test_platforms_without_a_server_need_no_display(platform: str) -> None:
    assert native.display_available({"QT_QPA_PLATFORM": platform})


@linux_only
def test_without_any_variable_there_is_no_display() -> None:
    assert not native.display_available({})


@linux_only
def test_a_stale_display_is_no_display() -> None:
    assert not native.display_available({"DISPLAY": ":4711"})


@linux_only
def test_a_silent_display_is_given_up_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(native, "DISPLAY_TIMEOUT_S", 0.05)
    released = threading.Event()

    def never(display: str) -> bool:
        return released.wait(10)

    assert not native.x11_answers(":0", never)
    released.set()


@linux_only
def test_a_wayland_socket_counts_only_when_it_accepts(tmp_path: Path) -> None:
    environment = {"WAYLAND_DISPLAY": "wayland-9", "XDG_RUNTIME_DIR": str(tmp_path)}
    assert not native.display_available(environment)
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(tmp_path / "wayland-9"))
        assert not native.display_available(environment), "bound but not listening: a dead compositor's file"
        server.listen()
        assert native.display_available(environment)


@linux_only
def test_a_real_x_server_answers(x_server: str) -> None:
    assert native.x11_answers(x_server)


@linux_only
def test_who_connects_after_the_look_is_not_refused(resetting_x_server: str) -> None:
    """The look was the server's last client, and with its end the server began anew."""
    assert native.x11_answers(resetting_x_server)
    code = (
        "import ctypes; xcb = ctypes.CDLL('libxcb.so.1'); "
        "xcb.xcb_connect.restype = ctypes.c_void_p; "
        "xcb.xcb_connection_has_error.argtypes = xcb.xcb_disconnect.argtypes = [ctypes.c_void_p]\n"
        "for _ in range(200):\n"
        "    connection = xcb.xcb_connect(None, None)\n"
        "    assert not xcb.xcb_connection_has_error(connection), 'refused'\n"
        "    xcb.xcb_disconnect(connection)\n"
    )
    subprocess.run(
        [sys.executable, "-c", code], env={**os.environ, "DISPLAY": resetting_x_server}, check=True
    )


def test_nothing_missing_is_no_sentence() -> None:
    assert native.missing_sentence([]) is None


def test_the_check_does_not_import_qt() -> None:
    code = (
        "import sys, app.platform.native as n; "
        "n.missing_libraries(); n.display_available(); print(sys.modules.keys())"
    )
    result = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).parents[2],
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
    )
    assert "PySide6" not in result.stdout
