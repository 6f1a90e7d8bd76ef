"""For every test of the window: the window itself, as the user has it before him."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from app.gui.program import create_window
from app.gui.window.main_window import MainWindow


@pytest.fixture
def window(qtbot: QtBot) -> Iterator[MainWindow]:
    """Shown and active; its settings are those of a machine where the program has never run."""
    made = create_window()
    assert isinstance(made, MainWindow)
    qtbot.addWidget(made)
    with qtbot.waitActive(made):
        made.show()
        made.activateWindow()
    yield made
    made.close()
