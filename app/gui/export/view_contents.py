"""What each view can be copied and saved as: text, a picture, files.

A file is made in two steps: what it needs from the view and the run is collected at once, in the GUI
thread; the bytes are made by the function that this returns, on a thread of its own. What makes pictures
is imported when one is asked for: the window opens sooner without it.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping

from PySide6.QtCore import QBuffer, QIODevice
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QPlainTextEdit, QTextEdit, QWidget

from app.gui.code.view import CodeView
from app.gui.explain.view import ExplainView
from app.gui.export.writer import Encode
from app.gui.findings.panel import FindingsPanel
from app.gui.output.panel import OutputPanel
from app.gui.output.plain_text import output_as_text
from app.gui.processes.panel import ProcessPanel
from app.gui.stage.canvas import Canvas
from app.gui.widgets.table_panel import TablePanel
from app.language import translate

#: For each format, a function that collects what it needs and returns the one that makes the bytes.
Formats = Mapping[str, Callable[[], Encode]]


class Content(ABC):
    """One view. `name` stands in the names of files; `widget` is the part that shows it."""

    name: str

    def __init__(self, widget: QWidget) -> None:
        self.widget = widget

    @property
    def title(self) -> str:
        """The view's visible name."""
        return self.widget.accessibleName()

    @abstractmethod
    def text(self) -> str:
        """All of it as text."""

    def selected_text(self) -> str:
        """What Copy copies: the selection, else all of it."""
        return self.text()

    def image(self) -> QImage:
        """All of it as a picture; of something without an end, the visible part."""
        return self.widget.grab().toImage()

    @abstractmethod
    def formats(self) -> Formats:
        """The formats that it can be saved in, by suffix; the usual one first."""

    def _png(self) -> Encode:
        image = self.image()
        return lambda: png_bytes(image)

    def _text_file(self) -> Encode:
        text = self.text()
        return lambda: text.encode()


class CanvasContent(Content):
    """The stage, and the buffers."""

    def __init__(self, name: str, widget: QWidget, canvas: Canvas) -> None:
        super().__init__(widget)
        self.name, self.canvas = name, canvas

    def text(self) -> str:
        return self.canvas.text()

    def selected_text(self) -> str:
        return self.canvas.current_text() or self.text()

    def image(self) -> QImage:
        from app.gui.export.still import still_image

        return still_image(self.canvas)

    def formats(self) -> Formats:
        return {"png": self._png, "svg": self._svg, "txt": self._text_file}

    def _svg(self) -> Encode:
        from app.gui.export.still import still_svg

        data = still_svg(self.canvas, self.title)
        return lambda: data


class TableContent(Content):
    """A table: its rows in the order shown, the header first."""

    @abstractmethod
    def rows(self) -> list[list[str]]:
        """The texts of all cells."""

    @property
    @abstractmethod
    def selection(self) -> str:
        """The current row; "" when there is none."""

    def text(self) -> str:
        return "\n".join("\t".join(row) for row in self.rows()) + "\n"

    def selected_text(self) -> str:
        return self.selection or self.text()

    def formats(self) -> Formats:
        return {"csv": self._csv, "txt": self._text_file, "png": self._png}

    def _csv(self) -> Encode:
        rows = self.rows()
        return lambda: csv_bytes(rows)


class ProcessesContent(TableContent):
    """The process table."""

    name = "processes"

    def __init__(self, panel: ProcessPanel) -> None:
        super().__init__(panel)
        self._panel, self.table = panel, panel.table

    @property
    def title(self) -> str:
        return self._panel.table.accessibleName()

    def rows(self) -> list[list[str]]:
        return self._panel.model.rows_as_text()

    @property
    def selection(self) -> str:
        return self._panel.table.selected_text()

    def image(self) -> QImage:
        from app.gui.export.whole_pictures import table_picture

        return table_picture(self._panel.table)


