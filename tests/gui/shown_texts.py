"""All texts of a window: on its widgets, in their tool tips, and for screen readers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from xml.etree import ElementTree

from PySide6.QtCore import QAbstractItemModel, QModelIndex, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QComboBox,
    QLabel,
    QLineEdit,
    QListWidget,
    QMenu,
    QTabWidget,
    QWidget,
)

from app.platform import translations


def shown_texts(window: QWidget) -> list[tuple[str, str]]:
    """The widget (class and name), and the text."""
    found = []
    for widget in (window, *window.findChildren(QWidget)):
        who = f"{type(widget).__name__} {widget.objectName()}"
        found += [(who, text) for text in _of_widget(widget)]
    for action in window.findChildren(QAction):
        texts = (action.text(), action.iconText(), action.toolTip(), action.statusTip())
        found += [(f"action {action.objectName()}", text) for text in texts]
    return [(who, text) for who, text in found if text]


def _of_widget(widget: QWidget) -> Iterator[str]:
    yield from (widget.toolTip(), widget.accessibleName(), widget.accessibleDescription())
    yield widget.windowTitle()
    match widget:
        case QAbstractButton() | QLabel():
            yield widget.text()
        case QLineEdit():
            yield widget.placeholderText()
        case QComboBox():
            yield from (widget.itemText(index) for index in range(widget.count()))
        case QTabWidget():
            yield from (widget.tabText(index) for index in range(widget.count()))
        case QMenu():
            yield widget.title()
        case QListWidget():
            yield from (widget.item(row).text() for row in range(widget.count()))
        case QAbstractItemView() if widget.model() is not None:
            yield from _of_model(widget.model(), QModelIndex())


def _of_model(model: QAbstractItemModel, parent: QModelIndex) -> Iterator[str]:
    for column in range(model.columnCount(parent)):
        yield str(model.headerData(column, Qt.Orientation.Horizontal) or "")
        for row in range(model.rowCount(parent)):
            index = model.index(row, column, parent)
            yield str(index.data() or "")
            if column == 0:
                yield from _of_model(model, index)


def still_english(texts: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Texts that are in English, in whole or in part, although there is a translation."""
    return [
        (who, text)
        for who, text in texts
        for part in {text, *re.split(r" · |, |\n", text)}
        if _english().fullmatch(part.replace("&", ""))
    ]


@lru_cache
def _english() -> re.Pattern[str]:
    """A pattern for all English texts that have a different Chinese one; placeholders match anything."""
    patterns = []
    for message in ElementTree.parse(translations.file_of("zh")).iter("message"):
        source = (message.findtext("source") or "").replace("&", "")
        if source != (message.findtext("translation") or "").replace("&", ""):
            parts = [re.escape(part) for part in re.split(r"\{[^}]*\}", source)]
            if re.search(r"[A-Za-z]{2}", "".join(parts)):
                patterns.append(".+".join(parts))
    return re.compile("|".join(patterns))
