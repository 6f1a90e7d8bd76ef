"""The style sheet of the program, with a `$name` for each colour of the theme.

Lengths are in `em`, so that everything grows with the font; only hairlines are in pixels.
A button is primary, dangerous or flat by its object name or by the property `look`.
"""

from __future__ import annotations

STYLE_TEMPLATE = """
QMainWindow, QDialog { background: $panel; }
QToolTip {
    background: $raised; color: $text; border: 1px solid $line_strong; padding: 0.35em 0.5em;
}

/* bars */
QToolBar {
    background: $panel; border: none; border-bottom: 1px solid $line;
    padding: 0.45em 0.7em; spacing: 0.55em;
}
QToolBar::separator { background: $line; width: 1px; margin: 0.25em 0.35em; }
QStatusBar { background: $panel; color: $muted; border-top: 1px solid $line; }
QStatusBar::item { border: none; }

/* buttons */
QPushButton, QToolButton {
    background: $raised; color: $text; border: 1px solid $line; border-radius: 6px;
    padding: 0.35em 0.85em;
}
QToolButton { padding: 0.35em 0.65em; }
QPushButton:hover, QToolButton:hover { background: $hover; border-color: $line_strong; }
QPushButton:pressed, QToolButton:pressed, QToolButton:checked { background: $pressed; }
QPushButton:focus, QToolButton:focus { border-color: $accent; }
QPushButton:disabled, QToolButton:disabled { color: $disabled; background: transparent; border-color: $line; }
QPushButton[look="primary"], QToolButton[look="primary"], #startButton {
    background: $accent; color: $on_accent; border: 1px solid $accent; font-weight: 600;
}
QPushButton[look="primary"]:hover, QToolButton[look="primary"]:hover, #startButton:hover {
    background: $accent_hover; border-color: $accent_hover;
}
QPushButton[look="primary"]:focus, QToolButton[look="primary"]:focus, #startButton:focus {
    border-color: $text;
}
QPushButton[look="primary"]:disabled, QToolButton[look="primary"]:disabled, #startButton:disabled {
    background: $pressed; color: $disabled; border-color: $pressed;
}
QPushButton[look="flat"], QToolButton[look="flat"] { background: transparent; border-color: transparent; }
QPushButton[look="flat"]:hover, QToolButton[look="flat"]:hover { background: $hover; }
QPushButton[look="flat"]:focus, QToolButton[look="flat"]:focus { border-color: $accent; }
#terminateButton, #killButton { padding: 0.1em 0.6em; }
#terminateButton, QPushButton[look="danger"] { color: $danger; }
#terminateButton:hover, QPushButton[look="danger"]:hover { background: $danger_soft; border-color: $danger; }
#terminateButton:disabled { color: $disabled; }
QToolButton::menu-indicator { image: none; }

/* fields */
QLineEdit, QComboBox, QSpinBox, QDoubleSpinBox {
    background: $raised; color: $text; border: 1px solid $line_strong; border-radius: 6px;
    padding: 0.3em 0.55em; selection-background-color: $accent; selection-color: $on_accent;
}
QLineEdit:focus, QComboBox:focus, QSpinBox:focus, QDoubleSpinBox:focus { border-color: $accent; }
QLineEdit { placeholder-text-color: $muted; }
QLineEdit:disabled, QComboBox:disabled, QSpinBox:disabled, QDoubleSpinBox:disabled {
    color: $disabled; border-color: $line;
}
QPlainTextEdit[look="field"] {
    background: $raised; border: 1px solid $line_strong; border-radius: 6px; padding: 0.2em 0.3em;
}
QPlainTextEdit[look="field"]:focus { border-color: $accent; }
QLineEdit[invalid="true"], QComboBox[invalid="true"], QPlainTextEdit[invalid="true"] {
    border-color: $danger;
}
QComboBox:hover { background: $hover; }
QComboBox::drop-down { border: none; width: 1.6em; }
QComboBox::down-arrow { image: url("$icons/styled/down-$name.svg"); width: 0.95em; height: 0.95em; }
QComboBox QAbstractItemView {
    background: $raised; color: $text; border: 1px solid $line_strong; padding: 0.2em; outline: none;
    selection-background-color: $accent_soft; selection-color: $text;
}
QSpinBox::up-button, QDoubleSpinBox::up-button, QSpinBox::down-button, QDoubleSpinBox::down-button {
    background: transparent; border: none; width: 1.5em;
}
QSpinBox::up-arrow, QDoubleSpinBox::up-arrow {
    image: url("$icons/styled/up-$name.svg"); width: 0.8em; height: 0.8em;
}
QSpinBox::down-arrow, QDoubleSpinBox::down-arrow {
    image: url("$icons/styled/down-$name.svg"); width: 0.8em; height: 0.8em;
}

/* what is ticked */
QCheckBox { spacing: 0.6em; }
QCheckBox::indicator, QTreeView::indicator, QListView::indicator {
    width: 0.8em; height: 0.8em; background: $raised; border: 1px solid $muted; border-radius: 4px;
}
QCheckBox::indicator:hover { background: $hover; }
QCheckBox::indicator:focus { border: 1px solid $accent; }
QCheckBox::indicator:checked, QTreeView::indicator:checked, QListView::indicator:checked {
    background: $accent; border-color: $accent; image: url("$icons/styled/check-$name.svg");
}
QCheckBox::indicator:checked:focus { border-color: $text; }
QCheckBox::indicator:disabled { border-color: $line; background: transparent; }
QCheckBox::indicator:checked:disabled { background: $disabled; border-color: $disabled; }
QCheckBox:disabled { color: $disabled; }

/* tabs: flat, the chosen one underlined */
QTabWidget::pane { border: none; border-top: 1px solid $line; }
QTabBar { background: $panel; qproperty-drawBase: 0; }
QTabBar::tab {
    background: transparent; color: $muted; border: none; border-bottom: 2px solid transparent;
    padding: 0.6em 0.65em; margin-left: 0.3em;
}
QTabBar[close="true"]::tab { padding: 0.6em 0.3em; margin-left: 0.1em; }
QTabBar QToolButton { background: $panel; border: none; border-radius: 0; padding: 0; }
QTabBar::tab:hover { color: $text; }
QTabBar::tab:selected { color: $text; border-bottom-color: $accent; }
QTabBar::tab:focus { color: $accent; }

/* lists and tables: no grid, hairlines only under the head */
QAbstractItemView { outline: none; }
QListView, QTreeView, QTableView {
    background: $panel; alternate-background-color: $panel; border: none; color: $text;
    selection-background-color: $accent_soft; selection-color: $text;
}
QTreeView::item, QTableView::item { border: none; padding: 0.1em 0.35em; }
QTreeView::item:hover, QListView::item:hover { background: $hover; }
QTreeView::item:selected, QTableView::item:selected, QListView::item:selected {
    background: $accent_soft; color: $text;
}
QHeaderView { background: $panel; border: none; }
QHeaderView::section {
    background: $panel; color: $muted; border: none; border-bottom: 1px solid $line; padding: 0.4em 0.35em;
}
#scenarioList { border-right: 1px solid $line; padding: 0.5em 0.4em; }
#scenarioList::item { border-radius: 6px; padding: 0.35em 0.5em; }
#scenarioList::item:selected { color: $accent_hover; }
#scenarioList::item:disabled { background: transparent; color: $muted; }

/* text */
QTextBrowser, QTextEdit, QPlainTextEdit {
    background: $panel; color: $text; border: none;
    selection-background-color: $accent; selection-color: $on_accent;
}
QLabel[look="muted"] { color: $muted; }
QLabel[look="danger"] { color: $danger; }
QLabel[look="title"] { font-weight: 600; }
QLabel[look="error"] {
    color: $danger; background: $danger_soft; border-radius: 6px; padding: 0.5em 0.75em;
}

/* menus */
QMenu { background: $raised; color: $text; border: 1px solid $line_strong; padding: 0.3em; }
QMenu::item { padding: 0.35em 1.6em 0.35em 0.9em; border-radius: 4px; }
QMenu::item:selected { background: $accent_soft; }
QMenu::item:disabled { color: $disabled; }
QMenu::separator { height: 1px; background: $line; margin: 0.3em 0.5em; }
QMenuBar { background: $panel; color: $text; }
QMenuBar::item { padding: 0.3em 0.6em; background: transparent; }
QMenuBar::item:selected { background: $hover; }

/* edges */
QSplitter::handle { background: $line; }
QSplitter::handle:horizontal { width: 1px; }
QSplitter::handle:vertical { height: 1px; }
QSplitter::handle:hover { background: $accent; }
QScrollArea { border: none; background: $panel; }
QAbstractScrollArea::corner { background: transparent; border: none; }
QScrollBar { background: transparent; border: none; }
QScrollBar:vertical { width: 0.75em; }
QScrollBar:horizontal { height: 0.75em; }
QScrollBar::handle { background: $line_strong; border-radius: 3px; margin: 2px; }
QScrollBar::handle:vertical { min-height: 2em; }
QScrollBar::handle:horizontal { min-width: 2em; }
QScrollBar::handle:hover { background: $muted; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
#tourCallout { background: $raised; border: 1px solid $accent; border-radius: 10px; }
#helpContents { border-right: none; padding: 0.6em 0.4em; }
#helpContents::item, #aboutList::item { border-radius: 6px; padding: 0.35em 0.5em; }
#findingsList { border-right: 1px solid $line; padding: 0.5em 0.4em; }
#findingsList::item { border-radius: 6px; padding: 0.35em 0.4em; }
#aboutLicence, #logText { border: 1px solid $line; border-radius: 6px; padding: 0.4em 0.6em; }
#stageView, #bufferView { background: $window; border: none; }
"""