class PanelContent(TableContent):
    """A table that can be searched: the rows that are shown."""

    def __init__(self, name: str, panel: TablePanel) -> None:
        super().__init__(panel)
        self.name, self._panel = name, panel

    @property
    def title(self) -> str:
        return self._panel.table.accessibleName()

    def rows(self) -> list[list[str]]:
        return self._panel.order.rows_as_text()

    @property
    def selection(self) -> str:
        return self._panel.selected_text()

    def image(self) -> QImage:
        return self._panel.table.grab().toImage()


class TextContent(Content):
    """A view that is a text."""

    def __init__(self, name: str, widget: QWidget, edit: QPlainTextEdit | QTextEdit) -> None:
        super().__init__(widget)
        self.name, self.edit = name, edit

    @property
    def title(self) -> str:
        return self.edit.accessibleName()

    def text(self) -> str:
        return self.edit.toPlainText()

    def selected_text(self) -> str:
        chosen = self.edit.textCursor().selectedText().replace("\u2029", "\n").replace("\u2028", "\n")
        return chosen or self.text()

    def formats(self) -> Formats:
        return {"txt": self._text_file, "png": self._png}


class FindingsContent(TextContent):
    """All findings; Copy copies the chosen one."""

    def __init__(self, panel: FindingsPanel) -> None:
        super().__init__("findings", panel, panel.text)
        self._panel = panel

    @property
    def title(self) -> str:
        return self._panel.accessibleName()

    def text(self) -> str:
        return self._panel.as_text()

    def selected_text(self) -> str:
        if self.edit.textCursor().hasSelection():
            return super().selected_text()
        return self._panel.as_text(self._panel.current)


class CodeContent(TextContent):
    """The code; its picture shows the marks of the processes."""

    def __init__(self, view: CodeView) -> None:
        super().__init__("code", view, view)
        self._view = view

    def image(self) -> QImage:
        from app.gui.export.whole_pictures import code_picture

        return code_picture(self._view)

    def formats(self) -> Formats:
        return {"py": self._text_file, "png": self._png}

    def text(self) -> str:
        return super().text() + "\n"


class ExplanationContent(TextContent):
    """The explanation."""

    def __init__(self, view: ExplainView) -> None:
        super().__init__("explanation", view, view)
        self._view = view

    def image(self) -> QImage:
        from app.gui.export.whole_pictures import document_picture

        return document_picture(self._view)

    def formats(self) -> Formats:
        return {"md": self._markdown, "txt": self._text_file, "png": self._png}

    def _markdown(self) -> Encode:
        text = self._view.markdown
        return lambda: text.encode()


class OutputContent(TextContent):
    """The output: the file contains all of it, also what the view no longer shows."""

    def __init__(self, panel: OutputPanel) -> None:
        super().__init__("output", panel, panel.text)
        self._panel = panel

    def _text_file(self) -> Encode:
        return self.of_process(self._panel.text.only)

    def of_process(self, number: int | None) -> Encode:
        """The output of one process, or of all (None)."""
        pieces = self._panel.pieces(number)
        names = self._panel.names()
        return lambda: output_as_text(pieces, names).encode()


def png_bytes(image: QImage) -> bytes:
    """A picture as a PNG file. Raises ValueError when there was not enough memory for it."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    if not image.save(buffer, "PNG"):  # type: ignore[call-overload]  # the stubs expect bytes here
        raise ValueError(translate("Content", "the picture is too large"))
    return bytes(buffer.data().data())


def csv_bytes(rows: list[list[str]]) -> bytes:
    """Rows as CSV; the byte order mark tells spreadsheets that it is UTF-8."""
    import csv  # imported here: the window opens sooner without it
    import io

    text = io.StringIO(newline="")
    csv.writer(text).writerows(rows)
    return text.getvalue().encode("utf-8-sig")


def is_inside(widget: QWidget | None, parent: QWidget) -> bool:
    """Whether a widget is `parent` or inside it."""
    return widget is not None and (widget is parent or parent.isAncestorOf(widget))
