"""Help, shortcuts and about: without a network, in both languages, and true to what is there."""

from __future__ import annotations

import json
import re
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QGuiApplication, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QDialog,
    QListWidget,
    QPlainTextEdit,
    QPushButton,
    QTextBrowser,
    QTreeWidget,
    QTreeWidgetItemIterator,
)

import app
from app.gui.dialogs.components import components, shipped_libraries
from app.gui.dialogs.help_window import help_file
from app.gui.window.main_window import MainWindow
from tests.gui.find import find

#: How many headings of each level, lists, and blocks of code a help has.
SHAPE = re.compile(r"^(#+ |- |\d\. |    \S)", re.MULTILINE)


def test_f1_opens_the_help_and_its_contents_lead_to_the_chapters(window: MainWindow) -> None:
    QTest.keyClick(window, Qt.Key.Key_F1)
    help_window = find(window, QDialog, "helpWindow")
    assert help_window.isVisible()
    contents = find(help_window, QListWidget, "helpContents")
    text = find(help_window, QTextBrowser, "helpText")
    assert text.verticalScrollBar().value() == 0
    for row in range(1, contents.count() - 3):  # the last ones are too near to the end to come to the top
        QTest.keyClick(contents, Qt.Key.Key_Down)
        assert contents.currentRow() == row
        first = text.cursorForPosition(text.viewport().rect().topLeft()).block()
        titles = {first.text(), first.next().text()}  # the room above a heading belongs to it
        assert contents.item(row).text() in titles
    QTest.keyClick(help_window, Qt.Key.Key_Escape)
    assert not help_window.isVisible()


def test_the_two_languages_say_the_same_in_the_same_order() -> None:
    shapes = [SHAPE.findall(help_file(language).read_text(encoding="utf-8")) for language in ("en", "zh")]
    assert [re.sub(r"\S$", "", part) for part in shapes[0]] == [
        re.sub(r"\S$", "", part) for part in shapes[1]
    ]


def test_every_key_that_the_help_names_is_one_of_an_action(window: MainWindow) -> None:
    keys = {key.toString() for action in window.findChildren(QAction) for key in action.shortcuts()}
    for language in ("en", "zh"):
        text = help_file(language).read_text(encoding="utf-8")
        named = set(re.findall(r"\b(?:Ctrl\+(?:Shift\+)?)?(?:F\d+|(?<=\+)[A-Z])\b", text)) - {"Ctrl+D"}
        assert named <= keys, named - keys


def test_the_list_of_shortcuts_is_that_of_the_actions(window: MainWindow) -> None:
    window.commands["shortcutsAction"].trigger()
    shortcuts = find(window, QDialog, "shortcutsWindow")
    assert shortcuts.isVisible()
    shown, step = [], QTreeWidgetItemIterator(find(shortcuts, QTreeWidget, "shortcutsList"))
    while (item := step.value()) is not None:
        if item.text(1):
            shown.append((item.text(0), item.text(1).split(", ")[0]))
        step += 1
    native = QKeySequence.SequenceFormat.NativeText
    actions = [
        action for action in window.findChildren(QAction) if action.shortcuts() and action.objectName()
    ]
    expected = [(action.iconText(), action.shortcuts()[0].toString(native)) for action in actions]
    assert sorted(shown) == sorted(expected)


def test_about_tells_the_version_and_the_whole_licence_of_every_part(window: MainWindow) -> None:
    window.commands["aboutAction"].trigger()
    about = find(window, QDialog, "aboutDialog")
    assert about.isVisible()
    parts, text = (
        find(about, QListWidget, "aboutList"),
        find(about, QPlainTextEdit, "aboutLicence"),
    )
    said = {}
    for part in components():
        assert part.name in parts.currentItem().text() and part.version in parts.currentItem().text()
        said[part.name] = text.toPlainText()
        QTest.keyClick(parts, Qt.Key.Key_Down)
    assert "MIT License" in said["Procession"]
    assert "PYTHON SOFTWARE FOUNDATION LICENSE" in said["Python"]
    for name in ("Qt", "PySide6"):
        assert "GNU LESSER GENERAL PUBLIC LICENSE" in said[name]
        assert "END OF TERMS AND CONDITIONS" in said[name], "and the GPL that the LGPL refers to"
    assert "Redistribution" in said["psutil"]
    assert "Permission is hereby granted" in said["py-spy"]
    assert "ISC" in said["Lucide icons"]


def test_the_details_can_be_copied(window: MainWindow) -> None:
    window.commands["aboutAction"].trigger()
    QTest.mouseClick(find(window, QPushButton, "copyDetailsButton"), Qt.MouseButton.LeftButton)
    copied = QGuiApplication.clipboard().text()
    assert f"Procession {app.__version__}" in copied
    for name in ("Python", "Qt", "PySide6", "psutil", "py-spy"):
        assert re.search(rf"^{name} \d+\.\d+", copied, re.MULTILINE), name


def test_the_licence_of_the_program_is_that_of_the_project(project_folder: Path) -> None:
    shipped = project_folder / "resources" / "licences" / "Procession.txt"
    assert shipped.read_text(encoding="utf-8") == (project_folder / "LICENSE").read_text(encoding="utf-8")


def test_about_names_what_the_packaged_program_brings_besides(tmp_path: Path) -> None:
    assert shipped_libraries(tmp_path) == ()
    (tmp_path / "licences").mkdir()
    index = [
        {"name": "zlib", "version": "1.3", "licence": "Zlib", "files": ["libz.so.1"], "texts": ["zlib.txt"]}
    ]
    (tmp_path / "licences" / "libraries.json").write_text(json.dumps(index), encoding="utf-8")
    (found,) = shipped_libraries(tmp_path)
    assert (found.name, found.version, found.licence) == ("zlib", "1.3", "Zlib")
    assert found.files == ("licences/zlib.txt",)
